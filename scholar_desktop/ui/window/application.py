"""The application object: it turns every wish to quit (menu, log-out, `app.quit()`) into a request."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Qt's own quit would stop the loop under coroutines that still wait; so the program ends itself, in order.

    Only events of the application itself come through here, not those of its widgets.
    """

    quit_requested = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit:
            event.ignore()
            self.quit_requested.emit()
            return True
        return super().event(event)
