"""Citations a year: how many, with which intent, how many influential; counted on the columns of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.services.citations.table import BACKGROUND, METHOD, RESULT, UNKNOWN, CitationColumns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_YEARS = 200
"""Years that are drawn at most: a list that names the year 19 for 2019 has two thousand of them."""


class YearCount(msgspec.Struct, frozen=True):
    """Papers of one year, each once, under its strongest intent: method, result, background, none. influential: how
    many of them are, whatever their intent."""

    year: int
    method: int = 0
    result: int = 0
    background: int = 0
    none: int = 0
    influential: int = 0

    @property
    def count(self) -> int:
        return self.method + self.result + self.background + self.none


class Timeline(msgspec.Struct, frozen=True):
    """years: without a gap, from the first to the last that has a paper; undated: papers without a year, or far before
    all others; first: the row of the oldest paper, strongest: of the most cited among the influential ones, or of all
    where none is; None for an empty list."""

    years: tuple[YearCount, ...] = ()
    undated: int = 0
    first: int | None = None
    strongest: int | None = None

    @property
    def count(self) -> int:
        return sum(year.count for year in self.years) + self.undated


def citation_timeline(columns: CitationColumns) -> Timeline:
    """The rows of *columns* by year."""
    import numpy as np

    rows = len(columns.year)
    if not rows:
        return Timeline()
    years = columns.year.astype(np.int64)
    dated = years != UNKNOWN
    strongest = _strongest(columns)
    if not dated.any():
        return Timeline(undated=rows, strongest=strongest)
    last = int(years[dated].max())
    first = max(int(years[dated].min()), last - MAX_YEARS + 1)
    shown = dated & (years >= first)
    intents = columns.intents[shown]
    code = np.select([(intents & METHOD) != 0, (intents & RESULT) != 0, (intents & BACKGROUND) != 0], [0, 1, 2], 3)
    place = years[shown] - first
    span = last - first + 1
    counts = np.bincount(place * 4 + code, minlength=span * 4).reshape(span, 4)
    influential = np.bincount(place[columns.influential[shown]], minlength=span)
    each = tuple(
        YearCount(first + number, method, result, background, none, strong)
        for number, ((method, result, background, none), strong) in enumerate(
            zip(counts.tolist(), influential.tolist(), strict=True)
        )
    )
    days = np.where(shown & (columns.day > 0), columns.day, np.int32(2**31 - 1))
    return Timeline(each, rows - int(shown.sum()), int(days.argmin()), strongest)


def _strongest(columns: CitationColumns) -> int:
    import numpy as np

    cites: NDArray[np.int32] = columns.cites
    if columns.influential.any():
        cites = np.where(columns.influential, cites, np.int32(-2))
    return int(cites.argmax())
