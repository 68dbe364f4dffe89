"""A search with an OR of authors at Semantic Scholar: its best matches know no OR, and its bulk search no authors, so
each side is asked for itself, and what they give stands in turn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.request_options import Ask
from scholar_desktop.domain.search.query import Query
from scholar_desktop.services.tasks import side_by_side

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.semantic_scholar.parse import PaperPage


class SidedSearch:
    """Asks for each of *sides* (texts) where one would be asked: as many requests a page as there are sides."""

    def __init__(self, s2: SemanticScholar, sides: Sequence[str]) -> None:
        self._s2 = s2
        self._left = list(sides)

    async def search(self, query: Query, ask: Ask, *, offset: int, limit: int) -> PaperPage:
        """A page of every side that has further rows, in turn by rank; a paper of two sides stands twice, and is merged
        like any other. Nobody says how many there are in all. Raises SourceErrors."""
        from scholar_desktop.sources.semantic_scholar.parse import PaperPage

        pages: dict[str, PaperPage] = {}

        async def one(side: str) -> None:
            asked = msgspec.structs.replace(query, words=side)
            pages[side] = await self._s2.search(asked, ask, offset=offset, limit=limit)

        await side_by_side(*(one(side) for side in self._left))
        given = [pages[side].papers for side in self._left]
        self._left = [side for side in self._left if pages[side].next is not None]
        return PaperPage(
            papers=tuple(paper for rank in zip_longest(*given) for paper in rank if paper is not None),
            next=offset + limit if self._left else None,
            skipped=sum(page.skipped for page in pages.values()),
        )
