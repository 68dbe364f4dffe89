"""The search ledger: the query of each run of a search, what each source returned, and what happened to the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from scholar_desktop.domain.merging.dedupe import identifier_keys, source_rows
from scholar_desktop.domain.merging.split_rows import row_key
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.filters import NO_FILTERS, Filters
from scholar_desktop.domain.search.query import FilterEffect, Query, SearchResult
from scholar_desktop.domain.stored_field_names import as_stored, stored

WINDOW, SAVED, WATCH, COMMAND = "window", "saved", "watch", "command"
ORDERS = {
    "relevance": "Papers with exactly the title that was typed come first, then what the library keeps, then Semantic "
    "Scholar's in its order, then what only Unpaywall and Zenodo have, in turn, each in its order.",
    "year": "By year, then by day, the newest first; papers without a year last. Equals as by relevance.",
    "citations": "By citations, most first; papers without a count last. Equals as by relevance.",
    "influence": "By influential citations, most first; papers without a count last. Equals as by relevance.",
    "title": "By title, without case, accents and punctuation.",
}
"""Describes the order of a list for each sort."""


class SourceCount(
    msgspec.Struct,
    frozen=True,
    rename=stored("name state total loaded requests cached server error note"),
):
    """One source in one run.

    total: the service's own count, None if it does not say; loaded: number of rows received; server: the address of the
    service; error: why something is missing, or None; note: how the request differed from the usual one, if it did.
    """

    name: str
    state: str
    total: int | None = None
    loaded: int = 0
    requests: int = 0
    cached: int = 0
    server: str = ""
    error: str | None = None
    note: str = ""


class FoundRow(msgspec.Struct, frozen=True, gc=False, rename=stored("source id rank")):
    """A row that a paper was merged from. rank: its position in the source's list, from 1; None if unknown."""

    source: str
    id: str
    rank: int | None = None


class FoundPaper(msgspec.Struct, frozen=True, gc=False, rename=stored("id title year authors keys rows")):
    """A paper of a run, in the order of the list. keys: its identifiers, by which it is found in another run."""

    id: str
    title: str
    year: int | None = None
    authors: str = ""
    keys: tuple[str, ...] = ()
    rows: tuple[FoundRow, ...] = ()


class LedgerRun(
    msgspec.Struct,
    frozen=True,
    rename=stored("id started query how saved sources rows merged papers shown narrowed bulk more"),
):
    """One run.

    started: ISO 8601, UTC; how: WINDOW, SAVED, WATCH or COMMAND; saved: the name of the saved search; rows: number
    before merging; merged: number merged into others; papers: number after merging; shown: number after filtering here;
    narrowed: what each filter excluded here; more: sources with further rows.
    """

    id: int
    started: str
    query: Query
    how: str = WINDOW
    saved: str | None = None
    sources: tuple[SourceCount, ...] = ()
    rows: int = 0
    merged: int = 0
    papers: int = 0
    shown: int = 0
    narrowed: tuple[FilterEffect, ...] = ()
    bulk: bool = False
    more: tuple[str, ...] = ()

    @property
    def excluded(self) -> int:
        """Number of papers that filters excluded here."""
        return self.papers - self.shown


class RunComparison(msgspec.Struct, frozen=True):
    """Two runs compared: papers only in the first, only in the second, and in both (as in the second)."""

    first: LedgerRun
    second: LedgerRun
    only_first: tuple[FoundPaper, ...] = ()
    only_second: tuple[FoundPaper, ...] = ()
    both: tuple[FoundPaper, ...] = ()


def describe_filters(filters: Filters) -> str:
    """Returns the filters as text, such as 'year_from=2019, type=article'; empty without filters."""
    unset = as_stored(NO_FILTERS)
    return ", ".join(f"{name}={value}" for name, value in as_stored(filters).items() if value != unset[name])


def describe_words(query: Query) -> str:
    """Returns the words, or the identifier that they name; empty if there are only filters."""
    return query.words or (str(query.identifier) if query.identifier is not None else "")


def make_run(
    result: SearchResult, started: str, *, how: str, saved: str | None, servers: Mapping[str, str]
) -> LedgerRun:
    """Returns the ledger's entry for *result*. servers: the address of each source."""
    sources = tuple(
        SourceCount(
            report.name,
            report.phase.value,
            report.total,
            report.loaded,
            report.requests,
            report.cached,
            servers.get(report.name, ""),
            None if report.error is None else report.error.message,
            report.note,
        )
        for report in result.reports
    )
    return LedgerRun(
        0,
        started,
        result.query,
        how,
        saved,
        sources,
        rows=result.loaded + result.merged,
        merged=result.merged,
        papers=result.loaded,
        shown=len(result.papers),
        narrowed=result.narrowed,
        bulk=result.bulk,
        more=result.more,
    )


def found_papers(papers: Sequence[Paper], rows: Mapping[str, Sequence[Paper]]) -> Iterator[FoundPaper]:
    """Yields *papers* as the ledger stores them.

    rows: what each source returned, in its order; a row that it returned twice is listed twice under its paper, so that
    all rows are accounted for.
    """
    ranks: dict[tuple[str, str], list[int]] = {}
    for name, some in rows.items():
        for place, row in enumerate(some, 1):
            ranks.setdefault((name, row_key(row)), []).append(place)
    for paper in papers:
        yield FoundPaper(
            paper.id,
            paper.title,
            paper.year,
            paper.authors[0].name if paper.authors else "",
            tuple(f"{scheme}:{value}" for scheme, value in identifier_keys(paper.ids)),
            tuple(each for row in source_rows(paper) for each in _rows(row, ranks)),
        )


def _rows(row: Paper, ranks: Mapping[tuple[str, str], list[int]]) -> Iterator[FoundRow]:
    key = row_key(row)
    source = row.sources[0] if row.sources else ""
    for rank in ranks.get((source, key), [None]):
        yield FoundRow(source, row.id or key, rank)


def compare_runs(
    first: LedgerRun, found: Sequence[FoundPaper], second: LedgerRun, others: Sequence[FoundPaper]
) -> RunComparison:
    """Returns the comparison of two runs, which found the papers *found* and *others*.

    Papers are the same if they share an identifier, or, without identifiers, a title.
    """
    known = {key for paper in found for key in _keys(paper)}
    theirs = {key for paper in others for key in _keys(paper)}
    return RunComparison(
        first,
        second,
        tuple(paper for paper in found if theirs.isdisjoint(_keys(paper))),
        tuple(paper for paper in others if known.isdisjoint(_keys(paper))),
        tuple(paper for paper in others if not known.isdisjoint(_keys(paper))),
    )


def _keys(paper: FoundPaper) -> frozenset[str]:
    return frozenset(paper.keys) or frozenset({f"title:{paper.title.casefold()}"})
