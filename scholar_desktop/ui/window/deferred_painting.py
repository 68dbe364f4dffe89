"""The window is painted in a turn of the event loop of its own: Qt paints at the end of the turn that changed it."""

from __future__ import annotations

import asyncio

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget


class DeferredPainting(QObject):
    """Lets a window be painted in a turn after the one that changed it.

    Showing a page and painting it took 35 ms in one turn. In two, a key pressed meanwhile is handled between them.
    `QWidget.repaint` is deferred, too: Qt sends the same event for it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._is_due = self._paints = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.UpdateRequest or self._paints:
            return False
        if not self._is_due:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                return False  # before the loop runs and after it
            loop.call_soon(self._paint)
            self._is_due = True
        return True

    def _paint(self) -> None:
        if not shiboken6.isValid(self):
            return  # the window was deleted meanwhile
        self._is_due, self._paints = False, True
        try:
            QCoreApplication.sendEvent(self._window, QEvent(QEvent.Type.UpdateRequest))
        finally:
            self._paints = False
