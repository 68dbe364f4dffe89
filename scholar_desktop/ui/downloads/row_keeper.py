"""Keeps the selection and the place of the rows of downloads while the list changes."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.rows.pointed_row import PlacedRow, PointedRow
from scholar_desktop.ui.widgets.row_list import HELD_KEYS

if TYPE_CHECKING:
    from scholar_desktop.ui.downloads.download_list_model import DownloadListModel
    from scholar_desktop.ui.downloads.reorderable_list import QueueList


class RowKeeper:
    """When all selected rows leave the list, the next one is selected in their place, or without one the row before
    them. Those that have left are selected again if they are listed again before the user has used the list or the
    details: many downloads are paused or resumed a part at a time, and at the end of all, the list has all of them.

    Before the user has used the list or the details, the row is selected that was the first one when the list was
    shown. It stays selected while it goes on, so that no command acts on another download because all are paused. When
    it has ended, its row goes down, and the first one is selected while others go on.

    pointed: the row under the pointer; moved_s: when another row was last selected by itself, in seconds of
    `time.monotonic`; leaving: the keys of the downloads that the user has just removed or cancelled.
    """

    def __init__(self, view: QueueList, model: DownloadListModel, details: QWidget) -> None:
        """details: the pane with the details of the selected row."""
        self._view = view
        self._model = model
        self._details = details
        self._wanted: tuple[Sequence[str], str] = (), ""
        """The keys of the rows that the user has selected, some of which may have left the list, and the one of them
        whose details were shown."""
        self._given = set[str]()
        """The keys of the rows that were selected for them after the last change."""
        self._automatic = ""
        """The key of the row that is selected without the user; empty if the user has used it."""
        self._first = ""
        """The key of the row that was first selected without the user; another one is while it is not listed."""
        self._is_by_key = False
        """True if a key was the last that was used in the list, not the mouse."""
        self.moved_s, self.leaving = float("-inf"), set[str]()
        self.pointed = PointedRow(view, lambda row: model.item(row).key, model.row_of)

    @contextmanager
    def changing(
        self,
        *,
        is_other_list: bool,
        is_by_user: bool,
        at_top: bool,
        is_away: bool = False,
        pointed: PlacedRow[str] | None = None,
    ) -> Iterator[None]:
        """Within, the model changes its rows; afterwards the same rows are selected. If they are gone, their neighbour
        is. If one was in sight, one is in sight then, unless the row under the pointer stays in its place instead, or
        the selected downloads have got another place because their state changed: the list follows them only for the
        user of keys, and not to those that have ended. The keyboard then goes on from where it was in the list.

        Args:
            is_other_list: other rows are to be shown, those of another chip or batch; the selected one is scrolled into
                sight.
            is_by_user: the user has chosen these: if the selected row is not among them, the first one is selected, not
                its neighbour.
            at_top: select the first row, and scroll to it.
            is_away: the list is not shown, so that the row that is selected without the user is the first one again.
            pointed: the row that is under the pointer, before anything changes.
        """
        view, model = self._view, self._model
        in_details = self.has_focus_in_details() or self._details.underMouse()
        if in_details and not view.currentIndex().isValid() and view.lead_row() >= 0:
            view.lead_with(view.lead_row())  # its buttons are in use, so they stay those of this row
        if in_details or at_top:
            self.note_use()
        order = [model.item(row).key for row in range(model.count())]
        is_automatic = bool(self._automatic) and self.selected_keys() == {self._automatic}
        if is_automatic and is_away:
            self._automatic = self._first = ""
        by_person = view.currentIndex().isValid() and not (is_automatic or at_top)
        chosen = [order[row] for row in view.chosen_rows()] if by_person else []
        lead = order[view.lead_row()] if chosen else ""
        current = order[view.currentIndex().row()] if chosen else ""
        pointed = None if is_other_list or at_top else pointed
        was_in_sight, scrolled = bool(chosen) and self.shows_selection(), view.verticalScrollBar().value()
        states = {key: model.item(row).state for row, key in enumerate(order) if key in chosen}
        keys_at = view.currentIndex().row() if view.hasFocus() and self._is_in_sight(view.currentIndex().row()) else -1
        yield
        cancelled = self._just_cancelled(states) if view.hasFocus() else set[str]()
        self._choose_again([] if is_other_list and is_by_user else order, chosen, lead, current, cancelled)
        if is_other_list or at_top or not order:
            self.scroll_to_lead()
        self.pointed.keep_pointed(pointed)
        if pointed is not None or is_other_list or at_top:
            return
        went_on = [key for key, state in states.items() if self._went_on(key, state)]
        follows = not went_on or (view.hasFocus() and self._is_by_key and not self._has_ended(went_on))
        if was_in_sight and not follows:
            view.verticalScrollBar().setValue(scrolled)
        elif was_in_sight and not self.shows_selection():
            self.scroll_to_lead()
        self._keep_keyboard_at(keys_at)

    def is_pointer_over_list(self) -> bool:
        """Return True if the pointer is over the list or its scroll bar."""
        view = self._view
        return view.isVisible() and view.rect().contains(view.mapFromGlobal(QCursor.pos()))

    def has_focus_in_details(self) -> bool:
        """Return True if a control of the details has the focus."""
        focused = QApplication.focusWidget()
        return focused is not None and self._details.isAncestorOf(focused)

    def note_use(self) -> None:
        """Keep the rows that are selected now, also if they are in the place of others that have left the list: the
        user has used them."""
        self._wanted, self._given = ((), ""), set()
        self._automatic = self._first = ""

    def note_press(self, key: int | None) -> None:
        """Note that the user has used the list with *key*, or with the mouse (None)."""
        if key in HELD_KEYS:
            return
        self.note_use()
        self._is_by_key = key is not None
        if key != Qt.Key.Key_Delete:
            self.moved_s = float("-inf")  # the user goes on from the row that is selected now

    def scroll_to_lead(self) -> None:
        """Scroll to the row whose details are shown."""
        if (row := self._view.lead_row()) >= 0:
            self._view.executeDelayedItemsLayout()
            self._view.scrollTo(self._model.index(row, 0))

    def go_to_selection(self) -> None:
        """Scroll to the row whose details are shown, and give it the keyboard."""
        if (row := self._view.lead_row()) >= 0:
            self._view.lead_with(row)
        self.scroll_to_lead()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def shows_selection(self) -> bool:
        """Return True if a selected row is in sight."""
        return any(self._is_in_sight(row) for row in self._view.chosen_rows())

    def _is_in_sight(self, row: int) -> bool:
        """Return True if at least half of *row* is in sight."""
        place = self._view.visualRect(self._model.index(row, 0))
        return row >= 0 and 2 * self._view.viewport().rect().intersected(place).height() >= place.height() > 0

    def _keep_keyboard_at(self, row: int) -> None:
        """Let the keyboard go on from *row*, where it was, if its download has gone out of sight; -1: it was not in
        sight, or in the list."""
        if 0 <= row < self._model.count() and not self._is_in_sight(self._view.currentIndex().row()):
            self._view.lead_with(row)

    def lead_key(self) -> str:
        """Return the key of the row that the user went to; empty for none."""
        row = self._view.lead_row() if self._view.currentIndex().isValid() else -1
        key = self._model.item(row).key if row >= 0 else ""
        return key if key != self._automatic else ""

    def selected_keys(self) -> set[str]:
        """Return the keys of the selected rows."""
        return {self._model.item(row).key for row in self._view.chosen_rows()}

    def select(self, keys: Sequence[str]) -> None:
        """Select the rows of *keys* that are listed, and scroll to the first one."""
        rows = [row for key in keys if (row := self._model.row_of(key)) is not None]
        if rows:
            self._automatic = self._first = ""
            self._view.select_rows(rows, current=min(rows))
            self.scroll_to_lead()

    def select_last(self, key: str) -> None:
        """Select the row that was selected when the program was closed. If it has ended and other downloads go on,
        these are shown instead, at the top of the list."""
        row, model = self._model.row_of(key), self._model
        is_over = row is not None and model.item(row).state is DownloadState.DONE
        if not is_over or model.item(0).state in (DownloadState.DONE, DownloadState.PAUSED):
            self.select([key])

    def _went_on(self, key: str, before: DownloadState) -> bool:
        """Return True if the download has another state than *before*, unless the user has just retried it."""
        row = self._model.row_of(key)
        if row is None or (item := self._model.item(row)).state is before:
            return False
        return before is not DownloadState.DONE or item.tries > 0

    def _has_ended(self, keys: Sequence[str]) -> bool:
        rows = (self._model.row_of(key) for key in keys)
        return any(row is not None and self._model.item(row).state is DownloadState.DONE for row in rows)

    def _just_cancelled(self, before: Mapping[str, DownloadState]) -> set[str]:
        """Return the keys of the downloads that the user has cancelled and that have ended now. before: the states of
        the selected ones before the change."""
        went_on = (key for key in self.leaving if before.get(key, DownloadState.DONE) is not DownloadState.DONE)
        return {key for key in went_on if self._has_ended([key])}

    def _choose_again(
        self, order: Sequence[str], chosen: Sequence[str], lead: str, current: str, cancelled: Collection[str]
    ) -> None:
        """Select the rows that the user has selected, as far as they are listed, or else a neighbour.

        Args:
            order: the rows before the change; empty if they tell nothing about neighbours.
            chosen: those of them that were selected.
            lead: the one of *chosen* whose details were shown.
            current: the row that the keyboard was on, which need not be one of *chosen*.
            cancelled: those that the user has just cancelled: they go down, and their neighbour is selected, as after
                a removal.
        """
        view, model = self._view, self._model
        places = {model.item(row).key: row for row in range(model.count())}
        wanted, main = (chosen, lead) if set(chosen) != self._given else self._wanted
        listed = {key for key in wanted if key in places and key not in cancelled}
        near = (key for key in _nearest_first(order, lead) if key in places and key not in cancelled)
        if listed:
            is_back = not listed.issubset(chosen)
            at = main if is_back or current not in places else current
            if at not in places:
                at = next((key for key in near if key in listed), min(listed, key=places.__getitem__))
            if self.selected_keys() != listed or view.currentIndex().row() != places[at]:
                view.select_rows([places[key] for key in listed], current=places[at])
            if is_back:
                self.scroll_to_lead()
        elif chosen and order and places:
            view.choose(next((places[key] for key in near), 0))
            self.scroll_to_lead()
            self._note_other(lead)
        elif places:
            row = places.get(self._first, places.get(self._automatic, 0))
            if model.item(row).state is DownloadState.DONE and model.item(0).state is not DownloadState.DONE:
                row, self._first = 0, ""
            if self.selected_keys() != {model.item(row).key} or not self._automatic:
                self._mark(row)
            return
        self._wanted, self._given = (wanted, main), self.selected_keys()

    def _mark(self, row: int) -> None:
        """Select *row* without the user."""
        view, before, first = self._view, self._automatic, self._first
        view.mark(row)
        if view.hasFocus():
            view.lead_with(row)
        self.note_use()
        self._automatic = self._model.item(row).key
        self._first = first or self._automatic
        if before and before != self._automatic:
            self._note_other(before)

    def _note_other(self, before: str) -> None:
        """Note that another row was selected in place of *before*, unless the user has just removed or cancelled
        that."""
        if before not in self.leaving:
            self.moved_s = time.monotonic()


def _nearest_first(order: Sequence[str], key: str) -> Iterator[str]:
    """Return the keys of *order* from *key* on, and then those before it, the last first."""
    place = order.index(key) if key in order else 0
    yield from order[place:]
    yield from reversed(order[:place])
