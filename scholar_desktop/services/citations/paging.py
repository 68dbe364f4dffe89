"""Paging through a citation list to its end: page by page, and by date beyond the 9,999 rows that paging can reach.

The service sends citations newest first. So when a slice reaches the paging limit, the rest of it is everything that is
not newer than its oldest row, and that is the next slice; the rows of that one day are sent again and counted once. If
the rows of a slice do not come newest first, it is split in two at its middle instead. A day with more papers than can
be paged through (1 January, for all papers without a day) is named, and cannot be loaded completely. Pure functions.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence, Set

import msgspec

from scholar_desktop.domain.citations.citation import Citation, CitationListState, CitationPage, CitationSlice
from scholar_desktop.domain.search import date_range

PAGE = 1000
MAX_PAGED_ROWS = 9_999
"""Number of rows that paging can reach: offset + limit must stay below 10,000, so the tenth page has 999."""
_DAY = datetime.timedelta(days=1)


def citation_row_key(edge: Citation) -> str:
    """Return the key that identifies a row: the id of its paper, otherwise a hash of its text; empty for a row without
    text."""
    if edge.paper is not None and edge.paper.id:
        return edge.paper.id
    said = "\n".join((edge.text or "", *(context.text for context in edge.contexts)))
    return f"?{hashlib.sha1(said.encode(), usedforsecurity=False).hexdigest()}" if said else ""


def next_window(state: CitationListState, left: int) -> tuple[int, int]:
    """Return the offset and the number of rows of the next page. left: how many rows are still wanted."""
    offset = state.slices[0].next
    return offset, max(1, min(PAGE, left, MAX_PAGED_ROWS - offset))


def add_page(
    state: CitationListState, page: CitationPage, seen: Set[str]
) -> tuple[tuple[Citation, ...], CitationListState]:
    """Return the new rows of *page*, whose keys are not in *seen*, and the state after them."""
    here, rest = state.slices[0], state.slices[1:]
    fresh: list[Citation] = []
    own: set[str] = set()
    for edge in page.edges:
        name = citation_row_key(edge)
        if edge.paper is None and not state.sliced:
            own.add(name)  # rows without an id may be equal and still differ; only date slices repeat them
        elif not name or name in seen or name in own:
            continue
        else:
            own.add(name)
        fresh.append(edge)
    slices = rest
    walls = state.walls
    sliced = state.sliced
    if page.next is not None:
        here = _seen(here, page.edges, page.next)
        slices = (here, *rest)
        if page.next >= MAX_PAGED_ROWS:
            parts, wall = _after_limit(here)
            slices, sliced = (*parts, *rest), True
            walls = (*walls, wall) if wall else walls
    loaded = state.loaded + len(fresh) + page.skipped
    enough = state.total is not None and loaded >= state.total
    return tuple(fresh), msgspec.structs.replace(
        state,
        loaded=loaded,
        # papers without a year are in no date slice: only the paper's own count shows that none is missing
        complete=not slices and not walls and (not sliced or enough),
        withheld=page.withheld or state.withheld,
        skipped=state.skipped + page.skipped,
        repeated=state.repeated + len(page.edges) - len(fresh),
        nameless=state.nameless + sum(1 for edge in fresh if edge.paper is None),
        slices=slices,
        sliced=sliced,
        walls=walls,
        retrieved=state.retrieved or page.retrieved,
    )


def requests_left(state: CitationListState) -> int:
    """Return the number of requests for the rest, estimated from the paper's own count; 0 if the list is complete."""
    if not state.slices:
        return 0
    left = max(0, (state.total or 0) - state.loaded)
    pages = -(-left // PAGE)
    behind = state.slices[0].next
    walls = (
        behind + left
    ) // MAX_PAGED_ROWS  # the last page of a slice has 999 rows, and the next slice begins with known ones
    return max(1, pages + walls)


def _seen(here: CitationSlice, edges: Sequence[Citation], following: int) -> CitationSlice:
    """Return *here* after a page: its next offset and the days that it has reached."""
    oldest, newest, in_order = here.oldest, here.newest, here.in_order
    for edge in edges:
        if edge.paper is None:
            continue
        found = date_range.day_of(edge.paper.date, edge.paper.year)
        if found is None:
            continue
        day = found.isoformat()
        if oldest is not None and day > oldest:
            in_order = False
        oldest = day if oldest is None or day < oldest else oldest
        newest = day if newest is None or day > newest else newest
    return CitationSlice(here.date, following, oldest, newest, in_order)


def _after_limit(here: CitationSlice) -> tuple[tuple[CitationSlice, ...], str]:
    """Return the remaining slices of a slice that reached the paging limit, and the date that cannot be loaded
    completely, or ''."""
    span = date_range.parse_date_range(here.date) if here.date is not None else None
    first = span.first if span is not None else None
    last = span.last if span is not None else None
    if here.oldest is None or here.newest is None:
        return (), here.date or "papers without a year"  # not translated: it is in the log
    oldest, newest = datetime.date.fromisoformat(here.oldest), datetime.date.fromisoformat(here.newest)
    if here.in_order and (last is None or oldest < last):
        return _slices((first, oldest)), ""
    if first is not None and first == last:
        return (), first.isoformat()
    if here.in_order:  # all rows are of the last day of the slice
        wall = oldest.isoformat()
        return (_slices((first, oldest - _DAY)) if first is None or first < oldest else ()), wall
    low, high = max(oldest, first or oldest), min(newest, last or newest)
    if low >= high:
        parts = [(low, low), (first, low - _DAY), (high + _DAY, last)]
        return _slices(*(part for part in parts if _is_span(*part))), ""
    middle = low + (high - low) // 2
    return _slices((middle + _DAY, last), (first, middle)), ""


def _is_span(first: datetime.date | None, last: datetime.date | None) -> bool:
    return (first is not None or last is not None) and (first is None or last is None or first <= last)


def _slices(*spans: tuple[datetime.date | None, datetime.date | None]) -> tuple[CitationSlice, ...]:
    return tuple(CitationSlice(date_range.range_between(first, last).text) for first, last in spans)
