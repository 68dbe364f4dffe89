"""A search for Zenodo records as a page shows it: loaded page by page, in all of Zenodo or in a community."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.request_options import RequestCounts, RequestOptions
from scholar_desktop.domain.search.record_runs import result_of_records
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.domain.zenodo.record_query import MAX_ROWS, RecordQuery
from scholar_desktop.services.search.search_ledger import LedgerEntry
from scholar_desktop.services.zenodo.zenodo_lookup import RecordList

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record import Community, Facets, Record
    from scholar_desktop.services.search.search_ledger import SearchLedger
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.zenodo.zenodo_lookup import ZenodoLookup


NOTE_AFTER_S = 0.4
"""Delay in seconds before further pages are written to the search ledger, as several may be loaded in a row."""


class RecordSearchSession(QObject):
    """One search at a time; a new one cancels the last. Each is a run of the search ledger.

    query: None before the first; community: the one that is searched, None for all of Zenodo; records, papers: those
    loaded so far, the same in both; facets: of the last complete answer; problem: why something is missing.
    """

    changed = Signal()

    def __init__(
        self, zenodo_lookup: ZenodoLookup, ledger: SearchLedger, scope: TaskScope, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._zenodo_lookup = zenodo_lookup
        self._ledger = ledger
        self._scope = scope
        self.community: Community | None = None
        self.query: RecordQuery | None = None
        self._clear()

    def _clear(self) -> None:
        self.records: tuple[Record, ...] = ()
        self.papers: tuple[Paper, ...] = ()
        self.total: int | None = None
        self.facets: Facets = {}
        self.dropped: tuple[str, ...] = ()
        self.problem: ErrorInfo | None = None
        self.more = False
        self.loading = False
        self._refresh = False
        self._pages = 0
        self._entry: LedgerEntry | None = None
        self._counts = RequestCounts()

    def run(self, query: RecordQuery, *, refresh: bool = False, stored_only: bool = False) -> None:
        """Request the first page of *query*: 1 request.

        Args:
            refresh: this page and those that are loaded later are requested again, without saved answers.
            stored_only: show what is stored, and send nothing. It is the list of an earlier search, and so no run of
                the ledger.
        """
        if query.sort == "bestmatch" and not query.words.strip():
            query = msgspec.structs.replace(query, sort=None)
        self.query = query
        facets = self.facets
        self._clear()
        self.facets = facets  # kept until the new ones arrive, so that the chips do not move
        self._refresh = refresh
        self._begin(stored_only=stored_only)

    def load_more(self) -> None:
        """Request the next page: 1 request."""
        if self.query is not None and not self.loading and (self.more or self.problem is not None):
            self._begin()

    def stop(self) -> None:
        """Cancel the request; what has arrived stays."""
        self._scope.cancel("records")
        self.loading = False
        self.changed.emit()

    def forget(self) -> None:
        """Clear the search, without a request."""
        self._scope.cancel("records")
        self.query = None
        self._clear()
        self.changed.emit()

    @property
    def is_at_result_limit(self) -> bool:
        """True if Zenodo's limit is reached: it sends no more rows of this search, although there are more."""
        return len(self.records) >= MAX_ROWS and (self.total or 0) > MAX_ROWS

    @property
    def saved_at(self) -> str | None:
        """When the oldest answer was received (ISO 8601, UTC), if all answers so far are saved ones; else None."""
        counts = self._counts.of(ZENODO)
        return counts.received if counts.cached and not counts.requests else None

    def _begin(self, *, stored_only: bool = False) -> None:
        assert self.query is not None
        self.loading, self.problem = True, None
        self.changed.emit()
        if self._entry is None and not stored_only:
            self._entry = self._new_entry(self.query, self.community)
        ask = RequestOptions(refresh=self._refresh, stored_only=stored_only, request_counts=self._counts)
        self._scope.start(self._ask(self.query, self.community, ask), name="search records", latest="records")

    async def _ask(self, query: RecordQuery, community: Community | None, ask: RequestOptions) -> None:
        lookup, number = self._zenodo_lookup, self._pages + 1
        try:
            if community is None:
                found = await lookup.search(query, ask, page=number)
            else:
                found = await lookup.records_of(community, query, ask, page=number)
            await self._take(found)
        except ScholarError as error:
            self.problem = error.info
        self.loading = False
        self._note()
        self.changed.emit()

    @staticmethod
    def _new_entry(query: RecordQuery, community: Community | None) -> LedgerEntry | None:
        """Return the entry of a search in the ledger; None if all records are listed, such as those of a community."""
        if msgspec.structs.replace(query, sort=None, all_versions=False) == RecordQuery():
            return None
        if community is not None:
            query = msgspec.structs.replace(query, community=community.slug)
        return LedgerEntry(records=query)

    def _note(self) -> None:
        """Write the counts and the records so far to the ledger."""
        entry = self._entry
        if entry is None or entry.records is msgspec.UNSET:
            return
        result = result_of_records(
            entry.records,
            self.papers,
            self._counts.of(ZENODO),
            total=self.total,
            has_more=self.more,
            dropped=self.dropped,
            problem=self.problem,
        )
        self._ledger.note(entry, result, {ZENODO: self.papers}, after_s=NOTE_AFTER_S if self._pages > 1 else 0.0)

    async def _take(self, found: RecordList) -> None:
        seen = {record.id for record in self.records}
        fresh = tuple(record for record in found.records if record.id not in seen)
        when = found.retrieved or current_timestamp()
        papers = await self._zenodo_lookup.papers_of(fresh, when)
        self.records += fresh
        self.papers += papers
        self.total, self.facets, self.dropped = found.total, found.facets, found.dropped
        self.more = found.more and len(self.records) < MAX_ROWS
        self._pages += 1
