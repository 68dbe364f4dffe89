"""The rows of all sources as one list: merged as they come, filtered and sorted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.cooperative import Turns
from scholar_desktop.domain.merging.dedupe import Merged, Merger
from scholar_desktop.domain.merging.split_rows import NOTHING_APART
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.text.titles import title_key
from scholar_desktop.services.search.ranking import ranked
from scholar_desktop.services.search.result_filter import Narrowed, Narrower

if TYPE_CHECKING:
    from scholar_desktop.services.search.manual_splits import Partings

IN_A_THREAD_FROM = 300
"""Rows whose merging takes longer than the window may stand still."""


class MergedList:
    """A few rows are merged when they are looked at (`now`), many in a thread, before whoever brings them goes on.

    rows: what each source has given so far; whoever changes it says so by `take_in`. query: by what the list is
    filtered and sorted; asked: what the services were asked; dropped: parameters that Zenodo did not heed.
    """

    def __init__(
        self, rows: Mapping[str, tuple[Paper, ...]], query: Query, partings: Partings, *, asked: Query, bulk: bool
    ) -> None:
        """bulk: Semantic Scholar is asked by its bulk search."""
        self.rows = rows
        self.query = query
        self.dropped: tuple[str, ...] = ()
        self._partings = partings
        self.asked = asked
        self._bulk = bulk
        self._merger = Merger()
        self._apart = NOTHING_APART
        self._narrower = Narrower((), {})
        self._merged: Merged | None = None
        self._narrowed: Narrowed | None = None
        self._busy = asyncio.Lock()
        self._stale = False

    def __len__(self) -> int:
        """How many rows there are, before merging."""
        return sum(map(len, self.rows.values()))

    @property
    def _is_short(self) -> bool:
        return len(self) < IN_A_THREAD_FROM

    async def take_in(self) -> None:
        """Rows have come."""
        if self._is_short:
            self._merged = None
        else:
            self._stale = True
            await self.settle()

    async def settle(self) -> None:
        """Merge what has come and is not merged yet."""
        async with self._busy:
            if self._stale:
                self._stale = False
                await self._merge_many()
                self._narrowed = await asyncio.to_thread(self._narrow)

    async def narrow(self, query: Query) -> None:
        """Filter and sort the same rows by *query*."""
        self.query = query
        async with self._busy:
            if self._merged is not None and self._apart != self._partings.apart:
                # a person has parted or joined papers since
                if self._is_short:
                    self._take(self._merge(dict(self.rows)), dict(self.rows))
                else:
                    await self._merge_many()
            self._narrowed = self._narrow() if self._is_short else await asyncio.to_thread(self._narrow)

    def now(self) -> tuple[Merged, Narrowed]:
        """The list as it was last merged, and what of it passes."""
        if self._merged is None and self._is_short:
            self._take(self._merge(self.rows), self.rows)
            self._narrowed = self._narrow()
        return self._merged or Merged((), 0), self._narrowed or Narrowed(())

    async def _merge_many(self) -> None:
        """In a thread, with the window getting its turns."""
        rows = dict(self.rows)

        def work() -> Merged:
            turns = Turns()
            for some in rows.values():
                for row in some:
                    title_key(row.title)
                    turns.give_way()
            return self._merge(rows, turns.give_way)

        self._take(await asyncio.to_thread(work), rows)

    def _merge(self, rows: Mapping[str, tuple[Paper, ...]], give_way: Callable[[], None] = lambda: None) -> Merged:
        self._apart = self._partings.apart
        by_relevance = msgspec.structs.replace(self.query, sort="relevance")
        return self._merger.merge(ranked(rows, by_relevance), self._apart, give_way)

    def _take(self, merged: Merged, rows: Mapping[str, tuple[Paper, ...]]) -> None:
        self._merged, self._narrower = merged, Narrower(merged.papers, rows)

    def _narrow(self) -> Narrowed:
        return self._narrower.narrow(self.query, asked=self.asked, bulk=self._bulk, dropped=self.dropped)
