"""A search as it was left, which Back and Forward show again without a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scholar_desktop.domain.errors import ErrorInfo
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.search.query import Query, SearchResult
    from scholar_desktop.services.search.search_run import SearchRun


@dataclass(frozen=True)
class ShownSearch:
    """A search with what was found, as `SearchSession` shows it. was_running: it had not ended."""

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
        return ShownSearch(self.query, None, None, False, False, self.bulk, None, (), None, self.sources)
