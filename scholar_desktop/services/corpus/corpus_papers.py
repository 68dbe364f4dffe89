"""Papers of the offline corpus: by identifier, by words, by title, and papers like others. Nothing is requested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import NotFound, ScholarError, UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, arxiv_of_doi, ids_of, label_of
from scholar_desktop.domain.identifiers.identifiers import parse as parse_identifier
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.title_match import SAME, TitleMatch
from scholar_desktop.domain.source import CORPUS
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import same_title
from scholar_desktop.services.corpus.corpus_query import CorpusQuery, corpus_query, words_of
from scholar_desktop.services.corpus.corpus_reader import CorpusReader, day_of
from scholar_desktop.services.corpus.corpus_rows import paper_of

if TYPE_CHECKING:
    from scholar_desktop.corpus.store import CorpusStore
    from scholar_desktop.services.library.library import Library

_TESTED_AT_ONCE = 500
"""Hits whose rows are read at a time, where each row is tested."""
_TITLES_COMPARED = 50
_WORDS_COMPARED = 16
MOST_SIMILAR = 500
VECTORS, SHARED_REFERENCES = "vectors", "shared references"  # not translated: a name


class CorpusHits(msgspec.Struct, frozen=True):
    """A page of a search.

    next: the number of hits that were looked at, where the next page begins; None at the end. ranked_of: if there are
    more hits than are ranked by relevance, how many of them are; the most cited ones. damaged: the number of rows that
    cannot be read and were left out.
    """

    papers: tuple[Paper, ...]
    next: int | None
    ranked_of: int | None
    damaged: int = 0


class SimilarInCorpus(msgspec.Struct, frozen=True):
    """Papers like others, best first.

    by: VECTORS, or SHARED_REFERENCES where there are no vectors of them; compared: of how many of the others there were
    vectors or references; recall: how many of the 100 nearest papers are found on average, None for shared references;
    with_vector, of: the number of papers that have a vector, and of all papers of the corpus; 0 for shared references;
    damaged: the number of rows that cannot be read and were left out.
    """

    papers: tuple[Paper, ...]
    by: str
    compared: int = 0
    recall: float | None = None
    with_vector: int = 0
    of: int = 0
    damaged: int = 0


class IncompletePaper(msgspec.Struct, frozen=True):
    """A paper that entered the corpus by an update. lacks: the datasets whose rows of it did not come with that."""

    paper: Paper
    corpus_id: int
    lacks: frozenset[str]


class CorpusText(msgspec.Struct, frozen=True):
    """The full text of a paper as of *day*: (heading, text) of each section."""

    day: str
    sections: tuple[tuple[str, str], ...]


class CorpusPapers:
    """Papers of the corpus in use. All methods raise NotFound if there is none, and DiskError if it cannot be read."""

    def __init__(self, reader: CorpusReader, library: Library) -> None:
        """Create the service.

        Args:
            library: what it remembers of an identifier is tried, if the corpus does not have that.
        """
        self.reader = reader
        self._library = library

    async def paper(self, identifier: Identifier) -> Paper:
        """Return the paper with *identifier*. Raises NotFound if the corpus does not have it."""
        key = await self.key_of(identifier)
        return await self.reader.read(lambda store: paper_of(store.papers([key], strict=True)[key], day_of(store)))

    async def key_of(self, identifier: Identifier) -> int:
        """Return the CorpusId of the paper with *identifier*. Raises NotFound."""
        key = await self.reader.read(lambda store: resolve_names(store, _names(identifier)))
        if key is not None:
            return key
        key = await self._remembered(identifier)
        if key is None:
            raise not_in_corpus(identifier, await self.reader.day())
        return key

    async def _keys_of(self, identifiers: Sequence[Identifier]) -> list[int]:
        """Return the CorpusIds of those papers that the corpus has. Raises NotFound if it has none of them."""
        found: list[int] = []
        for each in identifiers:
            try:
                found.append(await self.key_of(each))
            except NotFound:
                if len(identifiers) == 1:
                    raise
        if not found:
            raise NotFound(Message("None of these papers is in the offline corpus."), subject=CORPUS)
        return found

    async def _remembered(self, identifier: Identifier) -> int | None:
        """Return the CorpusId by the other identifiers that the library has of this paper."""
        try:
            kept = await self._library.find(identifier)
        except ScholarError:
            return None
        if kept is None:
            return None
        names = names_in_corpus(kept.paper.ids)
        return await self.reader.read(lambda store: resolve_names(store, names))

    async def papers(self, texts: Sequence[str]) -> list[Paper | None]:
        """Return the papers of *texts*, identifiers of any kind, in their order; None for one that is not here."""
        named = {text: parse_identifier(text) for text in dict.fromkeys(texts)}
        known = {text: each for text, each in named.items() if each is not None}
        names = {text: _names(each) for text, each in known.items()}
        keys = await self.reader.read(
            lambda store: {text: resolve_names(store, each, strict=False) for text, each in names.items()}
        )
        for text, each in known.items():
            if keys[text] is None:
                keys[text] = await self._remembered(each)
        wanted = [key for key in keys.values() if key is not None]
        found = await self.reader.read(lambda store: _papers_by_key(store, wanted))
        return [found.get(key) if (key := keys.get(text)) is not None else None for text in texts]

    async def incomplete(self, limit: int) -> tuple[IncompletePaper, ...]:
        """Return at most *limit* papers that lack rows, the most cited first."""
        return await self.reader.read(lambda store: _incomplete(store, limit))

    async def gaps_of(self, paper: Paper) -> IncompletePaper | None:
        """Return what the corpus lacks of *paper*; None if it does not have the paper, or lacks nothing of it."""
        return await self.reader.read(lambda store: _gaps_of(store, paper))

    async def text_of(self, paper: Paper) -> CorpusText | None:
        """Return the full text of *paper*; None if the corpus does not have it."""
        return await self.reader.read(lambda store: _text_of(store, paper))

    async def search(self, query: Query, limit: int, after: int = 0) -> CorpusHits:
        """Return a page of the papers that satisfy *query*: its operators, its filters, in its order.

        Args:
            after: the `next` of the page before.
        """
        asked = corpus_query(query)
        return await self.reader.read(lambda store: read_page(store, asked, limit, after))

    async def count(self, query: Query) -> int | None:
        """Return how many papers satisfy *query*; None if only reading all their rows would tell."""
        asked = corpus_query(query)
        if asked.passes is not None:
            return None
        return await self.reader.read(lambda store: store.count(asked.match, asked.limits))

    async def by_title(self, title: str, filters: Filters) -> TitleMatch:
        """Return the paper with the title *title* among those that pass *filters*; its score is the agreement of the
        titles in per cent."""
        words = " ".join(title.split())
        if not words:
            raise UsageError(Message("There is no title to search for."), subject=CORPUS)
        return await self.reader.read(lambda store: _by_title(store, words, filters))

    async def similar(self, like: Sequence[Identifier], unlike: Sequence[Identifier], limit: int) -> SimilarInCorpus:
        """Return papers like *like*: by their vectors where the corpus has them, else by shared references.

        Of several papers, those that the corpus does not have are left out.

        Raises:
            NotFound: the corpus has none of *like*.
        """
        if not like:
            raise UsageError(Message("No paper was given to compare with."), subject=CORPUS)
        keys = await self._keys_of(like)
        others = await self._keys_of(unlike) if unlike else []
        return await self.reader.read(lambda store: _similar(store, keys, others, min(limit, MOST_SIMILAR)))

    async def has_vectors(self) -> bool:
        """Return whether the corpus has vectors. Raises as `CorpusReader.read`."""
        return await self.reader.read(lambda store: bool(store.about().get("vectors")))


def not_in_corpus(identifier: Identifier, day: str) -> NotFound:
    """Return the error for a paper that is not in the corpus of *day*."""
    hint = Message("The corpus may be older than the paper, or its rule may exclude it. Search the services instead.")
    if identifier.scheme in (Scheme.PAGE, Scheme.URL):
        hint = Message("A web page names its paper only when it is loaded. Give a DOI or another identifier.")
    elif identifier.scheme is Scheme.S2:
        hint = Message(
            "The ID may be an earlier one, which is known only if the corpus has the dataset paper-ids. Or the rule "
            "of the corpus excludes the paper."
        )
    return NotFound(
        Message("{paper} is not in the offline corpus, which is as of {day}.", paper=label_of(identifier), day=day),
        hint=hint,
        subject=str(identifier),
    )


def _names(identifier: Identifier) -> list[tuple[str, str]]:
    """Return the names (scheme, value) under which the corpus may have the paper."""
    if identifier.scheme is Scheme.ZENODO:
        return [("doi", f"10.5281/zenodo.{identifier.value}")]
    names = names_in_corpus(ids_of(identifier))
    if identifier.scheme is Scheme.DOI and (arxiv := arxiv_of_doi(identifier.value)) is not None:
        names.append(("arxiv", arxiv))
    if identifier.scheme is Scheme.ARXIV:
        names.append(("doi", f"10.48550/arxiv.{identifier.value}"))
    return names


def names_in_corpus(ids: Ids) -> list[tuple[str, str]]:
    """Return the names (scheme, value) of a paper that a corpus can have."""
    return [(scheme, value) for scheme, value in ids.items() if not scheme.startswith("zenodo")]


def resolve_names(store: CorpusStore, names: Sequence[tuple[str, str]], *, strict: bool = True) -> int | None:
    """Return the CorpusId of the paper with the first of *names* that the store knows, or None. A row that cannot be
    read raises StoreDamaged; without *strict*, it is left out."""
    keys = (store.resolve(scheme, value, strict=strict) for scheme, value in names)
    return next((key for key in keys if key is not None), None)


def _papers(store: CorpusStore, keys: Sequence[int]) -> list[Paper]:
    """Return the papers of *keys* in their order; those whose rows cannot be read are left out."""
    return list(_papers_by_key(store, keys).values())


def _papers_by_key(store: CorpusStore, keys: Sequence[int]) -> dict[int, Paper]:
    """Return the papers of *keys* by these; those whose rows cannot be read are left out."""
    day = day_of(store)
    return {key: paper_of(stored, day) for key, stored in store.papers(keys).items()}


def _incomplete(store: CorpusStore, limit: int) -> tuple[IncompletePaper, ...]:
    lacking = store.lacking(limit)
    keys = sorted(lacking)
    found = [IncompletePaper(paper, int(paper.ids.corpus or 0), frozenset()) for paper in _papers(store, keys)]
    found = [IncompletePaper(each.paper, each.corpus_id, lacking[each.corpus_id]) for each in found]
    return tuple(sorted(found, key=lambda each: -(each.paper.counts.citations or 0)))


def _gaps_of(store: CorpusStore, paper: Paper) -> IncompletePaper | None:
    key = resolve_names(store, names_in_corpus(paper.ids))
    lacks = store.lacks(key) if key is not None else frozenset()
    return IncompletePaper(paper, key, lacks) if key is not None and lacks else None


def _text_of(store: CorpusStore, paper: Paper) -> CorpusText | None:
    key = resolve_names(store, names_in_corpus(paper.ids)) if store.has_full_texts else None
    text = store.full_text(key) if key is not None else None
    return CorpusText(day_of(store), tuple(text.sections())) if text is not None else None


def read_page(store: CorpusStore, asked: CorpusQuery, limit: int, after: int = 0) -> CorpusHits:
    """Return a page of what *asked* finds; see `CorpusPapers.search`."""
    if asked.passes is None:
        hits = store.search(asked.match, asked.limits, sort=asked.sort, limit=limit + 1, offset=after)
        papers = tuple(_papers(store, hits.ids[:limit]))
        after_these = after + limit if len(hits.ids) > limit else None
        return CorpusHits(papers, after_these, hits.ranked_of, store.take_damaged())
    taken: list[Paper] = []
    ranked_of = None
    while True:
        hits = store.search(asked.match, asked.limits, sort=asked.sort, limit=_TESTED_AT_ONCE, offset=after)
        ranked_of = ranked_of or hits.ranked_of
        found = _papers_by_key(store, hits.ids)
        for key in hits.ids:
            if len(taken) == limit:
                return CorpusHits(tuple(taken), after, ranked_of, store.take_damaged())
            after += 1
            if (paper := found.get(key)) is not None and asked.passes(paper):
                taken.append(paper)
        if len(hits.ids) < _TESTED_AT_ONCE:
            return CorpusHits(tuple(taken), None, ranked_of, store.take_damaged())


def _by_title(store: CorpusStore, title: str, filters: Filters) -> TitleMatch:
    asked = corpus_query(Query(filters=filters))
    best = TitleMatch()
    for match in _title_matches(title):
        hits = store.search(match, asked.limits, limit=_TITLES_COMPARED)
        for paper in _papers(store, hits.ids):
            if asked.passes is not None and not asked.passes(paper):
                continue
            agreement = same_title(title, paper.title)
            if best.score is None or 100 * agreement > best.score:
                best = TitleMatch(round(100 * agreement, 1), paper if agreement >= SAME else None, paper)
        if best.paper is not None:
            break
    return msgspec.structs.replace(best, other=None) if best.paper is not None else best


def _title_matches(title: str) -> Iterator[str]:
    """Yield the expressions for titles like *title*: its words in their order, all of them, all but one."""
    words = words_of(title)
    if not words:
        return
    yield f'title : "{" ".join(words)}"'  # not translated: a query of SQLite
    quoted = [f'"{word}"' for word in dict.fromkeys(words)][:_WORDS_COMPARED]
    yield f"title : ({' AND '.join(quoted)})"  # not translated: a query of SQLite
    if len(quoted) > 2:
        without = (" AND ".join(word for word in quoted if word != left) for left in quoted)
        yield f"title : ({' OR '.join(f'({each})' for each in without)})"  # not translated: a query of SQLite


def _similar(store: CorpusStore, like: Sequence[int], unlike: Sequence[int], limit: int) -> SimilarInCorpus:
    nearest = store.similar(like, unlike=unlike, limit=limit)
    if nearest:
        vectors = store.vectors()
        assert vectors is not None
        recall = 100.0 if vectors.is_exact else vectors.recall_at_build
        papers = tuple(_papers(store, [key for key, _ in nearest]))
        compared, of = vectors.count_of(like), int(store.about().get("papers", "0"))
        return SimilarInCorpus(papers, VECTORS, compared, recall, len(vectors.ids()), of, store.take_damaged())
    avoided = {key for key, _ in store.coupled(unlike)} | set(unlike) if unlike else set()
    shared = [key for key, _ in store.coupled(like, limit + len(avoided)) if key not in avoided]
    papers = tuple(_papers(store, shared[:limit]))
    return SimilarInCorpus(papers, SHARED_REFERENCES, len(like), damaged=store.take_damaged())
