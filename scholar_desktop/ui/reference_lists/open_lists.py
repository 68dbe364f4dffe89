"""Opens and closes reference lists: from text and files, from the menu of open lists, and as a changed text."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.reference_lists.reference_list import ReferenceListHead
from scholar_desktop.services.reference_lists.reference_list import ReferenceList
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.reference_lists.review_head import source_of
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import SHOW_AFTER_MS
from scholar_desktop.ui.words.literal_text import add_entry
from scholar_desktop.ui.words.mnemonics import make_menu
from scholar_desktop.ui.words.wording import moment

if TYPE_CHECKING:
    from scholar_desktop.services.reference_lists.reference_lists import ReferenceLists
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.reference_lists.review_rows import ReviewModel
    from scholar_desktop.ui.widgets.row_list import RowList

READING = "reading"


class OpenLists(QObject):
    """The commands on open lists.

    Signals: `read` (a list was read and is the current one), `text_shown` (its number, its text, to be changed),
    `new_wanted`.
    """

    read = Signal()
    text_shown = Signal(int, str)
    new_wanted = Signal()

    def __init__(self, messages: Messages, reference_lists: ReferenceLists, scope: TaskScope, page: QWidget) -> None:
        super().__init__(page)
        self._messages = messages
        self._lists = reference_lists
        self._scope = scope
        self._page = page
        self.menu: QMenu | None = None

    def take_text(self, text: str) -> None:
        """Read *text* as a list and look it up."""
        self._open(self._lists.open_text(text), gettext("Reading the list…"))

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

    def _open(self, opening: Coroutine[Any, Any, ReferenceList], lead: str) -> None:
        self._scope.start(self._opened(opening), name="open a list", latest="open")
        self._scope.start(self._tell_reading(lead), name="say that a list is read", latest="tell")

    async def _tell_reading(self, lead: str) -> None:
        """Show a message if reading takes long; it is cancelled when the list is read before."""
        await asyncio.sleep(SHOW_AFTER_MS / 1000)
        note = Note(lead, gettext("A long list takes a few seconds."), icon="clock")
        self._messages.say(READING, note)

    async def _opened(self, opening: Coroutine[Any, Any, ReferenceList]) -> None:
        try:
            reading = await opening
        except ScholarError as error:
            self._messages.failed(gettext("Could not open the list"), error)
            return
        finally:
            self._scope.cancel("tell")
            self._messages.close_message(READING)
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
            words = f"{source_of(head, head.lines)} · {moment(head.made)}"
            add_entry(menu, words).triggered.connect(partial(self._show, head))
        menu.popup(where)  # exec() would hold up the tasks (docs/decisions/0004-one-loop.md)

    def _show(self, head: ReferenceListHead) -> None:
        self._scope.start(self._lists.show(head), name="another list", latest="open")

    def close(self, reading: ReferenceList) -> None:
        """Close *reading*; a message offers to reopen it."""
        self._scope.start(self._lists.close(), name="close the list", latest="close")
        back = Step(gettext("Reopen"), lambda: self._reopen(reading), icon="undo")
        self._messages.undoable(
            ngettext("Closed the list of {count} line.", "Closed the list of {count} lines.", len(reading.lines)), back
        )

    def _reopen(self, reading: ReferenceList) -> None:
        self._messages.close_message("undo")
        self._scope.start(self._lists.reopen(reading), name="bring a list back", latest="close")


class ListPlaces:
    """Keeps, for each list that was shown, which line is selected and where the table is scrolled to."""

    def __init__(self, view: RowList, model: ReviewModel) -> None:
        self._view = view
        self._model = model
        self._places: dict[int, tuple[int, int]] = {}

    def keep(self, list_id: int) -> None:
        """Keep the place in the list that is shown. A list that could not be stored (0) has none."""
        row = self._view.lead_row()
        if list_id and 0 <= row < self._model.count():
            self._places[list_id] = self._model.line(row).number, self._view.verticalScrollBar().value()

    def return_to(self, list_id: int) -> None:
        """Select the line that was selected when another list was opened; in a new list the first, at the top."""
        number, scrolled_to = self._places.get(list_id, (0, 0))
        row = self._model.row_of(number)
        self._view.mark(row or 0)
        self._view.verticalScrollBar().setValue(0 if row is None else scrolled_to)
