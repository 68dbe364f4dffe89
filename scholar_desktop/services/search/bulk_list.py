"""The rows of one bulk search: call after call, each paper once, until the list ends or enough are there."""

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
"""Rows of one call, whatever is wanted."""


class BulkList:
    """What has been loaded of one search; a failure or being cancelled leaves it as far as it has come, and `load` goes
    on from there.

    total: as the service says in its last answer, which changes while papers are added; skipped: rows that could not
    be understood; fields: what was asked for with every row; ask: by which the next call is made;
    changes: goes up whenever something of this may be another.
    """

    def __init__(self, bulk: S2BulkSearch, query: Query, ask: RequestOptions, sort: str | None = None) -> None:
        """sort: of the service, None for what the query says."""
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
        return len(self._papers)

    @property
    def has_more(self) -> bool:
        """Whether the list goes on."""
        return bool(self._waiting) or not self._ended

    def papers(self) -> tuple[Paper, ...]:
        """Each paper once, in the order of the service. What it said of them in full is in the record store."""
        return tuple(self._papers.values())

    async def load(self, limit: int | None, on_page: Callable[[Sequence[Paper]], Awaitable[None]]) -> None:
        """Take *limit* papers in all (None: those of one call more), calling *on_page* with the new ones after each
        call. Raises SourceErrors."""
        wanted = self.loaded + ROWS_PER_CALL if limit is None else limit
        try:
            await self._load(wanted, on_page, self.ask)
        except BadRequest:
            if not self._from_store:
                raise
            # the first calls came out of our own store, and the service has forgotten their token since
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
            # a token that comes again, or a call without rows, would lead round for ever
            self._ended = self._token in self._seen or not page.papers
            self._seen.add(self._token)
            await on_page(page.papers)

    def _keep(self, papers: tuple[Paper, ...], limit: int) -> tuple[Paper, ...]:
        """Take those of *papers* that there is room for; the rest is given back."""
        known = self._papers
        for place, paper in enumerate(papers):
            if len(known) >= limit:
                return papers[place:]
            # a list may have millions of rows: what was sent of each in full is not held here
            known.setdefault(paper.id or str(len(known)), msgspec.structs.replace(paper, facts=()))
        return ()
