"""What a person asks for: words and filters."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.source import Phase, SourceReport
from scholar_desktop.domain.stored_names import stored
from scholar_desktop.domain.zenodo.record import Facets

SORTS = ("relevance", "year", "citations", "influence", "title")


class Query(msgspec.Struct, frozen=True, rename=stored("words identifier filters sort")):
    """words: as typed; identifier: what the text was taken for, when it names one paper (then no words are searched).

    sort: one of SORTS (or, for the bulk search, a sort of the service).
    """

    words: str = ""
    identifier: Identifier | None = None
    filters: Filters = Filters()
    sort: str = "relevance"


class FilterEffect(msgspec.Struct, frozen=True, rename=stored("name sent here alone")):
    """What one filter did. name: of the filter, or `words` for the operators of the text; sent: the services that were
    asked with it; here: loaded papers that do not pass it here; alone: those that nothing else keeps out, so that they
    are there when it is dropped."""

    name: str
    sent: tuple[str, ...] = ()
    here: int = 0
    alone: int = 0


class SearchResult(
    msgspec.Struct,
    frozen=True,
    rename=stored("query papers merged reports narrowed loaded facets dropped skipped bulk more taken_for"),
):
    """A search as far as it has come.

    papers: merged and filtered, best first; merged: how many rows were folded into others; narrowed: what each filter
    did; loaded: merged papers before what is filtered here; facets: Zenodo's counts for the values of its filters;
    dropped: parameters that Zenodo did not heed; skipped: rows that could not be understood, by source; bulk: whether
    Semantic Scholar's whole list is being loaded; more: sources that have further rows;
    taken_for: by what a page that was named is known to be a paper's, empty for other searches.
    """

    query: Query
    papers: tuple[Paper, ...] = ()
    merged: int = 0
    reports: tuple[SourceReport, ...] = ()
    narrowed: tuple[FilterEffect, ...] = ()
    loaded: int = 0
    facets: Facets = {}
    dropped: tuple[str, ...] = ()
    skipped: dict[str, int] = {}
    bulk: bool = False
    more: tuple[str, ...] = ()
    taken_for: str = ""

    @property
    def settled(self) -> bool:
        return all(report.settled for report in self.reports)

    @property
    def failed(self) -> tuple[SourceReport, ...]:
        return tuple(report for report in self.reports if report.phase is Phase.FAILED)
