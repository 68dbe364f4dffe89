"""Looks up papers by many identifiers at once, by a title, or by the beginning of a title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.title_match import Completion, TitleMatch
from scholar_desktop.domain.source import S2

if TYPE_CHECKING:
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

PAGE = 500
"""Number of identifiers in one request."""
NO_FILTERS = Filters()


class PaperLookup:
    """Looks up papers at Semantic Scholar."""

    def __init__(self, s2: SemanticScholar, known: PaperRecordCache) -> None:
        self._s2 = s2
        self._known = known

    async def many(
        self, texts: Sequence[str], on_page: Callable[[list[Paper | None]], None], ask: RequestOptions
    ) -> list[Paper | None]:
        """Return the papers of *texts*, in their order.

        Takes one request for each 500 papers that have no record of the last week.

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
        if not ask.refresh:
            recalled = await self._known.recall_many([_ids_of(text) for text in distinct])
            found = {text: paper for text, paper in zip(distinct, recalled, strict=True) if paper is not None}
            ask.request_counts.of(S2).cached += len(found)
        left = [text for text in distinct if text not in found]
        if found and left:
            on_page([found.get(text) for text in texts])
        for start in range(0, len(left), PAGE):
            run = left[start : start + PAGE]
            papers = await self._s2.batch(run, ask)
            found |= dict(zip(run, papers, strict=True))
            await self._known.remember(paper for paper in papers if paper is not None)
            on_page([found.get(text) for text in texts])
        return [found.get(text) for text in texts]

    async def by_title(self, title: str, ask: RequestOptions, *, filters: Filters = NO_FILTERS) -> TitleMatch:
        """Return the paper with the title *title* among those that pass *filters*. Raises UsageError and
        SourceErrors."""
        found = await self._s2.titles.match(title, ask, filters=filters)
        await self._known.remember(paper for paper in (found.paper, found.other) if paper is not None)
        return found

    async def completions(self, text: str, ask: RequestOptions) -> tuple[Completion, ...]:
        """Return titles that begin with *text*. Raises UsageError and SourceErrors."""
        return await self._s2.titles.complete(text, ask)


def _ids_of(text: str) -> Ids:
    identifier = identifiers.parse(text)
    return Ids() if identifier is None else identifiers.ids_of(identifier)
