"""A Semantic Scholar search with an OR of authors, done as one search for each alternative.

Its relevance search has no OR, and its bulk search has no authors, so each alternative is searched separately, and the
results alternate.
"""

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
    """Replaces one Semantic Scholar search by one search for each of *branches* (texts): a page takes as many requests
    as there are branches."""

    def __init__(self, s2: SemanticScholar, branches: Sequence[str]) -> None:
        self._s2 = s2
        self._open_branches = list(branches)

    async def search(self, query: Query, ask: RequestOptions, *, offset: int, limit: int) -> PaperPage:
        """Return one page of each branch that has further rows.

        Rows of the branches alternate by rank. A paper that two branches found is in the page twice, and is merged like
        any other duplicate. The total is unknown.

        Raises:
            SourceError: a request failed.
        """
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
