"""Unpaywall in a search: papers by words of their titles, and the lookup of a DOI."""

from __future__ import annotations

from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query_parser import parse_operators
from scholar_desktop.domain.source import S2, UNPAYWALL
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.papers.paper_loading import is_crossref
from scholar_desktop.services.papers.published_version import with_preprint
from scholar_desktop.services.search.source_fetcher import SearchContext, SourceNotQueried, SourceState


class UnpaywallFetcher:
    """Papers whose titles contain the words of the search."""

    def __init__(self, search: SearchContext, state: SourceState) -> None:
        self.state = state
        self._search = search
        self._unpaywall = search.sources.unpaywall
        self._known = search.sources.known
        self._next_page = 1

    async def next_page(self, wanted: int | None, ask: RequestOptions) -> int:
        """Load the next 50 rows or fewer; see `SourceFetcher`."""
        from scholar_desktop.sources.unpaywall.query_text import title_query

        self._search.check_filters(UNPAYWALL)
        words = self._search.query.words
        if not title_query(words) and (parse_operators(words).groups or self._search.bulk):
            raise SourceNotQueried(
                Message("Unpaywall searches only titles, and this search has no title words."),
                UNPAYWALL,
                cannot_match=False,
            )
        page = await self._unpaywall.search(words, ask, is_oa=self._search.is_oa, page=self._next_page)
        self._next_page += 1
        self.state.has_more = page.more
        papers = page.papers[:wanted]
        await self.state.add(papers, skipped=page.skipped)
        await self._known.remember(papers)
        return max(0, wanted - len(page.papers)) if wanted is not None and page.more else 0

    async def find(self, identifier: Identifier, ask: RequestOptions) -> None:
        """Load the paper with *identifier*, by its DOI: for another kind of identifier by the one that Semantic Scholar
        sent."""
        doi: str | None = identifier.value
        if identifier.scheme is not Scheme.DOI:
            if S2 in self._search.names:
                await self._search.s2_answered.wait()
            doi = self._search.s2_doi
        if doi is None:
            # only Semantic Scholar's answer can show that the paper has no DOI
            raise SourceNotQueried(
                Message("This paper has no known DOI, which Unpaywall needs."),
                UNPAYWALL,
                cannot_match=S2 in self._search.names,
            )
        if not is_crossref(doi):
            raise SourceNotQueried(Message("Unpaywall does not cover this DOI."), UNPAYWALL, cannot_match=True)
        paper = with_preprint((await self._unpaywall.doi(doi, ask)).paper)
        await self.state.add((paper,), 1)
        await self._known.remember((paper,))
