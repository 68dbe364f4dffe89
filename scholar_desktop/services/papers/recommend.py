"""Recommendations of similar papers, for one paper or for lists of positive and negative examples."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import NotFound, Offline, UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier, matches
from scholar_desktop.domain.merging.dedupe import dedupe
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.papers.paper_loading import doi_of_record

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.corpus_papers import CorpusPapers
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.semantic_scholar.parse_lists import RecommendedPapers

RECENT = "recent"
ALL_CS = "all-cs"
POOLS = {
    RECENT: Message("papers of the last weeks"),
    ALL_CS: Message("computer science of all years"),
}
"""The pools of papers to recommend from, with a description for the user."""
EMBEDDINGS = "embeddings-specter_v2"
DEFAULT_LIMIT = 100
MAX_LIMIT = 500


class SimilarPapers(msgspec.Struct, frozen=True):
    """Recommended papers, best first.

    pool: where they come from; singly: each paper was requested separately, because the service accepts lists only for
    the pool of recent papers. by, compared, recall: of papers of the offline corpus, what their likeness is measured
    by, with how many of the given papers, and how many of the 100 nearest are found (`SimilarInCorpus`); `pool` is then
    its name. with_vector, of: how many papers of the corpus have a vector, and how many there are; damaged: how many of
    its rows cannot be read and were left out.
    """

    pool: str
    papers: tuple[Paper, ...] = ()
    singly: bool = False
    by: str = ""
    compared: int = 0
    recall: float | None = None
    with_vector: int = 0
    of: int = 0
    damaged: int = 0


class Recommender:
    """Recommendations of Semantic Scholar, or papers of the offline corpus (`CorpusReader.answer` says when)."""

    def __init__(self, s2: SemanticScholar, known: PaperRecordCache, corpus: CorpusPapers) -> None:
        self._s2 = s2
        self._known = known
        self._corpus = corpus

    async def similar(
        self,
        positive: Sequence[Identifier],
        ask: RequestOptions,
        *,
        negative: Sequence[Identifier] = (),
        pool: str | None = None,
        limit: int = DEFAULT_LIMIT,
    ) -> SimilarPapers:
        """Return papers similar to *positive* and not to *negative*.

        Takes one request for one paper, and one for lists with the pool of recent papers. The service does not accept
        lists with the other pool: there each paper takes one request, the results alternate, and papers that are
        similar to a negative one are left out.

        Args:
            pool: one of POOLS; None for the recent papers. The corpus has no pools.
            limit: number of papers, at most MOST.

        Raises:
            UsageError: no positive paper, or the limit is too high.
            Offline: nothing is stored, and the hint says why the corpus has nothing either.
            SourceError: a request failed.
        """
        is_in_corpus = True

        async def of_corpus() -> SimilarPapers:
            nonlocal is_in_corpus
            try:
                found = await self._corpus.similar(positive, negative, limit)
            except NotFound:
                is_in_corpus = False
                raise
            if not found.papers and ask.source != CORPUS:
                raise NotFound(Message("The offline corpus has no papers like these."), subject=CORPUS)
            return SimilarPapers(
                CORPUS,
                found.papers,
                by=found.by,
                compared=found.compared,
                recall=found.recall,
                with_vector=found.with_vector,
                of=found.of,
                damaged=found.damaged,
            )

        try:
            return await self._corpus.reader.answer(
                ask, of_corpus, lambda: self._of_service(positive, negative, ask, pool, limit)
            )
        except Offline:
            if not self._corpus.reader.is_offline:
                raise
            raise await self._nothing_offline(is_in_corpus=is_in_corpus) from None

    async def _nothing_offline(self, *, is_in_corpus: bool) -> Offline:
        """Return the error that there is nothing to show without the network although there is a corpus."""
        if not is_in_corpus:
            hint = Message("The paper is not in the offline corpus.")
        elif await self._corpus.has_vectors():
            hint = Message(
                "The offline corpus has no vector of the paper, and no papers that share references with it."
            )
        else:
            hint = Message(
                "The offline corpus has no vectors, because it was made without their dataset ({dataset}), and no "
                "papers that share references with this paper.",
                dataset=EMBEDDINGS,
            )
        return Offline(
            Message("You are working offline, and similar papers were not loaded before."), hint=hint, subject=S2
        )

    async def _of_service(
        self,
        positive: Sequence[Identifier],
        negative: Sequence[Identifier],
        ask: RequestOptions,
        pool: str | None,
        limit: int,
    ) -> SimilarPapers:
        """Return the recommendations of Semantic Scholar; see `similar`."""
        if not positive:
            raise UsageError(
                Message("No paper was given to compare with."),
                hint=Message("Give at least one paper before --not."),
            )
        if limit > MAX_LIMIT:
            raise UsageError(
                Message("Semantic Scholar recommends at most {number} papers.", number=MAX_LIMIT), subject=S2
            )
        given = [doi_of_record(each) or each for each in dict.fromkeys(positive)]
        against = [doi_of_record(each) or each for each in dict.fromkeys(negative)]
        chosen = pool or RECENT
        if len(given) == 1 and not against:
            found = await self._s2.recommendations.for_paper(given[0], ask, pool=chosen, limit=limit)
            return await self._store_and_exclude(chosen, found.papers, [found], given)
        if chosen == RECENT:
            found = await self._s2.recommendations.for_lists(given, against, ask, limit=limit)
            return await self._store_and_exclude(chosen, found.papers, [found], [*given, *against])
        like = [await self._s2.recommendations.for_paper(one, ask, pool=chosen, limit=limit) for one in given]
        unlike = [await self._s2.recommendations.for_paper(one, ask, pool=chosen, limit=limit) for one in against]
        barred = {paper.id for answer in unlike for paper in answer.papers}
        turns = {paper.id: paper for row in zip_longest(*(answer.papers for answer in like)) for paper in row if paper}
        kept = tuple(paper for name, paper in turns.items() if name not in barred)
        told = await self._store_and_exclude(chosen, kept, [*like, *unlike], [*given, *against])
        return msgspec.structs.replace(told, papers=told.papers[:limit], singly=True)

    async def _store_and_exclude(
        self, pool: str, papers: Sequence[Paper], answers: Sequence[RecommendedPapers], given: Sequence[Identifier]
    ) -> SimilarPapers:
        """Store the records of *answers*, and return *papers* without the *given* ones and without duplicates: the
        service recommends the preprint and the article of one work."""
        for answer in answers:
            await self._known.remember(answer.papers, s2_fields=answer.fields)
        kept = [paper for paper in papers if not any(matches(one, paper.ids) for one in given)]
        return SimilarPapers(pool, dedupe(kept).papers)


def no_similar_message(found: SimilarPapers) -> NotFound:
    """Return the error for a pool without recommendations, which is frequent for the pool of recent papers."""
    if found.pool == CORPUS:
        return NotFound(
            Message("The offline corpus has no papers like these: no vectors of them, and no shared references."),
            hint=Message("Vectors are in the dataset {dataset}.", dataset=EMBEDDINGS),
            subject=CORPUS,
        )
    other = ALL_CS if found.pool == RECENT else RECENT
    return NotFound(
        Message(
            "Semantic Scholar has no recommendations from its pool {pool} ({description}).",
            pool=found.pool,
            description=POOLS[found.pool],
        ),
        hint=Message("Try the other pool, {pool} ({description}): --pool {pool}", pool=other, description=POOLS[other]),
        subject=S2,
    )
