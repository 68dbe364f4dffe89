"""Positions of the pages of a PDF, one below the other, at a zoom level, in pixels."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

PIXELS_PER_POINT = 96 / 72
"""At 100 %."""
ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
LEAST_STEP = 1.03
"""Ratio of two zooms below which a reader sees no difference: a zoom that fits the width may be close to a level."""
LEAST_ZOOM, MOST_ZOOM = ZOOMS[0], ZOOMS[-1]

Size = tuple[float, float]
Box = tuple[float, float, float, float]
"""left, top, width, height."""


class PageColumn:
    """Pages of the given *sizes* (points), one below the other with *gap* pixels around each.

    width, height: of the whole column, in pixels.
    """

    def __init__(self, sizes: Sequence[Size], *, zoom: float, gap: int) -> None:
        self.zoom = min(MOST_ZOOM, max(LEAST_ZOOM, zoom))
        self.scale = self.zoom * PIXELS_PER_POINT
        self._gap = gap
        self._sizes = [(width * self.scale, height * self.scale) for width, height in sizes]
        self._tops: list[float] = []
        top = float(gap)
        for _, height in self._sizes:
            self._tops.append(top)
            top += height + gap
        self.height = top
        self.width = max((width for width, _ in self._sizes), default=0.0) + 2 * gap

    def __len__(self) -> int:
        return len(self._sizes)

    def box(self, page: int, room: float) -> Box:
        """Return the rectangle of *page* (from 0); a page narrower than *room* is centred in it."""
        width, height = self._sizes[page]
        return (max(self.width, room) - width) / 2, self._tops[page], width, height

    def page_at(self, y: float) -> int:
        """Return the page at *y*, or the nearest one above it; 0 if there is none."""
        return max(0, bisect_right(self._tops, y) - 1)

    def place_at(self, y: float) -> tuple[int, float]:
        """Return the page at *y*, and how much of it is above, as a part of its height; (0, 0) without pages."""
        page = self.page_at(y)
        return (page, (y - self._tops[page]) / self._sizes[page][1]) if self._sizes else (0, 0.0)

    def y_of(self, place: tuple[int, float]) -> float:
        """Return the position of *place*, as `place_at` returns it."""
        page, inside = place
        return self._tops[page] + inside * self._sizes[page][1]

    def aside_at(self, left: float, room: float) -> float:
        """Return how far the middle of a view *room* pixels wide, whose left edge is at *left*, is to the right of the
        middle of the pages, in points."""
        return (left + room / 2 - max(self.width, room) / 2) / self.scale

    def left_of(self, aside: float, room: float) -> float:
        """Return the left edge of a view *room* pixels wide whose middle is at *aside*, as `aside_at` returns it."""
        return aside * self.scale + max(self.width, room) / 2 - room / 2

    def between(self, top: float, bottom: float) -> range:
        """Return the pages that are at least partly between *top* and *bottom*."""
        if not self._sizes:
            return range(0)
        return range(self.page_at(top), self.page_at(bottom) + 1)


def zoom_to_fit(widest: float, room: float, gap: int) -> float:
    """Return the zoom at which a page *widest* points wide fills *room* pixels."""
    if widest <= 0:
        return 1.0
    return min(MOST_ZOOM, max(LEAST_ZOOM, (room - 2 * gap) / (widest * PIXELS_PER_POINT)))


@dataclass(frozen=True)
class Room:
    """The space for the pages, in pixels: without scroll bars *width* x *height*; each bar takes *bar* pixels of it."""

    width: int
    height: int
    bar: int


@dataclass(frozen=True)
class PageFit:
    """A zoom, and which scroll bars are needed at it: *has_down* beside the pages, *has_across* below them."""

    zoom: float
    has_down: bool
    has_across: bool


def fit_pages(sizes: Sequence[Size], room: Room, gap: int, *, zoom: float | None) -> PageFit:
    """Return the zoom and the scroll bars for pages of the given *sizes*. The same arguments give the same result.

    Args:
        gap: the pixels around each page.
        zoom: a fixed zoom; None fits the widest page to the width. If that page then is too high without a scroll bar
            and low enough beside one, the zoom is that at which the height fits and no scroll bar is needed.
    """
    if not sizes:
        return PageFit(1.0 if zoom is None else zoom, has_down=False, has_across=False)
    widest, height = max(width for width, _ in sizes), sum(height for _, height in sizes)
    gaps = gap * (len(sizes) + 1)

    def fit(has_down: bool, has_across: bool) -> PageFit:
        """Return the fit with at least these scroll bars."""
        width = room.width - room.bar * has_down
        chosen = zoom_to_fit(widest, width, gap) if zoom is None else min(MOST_ZOOM, max(LEAST_ZOOM, zoom))
        scale = chosen * PIXELS_PER_POINT
        needs_across = has_across or round(widest * scale + 2 * gap) > width
        needs_down = has_down or round(height * scale + gaps) > room.height - room.bar * needs_across
        if (needs_down, needs_across) == (has_down, has_across):
            return PageFit(chosen, has_down, has_across)
        return fit(needs_down, needs_across)

    found = fit(has_down=False, has_across=False)
    is_too_high = round(height * found.zoom * PIXELS_PER_POINT + gaps) > room.height
    if zoom is None and found.has_down and not found.has_across and not is_too_high:
        whole = (room.height - gaps) / (height * PIXELS_PER_POINT)
        return PageFit(max(found.zoom, whole), has_down=False, has_across=False)
    return found


def next_zoom(zoom: float, by: int) -> float:
    """Return the next larger (1) or smaller (-1) zoom level that looks different."""
    if by > 0:
        return next((step for step in ZOOMS if step > zoom * LEAST_STEP), MOST_ZOOM)
    return next((step for step in reversed(ZOOMS) if step * LEAST_STEP < zoom), LEAST_ZOOM)
