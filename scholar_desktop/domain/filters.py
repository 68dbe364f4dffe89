"""What narrows a search."""

from __future__ import annotations

import msgspec


class Filters(msgspec.Struct, frozen=True):
    """Narrow a search.

    year_from, year_to: inclusive, None for open; venue, field: one or several, with commas between; open_access: only
    papers with an open copy; dates: a range of days, months or years as Semantic Scholar takes it (`2016-03:2020`,
    `2019`, `:2015-01-31`), inclusive.
    """

    year_from: int | None = None
    year_to: int | None = None
    venue: str | None = None
    field: str | None = None
    type: str | None = None
    min_citations: int | None = None
    open_access: bool = False
    dates: str | None = None

    @property
    def any_set(self) -> bool:
        return self != Filters()
