"""The side buttons of a mouse, which go back and forward as in a browser or a file manager."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.actions.registry import Actions
from scholar_desktop.ui.context.messages import Messages
from scholar_desktop.ui.widgets.overlay import Overlay

_ACTIONS = {Qt.MouseButton.BackButton: "go.back", Qt.MouseButton.ForwardButton: "go.forward"}


class SideButtons(QObject):
    """Runs the commands of the side buttons in one window, wherever the pointer is.

    The events of the native window are watched: a list would take a press for a click on the row under the pointer.
    While a panel is open, the buttons do nothing.
    """

    def __init__(self, window: QWidget, actions: Actions, messages: Messages) -> None:
        """messages: says why a command cannot run."""
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._messages = messages
        if (handle := window.windowHandle()) is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or event.button() not in _ACTIONS:
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.MouseButtonPress and not self._has_panel():
            self._messages.run(self._actions, _ACTIONS[event.button()])
        return True

    def _has_panel(self) -> bool:
        return any(panel.isVisible() for panel in self._window.findChildren(Overlay))
