"""Papers like these: recommendations for one paper, or for some and against others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import NotFound, UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier, matches
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2
from scholar_desktop.services.papers.paper_loading import doi_of_record

if TYPE_CHECKING:
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.semantic_scholar.parse_lists import RecommendedPapers

RECENT = "recent"
ALL_CS = "all-cs"
POOLS = {
    RECENT: "papers of the last weeks",
    ALL_CS: "computer science of all years",
}
"""Where recommendations come from, and what lies there."""
USUAL = 100
MOST = 500


class SimilarPapers(msgspec.Struct, frozen=True):
    """Recommended papers, best first. pool: where they come from; singly: each paper was asked for by itself, for the
    service takes lists for the recent ones alone."""

    pool: str
    papers: tuple[Paper, ...] = ()
    singly: bool = False


class Recommender:
    """Asks Semantic Scholar what is like a paper."""

    def __init__(self, s2: SemanticScholar, known: PaperRecordCache) -> None:
        self._s2 = s2
        self._known = known

    async def similar(
        self,
        positive: Sequence[Identifier],
        ask: RequestOptions,
        *,
        negative: Sequence[Identifier] = (),
        pool: str | None = None,
        limit: int = USUAL,
    ) -> SimilarPapers:
        """Papers like *positive* and unlike *negative*; pool: one of POOLS, None for the recent ones.

        One request for one paper, and one for lists out of the recent papers. Lists out of the other pool, which the
        service does not take, are one request for each paper: their answers in turn, without what is like a negative
        one. Raises UsageError and SourceErrors.
        """
        if not positive:
            raise UsageError("No paper is given to be like.", hint="Name at least one beside those after --not.")
        if limit > MOST:
            raise UsageError(f"Semantic Scholar recommends {MOST} papers at most.", subject=S2)
        given = [doi_of_record(each) or each for each in dict.fromkeys(positive)]
        against = [doi_of_record(each) or each for each in dict.fromkeys(negative)]
        chosen = pool or RECENT
        if len(given) == 1 and not against:
            found = await self._s2.recommendations.for_paper(given[0], ask, pool=chosen, limit=limit)
            return await self._told(chosen, found.papers, [found], given)
        if chosen == RECENT:
            found = await self._s2.recommendations.for_lists(given, against, ask, limit=limit)
            return await self._told(chosen, found.papers, [found], [*given, *against])
        like = [await self._s2.recommendations.for_paper(one, ask, pool=chosen, limit=limit) for one in given]
        unlike = [await self._s2.recommendations.for_paper(one, ask, pool=chosen, limit=limit) for one in against]
        barred = {paper.id for answer in unlike for paper in answer.papers}
        turns = {paper.id: paper for row in zip_longest(*(answer.papers for answer in like)) for paper in row if paper}
        kept = tuple(paper for name, paper in turns.items() if name not in barred)
        told = await self._told(chosen, kept, [*like, *unlike], [*given, *against])
        return msgspec.structs.replace(told, papers=told.papers[:limit], singly=True)

    async def _told(
        self, pool: str, papers: Sequence[Paper], answers: Sequence[RecommendedPapers], given: Sequence[Identifier]
    ) -> SimilarPapers:
        """*papers* without the ones that were *given*; what the answers said is remembered."""
        for answer in answers:
            await self._known.remember(answer.papers, s2_fields=answer.fields)
        return SimilarPapers(
            pool, tuple(paper for paper in papers if not any(matches(one, paper.ids) for one in given))
        )


def no_similar_message(found: SimilarPapers) -> NotFound:
    """What to say when a pool held nothing, which the one of recent papers often does."""
    other = ALL_CS if found.pool == RECENT else RECENT
    return NotFound(
        f"Semantic Scholar recommends nothing from its pool '{found.pool}' ({POOLS[found.pool]}).",
        hint=f"Try the other pool, '{other}' ({POOLS[other]}): --pool {other}",
        subject=S2,
    )
