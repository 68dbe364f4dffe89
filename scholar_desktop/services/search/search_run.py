"""One search: the state of each source, the list that is made of their rows, and loading more of them."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.errors import ErrorInfo, NoEmail, NotFound, Offline, ScholarError
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.identifiers.urls_without_identifier import page_identifier
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.search.sent_filters import services_receiving
from scholar_desktop.domain.search.word_filter import BULK, is_or_left_out, needs_bulk
from scholar_desktop.domain.source import CORPUS, S2, ZENODO, Phase
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.search.fetchers import FETCHERS
from scholar_desktop.services.search.result_list import ResultList, filter_results
from scholar_desktop.services.search.search_ledger import LedgerEntry
from scholar_desktop.services.search.source_fetcher import (
    SearchContext,
    SearchSources,
    SourceFetcher,
    SourceNotQueried,
    SourceState,
)
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.domain.search.filters import Filters
    from scholar_desktop.services.search.search_ledger import SearchLedger

log = logging.getLogger(__name__)

NOTE_AFTER_S = 0.4
"""Filters and sort order may change many times a second; a state is written to the ledger if it lasts this long."""
OR_LEFT_OUT_NOTE = Message(
    "It can't search for one side of the OR, so the OR was applied on your computer to the results for the other words."
)


class SearchRun:
    """One search. Each search has its own object, so a late response of an earlier one cannot enter it.

    Attributes:
        query: the filters and the sort order of the list now.
        asked: the query that was sent to the services.
    """

    def __init__(
        self,
        sources: SearchSources,
        query: Query,
        names: Sequence[str],
        on_update: Callable[[SearchResult], None],
        ask: RequestOptions,
        *,
        asked: Query | None = None,
        bulk: bool = False,
        best: Sequence[Paper] = (),
        estimate: int | None = None,
        is_corpus_first: bool = False,
        ledger: SearchLedger,
        entry: LedgerEntry,
    ) -> None:
        """Create a search that is not started.

        Args:
            names: the sources to search.
            on_update: gets the result at every change.
            asked: the query that is sent to the services, if it is not *query*: fewer filters, the rest is filtered
                here.
            bulk: whether the caller wants Semantic Scholar's bulk search.
            best: the rows of Semantic Scholar that are shown already; they come first in the list of a bulk search.
            estimate: the number of papers that its relevance search reported; None if not known.
            is_corpus_first: whether Semantic Scholar is searched only if the offline corpus has found nothing.
            ledger: the search ledger, and *entry* that of the run in it. An entry that has counts is continued: the
                rows of this run are loaded in addition, with `more`, and its requests are added to those of the entry.
        """
        self._sources = sources
        self._ledger = ledger
        self._entry = entry
        self._is_continued = bool(entry.loads)
        self._entries: dict[Filters, LedgerEntry] = {query.filters: entry}
        self._first_filters = query.filters
        self.query = query
        self.asked = asked or query
        self._by_bulk = bulk or needs_bulk(query)
        self._on_update = on_update
        self._list = ResultList(names, query, sources.manual_splits, bulk=self._by_bulk)
        self._list.asked = self.asked
        self._taken_for = ""
        self._outer = ask
        self._ask = dataclasses.replace(ask, on_wait=self._wait)
        self._search = SearchContext(
            sources, self.asked, names, bulk=bulk, best=best, estimate=estimate, is_corpus_first=is_corpus_first
        )
        self._fetchers = {name: self._new_fetcher(name) for name in names}
        for before in entry.reports:
            if before.name in self._fetchers:
                self._fetchers[before.name].state.add_requests_of(before, ask.request_counts)
        self._loading: set[str] = set()
        self._loading_changed = asyncio.Event()

    @property
    def entry(self) -> LedgerEntry:
        """The entry of the list with its filters in the search ledger."""
        return self._entry

    @property
    def rows(self) -> dict[str, tuple[Paper, ...]]:
        """The rows as each source returned them, before merging and filtering."""
        return {state.name: state.papers for state in self._states}

    @property
    def best_matches(self) -> tuple[Paper, ...]:
        """The rows of Semantic Scholar by relevance, without those that the operators or filters exclude."""
        rows = self.rows.get(S2, ())
        by_relevance = msgspec.structs.replace(self.query, sort="relevance")
        return filter_results(rows, by_relevance, {S2: rows}, asked=self.asked, bulk=self._by_bulk).papers

    @property
    def _states(self) -> tuple[SourceState, ...]:
        return tuple(fetcher.state for fetcher in self._fetchers.values())

    # Loading

    async def start(self, limit: int | None = None, *, in_ledger: bool = True) -> SearchResult:
        """Query every source for *limit* rows; None for its first page.

        Args:
            in_ledger: False to write the run to the search ledger only with `settled_result`, if it is used at all.
        """
        self.publish()
        await self._sources.manual_splits.load()
        await self._resolve_page(self.query.identifier)
        await gather_all(*self._loads(limit))
        identifier = self.query.identifier
        if not len(self._list) and identifier is not None and (page := page_identifier(identifier)):
            await self._resolve_page(page)  # Semantic Scholar might have known the address, but does not
            await gather_all(*self._loads(limit))
        if identifier is not None and identifier.scheme is Scheme.DOI and not len(self._list):
            await self._ask_zenodo_for_doi(limit)
        if identifier is not None:
            await self._add_other_version()
        elif self._entry.newest is not None:
            await self._entry.newest.add_to(self._fetchers.values(), self._search, self._ask)
        if in_ledger and not self._is_continued:  # else the first rows are those that the entry has
            return await self.settled_result()
        await self._list.settle()
        return self.result()

    async def _ask_zenodo_for_doi(self, limit: int | None) -> None:
        """Look up a DOI that no other source has at Zenodo, whose records can have the DOI of another publisher."""
        zenodo = self._fetchers.get(ZENODO)
        if zenodo is not None and zenodo.state.report.phase is Phase.SKIPPED:
            self._search.asks_zenodo_for_doi = True
            zenodo.state.set_report(Phase.ASKING)
            self.publish()
            await self._load(zenodo, limit)

    async def more(self, ask: RequestOptions, *, rows: int | None = None, again: Sequence[str] = ()) -> SearchResult:
        """Load more rows from the sources that have further rows.

        Args:
            rows: number of rows to load from each source; None for one more page.
            again: query these sources instead, which have failed or have sent only a part. The others keep what they
                have sent.
        """
        self._outer = ask
        self._ask = dataclasses.replace(ask, on_wait=self._wait)
        failed = self._failed
        for state in self._states:
            state.count_with(ask.request_counts)
        names = again or self.further
        for name in again:
            self._begin_again(name)
        for name in names:
            self._fetchers[name].state.set_report(Phase.ASKING)
        self._loading = set(names)
        self.publish()
        await gather_all(
            *(self._load(self._fetchers[name], rows, may_be_retried=True) for name in names),
            *(self._load_if_wanted(name, rows) for name in failed if name not in names),
        )
        if self.query.identifier is not None and again:
            await self._add_other_version()
        return await self.settled_result()

    async def _add_other_version(self) -> None:
        """Look for the preprint or the published version of the paper that an identifier names."""
        from scholar_desktop.services.search.by_identifier import add_other_version  # needed only here

        await add_other_version(self._states, self._sources, self._ask)

    @property
    def _failed(self) -> list[str]:
        return [state.name for state in self._states if state.report.phase is Phase.FAILED]

    def retry(self, names: Sequence[str]) -> bool:
        """Query those of *names* again that have failed, while others are still queried. False if there are none."""
        failed = [name for name in self._failed if name in names]
        if not self._loading or not failed:
            return False
        for name in failed:
            self._begin_again(name)
            self._loading.add(name)
        self._wake()
        self.publish()
        return True

    def _begin_again(self, name: str) -> None:
        """Set a source that has failed to be queried from its first row on, or from the page on that has failed."""
        state = self._fetchers[name].state
        if not state.can_continue or state.skipped:
            before = state.report
            fetcher = self._fetchers[name] = self._new_fetcher(name)
            state = fetcher.state
            state.add_requests_of(before, self._outer.request_counts)
        state.set_report(Phase.ASKING)

    def _new_fetcher(self, name: str) -> SourceFetcher:
        state = SourceState(name, self._outer.request_counts, self._merge, self.publish)
        if is_or_left_out(self.asked, BULK if name == S2 and self._by_bulk else name):
            state.note = OR_LEFT_OUT_NOTE
        return FETCHERS[name](self._search, state)

    def _loads(self, limit: int | None) -> list[Coroutine[Any, Any, None]]:
        """Return what loads *limit* rows of every source, or one page; a source that fails may be queried again
        (`retry`) until the last one has ended."""
        self._loading = set(self._fetchers)
        return [self._load(fetcher, limit, may_be_retried=True) for fetcher in self._fetchers.values()]

    async def _wanted_again(self, name: str) -> SourceFetcher | None:
        """Wait until the source *name* is queried again, or all sources have ended (None)."""
        self._loading.discard(name)
        self._wake()
        while self._loading and name not in self._loading:
            await self._loading_changed.wait()
        return self._fetchers[name] if name in self._loading else None

    async def _load_if_wanted(self, name: str, limit: int | None) -> None:
        """Load *limit* rows of a source that has failed before, or one page, if it is queried again (`retry`) until all
        others have ended."""
        await self._load(await self._wanted_again(name), limit, may_be_retried=True)

    def _wake(self) -> None:
        """Let those continue that wait for a change of `_loading`."""
        self._loading_changed.set()
        self._loading_changed = asyncio.Event()

    async def _load(self, fetcher: SourceFetcher | None, limit: int | None, *, may_be_retried: bool = False) -> None:
        """Load *limit* rows of one source, or one page, and report how that ended."""
        while fetcher is not None:
            state = fetcher.state
            try:
                if self.query.identifier is not None:
                    try:
                        await fetcher.find(self.query.identifier, self._ask)
                    except NotFound:  # it has answered, not failed
                        await state.add((), 0)
                else:
                    left = limit
                    while left is None or left > 0:
                        left = await fetcher.next_page(left, self._ask)
                skipped = state.skipped_error
                state.show_report(Phase.OK if skipped is None else state.incomplete_phase, skipped)
            except (NoEmail, Offline) as error:
                state.show_report(state.stopped_phase, error.info)
            except SourceNotQueried as unasked:
                state.set_report(Phase.SKIPPED, unasked.info, cannot_match=unasked.cannot_match)
                self.publish()
            except ScholarError as error:
                state.show_report(state.incomplete_phase, error.info)
            except Exception:
                # a bug of this program in one source must not lose the results of the others
                log.exception("searching %s failed", state.name)
                info = ErrorInfo(
                    "unexpected",
                    Message("The results could not be processed because of an internal error."),
                    None,
                    state.name,
                )
                state.show_report(state.incomplete_phase, info)
            fetcher = await self._wanted_again(state.name) if may_be_retried else None

    async def _resolve_page(self, page: Identifier | None) -> None:
        """Replace the web page *page* in the query by the identifier of its paper."""
        if page is None or page.scheme is not Scheme.PAGE or tuple(self._search.names) == (CORPUS,):
            return  # the offline corpus alone requests nothing
        try:
            named = await self._sources.pages().resolve(page, self._ask)
        except ScholarError:
            self.stop()  # no source is queried
            self.publish()
            raise
        self._taken_for = named.words
        self._search.is_web_page = bool(named.words)
        self.query = self.asked = msgspec.structs.replace(self.query, identifier=named.identifier)
        self._list.query = self._list.asked = self.query

    # State

    @property
    def further(self) -> tuple[str, ...]:
        """The sources that have rows which are not loaded yet."""
        return tuple(state.name for state in self._states if state.can_continue)

    @property
    def is_whole(self) -> bool:
        """True if every source has returned all its results, so that a narrower query can be answered from them without
        a request."""
        return not self.further and all(
            state.report.phase is Phase.OK or (state.report.phase is Phase.SKIPPED and state.report.error is not None)
            for state in self._states
        )

    def contains(self, query: Query) -> bool:
        """Return True if the whole list has everything that *query* can find."""
        return query.words == self.asked.words and query.filters.is_narrower(self.asked.filters)

    @property
    def is_merging(self) -> bool:
        """True while rows that have arrived are merged and filtered."""
        return self._list.is_merging

    def listen(self, on_update: Callable[[SearchResult], None]) -> None:
        """Send the result to *on_update* from now on."""
        self._on_update = on_update

    def stop(self) -> None:
        """Mark the sources that have not finished as stopped, with the rows that they have returned. What was loaded
        in addition to an entry of the ledger is added to it."""
        for state in self._states:
            if not state.report.settled:
                state.set_report(state.stopped_phase)
        if self._entry.loads:
            self._note(self.result())

    async def _merge(self) -> None:
        """Merge the rows that a source has added into the list."""
        dropped = tuple(name for state in self._states for name in state.dropped)
        await self._list.take_in(self.rows, dropped)

    def publish(self) -> None:
        """Send the current result to *on_update*."""
        self._on_update(self.result())

    def result(self) -> SearchResult:
        """Return the list as it was last merged, and the state of each source."""
        merged, narrowed = self._list.now()
        return SearchResult(
            self.query,
            narrowed.papers,
            merged.merged,
            tuple(state.report for state in self._states),
            narrowed=narrowed.by,
            loaded=len(merged.papers),
            facets=next((state.facets for state in self._states if state.facets), {}),
            dropped=self._list.dropped,
            skipped={state.name: state.skipped for state in self._states if state.skipped},
            bulk=self._by_bulk,
            more=self.further,
            taken_for=self._taken_for,
        )

    def papers_without(self, name: str) -> tuple[Paper, ...] | None:
        """Return the loaded papers that pass all filters other than *name*; None if a source was searched with that
        filter, so that the others are not here, or while rows are merged."""
        asked = self.asked.filters
        is_sent = name in asked.names() and (services_receiving(asked, name) or CORPUS in self._search.names)
        if is_sent or self.is_merging:
            return None
        return self._list.papers_without(name)

    async def settled_result(self) -> SearchResult:
        """Return the complete list, and write it to the search ledger."""
        await self._list.settle()
        result = self.result()
        self._note(result)
        return result

    def _note(self, result: SearchResult, *, after_s: float = 0.0) -> None:
        """Write *result* to the ledger, in the order in which the run was written to it first: sorting the shown list
        later is no other search, and a row of the ledger keeps its place. The thread of the ledger sorts."""
        in_order = None
        if (sort := self._entry.sort) is not None and sort != result.query.sort:
            in_order = self._list.sorter(sort)
            result = msgspec.structs.replace(result, query=msgspec.structs.replace(result.query, sort=sort))
        self._ledger.note(self._entry, result, self.rows, in_order=in_order, after_s=after_s)

    async def narrow(self, query: Query) -> SearchResult:
        """Filter and sort the same rows by *query*, without a request."""
        self.query = query
        await self._list.narrow(query)
        result = self.result()
        before, self._entry = self._entry, self._entry_of(query.filters)
        if self._entry is not before and not before.number:
            self._ledger.drop_pending(before)  # the filters did not last
        counted = result if query.filters == self._first_filters else _without_requests(result)
        self._note(counted, after_s=NOTE_AFTER_S)
        return result

    def _entry_of(self, filters: Filters) -> LedgerEntry:
        """Return the entry of this list with *filters* in the ledger, one for each: what was screened with a filter
        remains in the ledger when the filter is removed."""
        if filters not in self._entries:
            self._entries[filters] = LedgerEntry()
        return self._entries[filters]

    def _wait(self, name: str, until: datetime | None) -> None:
        """Report that the next request to the source *name* waits."""
        state = self._fetchers[name].state if name in self._fetchers else None
        if state is not None and not state.report.settled:
            state.show_report(Phase.ASKING if until is None else Phase.WAITING, until=until)
        if self._outer.on_wait is not None:
            self._outer.on_wait(name, until)


def _without_requests(result: SearchResult) -> SearchResult:
    """Return *result* as that of a list that was filtered without a request."""
    reports = tuple(msgspec.structs.replace(report, requests=0, cached=0) for report in result.reports)
    return msgspec.structs.replace(result, reports=reports)
