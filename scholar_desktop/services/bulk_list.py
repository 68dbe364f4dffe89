"""The rows of one bulk search: call after call, each paper once, until the list ends or enough are there."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from scholar_desktop.domain.asking import Ask
from scholar_desktop.domain.errors import BadRequest
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.query import Query

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.bulk import Bulk

CALL = 1000
"""Rows of one call, whatever is wanted."""


class BulkList:
    """What has been loaded of one search; a failure or being cancelled leaves it as far as it has come.

    total: as the service says in its last answer, which changes while papers are added; skipped: rows that could not
    be understood; fields: what was asked for with every row.
    """

    def __init__(self, bulk: Bulk, query: Query, ask: Ask) -> None:
        self._bulk = bulk
        self._query = query
        self._ask = ask
        self._papers: dict[str, Paper] = {}
        self.total: int | None = None
        self.skipped = 0
        self.fields: tuple[str, ...] | None = None
        self._from_store = False

    @property
    def loaded(self) -> int:
        return len(self._papers)

    def papers(self) -> tuple[Paper, ...]:
        """Each paper once, in the order of the service."""
        return tuple(self._papers.values())

    async def load(self, limit: int | None, on_progress: Callable[[], None]) -> None:
        """Take *limit* papers (None: one call's), calling *on_progress* after each call. Raises SourceErrors."""
        try:
            await self._load(limit or CALL, on_progress, self._ask)
        except BadRequest:
            if not self._from_store:
                raise
            # the first calls came out of our own store, and the service has forgotten their token since
            await self._load(limit or CALL, on_progress, dataclasses.replace(self._ask, refresh=True))

    async def _load(self, limit: int, on_progress: Callable[[], None], ask: Ask) -> None:
        self._papers, self.skipped, self._from_store = {}, 0, False
        token: str | None = None
        seen: set[str | None] = {None}
        while True:
            page = await self._bulk.page(self._query, ask, token=token)
            for paper in page.papers:
                if self.loaded < limit:
                    self._papers.setdefault(paper.id or str(len(self._papers)), paper)
            self.total = page.total if page.total is not None else self.total
            self.skipped += page.skipped
            self.fields = page.fields if self.fields is None or len(page.fields) < len(self.fields) else self.fields
            self._from_store = self._from_store or page.cached
            on_progress()
            token = page.token
            # a token that comes again, or a call without rows, would lead round for ever
            if self.loaded >= limit or token in seen or not page.papers:
                return
            seen.add(token)
