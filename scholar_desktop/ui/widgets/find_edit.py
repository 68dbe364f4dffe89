"""The box for finding words in a list, and a button that clears a box."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from scholar_desktop.translation import gettext

_QTS_NAME = "_q_qlineeditclearaction"


def add_clear_button(box: QLineEdit) -> None:
    """Add Qt's clear button to *box*, with a name for screen readers."""
    box.setClearButtonEnabled(True)
    action = box.findChild(QAction, _QTS_NAME)
    if action is not None:
        action.setText(gettext("Clear"))


class FindEdit(QLineEdit):
    """A search box for a list. Esc clears it. Signals: `down_pressed` (the focus may move to the rows)."""

    down_pressed = Signal()

    def __init__(
        self,
        name: str,
        accessible_name: str,
        hint: str = "",
        *,
        return_moves_down: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """return_moves_down: Return moves to the rows as Down does, in a box that searches while the user types."""
        super().__init__(parent)
        self._down_keys = {Qt.Key.Key_Down}
        if return_moves_down:
            self._down_keys |= {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setPlaceholderText(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in self._down_keys:
            self.down_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
