"""Finds the papers of the library whose title can be that of another paper, for many papers at once."""

from __future__ import annotations

import asyncio
import functools
import heapq
import threading
from collections.abc import Callable, Sequence
from functools import partial

from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.title_keys import TitleKeys, title_heads, title_keys
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.tables import compared_papers
from scholar_desktop.library.tables.compared_papers import StoredTitle

BATCH = 500
"""Number of titles that are read at once."""

_Rows = dict[int, tuple[int, ...]]
"""The rows of the papers by the hash of a key of their title."""


class KnownTitles:
    """The titles of the library by their keys, in memory: a query for each row of a long list would take too long.

    They are read at the first use, and brought up to date before each other one. Titles that are gone stay here: what
    is found is read from the library and compared afterwards.
    """

    def __init__(self, look_up: RunJob) -> None:
        """look_up: runs a query in a reader thread."""
        self._look_up = look_up
        self._reading = asyncio.Lock()
        self._guard = threading.Lock()
        self._exact: _Rows = {}
        self._heads: _Rows = {}
        self._years: dict[int, int | None] = {}
        self._changed: set[str] = set()
        self._last = 0

    def note_changes(self, changes: Changes) -> None:
        """Remembers which papers of the library changed."""
        if self._last:
            self._changed |= changes.papers

    async def refresh(self, go_on: Callable[[], Callable[[], None]]) -> None:
        """Reads the titles that are new or changed.

        Args:
            go_on: called in the thread that takes in the titles. Returns a function that is called after each of them.
        """
        async with self._reading:
            changed = sorted(self._changed)
            for start in range(0, len(changed), BATCH):
                keys = changed[start : start + BATCH]
                await self._take_in(await self._look_up(partial(compared_papers.titles_of, keys=keys)), go_on)
                self._changed.difference_update(keys)
            while batch := await self._look_up(partial(compared_papers.titles_after, row=self._last, limit=BATCH)):
                await self._take_in(batch, go_on)
                self._last = batch[-1].row

    async def _take_in(self, batch: Sequence[StoredTitle], go_on: Callable[[], Callable[[], None]]) -> None:
        await asyncio.to_thread(self._add, batch, go_on)

    def _add(self, batch: Sequence[StoredTitle], go_on: Callable[[], Callable[[], None]]) -> None:
        wait = go_on()
        for one in batch:
            title = TitleKeys(plain(one.title))
            with self._guard:
                self._years[one.row] = one.year
                _put(self._exact, title.exact, one.row)
                if title.exact:
                    _put(self._heads, tuple(title_heads(title)), one.row)
            wait()

    def rows_like(self, paper: Paper, limit: int) -> list[int]:
        """Returns the rows of at most *limit* papers with the title of *paper*, or with its title and a subtitle that
        one of them lacks, in the order in which they were added. Of more papers, those with the nearest year."""
        exact, heads = _hashes(paper.title)
        if not exact:
            return []
        with self._guard:
            rows = {row for key in exact for found in (self._exact, self._heads) for row in found.get(key, ())}
            rows |= {row for key in heads for row in self._exact.get(key, ())}
            if len(rows) <= limit:
                return sorted(rows)
            wanted = paper.year or 0
            return sorted(heapq.nsmallest(limit, rows, lambda row: (abs((self._years[row] or 0) - wanted), row)))


@functools.lru_cache(maxsize=20_000)
def _hashes(title: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Returns the hashes of the keys of *title*, and of its beginnings that can be a whole title. They are cached: the
    titles of a list are looked for again after each change of the library."""
    keys = title_keys(title)
    return tuple(map(hash, keys.exact)), tuple(map(hash, title_heads(keys))) if keys.exact else ()


def _put(index: _Rows, keys: Sequence[str], row: int) -> None:
    for key in map(hash, keys):
        rows = index.get(key, ())
        if row not in rows:
            index[key] = (*rows, row)
