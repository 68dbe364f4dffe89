"""Filters, sorts and groups a citation list in a thread; the newest request replaces one that waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scholar_desktop.services.citations.citation_list import CitationList
    from scholar_desktop.services.citations.filtering import ArrangedRows, CitationFilter, LibraryHashes
    from scholar_desktop.services.citations.table import CitationColumns, CitationTable
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.citations.list_tools import CitationListTools

OnArranged = Callable[["CitationList", "ArrangedRows", dict[str, int]], None]


class CitationArranger:
    """Arranges one list. The papers of the library are read once, and again after the library changed."""

    def __init__(self, library: Library, scope: TaskScope) -> None:
        self._library = library
        self._scope = scope.child()
        self._known: LibraryHashes | None = None
        self._pending: tuple[CitationList, CitationListTools, frozenset[str], OnArranged] | None = None
        self._is_running = False
        self._round = 0

    def arrange(
        self, found: CitationList, tools: CitationListTools, folded: frozenset[str], on_lines: OnArranged
    ) -> None:
        """Arrange the rows of *found* as *tools* says, then call *on_lines* with the lines.

        If no row passes the filter, *on_lines* also gets how many rows would pass without each part of the filter.
        """
        # A new request waits for the running one; if it cancelled it, pages that arrive quickly would cancel it again
        # and again.
        self._pending = (found, tools, folded, on_lines)
        if not self._is_running:
            self._is_running = True
            self._round += 1
            self._scope.start(self._fulfil(self._round), name="arrange a citation list", latest="arrange")

    def offer_values(self, found: CitationList, tools: CitationListTools, key: str) -> None:
        """Let *tools* offer the most common venues or authors of *found*."""
        self._scope.start(self._offer(found, tools, key), name="values of a filter", latest="values")

    def forget_library(self, tools: CitationListTools) -> bool:
        """Forget the papers of the library, which has changed. Return True if the filter depends on them."""
        self._known = None
        return tools.filter.in_library or tools.filter.with_pdf

    async def rows_of(
        self, found: CitationList, tools: CitationListTools, chosen: CitationFilter | None = None
    ) -> list[int]:
        """Return the rows of *found* that pass the filter, in the order of the list, also those of collapsed groups.

        chosen: another filter than that of *tools*.
        """
        from scholar_desktop.services.citations import filtering

        table, chosen, sort, grouping = found.table, chosen or tools.filter, tools.sort, tools.grouping
        parts, venues = table.parts, tuple(table.venues)
        columns, known = await _columns(table), self._known
        if (chosen.with_pdf or chosen.in_library) and known is None:
            known = await self._load_hashes()

        def work() -> list[int]:
            lines = filtering.arrange_rows(parts, columns, venues, known, chosen=chosen, sort=sort, grouping=grouping)
            return [row for row in lines.order.tolist() if row >= 0]

        return await asyncio.to_thread(work)

    def stop(self) -> None:
        self._pending = None
        self._is_running = False
        self._scope.cancel("arrange")
        self._scope.cancel("values")

    async def _fulfil(self, round_: int) -> None:
        try:
            while self._pending is not None:
                pending, self._pending = self._pending, None
                await self._arrange(*pending)
        finally:
            if round_ == self._round:
                self._is_running = False

    async def _arrange(
        self, found: CitationList, tools: CitationListTools, folded: frozenset[str], on_lines: OnArranged
    ) -> None:
        from scholar_desktop.services.citations import filtering

        table = found.table
        parts, venues = table.parts, tuple(table.venues)
        columns = await _columns(table)
        chosen = tools.filter
        if (chosen.with_pdf or chosen.in_library) and self._known is None:
            self._known = await self._load_hashes()
        known, sort, grouping = self._known, tools.sort, tools.grouping

        def work() -> tuple[ArrangedRows, dict[str, int]]:
            lines = filtering.arrange_rows(
                parts,
                columns,
                venues,
                known,
                chosen=chosen,
                sort=sort,
                grouping=grouping,
                folded_groups=folded,
                for_view=True,
            )
            drops = {}
            if not lines.matched and chosen.is_set:
                for key, (_, without) in values.items():
                    drops[key] = filtering.arrange_rows(parts, columns, venues, known, chosen=without).matched
            return lines, drops

        values = tools.set_values()
        lines, drops = await asyncio.to_thread(work)
        on_lines(found, lines, drops)

    async def _offer(self, found: CitationList, tools: CitationListTools, key: str) -> None:
        from scholar_desktop.services.citations import filtering

        table = found.table
        if key == "venue":
            columns = await _columns(table)
            facets = await asyncio.to_thread(filtering.top_venues, columns, tuple(table.venues))
        else:
            facets = await asyncio.to_thread(filtering.top_authors, table.parts)
        tools.offer(key, facets)

    async def _load_hashes(self) -> LibraryHashes:
        from scholar_desktop.services.citations.filtering import LibraryHashes
        from scholar_desktop.services.citations.table import name_hashes

        kept, with_pdf = await self._library.names()
        return await asyncio.to_thread(lambda: LibraryHashes(name_hashes(kept), name_hashes(with_pdf)))


async def _columns(table: CitationTable) -> CitationColumns:
    """Return the joined columns; loading numpy and joining the rows are done in a thread."""
    columns = table.joined
    if columns is None:
        from scholar_desktop.services.citations.table import join_columns

        columns = await asyncio.to_thread(join_columns, table.parts)
        table.cache_columns(columns)
    return columns
