"""Looks up the rows that papers lack because they entered the offline corpus by a diff: texts, authors, citations."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from scholar_desktop.domain.citations.citation import LoadedCitations
from scholar_desktop.domain.corpus.corpus_fetch import CompletedRows
from scholar_desktop.domain.corpus.rule import TEXT_DATASETS
from scholar_desktop.domain.errors import DiskError, NotFound
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.services.corpus.corpus_claim import claimed
from scholar_desktop.services.corpus.offline_corpus import OfflineCorpus

if TYPE_CHECKING:
    from scholar_desktop.corpus.completion import LookedUpEdge, LookedUpPaper, LookedUpWriter
    from scholar_desktop.domain.people.author import AuthorProfile
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

T = TypeVar("T")

BATCH = 500
"""Papers of one request."""
TEXT_FIELDS = ("corpusId", "abstract", "tldr", "citationCount", "referenceCount", "authors", "title")
VECTOR_FIELDS = ("corpusId", "title", "embedding.specter_v2")
EMBEDDINGS = "embeddings-specter_v2"
MOST_PROBLEMS = 20
"""Problems that are named; all are counted."""
OnPaper = Callable[[int, int], object]


class CitationLists(Protocol):
    """Loads citation lists with all their pages (`services/citations/citations.py`)."""

    async def load(
        self,
        paper: Paper,
        kind: Literal["citations", "references"],
        on_page: Callable[[LoadedCitations], None],
        ask: RequestOptions,
        *,
        limit: int | None,
    ) -> LoadedCitations:
        """Return the list of *paper*. Raises SourceErrors."""


class CorpusCompletion:
    """Completes the corpus in use. To pause, cancel the task; what was written stays.

    Args:
        s2: the Graph API.
        citations: loads citation lists.
        corpus: the corpus.
    """

    def __init__(self, s2: SemanticScholar, citations: CitationLists, corpus: OfflineCorpus) -> None:
        self._s2 = s2
        self._citations = citations
        self._corpus = corpus

    async def complete(
        self,
        papers: Sequence[int] | None = None,
        *,
        ask: RequestOptions,
        on_paper: OnPaper = lambda _done, _all: None,
    ) -> CompletedRows:
        """Look up what papers lack, and write it into the store; readers continue.

        Args:
            papers: CorpusIds; None for all papers that lack rows.
            on_paper: gets (papers that were looked up, all of them).

        Returns:
            Numbers of papers, and what could not be had.

        Raises:
            NotFound: there is no corpus.
            SourceError: the service cannot be used at all; what was written before stays.
            DiskError: the store cannot be written, or another process changes the corpus.
        """
        facts = await self._corpus.info()
        ask = dataclasses.replace(ask, source=S2)  # what is lacking is not in the corpus
        async with claimed(self._corpus.folder):
            run = _CompletionRun(self._s2, self._citations, facts.path, facts.rule, ask)
            try:
                return await run.complete(papers, on_paper)
            except sqlite3.Error as error:
                raise DiskError(Message("The corpus could not be completed: {reason}.", reason=str(error))) from error
            finally:
                await run.aclose()


class _CompletionRun:
    """One completion."""

    def __init__(
        self, s2: SemanticScholar, citations: CitationLists, path: str, rule: Any, ask: RequestOptions
    ) -> None:
        self._s2 = s2
        self._citations = citations
        self._path = path
        self._rule = rule
        self._ask = ask
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="corpus-complete")
        self._writer: LookedUpWriter | None = None
        self._today: date = datetime.now(UTC).date()
        self._problems: list[str] = []

    async def complete(self, papers: Sequence[int] | None, on_paper: OnPaper) -> CompletedRows:
        """Look all up, in batches. Raises SourceErrors and sqlite3.Error."""
        lacking = await self._in_thread(lambda: self._open().lacking(papers))
        keys, done = list(lacking), 0
        for first in range(0, len(keys), BATCH):
            batch = keys[first : first + BATCH]
            found = await self._s2.batch([f"CorpusId:{key}" for key in batch], self._ask, TEXT_FIELDS)
            known = {key: paper for key, paper in zip(batch, found, strict=True) if paper is not None}
            for key in batch:
                if key not in known:
                    self._note(Message("Semantic Scholar does not have CorpusId {key}.", key=str(key)))
            texts = [_texts(key, paper, lacking[key]) for key, paper in known.items()]
            await self._fill(texts)
            await self._authors([key for key in known if "authors" in lacking[key]])
            await self._vectors([key for key in known if EMBEDDINGS in lacking[key]])
            for key in batch:
                if key in known and "citations" in lacking[key]:
                    await self._edges(key, known[key])
                done += 1
                on_paper(done, len(keys))
        left = await self._in_thread(lambda: self._open().lacking(papers))
        if any(name in TEXT_DATASETS for names in left.values() for name in names):
            self._note(Message("Full texts cannot be looked up: they come with the next download of the dataset."))
        return CompletedRows(len(set(lacking) - set(left)), len(left), tuple(self._problems[:MOST_PROBLEMS]))

    async def aclose(self) -> None:
        """Close the store."""
        try:
            if self._writer is not None:
                await run_to_end(self._pool, self._writer.close, even_if_cancelled=True)
        finally:
            self._pool.shutdown(wait=False)

    async def _authors(self, papers: list[int]) -> None:
        """Look up the authors that papers name and that have no row."""
        from scholar_desktop.corpus.completion import LookedUpPaper

        missing = await self._in_thread(lambda: {key: self._open().missing_authors(key) for key in papers})
        wanted = list(dict.fromkeys(str(author) for authors in missing.values() for author in authors))
        found = await self._s2.authors.batch(wanted, self._ask) if wanted else []
        rows = {name: _author_row(name, each) for name, each in zip(wanted, found, strict=True) if each is not None}
        filled = []
        for key, authors in missing.items():
            here = tuple(rows[str(author)] for author in authors if str(author) in rows)
            if len(here) < len(authors):
                self._note(Message("Semantic Scholar does not have all authors of CorpusId {key}.", key=str(key)))
            filled.append(LookedUpPaper(key, ("authors",) if len(here) == len(authors) else (), authors=here))
        await self._fill(filled)

    async def _vectors(self, papers: list[int]) -> None:
        """Look up the vectors of papers. A paper without one lacks it no more."""
        from scholar_desktop.corpus.completion import LookedUpPaper

        found = await self._s2.batch([f"CorpusId:{key}" for key in papers], self._ask, VECTOR_FIELDS) if papers else []
        filled = [
            LookedUpPaper(key, (EMBEDDINGS,), vector=_vector(paper))
            for key, paper in zip(papers, found, strict=True)
            if paper is not None
        ]
        await self._fill(filled)

    async def _edges(self, key: int, paper: Paper) -> None:
        """Look up the citations of a paper in both directions."""
        from scholar_desktop.corpus.completion import LookedUpPaper

        edges: list[LookedUpEdge] = []
        is_whole = True
        kinds: tuple[Literal["citations", "references"], ...] = ("citations", "references")
        for kind in kinds:
            kind_text = Message("citations") if kind == "citations" else Message("references")
            try:
                found = await self._citations.load(paper, kind, lambda _page: None, self._ask, limit=None)
            except NotFound as error:
                self._note(
                    Message(
                        "The citations of CorpusId {key} could not be loaded: {reason}",
                        key=str(key),
                        reason=error.message,
                    )
                )
                is_whole = False
                continue
            edges += _edges_of(key, kind, found)
            if found.withheld:
                self._note(
                    Message("The publisher withholds the {kind} of CorpusId {key}.", kind=kind_text, key=str(key))
                )
            elif not found.complete:
                self._note(Message("Not all {kind} of CorpusId {key} can be listed.", kind=kind_text, key=str(key)))
                is_whole = False
        await self._fill([LookedUpPaper(key, ("citations",) if is_whole else (), edges=tuple(edges))])

    async def _fill(self, papers: Sequence[LookedUpPaper]) -> None:
        await self._in_thread(lambda: self._open().fill(papers, self._today))

    def _open(self) -> LookedUpWriter:
        from pathlib import Path

        from scholar_desktop.corpus.completion import LookedUpWriter

        if self._writer is None:
            self._writer = LookedUpWriter(Path(self._path), self._rule)
        return self._writer

    def _note(self, problem: str) -> None:
        self._problems.append(problem)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await run_to_end(self._pool, work)


def _vector(paper: Paper) -> tuple[float, ...] | None:
    """Return the embedding of a paper as it was sent; None if there is none."""
    sent = paper.facts[0].fields.get("embedding") if paper.facts else None
    numbers = sent.get("vector") if isinstance(sent, dict) else None
    if not isinstance(numbers, list) or not all(isinstance(each, float | int) for each in numbers):
        return None
    return tuple(numbers)


def _texts(key: int, paper: Paper, lacks: frozenset[str]) -> LookedUpPaper:
    """Return the rows of `abstracts` and `tldrs` of a paper; it lacks them no more, whether it has any or not."""
    from scholar_desktop.corpus.completion import LookedUpPaper

    abstract = {"corpusid": key, "openaccessinfo": None, "abstract": paper.abstract}
    tldr = {"corpusid": key, "model": None, "text": paper.tldr}
    return LookedUpPaper(
        key,
        tuple(sorted(lacks & {"abstracts", "tldrs"})),
        abstract=abstract if paper.abstract and "abstracts" in lacks else None,
        tldr=tldr if paper.tldr and "tldrs" in lacks else None,
    )


def _author_row(author_id: str, author: AuthorProfile) -> dict[str, Any]:
    """Return the row of `authors` for what was looked up."""
    return {
        "authorid": author_id,
        "externalids": None,
        "url": f"https://www.semanticscholar.org/author/{author_id}",
        "name": author.name,
        "aliases": list(author.aliases) or None,
        "affiliations": list(author.affiliations) or None,
        "homepage": author.homepage,
        "papercount": author.counts.papers,
        "citationcount": author.counts.citations,
        "hindex": author.counts.h_index,
    }


def _edges_of(key: int, kind: str, found: LoadedCitations) -> list[LookedUpEdge]:
    from scholar_desktop.corpus.completion import LookedUpEdge

    edges = []
    for edge in found.edges:
        other = int(edge.paper.ids.corpus) if edge.paper is not None and edge.paper.ids.corpus else 0
        if kind == "citations" and not other:
            continue  # a citing paper without a number cannot be stored
        cited, citing = (key, other) if kind == "citations" else (other, key)
        contexts = tuple((context.text, context.intents) for context in edge.contexts)
        edges.append(LookedUpEdge(cited, citing, edge.influential, edge.intents, contexts))
    return edges
