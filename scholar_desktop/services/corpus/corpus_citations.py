"""Citations between papers, read from the offline corpus: in both directions, without a limit. Nothing is requested."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.search import date_range
from scholar_desktop.domain.search.date_range import DateRange
from scholar_desktop.services.corpus.corpus_papers import names_in_corpus, resolve_names
from scholar_desktop.services.corpus.corpus_reader import CorpusReader, day_of
from scholar_desktop.services.corpus.corpus_rows import citation_of, paper_of, retrieved_on

if TYPE_CHECKING:
    from scholar_desktop.corpus.store import CorpusStore


class CorpusList(msgspec.Struct, frozen=True):
    """The citation list of one paper: the numbers of the other papers, the newest first, without their rows.

    paper: its CorpusId; kind: `citations` or `references`; others: 0 for each item that Semantic Scholar has not
    identified, at the end; lacks: the citations of the paper are not in the corpus yet, because it entered by an
    update; day: of the release; damaged: the number of papers that may be in the range of dates, and whose rows cannot
    be read.
    """

    paper: int
    kind: str
    others: tuple[int, ...]
    lacks: bool
    day: str
    damaged: int = 0

    @property
    def retrieved(self) -> str:
        """The day as the time in `CitationListState.retrieved`."""
        return retrieved_on(self.day)


class EvidenceInCorpus(msgspec.Struct, frozen=True):
    """What the corpus says about whether one paper cites another. edge: the citation, or None; is_whole: the corpus has
    both papers and all citations between its papers; retrieved: its day."""

    edge: Citation | None
    is_whole: bool
    retrieved: str


class CorpusCitations:
    """Citation lists of the corpus in use. Methods that return None or nothing for what is not there do so without a
    corpus too. All raise DiskError if it cannot be read."""

    def __init__(self, reader: CorpusReader) -> None:
        self.reader = reader

    async def list_of(self, paper: Paper, kind: str, date: str | None = None) -> CorpusList | None:
        """Return the list of *paper*; None if the corpus does not have the paper, or no citations.

        Args:
            date: a range of dates, as for the service.
        """
        if not self.reader.exists:
            return None
        span = date_range.parse_date_range(date) if date is not None else None
        return await self.reader.read(lambda store: _list_of(store, paper.ids, kind, span))

    async def rows(self, found: CorpusList, first: int, count: int) -> tuple[tuple[Citation, ...], int]:
        """Return *count* rows of a list from *first* on, and how many rows of the corpus cannot be read: of those, a
        citation has neither the details of its paper nor its sentences."""
        return await self.reader.read(lambda store: _rows(store, found, first, count))

    async def between(self, citing: Paper, cited: Paper) -> EvidenceInCorpus | None:
        """Return what the corpus says about whether *citing* cites *cited*; None if it does not have both."""
        if not self.reader.exists:
            return None
        return await self.reader.read(lambda store: _between(store, citing.ids, cited.ids))

    async def counts(self, papers: Sequence[Paper], kind: str) -> dict[str, int]:
        """Return the length of the list of each of *papers* that has one, by paper id."""
        if not self.reader.exists:
            return {}
        return await self.reader.read(
            lambda store: {
                paper.id: store.edge_count(key, cited_by=kind == "citations")
                for paper, key in _with_lists(store, papers)
            }
        )

    async def others(self, papers: Sequence[Paper], kind: str) -> dict[str, list[str]]:
        """Return the ids of the papers in the list of each of *papers* that has one, by paper id."""
        if not self.reader.exists:
            return {}
        return await self.reader.read(lambda store: _others(store, papers, kind))

    async def papers_by_name(self, names: Sequence[str]) -> dict[str, Paper]:
        """Return those of the papers with these ids (`Paper.id`) that the corpus has."""
        if not self.reader.exists or not names:
            return {}
        return await self.reader.read(lambda store: _papers_by_name(store, names))

    async def day(self) -> str | None:
        """Return the day of the corpus as the time in `Paper.retrieved`; None if there is no corpus."""
        return retrieved_on(await self.reader.day()) if self.reader.exists else None


def _has_citations(store: CorpusStore) -> bool:
    return store.about().get("edges", "0") != "0"


def _list_of(store: CorpusStore, ids: Ids, kind: str, span: DateRange | None) -> CorpusList | None:
    key = resolve_names(store, names_in_corpus(ids))
    if key is None or not _has_citations(store):
        return None
    others = store.ends(key, cited_by=kind == "citations")
    known = [other for other in others if other]
    if span is not None:
        known = _in_span(store, known, span)
    unidentified = store.unidentified_count(key) if kind == "references" and span is None else 0
    damaged = store.take_damaged()
    return CorpusList(key, kind, (*known, *[0] * unidentified), "citations" in store.lacks(key), day_of(store), damaged)


def _in_span(store: CorpusStore, keys: Sequence[int], span: DateRange) -> list[int]:
    """Return those of *keys* whose papers are in the range, as the service's filter decides."""
    first, last = span.first or datetime.date.min, span.last or datetime.date.max
    kept = []
    for at in range(0, len(keys), 500):
        papers = store.papers(keys[at : at + 500], with_texts=False)
        for key in keys[at : at + 500]:
            row = papers[key].row if key in papers else {}
            day = date_range.day_of(row.get("publicationdate"), row.get("year"))
            if day is not None and first <= day <= last:
                kept.append(key)
    return kept


def _rows(store: CorpusStore, found: CorpusList, first: int, count: int) -> tuple[tuple[Citation, ...], int]:
    wanted = found.others[first : first + count]
    known = [other for other in wanted if other]
    edges = store.edges_with(found.paper, known, found.kind == "citations")
    if len(known) < len(wanted):
        before = found.others[:first].count(0)
        edges += store.unidentified(found.paper, before, len(wanted) - len(known))
    return tuple(citation_of(edge, found.day) for edge in edges), store.take_damaged()


def _between(store: CorpusStore, citing: Ids, cited: Ids) -> EvidenceInCorpus | None:
    keys = [resolve_names(store, names_in_corpus(ids)) for ids in (citing, cited)]
    one, other = keys
    if one is None or other is None or not _has_citations(store):
        return None
    day = day_of(store)
    edges = store.edges_with(one, [other], cited_by=False)
    is_whole = not any("citations" in store.lacks(key) for key in (one, other))
    return EvidenceInCorpus(citation_of(edges[0], day) if edges else None, is_whole, retrieved_on(day))


def _with_lists(store: CorpusStore, papers: Sequence[Paper]) -> list[tuple[Paper, int]]:
    """Return those of *papers* that the corpus has with their citations, each with its CorpusId."""
    if not _has_citations(store):
        return []
    keys = [(paper, resolve_names(store, names_in_corpus(paper.ids), strict=False)) for paper in papers]
    return [(paper, key) for paper, key in keys if key is not None and "citations" not in store.lacks(key)]


def _others(store: CorpusStore, papers: Sequence[Paper], kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    names: dict[int, str] = {}
    for paper, key in _with_lists(store, papers):
        ids = store.citing_ids(key) if kind == "citations" else store.cited_ids(key)
        names |= store.shas([other for other in ids if other not in names])
        found[paper.id] = [f"s2:{names[other]}" if other in names else f"corpus:{other}" for other in ids]
    return found


def _papers_by_name(store: CorpusStore, names: Sequence[str]) -> dict[str, Paper]:
    keys = {}
    for name in names:
        scheme, _, value = name.partition(":")
        if (key := store.resolve(scheme, value, strict=False)) is not None:
            keys[name] = key
    day, rows = day_of(store), store.papers(keys.values())
    return {name: paper_of(rows[key], day, keep_facts=False) for name, key in keys.items() if key in rows}
