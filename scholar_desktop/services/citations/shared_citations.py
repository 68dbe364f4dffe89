"""Compares papers by their stored lists: shared references, papers that cite them, and the authors and venues they cite
most."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.errors import ErrorInfo, NotFound
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.services.citations.paging import PAGE
from scholar_desktop.services.citations.timeline import Timeline

if TYPE_CHECKING:
    from scholar_desktop.services.citations.citations import CitationListKind, Citations
    from scholar_desktop.services.citations.store import StoredCitationBlock

MOST_SHARED = 500
MOST_NAMED = 12
MOST_FOR_NAMES = 3000
"""Number of rows from which authors and venues are counted."""


class SharedPaper(msgspec.Struct, frozen=True):
    """A paper, and the number of compared papers that cite it or are cited by it."""

    paper: Paper
    count: int


class PaperPair(msgspec.Struct, frozen=True):
    """Two of the papers, by position.

    coupling: number of references that both have; co_citation: number of papers that cite both.
    """

    one: int
    other: int
    coupling: int
    co_citation: int


class PaperComparison(msgspec.Struct, frozen=True):
    """The result of a comparison.

    references, citing: papers that at least two of the papers share, most shared first; pairs: every pair of papers;
    authors, venues: those that the papers cite most, with counts; without_references, without_citations: positions of
    papers whose list is not stored; unknown: positions of papers that Semantic Scholar does not know, which have no
    lists and are not in the two before; problems: what it answered for each of these; parts: positions of papers whose
    citations are only partly stored; all_references, all_citing: how many papers are shared in all; `references` and
    `citing` are the first of them; loaded: number of stored citations of each paper.
    """

    papers: tuple[Paper, ...]
    references: tuple[SharedPaper, ...] = ()
    citing: tuple[SharedPaper, ...] = ()
    pairs: tuple[PaperPair, ...] = ()
    authors: tuple[tuple[str, int], ...] = ()
    venues: tuple[tuple[str, int], ...] = ()
    without_references: tuple[int, ...] = ()
    without_citations: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    problems: tuple[ErrorInfo, ...] = ()
    parts: tuple[int, ...] = ()
    all_references: int = 0
    all_citing: int = 0
    loaded: tuple[int, ...] = ()


class CitedYears(msgspec.Struct, frozen=True):
    """Citations per year of several papers.

    first, strongest: the rows that the timeline names, or None; rows: number of rows counted.
    """

    timeline: Timeline
    first: Citation | None = None
    strongest: Citation | None = None
    rows: int = 0


class SharedCitations:
    """Compares papers by their stored lists; only `ask` sends requests."""

    def __init__(self, citations: Citations) -> None:
        self._citations = citations
        self._store = citations.store
        self._unknown: dict[str, ErrorInfo] = {}  # by the ids of papers that were not found since the program started

    async def compare(self, papers: Sequence[Paper], *, most: int | None = MOST_SHARED) -> PaperComparison:
        """Compare *papers* by their stored lists. Sends no request.

        Args:
            most: how many shared references and citing papers to return; None for all.
        """
        references = await self._store.others(papers, "references")
        citing = await self._store.others(papers, "citations")
        cited_states = await self._store.find_stored(papers, "citations")
        reference_states = await self._store.find_stored(papers, "references")
        all_shared, all_sharing, pairs, counted = await asyncio.to_thread(_count, papers, references, citing)
        shared, sharing = all_shared[:most], all_sharing[:most]
        names = [name for name, _ in counted.most_common(MOST_FOR_NAMES)]
        wanted = dict.fromkeys([*names, *(name for name, _ in shared), *(name for name, _ in sharing)])
        called = await self._store.papers_by_name(tuple(wanted))
        authors: Counter[str] = Counter()
        venues: Counter[str] = Counter()
        for name in names:
            if (paper := called.get(name)) is not None:
                for author in paper.authors:
                    authors[author.name] += counted[name]
                if paper.venue:
                    venues[paper.venue] += counted[name]
        unknown = tuple(n for n, paper in enumerate(papers) if paper.id in self._unknown)
        return PaperComparison(
            papers=tuple(papers),
            references=tuple(SharedPaper(called[name], count) for name, count in shared if name in called),
            citing=tuple(SharedPaper(called[name], count) for name, count in sharing if name in called),
            pairs=pairs,
            authors=tuple(authors.most_common(MOST_NAMED)),
            venues=tuple(venues.most_common(MOST_NAMED)),
            without_references=_without(papers, reference_states, unknown),
            without_citations=_without(papers, cited_states, unknown),
            unknown=unknown,
            problems=tuple(self._unknown[papers[n].id] for n in unknown),
            parts=tuple(
                n
                for n, paper in enumerate(papers)
                if (state := cited_states.get(paper.id)) is not None and not state.complete
            ),
            all_references=len(all_shared),
            all_citing=len(all_sharing),
            loaded=tuple(len(citing.get(paper.id, ())) for paper in papers),
        )

    async def years(self, papers: Sequence[Paper]) -> CitedYears:
        """Return the citations per year of all *papers* together, from the stored lists, without a request. A paper
        that cites several of them counts once for each."""
        lists = [await self._store.load_any(paper, "citations") for paper in papers]
        return await asyncio.to_thread(
            _years, [block for found in lists if found is not None for block in found.blocks]
        )

    async def ask(self, compared: PaperComparison, on_done: Callable[[], None], ask: RequestOptions) -> None:
        """Request the first page of each list that is not stored: one request each, and one for both lists of a paper
        that Semantic Scholar does not know. Raises SourceErrors but NotFound; lists that arrived before are stored."""
        lists: tuple[tuple[tuple[int, ...], CitationListKind], ...] = (
            (compared.without_references, "references"),
            (compared.without_citations, "citations"),
        )
        for places, kind in lists:
            for paper in (compared.papers[place] for place in places):
                if paper.id not in self._unknown:
                    try:
                        await self._citations.load(paper, kind, lambda _page: None, ask)
                    except NotFound as error:
                        self._unknown[paper.id] = error.info
                    on_done()

    async def ask_rest(self, compared: PaperComparison, on_done: Callable[[], None], ask: RequestOptions) -> None:
        """Load the rest of the citation lists that are stored in part. Raises SourceErrors; pages that arrived before
        are stored."""
        for place in compared.parts:
            await self._citations.load(compared.papers[place], "citations", lambda _page: None, ask, limit=None)
            on_done()


def requests_for_rest(compared: PaperComparison) -> int:
    """Return the number of requests of `ask_rest`, at least."""
    left = [(compared.papers[place].counts.citations or 0) - compared.loaded[place] for place in compared.parts]
    return sum(max(1, math.ceil(rows / PAGE)) for rows in left)


def requests_for(compared: PaperComparison) -> int:
    """Return the number of requests of `ask`."""
    return len(compared.without_references) + len(compared.without_citations)


def _without(papers: Sequence[Paper], stored: Mapping[str, object], unknown: Collection[int]) -> tuple[int, ...]:
    return tuple(n for n, paper in enumerate(papers) if paper.id not in stored and n not in unknown)


def _years(blocks: Sequence[StoredCitationBlock]) -> CitedYears:
    from scholar_desktop.services.citations.table import citations_of, make_rows_from_blocks
    from scholar_desktop.services.citations.timeline import citation_timeline

    rows = make_rows_from_blocks(blocks)
    counted = citation_timeline(rows.columns)
    named = [citations_of([rows], [row])[0] if row is not None else None for row in (counted.first, counted.strongest)]
    return CitedYears(counted, named[0], named[1], rows.count)


def _count(
    papers: Sequence[Paper], references: Mapping[str, list[str]], citing: Mapping[str, list[str]]
) -> tuple[list[tuple[str, int]], list[tuple[str, int]], tuple[PaperPair, ...], Counter[str]]:
    cited_by = [set(references.get(paper.id, ())) for paper in papers]
    citing_of = [set(citing.get(paper.id, ())) for paper in papers]
    counted = Counter(name for names in cited_by for name in names)
    sharing = Counter(name for names in citing_of for name in names)
    pairs = tuple(
        PaperPair(one, other, len(cited_by[one] & cited_by[other]), len(citing_of[one] & citing_of[other]))
        for one, other in combinations(range(len(papers)), 2)
    )
    return _shared(counted), _shared(sharing), pairs, counted


def _shared(counted: Counter[str]) -> list[tuple[str, int]]:
    return [(name, count) for name, count in counted.most_common() if count > 1 and not name.startswith("?")]
