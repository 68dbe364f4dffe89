"""What the colours of a chart mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION

Entry = tuple[str, str]
"""Words, and the token of the colour."""


class Legend(QWidget):
    """Small squares with their words, in one line; the last ones go where there is no room."""

    def __init__(self, theme: Theme, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: tuple[Entry, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self.show_entries(entries)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)
        self.setAccessibleName("Colours: " + ", ".join(words for words, _ in entries))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._width(words) for words, _ in self._entries)), self._theme.type.line(CAPTION) + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setFont(theme.type.font(CAPTION))
        x, side = 0.0, px(8)
        for words, colour in self._entries:
            width = self._width(words)
            if x + width > self.width() + 1:
                break
            left = self.width() - x - width if self.isRightToLeft() else x
            painter.fillRect(QRectF(left, (self.height() - side) / 2, side, side), theme.colour(colour))
            painter.setPen(theme.colour("muted"))
            box = QRectF(left + side + px(6), 0, width, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
            x += width
        painter.end()

    def _width(self, words: str) -> float:
        return self._theme.type.metrics(CAPTION).horizontalAdvance(words) + self._theme.px(28)
