"""A bar divided into coloured parts, for the shares of a total. The text next to it has the same information."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from scholar_desktop.ui.theme.theme import Theme

GAP = 1


class ShareBar(QWidget):
    """Parts side by side, each as wide as its share, but never too thin to be seen."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """name: the accessible name; the accessible description has the shares."""
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[tuple[int, str], ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_parts(self, parts: Sequence[tuple[int, str]], words: str) -> None:
        """Show the parts, given as (count, token of its colour). words: the same for screen readers."""
        shown = tuple((count, colour) for count, colour in parts if count)
        self.setAccessibleDescription(words)
        if shown != self._parts:
            self._parts = shown
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        total = sum(count for count, _ in self._parts)
        least = self._theme.px(4)
        room = self.width() - (GAP + least) * len(self._parts)
        x = 0.0
        for count, colour in self._parts:
            width = least + room * count / total
            left = self.width() - x - width if self.isRightToLeft() else x
            painter.fillRect(round(left), 0, round(width), self.height(), self._theme.colour(colour))
            x += width + GAP
        painter.end()
