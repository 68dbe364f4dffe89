"""The map on the screen: its viewport, its selection, and its painting.

It paints itself: discs as prepared pixmaps in every frame; links as one image, which a thread draws when the map is at
rest and which moves with the map until the next one (docs/decisions/0021-the-map-paints-itself.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable

import msgspec
import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.citations.map_layout import MapLayout
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.translation import gettext
from scholar_desktop.ui.actions.shown_map_commands import MapSelection
from scholar_desktop.ui.citations.map import drawing
from scholar_desktop.ui.citations.map.chart import Chart, DotKind
from scholar_desktop.ui.citations.map.labels import PlacedLabel, place_labels
from scholar_desktop.ui.citations.map.map_geometry import Floats, MapMemory, Viewport, fitting
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.accessibility import CHART, is_listened_to
from scholar_desktop.ui.widgets.unseen_list import UnseenList
from scholar_desktop.ui.words.literal_text import hide_tooltip

REST_MS = 80
"""Milliseconds after the last movement; then the links are redrawn and the names placed."""
RING = 4
"""Width of the ring round a centre of the map, with its gap."""
LONGEST_TITLE = 60
LIVE_LINKS = 240
"""Links of the chosen papers that are drawn in every frame, at most."""


class LinkPicture:
    """The links as drawn for one viewport, with a margin around the visible area."""

    def __init__(self, pixmap: QPixmap, view: Viewport, margin: float) -> None:
        self.pixmap = pixmap
        self.view = view
        self.margin = margin


class MapPicture(QWidget):
    """Shows a chart. Signal `chosen`: the current paper or None, and all chosen ones."""

    chosen = Signal(object, object)

    def __init__(self, theme: Theme, scope: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scope = scope
        self.setObjectName("mapCanvas")
        self.setAccessibleName(gettext("Citation map"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("letter_shortcuts", True)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.chart: Chart | None = None
        self.view = Viewport()
        self.selected: frozenset[int] = frozenset()
        self.current: int | None = None
        self._left: MapMemory | None = None
        self._return_to = ""
        self.names: tuple[PlacedLabel, ...] = ()
        self.links: LinkPicture | None = None
        self._hovered: int | None = None
        self._sprites: dict[tuple[DotKind, int, float], QPixmap] = {}
        self._band: QRectF | None = None
        self._fits = True
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.settle)
        theme.changed.connect(self._on_theme_changed)
        self._style = drawing.map_style(self._theme)
        self.setProperty(CHART, True)
        self._spoken: tuple[Chart, UnseenList, UnseenList] | None = None

    # Content

    def show_chart(self, chart: Chart | None, *, keep_view: bool = False) -> None:
        """Show *chart*.

        Args:
            keep_view: keep the visible area, for a map that has grown.
        """
        before = self.chart
        names = [] if before is None else [before.papers[number].id for number in self.selected]
        current = before.papers[self.current].id if before is not None and self.current is not None else None
        self.chart = chart
        self._hovered = None
        left, view = self._left, None
        if chart is not None and left is not None and before is None:
            view = left.view
        if chart is not None and left is not None and current is None and self._return_to in chart.number:
            self._return_to = ""
            current, names = left.current, list(left.chosen or {left.current})
        if chart is None:
            self.selected, self.current, self.links, self.names = frozenset(), None, None, ()
            self.update()
            return
        self.selected = frozenset(chart.number[name] for name in names if name in chart.number)
        self.current = chart.number.get(current) if current else None
        if view is not None:
            self.set_view(view)
        elif self._fits or not (keep_view or (before is not None and left is not None)):
            self.fit()
        self.links = None
        self._emit_selection()
        self.settle()

    @property
    def current_id(self) -> str:
        """The id of the current paper; empty if there is none."""
        return self.chart.papers[self.current].id if self.chart is not None and self.current is not None else ""

    def memory(self) -> MapMemory | None:
        """Return how the map is now, for `return_to`; None if none is shown."""
        chart = self.chart
        if chart is None:
            return None
        layout, view = chart.current_layout(), None if self._fits else self.view
        return MapMemory(layout, view, *self.selection())

    def selection(self) -> MapSelection:
        """Return what is chosen."""
        chart = self.chart
        chosen = (chart.papers[number].id for number in self.selected) if chart is not None else ()
        return MapSelection(self.current_id, frozenset(chosen))

    def current_words(self) -> str:
        """Return the title of the current paper, and whether it is selected; empty if there is none."""
        if self.chart is None or self.current is None:
            return ""
        title = shorten(plain(self.chart.papers[self.current].title) or gettext("Untitled"), LONGEST_TITLE)
        if self.current in self.selected and len(self.selected) > 1:
            return gettext("“{title}”", title=title)  # the number of selected papers follows
        if self.current in self.selected:
            return gettext("“{title}”, selected", title=title)
        return gettext("“{title}”, not selected", title=title)

    def return_to(self, left: MapMemory | None) -> None:
        """Show the next map as it was *left*, and choose its papers as soon as a chart has the current one, unless
        another one is chosen before. None: begin a new one."""
        self._left, self._return_to = left, left.current if left is not None else ""

    def choose_next(self, selection: MapSelection | None) -> None:
        """Choose *selection* on the next map, in place of what was chosen when it was left. None: leave it so."""
        if selection is not None and selection.current:
            left = self._left or MapMemory(None, None, "", frozenset())
            self.return_to(msgspec.structs.replace(left, current=selection.current, chosen=selection.chosen))

    def layout_left(self, papers: Iterable[Paper]) -> MapLayout | None:
        """Return the layout of the map that is shown again, for its first drawing, and for later ones if it has all of
        *papers*: they are loaded one part after the other."""
        layout = self._left.layout if self._left is not None else None
        if layout is None or (self.chart is not None and any(paper.id not in layout.places for paper in papers)):
            return None
        return layout

    def marks_changed(self) -> None:
        """Repaint, because the kinds of the discs have changed."""
        self.update()

    def fit(self) -> None:
        """Zoom so that the whole map is visible."""
        chart = self.chart
        if chart is None:
            return
        px = self._theme.px
        inner = QSize(self.width() - px(72), self.height() - round(self._style.axis) - px(44))
        view = fitting(chart.xs, chart.ys, chart.radii, inner.width(), inner.height())
        self.set_view(view.moved(px(36), px(20)))
        self._fits = True

    def fit_by(self, layout: MapLayout) -> None:
        """Move the papers to their places in *layout*, and zoom so that the whole map is visible."""
        if self.chart is not None:
            self.chart.place(layout)
            self.links = None
            self.fit()
            self.settle()

    @property
    def is_fitted(self) -> bool:
        """True if the whole map is visible, and the user has neither zoomed nor moved it."""
        return self._fits

    def zoom(self, factor: float) -> None:
        """Zoom about the centre, or about the current paper if it is visible."""
        x, y = self.width() / 2, self.height() / 2
        if self.chart is not None and self.current is not None:
            at = self._centre(self.current)
            if self.rect().contains(round(at[0]), round(at[1])):
                x, y = at[:2]
        self.set_view(self.view.zoomed(factor, x, y))

    def choose(self, numbers: Iterable[int], current: int | None = None) -> None:
        """Choose these papers.

        Args:
            current: the paper with the keyboard focus.
        """
        self.selected = frozenset(numbers)
        self.current = current if current is not None else next(iter(sorted(self.selected)), None)
        self._emit_selection()
        self._rest.start()  # the chosen papers are named
        self.update()

    def select_all(self) -> None:
        """Choose all papers that are drawn."""
        self.choose(range(len(self.chart.papers)) if self.chart is not None else (), self.current)

    def chosen_papers(self) -> tuple[Paper, ...]:
        """Return the chosen papers, the most important first."""
        chart = self.chart
        if chart is None:
            return ()
        return tuple(chart.papers[number] for number in chart.order if number in self.selected)

    def choose_papers(self, ids: Collection[str]) -> None:
        """Choose the papers with these ids that are on the map, and bring the most important one into sight."""
        chart = self.chart
        if chart is None:
            return
        numbers = [number for number in chart.order if chart.papers[number].id in ids]
        if numbers:
            self.choose(numbers, numbers[0])
            self.bring_into_sight(numbers[0])

    def bring_into_sight(self, number: int) -> None:
        """Move the visible area to a paper. A map that was fitted is fitted again when its size changes: only the user
        ends that, by zooming or moving it."""
        x, y, _ = self._centre(number)
        px = self._theme.px
        area = QRectF(self.rect()).adjusted(px(60), px(40), -px(60), -px(60))
        dx = min(0.0, area.right() - x) + max(0.0, area.left() - x)
        dy = min(0.0, area.bottom() - y) + max(0.0, area.top() - y)
        if dx or dy:
            fits = self._fits
            self.set_view(self.view.moved(dx, dy))
            self._fits = fits

    def settle(self) -> None:
        """Place the names and redraw the links in a thread; called when the map is at rest."""
        chart = self.chart
        if chart is None or self.width() < 2 or self.height() < 2:
            return
        self._rest.stop()
        self.names = self._placed_names(chart, self.view, self.width(), self.height())
        self._scope.start(self._draw_links(chart, self.view), name="draw the links of the map", latest="links")
        self.update()

    def picture_of(self, width: int, height: int, painter: QPainter) -> None:
        """Paint the whole map into *width* x *height*, for export."""
        chart = self.chart
        assert chart is not None
        view = fitting(chart.xs, chart.ys, chart.radii, width - 72, height - self._style.axis - 44).moved(36, 20)
        names = self._placed_names(chart, view, width, height)
        drawing.draw_whole(painter, chart, view, width, height, self._style, names)

    # Movement

    def set_view(self, view: Viewport) -> None:
        """Move or zoom the visible area."""
        self.view = view
        self._fits = False
        hide_tooltip()
        self._rest.start()
        self.update()

    def _emit_selection(self) -> None:
        chart = self.chart
        current = None if chart is None or self.current is None else chart.papers[self.current]
        text = ""
        if chart is not None and self.current is not None:
            state = gettext("selected") if self.current in self.selected else gettext("not selected")
            text = f"{chart.paper_words(self.current)} · {state}"
        if self.accessibleDescription() != text:
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        if chart is not None:
            chart.draw_links(self.selected)
        self._tell_parts()
        self.chosen.emit(current, self.chosen_papers())

    def _tell_parts(self) -> None:
        """Tell a screen reader, if there is one, the papers and the links of the map."""
        chart = self.chart
        if chart is None or not is_listened_to():
            return
        if self._spoken is None:
            papers = UnseenList(
                self,
                gettext("Papers on the map"),
                self._paper_words,
                self._rect_of,
                lambda number: self.choose({number}),
                self._citations_of,
            )
            links = UnseenList(self, gettext("Citations on the map"), self._link_words, self._rect_of_link)
        else:
            _, papers, links = self._spoken
        if self._spoken is None or self._spoken[0] is not chart:
            papers.show_parts(len(chart.papers))
        if links.model().rowCount() != len(chart.links) or self._spoken is None or self._spoken[0] is not chart:
            links.show_parts(len(chart.links))
        self._spoken = (chart, papers, links)
        papers.show_chosen(self.selected)
        papers.show_current(self.current)

    def _paper_words(self, number: int) -> tuple[str, str]:
        chart = self.chart
        if chart is None or number >= len(chart.papers):
            return "", ""
        name, _, facts = chart.paper_words(number).partition("\n")
        return name, "; ".join(part for part in (facts, chart.relations_of(number)) if part)

    def _citations_of(self, number: int) -> int:
        """Return what the size of a disc stands for."""
        chart = self.chart
        return (chart.papers[number].counts.citations or 0) if chart and number < len(chart.papers) else 0

    def _link_words(self, row: int) -> tuple[str, str]:
        chart = self.chart
        if chart is None or row >= len(chart.links):
            return "", ""
        name, _, intents = chart.link_words(row).partition("\n")
        return name, intents

    def _rect_of(self, number: int) -> QRect:
        if self.chart is None or number >= len(self.chart.papers):
            return QRect()
        x, y, radius = self._centre(number)
        return QRectF(x - radius, y - radius, 2 * radius, 2 * radius).toRect()

    def _rect_of_link(self, row: int) -> QRect:
        if self.chart is None or row >= len(self.chart.links):
            return QRect()
        citing, cited = (int(number) for number in self.chart.pairs[row])
        return self._rect_of(citing).united(self._rect_of(cited))

    async def _draw_links(self, chart: Chart, view: Viewport) -> None:
        ratio = self.devicePixelRatioF()
        margin = 0.1 * max(self.width(), self.height())
        size = QSize(round((self.width() + 2 * margin) * ratio), round((self.height() + 2 * margin) * ratio))
        ends = drawing.ends_on_screen(chart, view) + margin
        influential = [bool(link.influential) for link in chart.links]
        image = await asyncio.to_thread(_paint_links, ends, influential, self._style, size, ratio)
        if chart is self.chart:
            self.links = LinkPicture(QPixmap.fromImage(image), view, margin)
            self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._style.ground)
        chart = self.chart
        if chart is not None:
            drawing.draw_axis(painter, chart, self.view, self.width(), self.height(), self._style)
            self._paint_picture(painter)
            self._paint_live_links(painter, chart)
            self._paint_dots(painter, chart)
            self._paint_rings(painter, chart)
            self._paint_names(painter, chart)
        if self._band is not None:
            fill = self._theme.colour("accent")
            painter.setPen(QPen(fill, 1))
            fill.setAlphaF(0.12)
            painter.setBrush(fill)
            painter.drawRect(self._band)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_picture(self, painter: QPainter) -> None:
        picture = self.links
        if picture is None:
            return
        factor = self.view.scale / picture.view.scale
        left = self.view.left - (picture.view.left + picture.margin) * factor
        top = self.view.top - (picture.view.top + picture.margin) * factor
        size = picture.pixmap.deviceIndependentSize()
        if abs(factor - 1) < 1e-9:
            painter.drawPixmap(QPointF(round(left), round(top)), picture.pixmap)
        else:
            where = QRectF(left, top, size.width() * factor, size.height() * factor)
            painter.drawPixmap(where, picture.pixmap, QRectF(picture.pixmap.rect()))

    def _paint_live_links(self, painter: QPainter, chart: Chart) -> None:
        about = self.selected | ({self._hovered} if self._hovered is not None else frozenset())
        rows = chart.links_of(about)[:LIVE_LINKS]
        if rows:
            ends = drawing.ends_on_screen(chart, self.view)[rows]
            style = msgspec.structs.replace(self._style, influential=self._style.chosen)
            drawing.draw_links(painter, ends, [True] * len(rows), style, 1.2)

    def _paint_dots(self, painter: QPainter, chart: Chart) -> None:
        xs = chart.xs * self.view.scale + self.view.left
        ys = chart.ys * self.view.scale + self.view.top
        radii = np.maximum(3.0, chart.radii * self.view.dot)
        seen = (xs > -30) & (xs < self.width() + 30) & (ys > -30) & (ys < self.height() + 30)
        ratio = self.devicePixelRatioF()
        halves = np.round(radii * 2).astype(int)
        draw, sprite_of, kinds = painter.drawPixmap, self._sprite, chart.kinds
        x_list, y_list, half_list = xs.tolist(), ys.tolist(), halves.tolist()
        for number in reversed(chart.order):
            if seen[number]:
                sprite, half = sprite_of(kinds[number], half_list[number], ratio)
                draw(QPointF(x_list[number] - half, y_list[number] - half), sprite)

    def _sprite(self, kind: DotKind, half_pixels: int, ratio: float) -> tuple[QPixmap, float]:
        """Return a prepared disc and half of its side length. half_pixels: its radius in half pixels."""
        key = (kind, half_pixels, ratio)
        half = half_pixels / 2 + 1.5
        found = self._sprites.get(key)
        if found is None:
            side = round(2 * half * ratio)
            found = QPixmap(side, side)
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            drawing.draw_dot(painter, kind, half, half, half_pixels / 2, self._style)
            painter.end()
            self._sprites[key] = found
        return found, half

    def _paint_rings(self, painter: QPainter, chart: Chart) -> None:
        for number in chart.centres:
            x, y, radius = self._centre(number)
            drawing.draw_ring(painter, x, y, radius + RING - 1, self._style.centre)
        for number in self.selected:
            x, y, radius = self._centre(number)
            drawing.draw_ring(painter, x, y, radius + 4, self._style.chosen, 2.5)
        if self.current is not None and self.hasFocus():
            x, y, radius = self._centre(self.current)
            drawing.draw_ring(painter, x, y, radius + 8, self._style.chosen, 1.2)

    def _paint_names(self, painter: QPainter, chart: Chart) -> None:
        for named in self.names:
            x, y, _ = self._centre(named.number)
            strong = named.number in chart.centres or named.number in self.selected or named.number == self.current
            drawing.draw_name(painter, chart.labels[named.number], x, y, named, self._style, strong=strong)

    def _placed_names(self, chart: Chart, view: Viewport, width: float, height: float) -> tuple[PlacedLabel, ...]:
        metrics = QFontMetricsF(self._style.name)
        must = frozenset(chart.centres | self.selected | ({self.current} if self.current is not None else set()))
        order = sorted(chart.order, key=lambda number: number not in must)

        radii = np.maximum(3.0, chart.radii * view.dot)
        radii[list(chart.centres)] += RING
        discs = (chart.xs * view.scale + view.left, chart.ys * view.scale + view.top, radii)
        return place_labels(
            order,
            discs,
            lambda number: metrics.horizontalAdvance(chart.labels[number]) + 2,
            metrics.height(),
            (2, 2, width - 2, height - self._style.axis),
            must,
        )

    def _centre(self, number: int) -> tuple[float, float, float]:
        """Return x, y and radius on the screen."""
        chart = self.chart
        assert chart is not None
        x, y = self.view.to_screen(float(chart.xs[number]), float(chart.ys[number]))
        return x, y, max(3.0, float(chart.radii[number]) * self.view.dot)

    def paper_at(self, x: float, y: float) -> int | None:
        """Return the number of the paper at a point of the widget, or None."""
        chart = self.chart
        if chart is None or not len(chart.papers):
            return None
        xs = chart.xs * self.view.scale + self.view.left
        ys = chart.ys * self.view.scale + self.view.top
        away = np.hypot(xs - x, ys - y) - np.maximum(3.0, chart.radii * self.view.dot)
        best = int(away.argmin())
        return best if away[best] <= 3 else None

    def point_of(self, number: int) -> QPointF:
        """Return the position of a paper's disc in the widget."""
        x, y, _ = self._centre(number)
        return QPointF(x, y)

    # Overrides of Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fits:
            self.fit()
            self._fits = True
        self._rest.start()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._tell_parts()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def _on_theme_changed(self) -> None:
        self._style = drawing.map_style(self._theme)
        self._sprites.clear()
        self.settle()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)


def _paint_links(ends: Floats, influential: list[bool], style: drawing.MapStyle, size: QSize, ratio: float) -> QImage:
    """Draw the links; runs in a thread, where a QImage may be painted but a QPixmap may not."""
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.draw_links(painter, ends, influential, style, drawing.strength_for(len(ends)))
    painter.end()
    return image
