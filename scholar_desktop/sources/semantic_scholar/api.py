"""Requests to Semantic Scholar: papers by every identifier, search, batch, citations and references.

The other parts (`authors`, `bulk`, `titles`, `snippets`, `recommendations`) are properties of `SemanticScholar`, each
imported at its first use.
The limits of the endpoints are constants here. Every answer is at most 10 MB: a request with a larger answer is refused
(400), and one that takes the service too long ends in a 504. Both are sent once more in smaller pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.citations.citation import CitationPage
from scholar_desktop.domain.errors import BadRequest, NotFound, UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.identifiers.identifiers import parse as parse_identifier
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.answer_decoding import parse_answer
from scholar_desktop.sources.semantic_scholar.fields import CITATION_FIELDS, PAPER_FIELDS
from scholar_desktop.sources.semantic_scholar.filters import filter_parameters, relevance_words
from scholar_desktop.sources.semantic_scholar.paper_ids import service_name
from scholar_desktop.sources.semantic_scholar.parse import (
    PaperPage,
    parse_batch,
    parse_citations,
    parse_paper,
    parse_search,
)
from scholar_desktop.sources.semantic_scholar.s2_requests import (
    GRAPH,
    PAPER_LIFETIME_S,
    SEARCH_LIFETIME_S,
    S2Requests,
    is_past_the_end,
    name_in_path,
    unknown_paper,
)

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Answer, Client, Service
    from scholar_desktop.sources.semantic_scholar.authors import S2Authors
    from scholar_desktop.sources.semantic_scholar.bulk import S2BulkSearch
    from scholar_desktop.sources.semantic_scholar.recommendations import S2Recommendations
    from scholar_desktop.sources.semantic_scholar.snippets import S2Snippets
    from scholar_desktop.sources.semantic_scholar.titles import S2Titles

SEARCH_PAGE = 100
"""The maximum number of rows of one page of a search."""
SEARCH_WINDOW = 999
"""The number of rows that a search returns in all: offset + limit must be below 1000, so the last page ends at 999."""
BATCH_SIZE = 500
CITATION_PAGE = 1000
CITATION_WINDOW = 9_999
"""The number of rows of a citation list that can be paged to: offset + limit must be below 10000, so there are nine
full pages and one of 999. A `CitationPage.next` that has reached it cannot be requested.
"""

_PAPER = f"{GRAPH}/paper"


class SemanticScholar:
    """The client of Semantic Scholar. Every method raises SourceErrors (subject `s2`)."""

    def __init__(self, client: Client, service: Service) -> None:
        self._questions = S2Requests(client, service)

    @cached_property
    def authors(self) -> S2Authors:
        """The author endpoints."""
        from scholar_desktop.sources.semantic_scholar.authors import S2Authors

        return S2Authors(self._questions)

    @cached_property
    def bulk(self) -> S2BulkSearch:
        """The bulk search."""
        from scholar_desktop.sources.semantic_scholar.bulk import S2BulkSearch

        return S2BulkSearch(self._questions)

    @cached_property
    def titles(self) -> S2Titles:
        """The title endpoints."""
        from scholar_desktop.sources.semantic_scholar.titles import S2Titles

        return S2Titles(self._questions)

    @cached_property
    def snippets(self) -> S2Snippets:
        """The snippet search."""
        from scholar_desktop.sources.semantic_scholar.snippets import S2Snippets

        return S2Snippets(self._questions)

    @cached_property
    def recommendations(self) -> S2Recommendations:
        """The Recommendations API."""
        from scholar_desktop.sources.semantic_scholar.recommendations import S2Recommendations

        return S2Recommendations(self._questions)

    async def paper(self, identifier: Identifier, ask: RequestOptions, fields: Sequence[str] | None = None) -> Paper:
        """Return the paper with *identifier*.

        The id in the answer is the primary one, which may differ from the requested one.

        Args:
            fields: the service's names, with dots for parts (`authors.hIndex`, `citations.title`,
                `embedding.specter_v2`; plain `embedding` is the older SPECTER v1); None: PAPER_FIELDS. A field that the
                service does not have here is left out; `refused_fields` returns these.

        Raises:
            NotFound: also, without a request, for an identifier that the service cannot look up.
        """
        path = f"{_PAPER}/{name_in_path(identifier)}"
        try:
            answer = await self._questions.ask(
                "paper", path, (), fields or PAPER_FIELDS, ask, lifetime_s=PAPER_LIFETIME_S
            )
        except NotFound as error:
            raise unknown_paper(identifier, error) from error
        return await parse_answer(answer, lambda body: parse_paper(body, answer.retrieved))

    def refused_fields(self, fields: Sequence[str]) -> tuple[str, ...]:
        """Return those of *fields* that `paper` has left out in this run, because the service does not have them."""
        refused = self._questions.refused("paper")
        return tuple(name for name in fields if name in refused)

    async def search(
        self, query: Query, ask: RequestOptions, *, offset: int = 0, limit: int = SEARCH_PAGE
    ) -> PaperPage:
        """Return a page of the relevance search, with PAPER_FIELDS of each paper.

        Filters that the service does not have (a type such as thesis) are left out. Past SEARCH_WINDOW, and past the
        end of a small result, the page is empty; `next` is None on the last page that can be requested.
        """
        words = relevance_words(query.words)
        if not words:
            raise UsageError(Message("Type some words to search for."), subject=S2)
        limit = min(limit, SEARCH_PAGE, SEARCH_WINDOW - offset)
        if limit <= 0:
            return PaperPage()
        window = [("offset", str(offset)), ("limit", str(limit))]
        try:
            answer = await self._questions.ask(
                "search",
                f"{_PAPER}/search",
                [("query", words), *window, *filter_parameters(query.filters)],
                PAPER_FIELDS,
                ask,
                lifetime_s=SEARCH_LIFETIME_S,
            )
        except BadRequest as error:
            if is_past_the_end(error):
                return PaperPage()
            raise
        page = await parse_answer(
            answer, lambda body: parse_search(body, answer.retrieved, offset=offset, cached=answer.cached)
        )
        beyond = page.next is not None and page.next >= SEARCH_WINDOW
        return msgspec.structs.replace(page, next=None) if beyond else page

    async def batch(
        self, ids: Sequence[str], ask: RequestOptions, fields: Sequence[str] | None = None
    ) -> list[Paper | None]:
        """Return the papers of *ids* (any identifier as text) in their order; None for one that the service does not
        know or cannot look up. One request for each 500 ids; a repeated id is requested once.
        """
        names = {text: _batch_name(text) for text in ids}
        asked = list(dict.fromkeys(name for name in names.values() if name is not None))
        found: dict[str, Paper | None] = {}
        for start in range(0, len(asked), BATCH_SIZE):
            run = asked[start : start + BATCH_SIZE]
            found.update(zip(run, await self._batch(run, ask, tuple(fields or PAPER_FIELDS)), strict=True))
        return [found[name] if (name := names[text]) is not None else None for text in ids]

    async def citations(
        self,
        identifier: Identifier,
        ask: RequestOptions,
        *,
        offset: int = 0,
        limit: int = CITATION_PAGE,
        date: str | None = None,
        keep: bool = True,
    ) -> CitationPage:
        """Return a page of the papers that cite the paper with *identifier*, newest first.

        `next` is as the service sends it: it may be set on an empty page, and from CITATION_WINDOW on it cannot be
        requested (BadRequest, without a request). A page past the end, which the service refuses, is empty.

        Args:
            date: publicationDateOrYear (`2019`, `2016-01:2018`), or None.
            keep: whether the answer is stored.
        """
        return await self._edges(identifier, "citations", ask, offset, limit, date, keep)

    async def references(
        self,
        identifier: Identifier,
        ask: RequestOptions,
        *,
        offset: int = 0,
        limit: int = CITATION_PAGE,
        date: str | None = None,
        keep: bool = True,
    ) -> CitationPage:
        """Return a page of the papers that the paper cites; `withheld` if the publisher does not permit showing the
        list.

        The service has no date filter here; *date* is sent nevertheless.
        """
        return await self._edges(identifier, "references", ask, offset, limit, date, keep)

    async def _edges(
        self,
        identifier: Identifier,
        kind: str,
        ask: RequestOptions,
        offset: int,
        limit: int,
        date: str | None,
        keep: bool,
    ) -> CitationPage:
        if offset >= CITATION_WINDOW:
            raise BadRequest(
                Message("Semantic Scholar lists at most {count} citations of a paper.", count=CITATION_WINDOW)
                if kind == "citations"
                else Message("Semantic Scholar lists at most {count} references of a paper.", count=CITATION_WINDOW),
                service_message="offset + limit must be < 10000",
                hint=Message("Limit the list to a range of dates."),
                subject=S2,
            )
        path = f"{_PAPER}/{name_in_path(identifier)}/{kind}"
        try:
            answer = await self._questions.page(
                kind,
                path,
                [("publicationDateOrYear", date)] if date else [],
                CITATION_FIELDS,
                ask,
                offset=offset,
                limit=max(1, min(limit, CITATION_PAGE, CITATION_WINDOW - offset)),
                keep=keep,
            )
        except BadRequest as error:
            if offset and is_past_the_end(error):
                return CitationPage((), None)
            raise
        except NotFound as error:
            raise unknown_paper(identifier, error) from error
        return await parse_answer(answer, lambda body: parse_citations(body, answer.retrieved, offset=offset))

    async def _batch(self, names: list[str], ask: RequestOptions, fields: tuple[str, ...]) -> list[Paper | None]:
        async def parse(answer: Answer, asked: int) -> list[Paper | None]:
            return await parse_answer(answer, lambda rows: parse_batch(rows, asked, answer.retrieved))

        return await self._questions.batch(  # not translated: a message of the service
            "batch", f"{_PAPER}/batch", names, fields, ask, none_known="no valid paper ids", parse=parse
        )


def _batch_name(text: str) -> str | None:
    """Return an id as the batch endpoint takes it; None for a text that is no identifier, which is not sent."""
    identifier = parse_identifier(text)
    return None if identifier is None else service_name(identifier)
