"""Citations per year: how many, with which intent, how many influential; counted on the columns of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.services.citations.table import BACKGROUND, METHOD, RESULT, UNKNOWN, CitationColumns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_YEARS = 200
"""Maximum number of years drawn: a list with the year 19 instead of 2019 would span two thousand."""


class YearCount(msgspec.Struct, frozen=True):
    """Number of papers of one year, each counted once, under its strongest intent: method, result, background, none.

    influential: number of influential ones, of any intent.
    """

    year: int
    method: int = 0
    result: int = 0
    background: int = 0
    none: int = 0
    influential: int = 0

    @property
    def count(self) -> int:
        """Number of papers of the year."""
        return self.method + self.result + self.background + self.none


class Timeline(msgspec.Struct, frozen=True):
    """Citations per year.

    years: every year from the first to the last with a paper; undated: number of papers without a year, or long before
    all others; first: the row of the oldest paper; strongest: the row of the most cited influential paper, or of the
    most cited one if none is influential; None for an empty list.
    """

    years: tuple[YearCount, ...] = ()
    undated: int = 0
    first: int | None = None
    strongest: int | None = None

    @property
    def count(self) -> int:
        """Number of papers, including those without a year."""
        return sum(year.count for year in self.years) + self.undated

    def widened(self, first: int | None, last: int) -> Timeline:
        """Return the timeline with empty years before and after its own, from *first* (None: its own first year) to
        *last*: a year without citations is a result, too."""
        if not self.years:
            return self
        start = self.years[0].year if first is None else min(first, self.years[0].year)
        end = max(last, self.years[-1].year)
        before = range(max(start, end - MAX_YEARS + 1), self.years[0].year)
        after = range(self.years[-1].year + 1, end + 1)
        return msgspec.structs.replace(self, years=(*map(YearCount, before), *self.years, *map(YearCount, after)))


def citation_timeline(columns: CitationColumns, chosen: Sequence[int] | None = None) -> Timeline:
    """Count the rows of *columns* by year; only the rows *chosen*, unless it is None."""
    import numpy as np

    is_counted = np.ones(len(columns.year), np.bool_)
    if chosen is not None:
        is_counted[:] = False
        is_counted[np.array(chosen, np.int64)] = True
    rows = int(is_counted.sum())
    if not rows:
        return Timeline()
    years = columns.year.astype(np.int64)
    dated = is_counted & (years != UNKNOWN)
    strongest = _strongest(columns, is_counted)
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


def _strongest(columns: CitationColumns, is_counted: NDArray[np.bool_]) -> int:
    import numpy as np

    influential = is_counted & columns.influential
    among = influential if influential.any() else is_counted
    cites: NDArray[np.int32] = np.where(among, columns.cites, np.int32(-2))
    return int(cites.argmax())
