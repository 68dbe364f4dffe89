"""A search with an OR of authors at Semantic Scholar: its best matches know no OR, and its bulk search no authors, so
each side is asked for itself, and what they give stands in turn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.semantic_scholar.parse import PaperPage


class AuthorOrSearch:
    """Asks for each of *sides* (texts) where one would be asked: as many requests a page as there are sides."""

    def __init__(self, s2: SemanticScholar, branches: Sequence[str]) -> None:
        self._s2 = s2
        self._open_branches = list(branches)

    async def search(self, query: Query, ask: RequestOptions, *, offset: int, limit: int) -> PaperPage:
        """A page of every side that has further rows, in turn by rank; a paper of two sides stands twice, and is merged
        like any other. Nobody says how many there are in all. Raises SourceErrors."""
        from scholar_desktop.sources.semantic_scholar.parse import PaperPage

        pages: dict[str, PaperPage] = {}

        async def one(branch: str) -> None:
            asked = msgspec.structs.replace(query, words=branch)
            pages[branch] = await self._s2.search(asked, ask, offset=offset, limit=limit)

        await gather_all(*(one(branch) for branch in self._open_branches))
        given = [pages[branch].papers for branch in self._open_branches]
        self._open_branches = [branch for branch in self._open_branches if pages[branch].next is not None]
        return PaperPage(
            papers=tuple(paper for rank in zip_longest(*given) for paper in rank if paper is not None),
            next=offset + limit if self._open_branches else None,
            skipped=sum(page.skipped for page in pages.values()),
        )
