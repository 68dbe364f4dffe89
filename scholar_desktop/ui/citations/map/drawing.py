"""Draws the parts of a map (links, discs, names, years), with the same code for the screen, an image and an SVG."""

from __future__ import annotations

import math

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from scholar_desktop.translation import gettext
from scholar_desktop.ui.citations.map.chart import Chart, DotKind
from scholar_desktop.ui.citations.map.labels import PlacedLabel
from scholar_desktop.ui.citations.map.map_geometry import Floats, Viewport, control_points
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION, REGULAR, SMALL

AXIS_HEIGHT = 24
"""Height of the year axis, at 13 px text."""
MANY = 800
"""From this number of links on, they are drawn in the simplest way."""
_HALF_SIDE = math.sqrt(math.pi) / 2
"""Half the side of a square that is as large as a disc of radius 1."""
_EDGE = 0.4
"""What a square is larger on each side: the smallest ones must keep their corners."""
_WITH_TICK = 6
"""The radius from which on a tick has room in a square."""
_CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine


class MapStyle(msgspec.Struct, frozen=True, eq=False):
    """Colours and fonts of a map, copied from the theme because a thread that paints cannot access it."""

    ground: QColor
    text: QColor
    muted: QColor
    line: QColor
    line_style: Qt.PenStyle
    link: QColor
    influential: QColor
    centre: QColor
    chosen: QColor
    dots: dict[DotKind, QColor]
    on_dot: QColor
    name: QFont
    year: QFont
    axis: float


def map_style(theme: Theme) -> MapStyle:
    """Return the style that *theme* has now."""
    return MapStyle(
        ground=theme.colour("bg"),
        text=theme.colour("text"),
        muted=theme.colour("muted"),
        line=theme.colour("line"),
        # in high contrast, whole lines in the colour of text would hide the links
        line_style=Qt.PenStyle.DotLine if theme.tokens.contrast else Qt.PenStyle.SolidLine,
        link=theme.colour("edge"),
        influential=theme.colour("plot1"),
        centre=theme.colour("text"),
        chosen=theme.colour("warn"),  # no other sign of the map has this colour
        dots={
            DotKind.LIBRARY: theme.colour("accent"),
            DotKind.OPEN: theme.colour("ok"),
            DotKind.CLOSED: theme.colour("muted"),
        },
        on_dot=theme.colour("on_accent"),
        name=theme.type.font(CAPTION, REGULAR),
        year=theme.type.font(SMALL, REGULAR),
        axis=theme.px(AXIS_HEIGHT),
    )


def draw_links(
    painter: QPainter, ends: Floats, influential: list[bool], style: MapStyle, strength: float = 1.0
) -> None:
    """Draw the links as translucent curves, influential ones on top.

    Args:
        ends: rows (x0, y0, x1, y1) on the screen.
        strength: factor for the opacity; a map of many links has fainter ones.
    """
    control = control_points(ends)
    plain, strong = QColor(style.link), QColor(style.influential)
    plain.setAlphaF(min(1.0, 0.55 * strength))
    strong.setAlphaF(min(1.0, 0.7 * strength))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # a pen of one pixel is drawn several times as fast as a wider one
    for is_strong, colour, width in ((False, plain, 1.0), (True, strong, 1.4 if len(ends) < MANY else 1.0)):
        painter.setPen(QPen(colour, width))
        for row, is_influential in enumerate(influential):
            if is_influential is is_strong:
                painter.drawPath(curve(ends[row], control[row]))


def curve(ends: Floats, control: Floats) -> QPainterPath:
    path = QPainterPath(QPointF(ends[0], ends[1]))
    path.quadTo(control[0], control[1], ends[2], ends[3])
    return path


def draw_dot(painter: QPainter, kind: DotKind, x: float, y: float, radius: float, style: MapStyle) -> None:
    """Draw a square for a paper in the library, with a tick where there is room, a disc for an open PDF, and a ring for
    a closed paper. The shape tells them apart at every size, also without colours."""
    where = QPointF(x, y)
    colour = style.dots[kind]
    if kind is DotKind.CLOSED:
        width = min(2.4, max(1.4, radius * 0.1))
        painter.setPen(QPen(colour, width))
        painter.setBrush(style.ground)
        painter.drawEllipse(where, radius - width / 2, radius - width / 2)
        return
    painter.setPen(QPen(style.ground, 1))
    painter.setBrush(colour)
    if kind is DotKind.OPEN:
        painter.drawEllipse(where, radius, radius)
        return
    half = radius * _HALF_SIDE + _EDGE
    painter.drawRoundedRect(QRectF(x - half, y - half, 2 * half, 2 * half), radius * 0.16, radius * 0.16)
    if radius >= _WITH_TICK:
        tick = QPainterPath(QPointF(x - radius * 0.42, y + radius * 0.02))
        tick.lineTo(x - radius * 0.1, y + radius * 0.34)
        tick.lineTo(x + radius * 0.44, y - radius * 0.32)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(style.on_dot, max(1.5, radius * 0.16))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(tick)


def draw_ring(painter: QPainter, x: float, y: float, radius: float, colour: QColor, width: float = 2.0) -> None:
    """Draw a ring around a chosen paper, or around a centre of the map."""
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(x, y), radius, radius)


def draw_name(
    painter: QPainter, text: str, x: float, y: float, named: PlacedLabel, style: MapStyle, *, strong: bool
) -> None:
    """Draw a name on a translucent background, so that it is legible over links."""
    box = QRectF(x + named.dx, y + named.dy, named.width, named.height)
    ground = QColor(style.ground)
    ground.setAlphaF(0.82)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box.adjusted(-2, 0, 2, 0), 3, 3)
    painter.setPen(style.text if strong else style.muted)
    painter.setFont(style.name)
    painter.drawText(box, _CENTRED, text)


def draw_axis(painter: QPainter, chart: Chart, view: Viewport, width: float, height: float, style: MapStyle) -> None:
    """Draw thin lines at the years that have papers, and the years along the bottom where there is space."""
    foot = height - style.axis
    painter.setFont(style.year)
    metrics = QFontMetricsF(style.year)
    taken = -math.inf
    for year, middle in chart.layout.years:
        x = middle * view.scale + view.left
        words = gettext("no year") if year is None else str(year)
        half = metrics.horizontalAdvance(words) / 2
        if x < -half or x > width + half:
            continue
        painter.setPen(QPen(style.line, 1, style.line_style))
        painter.drawLine(QPointF(x, 0), QPointF(x, foot))
        if x - half < taken:
            continue
        taken = x + half + 10
        painter.setPen(style.muted)
        painter.drawText(QRectF(x - half - 4, foot, 2 * half + 8, style.axis), _CENTRED, words)


def draw_whole(
    painter: QPainter,
    chart: Chart,
    view: Viewport,
    width: float,
    height: float,
    style: MapStyle,
    named: tuple[PlacedLabel, ...],
) -> None:
    """Draw the whole map as an image."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, width, height), style.ground)
    draw_axis(painter, chart, view, width, height, style)
    ends = ends_on_screen(chart, view)
    draw_links(painter, ends, [bool(link.influential) for link in chart.links], style, strength_for(len(ends)))
    for number in reversed(chart.order):
        x, y = view.to_screen(float(chart.xs[number]), float(chart.ys[number]))
        radius = float(chart.radii[number]) * view.dot
        draw_dot(painter, chart.kinds[number], x, y, radius, style)
        if number in chart.centres:
            draw_ring(painter, x, y, radius + 3, style.centre)
    for name in named:
        x, y = view.to_screen(float(chart.xs[name.number]), float(chart.ys[name.number]))
        draw_name(painter, chart.labels[name.number], x, y, name, style, strong=name.number in chart.centres)


def ends_on_screen(chart: Chart, view: Viewport) -> Floats:
    """Return rows (x0, y0, x1, y1) of the drawn links."""
    import numpy as np

    citing, cited = chart.pairs[:, 0], chart.pairs[:, 1]
    columns = (chart.xs[citing], chart.ys[citing], chart.xs[cited], chart.ys[cited])
    ends: Floats = np.column_stack(columns) * view.scale + np.array([view.left, view.top, view.left, view.top])
    return ends


def strength_for(links: int) -> float:
    """Return a factor for the opacity of links: where there are many, each is fainter."""
    return max(0.22, min(1.0, (160 / links) ** 0.5)) if links else 1.0
