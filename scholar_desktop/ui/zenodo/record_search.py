"""A search for Zenodo records as a page shows it: loaded page by page, in all of Zenodo or in a community."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.domain.zenodo.record_query import MAX_ROWS, RecordQuery
from scholar_desktop.services.zenodo.record_paper_conversion import paper_of
from scholar_desktop.services.zenodo.zenodo_lookup import RecordList

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record import Community, Facets, Record
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.zenodo.zenodo_lookup import ZenodoLookup


class RecordSearchSession(QObject):
    """One search at a time; a new one cancels the last.

    query: None before the first; community: the one that is searched, None for all of Zenodo; records, papers: those
    loaded so far, the same in both; facets: of the last complete answer; problem: why something is missing.
    """

    changed = Signal()

    def __init__(self, zenodo_lookup: ZenodoLookup, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zenodo_lookup = zenodo_lookup
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
        self._pages = 0

    def run(self, query: RecordQuery, *, stored_only: bool = False) -> None:
        """Request the first page of *query*: 1 request.

        Args:
            stored_only: show what is stored, and send nothing.
        """
        if query.sort == "bestmatch" and not query.words.strip():
            query = msgspec.structs.replace(query, sort=None)
        self.query = query
        facets = self.facets
        self._clear()
        self.facets = facets  # kept until the new ones arrive, so that the chips do not move
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

    def _begin(self, *, stored_only: bool = False) -> None:
        assert self.query is not None
        self.loading, self.problem = True, None
        self.changed.emit()
        ask = RequestOptions(stored_only=stored_only)
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
        self.changed.emit()

    async def _take(self, found: RecordList) -> None:
        seen = {record.id for record in self.records}
        fresh = tuple(record for record in found.records if record.id not in seen)
        when = found.retrieved or current_timestamp()
        papers = await asyncio.to_thread(lambda: tuple(paper_of(record, when) for record in fresh))
        self.records += fresh
        self.papers += papers
        self.total, self.facets, self.dropped = found.total, found.facets, found.dropped
        self.more = found.more and len(self.records) < MAX_ROWS
        self._pages += 1
