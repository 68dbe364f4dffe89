"""A tab bar with a line below the selected tab."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY, MEDIUM, STRONG


class Tabs(QTabBar):
    """A tab bar that is painted from the tokens: 40 high, the selected tab in `text` over a line in `accent`."""

    def __init__(self, theme: Theme, name: str, accessible_name: str, titles: tuple[str, ...]) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for title in titles:
            self.addTab(title)

    def show_titles(self, titles: Iterable[str], *, after: int) -> None:
        """Show *titles* in the tabs after the first *after*; missing tabs are added."""
        for place, title in enumerate(titles, after):
            if place >= self.count():
                self.addTab(title)
            elif self.tabText(place) != title:
                self.setTabText(place, title)

    def tabSizeHint(self, index: int) -> QSize:
        scale = self._theme.type
        width = scale.metrics(BODY, STRONG).horizontalAdvance(self.tabText(index)) + self._theme.px(24)
        return QSize(width, max(self._theme.px(40), scale.line(BODY) + 16))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return QSize(self._theme.px(48), self.tabSizeHint(index).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            rect = self.tabRect(index)
            chosen = index == self.currentIndex()
            over = rect.contains(self.mapFromGlobal(self.cursor().pos())) and self.underMouse()
            painter.setFont(theme.type.font(BODY, STRONG if chosen else MEDIUM))
            painter.setPen(theme.colour("text" if chosen or over else "muted"))
            words = painter.fontMetrics().elidedText(
                self.tabText(index), Qt.TextElideMode.ElideRight, rect.width() - px(8)
            )
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
            if chosen:
                line = QRect(rect.left() + px(2), rect.bottom() - 1, rect.width() - px(4), 2)
                painter.fillRect(line, theme.colour("accent"))
                if self.hasFocus():
                    painter.setPen(QPen(theme.colour("accent"), 2))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    ring = QRectF(rect).adjusted(px(4), px(5), -px(4), -px(6))
                    painter.drawRoundedRect(ring, px(6), px(6))
        painter.end()
