"""Layout of a citation map: years from left to right, each paper near the papers that it is linked with.

Lengths are in units of the map; the window scales them. A pure calculation that takes some milliseconds for a dozen
papers and some tenths of a second for two thousand, so it runs in a thread.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.citations.citation_map import CitationMap
from scholar_desktop.domain.paper import Paper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_RADIUS, MOST_RADIUS = 4.0, 26.0
GAP = 5.0
"""Distance between two papers of one year."""
LEAST_YEAR = 56.0
"""Minimum width of a year with papers, so that its label fits below it."""
EMPTY_YEAR = 9.0
"""Width of a year without papers, small because forty of them would push the papers to the edge."""
MOST_STRETCH = 2.5
LEAST_CHANGE = 1.1
"""How many times as wide or as narrow a stretched map becomes at least: for less, it is not stretched again."""
ROUNDS = 40
"""Iterations of the search for an order; for maps of a few thousand papers it converges well before."""


class MapPlace(msgspec.Struct, frozen=True):
    """Centre and radius of one paper."""

    x: float
    y: float
    radius: float


class MapLayout(msgspec.Struct, frozen=True):
    """The positions of all papers of a map.

    places: by `Paper.id`; years: (year, middle of its band) of the years with papers, first to last; None as the year
    for papers without a year, at the left; stretch: how many times as wide as necessary it is, to fill the view.
    """

    places: dict[str, MapPlace] = {}
    years: tuple[tuple[int | None, float], ...] = ()
    stretch: float = 1.0


def lay_out(known: CitationMap, *, aspect: float = 1.6, keep: MapLayout | None = None) -> MapLayout:
    """Return positions for all papers of *known*. No two papers of one year overlap.

    Args:
        aspect: width divided by height of the view.
        keep: an earlier layout, whose papers keep their height if possible, so that a growing map does not jump. It is
            returned as it is if it has all papers.
    """
    if not known.papers:
        return MapLayout()
    if keep is not None and all(paper.id in keep.places for paper in known.papers):
        return keep
    import numpy as np

    papers = known.papers
    number = {paper.id: place for place, paper in enumerate(papers)}
    radii = np.array([radius_of(paper) for paper in papers])
    pairs = np.array([(number[link.citing], number[link.cited]) for link in known.links], dtype=np.int64).reshape(-1, 2)
    wish = _order(papers, pairs, known.centres)
    bands = defaultdict(list)
    for place, paper in enumerate(papers):
        bands[paper.year].append(place)
    height = _height(bands, radii, aspect)
    wished = (wish - 0.5) * height
    if keep is not None:
        for place, paper in enumerate(papers):
            if (before := keep.places.get(paper.id)) is not None:
                wished[place] = before.y
    columns = {year: _columns(members, radii, height) for year, members in bands.items()}
    widths = {year: max(LEAST_YEAR, sum(2 * max(radii[column]) + GAP for column in columns[year])) for year in bands}
    middles = _middles(widths)
    places: dict[str, MapPlace] = {}
    for year, members in bands.items():
        _place_band(papers, members, columns[year], radii, wished, middles[year], widths[year], places)
    return stretched(MapLayout(places, tuple(sorted(middles.items(), key=lambda each: each[1]))), aspect)


def radius_of(paper: Paper) -> float:
    """Return the radius for *paper*, on a logarithmic scale of its citations: ten times as many are always the same
    step wider."""
    count = paper.counts.citations or 0
    return min(MOST_RADIUS, LEAST_RADIUS + 4.2 * math.log10(1 + count))


def stretched(layout: MapLayout, aspect: float) -> MapLayout:
    """Return *layout* stretched horizontally if there is room at the sides of a view of *aspect*, also if it was for
    another one before. Discs keep their size, so they do not overlap."""
    places, before = layout.places.values(), layout.stretch
    if not places:
        return layout
    lefts = [place.x / before - place.radius for place in places]
    width = max(place.x / before + place.radius for place in places) - min(lefts)
    height = max(place.y + place.radius for place in places) - min(place.y - place.radius for place in places)
    stretch = max(1.0, min(MOST_STRETCH, aspect * height / width))
    factor = stretch / before
    if 1 / LEAST_CHANGE < factor < LEAST_CHANGE:
        return layout
    return MapLayout(
        {name: MapPlace(place.x * factor, place.y, place.radius) for name, place in layout.places.items()},
        tuple((year, middle * factor) for year, middle in layout.years),
        stretch,
    )


def _order(papers: tuple[Paper, ...], pairs: NDArray[np.int64], centres: frozenset[str]) -> NDArray[np.float64]:
    """Return a vertical rank from 0 to 1 for each paper: linked papers get similar ranks, a single centre the
    middle."""
    import numpy as np

    count = len(papers)
    chance = np.array([_chance(paper.id) for paper in papers])
    score = chance - chance.mean()
    degree = np.bincount(pairs.ravel(), minlength=count).astype(float) if len(pairs) else np.zeros(count)
    for _ in range(ROUNDS if len(pairs) else 0):
        pull = np.bincount(pairs[:, 0], weights=score[pairs[:, 1]], minlength=count)
        pull += np.bincount(pairs[:, 1], weights=score[pairs[:, 0]], minlength=count)
        near = np.divide(pull, degree, out=score.copy(), where=degree > 0)
        score = 0.5 * score + 0.5 * near
        score -= np.average(score, weights=degree + 1)
        spread = np.abs(score).max()
        if spread > 0:
            score /= spread
    order = np.lexsort((chance, np.round(score, 6)))
    rank = np.empty(count)
    rank[order] = (np.arange(count) + 0.5) / count
    for place, paper in enumerate(papers):
        if paper.id in centres and len(centres) == 1:
            rank[place] = 0.5
    return rank


def _chance(paper_id: str) -> float:
    """Return a pseudorandom number from 0 to 1 that is always the same for the same paper."""
    return int.from_bytes(hashlib.blake2s(paper_id.encode(), digest_size=4).digest()) / 2**32


def _height(bands: dict[int | None, list[int]], radii: NDArray[np.float64], aspect: float) -> float:
    """Return the height of the map with which its total area fills a shape of *aspect*."""
    known = [year for year in bands if year is not None]
    empty = (max(known) - min(known) + 1 - len(known)) * EMPTY_YEAR if known else 0.0
    area = sum(float((2 * radii[place] + GAP) ** 2) for members in bands.values() for place in members)
    narrow = (len(bands) * LEAST_YEAR + empty) / aspect * 0.8
    return max(2.2 * MOST_RADIUS, math.sqrt(area / aspect), narrow)


def _columns(members: list[int], radii: NDArray[np.float64], height: float) -> list[list[int]]:
    """Return the papers of a year in as many columns as the height requires, sorted by size."""
    by_size = sorted(members, key=lambda place: -radii[place])
    columns: list[list[int]] = [[]]
    filled = 0.0
    for place in by_size:
        room = 2 * float(radii[place]) + GAP
        if filled + room > height and columns[-1]:
            columns.append([])
            filled = 0.0
        columns[-1].append(place)
        filled += room
    return columns


def _middles(widths: dict[int | None, float]) -> dict[int | None, float]:
    """Return the middle of each band; bands are adjacent, and years without papers between them are thin."""
    middles: dict[int | None, float] = {}
    reached, before = 0.0, None
    for year in sorted(widths, key=lambda each: (each is not None, each)):
        if year is not None and before is not None:
            reached += (year - before - 1) * EMPTY_YEAR
        middles[year] = reached + widths[year] / 2
        reached += widths[year]
        before = year
    return middles


def _place_band(
    papers: tuple[Paper, ...],
    members: list[int],
    columns: list[list[int]],
    radii: NDArray[np.float64],
    wished: NDArray[np.float64],
    middle: float,
    width: float,
    places: dict[str, MapPlace],
) -> None:
    widths = [2 * float(max(radii[column])) + GAP for column in columns]
    # the widest column is in the middle of the band, the others alternate left and right of it
    order = sorted(range(len(columns)), key=lambda number: (number + 1) // 2 * (-1 if number % 2 else 1))
    slack = max(0.0, width * 0.86 - sum(widths)) / len(columns)
    left = middle - (sum(widths) + slack * len(columns)) / 2
    for number in order:
        column, room = columns[number], widths[number] + slack
        heights = pack_heights([float(wished[place]) for place in column], [float(radii[place]) for place in column])
        for place, y in zip(column, heights, strict=True):
            radius = float(radii[place])
            free = room - 2 * radius - GAP
            share = _share_of_year(papers[place]) if len(columns) == 1 else _chance(papers[place].id + "x")
            x = left + radius + GAP / 2 + max(0.0, free) * share
            places[papers[place].id] = MapPlace(x, y, radius)
        left += room


def _share_of_year(paper: Paper) -> float:
    """Return the fraction of the year that had passed when the paper was published; a pseudorandom one if only the year
    is known."""
    if paper.date and len(paper.date) >= 7 and paper.date[5:7].isdigit():
        return min(1.0, max(0.0, (int(paper.date[5:7]) - 0.5) / 12))
    return _chance(paper.id + "x")


def pack_heights(wished: list[float], radii: list[float]) -> list[float]:
    """Return heights as close to *wished* as possible without an overlap, in the order of *wished*.

    Minimises the squared differences: blocks that would overlap are pooled around their mean (pool adjacent violators,
    Barlow et al., Statistical inference under order restrictions, 1972).
    """
    order = sorted(range(len(wished)), key=lambda place: wished[place])
    offsets: list[float] = []
    reached = 0.0
    for rank, place in enumerate(order):
        if rank:
            reached += radii[order[rank - 1]] + radii[place] + GAP
        offsets.append(reached)
    blocks: list[tuple[float, int]] = []  # (sum, count) of wished height less offset
    for rank, place in enumerate(order):
        total, count = wished[place] - offsets[rank], 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before = blocks.pop()
            total, count = total + before[0], count + before[1]
        blocks.append((total, count))
    heights = [0.0] * len(wished)
    rank = 0
    for total, count in blocks:
        for _ in range(count):
            heights[order[rank]] = total / count + offsets[rank]
            rank += 1
    return heights
