"""The colour of what is under the pointer, taken back where Qt forgets to."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QCursor, QEnterEvent, QHoverEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

WATCHED = (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.Enter)


class HoverKeeper(QObject):
    """Tells widgets of one window that the pointer has left them.

    While a menu is open, Qt sends no Leave to the widgets below it. If the pointer is elsewhere when the menu closes,
    they keep the colour of what is under the pointer until it comes back to them.

    The events of the native window are watched, which are few, and not those of all widgets.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._here: QWidget | None = None
        self._left: list[QWidget] = []
        self._check = QTimer(self, singleShot=True, interval=0)
        self._check.timeout.connect(self._tell_left)
        # a window that is not shown yet may have no native window
        window.winId()
        window.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in WATCHED and isinstance(event, QMouseEvent | QEnterEvent):
            here = self._window.childAt(event.position().toPoint())
            if here is not self._here:
                if self._here is not None:
                    self._left.append(self._here)
                self._here = here
                self._check.start()  # once Qt has sent its own events
        return super().eventFilter(watched, event)

    def _tell_left(self) -> None:
        """Send what Qt has not sent to the widgets that the pointer was on, and to those around them."""
        left, self._left = self._left, []
        if QApplication.activePopupWidget() is not None:
            self._left = left
            return
        here = self._here if self._here is not None and shiboken6.isValid(self._here) else None
        for widget in left:
            around: QWidget | None = widget if shiboken6.isValid(widget) else None
            while around is not None and around is not self._window:
                if around.underMouse() and around is not here and not (here and around.isAncestorOf(here)):
                    _leave(around)
                around = around.parentWidget()


def _leave(widget: QWidget) -> None:
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))
    if widget.testAttribute(Qt.WidgetAttribute.WA_Hover):
        outside, where = QPointF(-1, -1), QPointF(widget.mapFromGlobal(QCursor.pos()))
        QApplication.sendEvent(widget, QHoverEvent(QEvent.Type.HoverLeave, outside, outside, where))
