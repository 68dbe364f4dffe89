"""What a person asks for: words and filters."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.filters import Filters
from scholar_desktop.domain.identifiers import Identifier
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import Phase, SourceReport


class Query(msgspec.Struct, frozen=True):
    """words: as typed; identifier: what the text was taken for, when it names one paper (then no words are searched).

    sort: `relevance`, `year`, `citations` or `title`.
    """

    words: str = ""
    identifier: Identifier | None = None
    filters: Filters = Filters()
    sort: str = "relevance"


class SearchResult(msgspec.Struct, frozen=True):
    """A search as far as it has come. papers: merged, best first; merged: how many rows were folded into others."""

    query: Query
    papers: tuple[Paper, ...] = ()
    merged: int = 0
    reports: tuple[SourceReport, ...] = ()

    @property
    def settled(self) -> bool:
        return all(report.settled for report in self.reports)

    @property
    def failed(self) -> tuple[SourceReport, ...]:
        return tuple(report for report in self.reports if report.phase is Phase.FAILED)
