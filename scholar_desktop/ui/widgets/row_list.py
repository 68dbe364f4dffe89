"""A long list of rows in one column, designed for the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView, QWidget


class RowList(QTableView):
    """A QTableView used as a list: the only view that stays fast with many rows (docs/decisions).

    previews: Space requests a preview of the row.

    Signals: `opened` (Enter or double click), `preview_wanted` (Space), `menu_wanted` (position in screen coordinates),
    `end_reached` (scrolled to the last rows), `left_upwards` (Up on the first row: the focus may move to the box
    above), `drag_wanted` (a selected row is dragged; only if dragging is enabled), `middle_pressed` (a click of the
    middle button on a row), `delete_pressed` (Del).
    """

    opened = Signal(int)
    preview_wanted = Signal(int)
    menu_wanted = Signal(QPoint)
    end_reached = Signal()
    pressed_at = Signal(int, QPoint)
    left_upwards = Signal()
    drag_wanted = Signal()
    middle_pressed = Signal(int)
    delete_pressed = Signal()

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.previews = False
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName("All rows")  # never shown, but read by screen readers
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.doubleClicked.connect(self._on_double_clicked)

    def set_row_height(self, height: int) -> None:
        """Set the height of all rows, in pixels."""
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)

    def current_row(self) -> int:
        """Return the current row, else the first selected one; -1 for none."""
        index = self.currentIndex()
        if index.isValid():
            return index.row()
        rows = self.chosen_rows()
        return rows[0] if rows else -1

    def chosen_rows(self) -> list[int]:
        """Return the selected rows from top to bottom, read from ranges (a list of all indexes is slow with many
        rows)."""
        rows: set[int] = set()
        for chosen in self.selectionModel().selection():  # type: ignore[attr-defined]
            rows.update(range(chosen.top(), chosen.bottom() + 1))
        return sorted(rows)

    def choose(self, row: int) -> None:
        """Make *row* the current one, as the keyboard does."""
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, 0))

    def mark(self, row: int) -> None:
        """Show *row* as selected without making it current, because the user has not moved to it yet."""
        index = self.model().index(row, 0)
        self.selectionModel().select(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = (
            event.key(),
            event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier),
        )
        if plain and key in (Qt.Key.Key_J, Qt.Key.Key_K):
            self._step(1 if key == Qt.Key.Key_J else -1)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current_row() >= 0:
                self.opened.emit(self.current_row())
        elif plain and key == Qt.Key.Key_Space and self.previews:
            if self.current_row() >= 0:
                self.preview_wanted.emit(self.current_row())
        elif key == Qt.Key.Key_Escape:
            event.ignore()  # handled by the surrounding widgets
        elif plain and key == Qt.Key.Key_Delete and self.chosen_rows():
            self.delete_pressed.emit()
            event.ignore()  # for the case that no slot handles the signal
        elif plain and key == Qt.Key.Key_Down and not self.currentIndex().isValid():
            self._step(1)
        elif plain and key == Qt.Key.Key_Up and self.current_row() <= 0:
            self.left_upwards.emit()
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(0 if key == Qt.Key.Key_Home else self.model().rowCount() - 1)
        elif event.text() and event.text().isalnum() and plain:
            # No search by first letters: single letters are commands here.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        if not self.currentIndex().isValid():
            self.choose(max(0, self.current_row()))
        else:
            self.choose(self.currentIndex().row() + by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.pressed_at.emit(index.row(), event.position().toPoint() - self.visualRect(index).topLeft())
        elif event.button() == Qt.MouseButton.MiddleButton and index.isValid():
            self.middle_pressed.emit(index.row())

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: N803  Qt's name
        self.drag_wanted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            where = self.viewport().mapToGlobal(self.visualRect(index).center()) if index.isValid() else where
        self.menu_wanted.emit(where)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() > 0 and value >= bar.maximum() - self.viewport().height() // 2:
            self.end_reached.emit()
