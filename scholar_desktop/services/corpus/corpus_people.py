"""Authors of the offline corpus: by id, by name, of a paper, and what they wrote. Nothing is requested."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import NotFound
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.people.author import AuthorCounts, AuthorList, AuthorProfile
from scholar_desktop.domain.search import date_range
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.word_search import contains_all, parse_terms
from scholar_desktop.services.corpus.corpus_papers import CorpusPapers
from scholar_desktop.services.corpus.corpus_query import author_expression
from scholar_desktop.services.corpus.corpus_reader import CorpusReader, day_of
from scholar_desktop.services.corpus.corpus_rows import author_of, paper_of

if TYPE_CHECKING:
    from scholar_desktop.corpus.store import CorpusStore

_PAPERS_LOOKED_AT = 20_000
"""Papers whose author lists are read to find the people of a name; of more, the most cited ones."""
_AT_ONCE = 500
_NAMED_BY = 10
"""Papers of a person in which the name is looked for: the row of the first one may be damaged."""


class CorpusPeople:
    """Authors of the corpus in use. All methods raise NotFound if there is none, and DiskError if it cannot be read.

    A person without a row in the dataset `authors` has the name in the author lists, and the papers of the corpus as
    the number of papers.
    """

    def __init__(self, reader: CorpusReader, papers: CorpusPapers) -> None:
        self.reader = reader
        self._papers = papers

    async def author(self, author_id: str) -> AuthorProfile:
        """Return the profile of *author_id* (digits), without papers. Raises NotFound if the corpus has neither a row
        nor a paper of this person."""
        found = (await self.many([author_id]))[0]
        if found is None:
            raise NotFound(
                Message(
                    "Author {author} is not in the offline corpus, which is as of {day}.",
                    author=author_id,
                    day=await self.reader.day(),
                ),
                subject=author_id,
            )
        return found

    async def many(self, ids: Sequence[str]) -> list[AuthorProfile | None]:
        """Return the profiles of *ids* in their order, None for one that is not in the corpus."""
        return await self.reader.read(lambda store: [_profile(store, each) for each in ids])

    async def papers_of(self, author_id: str, limit: int | None, date: str | None) -> tuple[Paper, ...]:
        """Return the papers of the author that are in the corpus, the most cited first.

        Args:
            limit: number of papers; None for all.
            date: a range of dates, as for the service.
        """
        return await self.reader.read(lambda store: _papers_of(store, author_id, limit, date))

    async def search(self, name: str) -> AuthorList:
        """Return the people in whose names all words of *name* are, those with most papers in the corpus first. Names
        are those in the author lists of the papers."""
        return await self.reader.read(lambda store: _search(store, name))

    async def of_paper(self, identifier: Identifier) -> AuthorList:
        """Return the authors of a paper in the order of its author list. Raises NotFound."""
        paper = await self._papers.paper(identifier)
        ids = [author.id or "" for author in paper.authors]
        known = await self.many(ids)
        rows = tuple(
            profile or AuthorProfile(author.name, author.id)
            for author, profile in zip(paper.authors, known, strict=True)
        )
        return AuthorList(rows, total=len(rows), loaded=len(rows))


def _profile(store: CorpusStore, author_id: str) -> AuthorProfile | None:
    row = store.author(author_id)
    if row is not None:
        return author_of(row, day_of(store))
    papers = store.papers_of_author(author_id)
    if not papers:
        return None
    known = store.papers(papers[:_NAMED_BY], with_texts=False).values()
    authors = (author for paper in known for author in paper.row.get("authors") or ())
    names = (author.get("name") for author in authors if author.get("authorId") == author_id)
    return AuthorProfile(next(names, None) or "", author_id, counts=AuthorCounts(papers=len(papers)))


def _papers_of(store: CorpusStore, author_id: str, limit: int | None, date: str | None) -> tuple[Paper, ...]:
    day, keys = day_of(store), store.papers_of_author(author_id)
    span = date_range.parse_date_range(date) if date is not None else None
    if span is None:
        keys = keys[:limit]
    rows = store.papers(keys)
    found = [paper_of(rows[key], day) for key in keys if key in rows]
    if span is not None:
        first, last = span.first or datetime.date.min, span.last or datetime.date.max
        days = [date_range.day_of(paper.date, paper.year) for paper in found]
        found = [paper for paper, own in zip(found, days, strict=True) if own is not None and first <= own <= last]
    return tuple(found[:limit])


def _search(store: CorpusStore, name: str) -> AuthorList:
    terms, match = parse_terms(name), author_expression(name)
    if not match:
        return AuthorList(total=0)
    hits = store.search(match, sort="citations", limit=_PAPERS_LOOKED_AT).ids
    names: dict[str, str] = {}
    papers: Counter[str] = Counter()
    for first in range(0, len(hits), _AT_ONCE):
        for paper in store.papers(hits[first : first + _AT_ONCE], with_texts=False).values():
            for author in paper.row.get("authors") or ():
                author_id, own = author.get("authorId"), author.get("name") or ""
                if author_id and contains_all(own, terms):
                    names.setdefault(author_id, own)
                    papers[author_id] += 1
    found = [
        _profile(store, author_id) or AuthorProfile(names[author_id], author_id)
        for author_id, _ in papers.most_common()
    ]
    return AuthorList(tuple(found), total=len(found), loaded=len(found))
