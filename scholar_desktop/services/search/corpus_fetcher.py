"""The offline corpus in a search. It sends no request; operators, filters and the order are applied by the corpus."""

from __future__ import annotations

import asyncio

from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.corpus.corpus_reader import no_corpus
from scholar_desktop.services.search.source_fetcher import (
    SearchContext,
    SourceFetcher,
    SourceNotQueried,
    SourceState,
)

CORPUS_PAGE = 100
COUNT_AFTER_S = 0.03
"""The window paints the rows first: counting may take longer than finding them, and would slow the painting."""


class CorpusFetcher:
    """The papers of the corpus that satisfy the query."""

    def __init__(self, search: SearchContext, state: SourceState) -> None:
        self.state = state
        self._search = search
        self._corpus = search.sources.corpus
        self._after = 0

    async def next_page(self, wanted: int | None, ask: RequestOptions) -> int:
        """Load the next rows, all that are wanted at once; see `SourceFetcher`. The rows are shown before they are
        counted, which takes longer.

        Args:
            ask: only its counts are used.
        """
        try:
            self._check_exists()
            self._search.check_filters(CORPUS)
            page = await self._corpus.search(self._search.query, wanted or CORPUS_PAGE, self._after)
            self._search.corpus_papers += page.papers
        finally:
            self._search.corpus_answered.set()
        ask.request_counts.of(CORPUS).cached += 1
        self.state.has_more = page.next is not None
        self._after = page.next or 0
        self.state.note = await self._note(page.ranked_of)
        total = self.state.loaded + len(page.papers) if page.next is None else self.state.total
        await self.state.add(page.papers, total, page.damaged)
        if self.state.total is None:
            await asyncio.sleep(COUNT_AFTER_S)
            await self.state.add((), await self._corpus.count(self._search.query))
        return 0

    async def _note(self, ranked_of: int | None) -> str:
        day = await self._corpus.reader.day()
        if ranked_of is None:
            return Message("As of {day}.", day=day)
        return Message("As of {day}. The {count} most cited hits are ranked.", day=day, count=ranked_of)

    async def find(self, identifier: Identifier, ask: RequestOptions) -> None:
        """Load the paper with *identifier*.

        Args:
            ask: only its counts are used.

        Raises:
            NotFound: the corpus does not have it.
        """
        try:
            self._check_exists()
            ask.request_counts.of(CORPUS).cached += 1
            paper = await self._corpus.paper(identifier)
            self._search.corpus_papers = (paper,)
        finally:
            self._search.corpus_answered.set()
        self.state.note = await self._note(None)
        await self.state.add((paper,), 1)

    def _check_exists(self) -> None:
        if not self._corpus.reader.exists:
            raise SourceNotQueried(no_corpus().message, CORPUS, cannot_match=False)


class AfterCorpusFetcher:
    """Semantic Scholar, searched only if the corpus has found nothing: the user wants the corpus to be used first."""

    def __init__(self, search: SearchContext, fetcher: SourceFetcher) -> None:
        self.state = fetcher.state
        self._search = search
        self._fetcher = fetcher

    async def next_page(self, wanted: int | None, ask: RequestOptions) -> int:
        """Load the next rows; see `SourceFetcher`."""
        await self._wait_for_corpus()
        return await self._fetcher.next_page(wanted, ask)

    async def find(self, identifier: Identifier, ask: RequestOptions) -> None:
        """Load the paper with *identifier*; see `SourceFetcher`."""
        try:
            await self._wait_for_corpus()
            await self._fetcher.find(identifier, ask)
        finally:
            self._search.s2_answered.set()

    async def _wait_for_corpus(self) -> None:
        """Raise SourceNotQueried if the corpus has found papers."""
        await self._search.corpus_answered.wait()
        if papers := self._search.corpus_papers:
            self._search.s2_doi = papers[0].ids.doi
            raise SourceNotQueried(Message("Not searched: the offline corpus has results."), S2, cannot_match=False)
