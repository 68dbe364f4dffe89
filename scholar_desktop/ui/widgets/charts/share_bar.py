"""A bar for shares of a total: one share, or several coloured parts. The text next to it has the same information."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from scholar_desktop.ui.theme.theme import Theme

GAP = 1


class ShareBar(QWidget):
    """Parts side by side, each as wide as its share but never too thin to be seen; or one share of the whole width.

    QProgressBar is not used for a progress, because it paints at once, before all other changes are painted.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        width: int = 0,
        height: int = 6,
        is_rounded: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Create the bar.

        Args:
            name: the accessible name; of several parts, the accessible description has the shares.
            width, height: in pixels at the base size of the text; width 0: as wide as there is room.
            is_rounded: the ends are round.
        """
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[tuple[int, str], ...] = ()
        self._share: tuple[float, str] | None = None
        self._height = height
        self._is_rounded = is_rounded
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if width:
            self.setFixedSize(theme.px(width), theme.px(height))
        theme.changed.connect(self.update)

    def show_parts(self, parts: Sequence[tuple[int, str]], words: str) -> None:
        """Show the parts, given as (count, token of its colour). words: the same for screen readers."""
        shown = tuple((count, colour) for count, colour in parts if count)
        self.setAccessibleDescription(words)
        if shown != self._parts:
            self._parts = shown
            self.update()

    def show_share(self, share: float, colour: str = "accent") -> None:
        """Show one share, 0 to 1. colour: the token of its colour."""
        if (share, colour) != self._share:
            self._share = share, colour
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._is_rounded:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._share is not None:
            share, colour = self._share
            least = self.height() if self._is_rounded else 0
            self._fill(painter, 0, self.width(), "track")
            self._fill(painter, 0, max(least, round(self.width() * share)), colour)
        else:
            self._paint_parts(painter)
        painter.end()

    def _paint_parts(self, painter: QPainter) -> None:
        total = sum(count for count, _ in self._parts)
        least = self._theme.px(4)
        room = self.width() - (GAP + least) * len(self._parts)
        x = 0.0
        for count, colour in self._parts:
            width = least + room * count / total
            self._fill(painter, x, width, colour)
            x += width + GAP

    def _fill(self, painter: QPainter, x: float, width: float, colour: str) -> None:
        """Fill the part that begins at *x* from the leading edge."""
        left = self.width() - x - width if self.isRightToLeft() else x
        if not self._is_rounded:
            painter.fillRect(round(left), 0, round(width), self.height(), self._theme.colour(colour))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(colour))
        radius = self.height() / 2
        painter.drawRoundedRect(round(left), 0, round(width), self.height(), radius, radius)
