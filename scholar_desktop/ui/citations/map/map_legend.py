"""The footer of a map: the meaning of the signs, and how much of the map is drawn."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.citations.map import drawing
from scholar_desktop.ui.citations.map.chart import DotKind
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION
from scholar_desktop.ui.words.literal_text import set_tooltip

_LINES = ((Message("influential"), "plot1"), (Message.in_context("link", "cites"), "edge"))


class MapLegend(QWidget):
    """One row: counts at the left, signs at the right. A narrow row hides signs first; a screen reader gets all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = self._chosen = ""
        self.setObjectName("mapLegend")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self.show_counts("", "")

    def show_counts(self, words: str, chosen: str) -> None:
        """Show the counts.

        Args:
            words: '212 papers · 1,041 links'.
            chosen: '3 selected', or empty.
        """
        self._words, self._chosen = words, chosen
        label_text = ", ".join(part for part in (words, chosen) if part)
        legend = gettext(
            "Tick: in library. Disc: open copy. Ring: no open copy. Larger: more citations. Ring around it: selected."
        )
        self.setAccessibleName(". ".join(part for part in (label_text, legend) if part))
        set_tooltip(self, label_text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, max(self._theme.px(26), self._theme.type.line(CAPTION) + 8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.fillRect(0, 0, self.width(), 1, theme.colour("line"))
        painter.setFont(theme.type.font(CAPTION))
        metrics = theme.type.metrics(CAPTION)
        label_text = " · ".join(part for part in (self._chosen, self._words) if part)
        signs = self._sign_widths()
        left, middle = px(16), self.height() / 2
        need = min(metrics.horizontalAdvance(label_text), self.width() * 0.5)
        while signs and sum(width for _, _, width in signs) + need + px(40) > self.width():
            signs.pop()
        x = float(self.width() - px(12) - sum(width for _, _, width in signs))
        painter.setPen(theme.colour("muted"))
        room = x - left - px(12)
        words = metrics.elidedText(label_text, Qt.TextElideMode.ElideRight, round(room))
        mirrored = self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        align = Qt.AlignmentFlag.AlignVCenter | side | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self._place(left, room), align, words)
        for sign, text, width in signs:
            self._draw_sign(painter, sign, self._place(x + px(8), 0).left(), middle)
            painter.setPen(theme.colour("muted"))
            painter.drawText(self._place(x + px(19), width), align, text)
            x += width
        painter.end()

    def _place(self, x: float, width: float) -> QRectF:
        """Return where something is that begins *x* pixels after the beginning of the row."""
        left = self.width() - x - width if self.isRightToLeft() else x
        return QRectF(left, 0, width, self.height())

    def _sign_widths(self) -> list[tuple[DotKind | str, str, float]]:
        metrics, px = self._theme.type.metrics(CAPTION), self._theme.px
        items: list[tuple[DotKind | str, str]] = [(kind, shown(kind.value)) for kind in DotKind]
        items += [(colour, shown(words)) for words, colour in _LINES]
        items += [("selected", gettext("selected")), ("size", gettext("citations"))]
        return [(sign, words, metrics.horizontalAdvance(words) + px(32)) for sign, words in items]

    def _draw_sign(self, painter: QPainter, sign: DotKind | str, x: float, y: float) -> None:
        theme, px = self._theme, self._theme.px
        if isinstance(sign, DotKind):
            drawing.draw_dot(painter, sign, x, y, px(6), drawing.map_style(theme))
        elif sign == "size":
            painter.setPen(QPen(theme.colour("muted"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for radius in (px(6), px(3)):
                drawing.draw_ring(painter, x, y + px(6) - radius, radius, theme.colour("muted"), 1.2)
        elif sign == "selected":
            style = drawing.map_style(theme)
            drawing.draw_dot(painter, DotKind.OPEN, x, y, px(3), style)
            drawing.draw_ring(painter, x, y, px(6), style.chosen, 2.0)
        else:
            painter.setPen(QPen(theme.colour(sign), 1.8))
            painter.drawLine(round(x - px(7)), round(y), round(x + px(7)), round(y))
