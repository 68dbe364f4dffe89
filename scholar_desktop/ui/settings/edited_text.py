"""Esc in a text box of the settings puts back the text before it was edited."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class EditedText(QObject):
    """Remembers the text that a box had when the program set it or the user finished editing it. Esc in a box without
    changes is left to the window, which goes back."""

    def __init__(self, box: QLineEdit) -> None:
        super().__init__(box)
        self._box = box
        self._before = box.text()
        box.textChanged.connect(self._on_text)
        box.editingFinished.connect(self._on_finished)
        box.installEventFilter(self)

    def _on_text(self, text: str) -> None:
        if not self._box.isModified():
            self._before = text

    def _on_finished(self) -> None:
        self._before = self._box.text()
        self._box.setModified(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and self._box.text() != self._before
        ):
            self._box.setText(self._before)
            return True
        return super().eventFilter(watched, event)
