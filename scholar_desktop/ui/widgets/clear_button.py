"""The cross at the end of a box that empties it."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

_QTS_NAME = "_q_qlineeditclearaction"


def add_clear_button(box: QLineEdit) -> None:
    """Give *box* Qt's own cross, with a name for who cannot see it."""
    box.setClearButtonEnabled(True)
    action = box.findChild(QAction, _QTS_NAME)
    if action is not None:
        action.setText("Empty the box")
