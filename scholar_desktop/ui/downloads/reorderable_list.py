"""A list whose rows can be dragged to another position within it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.row_list import RowList


class QueueList(RowList):
    """`dropped` carries the dragged row and the row before which it was dropped (the number of rows for the end).

    A system drag would run a nested event loop; within one list, mouse events are sufficient.
    """

    dropped = Signal(int, int)
    deleted = Signal()

    def __init__(self, name: str, accessible_name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, accessible_name, parent)
        self._theme = theme
        self._may_move: Callable[[int], bool] = lambda _row: False
        self._from: tuple[int, QPoint] | None = None
        self._gap: int | None = None

    def let_move(self, may_move: Callable[[int], bool]) -> None:
        """Set which rows can be dragged, and displaced by a drag."""
        self._may_move = may_move

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.deleted.emit()
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier:
            event.ignore()  # Alt+Up and Alt+Down are commands
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and self._may_move(index.row()):
            self._from = (index.row(), event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        if self._from is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        if self._gap is None and (here - self._from[1]).manhattanLength() < QApplication.startDragDistance():
            return
        gap = self._gap_at(here.y())
        if gap != self._gap:
            self._gap = gap
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pulled, gap = self._from, self._gap
        self._from = self._gap = None
        if gap is None or pulled is None:
            super().mouseReleaseEvent(event)
            return
        self.unsetCursor()
        self.viewport().update()
        if gap not in (pulled[0], pulled[0] + 1):
            self.dropped.emit(pulled[0], gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap is not None:
            painter = QPainter(self.viewport())
            height = self.verticalHeader().defaultSectionSize()
            y = self.rowViewportPosition(0) + self._gap * height
            line = QRect(0, max(0, y - 1), self.viewport().width(), self._theme.px(2))
            painter.fillRect(line, self._theme.colour("accent"))
            painter.end()

    def _gap_at(self, y: int) -> int:
        """Return the row before which a drop at *y* is inserted: a movable row, or the one after the last movable
        row."""
        height = self.verticalHeader().defaultSectionSize()
        gap = max(0, round((y - self.rowViewportPosition(0)) / height))
        movable = [row for row in range(self.model().rowCount()) if self._may_move(row)]
        return min(max(gap, movable[0]), movable[-1] + 1) if movable else gap
