"""The search that the window shows: one at a time, a new one replaces it; the last one is restored at the next
start."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.merging.split_rows import SplitRows
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import OPEN_ACCESS, Filters
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.ui.actions.action_context import ActionContext
from scholar_desktop.ui.context.window_state import JsonFile, WindowState
from scholar_desktop.ui.search.shown_search import ShownSearch

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.search.result_counts import FilterCounts
    from scholar_desktop.services.search.search_ledger import LedgerEntry
    from scholar_desktop.services.search.search_run import SearchRun
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope

MOST_WORDS_KEPT = 12
"""The number of last searches that the box offers."""
MOST_PAPERS_KEPT = 500
"""How many papers of the last search are saved, so that the next start need not read a list of millions."""
KEEP_AFTER_S = 0.4
"""Delay before the result is saved: a user who tries filters and orders changes the list many times per second."""
EVERYTHING = 10**9
BEST_MATCHES_PAGE = 100
PROBLEM = "search_problem"
"""Key in the window's state: the last search, if it could not run, with the reason."""
IS_CLEARED = "search_cleared"
"""Key in the window's state: the page before any search is shown, although the last one is on the disk."""


class SearchSession(QObject):
    """Runs searches and reports their progress.

    query: of the search shown, None before the first; result: the result so far; problem: why it could not run at all;
    cancelled: the user stopped it; last_load: "search", "filters" if others of it were set, "more" or "all" its rows;
    bulk: Semantic Scholar's whole list is loaded instead of its best matches;
    sources: the sources that are searched, None for those of the settings, and next_sources those of the next search;
    all_pdfs: the services get no filter for open PDFs, until it is removed;
    filter_counts: what each filter of an empty list removes, once requested, or counts_problem.
    """

    leaving = Signal()
    """Another search is about to replace the one that is shown."""
    started = Signal()
    narrowed = Signal()
    """The loaded rows are filtered by other filters, without a request."""
    updated = Signal()
    ended = Signal()
    cleared = Signal()
    """No search is shown any more."""
    restored = Signal()
    """The last search of an earlier run of the program is in `query` and `result`; no request was sent."""
    returned = Signal(object)
    """An earlier search is shown again, without a request. Its query; if that is not in `query`, too, its results are
    gone, and the user runs it."""

    def __init__(
        self,
        services: Services,
        scope: TaskScope,
        context: ActionContext,
        state: WindowState,
        last_search: JsonFile,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._scope = scope
        self._context = context
        self._state = state
        self._file = last_search
        self.query: Query | None = None
        self.result: SearchResult | None = None
        self.problem: ErrorInfo | None = None
        self.running = self.cancelled = self.bulk = self.all_pdfs = False
        self.last_load = "search"
        self.sources: tuple[str, ...] | None = None
        self.next_sources: tuple[str, ...] | None = None
        self.filter_counts: FilterCounts | None = None
        self.counts_problem: ErrorInfo | None = None
        self._handle: SearchRun | None = None
        self._best: tuple[Paper, ...] = ()
        self._estimate: int | None = None
        self._here: tuple[str, ...] = ()  # filters of a saved search that the services don't get
        self._without_papers: dict[str, frozenset[str]] = {}
        """Words for which the sources have no paper whatever the filters are, as they have answered in this run."""
        self._number = self._keeping = 0  # keeping: the search whose first rows do not replace more of the list before
        self._loading: asyncio.Task[None] | None = None

    def run(
        self,
        query: Query,
        *,
        again: bool = False,
        bulk: bool = False,
        refresh: bool = False,
        entry: LedgerEntry | None = None,
        all_pdfs: bool | None = None,
        here: tuple[str, ...] = (),
        best: int = 0,
        loads_all: bool = False,
    ) -> None:
        """Run *query*; a search that is still running is cancelled.

        Args:
            again: what the sources did not have is requested again, although that answer is cached.
            refresh: all requests are sent again, without cached answers; entry: in the ledger, None for a new one.
            all_pdfs: as of `Search.open`; None for what the user chose before, as long as the filter stays set.
            here, best: as of `SavedSearch`; loads_all: all rows of every source are loaded.
        """
        self.leaving.emit()
        self.all_pdfs = query.filters.open_access and (self.all_pdfs if all_pdfs is None else all_pdfs)
        if self.next_sources == (CORPUS,) and not self._services.corpus_papers.reader.exists:
            self.next_sources = None  # the corpus was deleted since
        self.query, self.result, self.bulk, self.sources = query, None, bulk, self.next_sources
        self.next_sources = self.corpus_alone(self.next_sources or ())  # other sources are those of one search
        self._handle, self._best, self._estimate, self._here = None, (), None, here
        self.remember(query.words)
        self._begin("all" if loads_all else "search")
        ask = RequestOptions(again=again, refresh=refresh)
        work = self._search(query, ask, entry=entry, best_rows=best, loads_all=loads_all)
        self._scope.start(work, name="search", latest="search")

    def find_all_pdfs(self) -> None:
        """Run the search again, as the next ones, without the services' own filters for open PDFs: see `all_pdfs`."""
        if self.query is not None:
            self.next_sources, before = self.sources, self.result
            self.run(self.query, bulk=not self.query.words, all_pdfs=True)
            self.result, self._keeping = before, self._number
            self.updated.emit()

    def again(self, *, refresh: bool = False) -> None:
        """Run the search again: cached answers are reused, failed requests are repeated. refresh: all are repeated.

        The rows on the screen stay until the first new ones arrive, and also if the search is cancelled before that.
        """
        if self.query is not None:
            self._handle, ask = None, RequestOptions(again=True, refresh=refresh)
            self._begin()
            self._scope.start(self._search(self.query, ask), name="search", latest="search")

    def retry(self, *names: str) -> None:
        """Query the sources *names* again, which have failed; the others continue, or keep what they have sent."""
        if self._handle is None or (self.running and not self._handle.retry(names)):
            self.again()
        elif not self.running:
            last = self.last_load
            self._begin()
            work = self._load_more(EVERYTHING if self._here or last == "all" else None, again=names, load=last)
            self._scope.start(work, name="search", latest="search")

    @property
    def can_retry_one(self) -> bool:
        """False for the list of an earlier run of the program: of that, all sources are queried again."""
        return self._handle is not None

    def with_filters(self, filters: Filters) -> None:
        """Run the same search with other filters.

        If all rows that the services have are loaded and the new filters only narrow the search, no request is sent.
        Otherwise the loaded rows are filtered at once, and the services are queried.
        """
        if self.query is None or self.query.filters == filters:
            return
        self.leaving.emit()
        self.all_pdfs = self.all_pdfs and filters.open_access
        query = msgspec.structs.replace(self.query, filters=filters)
        handle = self._handle
        if self.can_filter_here(filters):
            self._narrow(query)
            self.narrowed.emit()
            return
        papers = self.result.papers if self.result is not None and filters.is_narrower(self.query.filters) else ()
        best, asked = self._best if self.bulk else (), handle.asked if handle is not None else self.query
        self.query, self.result, self._handle, self._best, self._estimate, self._here = query, None, None, (), None, ()
        self._begin("filters")
        work = self._search(query, RequestOptions(), papers, best=(best, asked))
        self._scope.start(work, name="search", latest="search")

    def can_filter_here(self, filters: Filters) -> bool:
        """True if `with_filters` sends no request for *filters*, so that the papers it will list are known."""
        handle = self._handle
        if self.query is None or handle is None or self.running or not handle.is_whole:
            return False
        return handle.contains(msgspec.structs.replace(self.query, filters=filters))

    def with_sort(self, sort: str) -> None:
        """Sort the loaded papers without a request."""
        if self.query is not None and self.query.sort != sort:
            self._narrow(msgspec.structs.replace(self.query, sort=sort))

    def sort_all(self) -> None:
        """Load the whole list in the service's own order, from the first request on."""
        if self.query is not None:
            self.next_sources = self.sources
            self.run(self.query, bulk=True)

    def more(self) -> None:
        """Load another page from each source that has one."""
        if self.query is not None and not self.running:
            self._begin()
            self._scope.start(self._load_more(None, load="more"), name="search", latest="search")

    def load_all(self) -> None:
        """Load all rows of every source, request by request. The best matches that are shown stay first."""
        if self.query is None or self.running:
            return
        entry = self._handle.entry if self._handle is not None else None
        reports = self.result.reports if self.result is not None else ()
        has_more = any(one.name == S2 and (one.total or 0) > one.loaded for one in reports)
        if not self.bulk and not (self.result is not None and self.result.bulk) and has_more:
            self._best = self._shown_of_s2() if self._handle is None else self._handle.best_matches
            self._estimate = next((report.total for report in reports if report.name == S2), None)
            self.bulk, self._handle = True, None
        elif any(one.was_offline or one.was_cut_offline for one in reports):
            self._handle = None  # a source that offline could not load its first page does not know that it has more
        self._begin()
        self._scope.start(self._load_more(EVERYTHING, entry, load="all"), name="search", latest="search")

    @property
    def is_cut(self) -> bool:
        """True if only the first papers of the list are here, because no more were kept when the program ended."""
        result = self.result
        return self._handle is None and result is not None and MOST_PAPERS_KEPT == len(result.papers) < result.loaded

    @property
    def best_rows(self) -> int:
        """The number of best matches, in whole pages, that were loaded before the whole list; 0 if it is not shown."""
        return math.ceil(len(self._best) / BEST_MATCHES_PAGE) * BEST_MATCHES_PAGE if self.bulk else 0

    @property
    def loaded_papers(self) -> list[Paper]:
        """The rows of every source as they came, before they were merged and filtered."""
        return [paper for rows in self._handle.rows.values() for paper in rows] if self._handle is not None else []

    @property
    def has_none_without_filters(self) -> bool:
        """True if the list is empty and would be so without its filters, as answers that are here tell."""
        result = self.result
        if result is None or result.loaded:
            return False
        asked = self._without_papers.get(result.query.words, frozenset())
        return result.has_none_without_filters or (bool(result.reports) and asked.issuperset(result.source_names))

    def _shown_of_s2(self) -> tuple[Paper, ...]:
        """Return the rows of Semantic Scholar in the result that an earlier run of the program has saved."""
        from scholar_desktop.services.search.result_list import rows_of  # not needed before the first paint

        return rows_of(self.result.papers, S2) if self.result is not None else ()

    def count_filters(self) -> None:
        """Look up what each filter of an empty list removes."""
        if self.query is not None:
            self._scope.start(self._count_filters(self.query), name="count filters", latest="count filters")

    async def _count_filters(self, query: Query) -> None:
        counts = problem = None
        try:
            counts = await self._services.search.filter_counts(query, RequestOptions())
        except ScholarError as error:
            problem = error.info
        if self.query is query:
            self.filter_counts, self.counts_problem = counts, problem
            self.updated.emit()

    def clear(self) -> None:
        """Show no search until the next one is run, also after a restart. The last one stays on the disk."""
        self.leaving.emit()
        self.cancel()
        if self._loading is not None:
            self._loading.cancel()
        self._number += 1
        self.query = self.result = self.problem = self.filter_counts = self.counts_problem = None
        self._handle, self._best, self.all_pdfs = None, (), False
        self._state.set(IS_CLEARED, True)
        self.cleared.emit()
        self.updated.emit()

    @property
    def shown(self) -> ShownSearch | None:
        """The search that is shown, as `return_to` takes it; None if none is."""
        if self.query is None:
            return None
        return ShownSearch(
            self.query,
            self.result,
            self.problem,
            self.cancelled,
            self.running,
            self.bulk,
            self._handle,
            self._best,
            self._estimate,
            self.sources,
            (*self._here, OPEN_ACCESS) if self.all_pdfs else self._here,
        )

    def return_to(self, shown: ShownSearch | None) -> None:
        """Show a search of this run of the program again, without a request; None for the page before any search. One
        that was replaced while it ran was stopped then. Without the results, only its query is put back."""
        self._scope.cancel("search")
        self._scope.cancel("narrow")
        self._number += 1
        self.running, self.cancelled, self.last_load = False, False, "search"
        self.query = self.result = self.problem = self.filter_counts = self.counts_problem = None
        self.bulk, self._handle, self._best, self._estimate = False, None, (), None
        self.all_pdfs = shown is not None and OPEN_ACCESS in shown.unsent
        self.sources = shown.sources if shown is not None else None
        self.next_sources = self.corpus_alone(self.sources or ())
        if shown is not None and not shown.is_gone:
            handle = self._handle = shown.handle
            self.query, self.result, self.problem, self.bulk = shown.query, shown.result, shown.problem, shown.bulk
            self._best, self._estimate, self.cancelled = shown.best, shown.estimate, shown.cancelled
            self._here = shown.result.filters_here if shown.result is not None else ()
            if shown.was_running:
                self._stop_handle()
            elif handle is not None and handle.query != shown.query:
                self._narrow(shown.query)
        self._state.set(IS_CLEARED, shown is None)
        kept = {"query": self.query, "problem": self.problem} if self.problem is not None else {}
        self._state.set(PROBLEM, msgspec.to_builtins(kept, enc_hook=encode_stored))
        self._context.update(searching=False)
        self.returned.emit(shown.query if shown is not None else None)
        self.updated.emit()
        if self.result is not None:
            self._scope.start(self._keep_soon(self.result), name="keep the search", latest="keep")

    def cancel(self) -> None:
        """Stop the search; the rows received so far stay."""
        if self.running:
            self.cancelled = True
            self._scope.cancel("search")
            self._end()

    def follow_manual_splits(self) -> None:
        """Show papers as two or as one when the user splits or merges them. No request is sent."""
        self._services.manual_splits.changed.connect(self._regroup)
        self._scope.start(self._services.manual_splits.load(), name="what is apart")

    def _regroup(self, before: SplitRows) -> None:
        papers = None if self.result is None else self._services.manual_splits.apply_splits(self.result.papers, before)
        if papers is not None and self.result is not None:
            merged = self.result.merged + len(self.result.papers) - len(papers)
            self.result = msgspec.structs.replace(self.result, papers=papers, merged=merged)
            self.updated.emit()

    @property
    def list_key(self) -> tuple[int, int]:
        """Unchanged while a list is only filtered and sorted: all of its papers have been shown before."""
        return self._number, self.result.loaded if self.result is not None else 0

    def last_words(self) -> list[str]:
        """Return the texts of the last searches, newest first."""
        return [text for text in self._state.get("searches", list) or [] if isinstance(text, str)]

    def load_last(self) -> None:
        """Show the last search of an earlier run of the program, if there is one."""
        self._loading = self._scope.start(self._load_last(), name="last search", latest="last search")

    async def last_loaded(self) -> None:
        """Wait until the last search is shown, or is known not to exist."""
        if self._loading is not None:
            await asyncio.wait([self._loading])

    # Running a search

    def _begin(self, load: str = "search") -> None:
        """Show that a search runs. load: as of `last_load`."""
        self._number += 1
        self.problem, self.running, self.cancelled, self.last_load = None, True, False, load
        self._state.set(IS_CLEARED, False)
        if self._state.get(PROBLEM, dict):
            self._state.set(PROBLEM, {})
        self.filter_counts, self.counts_problem = None, None
        self._context.update(searching=True)
        self.started.emit()

    async def _search(
        self,
        query: Query,
        ask: RequestOptions,
        papers: tuple[Any, ...] = (),
        *,
        entry: LedgerEntry | None = None,
        best: tuple[tuple[Paper, ...], Query] | None = None,
        best_rows: int = 0,
        loads_all: bool = False,
    ) -> None:
        """Search for *query*, and show the result.

        Args:
            papers: the papers that are shown, filtered, until the services have answered.
            best: the best matches of the whole list before, and the query that found them. Those that *query* finds
                stay first.
            best_rows: how many best matches are loaded before the whole list; loads_all: as of `run`.
        """
        number = self._number
        with self._problem_shown(number):
            if papers:
                await self._filter_at_once(query, papers)
            if best is not None and best[0]:
                from scholar_desktop.services.search.result_list import still_found

                self._best = await asyncio.to_thread(still_found, *best, query)
            if best_rows:
                asked = msgspec.structs.replace(query, filters=query.filters.without(*self._here))
                self._best, self._estimate = await self._services.search.best_matches(asked, ask, best_rows, entry)
            self._handle = self._open(query, ask, entry)
            result = await self._handle.start(EVERYTHING if self._here or loads_all else None, in_ledger=False)
            if query.words and query.filters.any_set and self._services.status.offline:
                await self._filter_saved_answers(query, ask, entry, result)
            await self._finish(await self._handle.settled_result(), number)

    async def _filter_saved_answers(
        self, query: Query, ask: RequestOptions, entry: LedgerEntry | None, result: SearchResult
    ) -> None:
        """Take the results for the words of *query* without its filters, filtered here, unless fewer sources have
        saved answers to that, or as many as to *result*, which is that of the filters. For a program that is offline.
        """
        missing = sum(report.was_offline for report in result.reports)
        if result.loaded and not missing:
            return
        handle = self._open(query, ask, entry, here=query.filters.names())
        found = await handle.start(in_ledger=False)
        if found.loaded and (not result.loaded or sum(one.was_offline for one in found.reports) < missing):
            self._handle = handle

    async def _load_more(
        self, rows: int | None, entry: LedgerEntry | None = None, *, load: str, again: Sequence[str] = ()
    ) -> None:
        """Load more rows of each source, and show the result.

        Args:
            rows, again: as of `SearchRun.more`.
            entry: the entry of the list so far in the ledger, if another list takes its place.
            load: the value of `last_load`.
        """
        assert self.query is not None
        self.last_load = load
        number = self._number
        with self._problem_shown(number):
            if self._handle is None:
                # an earlier run of the program, or the other kind of list: the answers are cached
                self._handle = self._open(self.query, RequestOptions(), entry)
                await self._handle.start()
            self._handle.listen(partial(self._show, number))
            await self._finish(
                await self._handle.more(RequestOptions(again=bool(again)), rows=rows, again=again), number
            )

    @contextmanager
    def _problem_shown(self, number: int) -> Iterator[None]:
        """Show an error that ends the search *number*, unless another one has replaced it."""
        try:
            yield
        except ScholarError as error:
            if self._number == number:
                self.problem = error.info
                kept = {"query": self.query, "problem": error.info}
                self._state.set(PROBLEM, msgspec.to_builtins(kept, enc_hook=encode_stored))
                self._end()

    async def _finish(self, result: SearchResult, number: int) -> None:
        if self._number == number:
            self.result = result
            if result.has_none_without_filters:
                self._without_papers[result.query.words] = frozenset(result.source_names)
            elif result.loaded:
                self._without_papers.pop(result.query.words, None)
            self._end()
            await asyncio.to_thread(self._keep, result)

    def _open(
        self, query: Query, ask: RequestOptions, entry: LedgerEntry | None = None, *, here: tuple[str, ...] = ()
    ) -> SearchRun:
        estimate = self._estimate if self.bulk else None
        return self._services.search.open(
            query,
            partial(self._show, self._number),
            ask,
            sources=self.sources,
            bulk=self.bulk,
            best=self._best,
            estimate=estimate,
            entry=entry,
            all_pdfs=self.all_pdfs,
            here=here or self._here,
        )

    def _show(self, number: int, result: SearchResult) -> None:
        """Show the result so far of the search *number*; the rows of the list before it stay until it has some,
        after `find_all_pdfs` until it has as many or is complete."""
        before = self.result if self.running else None
        if before is not None and self._keeping == number and len(result.papers) < len(before.papers):
            result = msgspec.structs.replace(before, reports=result.reports)
        if self._number == number and (result.papers or before is None or not before.papers):
            self.result = result
            self.updated.emit()

    async def _filter_at_once(self, query: Query, papers: tuple[Any, ...]) -> None:
        """Show the loaded papers, filtered, until the services have answered."""
        from scholar_desktop.services.search.result_list import filter_results

        found = await asyncio.to_thread(filter_results, papers, query, {})
        if found.papers:
            self.result = SearchResult(query, found.papers, narrowed=found.by, loaded=len(papers), bulk=self.bulk)
            self.updated.emit()

    def _narrow(self, query: Query) -> None:
        self.query = query
        self._scope.start(self._filter_loaded(query), name="sort and filter", latest="narrow")

    async def _filter_loaded(self, query: Query) -> None:
        if self._handle is not None:
            result = await self._handle.narrow(query)
        else:
            from scholar_desktop.services.search.result_list import sorted_result  # not part of the start

            if self.result is None:
                return
            result = await asyncio.to_thread(sorted_result, self.result, query)
        if self.query is query:
            self.result = result
            self.updated.emit()
            if not self.running:
                self._scope.start(self._keep_soon(result), name="keep the search", latest="keep")

    async def _keep_soon(self, result: SearchResult) -> None:
        await asyncio.sleep(KEEP_AFTER_S)
        if self.result is result:
            await asyncio.to_thread(self._keep, result)

    def _end(self) -> None:
        self.running = False
        if self.cancelled:
            self._stop_handle()
        self._context.update(searching=False)
        self.ended.emit()

    def _stop_handle(self) -> None:
        """Say of the sources that have not finished that they were stopped."""
        self.cancelled = True
        if self._handle is not None:
            self._handle.stop()
            if self.result is not None:
                self.result = self._handle.result()

    def corpus_alone(self, names: Iterable[str]) -> tuple[str, ...] | None:
        """Return the `sources` of a search that had the sources *names*, if it was one of the offline corpus alone;
        None for another search, and if the corpus is the one source of the settings."""
        is_alone = tuple(names) == (CORPUS,) != tuple(self._services.settings_editor.current.sources)
        return (CORPUS,) if is_alone else None

    def remember(self, words: str) -> None:
        """Add *words* to the last searches."""
        self._state.set("searches", [words, *(one for one in self.last_words() if one != words)][:MOST_WORDS_KEPT])

    def _keep(self, result: SearchResult) -> None:
        """In a thread: writes the result to disk."""
        from scholar_desktop.ui.search.last_search import write_result  # needed only when a search has ended

        write_result(self._file, result, MOST_PAPERS_KEPT)

    async def _load_last(self) -> None:
        from scholar_desktop.domain.search.word_filter import needs_bulk  # runs after the first paint
        from scholar_desktop.ui.search.last_search import failed_search, read_result

        if (failed := failed_search(self._state.get(PROBLEM, dict))) is not None:
            # the box has its text again, which the results of an earlier search would not answer
            if self.query is None:
                self.query, self.problem = failed
                self.restored.emit()
            return
        if self._state.get(IS_CLEARED, bool):
            return
        result = await asyncio.to_thread(read_result, self._file)
        if result is not None and self.query is None:
            self.query, self.result = result.query, result
            self.sources = self.next_sources = self.corpus_alone(result.source_names)
            self.bulk = result.bulk and not needs_bulk(result.query)
            self._best, self._here = self._shown_of_s2() if self.bulk else (), result.filters_here
            self.restored.emit()
