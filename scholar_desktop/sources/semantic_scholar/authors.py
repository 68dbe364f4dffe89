"""Requests to Semantic Scholar for authors: one, many, by name, those of a paper, and the papers of an author."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import BadRequest, NotFound, UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.answer_decoding import parse_answer
from scholar_desktop.sources.semantic_scholar.fields import AUTHOR_FIELDS, PAPER_FIELDS
from scholar_desktop.sources.semantic_scholar.filters import plain_words
from scholar_desktop.sources.semantic_scholar.paper_ids import quote_path
from scholar_desktop.sources.semantic_scholar.parse import PaperPage
from scholar_desktop.sources.semantic_scholar.parse_authors import (
    S2AuthorPage,
    parse_author,
    parse_author_batch,
    parse_authors,
)
from scholar_desktop.sources.semantic_scholar.parse_lists import parse_author_papers
from scholar_desktop.sources.semantic_scholar.s2_requests import (
    GRAPH,
    LIST_LIFETIME_S,
    PAPER_LIFETIME_S,
    SEARCH_LIFETIME_S,
    S2Requests,
    is_past_the_end,
    name_in_path,
    unknown_paper,
)

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Answer

PAGE = 1000
"""The maximum number of rows of one page of authors, or of an author's papers."""
BATCH_SIZE = 1000

_AUTHOR = f"{GRAPH}/author"


class S2Authors:
    """The author endpoints of Semantic Scholar.

    *fields* are the service's names (None: AUTHOR_FIELDS), with dots for those of the papers (`papers.title`).
    Requesting the papers of many authors makes an answer large.
    """

    def __init__(self, questions: S2Requests) -> None:
        self._questions = questions

    async def author(self, author_id: str, ask: RequestOptions, fields: Sequence[str] | None = None) -> AuthorProfile:
        """Return the author with *author_id* (digits). Raises NotFound."""
        try:
            answer = await self._questions.ask(
                "author",
                f"{_AUTHOR}/{quote_path(author_id)}",
                (),
                fields or AUTHOR_FIELDS,
                ask,
                lifetime_s=PAPER_LIFETIME_S,
            )
        except NotFound as error:
            raise _unknown_author(author_id, error) from error
        return await parse_answer(answer, lambda body: parse_author(body, answer.retrieved))

    async def papers(
        self,
        author_id: str,
        ask: RequestOptions,
        *,
        offset: int = 0,
        limit: int = PAGE,
        date: str | None = None,
        fields: Sequence[str] | None = None,
    ) -> PaperPage:
        """Return a page of the author's papers, with *fields* (None: PAPER_FIELDS). Past the end the page is empty.

        date: publicationDateOrYear (`2019`, `2016-01:2018`), or None. Raises NotFound.
        """
        try:
            answer = await self._questions.page(
                "author papers",
                f"{_AUTHOR}/{quote_path(author_id)}/papers",
                [("publicationDateOrYear", date)] if date else [],
                fields or PAPER_FIELDS,
                ask,
                offset=offset,
                limit=max(1, min(limit, PAGE)),
            )
        except NotFound as error:
            raise _unknown_author(author_id, error) from error
        except BadRequest as error:
            if is_past_the_end(error):
                return PaperPage()
            raise
        return await parse_answer(
            answer, lambda body: parse_author_papers(body, answer.retrieved, offset=offset, cached=answer.cached)
        )

    async def search(
        self, name: str, ask: RequestOptions, *, offset: int = 0, limit: int = PAGE, fields: Sequence[str] | None = None
    ) -> S2AuthorPage:
        """Return a page of authors whose names contain the words of *name*, in no useful order: the intended one may be
        far down. Past the end the page is empty. Raises UsageError for a name without a word.
        """
        words = plain_words(name)
        if not words:
            raise UsageError(Message("Type a name to search for."), subject=S2)
        return await self._author_page(  # not translated: the name of a kind of request
            "author search",
            f"{_AUTHOR}/search",
            ask,
            [("query", words)],
            offset=offset,
            limit=limit,
            fields=fields,
            lifetime_s=SEARCH_LIFETIME_S,
        )

    async def of_paper(
        self,
        identifier: Identifier,
        ask: RequestOptions,
        *,
        offset: int = 0,
        limit: int = PAGE,
        fields: Sequence[str] | None = None,
    ) -> S2AuthorPage:
        """Return a page of the authors of a paper, in the paper's order. Raises NotFound.

        For papers with thousands of authors, an empty first page has been seen.
        """
        path = f"{GRAPH}/paper/{name_in_path(identifier)}/authors"
        try:
            # not translated: the name of a kind of request
            return await self._author_page("paper authors", path, ask, offset=offset, limit=limit, fields=fields)
        except NotFound as error:
            raise unknown_paper(identifier, error) from error

    async def _author_page(
        self,
        what: str,
        path: str,
        ask: RequestOptions,
        parameters: Sequence[tuple[str, str]] = (),
        *,
        offset: int,
        limit: int,
        fields: Sequence[str] | None,
        lifetime_s: float = LIST_LIFETIME_S,
    ) -> S2AuthorPage:
        """Return a page of a list of authors; past the end the page is empty."""
        try:
            answer = await self._questions.page(
                what,
                path,
                parameters,
                fields or AUTHOR_FIELDS,
                ask,
                offset=offset,
                limit=max(1, min(limit, PAGE)),
                lifetime_s=lifetime_s,
            )
        except BadRequest as error:
            if is_past_the_end(error):
                return S2AuthorPage()
            raise
        return await parse_answer(
            answer, lambda body: parse_authors(body, answer.retrieved, offset=offset, cached=answer.cached)
        )

    async def batch(
        self, ids: Sequence[str], ask: RequestOptions, fields: Sequence[str] | None = None
    ) -> list[AuthorProfile | None]:
        """Return the authors of *ids* in their order; None for one that the service does not know. One request for each
        1000 ids; a repeated id is requested once.
        """
        asked = list(dict.fromkeys(ids))
        found: dict[str, AuthorProfile | None] = {}
        for start in range(0, len(asked), BATCH_SIZE):
            run = asked[start : start + BATCH_SIZE]
            found.update(zip(run, await self._batch(run, ask, tuple(fields or AUTHOR_FIELDS)), strict=True))
        return [found[author_id] for author_id in ids]

    async def _batch(self, ids: list[str], ask: RequestOptions, fields: tuple[str, ...]) -> list[AuthorProfile | None]:
        async def parse(answer: Answer, asked: int) -> list[AuthorProfile | None]:
            return await parse_answer(answer, lambda rows: parse_author_batch(rows, asked, answer.retrieved))

        return await self._questions.batch(  # not translated: a message of the service
            "author batch", f"{_AUTHOR}/batch", ids, fields, ask, none_known="no valid author ids", parse=parse
        )


def _unknown_author(author_id: str, error: NotFound) -> NotFound:
    return NotFound(
        Message("Semantic Scholar has no author with the ID {author}.", author=author_id),
        hint=Message("Search by name instead: scholar-desktop author-search NAME"),
        subject=S2,
        status=error.status,
    )
