"""Opens and closes reference lists: from text and files, from the menu of open lists, and as a changed text."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QMenu, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine, ReferenceListHead
from scholar_desktop.services.reference_lists.reference_list import PASTED, ReferenceList
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.reference_lists.review_head import source_of
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import SHOW_AFTER_MS
from scholar_desktop.ui.words.literal_text import add_entry
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import moment

if TYPE_CHECKING:
    from scholar_desktop.services.reference_lists.reference_lists import ReferenceLists
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.reference_lists.review_rows import ReviewModel
    from scholar_desktop.ui.widgets.row_list import RowList

READING = "reading"
PLACES = "list_places"
"""Key in the window's state: by the numbers of reference lists, the selected line and the status they are filtered by;
of at most the `MOST_PLACES` lists that were shown last."""
MOST_PLACES = 50


class OpenLists(QObject):
    """The commands on open lists.

    Signals: `read` (a list was read and is the current one), `text_shown` (its number, its text, to be changed),
    `new_wanted`.
    """

    read = Signal()
    text_shown = Signal(int, str)
    new_wanted = Signal()

    def __init__(
        self, actions: Actions, messages: Messages, reference_lists: ReferenceLists, scope: TaskScope, page: QWidget
    ) -> None:
        super().__init__(page)
        self._actions = actions
        self._messages = messages
        self._lists = reference_lists
        self._scope = scope
        self._page = page
        self._for_pdfs: set[int] = set()
        self.menu: QMenu | None = None

    def take_text(self, text: str, *, for_pdfs: bool = False) -> None:
        """Read *text* as a list and look it up. for_pdfs: it was entered to get the PDFs of its papers."""
        self._open(self._lists.open_text(text), gettext("Reading the list…"), for_pdfs=for_pdfs)

    def is_for_pdfs(self, reading: ReferenceList) -> bool:
        """Return True if *reading* was entered in this run to get the PDFs of its papers."""
        return reading.head.id in self._for_pdfs

    def take_files(self, paths: Sequence[str]) -> None:
        """Read the files as one list and look it up."""
        if len(paths) == 1:
            lead = gettext("Reading {file}…", file=Path(paths[0]).name)
        else:
            lead = ngettext("Reading {count} file…", "Reading {count} files…", len(paths))
        self._open(self._lists.open_files([Path(path) for path in paths]), lead)

    def read_again(self, text: str) -> None:
        """Replace the text of the current list with *text*."""
        if self._lists.current is not None:
            self._open(self._lists.read_again(self._lists.current, text), gettext("Reading the list…"))

    def keep_lines_separate(self, reading: ReferenceList) -> None:
        """Read each line of the text as a reference of its own, which can be undone."""
        self._scope.start(self._read_lines_again(reading, join=False), name="keep each line separate", latest="open")

    def join_lines(self, reading: ReferenceList) -> None:
        """Join the lines of the text that belong to one reference, which can be undone: the reverse of
        `keep_lines_separate`."""
        self._scope.start(self._read_lines_again(reading, join=True), name="join broken lines", latest="open")

    async def _read_lines_again(self, reading: ReferenceList, *, join: bool) -> None:
        head, lines = reading.head, list(reading.lines)
        read = self._lists.join_lines if join else self._lists.keep_lines_separate
        try:
            changed = await read(reading)
        except ScholarError as error:
            self._messages.failed(gettext("Could not open the list"), error)
            return
        changed.start()
        joined, separate = gettext("Joined the lines again."), gettext("Each line is a reference of its own.")
        step = UndoStep(
            gettext("join broken lines") if join else gettext("keep each line separate"),
            separate if join else joined,
            partial(self._put_back, head, lines),
            partial(self._repeat, join=join),
        )
        self._messages.add_undo_step(step)
        undo = Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo")
        self._messages.undoable(joined if join else separate, undo)

    async def _put_back(self, head: ReferenceListHead, lines: Sequence[ReferenceLine]) -> None:
        (await self._lists.put_back(head, lines)).start()

    def _repeat(self, *, join: bool) -> None:
        if self._lists.current is not None:
            (self.join_lines if join else self.keep_lines_separate)(self._lists.current)

    def _open(self, opening: Coroutine[Any, Any, ReferenceList], lead: str, *, for_pdfs: bool = False) -> None:
        self._scope.start(self._opened(opening, for_pdfs=for_pdfs), name="open a list", latest="open")
        self._scope.start(self._tell_reading(lead), name="say that a list is read", latest="tell")

    async def _tell_reading(self, lead: str) -> None:
        """Show a message if reading takes long; it is cancelled when the list is read before."""
        await asyncio.sleep(SHOW_AFTER_MS / 1000)
        note = Note(lead, gettext("A long list takes a few seconds."), icon="clock")
        self._messages.say(READING, note)

    async def _opened(self, opening: Coroutine[Any, Any, ReferenceList], *, for_pdfs: bool) -> None:
        try:
            reading = await opening
        except ScholarError as error:
            self._messages.failed(gettext("Could not open the list"), error)
            return
        finally:
            self._scope.cancel("tell")
            self._messages.close_message(READING)
        if for_pdfs:
            self._for_pdfs.add(reading.head.id)
        self.read.emit()
        reading.start()

    def show_text(self, reading: ReferenceList) -> None:
        """Load the text that *reading* was read from, for `text_shown`."""
        self._scope.start(self._text_shown(reading), name="the text of the list", latest="text")

    async def _text_shown(self, reading: ReferenceList) -> None:
        try:
            text = await self._lists.text_of(reading)
        except ScholarError as error:
            self._messages.failed(gettext("Could not show the text of the list"), error)
            return
        if self._lists.current is reading:
            self.text_shown.emit(reading.head.id, text)

    def open_menu(self, where: QPoint) -> None:
        """Show the menu of the other open lists and of a new one."""
        self._scope.start(self._show_menu(where), name="the open lists", latest="lists")

    async def _show_menu(self, where: QPoint) -> None:
        try:
            others = await self._lists.others()
        except ScholarError as error:
            self._messages.failed(gettext("Could not show the other lists"), error)
            return
        self.menu = menu = make_menu(self._page)
        add_entry(menu, gettext("Add from reference list…")).triggered.connect(self.new_wanted)
        if others:
            menu.addSeparator()
        for head in others:
            name = gettext("“{title}”", title=head.name) if head.name and head.source == PASTED else ""
            words = " · ".join(filter(None, (name, source_of(head, head.lines), moment(head.made))))
            add_entry(menu, words).triggered.connect(partial(self._show, head))
        menu.popup(where)  # exec() would hold up the tasks (docs/decisions/0004-one-loop.md)

    def _show(self, head: ReferenceListHead) -> None:
        self._scope.start(self._lists.show(head), name="another list", latest="open")

    def close(self, reading: ReferenceList) -> None:
        """Close *reading*, which can be undone."""
        self._scope.start(self._lists.close(), name="close the list", latest="close")
        many = len(reading.lines)
        undo_step = UndoStep(
            ngettext("close the list of {count} line", "close the list of {count} lines", many),
            ngettext("Reopened the list of {count} line.", "Reopened the list of {count} lines.", many),
            partial(self._lists.reopen, reading),
            lambda: self.close(reading),
        )
        self._messages.add_undo_step(undo_step)
        back = Step(gettext("Reopen"), self._actions["edit.undo"].trigger, icon="undo")
        self._messages.undoable(
            ngettext("Closed the list of {count} line.", "Closed the list of {count} lines.", many), back
        )


class ListPlaces:
    """Keeps, for each list that was shown, which line is selected and which lines the filter leaves, over restarts too,
    and where the table is scrolled to."""

    def __init__(self, view: RowList, model: ReviewModel, state: WindowState) -> None:
        self._view = view
        self._model = model
        self._state = state
        self._scrolled: dict[int, int] = {}
        self._shown = 0  # the id of the list that is shown; 0 if it has none
        self._scroll_to: int | None = None  # until the table is high enough to be scrolled there
        self._soon = QTimer(view)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)  # rows that are replaced scroll the table, too
        self._soon.timeout.connect(self._keep_scrolled)
        bar = view.verticalScrollBar()
        bar.valueChanged.connect(self._soon.start)
        bar.rangeChanged.connect(self._go_on_scrolling)

    def keep(self, reading: ReferenceList | None, only: LineStatus | None) -> None:
        """Keep the place in the list that is shown. A list that could not be stored (0) has none."""
        list_id, row = reading.head.id if reading is not None else 0, self._view.lead_row()
        if not list_id:
            return
        number, _, scrolled_to = self._place_of(list_id)
        if 0 <= row < self._model.count():
            number = self._model.line(row).number
            if self._scroll_to is None:
                self._scrolled[list_id] = scrolled_to = self._view.verticalScrollBar().value()
        self._put(list_id, number, only.value if only is not None else "", scrolled_to)

    def _put(self, list_id: int, number: int, status: str, scrolled_to: int) -> None:
        kept = {name: place for name, place in self._kept().items() if name != str(list_id)}
        kept[str(list_id)] = [number, status, scrolled_to]
        self._state.set(PLACES, dict(list(kept.items())[-MOST_PLACES:]))

    def _keep_scrolled(self) -> None:
        """Keep where the list that is shown is scrolled to, for the next start."""
        if not self._shown or not self._view.isVisible() or not self._model.count():
            return
        self._scroll_to = None
        number, status, _ = self._place_of(self._shown)
        self._put(self._shown, number, status, self._view.verticalScrollBar().value())

    def _go_on_scrolling(self) -> None:
        """Scroll the list of the last run to its place as soon as the table has its size."""
        if self._scroll_to is not None:
            self._view.verticalScrollBar().setValue(self._scroll_to)
            self._soon.start()

    def filter_of(self, reading: ReferenceList | None, before: ReferenceList | None) -> LineStatus | None:
        """Return the status by which *reading* was filtered; None for all lines, and for the same list as *before*: it
        was read again, and may have other lines."""
        if reading is None or (before is not None and before.head.id == reading.head.id):
            return None
        status = self._place_of(reading.head.id)[1]
        return LineStatus(status) if status in tuple(LineStatus) else None

    def return_to(self, list_id: int) -> None:
        """Select the line that was selected when another list was opened; in a new list the first, at the top."""
        row = self._model.row_of(self._place_of(list_id)[0])
        self._view.mark(row or 0)
        if self._view.hasFocus() and self._model.count():  # it shows which row the keys act on
            self._view.lead_with(row or 0)
        self._shown, self._scroll_to = list_id, None
        scrolled_to, kept = self._scrolled.get(list_id), self._place_of(list_id)[2]
        if row is not None and scrolled_to is None:  # in this run, the list was not shown yet
            self._view.scrollTo(self._model.index(row, 0))
            self._scroll_to = kept if kept >= 0 else None
            self._go_on_scrolling()
        else:
            self._view.verticalScrollBar().setValue(scrolled_to or 0 if row is not None else 0)

    def _kept(self) -> dict[str, Any]:
        return self._state.get(PLACES, dict) or {}

    def _place_of(self, list_id: int) -> tuple[int, str, int]:
        """Return the number of the line, the status and where the table is scrolled to, as they are kept; 0, an empty
        text and -1 if none are. An earlier version kept only the first two."""
        kept = self._kept().get(str(list_id), ())
        try:
            return msgspec.convert([*kept, *(0, "", -1)[len(kept) :]], tuple[int, str, int])
        except (TypeError, msgspec.ValidationError):
            return 0, "", -1
