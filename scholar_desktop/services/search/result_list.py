"""The rows of all sources as one list: merged as they come, filtered and sorted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.cooperative import Yielder
from scholar_desktop.domain.merging.dedupe import DedupeResult, Deduplicator
from scholar_desktop.domain.merging.split_rows import NO_SPLITS
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.text.titles import title_key
from scholar_desktop.services.search.ranking import rank_rows
from scholar_desktop.services.search.result_filter import FilteredResults, ResultFilter

if TYPE_CHECKING:
    from scholar_desktop.services.search.manual_splits import ManualSplits

MIN_ROWS_FOR_THREAD = 300
"""Rows whose merging takes longer than the window may stand still."""


class ResultList:
    """A few rows are merged when they are looked at (`now`), many in a thread, before whoever brings them goes on.

    rows: what each source has given so far; whoever changes it says so by `take_in`. query: by what the list is
    filtered and sorted; asked: what the services were asked; dropped: parameters that Zenodo did not heed.
    """

    def __init__(
        self,
        rows: Mapping[str, tuple[Paper, ...]],
        query: Query,
        manual_splits: ManualSplits,
        *,
        asked: Query,
        bulk: bool,
    ) -> None:
        """bulk: Semantic Scholar is asked by its bulk search."""
        self.rows = rows
        self.query = query
        self.dropped: tuple[str, ...] = ()
        self._manual_splits = manual_splits
        self.asked = asked
        self._bulk = bulk
        self._merger = Deduplicator()
        self._splits = NO_SPLITS
        self._filter = ResultFilter((), {})
        self._merged: DedupeResult | None = None
        self._filtered: FilteredResults | None = None
        self._busy = asyncio.Lock()
        self._stale = False

    def __len__(self) -> int:
        """How many rows there are, before merging."""
        return sum(map(len, self.rows.values()))

    @property
    def _is_short(self) -> bool:
        return len(self) < MIN_ROWS_FOR_THREAD

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
                self._filtered = await asyncio.to_thread(self._filter_rows)

    async def narrow(self, query: Query) -> None:
        """Filter and sort the same rows by *query*."""
        self.query = query
        async with self._busy:
            if self._merged is not None and self._splits != self._manual_splits.apart:
                # a person has parted or joined papers since
                if self._is_short:
                    self._set_merged(self._merge(dict(self.rows)), dict(self.rows))
                else:
                    await self._merge_many()
            self._filtered = self._filter_rows() if self._is_short else await asyncio.to_thread(self._filter_rows)

    def now(self) -> tuple[DedupeResult, FilteredResults]:
        """The list as it was last merged, and what of it passes."""
        if self._merged is None and self._is_short:
            self._set_merged(self._merge(self.rows), self.rows)
            self._filtered = self._filter_rows()
        return self._merged or DedupeResult((), 0), self._filtered or FilteredResults(())

    async def _merge_many(self) -> None:
        """In a thread, with the window getting its turns."""
        rows = dict(self.rows)

        def work() -> DedupeResult:
            yielder = Yielder()
            for some in rows.values():
                for row in some:
                    title_key(row.title)
                    yielder.yield_to_ui()
            return self._merge(rows, yielder.yield_to_ui)

        self._set_merged(await asyncio.to_thread(work), rows)

    def _merge(
        self, rows: Mapping[str, tuple[Paper, ...]], yield_to_ui: Callable[[], None] = lambda: None
    ) -> DedupeResult:
        self._splits = self._manual_splits.apart
        by_relevance = msgspec.structs.replace(self.query, sort="relevance")
        return self._merger.merge(rank_rows(rows, by_relevance), self._splits, yield_to_ui)

    def _set_merged(self, merged: DedupeResult, rows: Mapping[str, tuple[Paper, ...]]) -> None:
        self._merged, self._filter = merged, ResultFilter(merged.papers, rows)

    def _filter_rows(self) -> FilteredResults:
        return self._filter.narrow(self.query, asked=self.asked, bulk=self._bulk, dropped=self.dropped)
