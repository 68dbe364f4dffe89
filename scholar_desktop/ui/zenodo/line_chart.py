"""A chart of values over days as lines, used for followed records. The table next to it has every number for screen
readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION
from scholar_desktop.ui.words.literal_text import show_tooltip
from scholar_desktop.ui.words.wording import day, number


class Series(msgspec.Struct, frozen=True):
    """One line. points: (ISO time, value), oldest first; colour: a token; dashed: distinguishes lines without
    colour."""

    name: str
    points: tuple[tuple[str, int], ...]
    colour: str = "plot1"
    dashed: bool = False


class LineChart(QWidget):
    """Lines one below the other over a common axis of days, each with its own scale, since their values differ
    widely."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._series: tuple[Series, ...] = ()
        self.setObjectName("lineChart")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_series(self, series: Sequence[Series]) -> None:
        """Draw the series that have at least two points."""
        self._series = tuple(one for one in series if len(one.points) > 1)
        self.setVisible(bool(self._series))
        words = [
            gettext(
                "{name}: {first} on {first_day}, {last} on {last_day}",
                name=one.name,
                first=number(one.points[0][1]),
                first_day=day(one.points[0][0]),
                last=number(one.points[-1][1]),
                last_day=day(one.points[-1][0]),
            )
            for one in self._series
        ]
        self.setAccessibleName("; ".join(words) or gettext("No data yet"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(132))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(132))

    def _band(self, place: int) -> QRectF:
        """Return the area of the line with index *place*: below its name, with room at the end for its last number."""
        px, line = self._theme.px, self._theme.type.line(CAPTION)
        metrics = self._theme.type.metrics(CAPTION, tabular=True)
        words = [number(one.points[-1][1]) for one in self._series] or [""]
        end = max(metrics.horizontalAdvance(text) for text in words) + px(10)
        left, width = px(4), self.width() - px(4) - end
        each = (self.height() - line - px(4)) / max(1, len(self._series))
        return QRectF(left, place * each + line, max(1, width), max(1, each - line - px(4)))

    def places(self, series: Series) -> list[QPointF]:
        """Return where each point of *series* is drawn. Days run from left to right in every language."""
        plot = self._band(self._series.index(series))
        times = [_seconds(at) for one in self._series for at, _ in one.points]
        first, last = min(times), max(times)
        values = [value for _, value in series.points]
        low, high = min(values), max(values)
        span = high - low or 1
        return [
            QPointF(
                plot.left() + plot.width() * (_seconds(at) - first) / (last - first or 1),
                plot.bottom() - plot.height() * (value - low) / span if high > low else plot.bottom(),
            )
            for at, value in series.points
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._series:
            return
        theme, px = self._theme, self._theme.px
        metrics = theme.type.metrics(CAPTION, tabular=True)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.type.font(CAPTION, tabular=True))
        for order, one in enumerate(self._series):
            plot, places = self._band(order), self.places(one)
            painter.fillRect(QRectF(plot.left(), plot.bottom() + 1, plot.width(), 1), theme.colour("line"))
            path = QPainterPath(places[0])
            for place in places[1:]:
                path.lineTo(place)
            style = Qt.PenStyle.DashLine if one.dashed else Qt.PenStyle.SolidLine
            painter.setPen(QPen(theme.colour(one.colour), 1.75, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(one.colour))
            for place in places if len(places) <= 30 else places[-1:]:
                painter.drawEllipse(place, 2.5, 2.5)
            painter.setPen(theme.colour("muted"))
            painter.drawText(QPointF(plot.left(), plot.top() - px(3)), one.name)
            painter.setPen(theme.colour("text"))
            last = places[-1]
            painter.drawText(QPointF(last.x() + px(6), last.y() + metrics.ascent() / 2 - 1), number(one.points[-1][1]))
        self._paint_days(painter, self._band(len(self._series) - 1))
        painter.end()

    def _paint_days(self, painter: QPainter, plot: QRectF) -> None:
        metrics = self._theme.type.metrics(CAPTION, tabular=True)
        points = sorted(at for one in self._series for at, _ in one.points)
        first, last = day(points[0]), day(points[-1])
        painter.setPen(self._theme.colour("muted"))
        y = self.height() - metrics.descent() - 1
        painter.drawText(QPointF(plot.left(), y), first)
        if last != first:
            painter.drawText(QPointF(plot.right() - metrics.horizontalAdvance(last), y), last)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self._words_at(QPointF(event.pos()))
            show_tooltip(event.globalPos(), words, self)
            return True
        return super().event(event)

    def _words_at(self, where: QPointF) -> str:
        """Return the description of the nearest point."""
        near = [
            (abs(place.x() - where.x()) + abs(place.y() - where.y()) / 4, one.name, point)
            for one in self._series
            for place, point in zip(self.places(one), one.points, strict=True)
        ]
        if not near:
            return ""
        _, name, (at, value) = min(near)
        return gettext("{date}: {value} {name}", date=day(at), value=number(value), name=name)


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()
