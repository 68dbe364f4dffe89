"""Esc in a text box of the settings puts back the text before it was edited, which a message says and can undo."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from scholar_desktop.ui.context.messages import Messages


class EditedText(QObject):
    """Remembers the text that a box had when the program set it or the user finished editing it. Esc in a box without
    changes is left to the window, which goes back."""

    def __init__(self, box: QLineEdit, messages: Messages) -> None:
        super().__init__(box)
        self._box = box
        self._messages = messages
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
            edited = self._box.text()
            self._box.setText(self._before)
            self._messages.say_not_saved("settings_text", partial(self._keep_editing, edited), is_of_page=True)
            return True
        return super().eventFilter(watched, event)

    def _keep_editing(self, edited: str) -> None:
        self._messages.close_message("settings_text")
        self._box.setFocus(Qt.FocusReason.OtherFocusReason)
        self._box.selectAll()
        self._box.insert(edited)  # unlike setText, as the user would: the text before stays the one of Esc
