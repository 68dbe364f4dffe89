"""The page 'Is this the right paper?': a quarantined PDF next to the paper that was requested."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.open_access.quarantine import QuarantinedFile
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.open_access.linked_pdf import link_help, link_result
from scholar_desktop.ui.open_access.quarantine_parts import (
    ComparisonTable,
    FirstPageView,
    is_other_paper,
    note_words,
    owner_words,
)
from scholar_desktop.ui.open_access.rejections import Rejections
from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.widgets.scroll_column import FocusRing
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, StatePane
from scholar_desktop.ui.words.literal_text import set_tooltip

SIDE_BY_SIDE_FROM = 760
PICTURE_WIDTH = 900
"""Width in pixels of the rendered page: enough to read it at twice the size of the screen's own."""


class QuarantinePage(QWidget):
    """Shows the quarantined PDF of one queue item, with buttons for the previous and the next one."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._downloads = ui_context.services.downloads
        self._scope = ui_context.scope.child()
        self._theme = ui_context.theme
        self._rejections = Rejections(
            self._downloads, self._scope, ui_context.messages, ui_context.actions, show=self._show_again
        )
        self._key = ""
        self._kept_key = ""
        """The key of the item whose PDF was kept last; if that is undone, it is shown again."""
        self._shown: QuarantinedFile | None = None
        self.setObjectName("doubtfulPage")
        self.setProperty("letter_shortcuts", True)  # its keys are about the one PDF that it shows
        self.setAccessibleName(gettext("Is this the right paper?"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = PageHead(ui_context.theme)
        self._head.follow(ui_context.theme, ui_context.actions, ui_context.navigation)
        column.addWidget(self._head)
        self._view = QWidget()
        self._view.setObjectName("doubtfulView")
        self._view.setAccessibleName(gettext("PDF to review, beside the paper you wanted"))
        self.pane = StatePane(self._theme, self._view)
        column.addWidget(self.pane, 1)
        self._build()
        ui_context.navigation.subject_changed.connect(self._on_subject)
        self._downloads.changed.connect(self._on_changed)
        self._downloads.removed.connect(self._on_removed)
        self._on_subject(places.QUARANTINE)

    # Building; done once

    def _build(self) -> None:
        px = self._theme.px
        around = QVBoxLayout(self._view)
        around.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(gettext("PDF to review"))
        FocusRing(self._theme, scroll)
        around.addWidget(scroll)
        page = QWidget()
        page.setProperty("role", "page")
        page.setMinimumWidth(1)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._sides.setContentsMargins(px(16), px(14), px(16), px(16))
        self._sides.setSpacing(px(24))
        left = QWidget()
        facts = QVBoxLayout(left)
        facts.setContentsMargins(0, 0, 0, 0)
        facts.setSpacing(px(10))
        facts.addLayout(self._build_title())
        self._note = NoteBar(self._theme)
        facts.addWidget(self._note)
        self._table = ComparisonTable(self._theme)
        facts.addWidget(self._table)
        facts.addWidget(self._build_buttons())
        self._hint = label(gettext("You can undo a rejection."), "small", "muted", wrap=True)
        facts.addWidget(self._hint)
        facts.addStretch(1)
        self._sides.addWidget(left, 5, Qt.AlignmentFlag.AlignTop)
        self._sides.addWidget(self._build_picture(), 4, Qt.AlignmentFlag.AlignTop)
        scroll.setWidget(page)

    def _build_title(self) -> QHBoxLayout:
        theme = self._theme
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        self._heading = Prose("title")
        self._heading.show_text(gettext("Is this the right paper?"))
        row.addWidget(self._heading, 1)
        self._count = label("", "small", "muted")
        row.addWidget(self._count)
        self._before = Button(theme, ButtonKind.QUIET, icon="chevron-left", name=gettext("Previous PDF to review"))
        self._before.clicked.connect(lambda: self._step(-1))
        self._after = Button(theme, ButtonKind.QUIET, icon="chevron-right", name=gettext("Next PDF to review"))
        self._after.clicked.connect(lambda: self._step(1))
        row.addWidget(self._before)
        row.addWidget(self._after)
        return row

    def _build_buttons(self) -> QWidget:
        theme, actions = self._theme, self._ui_context.actions
        box = QWidget()
        flow = FlowLayout(box, gap=theme.px(8) - 2 * RING, line_gap=theme.px(4))
        further = self._further = Button(theme, ButtonKind.PRIMARY)
        further.bind(actions["doubtful.next"], keys=True)
        further.setObjectName("nextCopyButton")
        keep = self._keep = Button(theme, ButtonKind.PLAIN)
        keep.bind(actions["doubtful.keep"], text=gettext("Keep PDF"), keys=True)
        keep.setObjectName("keepDoubtfulButton")
        link = self._link = Button(theme, ButtonKind.PLAIN, gettext("Link as versions"), icon="link")
        link.setObjectName("linkVersionsButton")
        link.clicked.connect(self._link_versions)
        reject = self._reject = Button(theme, ButtonKind.PLAIN)
        reject.bind(actions["doubtful.reject"], text=gettext("Reject PDF"), keys=True)
        reject.setObjectName("rejectDoubtfulButton")
        for button in (further, keep, link, reject):
            flow.addWidget(button)
        return box

    def _build_picture(self) -> QWidget:
        theme = self._theme
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        row = QHBoxLayout()
        row.addWidget(label(gettext("First page of the PDF"), "section"))
        row.addStretch(1)
        outside = Button(theme, ButtonKind.LINK, gettext("Open in PDF app"), icon="external")
        outside.setObjectName("openDoubtfulButton")
        outside.clicked.connect(self._open_outside)
        row.addWidget(outside)
        column.addLayout(row)
        self._picture = FirstPageView(theme)
        column.addWidget(self._picture)
        return box

    # Showing

    def waiting(self) -> list[DownloadItem]:
        """Return the queue items whose file is in the quarantine."""
        return [item for item in self._downloads.items() if item.quarantined is not None]

    def _item(self) -> DownloadItem | None:
        return next((item for item in self._downloads.items() if item.key == self._key), None)

    def _on_subject(self, page: str) -> None:
        if page == places.QUARANTINE:
            self._key = self._ui_context.navigation.subject(places.QUARANTINE) or ""
            self._load()

    def _on_changed(self, item: DownloadItem) -> None:
        if item.key == self._kept_key and item.quarantined is not None:
            self._kept_key = ""
            self._show_again(item.key)
        elif item.key == self._key and (self._shown is None or item.quarantined != self._shown.path):
            self._load()
        elif self._shown is not None:
            self._show_count()

    def _on_removed(self, key: str) -> None:
        if key == self._key:
            self._load()

    def _load(self) -> None:
        item = self._item()
        self._shown = None
        self._ui_context.messages.close_message("owner")
        self._tell()
        if item is None or item.quarantined is None:
            self._go_on()
            return
        self._head.show_trail(plain(item.paper.title) if item.paper is not None else item.asked_as)
        self.pane.wait(Note(gettext("Reading the PDF…"), "", "panel", "clock"))
        self._scope.start(self._look(item), name="look at a doubtful PDF", latest="look")

    async def _look(self, item: DownloadItem) -> None:
        try:
            found = await self._ui_context.services.quarantine_details.look(item, PICTURE_WIDTH)
        except ScholarError as error:
            back = Step(gettext("Back to downloads"), self._to_downloads)
            lead, hint = shown(error.message), shown(error.hint or "")
            self.pane.show_message(ERROR, PageMessage(lead, hint, "alert", "error", steps=(back,)))
            return
        is_new = found.owner is not None and await self._is_new(found.paper)
        if item.key == self._key:
            set_tooltip(self._link, "" if found.owner is None else link_help(found.paper, found.owner, is_new=is_new))
            self._show(found)

    async def _is_new(self, paper: Paper) -> bool:
        """True if *paper* is not in the library, so that linking it adds it."""
        return await self._ui_context.services.library.find(paper.id) is None

    def _show(self, found: QuarantinedFile) -> None:
        self._shown = found
        lead, text = note_words(found)
        steps: tuple[Step, ...] = ()
        if (owner := found.owner) is not None:
            steps = (self._owner_step(owner),)
        self._note.show_note(Note(lead, text, "warn", "warning", steps))
        self._table.show_file(found)
        self._picture.show_picture(found.picture)
        self._show_count()
        self.pane.show_rows(FULL)
        self._tell()

    def _show_count(self) -> None:
        waiting = [item.key for item in self.waiting()]
        many = len(waiting) > 1 and self._key in waiting
        place = gettext("{number} of {count}", number=waiting.index(self._key) + 1, count=len(waiting)) if many else ""
        self._count.setText(place)
        self._before.setVisible(many)
        self._after.setVisible(many)

    def _go_on(self) -> None:
        """Show the next item after a decision, or the message that there is none."""
        waiting = self.waiting()
        if waiting and self.isVisible():
            self._key = waiting[0].key
            self._load()
            return
        step = Step(gettext("Back to downloads"), self._to_downloads, main=True, icon="downloads")
        text = gettext("PDFs that may be of another paper appear here, beside the paper you wanted.")
        self.pane.show_message(EMPTY, PageMessage(gettext("No PDFs to review"), text, "tick", "ok", steps=(step,)))
        self._head.show_trail(gettext("PDFs to review"))

    def _tell(self) -> None:
        is_shown = self._shown is not None and self.isVisible()
        has_next = self._shown is not None and self._shown.next_copy
        self._ui_context.context.update(doubtful=is_shown, next_copy=is_shown and has_next)
        self._ui_context.actions.refresh()
        if self._shown is not None:
            self._further.setVisible(has_next)
            owner = self._shown.owner
            has_owner = owner is not None
            can_link = owner is not None and not owner.trashed
            rejects = is_other_paper(self._shown)
            for button, is_shown in ((self._keep, not has_owner), (self._link, can_link)):
                button.setVisible(is_shown)
                button.set_kind(ButtonKind.PLAIN if has_next or rejects else ButtonKind.PRIMARY)
            self._reject.set_kind(ButtonKind.PRIMARY if rejects and not has_next else ButtonKind.PLAIN)

    # Actions of the user

    def decide(self, what: str) -> None:
        """Decide on the PDF shown: `keep`, `reject`, or `next` (reject it and try the next copy)."""
        item = self._item()
        if item is None or self._shown is None:
            return
        if what == "keep" and self._shown.owner is not None:
            self._say_owner(self._shown.owner)
        elif what == "keep":
            self._rejections.keep(item, self._on_kept)
        else:
            self._rejections.reject(item, goes_on=what == "next")

    def _say_owner(self, owner: KeptPaper) -> None:
        """Say why the PDF cannot be kept for the paper shown, and what can be done instead."""
        lead, show = owner_words(owner), self._owner_step(owner)
        if owner.trashed:
            text = gettext("A file belongs to one paper. Restore that paper to link the two, or reject this PDF.")
            self._ui_context.messages.say("owner", Note(lead, text, "warn", "warning", (show,)), is_of_page=True)
            return
        text = gettext("A file belongs to one paper. Link the two papers as versions, or reject this PDF.")
        link = Step(gettext("Link as versions"), self._link_versions, icon="link")
        self._ui_context.messages.say("owner", Note(lead, text, "warn", "warning", (show, link)), is_of_page=True)

    def _link_versions(self) -> None:
        """Link the paper shown and the one that has the file as versions of one work; the PDF needs no review then."""
        item, found = self._item(), self._shown
        if item is not None and found is not None and found.owner is not None:
            self._ui_context.messages.close_message("owner")
            self._scope.start(self._linked(item, found.paper, found.owner), name="link versions", latest="decide")

    async def _linked(self, item: DownloadItem, paper: Paper, owner: KeptPaper) -> None:
        is_new = await self._is_new(paper)
        try:
            await self._downloads.link_as_version(item.key, owner)
        except ScholarError as error:
            self._ui_context.messages.failed(gettext("Versions not linked"), error)
            return
        undo = self._ui_context.actions["edit.undo"]
        words = link_result(paper, owner, is_new=is_new)
        self._ui_context.messages.undoable(words, Step(gettext("Undo"), undo.trigger, icon="undo"))

    def _on_kept(self, key: str) -> None:
        self._kept_key = key

    def _show_again(self, key: str) -> None:
        """Show the PDF whose rejection, or whose move into the library, was undone."""
        if self.isVisible():
            self._key = key
            self._load()

    def _step(self, by: int) -> None:
        waiting = [item.key for item in self.waiting()]
        if self._key in waiting:
            self._key = waiting[(waiting.index(self._key) + by) % len(waiting)]
            self._load()

    def _owner_step(self, owner: KeptPaper) -> Step:
        """Return the step that shows the paper that has the file."""
        if owner.trashed:
            show = partial(self._ui_context.current.run_for, "paper.show_in_library", owner.paper, kept=owner)
            return Step(gettext("Show in trash"), show, icon="trash")
        return Step(gettext("Show that paper"), lambda: self._show_owner(owner.paper), icon="eye")

    def _show_owner(self, paper: Paper) -> None:
        self._ui_context.navigation.leave_for_paper(paper.id, gettext("PDFs to review"))
        self._ui_context.current.run_for("paper.open", paper)

    def _open_outside(self) -> None:
        if self._shown is not None:
            self._ui_context.services.open_path(self._shown.path)

    def _to_downloads(self) -> None:
        self._ui_context.navigation.show(places.DOWNLOADS)

    # Overrides of Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._shown is None:
            self._load()
        self._tell()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self._theme.type.width_at_base(self.width()) >= SIDE_BY_SIDE_FROM
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if wide and self.isRightToLeft():
            direction = QBoxLayout.Direction.RightToLeft
        self._sides.setDirection(direction)
