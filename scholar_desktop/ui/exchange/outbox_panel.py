"""The outbox: papers that another program could not take yet, to send now or to remove."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.exchange.sending import ALREADY, BIB, IN_TRASH, NOT_RUNNING, SENT
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.exchange.send_panel import TITLES
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.foot_panel import FootPanel
from scholar_desktop.ui.widgets.note import Step
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import moment

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from scholar_desktop.services.exchange.sending import EntrySending, OutboxItem, SendResult
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

WIDTH, HEIGHT = 560, 380


class OutboxPanel(FootPanel):
    """What is removed is not sent; the papers stay where they are. Removing can be undone. While the panel has the
    focus, Ctrl+Z undoes nothing else, because the rest of the window is behind it."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        library: Library,
        sending: EntrySending,
        messages: Messages,
        undo: QAction,
        window: QWidget,
    ) -> None:
        super().__init__(theme, window, "outboxPanel", gettext("Outbox"))
        self._scope = scope.child()
        self._library = library
        self._sending = sending
        self._messages = messages
        self._undo = undo
        self._undo_steps: list[UndoStep] = []
        self._items: tuple[OutboxItem, ...] = ()
        self._sendable = 0
        self._list = QListWidget()
        self._list.setObjectName("outboxList")
        self._list.setAccessibleName(gettext("Papers in the outbox"))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setUniformItemSizes(True)
        self._list.itemSelectionChanged.connect(self._show_buttons)
        self._body.addWidget(self._list, 1)
        self._remove = self._add_button("outboxRemoveButton", gettext("Remove"), self._on_remove)
        self._remove_all = self._add_button("outboxRemoveAllButton", gettext("Remove all"), self._on_remove_all)
        close = self._add_cancel("outboxCloseButton")
        close.set_text(gettext("Close"))
        self._send = self._add_button("outboxSendButton", gettext("Send now"), self._on_send, ButtonKind.PRIMARY)

    def open_panel(self) -> None:
        """Show what waits."""
        self._say(gettext("Reading the outbox…"))
        self._open_in_middle(WIDTH, HEIGHT)
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self._show_buttons()
        self._scope.start(self._load(), name="read the outbox", latest="outbox")

    async def _load(self, said: str = "", tone: str = "muted") -> None:
        try:
            self._items = await self._sending.waiting()
            titles = [await self._title_of(one) for one in self._items]
            trashed = await self._sending.find_trashed(self._items)
        except ScholarError as error:
            self._say_error(error)
            return
        self._list.clear()
        programs = {one.what for one in self._items if one.place not in trashed}
        for one, title in zip(self._items, titles, strict=True):
            is_trashed = one.place in trashed
            words = title  # what is the same for all rows is said above them
            if is_trashed:
                words = gettext("In trash: {title}", title=title)
            elif len(programs) > 1:
                words = gettext("{program}: {title}", program=shown(TITLES[one.what]), title=title)
            item = QListWidgetItem(words)
            item.setSizeHint(QSize(0, max(self._theme.px(26), self._theme.type.line(SMALL) + 8)))
            since = gettext("Waiting since {time}", time=moment(one.since))
            reason = shown(IN_TRASH if is_trashed else one.reason)
            set_tooltip(item, "\n".join(filter(None, (title, one.into or "", since, reason))))
            self._list.addItem(item)
        count = self._sendable = len(self._items) - len(trashed)
        words = _waiting_words(count, programs)
        reasons = dict.fromkeys(shown(one.reason) for one in self._items if one.place not in trashed)
        not_sent = ""
        if trashed:
            not_sent = ngettext(
                "{count} paper is in the trash and is not sent.",
                "{count} papers are in the trash and are not sent.",
                len(trashed),
            )
        self._say(" ".join(filter(None, (said, words, not_sent, *list(reasons)[:2]))), tone)
        self._show_buttons()
        if self._items:
            self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    async def _title_of(self, one: OutboxItem) -> str:
        kept = await self._library.find(one.key or one.id)
        return one.id if kept is None else plain(kept.paper.title) or gettext("Untitled")

    def _show_buttons(self) -> None:
        chosen, count = len(self._list.selectedItems()), len(self._items)
        self._send.setEnabled(bool(self._sendable))
        set_tooltip(self._send, "" if self._sendable or not count else shown(IN_TRASH))
        self._remove.setEnabled(bool(chosen))
        self._remove_all.setEnabled(bool(count))
        self._show_rows(self._list, self._remove, self._remove_all, self._send, has_some=bool(count))
        self._remove.set_text(
            ngettext("Remove {count} paper", "Remove {count} papers", chosen) if chosen else gettext("Remove")
        )
        set_tooltip(self._remove, "" if chosen else gettext("Select papers to remove them."))

    def _on_remove(self) -> None:
        rows = [self._list.row(item) for item in self._list.selectedItems()]
        self._start_removing([self._items[row] for row in rows])

    def _on_remove_all(self) -> None:
        self._start_removing(list(self._items))

    def _start_removing(self, gone: list[OutboxItem]) -> None:
        if gone:
            self._scope.start(self._clear(gone), name="remove from the outbox", latest="outbox")

    async def _clear(self, gone: list[OutboxItem]) -> None:
        try:
            count = await self._sending.clear(gone)
        except ScholarError as error:
            self._say_error(error)
            return
        undo_step = UndoStep(
            ngettext("remove {count} paper from the outbox", "remove {count} papers from the outbox", count),
            ngettext("Put {count} paper back into the outbox.", "Put {count} papers back into the outbox.", count),
            lambda: self._put_back(gone),
            lambda: self._start_removing(gone),
        )
        self._undo_steps.append(undo_step)
        self._messages.add_undo_step(undo_step)
        self._messages.undoable(
            ngettext("Removed {count} paper from the outbox.", "Removed {count} papers from the outbox.", count),
            Step(gettext("Undo"), self._undo.trigger, icon="undo"),
        )
        if self.isVisible():
            await self._load()

    async def _put_back(self, gone: list[OutboxItem]) -> None:
        await self._sending.put_back(gone)
        if self.isVisible():
            await self._load()

    def _on_send(self) -> None:
        self._send.setEnabled(False)
        self._remove.setEnabled(False)
        self._remove_all.setEnabled(False)
        count = self._sendable
        self._say(ngettext("Sending {count} paper…", "Sending {count} papers…", count))
        self._scope.start(self._send_all(), name="send the outbox", latest="outbox")

    async def _send_all(self) -> None:
        self.is_at_work = True
        try:
            results = await self._sending.send_waiting(RequestOptions())
        except ScholarError as error:
            self._say_error(error)
            self._show_buttons()
            return
        finally:
            self.is_at_work = False
        sent = sum(one.outcome in (SENT, ALREADY) for one in results)
        if sent and sent == len(results):
            await self._load(ngettext("Sent {count} paper.", "Sent {count} papers.", sent))
        else:
            await self._load(self._words_of(results, sent), "warn")

    def _words_of(self, results: Sequence[SendResult], sent: int) -> str:
        """What became of papers that were not all sent."""
        if sent:
            return gettext("Sent {sent} of {count} papers.", sent=sent, count=len(results))
        if any(one.outcome == NOT_RUNNING for one in results):
            programs = dict.fromkeys(shown(TITLES[one.what]) for one in self._items if one.what != BIB)
            return gettext("Nothing was sent. Start {program} and try again.", program=", ".join(programs))
        return gettext("Nothing was sent.")

    def runs_behind(self, action_id: str) -> bool:
        """Ctrl+Z and Ctrl+Shift+Z take back what was removed here, and nothing else."""
        steps = {"edit.undo": self._messages.undo_step, "edit.redo": self._messages.redo_step}
        return (step := steps.get(action_id)) is not None and step in self._undo_steps

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Delete):
            self._on_remove()
            return
        super().keyPressEvent(event)


def _waiting_words(count: int, programs: Set[str]) -> str:
    """Return how many papers wait, and for which program if it is the same for all."""
    if not count:
        return gettext("No papers are waiting to be sent.")
    if programs == {BIB}:
        return ngettext(
            "{count} paper is waiting to be added to a .bib file.",
            "{count} papers are waiting to be added to a .bib file.",
            count,
        )
    if len(programs) == 1:
        (what,) = programs
        return ngettext(
            "{count} paper is waiting to be sent to {program}.",
            "{count} papers are waiting to be sent to {program}.",
            count,
            program=shown(TITLES[what]),
        )
    return ngettext("{count} paper is waiting to be sent.", "{count} papers are waiting to be sent.", count)
