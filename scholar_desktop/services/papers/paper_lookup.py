"""Looks up papers by many identifiers at once, by a title, or by the beginning of a title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import NotFound, Offline, Unreachable
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.title_match import Completion, TitleMatch
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.message import Message

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.corpus_papers import CorpusPapers
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

PAGE = 500
"""Number of identifiers in one request."""
NO_FILTERS = Filters()


class PaperLookup:
    """Looks up papers at Semantic Scholar, or in the offline corpus (`CorpusReader.answer` says when)."""

    def __init__(self, s2: SemanticScholar, known: PaperRecordCache, corpus: CorpusPapers) -> None:
        self._s2 = s2
        self._known = known
        self._corpus = corpus

    async def many(
        self, texts: Sequence[str], on_page: Callable[[list[Paper | None]], None], ask: RequestOptions
    ) -> list[Paper | None]:
        """Return the papers of *texts*, in their order.

        Takes one request for each 500 papers that have no record of the last week, and are not taken from the offline
        corpus. If Semantic Scholar cannot be reached, the corpus gives those that it has.

        Args:
            texts: identifiers of any kind.
            on_page: gets the list after each request, with None for papers that are still missing.

        Returns:
            The papers; None for one that the service does not know.

        Raises:
            SourceError: a request failed; earlier results were passed to *on_page*.
        """
        distinct = list(dict.fromkeys(texts))
        found: dict[str, Paper | None] = {}
        reader = self._corpus.reader
        if reader.answers(ask):
            found = await self._of_corpus(distinct, ask)
            if ask.source == CORPUS:
                return [found.get(text) for text in texts]
        distinct = [text for text in distinct if text not in found]
        if not ask.refresh:
            recalled = await self._known.recall_many([_ids_of(text) for text in distinct])
            known = {text: paper for text, paper in zip(distinct, recalled, strict=True) if paper is not None}
            ask.request_counts.of(S2).cached += len(known)
            found |= known
        left = [text for text in distinct if text not in found]
        if found and left:
            on_page([found.get(text) for text in texts])
        for start in range(0, len(left), PAGE):
            run = left[start : start + PAGE]
            try:
                papers = await self._s2.batch(run, ask)
            except (Offline, Unreachable):
                if ask.source == S2 or not reader.exists:
                    raise
                found |= await self._of_corpus(left[start:], ask)
                on_page([found.get(text) for text in texts])
                if any(text not in found for text in left):
                    raise
                break
            found |= dict(zip(run, papers, strict=True))
            await self._known.remember(paper for paper in papers if paper is not None)
            on_page([found.get(text) for text in texts])
        return [found.get(text) for text in texts]

    async def by_title(self, title: str, ask: RequestOptions, *, filters: Filters = NO_FILTERS) -> TitleMatch:
        """Return the paper with the title *title* among those that pass *filters*. Raises UsageError and
        SourceErrors."""

        async def of_corpus() -> TitleMatch:
            found = await self._corpus.by_title(title, filters)
            if found.paper is None and ask.source != CORPUS:
                raise NotFound(Message("The offline corpus has no paper of this title."), subject=CORPUS)
            return found

        async def of_service() -> TitleMatch:
            found = await self._s2.titles.match(title, ask, filters=filters)
            await self._known.remember(paper for paper in (found.paper, found.other) if paper is not None)
            return found

        return await self._corpus.reader.answer(ask, of_corpus, of_service)

    async def _of_corpus(self, texts: Sequence[str], ask: RequestOptions) -> dict[str, Paper | None]:
        """Return those of *texts* that the offline corpus has. Raises NotFound without a corpus, and DiskError."""
        found = {text: each for text, each in zip(texts, await self._corpus.papers(texts), strict=True) if each}
        ask.from_corpus = ask.from_corpus or bool(found)
        ask.request_counts.of(CORPUS).cached += len(found)
        return dict(found)

    async def completions(self, text: str, ask: RequestOptions) -> tuple[Completion, ...]:
        """Return titles that begin with *text*. Raises UsageError and SourceErrors."""
        return await self._s2.titles.complete(text, ask)


def _ids_of(text: str) -> Ids:
    identifier = identifiers.parse(text)
    return Ids() if identifier is None else identifiers.ids_of(identifier)
