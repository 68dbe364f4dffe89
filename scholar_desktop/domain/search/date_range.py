"""Date ranges in the syntax of Semantic Scholar's `publicationDateOrYear` (docs/services.md).

Examples: `2019-03-05`, `2019-03`, `2019`, `2016:2020`, `2010-06:`, `:2015`. Either side may be a year, a month or a
day; both ends are included.
"""

from __future__ import annotations

import calendar
import datetime
import re

import msgspec

_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class DateRange(msgspec.Struct, frozen=True):
    """A date range. text: as sent to the service; first, last: the days, both included, None if that side is open."""

    text: str
    first: datetime.date | None = None
    last: datetime.date | None = None


def parse_date_range(text: str) -> DateRange | None:
    """Returns the range that *text* describes; None for anything else, and for a range that ends before it begins."""
    plain = text.strip()
    start, colon, end = plain.partition(":")
    if not colon:
        end = start
    if not start and not end:
        return None
    try:
        first = _days(start)[0] if start else None
        last = _days(end)[1] if end else None
    except ValueError:
        return None
    if first is not None and last is not None and first > last:
        return None
    return DateRange(plain, first, last)


def range_between(first: datetime.date | None, last: datetime.date | None) -> DateRange:
    """Returns the range from *first* to *last*. At least one of them is given."""
    if first is not None and first == last:
        return DateRange(first.isoformat(), first, last)
    begin = first.isoformat() if first is not None else ""
    end = last.isoformat() if last is not None else ""
    return DateRange(f"{begin}:{end}", first, last)


def day_of(date: str | None, year: int | None) -> datetime.date | None:
    """Returns the day by which the service's date filter finds a paper; None for a paper without a year.

    A paper without a day counts as 1 January of its year.
    """
    if date is not None:
        try:
            return datetime.date.fromisoformat(date)
        except ValueError:
            pass  # a date that does not exist (31 February): use its year
    if year is None or not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return None
    return datetime.date(year, 1, 1)


def _days(part: str) -> tuple[datetime.date, datetime.date]:
    """Returns the first and the last day of a year, a month or a day.

    Raises:
        ValueError: *part* is not a date.
    """
    found = _PART.fullmatch(part)
    if found is None:
        raise ValueError(part)
    year, month, day = int(found[1]), found[2], found[3]
    if day is not None:
        only = datetime.date(year, int(month), int(day))
        return only, only
    if month is not None:
        end = calendar.monthrange(year, int(month))[1] if 1 <= int(month) <= 12 else 0
        return datetime.date(year, int(month), 1), datetime.date(year, int(month), end)
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
