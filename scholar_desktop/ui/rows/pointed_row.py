"""Keeps the row under the pointer in its place while rows come and go."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint
from PySide6.QtGui import QCursor

if TYPE_CHECKING:
    from scholar_desktop.ui.widgets.row_list import RowList

Key = TypeVar("Key")


class PlacedRow(NamedTuple, Generic[Key]):
    """A row, and where it is. top: in pixels, from the top of the screen."""

    key: Key
    top: int


class PointedRow(Generic[Key]):
    """moved_s: when another row last came under the pointer by itself, in seconds of `time.monotonic`."""

    def __init__(self, view: RowList, key_of: Callable[[int], Key], row_of: Callable[[Key], int | None]) -> None:
        """key_of: returns what identifies a row; row_of: returns the row of a key, None if it is not listed."""
        self._view = view
        self._key_of = key_of
        self._row_of = row_of
        self.moved_s = float("-inf")

    def place(self) -> PlacedRow[Key] | None:
        """Return the row under the pointer; None if the pointer is not over a row."""
        viewport = self._view.viewport()
        place = viewport.mapFromGlobal(QCursor.pos())
        index = self._view.indexAt(place)
        if not viewport.isVisible() or not viewport.rect().contains(place) or not index.isValid():
            return None
        return PlacedRow(self._key_of(index.row()), self._top_of(index))

    def place_of(self, row: int) -> PlacedRow[Key] | None:
        """Return *row*, if it is in sight."""
        index = self._view.model().index(row, 0)
        is_seen = row >= 0 and self._view.viewport().rect().intersects(self._view.visualRect(index))
        return PlacedRow(self._key_of(row), self._top_of(index)) if is_seen else None

    def keep(self, before: PlacedRow[Key] | None) -> None:
        """Scroll the list so that the row *before* is where it was, if it is still listed; also if what is above the
        list has got another height."""
        if before is not None and (row := self._row_of(before.key)) is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self._view.executeDelayedItemsLayout()
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() + self._top_of(self._view.model().index(row, 0)) - before.top)

    def keep_pointed(self, before: PlacedRow[Key] | None) -> None:
        """Keep the row *before*, which was under the pointer, where it was. If that is not possible, note that another
        one came there."""
        if before is None:
            return
        self.keep(before)
        now = self.place()
        if now is None or now.key != before.key:
            self.moved_s = time.monotonic()

    def _top_of(self, index: QModelIndex) -> int:
        return self._view.viewport().mapToGlobal(QPoint(0, self._view.visualRect(index).top())).y()
