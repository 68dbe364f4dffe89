"""Search: queries the sources concurrently and shows the merged results as each source answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import OPEN_ACCESS, Filters
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.search.fetchers import FETCHERS
from scholar_desktop.services.search.search_ledger import LedgerEntry
from scholar_desktop.services.search.search_run import SearchRun
from scholar_desktop.services.search.source_fetcher import SearchSources

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.corpus.corpus_papers import CorpusPapers
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.services.papers.web_page_identification import PaperPages
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.search.manual_splits import ManualSplits
    from scholar_desktop.services.search.result_counts import FilterCounts, WordCount
    from scholar_desktop.services.search.search_ledger import SearchLedger
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo


class Search:
    """Searches the services and the library for papers. Sources are independent: one that is slow, rate-limited or down
    neither delays nor hides the results of another."""

    def __init__(
        self,
        s2: SemanticScholar,
        unpaywall: Unpaywall,
        zenodo: Zenodo,
        library: Library,
        corpus: CorpusPapers,
        known: PaperRecordCache,
        settings: SettingsEditor,
        manual_splits: ManualSplits,
        ledger: SearchLedger,
        pages: Callable[[], PaperPages],
    ) -> None:
        """Create the service.

        Args:
            known: the stored records of papers.
            pages: creates the resolver of web pages, when a search names a web page.
        """
        self._sources = SearchSources(s2, unpaywall, zenodo, library, corpus, known, manual_splits, pages)
        self._ledger = ledger
        self._settings = settings

    def open(
        self,
        query: Query,
        on_update: Callable[[SearchResult], None],
        ask: RequestOptions,
        *,
        sources: Sequence[str] | None = None,
        bulk: bool = False,
        best: Sequence[Paper] = (),
        estimate: int | None = None,
        entry: LedgerEntry | None = None,
        all_pdfs: bool = False,
        here: Sequence[str] = (),
    ) -> SearchRun:
        """Return a search that is started with `start`, and that can load more while its list is shown. Raises as `run`
        does.

        Args:
            best: the rows of Semantic Scholar that are shown already; they come first in the list of a bulk search,
                and keep what that search does not send, such as their summaries.
            estimate: the number of papers that the relevance search reported before; None if not known.
            entry: the entry in the search ledger; None for a new one.
            all_pdfs: the services get no filter for open PDFs; the results are filtered here.
            here: filters that the services don't get; the results are filtered here.
        """
        if not (bulk and query.filters.any_set and not query.words.strip()):
            check_query(query)
        sent = query.filters.without(*here, *((OPEN_ACCESS,) if all_pdfs else ()))
        reader = self._sources.corpus.reader
        names = tuple(dict.fromkeys(sources)) if sources is not None else self.usual_sources(ask.source)
        for name in names:
            if name not in FETCHERS:
                raise UsageError(
                    Message("There is no source “{name}”.", name=name),
                    hint=Message("Available sources: {fetchers}.", fetchers=", ".join(FETCHERS)),
                )
        return SearchRun(
            self._sources,
            query,
            names,
            on_update,
            ask,
            asked=msgspec.structs.replace(query, filters=sent),
            bulk=bulk,
            best=best,
            estimate=estimate,
            is_corpus_first=sources is None and ask.source is None and not bulk and reader.is_first,
            ledger=self._ledger,
            entry=entry or LedgerEntry(),
        )

    def usual_sources(self, answering: str | None = None) -> tuple[str, ...]:
        """Return the sources of a search for which none are chosen: those of the settings, and the offline corpus while
        it is to be used.

        Args:
            answering: the only source that may answer in place of Semantic Scholar, if there is one.
        """
        reader = self._sources.corpus.reader
        names = tuple(dict.fromkeys(self._settings.current.sources))
        if CORPUS in names and len(names) > 1 and not reader.exists:
            names = tuple(name for name in names if name != CORPUS)  # it was deleted, maybe by another process
        if answering is None and (reader.is_offline or reader.is_first):
            names = tuple(dict.fromkeys((*names, CORPUS)))
        return names

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
        all_pdfs: bool = False,
        here: Sequence[str] = (),
    ) -> SearchResult:
        """Search for *query* and return the final result.

        Args:
            on_update: gets the current result at every change of any source.
            sources: the sources to search (names of FETCHERS); None for those of the settings.
            limit: rows of each source; None for its first page, which is one request.
            bulk: use Semantic Scholar's bulk search instead of its relevance search: complete lists, 1000 rows a
                request, with its own query syntax; filters alone are enough.
            entry: the entry in the search ledger; None for a new one.
            all_pdfs, here: as of `open`.

        Raises:
            UsageError: the text has no words, or an identifier in it is mistyped; the message says what is wrong with
                it.
            SourceError: the web page that was named could not be loaded, or names no paper.
        """
        run = self.open(query, on_update, ask, sources=sources, bulk=bulk, entry=entry, all_pdfs=all_pdfs, here=here)
        return await run.start(limit)

    async def best_matches(
        self, query: Query, ask: RequestOptions, rows: int, entry: LedgerEntry | None
    ) -> tuple[tuple[Paper, ...], int | None]:
        """Return the first *rows* best matches of Semantic Scholar, and how many it reports, for `open`.

        Args:
            entry: the entry in the search ledger that counts the requests, if there is one.
        """
        run = self.open(query, lambda _result: None, ask, sources=(S2,))
        (report,) = (await run.start(rows, in_ledger=False)).reports
        if entry is not None:
            entry.reports = (report,)
        return run.best_matches, report.total

    async def word_counts(
        self, words: Sequence[str], filters: Filters, ask: RequestOptions, on_count: Callable[[WordCount], None]
    ) -> None:
        """Call *on_count* with how many papers each of *words* alone finds at Semantic Scholar, one request each.
        Raises SourceErrors."""
        from scholar_desktop.services.search.result_counts import word_counts  # used only on demand

        await word_counts(self._sources.s2, words, filters, ask, on_count)

    async def filter_counts(self, query: Query, ask: RequestOptions) -> FilterCounts:
        """Return how many papers each filter of *query* excludes: one request without filters, or none. Raises
        SourceErrors."""
        from scholar_desktop.services.search.result_counts import count_without_filters  # used only on demand

        return await count_without_filters(self._sources.s2, query, ask)


def check_query(query: Query) -> None:
    """Raise UsageError if *query* has no words, which signs and emoji are not, or is a mistyped identifier; the message
    says what is wrong with it."""
    if query.identifier is not None:
        return
    if not query.words.strip():
        raise UsageError(
            Message("There is nothing to search for."),
            hint=Message("Enter words of a title, a name, or an identifier."),
        )
    problem = identifiers.recognise(query.words).problem
    if problem is not None:
        raise UsageError(problem.message, hint=problem.hint, subject=problem.subject)
    if not any(character.isalnum() for character in query.words):
        raise UsageError(
            Message("“{text}” has no letters or digits to search for.", text=query.words[:60]),
            hint=Message("Enter words of a title, a name, or an identifier."),
        )
