"""Keeps the selection and the place of the rows of downloads while the list changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.rows.pointed_row import PlacedRow, PointedRow

if TYPE_CHECKING:
    from scholar_desktop.ui.downloads.download_list_model import DownloadListModel
    from scholar_desktop.ui.downloads.reorderable_list import QueueList


class RowKeeper:
    """pointed: the row under the pointer."""

    def __init__(self, view: QueueList, model: DownloadListModel, details: QWidget) -> None:
        """details: the pane with the details of the selected row."""
        self._view = view
        self._model = model
        self._details = details
        self.pointed = PointedRow(view, lambda row: model.item(row).key, model.row_of)

    @contextmanager
    def changing(self, *, is_other_list: bool, at_top: bool, pointed: PlacedRow[str] | None = None) -> Iterator[None]:
        """Within, the model changes its rows; afterwards the same rows are selected. If they are gone, their neighbour
        is. If one was in sight, one is in sight then, unless the row under the pointer stays in its place instead, or
        the selected downloads have got another place because their state changed: the list does not follow them.

        Args:
            is_other_list: the user has chosen other rows to be shown; the selected one is scrolled into sight.
            at_top: select the first row, and scroll to it.
            pointed: the row that is under the pointer, before anything changes.
        """
        view, model = self._view, self._model
        in_details = self.has_focus_in_details() or self._details.underMouse()
        if in_details and not view.currentIndex().isValid() and view.lead_row() >= 0:
            view.lead_with(view.lead_row())  # its buttons are in use, so they stay those of this row
        order = [model.item(row).key for row in range(model.count())]
        by_person = view.currentIndex().isValid() and not at_top
        chosen = [order[row] for row in view.chosen_rows()] if by_person else []
        pointed = None if is_other_list or at_top else pointed
        was_in_sight, scrolled = bool(chosen) and self.shows_selection(), view.verticalScrollBar().value()
        states = {key: model.item(row).state for row, key in enumerate(order) if key in chosen}
        yield
        self._choose_again([] if is_other_list else order, chosen)
        if is_other_list or at_top or not order:
            self.scroll_to_lead()
        self.pointed.keep_pointed(pointed)
        if pointed is not None or not was_in_sight or is_other_list or at_top:
            return
        if any(self._went_on(key, state) for key, state in states.items()):
            view.verticalScrollBar().setValue(scrolled)
        elif not self.shows_selection():
            self.scroll_to_lead()

    def is_pointer_over_list(self) -> bool:
        """Return True if the pointer is over the list or its scroll bar."""
        view = self._view
        return view.isVisible() and view.rect().contains(view.mapFromGlobal(QCursor.pos()))

    def has_focus_in_details(self) -> bool:
        """Return True if a control of the details has the focus."""
        focused = QApplication.focusWidget()
        return focused is not None and self._details.isAncestorOf(focused)

    def scroll_to_lead(self) -> None:
        """Scroll to the row whose details are shown."""
        if (row := self._view.lead_row()) >= 0:
            self._view.executeDelayedItemsLayout()
            self._view.scrollTo(self._model.index(row, 0))

    def shows_selection(self) -> bool:
        """Return True if a selected row is in sight."""
        whole = self._view.viewport().rect()
        rows = (self._view.visualRect(self._model.index(row, 0)) for row in self._view.chosen_rows())
        return any(whole.intersects(row) for row in rows)

    def lead_key(self) -> str:
        """Return the key of the row that the user went to; empty for none."""
        row = self._view.lead_row() if self._view.currentIndex().isValid() else -1
        return self._model.item(row).key if row >= 0 else ""

    def selected_keys(self) -> set[str]:
        """Return the keys of the selected rows."""
        return {self._model.item(row).key for row in self._view.chosen_rows()}

    def select(self, keys: Sequence[str]) -> None:
        """Select the rows of *keys* that are listed, and scroll to the first one."""
        rows = [row for key in keys if (row := self._model.row_of(key)) is not None]
        if rows:
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

    def _choose_again(self, order: Sequence[str], chosen: Sequence[str]) -> None:
        """Select *chosen* again. order: the rows before the change; empty if they tell nothing about neighbours."""
        view, model = self._view, self._model
        rows = [row for key in chosen if (row := model.row_of(key)) is not None]
        if rows:
            if view.chosen_rows() != rows:
                view.select_rows(rows, current=rows[0])
            return
        if not model.count():
            return
        if not chosen or not order:
            view.mark(0)
            return
        place = order.index(chosen[0])
        near = (model.row_of(key) for key in (*order[place:], *reversed(order[:place])))
        view.choose(next((row for row in near if row is not None), 0))
        self.scroll_to_lead()
