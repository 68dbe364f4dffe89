"""The library in a search: the papers that the user keeps. It sends no request, so it is the shortest example of a
fetcher."""

from __future__ import annotations

from scholar_desktop.domain.errors import NotFound
from scholar_desktop.domain.identifiers.identifiers import Identifier, label_of
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.search.source_fetcher import SearchContext, SourceState

LIBRARY_PAGE = 200


class LibraryFetcher:
    """The papers of the library that contain the words of the search."""

    def __init__(self, search: SearchContext, state: SourceState) -> None:
        self.state = state
        self._words = search.query.words
        self._library = search.sources.library

    async def next_page(self, wanted: int | None, ask: RequestOptions) -> int:
        """Load the next rows, all that are wanted at once; see `SourceFetcher`.

        Args:
            ask: not used.
        """
        before = len(self.state.papers)
        page = await self._library.page(LibraryView.ALL, self._words, limit=wanted or LIBRARY_PAGE, offset=before)
        self.state.has_more = bool(page.papers) and before + len(page.papers) < page.total
        await self.state.add(tuple(kept.paper for kept in page.papers), page.total)
        return 0

    async def find(self, identifier: Identifier, ask: RequestOptions) -> None:
        """Load the paper with *identifier*.

        Args:
            ask: not used.

        Raises:
            NotFound: the library does not have it.
        """
        kept = await self._library.find(identifier)
        if kept is None:
            raise NotFound(
                Message("Your library does not have {identifier}.", identifier=label_of(identifier)), subject=LIBRARY
            )
        await self.state.add((kept.paper,), 1)
