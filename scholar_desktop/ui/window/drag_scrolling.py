"""Scrolling of the sidebar while something is dragged at an edge of it, as lists of Qt do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QDragMoveEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.theme.theme import Theme

EDGE = 24
"""Pixels at base size from an edge within which a drag scrolls: about one row."""
EVERY_MS = 150
"""Time from one step to the next, in milliseconds: slow enough to stop at a row."""


class DragScrolling(QObject):
    """Scrolls the collections and tags, and where they are at their end the sidebar around them, while a drag stays at
    an edge.

    Args:
        sidebar: the widget that slides.
        lists: the area in it that scrolls.
        drop_area: the widget in the lists on which is dropped; it is told of drags over it in place of the sidebar.
        slide: shows what is so many pixels further down in the sidebar.
    """

    def __init__(
        self,
        theme: Theme,
        sidebar: QWidget,
        lists: QAbstractScrollArea,
        drop_area: QWidget,
        slide: Callable[[int], None],
    ) -> None:
        super().__init__(sidebar)
        self._theme = theme
        self._sidebar = sidebar
        self._lists = lists
        self._slide = slide
        self._pointer = QPoint()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._step)
        for widget in (sidebar, drop_area):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the drag. Moves within a widget say where it is; without one it is still where it was."""
        if isinstance(event, QDragMoveEvent) and isinstance(watched, QWidget):  # a QDragEnterEvent is one too
            self._pointer = watched.mapTo(self._sidebar, event.position().toPoint())
            if not self._direction():
                self._timer.stop()
            elif not self._timer.isActive():
                self._timer.start()
        elif event.type() in (QEvent.Type.DragLeave, QEvent.Type.Drop):
            self._timer.stop()
        return False

    def _direction(self) -> int:
        """Return 1 if the drag is at a lower edge, -1 at an upper one, and 0 between them."""
        return self._at_edge(self._shown_lists()) or self._at_edge(self._sidebar.rect())

    def _at_edge(self, area: QRect) -> int:
        edge, y = self._theme.px(EDGE), self._pointer.y()
        if not area.contains(self._pointer):
            return 0
        return 1 if y > area.bottom() - edge else -1 if y < area.top() + edge else 0

    def _shown_lists(self) -> QRect:
        """Return the part of the lists that is in sight."""
        lists = self._lists
        return QRect(lists.mapTo(self._sidebar, QPoint(0, 0)), lists.size()) & self._sidebar.rect()

    def _step(self) -> None:
        step, bar = self._theme.px(EDGE), self._lists.verticalScrollBar()
        in_lists = self._at_edge(self._shown_lists())
        before = bar.value()
        bar.setValue(before + in_lists * step)
        if bar.value() == before and (by := self._at_edge(self._sidebar.rect()) * step):
            self._slide(by)
