"""A search as it was left, which Back and Forward show again without a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scholar_desktop.domain.search.filters import OPEN_ACCESS

if TYPE_CHECKING:
    from scholar_desktop.domain.errors import ErrorInfo
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.search.query import Query, SearchResult
    from scholar_desktop.services.search.search_run import SearchRun


@dataclass(frozen=True)
class ShownSearch:
    """A search with what was found, as `SearchSession` shows it.

    was_running: it had not ended. unsent: the filters that its next request leaves out.
    """

    query: Query
    result: SearchResult | None
    problem: ErrorInfo | None
    cancelled: bool
    was_running: bool
    bulk: bool
    handle: SearchRun | None
    best: tuple[Paper, ...]
    estimate: int | None
    sources: tuple[str, ...] | None
    unsent: tuple[str, ...] = ()

    @property
    def filters_here(self) -> tuple[str, ...]:
        """The filters that no service got, because they are applied here, or would be in the search that begins."""
        filters, result = self.query.filters, self.result
        if self.handle is not None:
            sent = self.handle.asked.filters
            return tuple(name for name in filters.names() if sent.only(name) != filters.only(name))
        if result is not None and not self.was_running:  # that of an earlier run of the program
            return (*result.filters_here, *((OPEN_ACCESS,) if result.filters_pdfs_here else ()))
        return tuple(name for name in self.unsent if name in filters.names())

    @property
    def is_gone(self) -> bool:
        """True if the results are not kept any more."""
        return self.result is None and self.problem is None and not self.cancelled and not self.was_running

    @property
    def papers(self) -> int:
        """The number of papers that it holds in memory."""
        return self.result.loaded if self.result is not None else 0

    def without_results(self) -> ShownSearch:
        """Return the query alone."""
        return ShownSearch(self.query, None, None, False, False, self.bulk, None, (), None, self.sources, self.unsent)
