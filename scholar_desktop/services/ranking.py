"""In which order papers of several sources stand, and which of them pass filters that their own service does not have.
Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from scholar_desktop.domain.filters import Filters
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.query import Query
from scholar_desktop.domain.source import LIBRARY, S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.titles import normalise

_FILTERED_BY_SERVICE = {
    S2: frozenset({"years", "dates", "venue", "field", "min_citations", "open_access"}),
    UNPAYWALL: frozenset({"open_access"}),
    ZENODO: frozenset({"years", "open_access"}),
}
"""Filters that a service applies itself. Semantic Scholar's own idea of a type differs from ours, so it is sent to
narrow the page and looked at again here."""


def ranked(rows: Mapping[str, Sequence[Paper]], query: Query) -> list[Paper]:
    """All rows in the order in which they are shown.

    By relevance: papers with exactly the title that was typed, then what the library keeps, then Semantic Scholar's in
    its order, then what only Unpaywall and Zenodo have, in turn. Other sorts go by the paper's own facts, unknown last.
    """
    papers = [
        *rows.get(LIBRARY, ()),
        *rows.get(S2, ()),
        *_in_turn(rows.get(UNPAYWALL, ()), rows.get(ZENODO, ())),
    ]
    return sort(papers, query)


def sort(papers: Sequence[Paper], query: Query) -> list[Paper]:
    """*papers* by the sort of *query*; papers that are equal in it keep their order."""
    match query.sort:
        case "year":
            return sorted(papers, key=lambda paper: (paper.year is None, -(paper.year or 0), _reversed_day(paper)))
        case "citations":
            return sorted(papers, key=lambda p: (p.counts.citations is None, -(p.counts.citations or 0)))
        case "title":
            return sorted(papers, key=lambda paper: normalise(paper.title))
        case _:
            typed = normalise(query.words).replace(" ", "")
            return sorted(papers, key=lambda paper: normalise(paper.title).replace(" ", "") != typed)


def passes(paper: Paper, filters: Filters, source: str) -> bool:
    """Whether a row of *source* stays. What a service applied itself is not judged again, for it may know more than it
    tells; a fact that nobody told does not pass a filter for it."""
    if not filters.any_set:
        return True
    done = _FILTERED_BY_SERVICE.get(source, frozenset())
    return (
        ("years" in done or _in_years(paper, filters))
        and ("dates" in done or filters.dates is None or _in_dates(paper, filters.dates))
        and ("venue" in done or filters.venue is None or _in_venue(paper, filters.venue))
        and ("field" in done or filters.field is None or _any_equal(paper.fields, filters.field))
        and (filters.type is None or paper.type == filters.type)
        and ("min_citations" in done or (paper.counts.citations or 0) >= (filters.min_citations or 0))
        and ("open_access" in done or not filters.open_access or bool(paper.oa.is_oa))
    )


def _in_years(paper: Paper, filters: Filters) -> bool:
    if filters.year_from is None and filters.year_to is None:
        return True
    if paper.year is None:
        return False
    return (filters.year_from is None or paper.year >= filters.year_from) and (
        filters.year_to is None or paper.year <= filters.year_to
    )


def _in_dates(paper: Paper, dates: str) -> bool:
    """Whether the paper came out in *dates*, as the service judges: a paper without a day counts as the first of
    January of its year, and the end of a range is inclusive, be it a day, a month or a year."""
    day = paper.date or (f"{paper.year}-01-01" if paper.year is not None else None)
    start, colon, end = (part.strip() for part in dates.partition(":"))
    end = end if colon else start
    return day is not None and day >= start and (not end or day[: len(end)] <= end)


def _in_venue(paper: Paper, venues: str) -> bool:
    """Whether one of *venues* (a comma list, as the service takes it) is in the paper's own."""
    own = normalise(paper.venue or "")
    return any((wanted := normalise(venue)) and wanted in own for venue in venues.split(","))


def _any_equal(values: Sequence[str], wanted: str) -> bool:
    fields = {field.strip().casefold() for field in wanted.split(",")}
    return any(value.casefold() in fields for value in values)


def _reversed_day(paper: Paper) -> tuple[int, ...]:
    """Newest first within a year; a paper without a day after those with one."""
    return tuple(-int(part) for part in (paper.date or "0").split("-") if part.isdigit())


def _in_turn(*lists: Sequence[Paper]) -> Iterator[Paper]:
    for row in zip_longest(*lists):
        yield from (paper for paper in row if paper is not None)
