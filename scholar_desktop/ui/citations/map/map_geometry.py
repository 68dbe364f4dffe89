"""Geometry of a map: conversion between map and screen, and what is at a point."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from scholar_desktop.services.citations.map_layout import MapLayout

Floats = NDArray[np.float64]

BEND = 0.09
"""The largest distance of a link from the straight line, as a share of its length: curves separate the two directions
of a link and pass by papers.
"""
_STEPS = 16
NEAREST, FARTHEST = 12.0, 0.02
"""Limits of the zoom."""


class Viewport(msgspec.Struct, frozen=True):
    """Converts map to screen coordinates: x * scale + left, y * scale + top."""

    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        return x * self.scale + self.left, y * self.scale + self.top

    def moved(self, x: float, y: float) -> Viewport:
        """Return the viewport moved by *x* and *y* pixels."""
        return Viewport(self.scale, self.left + x, self.top + y)

    def zoomed(self, factor: float, x: float, y: float) -> Viewport:
        """Return the viewport zoomed by *factor* about the point (x, y) of the screen."""
        scale = min(NEAREST, max(FARTHEST, self.scale * factor))
        factor = scale / self.scale
        return Viewport(scale, x - (x - self.left) * factor, y - (y - self.top) * factor)

    @property
    def dot(self) -> float:
        """The factor for the size of the discs. They grow less than their distances, so zooming in shows more."""
        return float(min(1.8, max(0.4, self.scale**0.9)))


class MapMemory(msgspec.Struct, frozen=True):
    """How a map was left.

    layout: the positions of its papers, also of the hidden ones, None to lay them out; view: the visible area, None if
    the whole map was; current, chosen: the ids of the paper with the keyboard focus, empty for none, and of the chosen
    ones.
    """

    layout: MapLayout | None
    view: Viewport | None
    current: str
    chosen: frozenset[str]


def fitting(xs: Floats, ys: Floats, radii: Floats, width: float, height: float) -> Viewport:
    """Return the viewport that shows the whole map in *width* x *height*, at a scale of 2 at most."""
    if not len(xs) or width <= 0 or height <= 0:
        return Viewport()
    low_x, high_x = float((xs - radii).min()), float((xs + radii).max())
    low_y, high_y = float((ys - radii).min()), float((ys + radii).max())
    scale = min(width / max(1.0, high_x - low_x), height / max(1.0, high_y - low_y), 2.0)
    scale = max(FARTHEST, scale)
    return Viewport(scale, width / 2 - (low_x + high_x) / 2 * scale, height / 2 - (low_y + high_y) / 2 * scale)


def control_points(ends: Floats) -> Floats:
    """Return the middle control point of each quadratic curve. ends: rows (x0, y0, x1, y1), from the citing paper."""
    along = ends[:, 2:] - ends[:, :2]
    return (ends[:, :2] + ends[:, 2:]) / 2 + np.column_stack((along[:, 1], -along[:, 0])) * BEND


def nearest_link(ends: Floats, x: float, y: float, within: float) -> int | None:
    """Return the row of the curve nearest to (x, y); None if none is *within* that many pixels."""
    if not len(ends):
        return None
    low, high = np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])
    room = within + np.hypot(*(high - low).T) * BEND
    near = np.flatnonzero(
        (x >= low[:, 0] - room) & (x <= high[:, 0] + room) & (y >= low[:, 1] - room) & (y <= high[:, 1] + room)
    )
    if not len(near):
        return None
    some = ends[near]
    control = control_points(some)
    best = np.full(len(near), np.inf)
    before = some[:, :2]
    for share in np.linspace(0, 1, _STEPS)[1:]:
        after = (1 - share) ** 2 * some[:, :2] + 2 * share * (1 - share) * control + share**2 * some[:, 2:]
        along = after - before
        length = np.maximum(1e-9, (along**2).sum(axis=1))
        part = np.clip(((x - before[:, 0]) * along[:, 0] + (y - before[:, 1]) * along[:, 1]) / length, 0, 1)
        away = np.hypot(before[:, 0] + part * along[:, 0] - x, before[:, 1] + part * along[:, 1] - y)
        best = np.minimum(best, away)
        before = after
    place = int(best.argmin())
    return int(near[place]) if best[place] <= within else None


def nearest_in_direction(xs: Floats, ys: Floats, start: int, dx: int, dy: int) -> int | None:
    """Return the paper that an arrow key leads to from *start*: a near one, preferably straight in that direction."""
    ahead = (xs - xs[start]) * dx + (ys - ys[start]) * dy
    aside = np.abs((xs - xs[start]) * dy) + np.abs((ys - ys[start]) * dx)
    cost = np.where(ahead > 1e-6, ahead + 2.0 * aside, np.inf)
    cost[start] = np.inf
    best = int(cost.argmin())
    return best if np.isfinite(cost[best]) else None
