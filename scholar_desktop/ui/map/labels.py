"""Which papers of a map are named, and where their names stand: none over another, none over a larger paper's disc."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

Box = tuple[float, float, float, float]
"""left, top, right, bottom."""
MOST = 70
TRIED = 260


class Named(msgspec.Struct, frozen=True):
    """The name of one paper. dx, dy: from the middle of its disc to the left end of its base line's box, so that it
    moves with the disc."""

    number: int
    dx: float
    dy: float
    width: float
    height: float


def place_labels(
    order: Iterable[int],
    centre_of: Callable[[int], tuple[float, float, float]],
    width_of: Callable[[int], float],
    height: float,
    area: Box,
    must: frozenset[int] = frozenset(),
) -> tuple[Named, ...]:
    """Names for the first papers of *order* that are in *area* and have room: below, above, right or left of the disc.

    centre_of: x, y and radius of a disc on the screen; must: named even where it covers a disc (never another name).
    """
    taken: list[Box] = []
    discs: list[tuple[int, Box]] = []
    tried = [number for number in order if _inside(centre_of(number), area)][:TRIED]
    for number in tried:
        x, y, radius = centre_of(number)
        discs.append((number, (x - radius, y - radius, x + radius, y + radius)))
    found: list[Named] = []
    for number in sorted(tried, key=lambda each: each not in must):
        if len(found) >= MOST:
            break
        x, y, radius = centre_of(number)
        width = width_of(number)
        for dx, dy in (
            (-width / 2, radius + 1),
            (-width / 2, -radius - height - 1),
            (radius + 3, -height / 2),
            (-radius - width - 3, -height / 2),
        ):
            box = (x + dx - 2, y + dy, x + dx + width + 2, y + dy + height)
            if not _within(box, area) or _hits(box, taken):
                continue
            if number not in must and any(_crosses(box, disc) for other, disc in discs if other != number):
                continue
            taken.append(box)
            found.append(Named(number, dx, dy, width, height))
            break
    return tuple(found)


def _inside(disc: tuple[float, float, float], area: Box) -> bool:
    x, y, _ = disc
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _within(box: Box, area: Box) -> bool:
    return box[0] >= area[0] and box[1] >= area[1] and box[2] <= area[2] and box[3] <= area[3]


def _crosses(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _hits(box: Box, boxes: Sequence[Box]) -> bool:
    return any(_crosses(box, other) for other in boxes)
