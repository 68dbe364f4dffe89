"""One search: the rows and the state of each source, and loading more of them."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import ErrorInfo, NoEmail, NotFound, Offline, ScholarError
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.identifiers.urls_without_identifier import page_identifier
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import unsatisfiable_filter
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.search.query_parser import parse_operators, with_operator_filters
from scholar_desktop.domain.search.word_filter import needs_bulk, or_branches
from scholar_desktop.domain.source import LIBRARY, S2, TITLES, UNPAYWALL, ZENODO, Phase, SourceReport
from scholar_desktop.domain.zenodo.record import Facets
from scholar_desktop.domain.zenodo.record_query import MAX_ROWS
from scholar_desktop.services.search.author_or_search import AuthorOrSearch
from scholar_desktop.services.search.bulk_list import BulkList
from scholar_desktop.services.search.by_identifier import IdentifierSearch
from scholar_desktop.services.search.result_list import ResultList
from scholar_desktop.services.search.search_sources import SearchSources, SourceNotQueried
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.services.search.new_results import NewResults
    from scholar_desktop.services.search.search_ledger import LedgerEntry

log = logging.getLogger(__name__)

S2_PAGE = 100
ZENODO_PAGE = 25
"""Rows of one page that Zenodo sends without an access token."""
LIBRARY_PAGE = 200
MOST_CITED = "citationCount:desc"
OR_BRANCHES_NOTE = "Its best matches know no OR, so each side was asked for itself; they stand in turn."
OR_NOTE = "Its best matches know no OR, so its whole list was asked, the most cited first."
NOTE_AFTER_S = 0.4
"""The user may change filters and sort order many times a second; a state is written to the ledger only if it lasts
this long."""
MERGE_GROWTH = 1.02
"""While a list is loaded completely, it is merged and shown again whenever it has grown by this factor: with every
request up to 50,000 rows, and after that less often, so that showing it does not take longer than loading it."""

_ONLY_ZENODO = {
    "community": "Communities are Zenodo's: no other service knows which papers are in one.",
    "language": "Only Zenodo says in which language something is.",
    "subject": "Subjects are Zenodo's keywords; Semantic Scholar has fields of study alone, and none of this name.",
    "file_type": "Only Zenodo says which files something has.",
    "access": "This access right is Zenodo's, and no other service knows it.",
    "record_type": "This type is Zenodo's, and no other service has such things.",
}


class SearchRun:
    """The state of one search. Each new search gets its own object, so a late response of an earlier one cannot enter
    it.

    Attributes:
        query: the filters and the sort order of the list now.
        asked: the query that was sent to the services.
        bulk: whether the caller asked for Semantic Scholar's bulk search.
        rows: the rows as each source returned them, before merging and filtering.
    """

    def __init__(
        self,
        sources: SearchSources,
        query: Query,
        names: Sequence[str],
        on_update: Callable[[SearchResult], None],
        ask: RequestOptions,
        *,
        bulk: bool = False,
        entry: LedgerEntry,
    ) -> None:
        """Create a search that is not started.

        Args:
            names: the sources to search.
            on_update: gets the result at every change.
            entry: the entry of the run in the search ledger.
        """
        self._sources = sources
        self._entry = entry
        self.query = query
        self.asked = query
        self._asked = with_operator_filters(query)
        self.bulk = bulk
        self._by_bulk = bulk or needs_bulk(query)
        self.rows: dict[str, tuple[Paper, ...]] = dict.fromkeys(names, ())
        self._one = IdentifierSearch(sources, self.rows)
        self._on_update = on_update
        self._reports = {name: SourceReport(name, Phase.ASKING) for name in names}
        self._loaded = dict.fromkeys(names, 0)
        self._skipped = dict.fromkeys(names, 0)
        self._totals: dict[str, int | None] = dict.fromkeys(names)
        self._next: dict[str, int | None] = dict.fromkeys(names)
        self._facets: Facets = {}
        self._list = ResultList(self.rows, query, sources.manual_splits, asked=query, bulk=self._by_bulk)
        self._taken_for = ""
        branches = or_branches(query)
        self._relevance_search = AuthorOrSearch(sources.s2, branches) if branches else sources.s2
        note = OR_NOTE if self._by_bulk and not bulk else OR_BRANCHES_NOTE if branches and not bulk else ""
        self._notes = {S2: note}
        self._outer = ask
        self._spent_before: dict[str, tuple[int, int]] = {}
        self._ask = ask
        self._bulk_list: BulkList | None = None
        self._use_options(ask)

    # Loading

    async def start(self, limit: int | None = None) -> SearchResult:
        """Query every source for *limit* rows; None for its first page."""
        self.publish()
        await self._sources.manual_splits.load()
        await self._resolve_page(self.query.identifier)
        await gather_all(*(self._ask_source(name, limit) for name in self.rows))
        if (
            not len(self._list)
            and self.query.identifier is not None
            and (page := page_identifier(self.query.identifier))
        ):
            await self._resolve_page(page)  # Semantic Scholar might have known the address, but does not
            await gather_all(*(self._ask_source(name, limit) for name in self.rows))
        if self.query.identifier is not None:
            await self._other_version()
        elif self._entry.newest is not None:
            await self._look_for_new(self._entry.newest)
        return await self.settled_result()

    async def _look_for_new(self, newest: NewResults) -> None:
        """Add what a saved search finds beyond its first pages to the list."""
        from scholar_desktop.services.search.new_results import newest_pages

        sources = (self._sources.s2, self._sources.unpaywall, self._sources.zenodo)
        names = [name for name in self.further if name != LIBRARY]
        query, is_oa = self._asked, self._asked_oa
        asked = {name: newest_pages(name, query, self._ask, sources, is_oa=is_oa) for name in names}
        ended = {name: self._reports[name] for name in names}
        for name, papers in (await newest.look(asked, self.rows)).items():
            await self._sources.known.remember(papers)
            self._notes[name] = f"{self._notes.get(name, '')} {newest.notes.get(name, '')}".strip()
            if papers:
                await self._add(name, papers, None)
            self._report(name, ended[name].phase, ended[name].error)

    @property
    def _asked_oa(self) -> bool | None:
        """The open access filter of the Unpaywall request."""
        filters = self._asked.filters
        return filters.is_oa if filters.is_oa is not None else True if filters.open_access else None

    async def _resolve_page(self, page: Identifier | None) -> None:
        """Replace the web page *page* in the query by the identifier of its paper."""
        if page is None or page.scheme is not Scheme.PAGE:
            return
        try:
            named = await self._sources.pages().resolve(page, self._ask)
        except ScholarError:
            self.stop()  # no source is queried
            self.publish()
            raise
        self._taken_for = named.words
        self.query = self.asked = msgspec.structs.replace(self.query, identifier=named.identifier)
        self._list.query = self._list.asked = self.query
        self._asked = with_operator_filters(self.query)

    @property
    def further(self) -> tuple[str, ...]:
        """The sources that have rows which are not loaded yet."""
        return tuple(
            name
            for name, next_ in self._next.items()
            if next_ is not None and self._reports[name].phase not in (Phase.FAILED, Phase.SKIPPED)
        )

    async def more(
        self, ask: RequestOptions, *, rows: int | None = None, only: Sequence[str] | None = None
    ) -> SearchResult:
        """Load more rows from the sources that have further rows.

        Args:
            rows: number of rows to load from each source, for a bulk search the length that its list is to have; None
                for one more page.
            only: the sources to load from; None for all.
        """
        names = [name for name in self.further if only is None or name in only]
        self._use_options(ask)
        for name in names:
            self._report(name, Phase.ASKING)
        self.publish()
        await gather_all(*(self._ask_source(name, rows) for name in names))
        return await self.settled_result()

    def listen(self, on_update: Callable[[SearchResult], None]) -> None:
        """Send the result to *on_update* from now on."""
        self._on_update = on_update

    def stop(self) -> None:
        """Mark the sources that have not finished as stopped, with the rows that they have returned."""
        for name, report in self._reports.items():
            if not report.settled:
                self._report(name, Phase.PARTIAL if self.rows[name] else Phase.SKIPPED)

    async def _ask_source(self, name: str, limit: int | None) -> None:
        try:
            if name == LIBRARY:
                await self._library_rows(limit)
            elif self.query.identifier is not None:
                await self._identified(name, self.query.identifier)
            else:
                if (filter_ := unsatisfiable_filter(self._asked.filters, name)) is not None:
                    raise SourceNotQueried(_ONLY_ZENODO[filter_], name)
                ask_for = {S2: self._bulk_rows if self._by_bulk else self._s2_rows, UNPAYWALL: self._unpaywall_rows}
                await ask_for.get(name, self._zenodo_rows)(limit)
            skipped = self._skipped_error(name)
            self._end(name, Phase.OK if skipped is None else self._incomplete_phase(name), skipped)
        except (NoEmail, Offline) as error:
            self._end(name, Phase.PARTIAL if self.rows[name] else Phase.SKIPPED, error.info)
        except SourceNotQueried as unasked:
            self._end(name, Phase.SKIPPED, unasked.info)
        except ScholarError as error:
            self._end(name, self._incomplete_phase(name), error.info)
        except Exception:
            # a bug of this program in one source must not lose the results of the others
            log.exception("searching %s failed", name)
            info = ErrorInfo(
                "unexpected", "The answer could not be worked through: a fault of this program.", None, name
            )
            self._end(name, self._incomplete_phase(name), info)
        finally:
            if name == S2:
                self._one.s2_answered.set()

    async def _s2_rows(self, limit: int | None) -> None:
        offset: int | None = self._next[S2] or 0
        wanted = S2_PAGE if limit is None else limit
        while offset is not None and wanted > 0:
            page = await self._relevance_search.search(
                self._asked, self._ask, offset=offset, limit=min(S2_PAGE, wanted)
            )
            wanted -= len(page.papers) + page.skipped
            offset = page.next if page.next is None or page.next > offset else None
            self._next[S2] = offset
            await self._add(S2, page.papers, page.total, page.skipped)
            await self._sources.known.remember(page.papers)
            if limit is None:
                return  # the first page is one request, no matter how few rows the service sends

    async def _bulk_rows(self, limit: int | None) -> None:
        if self._bulk_list is None:
            best = None if self.bulk or self._asked.sort != "relevance" else MOST_CITED
            self._bulk_list = BulkList(self._sources.s2.bulk, self._asked, self._ask, best)
        found = self._bulk_list
        found.ask = self._ask
        merged_at, taken = len(self.rows[S2]), found.changes

        async def take() -> None:
            nonlocal taken
            taken = found.changes
            self._skipped[S2] = found.skipped
            self.rows[S2], self._loaded[S2] = (), 0
            self._next[S2] = found.loaded if found.has_more else None
            await self._add(S2, found.papers(), found.total)

        async def on_page(papers: Sequence[Paper]) -> None:
            nonlocal merged_at
            await self._sources.known.remember(papers, s2_fields=found.fields)
            self._loaded[S2], self._totals[S2] = found.loaded, found.total
            if found.loaded > MERGE_GROWTH * max(merged_at, 1):
                merged_at = found.loaded
                await take()
            else:
                self._report(S2, Phase.ASKING)
                self.publish()

        try:
            await found.load(limit, on_page)
        finally:
            if taken != found.changes:
                await take()

    async def _unpaywall_rows(self, limit: int | None) -> None:
        from scholar_desktop.sources.unpaywall.query_text import title_query

        if not title_query(self.query.words) and (parse_operators(self.query.words).groups or self.bulk):
            raise SourceNotQueried("Unpaywall searches titles, and nothing of this search is to be in one.", UNPAYWALL)
        is_oa = self._asked_oa
        wanted, number = limit, self._next[UNPAYWALL] or 1
        while True:
            page = await self._sources.unpaywall.search(self.query.words, self._ask, is_oa=is_oa, page=number)
            number += 1
            self._next[UNPAYWALL] = number if page.more else None
            await self._add(UNPAYWALL, page.papers[:wanted], None, page.skipped)
            await self._sources.known.remember(page.papers[:wanted])
            if wanted is None or not page.more or len(page.papers) >= wanted:
                return
            wanted -= len(page.papers)

    async def _zenodo_rows(self, limit: int | None) -> None:
        from scholar_desktop.sources.zenodo.query_text import query_string

        if self.bulk and not query_string(self._asked):
            raise SourceNotQueried("Zenodo wants words, and there are filters alone.", ZENODO)
        wanted, number = limit, self._next[ZENODO] or 1
        size = ZENODO_PAGE if limit is None or number > 1 else min(ZENODO_PAGE, limit)
        while True:
            page = await self._sources.zenodo.search(self._asked, self._ask, page=number, size=size)
            number += 1
            behind_the_window = number * size > MAX_ROWS
            self._next[ZENODO] = number if page.next and not behind_the_window and size == ZENODO_PAGE else None
            self._facets, self._list.dropped = page.facets or self._facets, page.dropped
            await self._add(ZENODO, page.papers[:wanted], page.total, page.skipped)
            await self._sources.known.remember(page.papers[:wanted])
            if wanted is None or not page.next or len(page.papers) >= wanted or behind_the_window:
                return
            wanted -= len(page.papers)

    async def _library_rows(self, limit: int | None) -> None:
        if self.query.identifier is not None:
            kept = await self._sources.library.find(self.query.identifier)
            await self._add(LIBRARY, () if kept is None else (kept.paper,), 0 if kept is None else 1)
            return
        loaded = len(self.rows[LIBRARY])
        page = await self._sources.library.page(
            LibraryView.ALL, self.query.words, limit=limit or LIBRARY_PAGE, offset=loaded
        )
        has_more = page.papers and loaded + len(page.papers) < page.total
        self._next[LIBRARY] = loaded + len(page.papers) if has_more else None
        await self._add(LIBRARY, tuple(kept.paper for kept in page.papers), page.total)

    async def _identified(self, name: str, identifier: Identifier) -> None:
        """Look up one paper by its identifier. A service that does not know it has answered, not failed."""
        try:
            paper = await self._one.ask(name, identifier, self._ask, is_recent=bool(self._taken_for))
        except NotFound:
            await self._add(name, (), 0)
            return
        await self._add(name, (paper,), 1)
        await self._sources.known.remember((paper,))

    async def _other_version(self) -> None:
        """Add the published version of a preprint that was searched by identifier, or the preprint of a published
        work."""
        from scholar_desktop.services.search.by_identifier import (
            other_versions,  # needed only for a search by identifier
        )

        answered = [name for name, report in self._reports.items() if report.phase is Phase.OK]
        sources = self._sources
        found = await other_versions(self.rows, answered, sources.s2, sources.unpaywall, self._ask)
        for name in answered:
            if found is not None and found[0] == name:
                await sources.known.remember(found[1])
                await self._add(name, found[1], self._loaded[name] + len(found[1]))
            self._report(name, Phase.OK)

    # State

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
            tuple(self._reports.values()),
            narrowed=narrowed.by,
            loaded=len(merged.papers),
            facets=self._facets,
            dropped=self._list.dropped,
            skipped={name: count for name, count in self._skipped.items() if count},
            bulk=self._by_bulk,
            more=self.further,
            taken_for=self._taken_for,
        )

    async def settled_result(self) -> SearchResult:
        """Return the complete list, and write it to the search ledger."""
        await self._list.settle()
        result = self.result()
        self._sources.ledger.note(self._entry, result, self.rows)
        return result

    async def narrow(self, query: Query) -> SearchResult:
        """Filter and sort the same rows by *query*, without a request."""
        self.query = query
        await self._list.narrow(query)
        result = self.result()
        self._sources.ledger.note(self._entry, result, self.rows, after_s=NOTE_AFTER_S)
        return result

    @property
    def is_whole(self) -> bool:
        """True if every source has returned all its results, so that a narrower query can be answered from them without
        a request."""
        return not self.further and all(
            report.phase is Phase.OK or (report.phase is Phase.SKIPPED and report.error is not None)
            for report in self._reports.values()
        )

    async def _add(self, name: str, papers: tuple[Paper, ...], total: int | None, skipped: int = 0) -> None:
        """Add a page of the source *name*, applying the filters that its service does not have.

        Args:
            skipped: rows of the page that could not be parsed.
        """
        self._loaded[name] += len(papers)
        self._skipped[name] += skipped
        self._totals[name] = total if total is not None else self._totals[name]
        self.rows[name] += papers
        await self._list.take_in()
        self._report(name, Phase.ASKING)
        self.publish()

    def _skipped_error(self, name: str) -> ErrorInfo | None:
        """Return the error for rows of *name* that could not be parsed, None if there are none."""
        if not (skipped := self._skipped[name]):
            return None
        rows = "1 result" if skipped == 1 else f"{skipped} results"
        verb = "is" if skipped == 1 else "are"
        return ErrorInfo(
            "bad_answer", f"{rows} of {TITLES[name]} cannot be understood and {verb} left out.", None, name
        )

    def _incomplete_phase(self, name: str) -> Phase:
        """Return the final phase of *name* if its results are incomplete."""
        return Phase.PARTIAL if self.rows[name] else Phase.FAILED

    def _end(self, name: str, phase: Phase, error: ErrorInfo | None = None) -> None:
        self._report(name, phase, error)
        self.publish()

    def _use_options(self, ask: RequestOptions) -> None:
        """Use the options *ask* from now on."""
        self._outer = ask
        for name in self.rows:
            before, spent = self._reports[name], ask.request_counts.of(name)
            self._spent_before[name] = (spent.requests - before.requests, spent.cached - before.cached)
        self._ask = dataclasses.replace(ask, on_wait=self._wait)

    def _wait(self, name: str, until: datetime | None) -> None:
        if name in self._reports and not self._reports[name].settled:
            self._report(name, Phase.ASKING if until is None else Phase.WAITING, until=until)
            self.publish()
        if self._outer.on_wait is not None:
            self._outer.on_wait(name, until)

    def _report(self, name: str, phase: Phase, error: ErrorInfo | None = None, until: datetime | None = None) -> None:
        spent = self._ask.request_counts.of(name)
        requests, cached = self._spent_before[name]
        self._reports[name] = SourceReport(
            name,
            phase,
            requests=spent.requests - requests,
            cached=spent.cached - cached,
            total=self._totals[name],
            loaded=self._loaded[name],
            error=error,
            until=until,
            note=self._notes.get(name, ""),
        )
