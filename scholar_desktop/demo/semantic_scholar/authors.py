"""The author endpoints of the demo's Semantic Scholar: one, several, by name, an author's papers, a paper's authors.

See docs/services.md.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.corpus.people import FIELDS, DemoAuthor
from scholar_desktop.demo.semantic_scholar.papers import PaperRenderer, RequestedFields, UnknownFields
from scholar_desktop.demo.semantic_scholar.ranking import WordIndex
from scholar_desktop.demo.semantic_scholar.requests import (
    HYPHENATED,
    PAST_THE_END,
    ApiError,
    date_span,
    ids_in,
    page,
    window,
    with_api_errors,
    words_in,
)


class AuthorFields:
    """The requested fields of an author.

    own: names out of FIELDS; papers: fields of each paper, None if not requested.
    """

    def __init__(self, text: str | None) -> None:
        """Parses a `fields` parameter. Names are case-sensitive. Raises UnknownFields."""
        names = [name for name in (text or "").split(",") if name]
        parts = [name.removeprefix("papers.") for name in names if name.startswith("papers.")]
        unknown = [name for name in names if name not in (*FIELDS, "papers") and not name.startswith("papers.")]
        if unknown:
            raise UnknownFields(unknown)
        self.own = ["authorId", *(names or ["name"])]
        self.papers: RequestedFields | None = None
        if parts or "papers" in names:
            try:
                self.papers = RequestedFields(",".join(parts), "paper")
            except UnknownFields as problem:
                raise UnknownFields([f"papers.{name}" for name in problem.names]) from None


class AuthorsApi:
    """The author endpoints of the Graph API."""

    def __init__(self, corpus: DemoCorpus, papers: PaperRenderer) -> None:
        self._corpus = corpus
        self._papers = papers

    def routes(self) -> list[Route]:
        return [
            Route("/graph/v1/author/batch", with_api_errors(self._batch), methods=["POST"]),
            Route("/graph/v1/author/search", with_api_errors(self._search), methods=["GET"]),
            Route("/graph/v1/author/{id}/papers", with_api_errors(self._papers_of), methods=["GET"]),
            Route("/graph/v1/author/{id:path}", with_api_errors(self._author), methods=["GET"]),
        ]

    def of_paper(self, request: Request, work: Work) -> dict[str, Any]:
        """Returns a page of the authors of *work*, in the order of the paper."""
        fields = AuthorFields(request.query_params.get("fields"))
        offset, limit = window(request, default=100, most=1000)
        rows = [self._described(author_id, name, fields) for author_id, name in work.authors[offset : offset + limit]]
        return page(offset, limit, len(work.authors), rows)

    async def _author(self, request: Request) -> Any:
        person = self._find(request.path_params["id"])
        return self._described(person.id, person.name, AuthorFields(request.query_params.get("fields")))

    async def _papers_of(self, request: Request) -> Any:
        person = self._find(request.path_params["id"])
        fields = RequestedFields(request.query_params.get("fields"), "paper")
        offset, limit = window(request, default=100, most=1000)
        dates = request.query_params.get("publicationDateOrYear")
        span = date_span(dates) if dates else None
        works = [work for work in person.works if span is None or span.holds(work.day)]
        rows = [self._papers.render(work, fields) for work in works[offset : offset + limit]]
        return page(offset, limit, len(works), rows)

    async def _batch(self, request: Request) -> Any:
        fields = AuthorFields(request.query_params.get("fields"))
        people = [self._corpus.people.by_id(author_id) for author_id in await ids_in(request, 1000, "author")]
        if not any(people):
            raise ApiError(400, "No valid author ids given")  # made up, like that of papers
        return [None if person is None else self._described(person.id, person.name, fields) for person in people]

    @cached_property
    def _index(self) -> tuple[WordIndex, list[DemoAuthor]]:
        """The index of the names, in arbitrary order; the service's own order is not by fame."""
        index = WordIndex({"name": 1.0})
        people = sorted(self._corpus.people.known.values(), key=lambda person: person.id[::-1])
        for place, person in enumerate(people):
            index.add(place, {"name": person.name})
        return index, people

    async def _search(self, request: Request) -> Any:
        query = words_in(request)
        fields = AuthorFields(request.query_params.get("fields"))
        offset, limit = window(request, default=100, most=1000)
        index, people = self._index
        found = [] if HYPHENATED.search(query) else [people[place] for place, _ in index.search(query)]
        if found and offset >= len(found):
            raise ApiError(400, PAST_THE_END)
        rows = [self._described(person.id, person.name, fields) for person in found[offset : offset + limit]]
        return {"total": len(found), **page(offset, limit, len(found), rows)}

    def _find(self, author_id: str) -> DemoAuthor:
        person = self._corpus.people.by_id(author_id)
        if person is None:
            raise ApiError(404, f"Author with id {author_id} not found")
        return person

    def _described(self, author_id: str | None, name: str, fields: AuthorFields) -> dict[str, Any]:
        body = self._corpus.people.describe(author_id, name, fields.own)
        if fields.papers is not None:
            person = self._corpus.people.by_id(author_id) if author_id is not None else None
            works = person.works if person is not None else []
            body["papers"] = [self._papers.render(work, fields.papers) for work in works]
        return body
