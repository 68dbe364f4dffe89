"""Zenodo in a search: records by words and filters, and the lookup of one record."""

from __future__ import annotations

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query_parser import operators
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record_query import MAX_ROWS
from scholar_desktop.services.search.source_fetcher import SearchContext, SourceNotQueried, SourceState

ZENODO_PAGE = 25
"""Rows of one page that Zenodo sends without an access token."""


class ZenodoFetcher:
    """The records that match the words and the filters of the search."""

    def __init__(self, search: SearchContext, state: SourceState) -> None:
        self.state = state
        self._search = search
        self._zenodo = search.sources.zenodo
        self._known = search.sources.known
        self._next_page = 1
        self._size = ZENODO_PAGE

    async def next_page(self, wanted: int | None, ask: RequestOptions) -> int:
        """Load the next rows; see `SourceFetcher`. If fewer than a page are wanted first, the pages are smaller; such a
        list cannot be continued later."""
        from scholar_desktop.sources.zenodo.query_text import query_string

        asked = self._search.asked
        if (self._search.bulk or operators(asked)) and not query_string(asked):
            words_needed = Message("Zenodo needs words, and this search has only filters.")
            raise SourceNotQueried(words_needed, ZENODO, cannot_match=False)
        if self._next_page == 1:
            self._size = min(ZENODO_PAGE, wanted or ZENODO_PAGE)
        page = await self._zenodo.search(self._search.asked, ask, page=self._next_page, size=self._size)
        self._next_page += 1
        goes_on = page.next and self._next_page * self._size <= MAX_ROWS
        state, papers = self.state, page.papers[:wanted]
        state.has_more = goes_on and self._size == ZENODO_PAGE
        state.facets, state.dropped = page.facets or state.facets, page.dropped
        await state.add(papers, page.total, page.skipped)
        await self._known.remember(papers)
        return max(0, wanted - len(page.papers)) if wanted is not None and goes_on else 0

    async def find(self, identifier: Identifier, ask: RequestOptions) -> None:
        """Load the record with *identifier*: one of Zenodo's own, or a DOI that no other source has."""
        name = identifiers.ids_of(identifier).zenodo
        if name is None and self._search.asks_zenodo_for_doi:
            name = identifier.value
        if name is None:
            raise SourceNotQueried(Message("This is not the identifier of a Zenodo record."), ZENODO, cannot_match=True)
        paper = await self._zenodo.paper(name, ask)
        await self.state.add((paper,), 1)
        await self._known.remember((paper,))
