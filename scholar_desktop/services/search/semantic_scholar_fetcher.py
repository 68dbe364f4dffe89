"""Semantic Scholar in a search: its relevance search, also with an OR of authors, and the lookup of one paper."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.papers.paper_loading import doi_of_record
from scholar_desktop.services.search.source_fetcher import SearchContext, SourceState
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.parse import PaperPage

S2_PAGE = 100
OR_BRANCHES_NOTE = Message(
    "Its relevance search doesn't support OR, so each side was searched separately, and the results alternate."
)


class SemanticScholarLookup:
    """The lookup of one paper at Semantic Scholar; the fetchers of its lists add `next_page`."""

    def __init__(self, search: SearchContext, state: SourceState) -> None:
        self.state = state
        self._search = search
        self._s2 = search.sources.s2
        self._known = search.sources.known

    async def find(self, identifier: Identifier, ask: RequestOptions) -> None:
        """Load the paper with *identifier*. Its DOI, if the identifier is of another kind, is then known for the lookup
        in Unpaywall."""
        try:
            paper = await self._recall(identifier, ask) if self._search.is_web_page else None
            if paper is None:
                paper = await self._s2.paper(doi_of_record(identifier) or identifier, ask)
            self._search.s2_doi = paper.ids.doi
            await self.state.add((paper,), 1)
            await self._known.remember((paper,))
        finally:
            self._search.s2_answered.set()

    async def _recall(self, identifier: Identifier, ask: RequestOptions) -> Paper | None:
        """Return the record that Semantic Scholar sent within the last week, None if there is none."""
        paper = await self._known.recall(identifiers.ids_of(identifier), (S2,))
        if paper is not None:
            counts = ask.request_counts.of(S2)
            counts.cached += 1
            counts.note_received(paper.retrieved)
        return paper


class RelevanceFetcher(SemanticScholarLookup):
    """The best matches of Semantic Scholar's relevance search."""

    def __init__(self, search: SearchContext, state: SourceState) -> None:
        super().__init__(search, state)
        self._offset = 0

    async def next_page(self, wanted: int | None, ask: RequestOptions) -> int:
        """Load the next rows; see `SourceFetcher`."""
        self._search.check_filters(S2)
        page = await self._s2.search(
            self._search.asked, ask, offset=self._offset, limit=min(S2_PAGE, wanted or S2_PAGE)
        )
        return await self._take(page, wanted)

    async def _take(self, page: PaperPage, wanted: int | None) -> int:
        """Add *page*, and return how many rows are still to be loaded."""
        self.state.has_more = page.next is not None and page.next > self._offset
        self._offset = page.next or 0
        await self.state.add(page.papers, page.total, page.skipped)
        await self._known.remember(page.papers)
        if wanted is None or not self.state.has_more:
            return 0  # without a number, a page is one request, no matter how few rows the service sends
        return max(0, wanted - len(page.papers) - page.skipped)


class FurtherMatchesFetcher(RelevanceFetcher):
    """The best matches after those that are loaded already."""

    def __init__(self, search: SearchContext, state: SourceState, known: Collection[str]) -> None:
        """known: the ids of the papers that are loaded already; they are not added again."""
        super().__init__(search, state)
        self._offset = len(search.best) // S2_PAGE * S2_PAGE
        self._known_ids = known

    async def _take(self, page: PaperPage, wanted: int | None) -> int:
        papers = tuple(paper for paper in page.papers if paper.id not in self._known_ids)
        return await super()._take(msgspec.structs.replace(page, papers=papers), wanted)


class AuthorOrFetcher(RelevanceFetcher):
    """Semantic Scholar's best matches for an OR of authors, as one search for each alternative.

    Its relevance search has no OR, and its bulk search has no authors, so each alternative is searched separately, and
    the results alternate. A page takes as many requests as there are alternatives.
    """

    def __init__(self, search: SearchContext, state: SourceState, branches: Sequence[str]) -> None:
        """Create the fetcher.

        Args:
            branches: the words of each alternative.
        """
        super().__init__(search, state)
        self._open_branches = list(branches)

    async def next_page(self, wanted: int | None, ask: RequestOptions) -> int:
        """Load a page of each alternative that has further rows; see `SourceFetcher`.

        A paper that two alternatives found is in the page twice, and is merged like any other duplicate. The total is
        unknown.
        """
        from scholar_desktop.sources.semantic_scholar.parse import PaperPage

        self._search.check_filters(S2)
        offset, limit = self._offset, min(S2_PAGE, wanted or S2_PAGE)
        pages: dict[str, PaperPage] = {}

        async def one(branch: str) -> None:
            asked: Query = msgspec.structs.replace(self._search.asked, words=branch)
            pages[branch] = await self._s2.search(asked, ask, offset=offset, limit=limit)

        await gather_all(*(one(branch) for branch in self._open_branches))
        given = [pages[branch].papers for branch in self._open_branches]
        self._open_branches = [branch for branch in self._open_branches if pages[branch].next is not None]
        page = PaperPage(
            papers=tuple(paper for rank in zip_longest(*given) for paper in rank if paper is not None),
            next=offset + limit if self._open_branches else None,
            skipped=sum(page.skipped for page in pages.values()),
        )
        return await self._take(page, wanted)
