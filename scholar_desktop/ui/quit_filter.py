"""Turns every wish to quit (menu, log-out, `app.quit()`) into a request, so that the program ends in order."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal


class QuitFilter(QObject):
    """Installed on the application; Qt's own quit would stop the loop under coroutines that still wait."""

    quit_requested = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit:
            event.ignore()
            self.quit_requested.emit()
            return True
        return super().eventFilter(watched, event)
