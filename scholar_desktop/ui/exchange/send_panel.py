"""The panel that sends papers to Zotero, JabRef or a .bib file: whether the program runs, where to, and what came of
each paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.exchange.sending import (
    ALREADY,
    BIB,
    JABREF,
    NOT_RUNNING,
    REFUSED,
    SENT,
    ZOTERO,
    ProgramState,
    SendResult,
)
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceBox
from scholar_desktop.ui.widgets.file_dialog import FileKind, FilePurpose, save_file
from scholar_desktop.ui.widgets.foot_panel import FootPanel
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.tick_box import RadioButton, TickBox
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.exchange.sending import EntrySending, OutboxItem
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

TITLES = {ZOTERO: Message("Zotero"), JABREF: Message("JabRef"), BIB: Message(".bib file")}
OUTCOMES = {
    SENT: ("tick", "ok", Message("Sent")),
    ALREADY: ("minus", "muted", Message("Already there")),
    NOT_RUNNING: ("clock", "warn", Message("In the outbox")),
    REFUSED: ("alert", "error", Message("Not sent")),
}
"""Icon, colour and word of each outcome."""
LAST = "send_to"
"""The name under which the state of the window keeps the program that was chosen last."""
WIDTH, HEIGHT = 560, 420
MOST_LISTED = 500


class SendPanel(FootPanel):
    """Nothing is sent before the user says so. What cannot be sent waits in the outbox. Afterwards the panel is a
    report. Closing the panel stops neither the sending nor what waits."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        state: WindowState,
        sending: EntrySending,
        messages: Messages,
        show_outbox: Callable[[], object],
        export_for_zotero: Callable[[Sequence[Paper]], object],
        window: QWidget,
    ) -> None:
        super().__init__(theme, window, "sendPanel", gettext("Send papers"))
        self._scope = scope.child()
        self._memory = state
        self._sending = sending
        self._messages = messages
        self._export_for_zotero = export_for_zotero
        self._papers: tuple[Paper, ...] = ()
        self._program = ProgramState()
        self._file: Path | None = None
        self._is_sending = self._is_all_there = False
        self._waiting: dict[str, OutboxItem] = {}
        self._undo_step: UndoStep | None = None
        kept = state.get(LAST, str)
        self._what = kept if kept in TITLES else ZOTERO
        self._where = QWidget()
        row = QHBoxLayout(self._where)
        row.setContentsMargins(0, 0, 0, 0)
        group = QButtonGroup(self)
        self._buttons: dict[str, RadioButton] = {}
        for what, title in TITLES.items():
            button = RadioButton(theme, shown(title))
            button.setObjectName(f"sendTo.{what}")
            button.clicked.connect(lambda _checked=False, what=what: self._choose(what))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[what] = button
        row.addStretch(1)
        self._body.addWidget(self._where)
        self._into_title = label(gettext("Collection in Zotero"), "small", "muted")
        self._into = ChoiceBox(theme, "sendInto", gettext("Collection in Zotero"))
        self._into.currentIndexChanged.connect(lambda _place: self._look_what_is_there())
        self._body.addWidget(self._into_title)
        self._body.addWidget(self._into)
        self._list = QListWidget()
        self._list.setObjectName("sendList")
        self._list.setAccessibleName(gettext("Papers to send"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setUniformItemSizes(True)
        self._body.addWidget(self._list, 1)
        self._again_tick = TickBox(theme, gettext("Also send papers that were already sent"))
        self._again_tick.setObjectName("sendAgainTick")
        self._body.addWidget(self._again_tick)
        self._with_what = label("", "small", "muted", wrap=True)
        self._with_what.setObjectName("sendWithWhat")
        self._body.addWidget(self._with_what)
        self._outbox = self._add_button("sendOutboxButton", gettext("Show outbox"), show_outbox, ButtonKind.LINK)
        self._rdf = self._add_button("sendRdfButton", gettext("Export Zotero RDF…"), self._on_rdf, ButtonKind.LINK)
        set_tooltip(self._rdf, gettext("A file with the papers and their PDFs, which Zotero reads with File > Import."))
        self._retry = self._add_button("sendLookButton", gettext("Try again"), self._look)
        self._again = self._add_button("sendMoreButton", "", self._on_send_again)
        self._cancel = self._add_cancel("sendCancelButton")
        self._button = self._add_button("sendNowButton", gettext("Send"), self._on_send, ButtonKind.PRIMARY)

    def open_for(self, papers: Sequence[Paper]) -> None:
        """Show the panel for *papers*."""
        self._papers = tuple({paper.id: paper for paper in papers}.values())
        self._set_sending(False)
        self._again_tick.setChecked(False)
        self._buttons[self._what].setChecked(True)
        self._open_in_middle(WIDTH, HEIGHT)
        self._begin_choosing()

    def _begin_choosing(self) -> None:
        """Let the user choose where the papers are sent."""
        count = len(self._papers)
        self._title.setText(ngettext("Send {count} paper", "Send {count} papers", count))
        self._list.setAccessibleName(gettext("Papers to send"))
        self._show_choices(is_shown=True)
        self._again.hide()
        self._button.show()
        self._cancel.set_text(gettext("Cancel"))
        self._with_what.setText(_with_what_words(0))
        self._scope.start(self._count_without_pdf(), name="count papers without PDF", latest="pdfs")
        self._buttons[self._what].setFocus(Qt.FocusReason.PopupFocusReason)
        self._choose(self._what)

    async def _count_without_pdf(self) -> None:
        """Say how many of the papers have no PDF to send."""
        papers = self._papers
        try:
            count = await self._sending.count_without_pdf(papers)
        except ScholarError as error:
            self._say_error(error)
            return
        if papers is self._papers:
            self._with_what.setText(_with_what_words(count))
            self._fit()

    def _show_choices(self, *, is_shown: bool) -> None:
        """Show or hide what can be chosen. The collections are shown again when the program names them."""
        for widget in (self._where, self._again_tick, self._with_what):
            widget.setVisible(is_shown)
        if not is_shown:
            self._into_title.hide()
            self._into.hide()

    def _choose(self, what: str) -> None:
        self._what = what
        self._memory.set(LAST, what)
        self._file = None
        self._look()

    # What is there

    def _look(self) -> None:
        """Find out whether the program runs, and what it has."""
        self._program = ProgramState()
        self._waiting = {}
        self._into.blockSignals(True)
        self._into.clear()
        self._into.blockSignals(False)
        self._show_papers({})
        self._retry.hide()
        self._rdf.hide()
        self._outbox.hide()
        is_file = self._what == BIB
        self._button.setEnabled(is_file)
        self._button.set_text(gettext("Choose file…") if is_file else gettext("Send"))
        for widget in (self._into_title, self._into):
            widget.hide()
        if is_file:
            self._say(
                gettext("The papers are added to the end of the file. Entries that are already in it are left out.")
            )
            self._scope.start(self._find_waiting(self._what), name="look into the outbox", latest="look")
            return
        self._say(gettext("Looking for {program}…", program=shown(TITLES[self._what])))
        self._scope.start(self._find(self._what), name="look for a program", latest="look")

    async def _find(self, what: str) -> None:
        found = await self._sending.look(what)
        if what == self._what:
            self._program = found
            self._show_program()
            await self._find_waiting(what)

    async def _find_waiting(self, what: str) -> None:
        """Say which of the papers are in the outbox already."""
        ids = {paper.id for paper in self._papers}
        try:
            items = [one for one in await self._sending.waiting() if one.what == what and one.id in ids]
        except ScholarError as error:
            self._say_error(error)
            return
        if not items or what != self._what or self._is_sending or self._button.isHidden():
            return
        self._waiting = {one.id: one for one in items}
        words = ngettext(
            "{count} paper is in the outbox already.", "{count} papers are in the outbox already.", len(self._waiting)
        )
        self._say(f"{self._state.text()} {words}", "muted" if self._program.is_running else "warn")
        self._outbox.show()
        self._show_papers({})

    def _show_program(self) -> None:
        found, program = self._program, shown(TITLES[self._what])
        can_take = found.is_running or found.can_be_started
        self._button.setEnabled(True)
        self._retry.setVisible(not found.is_running)
        self._rdf.setVisible(not found.is_running and self._what == ZOTERO)
        self._button.set_text(gettext("Send") if can_take else gettext("Put into outbox"))
        if found.is_running:
            self._say(gettext("{program} is running.", program=program))
        elif found.can_be_started:
            self._say(gettext("{program} is not running. It is started with the papers.", program=program))
        elif found.problem is not None:
            self._say(shown(found.problem), "warn")
        elif self._what == JABREF:
            self._say(
                gettext(
                    "JabRef is not running, or its HTTP server is off. Start JabRef, open a library, turn on the "
                    "HTTP server in its preferences, and try again. Or put the papers into the outbox and send them "
                    "later."
                ),
                "warn",
            )
        else:
            self._say(
                gettext(
                    "Zotero is not running. Start it and try again, or put the papers into the outbox and send them "
                    "later. Or export them as Zotero RDF, and import that file in Zotero."
                ),
                "warn",
            )
        has_places = bool(found.collections)
        self._into.blockSignals(True)
        if has_places:
            self._into.addItem(gettext("Selected in Zotero: {name}", name=found.selected), None)
            for path in found.collections:
                self._into.addItem(path, path)
        self._into.blockSignals(False)
        for widget in (self._into_title, self._into):
            widget.setVisible(has_places)
        self._fit()
        self._look_what_is_there()

    def _look_what_is_there(self) -> None:
        if self._program.is_running and self._papers and not self._is_sending:
            self._scope.start(self._find_sent(self._what), name="look what a program has", latest="sent")

    async def _find_sent(self, what: str) -> None:
        try:
            found = await self._sending.find_sent(self._papers[:MOST_LISTED], what, self._place())
        except ScholarError as error:
            self._say(shown(error.message), "warn")
            return
        if what == self._what and not self._is_sending:
            self._show_papers({id_: (ALREADY, reason) for id_, reason in found.items()})

    def _place(self) -> str | None:
        """Return the collection or the file that was chosen; None for what the program has selected."""
        if self._what == BIB:
            return str(self._file) if self._file is not None else None
        path = self._into.currentData()
        return path if isinstance(path, str) else None

    def _say(self, text: str, tone: str = "muted") -> None:
        super()._say(text, tone)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the words and the papers need."""
        if self.isVisible():
            self._show_rows(self._list, has_some=bool(self._papers))

    # Sending

    def _on_send(self) -> None:
        if self._what != BIB:
            self._begin()
            return
        dialog = save_file(
            self._window,
            gettext("Send to .bib file"),
            (FileKind("BibTeX", ("bib",)),),
            lambda path, _kind: self._send_to_file(path),
            name=gettext("sent"),
            purpose=FilePurpose.EXPORT,
            memory=self._memory,
        )
        dialog.setOption(dialog.Option.DontConfirmOverwrite)  # entries are added to a file that exists
        dialog.setObjectName("sendFileDialog")

    def _send_to_file(self, path: Path) -> None:
        self._file = path
        self._begin()

    def _begin(self) -> None:
        self._set_sending(True)
        self._scope.cancel("sent")
        self._button.setEnabled(False)
        self._retry.hide()
        self._rdf.hide()
        count = len(self._papers)
        self._say(ngettext("Sending {count} paper…", "Sending {count} papers…", count))
        self._scope.start(self._send(self._papers, self._what, self._place()), name="send papers")

    def _set_sending(self, is_sending: bool) -> None:
        """While it sends, nothing can be chosen, and the panel stays when another page is shown or something is pressed
        outside it, to say what became of the papers."""
        self._is_sending = self.is_at_work = is_sending
        self.leaves_with_page = not is_sending
        for widget in (self._where, self._into, self._again_tick):
            widget.setEnabled(not is_sending)

    async def _send(self, papers: Sequence[Paper], what: str, into: str | None) -> None:
        try:
            before = {one.place for one in await self._sending.waiting()}
            results = await self._sending.send(papers, what, into, again=self._again_tick.isChecked())
            ids = {paper.id for paper in papers}
            new = [one for one in await self._sending.waiting() if one.id in ids and one.place not in before]
        except ScholarError as error:
            self._set_sending(False)
            self._say_error(error)
            self._button.setEnabled(True)
            return
        self._set_sending(False)
        self._add_undo_step(new)
        self._waiting = {}
        if papers == self._papers:
            self._show_results(results)

    def _add_undo_step(self, items: Sequence[OutboxItem]) -> None:
        """Let Ctrl+Z take *items* out of the outbox, into which they were just put, as far as they still wait."""
        if not items:
            return
        count = len(items)
        self._undo_step = UndoStep(
            ngettext("put {count} paper into the outbox", "put {count} papers into the outbox", count),
            ngettext("Removed {count} paper from the outbox.", "Removed {count} papers from the outbox.", count),
            partial(self._sending.clear, items),
            lambda: self._put_again(items),
            is_over=lambda: self._sending.is_empty,
        )
        self._messages.add_undo_step(self._undo_step)

    def runs_behind(self, action_id: str) -> bool:
        """Ctrl+Z takes the papers that were just put into the outbox out of it, and undoes nothing else. The report,
        which would not be true any more, closes."""
        is_own = self._undo_step is not None and self._messages.undo_step is self._undo_step
        if action_id != "edit.undo" or not is_own:
            return False
        self.close_panel()
        return True

    def _put_again(self, items: Sequence[OutboxItem]) -> None:
        async def put_again() -> None:
            await self._sending.put_back(items)
            self._add_undo_step(items)

        self._scope.start(put_again(), name="put into the outbox")

    def _show_results(self, results: Sequence[SendResult]) -> None:
        """Report what became of each paper. What was chosen is no longer shown: it cannot be changed any more."""
        self._show_choices(is_shown=False)
        self._list.setAccessibleName(gettext("Outcome of each paper"))
        self._show_papers({one.id: (one.outcome, one.reason) for one in results}, is_report=True)
        sent = sum(one.outcome == SENT for one in results)
        there = sum(one.outcome == ALREADY for one in results)
        waiting = len(results) - sent - there
        sentences = [ngettext("Sent {count} paper.", "Sent {count} papers.", sent)] if sent else []
        if there:
            sentences.append(ngettext("{count} paper was already there.", "{count} papers were already there.", there))
        if waiting:
            words = ngettext(
                "{count} paper is waiting in the outbox.", "{count} papers are waiting in the outbox.", waiting
            )
            sentences.append(words)
        if any(one.outcome == NOT_RUNNING for one in results):
            program = shown(TITLES[self._what])
            sentences.append(gettext("Start {program}, then send the papers from the outbox.", program=program))
        self._title.setText(self._report_title(sent, waiting, len(results)))
        self._say(" ".join(sentences), "warn" if waiting else "ok")
        self._is_all_there = not waiting
        self._outbox.setVisible(bool(waiting))
        self._button.hide()
        self._again.set_text(gettext("Try again…") if waiting else gettext("Send again…"))
        self._again.show()
        self._fit()
        self._cancel.set_text(gettext("Close"))
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _report_title(self, sent: int, waiting: int, count: int) -> str:
        where = self._file.name if self._what == BIB and self._file is not None else shown(TITLES[self._what])
        if waiting == count:
            return gettext("Waiting in the outbox")
        if waiting:
            return gettext("Sent {sent} of {count} papers", sent=sent, count=count)
        return gettext("Sent to {program}", program=where) if sent else gettext("Already in {program}", program=where)

    def _on_rdf(self) -> None:
        self.close_panel()
        self._export_for_zotero(self._papers)

    def _on_send_again(self) -> None:
        # what has arrived is sent a second time only if the user says so
        self._again_tick.setChecked(self._is_all_there)
        self._begin_choosing()

    def _show_papers(self, outcomes: Mapping[str, tuple[str, str]], *, is_report: bool = False) -> None:
        """Show the papers with what is known of each: its outcome, and the reason.

        Args:
            is_report: the words above the list say what became of the papers.
        """
        self._list.clear()
        known = {one.id: (NOT_RUNNING, one.reason) for one in self._waiting.values()} | dict(outcomes)
        has_one_outcome = len({known.get(paper.id, ("", ""))[0] for paper in self._papers}) == 1
        for paper in self._papers[:MOST_LISTED]:
            title = plain(paper.title) or gettext("Untitled")
            outcome, reason = known.get(paper.id, ("", ""))
            if not outcome:
                item = QListWidgetItem(title)
            else:
                sign, colour, word = OUTCOMES[outcome]
                words = gettext("{outcome}: {title}", outcome=shown(word), title=title)
                is_said_above = has_one_outcome and (is_report or outcome == NOT_RUNNING)
                item = QListWidgetItem(self._icon(sign, colour), title if is_said_above else words)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            item.setSizeHint(QSize(0, max(self._theme.px(26), self._theme.type.line(SMALL) + 8)))
            set_tooltip(item, "\n".join(filter(None, (title, shown(reason)))))
            self._list.addItem(item)
        self._fit()

    def _icon(self, name: str, colour: str) -> QIcon:
        from PySide6.QtGui import QIcon

        return QIcon(self._theme.pixmap(name, colour, 14))


def _with_what_words(without_pdf: int) -> str:
    """Return what is sent of each paper. without_pdf: the number of papers without a PDF."""
    words = gettext("Papers are sent with their tags and notes, and with their PDF if they have one.")
    if not without_pdf:
        return words
    missing = ngettext(
        "{count} paper has no PDF in your library.", "{count} papers have no PDF in your library.", without_pdf
    )
    return f"{words} {missing}"
