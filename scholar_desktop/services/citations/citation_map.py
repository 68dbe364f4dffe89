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
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Paper, can_request_from_s2
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import S2

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

    async def link(self, known: CitationMap, ask: RequestOptions) -> CitationMap:
        """Return *known* with the links between its papers: from the stored reference lists, and by requesting those of
        the other papers. The lists of the offline corpus may lack papers that are not in it, so they are only used
        offline, if the request fails, or if the user wants the corpus to be used first."""
        store, corpus = self._citations.store, self._citations.corpus.reader
        kept = await store.others(known.papers, "references", corpus=corpus.is_offline or corpus.is_first)
        links = _links_of(kept)
        asked = [] if corpus.is_offline else [paper for paper in _batchable(known.papers) if paper.id not in kept]
        for start in range(0, len(asked), BATCH):
            papers = asked[start : start + BATCH]
            try:
                answers = await self._s2.batch([f"s2:{paper.ids.s2}" for paper in papers], ask, _REFERENCE_FIELDS)
            except ScholarError:
                instead = await store.others(asked[start:], "references")
                if not instead:
                    raise
                links += _links_of(instead)
                break
            for paper, answer in zip(papers, answers, strict=True):
                if answer is not None:
                    links += [Link(paper.id, cited) for cited in _references_of(answer)]
        return await asyncio.to_thread(add_links, known, links)

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


def _links_of(lists: Mapping[str, Sequence[str]]) -> list[Link]:
    return [Link(citing, cited) for citing, names in lists.items() for cited in names]


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
