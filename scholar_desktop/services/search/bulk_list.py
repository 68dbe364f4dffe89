"""The result list of one bulk search, loaded request by request until the list ends or enough rows are loaded; each
paper is in it once."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import BadRequest
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.bulk import S2BulkSearch

ROWS_PER_CALL = 1000
"""Rows that the service sends for one request, regardless of how many are wanted."""


class BulkList:
    """The part of one bulk search that has been loaded. After a failure or a cancellation it keeps what was loaded, and
    `load` continues from there.

    Attributes:
        total: number of results according to the last response; it changes while papers are added to the index.
        skipped: rows that could not be parsed.
        fields: the fields that were requested for every row.
        ask: the options of the next request.
        changes: a counter that goes up whenever a value of this list may have changed.
    """

    def __init__(self, bulk: S2BulkSearch, query: Query, ask: RequestOptions, sort: str | None = None) -> None:
        """Create a list that is not loaded yet.

        Args:
            sort: a sort order of the service; None for that of the query.
        """
        self._bulk = bulk
        self._sort = sort
        self._query = query
        self.ask = ask
        self.changes = 0
        self._begin()
        self.total: int | None = None
        self.fields: tuple[str, ...] | None = None

    def _begin(self) -> None:
        self.changes += 1
        self._papers: dict[str, Paper] = {}
        self.skipped = 0
        self._from_store = False
        self._token: str | None = None
        self._seen: set[str | None] = {None}
        self._waiting: tuple[Paper, ...] = ()
        self._ended = False

    @property
    def loaded(self) -> int:
        """Number of papers loaded so far."""
        return len(self._papers)

    @property
    def has_more(self) -> bool:
        """True if the list has further rows."""
        return bool(self._waiting) or not self._ended

    def papers(self) -> tuple[Paper, ...]:
        """Return each paper once, in the order of the service. The full record of each is in the record store."""
        return tuple(self._papers.values())

    async def load(self, limit: int | None, on_page: Callable[[Sequence[Paper]], Awaitable[None]]) -> None:
        """Load papers until there are *limit* of them, calling *on_page* with the new ones after each request.

        Args:
            limit: number of papers in all; None for those of one more request.
            on_page: gets the papers of each request.

        Raises:
            SourceError: a request failed; what was loaded before is kept.
        """
        wanted = self.loaded + ROWS_PER_CALL if limit is None else limit
        try:
            await self._load(wanted, on_page, self.ask)
        except BadRequest:
            if not self._from_store:
                raise
            # The first pages came from our own cache, and the service has since forgotten their token.
            self._begin()
            await self._load(wanted, on_page, dataclasses.replace(self.ask, refresh=True))

    async def _load(
        self, limit: int, on_page: Callable[[Sequence[Paper]], Awaitable[None]], ask: RequestOptions
    ) -> None:
        if self._waiting:
            self._waiting = self._keep(self._waiting, limit)
            self.changes += 1
        while self.loaded < limit and not self._ended:
            page = await self._bulk.page(self._query, ask, token=self._token, sort=self._sort)
            self._waiting = self._keep(page.papers, limit)
            self.total = page.total if page.total is not None else self.total
            self.skipped += page.skipped
            self.fields = page.fields if self.fields is None or len(page.fields) < len(self.fields) else self.fields
            self._from_store = self._from_store or page.cached
            self._token = page.token
            self.changes += 1
            # a repeated token, or a response without rows, would make this loop endless
            self._ended = self._token in self._seen or not page.papers
            self._seen.add(self._token)
            await on_page(page.papers)

    def _keep(self, papers: tuple[Paper, ...], limit: int) -> tuple[Paper, ...]:
        """Add *papers* up to *limit*, and return the ones that did not fit."""
        known = self._papers
        for place, paper in enumerate(papers):
            if len(known) >= limit:
                return papers[place:]
            # A list may have millions of rows, so the full record of each is not held here.
            known.setdefault(paper.id or str(len(known)), msgspec.structs.replace(paper, facts=()))
        return ()
