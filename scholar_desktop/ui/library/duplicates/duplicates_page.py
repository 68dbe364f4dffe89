"""The page of duplicates: groups of papers that may be one work, with their fields side by side."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.page_messages import empty_library_message
from scholar_desktop.ui.library.duplicates.compared_entries import ComparedEntries, done_words, merged_words
from scholar_desktop.ui.rows.sign_list import SignList, SignRow
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL
from scholar_desktop.ui.widgets.turning_splitter import TurningSplitter
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.services import FoundDuplicates
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.theme.theme import Theme

MOST_COMPARED = 12
"""Papers of a group that are shown side by side."""
SIDE_BY_SIDE_FROM = 660
LIST_AND_SIDE = [300, 600]
"""Width in pixels at base size from which the groups are beside the papers of the selected one; else above them."""
LEAST_LIST, LEAST_SIDE = 240, 300
MOST_RECOUNTED = 10_000
"""Papers of a library whose duplicates are counted again after a change while the page is hidden. Comparing so many
takes a thread 0.4 s, but 1.8 s the first time; so nothing is counted before the page was shown."""
RECOUNT_AFTER_MS = 2000
"""Time without another change of the library after which that is done."""


class DuplicatesPage(QWidget):
    """The groups are found when the page is shown, and again after the library changed. Everything works offline.

    Signal: `counted` (the number of groups; None while it is not known).
    """

    counted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        library: Library,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scope = scope.child()
        self._actions = actions
        self._messages = messages
        self._library = library
        self._groups: tuple[FoundDuplicates, ...] = ()
        self._chosen: FoundDuplicates | None = None
        self._papers: tuple[KeptPaper, ...] = ()
        self._pressed: tuple[str, tuple[KeptPaper, ...]] = ("", ())
        self._is_stale = True
        self._compared_papers = 0
        self._count: int | None = None
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.timeout.connect(self._on_recount)
        self.setObjectName("duplicatesPage")
        self.setAccessibleName(gettext("Duplicates"))
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = PageHead(theme, gettext("Duplicates"))
        column.addWidget(self._head)
        across = TurningSplitter(theme, SIDE_BY_SIDE_FROM, LIST_AND_SIDE)
        across.setHandleWidth(1)
        self.list: SignList[SignRow] = SignList(theme, "duplicatesView", gettext("Groups of duplicates"))
        self.list.view.lead_changed.connect(self._on_group)
        across.addWidget(self.list)
        side = QWidget()
        rows = QVBoxLayout(side)
        rows.setContentsMargins(px(16), px(10), px(16), px(10))
        rows.setSpacing(px(6))
        self._evidence = label("", "body", "muted", wrap=True)
        self._evidence.setObjectName("duplicateEvidence")
        rows.addWidget(self._evidence)
        buttons = FlowLayout(gap=px(4), line_gap=px(4))
        self._merge = self._button(theme, ButtonKind.PRIMARY, gettext("Merge"), "mergeButton", self._on_merge)
        self._link = self._button(theme, ButtonKind.PLAIN, gettext("Link as versions"), "linkButton", self._on_link)
        self._apart = self._button(theme, ButtonKind.PLAIN, gettext("Not duplicates"), "apartButton", self._on_apart)
        for button in (self._merge, self._link, self._apart):
            buttons.addWidget(button)
        rows.addLayout(buttons)
        self._merged = label("", "small", "muted", wrap=True)
        self._merged.setObjectName("mergedWords")
        rows.addWidget(self._merged)
        set_tooltip(self._link, gettext("Keep both, such as a preprint and its article, and link them."))
        set_tooltip(self._apart, gettext("Keep all of them, and do not show this group again."))
        self._compared = ComparedEntries(theme)
        self._compared.chosen.connect(self._show_merge)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._compared)
        rows.addWidget(scroll, 1)
        self._side = side
        self._across = across
        across.addWidget(side)
        across.setStretchFactor(0, 1)
        across.setStretchFactor(1, 2)
        column.addWidget(across, 1)
        library.changed.connect(self._on_library_changed)
        self._show_groups()

    def _button(self, theme: Theme, kind: ButtonKind, text: str, name: str, run: Callable[[], None]) -> Button:
        button = Button(theme, kind, text, small=True)
        button.setObjectName(name)
        button.pressed.connect(self._on_pressed)
        button.clicked.connect(run)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._across.fit(self.width())
        wide = self._across.orientation() is Qt.Orientation.Horizontal
        for part, least in ((self.list, LEAST_LIST), (self._side, LEAST_SIDE)):
            part.setMinimumWidth(self._theme.px(least) if wide else 0)

    # Finding

    def _find(self) -> None:
        self._is_stale = False
        self._recount.stop()
        self._scope.start(self._load(), name="find duplicates", latest="find")

    async def _load(self) -> None:
        if not self._groups:
            stop = Step(gettext("Stop"), self._stop)
            self.list.wait(Note(gettext("Comparing the papers of your library…"), "", "panel", "clock", (stop,)))
        try:
            groups = await self._library.duplicates.find(self._show_progress)
        except ScholarError as error:
            self._set_count(None)
            again = Step(gettext("Try again"), self._find, main=True)
            text = shown(error.hint or "")
            self.list.show_message(ERROR, PageMessage(shown(error.message), text, "alert", "error", steps=(again,)))
            return
        firsts = await self._library.papers_in([one.rows[0] for one in groups]) if groups else ()
        is_library_empty = not groups and not (await self._library.counts()).papers
        if len(firsts) == len(groups):
            row, bar = self._row_among(groups), self.list.view.verticalScrollBar()
            scrolled_to = bar.value()
            self._groups = groups
            self.list.model.show([self._row(one, kept) for one, kept in zip(groups, firsts, strict=True)])
            self._show_groups(row, is_library_empty=is_library_empty)
            self._set_count(len(groups))
            bar.setValue(scrolled_to)

    def _set_count(self, count: int | None) -> None:
        if count != self._count:
            self._count = count
            self.counted.emit(count)

    def _on_recount(self) -> None:
        self._scope.start(self._count_again(), name="count duplicates", latest="find")

    async def _count_again(self) -> None:
        try:
            self._set_count(len(await self._library.duplicates.find(self._note_compared)))
        except ScholarError:
            self._set_count(None)

    def _note_compared(self, papers: int) -> None:
        self._compared_papers = papers

    def _row_among(self, groups: Sequence[FoundDuplicates]) -> int:
        """Return the row that the selected group has among *groups*, else that of the next one that is still there."""
        if self._chosen is None or self._chosen not in self._groups:
            return 0
        places = {frozenset(one.keys): row for row, one in enumerate(groups)}
        place = self._groups.index(self._chosen)
        following = [*self._groups[place:], *reversed(self._groups[:place])]
        with_some = (row for row, one in enumerate(groups) if not self._keys_of_chosen().isdisjoint(one.keys))
        found = places.get(self._keys_of_chosen(), next(with_some, None))
        if found is not None:
            return found
        return next((places[keys] for one in following if (keys := frozenset(one.keys)) in places), 0)

    def _keys_of_chosen(self) -> frozenset[str]:
        return frozenset(self._chosen.keys) if self._chosen is not None else frozenset()

    def _show_progress(self, papers: int) -> None:
        self._note_compared(papers)
        self._head.show_note(ngettext("{count} paper compared", "{count} papers compared", papers))

    def _stop(self) -> None:
        self._scope.cancel("find")
        self._is_stale = True
        self._set_count(None)
        again = Step(gettext("Find duplicates"), self._find, main=True)
        self.list.show_message(EMPTY, PageMessage(gettext("The search for duplicates was stopped"), steps=(again,)))
        self._head.show_note("")

    def _row(self, one: FoundDuplicates, kept: KeptPaper) -> SignRow:
        title = plain(kept.paper.title) or gettext("Untitled")
        below = " ".join(shown(sentence) for sentence in one.evidence)
        word = gettext("Versions") if one.are_versions else gettext("Duplicates")
        return SignRow(
            title=title,
            sign="ring" if one.are_versions else "full",
            word=word,
            colour="muted" if one.are_versions else "warn",
            below=below,
            right=ngettext("{count} paper", "{count} papers", len(one.keys)),
            spoken=f"{title}, {word}, {below}",
            is_dot=True,
            paper=kept.paper,
        )

    def _show_groups(self, row: int = 0, *, is_library_empty: bool = False) -> None:
        """Show the groups; that in *row* is selected. is_library_empty: what to say if there are none."""
        count = len(self._groups)
        self._side.setVisible(bool(count))
        self._head.show_note(ngettext("{count} group", "{count} groups", count) if count else "")
        if not count:
            self._chosen, self._papers = None, ()
            same = gettext(
                "Papers with the same identifier would appear here, and papers with nearly the same title and first "
                "author from the same or the next year. A preprint and its article may be 3 years apart."
            )
            two_dois = gettext(
                "Two articles, or two records of one repository, with different DOIs must have the same long title, "
                "first author and year."
            )
            others = gettext(
                "Papers with different numbers at arXiv, PubMed or the ACL Anthology, versions of one Zenodo record "
                "and papers linked as versions are not listed."
            )
            text = f"{same} {two_dois} {others}"
            step = Step(gettext("Show all papers"), self._actions["view.library"].trigger)  # has the focus
            message = PageMessage(gettext("No duplicates in your library"), text, steps=(step,))
            if is_library_empty:
                message = empty_library_message(self._actions, text)
            self.list.show_message(EMPTY, message)
            return
        self.list.show_rows(FULL)
        self.list.view.choose(row)
        self._on_group(row)

    # One group

    def _on_group(self, row: int) -> None:
        if row < len(self._groups):
            self._chosen = self._groups[row]
            self._scope.start(self._show_group(self._chosen), name="show duplicates", latest="group")

    async def _show_group(self, one: FoundDuplicates) -> None:
        try:
            self._papers = await self._library.only_written_keys(await self._library.papers_in(one.rows))
        except ScholarError:
            return  # the list shows the error of the library
        self._evidence.setText(" ".join(shown(sentence) for sentence in one.evidence))
        self._compared.show_papers(self._papers[:MOST_COMPARED])
        self._merge.set_kind(ButtonKind.PLAIN if one.are_versions else ButtonKind.PRIMARY)
        self._link.set_kind(ButtonKind.PRIMARY if one.are_versions else ButtonKind.PLAIN)
        self._show_merge()

    def _show_merge(self, *_kept: object) -> None:
        """Say what a merge keeps of which paper."""
        words = ngettext(
            "Merge {count} paper into the chosen one.", "Merge {count} papers into the chosen one.", len(self._papers)
        )
        set_tooltip(self._merge, words)
        if self._papers:
            self._merged.setText(merged_words(self._papers, self._compared.chosen_key()))

    def _on_pressed(self) -> None:
        """Note what a press on a button refers to: the group that is shown now may be another one when it ends. It
        refers to nothing while the papers of the selected group are being loaded."""
        is_shown = {kept.key for kept in self._papers} == self._keys_of_chosen()
        self._pressed = (self._compared.chosen_key(), self._papers) if is_shown and self._papers else ("", ())

    def _on_merge(self) -> None:
        keep, papers = self._pressed
        if not papers:
            return
        others = [kept.key for kept in papers if kept.key != keep]
        merge = partial(self._library.duplicates.merge, keep, others)
        self._do(merge, done_words(papers, keep), Message("Papers not merged"))

    def _on_link(self) -> None:
        if keys := self._pressed_keys():
            text = ngettext("Linked {count} version.", "Linked {count} versions.", len(keys))
            self._do(partial(self._library.duplicates.link, keys), text, Message("Versions not linked"))

    def _on_apart(self) -> None:
        if keys := self._pressed_keys():
            text = gettext("These papers are not shown as duplicates again.")
            self._do(partial(self._library.duplicates.keep_apart, keys), text, Message("Decision not saved"))

    def _pressed_keys(self) -> Sequence[str]:
        return [kept.key for kept in self._pressed[1]]

    def _do(self, work: Callable[[], Awaitable[Changes]], done: str, failed: str) -> None:
        self._scope.start(self._run(work, done), name=failed, on_failure=partial(self._messages.failed, failed))

    async def _run(self, work: Callable[[], Awaitable[Changes]], done: str) -> None:
        """Do *work*, and then say that it is *done*."""
        await work()
        undo = self._actions["edit.undo"]
        self._messages.undoable(done, Step(gettext("Undo"), undo.trigger, icon="undo"))

    def _on_library_changed(self, changes: Changes) -> None:
        if self.isVisible():
            self._find()
            return
        self._is_stale = True
        if self._count is None:
            return
        if self._compared_papers <= MOST_RECOUNTED:
            self._recount.start(RECOUNT_AFTER_MS)
        else:
            self._set_count(None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._find()


def create_page(ui_context: UiContext) -> DuplicatesPage:
    """Return the page of the window that has *ui_context*."""
    return DuplicatesPage(
        ui_context.theme,
        ui_context.scope,
        ui_context.actions,
        ui_context.messages,
        ui_context.services.library,
    )
