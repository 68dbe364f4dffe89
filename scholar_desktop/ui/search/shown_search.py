"""A search as it was left, which Back and Forward show again without a request, and what it keeps of an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scholar_desktop.domain.search.filters import NO_FILTERS, OPEN_ACCESS

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


class KeptChoices:
    """The filters and the order that were chosen in an earlier search and still apply to one with other words, until
    the next search; not those that the user dismissed last."""

    def __init__(self) -> None:
        self.filters = self._dismissed_filters = NO_FILTERS
        self.sort = self._dismissed_sort = ""

    def keep(self, query: Query, before: Query) -> None:
        """Keep what *query*, which has just begun, has from the one *before*, which has other words."""
        if before.filters == query.filters != self._dismissed_filters:
            self.filters = query.filters
        self.sort = query.sort if query.sort not in ("relevance", self._dismissed_sort) else ""

    def sort_of(self, query: Query | None, result: SearchResult | None) -> str:
        """Return the kept order of the search that is shown; empty if it has another one, or none by relevance."""
        if query is None or query.sort != self.sort or result is None:
            return ""
        if result.bulk:
            from scholar_desktop.domain.search.word_filter import has_relevance  # not part of the start

            return self.sort if has_relevance(result) else ""
        return self.sort

    def forget(self, *_values: object) -> None:
        """Keep nothing: another search begins."""
        self.filters, self.sort = NO_FILTERS, ""

    def dismiss(self) -> None:
        """Say no more that what is kept now still applies."""
        self._dismissed_filters, self._dismissed_sort = self.filters, self.sort
        self.forget()
