"""Asking Semantic Scholar's Graph API: papers by every identifier, search, batch, citations and references.

Limits of the endpoints are named here. Every answer is at most 10 MB; a question that would be answered with more is
refused (400), and one that takes the service too long ends in a 504: both are asked once more in smaller pieces.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.citation import EdgePage
from scholar_desktop.domain.errors import BadRequest, NotFound, SourceError, Unreachable, UsageError
from scholar_desktop.domain.identifiers import Identifier, label_of
from scholar_desktop.domain.identifiers import parse as parse_identifier
from scholar_desktop.domain.query import Filters, Query
from scholar_desktop.domain.source import S2
from scholar_desktop.sources.answers import understood
from scholar_desktop.sources.semantic_scholar.fields import EDGE_FIELDS, PAPER_FIELDS
from scholar_desktop.sources.semantic_scholar.kinds import filter_of
from scholar_desktop.sources.semantic_scholar.names import in_path, service_name
from scholar_desktop.sources.semantic_scholar.parse import (
    PaperPage,
    parse_batch,
    parse_edges,
    parse_paper,
    parse_search,
    unsupported_fields,
)

if TYPE_CHECKING:
    from scholar_desktop.domain.asking import Ask
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.net.client import Answer, Client, Service

T = TypeVar("T")

DAY_S = 86_400.0
PAPER_LIFETIME_S = 7 * DAY_S
SEARCH_LIFETIME_S = DAY_S
EDGES_LIFETIME_S = 7 * DAY_S
MISSING_LIFETIME_S = DAY_S

SEARCH_PAGE = 100
"""Rows of one page of a search, at most."""
SEARCH_WINDOW = 999
"""Rows that a search shows in all: offset + limit must be below 1000, so the last page ends at 999."""
BATCH_SIZE = 500
EDGE_PAGE = 1000
EDGE_WINDOW = 9_999
"""Rows of a citation list that can be paged to: offset + limit must be below 10000, so nine full pages and one of 999.
An `EdgePage.next` that has reached it leads nowhere."""
_SMALLER = 4
"""Into how many pieces a page is cut that the service could not give whole."""

_GRAPH = "/graph/v1/paper"
_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212]+")


class SemanticScholar:
    """Semantic Scholar as the program asks it. Every method raises SourceErrors (subject `s2`)."""

    def __init__(self, client: Client, service: Service) -> None:
        self._client = client
        self._service = service
        self._unsupported: dict[str, frozenset[str]] = {}
        """Fields that an endpoint has refused in this run: they are not asked for again."""

    async def paper(self, identifier: Identifier, ask: Ask, fields: Sequence[str] | None = None) -> Paper:
        """The paper that *identifier* names, with *fields* (None: PAPER_FIELDS). Raises NotFound, also (without a
        request) for an identifier that the service cannot look up.

        The id of the answer is the primary one, which need not be the one that was asked for.
        """
        path = f"{_GRAPH}/{self._name(identifier)}"

        async def once(names: tuple[str, ...]) -> Answer:
            return await self._client.ask(
                self._service,
                path,
                [("fields", ",".join(names))],
                ask=ask,
                lifetime_s=PAPER_LIFETIME_S,
                missing_lifetime_s=MISSING_LIFETIME_S,
            )

        try:
            answer = await self._with_fields("paper", fields or PAPER_FIELDS, once)
        except NotFound as error:
            raise _unknown(identifier, error) from error
        return await understood(answer, lambda body: parse_paper(body, answer.retrieved))

    async def search(self, query: Query, ask: Ask, *, offset: int = 0, limit: int = SEARCH_PAGE) -> PaperPage:
        """A page of the relevance search, with PAPER_FIELDS of each paper.

        Filters that the service does not have (a type such as thesis) are left out. Past SEARCH_WINDOW, and past the
        end of a small result, the page is empty; `next` is None on the last page that can be had.
        """
        words = plain_words(query.words)
        if not words:
            raise UsageError("There are no words to search for.", subject=S2)
        limit = min(limit, SEARCH_PAGE, SEARCH_WINDOW - offset)
        if limit <= 0:
            return PaperPage()

        async def once(names: tuple[str, ...]) -> Answer:
            return await self._client.ask(
                self._service,
                f"{_GRAPH}/search",
                [
                    ("query", words),
                    ("fields", ",".join(names)),
                    ("offset", str(offset)),
                    ("limit", str(limit)),
                    *filter_parameters(query.filters),
                ],
                ask=ask,
                lifetime_s=SEARCH_LIFETIME_S,
                missing_lifetime_s=MISSING_LIFETIME_S,
            )

        try:
            answer = await self._with_fields("search", PAPER_FIELDS, once)
        except BadRequest as error:
            if "requested data for this limit" in error.service_message.lower():
                return PaperPage()
            raise
        page = await understood(
            answer, lambda body: parse_search(body, answer.retrieved, offset=offset, cached=answer.cached)
        )
        beyond = page.next is not None and page.next >= SEARCH_WINDOW
        return msgspec.structs.replace(page, next=None) if beyond else page

    async def batch(self, ids: Sequence[str], ask: Ask, fields: Sequence[str] | None = None) -> list[Paper | None]:
        """The papers of *ids* (any identifier as text) in their order; None for one that the service does not know or
        cannot look up. One request for each 500 ids; an id that stands twice is asked once."""
        names = {text: _batch_name(text) for text in ids}
        asked = list(dict.fromkeys(name for name in names.values() if name is not None))
        found: dict[str, Paper | None] = {}
        for start in range(0, len(asked), BATCH_SIZE):
            run = asked[start : start + BATCH_SIZE]
            found.update(zip(run, await self._batch(run, ask, tuple(fields or PAPER_FIELDS)), strict=True))
        return [found[name] if (name := names[text]) is not None else None for text in ids]

    async def citations(
        self, identifier: Identifier, ask: Ask, *, offset: int = 0, limit: int = EDGE_PAGE, date: str | None = None
    ) -> EdgePage:
        """A page of the papers that cite the one of *identifier*, newest first.

        *date*: publicationDateOrYear (`2019`, `2016-01:2018`), or None. `next` is as the service sends it: it may be
        set on an empty page, and from EDGE_WINDOW on it leads nowhere (BadRequest, without a request).
        """
        return await self._edges(identifier, "citations", ask, offset, limit, date)

    async def references(
        self, identifier: Identifier, ask: Ask, *, offset: int = 0, limit: int = EDGE_PAGE, date: str | None = None
    ) -> EdgePage:
        """A page of what the paper cites; `withheld` where the publisher does not let the list be shown. The service
        has no date filter here; *date* is sent nevertheless."""
        return await self._edges(identifier, "references", ask, offset, limit, date)

    async def _edges(
        self, identifier: Identifier, kind: str, ask: Ask, offset: int, limit: int, date: str | None
    ) -> EdgePage:
        if offset >= EDGE_WINDOW:
            raise BadRequest(
                f"Semantic Scholar lists no more than {EDGE_WINDOW:,} {kind} of a paper.",
                service_message="offset + limit must be < 10000",
                hint="Narrow the list by a range of dates.",
                subject=S2,
            )
        path = f"{_GRAPH}/{self._name(identifier)}/{kind}"
        limit = max(1, min(limit, EDGE_PAGE, EDGE_WINDOW - offset))
        try:
            return await self._edge_page(path, kind, ask, offset, limit, date)
        except NotFound as error:
            raise _unknown(identifier, error) from error
        except (BadRequest, Unreachable) as error:
            if limit <= _SMALLER or not _is_too_much(error):
                raise
        return await self._edge_page(path, kind, ask, offset, limit // _SMALLER, date)

    async def _edge_page(self, path: str, kind: str, ask: Ask, offset: int, limit: int, date: str | None) -> EdgePage:
        async def once(names: tuple[str, ...]) -> Answer:
            return await self._client.ask(
                self._service,
                path,
                [
                    ("fields", ",".join(names)),
                    ("offset", str(offset)),
                    ("limit", str(limit)),
                    *([("publicationDateOrYear", date)] if date else []),
                ],
                ask=ask,
                lifetime_s=EDGES_LIFETIME_S,
                missing_lifetime_s=MISSING_LIFETIME_S,
            )

        answer = await self._with_fields(kind, EDGE_FIELDS, once)
        return await understood(answer, lambda body: parse_edges(body, answer.retrieved, offset=offset))

    async def _batch(self, names: list[str], ask: Ask, fields: tuple[str, ...]) -> list[Paper | None]:
        body = msgspec.json.encode({"ids": names})

        async def once(asked_fields: tuple[str, ...]) -> Answer:
            return await self._client.ask(
                self._service,
                f"{_GRAPH}/batch",
                [("fields", ",".join(asked_fields))],
                method="POST",
                body=body,
                ask=ask,
                lifetime_s=PAPER_LIFETIME_S,
                missing_lifetime_s=MISSING_LIFETIME_S,
            )

        try:
            answer = await self._with_fields("batch", fields, once)
        except (BadRequest, Unreachable) as error:
            if isinstance(error, BadRequest) and "no valid paper ids" in error.service_message.lower():
                return [None] * len(names)
            if len(names) <= _SMALLER or not _is_too_much(error):
                raise
        else:
            return await understood(answer, lambda rows: parse_batch(rows, len(names), answer.retrieved))
        size = -(-len(names) // _SMALLER)
        found: list[Paper | None] = []
        for start in range(0, len(names), size):
            found += await self._batch(names[start : start + size], ask, fields)
        return found

    async def _with_fields(
        self, endpoint: str, fields: Sequence[str], once: Callable[[tuple[str, ...]], Awaitable[T]]
    ) -> T:
        """*once* with *fields*; again without those that a 400 names as not supported here."""
        refused = self._unsupported.get(endpoint, frozenset())
        names = tuple(name for name in fields if name not in refused)
        try:
            return await once(names)
        except BadRequest as error:
            named = {
                name.removeprefix(prefix)
                for name in unsupported_fields(error.service_message)
                for prefix in ("citingPaper.", "citedPaper.")
            }
            left = tuple(name for name in names if name not in named)
            if not left or left == names:
                raise
            self._unsupported[endpoint] = refused | named
            return await once(left)

    def _name(self, identifier: Identifier) -> str:
        """The identifier as it stands in a path. Raises NotFound for one that the service cannot look up."""
        name = service_name(identifier)
        if name is None:
            raise NotFound(
                f"Semantic Scholar cannot look up {label_of(identifier)}.",
                hint="Search for the paper's title instead.",
                subject=S2,
            )
        return in_path(name)


def plain_words(text: str) -> str:
    """Words for the relevance search: it knows no operators, and a hyphenated word finds nothing."""
    return " ".join(_HYPHENS.sub(" ", text).split())


def filter_parameters(filters: Filters) -> list[tuple[str, str]]:
    """*filters* as the parameters of a search."""
    parameters: list[tuple[str, str]] = []
    if filters.year_from is not None or filters.year_to is not None:
        first, last = (str(year) if year is not None else "" for year in (filters.year_from, filters.year_to))
        parameters.append(("year", first if first == last else f"{first}-{last}"))
    if filters.venue:
        parameters.append(("venue", filters.venue))
    if filters.field:
        parameters.append(("fieldsOfStudy", filters.field))
    if filters.type and (kind := filter_of(filters.type)) is not None:
        parameters.append(("publicationTypes", kind))
    if filters.min_citations:
        parameters.append(("minCitationCount", str(filters.min_citations)))
    if filters.open_access:
        parameters.append(("openAccessPdf", ""))
    return parameters


def _batch_name(text: str) -> str | None:
    """An id as the batch takes it. What is no identifier of ours is sent as it is: the service may know it."""
    identifier = parse_identifier(text)
    return text.strip() or None if identifier is None else service_name(identifier)


def _is_too_much(error: SourceError) -> bool:
    """Whether the question was too big: a 400 over the 10 MB, or the gateway's 504 after waiting."""
    if isinstance(error, BadRequest):
        return "exceed maximum size" in error.service_message.lower()
    return error.status == 504


def _unknown(identifier: Identifier, error: NotFound) -> NotFound:
    return NotFound(
        f"Semantic Scholar does not know {label_of(identifier)}.",
        hint="It may be mistyped, or too new to be listed.",
        subject=S2,
        status=error.status,
    )
