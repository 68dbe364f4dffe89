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
ALWAYS = 10
"""The most important papers that always get a name, wherever they are."""


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
        must: papers that get a name even if it covers a disc, like the first ALWAYS; no name ever covers another.
    """
    xs, ys, radii = discs
    seen = (xs >= area[0]) & (xs <= area[2]) & (ys >= area[1]) & (ys <= area[3])
    tried = [number for number in order if seen[number]][:TRIED]
    must = must | frozenset(tried[:ALWAYS])
    left, right, top, bottom = (side[seen] for side in (xs - radii, xs + radii, ys - radii, ys + radii))
    taken: list[Box] = []
    found: list[PlacedLabel] = []
    for number in sorted(tried, key=lambda each: each not in must):
        if len(found) >= MAX_LABELS:
            break
        x, y, radius = float(xs[number]), float(ys[number]), float(radii[number])
        width = width_of(number)
        for dx, dy in (
            (-width / 2, radius + 1),
            (-width / 2, -radius - height - 1),
            (radius + 3, -height / 2),
            (-radius - width - 3, -height / 2),
        ):
            box = (x + dx - 2, y + dy, x + dx + width + 2, y + dy + height)
            if not _within(box, area) or any(_crosses(box, other) for other in taken):
                continue
            covered = (box[0] < right) & (left < box[2]) & (box[1] < bottom) & (top < box[3])
            if number not in must and np.count_nonzero(covered):
                continue
            taken.append(box)
            found.append(PlacedLabel(number, dx, dy, width, height))
            break
    return tuple(found)


def _within(box: Box, area: Box) -> bool:
    return box[0] >= area[0] and box[1] >= area[1] and box[2] <= area[2] and box[3] <= area[3]


def _crosses(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
