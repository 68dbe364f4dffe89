"""Chooses which papers of a map get a name, and places the names so that they cover neither each other nor a disc."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from scholar_desktop.ui.citations.map.map_geometry import Floats

Box = tuple[float, float, float, float]
"""left, top, right, bottom."""
MAX_LABELS = 70
TRIED = 200
FIRST = 10
"""The most important papers choose their places before the others, and from more places."""


class PlacedLabel(msgspec.Struct, frozen=True):
    """The name of one paper.

    dx, dy: from the centre of its disc to the left end of the name's base line, so that the name moves with the disc.
    """

    number: int
    dx: float
    dy: float
    width: float
    height: float


def place_labels(
    order: Sequence[int],
    discs: tuple[Floats, Floats, Floats],
    width_of: Callable[[int], float],
    height: float,
    area: Box,
    must: frozenset[int] = frozenset(),
) -> tuple[PlacedLabel, ...]:
    """Place names below, above, right or left of the discs, for the first papers of *order* in *area* that have space.

    Args:
        discs: x, y and radius of all papers on the screen.
        must: papers that get a name even if it covers a disc, then as few as possible; no name ever covers another.
    """
    xs, ys, radii = discs
    seen = (xs >= area[0]) & (xs <= area[2]) & (ys >= area[1]) & (ys <= area[3])
    tried = [number for number in order if seen[number]][:TRIED]
    first = must | frozenset(tried[:FIRST])
    left, right, top, bottom = (side[seen] for side in (xs - radii, xs + radii, ys - radii, ys + radii))
    taken: list[Box] = []
    found: list[PlacedLabel] = []
    for number in sorted(tried, key=lambda each: each not in first):
        if len(found) >= MAX_LABELS:
            break
        disc = float(xs[number]), float(ys[number]), float(radii[number])
        width = width_of(number)
        best: tuple[int, float, float, Box] | None = None
        for dx, dy in _places(disc[2], width, height, more=number in first):
            x, y = disc[0] + dx, disc[1] + dy
            box = (x - 2, y, x + width + 2, y + height)
            if not _within(box, area) or any(_crosses(box, other) for other in taken):
                continue
            covered = int(np.count_nonzero((box[0] < right) & (left < box[2]) & (box[1] < bottom) & (top < box[3])))
            if (not covered or number in must) and (best is None or covered < best[0]):
                best = (covered, dx, dy, box)
            if not covered:
                break
        if best is not None:
            taken.append(best[3])
            found.append(PlacedLabel(number, best[1], best[2], width, height))
    return tuple(found)


def _places(radius: float, width: float, height: float, *, more: bool) -> list[tuple[float, float]]:
    """Return where a name may be, from the centre of its disc. more: also beside the four usual places."""
    below, above, right, left = radius + 1, -radius - height - 1, radius + 3, -radius - width - 3
    usual = [(-width / 2, below), (-width / 2, above), (right, -height / 2), (left, -height / 2)]
    if not more:
        return usual
    slant = radius * 0.7 + 2
    corners = [(x, y) for x in (slant, -slant - width) for y in (above, below)]
    further = [(right, -height * 1.2), (left, -height * 1.2), (right, height * 0.2), (left, height * 0.2)]
    return [*usual, *corners, *further]


def _within(box: Box, area: Box) -> bool:
    return box[0] >= area[0] and box[1] >= area[1] and box[2] <= area[2] and box[3] <= area[3]


def _crosses(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
