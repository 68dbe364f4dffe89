"""One citation list as the window shows it: stored rows at once, the rest page by page, all in one table."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from scholar_desktop.domain.citations.citation import Citation, CitationListState
from scholar_desktop.domain.errors import Offline, Unreachable
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.citations.paging import PAGE, citation_row_key, requests_left
from scholar_desktop.services.citations.table import CitationTable, make_rows, make_rows_from_blocks

if TYPE_CHECKING:
    from scholar_desktop.services.citations.citations import CitationListKind, Citations

_FIRST_BLOCKS, _BLOCKS_AT_ONCE = 32, 256
"""About 1,000 rows, as many as a page has, are shown at once. Then the portions grow to about 8,000 rows, because all
rows are arranged again after each."""


class CitationList:
    """The citations or the references of one paper, of all dates or of those in *date*.

    After a loading task is cancelled, the rows that arrived are kept, and loading can continue.

    Attributes:
        table: the rows.
        state: how much of the list is loaded; None while nothing is known.
        kept: whether the rows came from the disk.
        lacks_sentences: whether the rows are those that Missing classics loaded, because no others could be loaded. A
            new list replaces this one when they can.
    """

    def __init__(self, citations: Citations, paper: Paper, kind: CitationListKind, date: str | None = None) -> None:
        self._citations = citations
        self._names: set[str] | None = None
        self.paper = paper
        self.kind: CitationListKind = kind
        self.date = date
        self.table = CitationTable()
        self.state: CitationListState | None = None
        self.kept = False
        self.lacks_sentences = False

    @property
    def requests_left(self) -> int:
        """Number of requests for the rest of the list; 0 if it is complete."""
        return requests_left(self.state) if self.state is not None else 1

    @property
    def is_old(self) -> bool:
        """True if there may be newer rows than the stored ones."""
        return self.kept and self.state is not None and self._citations.is_old(self.state)

    async def restore(self, on_rows: Callable[[], None]) -> bool:
        """Load the stored rows, calling *on_rows* after each portion. False if there are none."""
        stored = await self._citations.store.load(self.paper, self.kind, self.date)
        if stored is None:
            return False
        self.state, self.kept = stored.state, True
        self._names = set(stored.names)
        start, count = 0, _FIRST_BLOCKS
        while start < len(stored.blocks):
            part = stored.blocks[start : start + count]
            self.table.add(await asyncio.to_thread(make_rows_from_blocks, part))
            on_rows()
            start, count = start + count, min(2 * count, _BLOCKS_AT_ONCE)
        return True

    async def load(self, ask: RequestOptions, on_rows: Callable[[], None], *, limit: int | None = PAGE) -> None:
        """Load *limit* more rows, or all (None). Raises SourceErrors; rows that arrived before are kept. If there are
        none and Semantic Scholar cannot be reached, the rows that Missing classics loaded are shown."""

        async def take(edges: tuple[Citation, ...], state: CitationListState) -> None:
            rows = await asyncio.to_thread(make_rows, edges)
            self.table.add(rows)
            self.state = state
            on_rows()

        state = self.state or CitationListState()
        names = self._names = set() if self._names is None else self._names
        try:
            self.state = await self._citations.follow(
                self.paper, self.kind, state, names, take, ask, limit=limit, date=self.date
            )
        except (Offline, Unreachable):
            if self.state is None and self.date is None:
                await self._take_without_details(on_rows)
            raise

    async def _take_without_details(self, on_rows: Callable[[], None]) -> None:
        found = await self._citations.without_details(self.paper, self.kind)
        if found is not None and found[0]:
            edges, self.state = found
            self.lacks_sentences = True
            self.table.add(await asyncio.to_thread(make_rows, edges))
            on_rows()

    async def refresh(self, ask: RequestOptions, on_rows: Callable[[], None]) -> int:
        """Load rows that are newer than the loaded ones, and return how many there are. Raises SourceErrors."""
        if self.state is None:
            return 0
        names = self._names = set() if self._names is None else self._names
        fresh, state = await self._citations.newest(self.paper, self.kind, self.state, names, ask, date=self.date)
        rows = await asyncio.to_thread(make_rows, fresh)
        self.table.add(rows, in_front=True)
        self.state = state
        names.update(name for edge in fresh if (name := citation_row_key(edge)))
        on_rows()
        await self._citations.keep_newest(self.paper, self.kind, fresh, state, date=self.date)
        return len(fresh)
