"""A row of a page that scrolls: it stays in sight, at the top or at the bottom of the view, while its place is not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMoveEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.tab_order import STICKY, bring_into_sight

MOST_OF_VIEW = 0.5
"""A row that is higher than this part of the view scrolls with the page."""


class _Bar(QWidget):
    """Covers what is below it, with a line towards the page while it is not in its place."""

    painted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.line: Qt.Edge | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("bg"))
        if self.line is not None:
            y = self.height() - 1 if self.line is Qt.Edge.BottomEdge else 0
            painter.fillRect(0, y, self.width(), 1, self._theme.colour("line"))
        painter.end()
        self.painted.emit()


class StickyRow(QWidget):
    """Keeps the place of *content* in the layout of the page, and moves it within the page as the page scrolls. If it
    becomes higher and moves the control with the focus out of sight, such as a text box in which the user types, the
    page scrolls to that control."""

    def __init__(self, theme: Theme, content: QWidget, scroll: QScrollArea, page: QWidget) -> None:
        super().__init__(page)
        self._content = content
        self._scroll = scroll
        self._page = page
        self._bar = _Bar(theme)
        self._bar.setProperty(STICKY, True)
        self._bar.setParent(page)
        self._bar.painted.connect(self._claim_height)
        column = QVBoxLayout(self._bar)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(content)
        self._keeps_focus = False
        self._grown = QTimer(self)  # the page gets its new layout in several steps: after each
        self._grown.setSingleShot(True)
        self._grown.timeout.connect(self._bring_focus_into_sight)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        content.installEventFilter(self)
        scroll.verticalScrollBar().valueChanged.connect(self._place)
        scroll.verticalScrollBar().rangeChanged.connect(self._place)
        scroll.verticalScrollBar().rangeChanged.connect(self._follow_layout)
        scroll.verticalScrollBar().actionTriggered.connect(self._on_scrolled)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(0, self._content.heightForWidth(width))

    def sizeHint(self) -> QSize:
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._content.minimumSizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return False

    def room_below(self) -> int:
        """Return how many pixels of the page are in sight below the place of the row; 0 if that is not in sight."""
        view = self._scroll.viewport()
        end = self.mapTo(view, QPoint(0, self.height())).y()
        return max(0, view.height() - end) if self.isVisible() and end >= 0 else 0

    def _claim_height(self) -> None:
        """Ask for the height that the content needs, if it is shown with another: no button may be cut off."""
        if self.height() != self.heightForWidth(self.width()):
            self.updateGeometry()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        growth = event.size().height() - event.oldSize().height()
        if growth > 0 and event.oldSize().height() > 0 and (focused := self._focused()) is not None:
            top = focused.mapTo(self._page, QPoint(0, 0)).y() - self._scroll.verticalScrollBar().value()
            is_in_sight = top + focused.height() > 0 and top < self._scroll.viewport().height() + growth
            self._keeps_focus = is_in_sight  # else the user has scrolled away from it
            self._follow_layout()

    def _follow_layout(self) -> None:
        if self._keeps_focus:
            self._grown.start(0)

    def _on_scrolled(self) -> None:
        """The user scrolls: what is in sight is no longer up to the focus."""
        self._keeps_focus = False
        self._grown.stop()

    def _focused(self) -> QWidget | None:
        """Return the control of the page that has the focus, unless it is in the row."""
        focused = self._page.focusWidget()
        if focused is None or not focused.hasFocus() or not focused.isVisible():
            return None
        return None if self._bar.isAncestorOf(focused) else focused

    def _bring_focus_into_sight(self) -> None:
        focused = self._focused()
        if focused is None:
            self._keeps_focus = False
        else:
            bring_into_sight(focused, focused.cursorRect() if isinstance(focused, QPlainTextEdit) else None)

    def _place(self) -> None:
        own, view, bar = self.geometry(), self._scroll.viewport().height(), self._bar
        top = self._scroll.verticalScrollBar().value()
        y = own.top()
        is_sticky = own.height() <= view * MOST_OF_VIEW
        self._scroll.setProperty(STICKY, own if is_sticky else None)
        if is_sticky:
            y = max(top, min(y, top + view - own.height()))
        line = None
        if y != own.top():
            line = Qt.Edge.BottomEdge if y > own.top() else Qt.Edge.TopEdge
        place = QRect(own.left(), y, own.width(), own.height())
        if line is not None:  # over the whole width of the page, with the row where it was
            margin = own.left()
            bar.setContentsMargins(margin, 0, margin, 0)
            place = QRect(0, y, own.width() + 2 * margin, own.height())
        else:
            bar.setContentsMargins(0, 0, 0, 0)
        bar.line = line
        bar.setGeometry(place)
        bar.raise_()
        bar.update()
