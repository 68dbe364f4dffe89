"""The application object: turns every attempt to quit (menu, log-out, `app.quit()`) into a request."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Intercepts Qt's own quit and emits a request instead.

    Qt's quit would stop the event loop while coroutines are still waiting, so the program shuts itself down in order.
    Only events of the application object pass through here, not those of its widgets.
    """

    quit_requested = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit:
            event.ignore()
            self.quit_requested.emit()
            return True
        return super().event(event)
