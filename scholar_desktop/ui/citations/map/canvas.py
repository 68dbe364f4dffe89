"""The interactive citation map: moving, zooming and choosing papers by mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.ui.citations.map import drawing
from scholar_desktop.ui.citations.map.chart import Chart
from scholar_desktop.ui.citations.map.map_geometry import nearest_in_direction, nearest_link
from scholar_desktop.ui.citations.map.picture import MapPicture
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.words.literal_text import hide_tooltip, show_tooltip

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class MapCanvas(MapPicture):
    """The map with mouse and keyboard control.

    Dragging the background moves the map, dragging a paper moves the chosen papers, and Shift and drag chooses what is
    inside a rectangle; the wheel zooms. Arrow keys go from paper to paper, with Shift they choose, with Ctrl they move
    the map.

    Signals: `opened` (a paper: Enter or double click), `menu_wanted` (where, on the screen), `hide_wanted` (Delete).
    """

    opened = Signal(object)
    menu_wanted = Signal(object)
    hide_wanted = Signal()

    def __init__(self, theme: Theme, scope: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(theme, scope, parent)
        self._grabbed: QPointF | None = None
        self._drag = ""
        self._moved = False

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        where = event.position()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.chart is None or event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        number = self.paper_at(where.x(), where.y())
        self._grabbed = where
        adding = bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))
        if event.button() == Qt.MouseButton.MiddleButton or (number is None and not adding):
            self._drag = "pan"
        elif number is None:
            self._drag = "band"
        elif adding:
            self.choose(self.selected ^ {number}, number)
            self._drag = ""
        else:
            if number not in self.selected:
                self.choose({number}, number)
            else:
                self.current = number
            self._drag = "papers"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position()
        if self._grabbed is None or not event.buttons():
            self._hover(where)
            return
        step = where - self._grabbed
        if self._drag == "band":
            self._band = QRectF(self._grabbed, where).normalized()
            self.update()
            return
        if step.manhattanLength() < 3 and not self._moved:
            return
        self._moved = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._grabbed = where
        if self._drag == "pan":
            self.set_view(self.view.moved(step.x(), step.y()))
        elif self._drag == "papers" and self.chart is not None:
            self.chart.moved(self.selected, step.x() / self.view.scale, step.y() / self.view.scale)
            self._rest.start()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        moved, self._moved = self._moved, False
        self.unsetCursor()
        if self._drag == "band" and self._band is not None and self.chart is not None:
            inside = {number for number in range(len(self.chart.papers)) if self._band.contains(self.point_of(number))}
            self.choose(self.selected | inside)
        elif self._drag == "pan" and not moved and event.button() == Qt.MouseButton.LeftButton:
            self.choose(())
        self._grabbed, self._drag, self._band = None, "", None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self.paper_at(event.position().x(), event.position().y())
        if number is not None and self.chart is not None:
            self.opened.emit(self.chart.papers[number])

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels, where = event.pixelDelta(), event.position()
        zooms = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not pixels.isNull() and not zooms:
            self.set_view(self.view.moved(pixels.x(), pixels.y()))
        else:
            self.set_view(self.view.zoomed(1.0015 ** event.angleDelta().y(), where.x(), where.y()))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            number = self.paper_at(event.pos().x(), event.pos().y())
            if number is not None and number not in self.selected:
                self.choose({number}, number)
        elif not self.selected and self.chart is not None and self.chart.order:  # the key, without a selection
            number = self.chart.order[0] if self.current is None else self.current
            self.choose({number}, number)
        if self.selected:
            self.menu_wanted.emit(event.globalPos())

    def leaveEvent(self, event: object) -> None:
        if self._hovered is not None:
            self._hovered = None
            self.update()

    def _hover(self, where: QPointF) -> None:
        chart = self.chart
        if chart is None:
            return
        number = self.paper_at(where.x(), where.y())
        if number != self._hovered:
            self._hovered = number
            self.update()
        here = self.mapToGlobal(where.toPoint())
        if number is not None:
            show_tooltip(here, chart.paper_words(number), self)
            return
        if self._rest.isActive():
            return
        row = nearest_link(drawing.ends_on_screen(chart, self.view), where.x(), where.y(), 4)
        if row is None:
            hide_tooltip()
        else:
            spot = QRect(round(where.x()) - 3, round(where.y()) - 3, 6, 6)
            show_tooltip(here, chart.link_words(row), self, spot)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.chart is None or not self._press(event):
            super().keyPressEvent(event)

    def _press(self, event: QKeyEvent) -> bool:
        chart, key = self.chart, Qt.Key(event.key())
        assert chart is not None
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _ARROWS:
            dx, dy = _ARROWS[key]
            if control:
                self.set_view(self.view.moved(-60 * dx, -60 * dy))
            else:
                self._step(chart, dx, dy, adding=shift)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(0.8)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.fit()
        elif key == Qt.Key.Key_Space and self.current is not None:
            self.choose(self.selected ^ {self.current}, self.current)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(chart.papers[self.current])
        elif key == Qt.Key.Key_Escape and self.selected:
            self.choose((), self.current)
        elif key == Qt.Key.Key_A and control:
            self.select_all()
        elif key == Qt.Key.Key_Delete and self.selected:
            self.hide_wanted.emit()
        else:
            return False
        return True

    def _step(self, chart: Chart, dx: int, dy: int, *, adding: bool) -> None:
        if self.current is None:
            found: int | None = chart.order[0] if chart.order else None
        else:
            found = nearest_in_direction(chart.xs, chart.ys, self.current, dx, dy)
        if found is not None:
            self.choose(self.selected | {found} if adding else {found}, found)
            self.bring_into_sight(found)
