"""Searching: the sources are asked side by side, and what they give is shown merged, as each one answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.source import LIBRARY, S2, UNPAYWALL, ZENODO
from scholar_desktop.services.search.search_ledger import LedgerEntry
from scholar_desktop.services.search.search_run import SearchRun
from scholar_desktop.services.search.search_sources import SearchSources

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.paper_pages import PaperPages
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.search.manual_splits import ManualSplits
    from scholar_desktop.services.search.result_counts import FilterCounts, WordCount
    from scholar_desktop.services.search.search_ledger import SearchLedger
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo

SOURCES = (S2, UNPAYWALL, ZENODO, LIBRARY)


class Search:
    """Asks the services and the library for papers. Each source costs only its own results: one that is slow, limited
    or down never holds back or hides another."""

    def __init__(
        self,
        s2: SemanticScholar,
        unpaywall: Unpaywall,
        zenodo: Zenodo,
        library: Library,
        known: PaperRecordCache,
        settings: SettingsEditor,
        manual_splits: ManualSplits,
        ledger: SearchLedger,
        pages: Callable[[], PaperPages],
    ) -> None:
        """pages: looks at web pages, made when one is named."""
        self._sources = SearchSources(s2, unpaywall, zenodo, library, known, manual_splits, ledger, pages)
        self._settings = settings

    def open(
        self,
        query: Query,
        on_update: Callable[[SearchResult], None],
        ask: RequestOptions,
        *,
        sources: Sequence[str] | None = None,
        bulk: bool = False,
        entry: LedgerEntry | None = None,
    ) -> SearchRun:
        """A search that is begun (`start`) and may go on for as long as its list is shown. Raises as `run`. entry: of
        the ledger, None for a new one."""
        if not (bulk and query.filters.any_set and not query.words.strip()):
            check_query(query)
        names = tuple(dict.fromkeys(sources if sources is not None else self._settings.current.sources))
        for name in names:
            if name not in SOURCES:
                raise UsageError(f"There is no source '{name}' to search.", hint=f"There are {', '.join(SOURCES)}.")
        return SearchRun(self._sources, query, names, on_update, ask, bulk=bulk, entry=entry or LedgerEntry())

    async def run(
        self,
        query: Query,
        on_update: Callable[[SearchResult], None],
        ask: RequestOptions,
        *,
        sources: Sequence[str] | None = None,
        limit: int | None = None,
        bulk: bool = False,
        entry: LedgerEntry | None = None,
    ) -> SearchResult:
        """Search for *query*; *on_update* gets the result as far as it has come with every change of any source.

        sources: whom to ask (names of SOURCES; None: those of the settings); limit: rows of each source, None for its
        first page, which is one request; bulk: Semantic Scholar's bulk search in place of its relevance search: whole
        lists, 1000 rows a request, with its own syntax of the words, which filters alone may stand for. Raises
        UsageError when the text cannot mean anything: no words, or an identifier that is mistyped (the sentence says
        what is wrong with it); SourceErrors when the page that was named cannot be looked at, or names no paper.
        """
        return await self.open(query, on_update, ask, sources=sources, bulk=bulk, entry=entry).start(limit)

    async def word_counts(self, words: Sequence[str], filters: Filters, ask: RequestOptions) -> tuple[WordCount, ...]:
        """How many papers each of *words* finds alone at Semantic Scholar, one request each. Raises SourceErrors."""
        from scholar_desktop.services.search.result_counts import word_counts  # asked for by a press alone

        return await word_counts(self._sources.s2, words, filters, ask)

    async def filter_counts(self, query: Query, ask: RequestOptions) -> FilterCounts:
        """What each filter of *query* takes: one request without filters, or none. Raises SourceErrors."""
        from scholar_desktop.services.search.result_counts import count_without_filters  # asked for by a press alone

        return await count_without_filters(self._sources.s2, query, ask)


def check_query(query: Query) -> None:
    """Raise UsageError when *query* cannot mean anything, with what is wrong with a mistyped identifier."""
    if query.identifier is not None:
        return
    if not query.words.strip():
        raise UsageError("There are no words to search for.", hint="Type words of the title, a name, or an identifier.")
    problem = identifiers.recognise(query.words).problem
    if problem is not None:
        raise UsageError(problem.message, hint=problem.hint, subject=problem.subject)
