"""The box for finding words in a list, and a button that clears a box."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_QTS_NAME = "_q_qlineeditclearaction"


def add_clear_button(box: QLineEdit) -> None:
    """Add Qt's clear button to *box*, with a name for screen readers."""
    box.setClearButtonEnabled(True)
    action = box.findChild(QAction, _QTS_NAME)
    if action is not None:
        action.setText("Empty the box")


class FindEdit(QLineEdit):
    """A search box for a list. Signals: `down_pressed` (the focus may move to the rows)."""

    down_pressed = Signal()

    def __init__(self, name: str, accessible_name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setPlaceholderText(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
