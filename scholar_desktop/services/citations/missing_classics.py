"""Finds papers that a library lacks: those that its papers cite most, and the newest that cite most of its papers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.citations.citation import CitationListState, LoadedCitations
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.services.citations.citations import stated_count
from scholar_desktop.services.citations.paging import PAGE, requests_left

if TYPE_CHECKING:
    from scholar_desktop.services.citations.citations import CitationListKind, Citations
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

MOST_SHOWN = 3_000
"""Maximum number of missing papers that are read from the stored lists, those with most links first."""
FEW = 3
"""A library of at most this number of papers has hardly any missing paper with two links."""
ROWS_A_BATCH = 6_000
"""Maximum number of nested rows in one request with `_COPY`, of about 1,200 bytes each; the service refuses responses
over 10 MB or with more than 9,999 citations."""
ROWS_OF_ONE = 8_000
"""Maximum number of rows of a list that is requested whole. One of more than ROWS_A_BATCH is requested in a batch of
its own, without `_COPY`, which is half of a row."""
IDS_A_BATCH = 500
TYPICAL_ROWS = 60
"""Assumed length of a list whose length is not known."""
_NESTED = ("title", "year", "venue", "authors", "citationCount", "externalIds", "corpusId", "publicationDate")
_COPY = ("isOpenAccess", "openAccessPdf")
_LIBRARY_PAGE = 500


class MissingPaper(msgspec.Struct, frozen=True):
    """A paper that is not in the library.

    count: number of papers of the library that cite it or are cited by it; links: these papers.
    """

    paper: Paper
    count: int
    links: tuple[Paper, ...] = ()


class CutList(msgspec.Struct, frozen=True):
    """A list that is stored in part: its first rows, which of citations are the newest.

    loaded: number of its rows that are stored; total: the paper's own count, None if unknown; requests: number of
    requests for the rest, 0 if it cannot be loaded.
    """

    paper: Paper
    loaded: int
    total: int | None = None
    requests: int = 0


class Survey(msgspec.Struct, frozen=True):
    """What the stored lists say about the library.

    papers: number of its papers; known: number of papers whose list is stored, also those of *cut*; cut: of these, the
    lists that are stored in part, those that lack most first; in_part: number of papers of which the
    offline corpus has a part of the list; absent: number of papers that Semantic Scholar does not know; unnamed: those
    without an identifier, whose lists cannot be requested; unknown: those
    whose list can be requested from Semantic Scholar, also those known in part; found: the missing papers with at least
    *least* links, highest count first; left: number of further ones, beyond MOST_SHOWN; once: number of missing papers
    with one link, if *least* is 2; oldest: when the oldest of the lists was requested.
    """

    kind: str
    papers: int = 0
    known: int = 0
    cut: tuple[CutList, ...] = ()
    in_part: int = 0
    absent: int = 0
    unnamed: tuple[Paper, ...] = ()
    unknown: tuple[Paper, ...] = ()
    found: tuple[MissingPaper, ...] = ()
    least: int = 2
    left: int = 0
    once: int = 0
    oldest: str | None = None


class MissingClassics:
    """Finds the missing papers: `survey` reads the stored lists, `ask` requests the others, many papers at once."""

    def __init__(self, library: Library, citations: Citations, s2: SemanticScholar) -> None:
        self._library = library
        self._citations = citations
        self._store = citations.store
        self._s2 = s2

    async def survey(
        self,
        kind: CitationListKind = "references",
        *,
        collection: str = "",
        least: int = 2,
        has_all: bool = False,
    ) -> Survey:
        """Count the missing papers in the stored lists. Sends no request.

        Args:
            kind: references: papers that the library's papers cite most and the library lacks; citations: papers that
                cite most of the library's papers, newest first among equal counts.
            collection: the path of the collection whose papers, and those below it, count as those of the library;
                empty for the whole library. What is missing is missing from the whole library.
            least: 1 to list the papers with one link, too. A library of FEW papers always has them.
            has_all: also find those beyond MOST_SHOWN.
        """
        papers = await self._papers(collection)
        named = [paper for paper in papers if paper.id and not paper.ids.key]  # a key is that of the library
        states = await self._store.find_stored(named, kind)
        others = await self._store.others(papers, kind)
        have, _ = await self._library.names()
        ranked, left, left_once = await asyncio.to_thread(_ranked, others, have, None if has_all else MOST_SHOWN)
        linked = await asyncio.to_thread(_linked, others, {name for name, _ in ranked}, papers)
        called = await self._store.papers_by_name([name for name, _ in ranked])
        found = [
            MissingPaper(paper, count, linked[name])
            for name, count in ranked
            if (paper := called.get(name)) is not None
            and not any(f"{scheme}:{value}" in have for scheme, value in paper.ids.items())
        ]
        versions = await self._library.find_versions([missing.paper for missing in found])
        found = [missing for missing in found if missing.paper.id not in versions]
        once = 0
        if least > 1 and len(papers) > FEW:
            several = [missing for missing in found if missing.count > 1]
            once, left, found = len(found) - len(several) + left_once, left - left_once, several
        if kind == "citations":
            found.sort(key=lambda missing: (missing.count, missing.paper.date or str(missing.paper.year or "")))
            found.reverse()
        else:
            found.sort(key=lambda missing: (-missing.count, -(missing.paper.counts.citations or 0)))
        dates = [state.retrieved for state in states.values() if state.retrieved]
        in_part = {paper.id for paper in named if (state := states.get(paper.id)) and _is_in_part(paper, kind, state)}
        absent = sum(not state.retrieved for state in states.values())
        cut = [
            _cut_list(paper, kind, state)
            for paper in named
            if paper.id not in in_part
            and (state := states.get(paper.id)) is not None
            and state.retrieved
            and not state.complete
        ]
        cut.sort(key=lambda one: one.loaded - (one.total or 0))
        return Survey(
            kind=kind,
            papers=len(papers),
            known=sum(paper.id in states for paper in named) - len(in_part) - absent,
            cut=tuple(cut),
            in_part=len(in_part),
            absent=absent,
            unnamed=tuple(paper for paper in papers if not paper.id or paper.ids.key),
            unknown=tuple(paper for paper in named if paper.id not in states or paper.id in in_part),
            found=tuple(found),
            least=least if len(papers) > FEW else 1,
            left=left,
            once=once,
            oldest=min(dates, default=None),
        )

    async def ask(self, survey: Survey, on_done: Callable[[int], None], ask: RequestOptions) -> None:
        """Request the lists that are not stored. *on_done* gets the number of finished papers. Raises SourceErrors;
        lists that arrived before are stored."""
        kind: CitationListKind = "citations" if survey.kind == "citations" else "references"
        through = 0
        batches, alone = plan_requests(survey)
        for batch in batches:
            await self._ask_batch(batch, kind, ask)
            through += len(batch)
            on_done(through)
        for paper in alone:
            await self._citations.load(paper, kind, lambda _page: None, ask, limit=PAGE)
            through += 1
            on_done(through)

    async def ask_rest(
        self,
        cut: Sequence[CutList],
        kind: str,
        on_page: Callable[[int, CutList, int], None],
        ask: RequestOptions,
    ) -> None:
        """Load the rest of the lists of `Survey.cut`. Raises SourceErrors; pages that arrived before are stored.

        Args:
            on_page: gets the number of finished lists, the current one, and the number of its rows that are loaded.
        """
        of_kind: CitationListKind = "citations" if kind == "citations" else "references"
        for done, one in enumerate(cut):

            def on_rows(found: LoadedCitations, done: int = done, one: CutList = one) -> None:
                on_page(done, one, found.loaded)

            await self._citations.load(one.paper, of_kind, on_rows, ask, limit=None)

    async def _ask_batch(self, batch: Sequence[Paper], kind: CitationListKind, ask: RequestOptions) -> None:
        from scholar_desktop.sources.semantic_scholar.parse_lists import parse_nested

        is_short = sum(_size(paper, kind) for paper in batch) <= ROWS_A_BATCH
        fields = ("title", *(f"{kind}.{name}" for name in (*_NESTED, *(_COPY if is_short else ()))))
        answers = await self._s2.batch([paper.id for paper in batch], ask, fields)
        for paper, answer in zip(batch, answers, strict=True):
            nested = parse_nested(answer, kind) if answer is not None else ()
            retrieved = answer.retrieved if answer is not None else None
            await self._store.put_without_details(paper, kind, nested, retrieved or "")  # "": it is not known there

    async def _papers(self, collection: str) -> list[Paper]:
        if collection:
            return [kept.paper for kept in await self._library.collection(collection) or ()]
        found: list[Paper] = []
        while True:
            page = await self._library.page(LibraryView.ALL, offset=len(found), limit=_LIBRARY_PAGE)
            found += [kept.paper for kept in page.papers]
            if not page.papers or len(found) >= page.total:
                return found


def _cut_list(paper: Paper, kind: str, state: CitationListState) -> CutList:
    total = state.total if state.total is not None else stated_count(paper, kind)
    whole = msgspec.structs.replace(state, total=total)
    return CutList(paper, state.loaded, total, requests_left(whole))


def _is_in_part(paper: Paper, kind: str, state: CitationListState) -> bool:
    """Return whether the list is the corpus's, which has only citations between its own papers. A tenth may be missing:
    the count that Semantic Scholar states differs from its lists, too."""
    stated = stated_count(paper, kind)
    return state.source == CORPUS and stated is not None and (state.total or 0) * 10 < stated * 9


def plan_requests(survey: Survey) -> tuple[list[list[Paper]], list[Paper]]:
    """Return the papers that are requested in batches, and those that are requested alone because their list would not
    fit into a response."""
    kind = survey.kind
    batches: list[list[Paper]] = []
    alone: list[Paper] = []
    rows = 0
    for paper in survey.unknown:
        size = _size(paper, kind)
        if size > ROWS_OF_ONE:
            alone.append(paper)
            continue
        if not batches or rows + size > ROWS_A_BATCH or len(batches[-1]) >= IDS_A_BATCH:
            batches.append([])
            rows = 0
        batches[-1].append(paper)
        rows += size
    return batches, alone


def _size(paper: Paper, kind: str) -> int:
    own = stated_count(paper, kind)
    return TYPICAL_ROWS if own is None else own


def requests_for(survey: Survey) -> int:
    """Return the number of requests of `ask`."""
    batches, alone = plan_requests(survey)
    return len(batches) + len(alone)


def _linked(
    others: Mapping[str, list[str]], names: Collection[str], papers: Sequence[Paper]
) -> dict[str, tuple[Paper, ...]]:
    """Return which of *papers* has each of *names* in its list, in the order of *papers*."""
    found: dict[str, list[Paper]] = {name: [] for name in names}
    for paper in papers:
        for name in dict.fromkeys(others.get(paper.id, ())):
            if name in found:
                found[name].append(paper)
    return {name: tuple(links) for name, links in found.items()}


def _ranked(
    others: Mapping[str, list[str]], have: frozenset[str], most: int | None
) -> tuple[list[tuple[str, int]], int, int]:
    """Return the names of the missing papers with their counts, highest count first, of at most *most*; the number of
    the further ones; and how many of these have one link."""
    counted = Counter(name for names in others.values() for name in dict.fromkeys(names))
    several: list[tuple[str, int]] = []
    once: list[tuple[str, int]] = []
    for name, count in counted.items():
        if name not in have and not name.startswith("?"):
            (several if count > 1 else once).append((name, count))
    several.sort(key=lambda each: -each[1])
    ranked = [*several, *once][:most]
    left = len(several) + len(once) - len(ranked)
    return ranked, left, min(left, len(once))
