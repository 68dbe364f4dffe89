"""Columns of rows, and other content, that scroll if there is not enough room for all of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.ui.theme.theme import Theme

LEAST_ROWS = ((1100, 5), (920, 3), (0, 2))
"""The minimum number of visible rows in windows of at least a height (pixels at base size). The sidebar has three such
columns."""


class ScrollColumn(QScrollArea):
    """As high as its rows, or less if the surrounding layout has less room. `rows`: the layout of the rows."""

    def __init__(self, theme: Theme, ground: str, parent: QWidget | None = None) -> None:
        """ground: the token of the background."""
        super().__init__(parent)
        self._theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._inside = QWidget()
        for widget in (self.viewport(), self._inside):
            widget.setProperty("ground", ground)
            widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rows = QVBoxLayout(self._inside)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        self.setWidget(self._inside)
        self._inside.installEventFilter(self)

    def sizeHint(self) -> QSize:
        return QSize(self._inside.sizeHint().width(), self._inside.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        heights = [
            widget.sizeHint().height()
            for number in range(self.rows.count())
            if (item := self.rows.itemAt(number)) is not None
            and (widget := item.widget()) is not None
            and not widget.isHidden()
        ]
        window = self.window().height()
        least = next(rows for height, rows in LEAST_ROWS if window >= self._theme.px(height))
        return QSize(0, sum(heights[:least]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class _DownArea(QScrollArea):
    """Shows *content* as wide as itself: it never scrolls sideways, and takes no focus of its own."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        content.installEventFilter(self)


class FocusArea(_DownArea):
    """Keeps the control that has the focus in sight: also when its content gets another size,
    such as after a change of the text size, and when arrow keys move the focus."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(content, parent)
        # the last of several sizes counts
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._bring_into_sight)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._soon.start(0)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.start(0)

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        content = self.widget()
        if now is not None and content is not None and content.isAncestorOf(now):
            self._soon.start(0)

    def _bring_into_sight(self) -> None:
        content, focused = self.widget(), QApplication.focusWidget()
        if focused is not None and content is not None and content.isAncestorOf(focused):
            self.ensureWidgetVisible(focused)


class TabKeys(QObject):
    """Lets Page Up and Page Down in *tabs* scroll the pane below them, and Down call *enter*, which moves the focus."""

    def __init__(self, tabs: QWidget, pane: QWidget, enter: Callable[[], None]) -> None:
        super().__init__(tabs)
        self._pane = pane
        self._enter = enter
        tabs.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Down:
            self._enter()
            return True
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            areas = (area for area in self._pane.findChildren(QScrollArea) if area.isVisible())
            return (area := next(areas, None)) is not None and QApplication.sendEvent(area, event)
        return super().eventFilter(watched, event)


LEAST = 48
"""Least height of a fitted area, in pixels."""


class FittedArea(_DownArea):
    """A scroll area that is never higher than its content at this width, and never scrolls sideways."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(content, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        content.setProperty("role", "page")

    def sizeHint(self) -> QSize:
        content = self.widget()
        assert content is not None
        hint = content.sizeHint()
        if content.hasHeightForWidth():
            return QSize(hint.width(), content.heightForWidth(max(self.viewport().width(), 1)))
        return hint

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(LEAST, self.sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()
