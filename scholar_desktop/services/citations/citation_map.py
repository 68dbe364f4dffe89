"""Builds the citation map of a paper, a selection or the library, with as few requests as possible."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.citations.citation import Citation, LoadedCitations
from scholar_desktop.domain.citations.citation_map import (
    CitationMap,
    Direction,
    Link,
    add_citations,
    add_links,
    map_without_links,
    strongest_citations,
)
from scholar_desktop.domain.errors import DiskError, ScholarError
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Paper, can_request_from_s2
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.timestamps import current_timestamp

if TYPE_CHECKING:
    from scholar_desktop.services.citations.citations import Citations
    from scholar_desktop.services.citations.map_layout import MapLayout
    from scholar_desktop.services.citations.table import CitationRows
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

AROUND = 120
"""Papers of each of the two lists that a new map shows; more could not be labelled on a screen."""
NEIGHBOURS = 25
"""Papers of each list of a selected paper that are added at a time."""
MOST_PAPERS = 2000
BATCH = 500
OnLacking = Callable[[int, ScholarError], None]
_BOTH: tuple[Direction, Direction] = ("citations", "references")
_REFERENCE_FIELDS = ("references.paperId",)


class CitationMaps:
    """Builds citation maps.

    Loaded citation lists are drawn without a request. Links between the papers take one batch request for each 500
    papers, new neighbours two requests for each paper, and both are only requested by the user. Raises SourceErrors.
    """

    def __init__(self, citations: Citations, s2: SemanticScholar, library: Library) -> None:
        self._citations = citations
        self._s2 = s2
        self._library = library

    async def around(
        self, paper: Paper, cited_by: Sequence[CitationRows], references: Sequence[CitationRows], *, most: int = AROUND
    ) -> CitationMap:
        """Return the map of *paper* from the loaded rows of its two lists (`CitationTable.parts`): of each list the
        *most* most important papers, which are the influential rows and then those that are cited most. Papers without
        a title are left out."""
        return await asyncio.to_thread(_around, paper, cited_by, references, most)

    async def of_library(self) -> tuple[CitationMap, int]:
        """Return the papers of the library, the last MOST_PAPERS added, without links, and how many papers the library
        has; `link` adds the links."""
        page = await self._library.page(LibraryView.ALL, limit=MOST_PAPERS)
        return map_without_links(kept.paper for kept in page.papers), page.total

    def cost_of_links(self, known: CitationMap) -> int:
        """Return the maximum number of requests of `link`; it sends fewer if reference lists are stored."""
        return -(-len(_batchable(known.papers)) // BATCH)

    async def link(self, known: CitationMap, ask: RequestOptions, on_lacking: OnLacking | None = None) -> CitationMap:
        """Return *known* with the links between its papers: from the stored reference lists, and by requesting those of
        the other papers. What is requested is stored for each paper, so that it is known also for another selection of
        papers. The lists of the offline corpus may lack papers that are not in it, so they are only used offline, if
        the request fails, or if the user wants the corpus to be used first.

        Args:
            on_lacking: called with the number of papers whose references are not known because a request failed, and
                with the error; the map then has the links that are known. Without it, the error is raised, unless the
                corpus has lists in place of the requested ones.
        """
        store, reader = self._citations.store, self._citations.corpus.reader
        lists = await store.others(known.papers, "references", corpus=False)
        unlisted = [paper for paper in known.papers if paper.id not in lists]
        cited = {} if ask.refresh else await store.cited(unlisted)
        asked = [
            paper
            for paper in _batchable(unlisted)
            if paper.id not in cited or not (ask.stored_only or self._citations.is_fresh(cited[paper.id].retrieved))
        ]
        _extend(lists, {name: each.names for name, each in cited.items()})
        if reader.is_offline or reader.is_first:
            in_corpus, problem = await self._lists_in_corpus(unlisted)
            _extend(lists, in_corpus)
            asked = [paper for paper in asked if paper.id not in in_corpus]
            if problem is not None and reader.is_offline:
                _report(len(asked), problem, on_lacking)
        if not reader.is_offline:
            _extend(lists, await self._request_lists(asked, ask, frozenset(cited), on_lacking))
        # in the order of the papers, wherever their lists are from
        links = [Link(paper.id, name) for paper in known.papers for name in lists.get(paper.id, ())]
        return await asyncio.to_thread(add_links, known, links)

    async def _request_lists(
        self, asked: Sequence[Paper], ask: RequestOptions, known: frozenset[str], on_lacking: OnLacking | None
    ) -> dict[str, list[str]]:
        """Return the references of the papers *asked*: those that cannot be requested are from the corpus, if it has
        them.

        Args:
            known: the ids of papers whose references are known from an earlier request.
        """
        found: dict[str, list[str]] = {}
        for start in range(0, len(asked), BATCH):
            papers = asked[start : start + BATCH]
            try:
                answers = await self._s2.batch([f"s2:{paper.ids.s2}" for paper in papers], ask, _REFERENCE_FIELDS)
            except ScholarError as error:
                in_corpus, _ = await self._lists_in_corpus(asked[start:])
                if on_lacking is not None or not in_corpus:
                    _report(sum(paper.id not in known for paper in asked[start:]), error, on_lacking)
                return found | in_corpus
            lists = {
                paper.id: [] if answer is None else _references_of(answer)
                for paper, answer in zip(papers, answers, strict=True)
            }
            times = [answer.retrieved for answer in answers if answer is not None and answer.retrieved]
            await self._citations.store.put_cited(lists, min(times, default=current_timestamp()))
            found |= lists
        return found

    async def _lists_in_corpus(self, papers: Iterable[Paper]) -> tuple[dict[str, list[str]], DiskError | None]:
        """Return the references of *papers* in the corpus, and why it cannot be read."""
        try:
            return await self._citations.corpus.others(tuple(papers), "references"), None
        except DiskError as error:
            return {}, error

    async def add_neighbours(
        self,
        known: CitationMap,
        papers: Sequence[Paper],
        ask: RequestOptions,
        on_update: Callable[[CitationMap], None],
        *,
        most: int = NEIGHBOURS,
    ) -> CitationMap:
        """Add the citations and references of *papers* to *known*: of the first page of each list the *most* most
        important papers.

        Papers that cannot be requested from Semantic Scholar are skipped.

        Args:
            on_update: gets the map after each list.
            most: number of new papers of each list; all links to papers that are already on the map are added.

        Returns:
            The extended map.
        """
        for paper in requestable_papers(papers):
            for direction in _BOTH:
                if len(known.papers) >= MOST_PAPERS:
                    return known
                found = await self._citations.load(paper, direction, _ignore, ask)
                known = await asyncio.to_thread(_with_neighbours, known, paper, found, direction, most)
                on_update(known)
        return known

    async def lay_out(self, known: CitationMap, *, aspect: float, keep: MapLayout | None = None) -> MapLayout:
        """Return the position of each paper (`map_layout.lay_out`, in a thread)."""
        from scholar_desktop.services.citations import map_layout

        return await asyncio.to_thread(map_layout.lay_out, known, aspect=aspect, keep=keep)


def graphml_of(known: CitationMap, in_library: frozenset[str]) -> str:
    """Return *known* as GraphML.

    Args:
        in_library: the ids of the papers in the library (`formats.graphml`).
    """
    from scholar_desktop.formats.graphml import graphml

    return graphml(known, in_library)


def requestable_papers(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Return those of *papers* whose lists can be requested from Semantic Scholar."""
    return tuple(filter(can_request_from_s2, papers))


def _report(lacking: int, error: ScholarError, on_lacking: OnLacking | None) -> None:
    """Report that the references of *lacking* papers are not known."""
    if on_lacking is None:
        raise error
    if lacking:
        on_lacking(lacking, error)


def _extend(lists: dict[str, list[str]], more: Mapping[str, Sequence[str]]) -> None:
    for name, cited in more.items():
        lists[name] = [*lists.get(name, ()), *cited]


def _batchable(papers: Iterable[Paper]) -> list[Paper]:
    # Semantic Scholar lists the references of a paper only by its own ids, so only papers with such an id can be
    # matched.
    return [paper for paper in papers if paper.ids.s2]


def _around(
    paper: Paper, cited_by: Sequence[CitationRows], references: Sequence[CitationRows], most: int
) -> CitationMap:
    known = map_without_links([paper])
    known = add_citations(known, paper, _strongest_rows(references, most), "references")
    return add_citations(known, paper, _strongest_rows(cited_by, most), "citations")


def _strongest_rows(parts: Sequence[CitationRows], most: int) -> list[Citation]:
    import numpy as np

    from scholar_desktop.services.citations.table import citations_of

    if not parts:
        return []
    cites = np.concatenate([part.columns.cites for part in parts])
    influential = np.concatenate([part.columns.influential for part in parts])
    order = np.lexsort((-cites, ~influential))[:most]
    found = citations_of(parts, order.tolist())
    # the offline corpus knows only the number of a paper that is not in it: nothing of it can be shown
    return [citation for citation in found if citation.paper is not None and citation.paper.title]


def _with_neighbours(
    known: CitationMap, paper: Paper, found: LoadedCitations, direction: Direction, most: int
) -> CitationMap:
    ids = known.ids
    there = sum(1 for edge in found.edges if edge.paper is not None and edge.paper.id in ids)
    return add_citations(known, paper, strongest_citations(known, found.edges, there + most), direction)


def _references_of(paper: Paper) -> list[str]:
    fields: dict[str, Any] = next((facts.fields for facts in paper.facts if facts.source == S2), {})
    rows = fields.get("references")
    if not isinstance(rows, list):
        return []  # null if the publisher withholds them
    return [
        f"s2:{row['paperId'].lower()}" for row in rows if isinstance(row, dict) and isinstance(row.get("paperId"), str)
    ]


def _ignore(_found: LoadedCitations) -> None:
    """Ignore the update: the map reads a list when its page is complete."""
