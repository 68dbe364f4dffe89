"""Authors: profiles, papers, search by name, and the authors of a paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import NotFound
from scholar_desktop.domain.identifiers.identifiers import Identifier, label_of
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.people.author import AuthorList, AuthorProfile
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.papers.paper_loading import doi_of_record

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.corpus_people import CorpusPeople
    from scholar_desktop.services.papers.record_cache import AuthorRecordCache, PaperRecordCache
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

PAGE = 1000


class Authors:
    """Requests authors from Semantic Scholar, or takes them from the offline corpus (`CorpusReader.answer` says when).
    Profiles of the last week are not requested again."""

    def __init__(
        self, s2: SemanticScholar, known: AuthorRecordCache, known_papers: PaperRecordCache, corpus: CorpusPeople
    ) -> None:
        self._s2 = s2
        self._known = known
        self._known_papers = known_papers
        self._corpus = corpus

    async def open(self, author_id: str, ask: RequestOptions) -> AuthorProfile:
        """Return the profile of *author_id* (digits), without papers. Raises SourceErrors."""
        return await self._corpus.reader.answer(
            ask, lambda: self._corpus.author(author_id), lambda: self._open(author_id, ask)
        )

    async def _open(self, author_id: str, ask: RequestOptions) -> AuthorProfile:
        if not ask.refresh:
            known = (await self._known.recall([author_id])).get(author_id)
            if known is not None:
                ask.request_counts.of(S2).cached += 1
                return known
        author = await self._s2.authors.author(author_id, ask)
        await self._known.remember([author])
        return author

    async def papers(
        self,
        author: AuthorProfile,
        on_page: Callable[[AuthorProfile], None],
        ask: RequestOptions,
        *,
        limit: int | None = None,
        date: str | None = None,
    ) -> AuthorProfile:
        """Return *author* with their papers.

        Args:
            on_page: gets the author with all papers so far, after each page of 1000.
            limit: number of papers; None for all.
            date: `publicationDateOrYear` as the service accepts it (`2019`, `2016-01:2018`).

        Raises:
            NotFound: the author has no id.
            SourceError: a page failed; earlier pages were passed to *on_page*.
        """
        if author.id is None:
            raise NotFound(
                Message("Semantic Scholar has no author page for {name}.", name=author.name),
                hint=Message("To search by name: scholar-desktop author-search NAME"),
                subject=S2,
            )
        author_id, person = author.id, author

        async def of_corpus() -> AuthorProfile:
            papers = await self._corpus.papers_of(author_id, limit, date)
            if not papers and ask.source != CORPUS:
                raise NotFound(Message("The offline corpus has no papers of this author."), subject=CORPUS)
            found = msgspec.structs.replace(person, papers=papers)
            on_page(found)
            return found

        return await self._corpus.reader.answer(
            ask, of_corpus, lambda: self._papers(person, author_id, on_page, ask, limit, date)
        )

    async def _papers(
        self,
        author: AuthorProfile,
        author_id: str,
        on_page: Callable[[AuthorProfile], None],
        ask: RequestOptions,
        limit: int | None,
        date: str | None,
    ) -> AuthorProfile:
        found: dict[str, Paper] = {}
        offset: int | None = 0
        while offset is not None and (limit is None or len(found) < limit):
            left = PAGE if limit is None else min(PAGE, limit - len(found))
            page = await self._s2.authors.papers(author_id, ask, offset=offset, limit=left, date=date)
            for paper in page.papers:
                found.setdefault(paper.id or str(len(found)), paper)
            await self._known_papers.remember(page.papers)
            author = msgspec.structs.replace(author, papers=tuple(found.values())[:limit])
            on_page(author)
            offset = page.next
        return author

    async def some_papers(self, author_id: str, ask: RequestOptions, *, limit: int = 3) -> tuple[Paper, ...]:
        """Return a few papers of an author, to distinguish authors of the same name: one request. Raises
        SourceErrors."""
        page = await self._s2.authors.papers(author_id, ask, limit=limit, fields=("title", "year"))
        return page.papers

    async def search(
        self, name: str, on_page: Callable[[AuthorList], None], ask: RequestOptions, *, limit: int = PAGE
    ) -> AuthorList:
        """Return authors whose names contain the words of *name*, those with most papers first.

        The service has no useful order, so *limit* rows are loaded (1000 are one request) and sorted here.

        Args:
            on_page: gets the sorted list after each page.

        Raises:
            SourceError: a page failed.
        """

        async def of_corpus() -> AuthorList:
            people = await self._corpus.search(name)
            if not people.authors and ask.source != CORPUS:
                raise NotFound(Message("The offline corpus has nobody with this name."), subject=CORPUS)
            found = sorted(people.authors, key=_fame)[:limit]
            has_more = len(people.authors) > len(found)
            return AuthorList(tuple(found), total=people.total, loaded=len(found), has_more=has_more)

        return await self._corpus.reader.answer(ask, of_corpus, lambda: self._search(name, on_page, ask, limit))

    async def _search(
        self, name: str, on_page: Callable[[AuthorList], None], ask: RequestOptions, limit: int
    ) -> AuthorList:
        found = AuthorList()
        offset: int | None = 0
        rows: dict[str, AuthorProfile] = {}
        while offset is not None and found.loaded < limit:
            page = await self._s2.authors.search(name, ask, offset=offset, limit=min(PAGE, limit - found.loaded))
            for author in page.authors:
                rows.setdefault(author.id or author.name, author)
            await self._known.remember(page.authors)
            total = page.total if page.total is not None else found.total
            loaded = found.loaded + len(page.authors) + page.skipped
            found = AuthorList(
                authors=tuple(sorted(rows.values(), key=_fame)),
                total=total,
                loaded=loaded,
                has_more=page.next is not None or (total is not None and loaded < total),
            )
            on_page(found)
            offset = page.next
        return found

    async def of_paper(self, identifier: Identifier, ask: RequestOptions) -> AuthorList:
        """Return the authors of a paper in the order of its author list. Raises SourceErrors."""
        return await self._corpus.reader.answer(
            ask, lambda: self._corpus.of_paper(identifier), lambda: self._of_paper(identifier, ask)
        )

    async def _of_paper(self, identifier: Identifier, ask: RequestOptions) -> AuthorList:
        asked_by = doi_of_record(identifier) or identifier
        rows: list[AuthorProfile] = []
        offset: int | None = 0
        while offset is not None:
            page = await self._s2.authors.of_paper(asked_by, ask, offset=offset)
            rows += page.authors
            offset = page.next
        if not rows:
            rows = await self._of_byline(asked_by, ask)
        await self._known.remember(rows)
        return AuthorList(tuple(rows), total=len(rows), loaded=len(rows))

    async def many(self, ids: Sequence[str], ask: RequestOptions) -> list[AuthorProfile | None]:
        """Return the profiles of *ids* in their order, None for one that the service does not know. Takes one request
        for each 1000 authors without a fresh record. Raises SourceErrors."""

        async def of_corpus() -> list[AuthorProfile | None]:
            found = await self._corpus.many(ids)
            if None in found and ask.source != CORPUS:
                raise NotFound(Message("The offline corpus does not have all of these authors."), subject=CORPUS)
            return found

        return await self._corpus.reader.answer(ask, of_corpus, lambda: self._many(ids, ask))

    async def _many(self, ids: Sequence[str], ask: RequestOptions) -> list[AuthorProfile | None]:
        known = {} if ask.refresh else await self._known.recall(tuple(dict.fromkeys(ids)))
        ask.request_counts.of(S2).cached += len(known)
        left = [author_id for author_id in dict.fromkeys(ids) if author_id not in known]
        asked = await self._s2.authors.batch(left, ask) if left else []
        await self._known.remember(author for author in asked if author is not None)
        found = known | dict(zip(left, asked, strict=True))
        return [found[author_id] for author_id in ids]

    async def _of_byline(self, identifier: Identifier, ask: RequestOptions) -> list[AuthorProfile]:
        """Return the authors that the record of the paper lists. For a paper with thousands of authors, the author list
        of the service begins with an empty page, and this is the only data available."""
        paper = await self._s2.paper(identifier, ask)
        await self._known_papers.remember([paper])
        ids = [author.id for author in paper.authors if author.id is not None]
        profiles = dict(zip(ids, await self._many(ids, ask), strict=True)) if ids else {}
        return [
            (profiles.get(author.id) if author.id is not None else None) or AuthorProfile(author.name, author.id)
            for author in paper.authors
        ]


def _fame(author: AuthorProfile) -> tuple[int, int]:
    return -(author.counts.papers or 0), -(author.counts.h_index or 0)


def no_people_message(name: str, ask: RequestOptions | None = None) -> NotFound:
    """Return the error for an author search without results. ask: how it was searched."""
    if ask is not None and ask.from_corpus:
        return NotFound(Message("The offline corpus has no author named “{name}”.", name=name), subject=name)
    return NotFound(
        Message("Semantic Scholar has no author named “{name}”.", name=name),
        hint=Message("Try only the family name, or another spelling."),
        subject=name,
    )


def no_authors_message(identifier: Identifier) -> NotFound:
    """Return the error for a paper whose authors are not listed."""
    return NotFound(
        Message("Semantic Scholar lists no authors for {identifier}.", identifier=label_of(identifier)),
        hint=Message("Open the paper at its publisher to see its authors."),
        subject=str(identifier),
    )
