"""Sends requests to Semantic Scholar with a list of fields, again without the fields that it refuses, and again in
smaller pieces if the answer would be too large.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.errors import BadRequest, NotFound, SourceError
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, label_of
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.semantic_scholar.paper_ids import quote_path, service_name
from scholar_desktop.sources.semantic_scholar.parse import unsupported_fields

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Answer, Client, Service

DAY_S = 86_400.0
PAPER_LIFETIME_S = 7 * DAY_S
SEARCH_LIFETIME_S = DAY_S
LIST_LIFETIME_S = 7 * DAY_S
"""The lifetime of citations, references and the papers of an author."""
MISSING_LIFETIME_S = DAY_S

LISTS = frozenset({"search", "bulk", "complete", "author search"})  # not translated: the name of a kind of request
"""Endpoints whose requests name nothing that could be missing: a 404 from one of them is an error, not an answer."""

GRAPH = "/graph/v1"
SMALLER = 4
"""The number of pieces into which a page is divided that the service could not send whole."""

Params = Sequence[tuple[str, str]]
T = TypeVar("T")


class S2Requests:
    """Sends requests to the service. Shared by all parts of the source, so that a field that was refused once in this
    run is not requested again.
    """

    def __init__(self, client: Client, service: Service) -> None:
        self._client = client
        self._service = service
        self._refused: dict[str, frozenset[str]] = {}

    def refused(self, endpoint: str) -> frozenset[str]:
        """Return the fields that *endpoint* has refused in this run."""
        return self._refused.get(endpoint, frozenset())

    async def ask(
        self,
        endpoint: str,
        path: str,
        params: Params,
        fields: Sequence[str],
        ask: RequestOptions,
        *,
        lifetime_s: float,
        body: object = None,
        keep: bool = True,
    ) -> Answer:
        """Return the answer to GET *path*, or to POST with *body* as JSON.

        When a 400 names fields that are not supported, the request is sent once more without them.

        Args:
            endpoint: a name for all requests that accept the same fields.
            fields: empty for the service's default.
            keep: whether the answer is stored.
        """
        refused = self.refused(endpoint)
        names = tuple(name for name in fields if name not in refused) or tuple(fields)
        content = None if body is None else msgspec.json.encode(body)
        may_repeat = True
        while True:
            listed = [("fields", ",".join(names))] if names else []
            try:
                return await self._client.ask(
                    self._service,
                    path,
                    [*params, *listed],
                    method="GET" if content is None else "POST",
                    body=content,
                    ask=ask,
                    lifetime_s=lifetime_s,
                    missing_lifetime_s=None if endpoint in LISTS else MISSING_LIFETIME_S,
                    keep=keep,
                )
            except BadRequest as error:
                named = _refused_fields(error)
                left = tuple(name for name in names if name not in named)
                if not may_repeat or not left or left == names:
                    raise
                self._refused[endpoint] = refused | named
                names, may_repeat = left, False

    async def page(
        self,
        endpoint: str,
        path: str,
        params: Params,
        fields: Sequence[str],
        ask: RequestOptions,
        *,
        offset: int,
        limit: int,
        lifetime_s: float = LIST_LIFETIME_S,
        keep: bool = True,
    ) -> Answer:
        """Return the rows from *offset* on, at most *limit*; a quarter of them if the service cannot send that many."""

        number = limit
        while True:
            window = [("offset", str(offset)), ("limit", str(number))]
            try:
                return await self.ask(endpoint, path, [*params, *window], fields, ask, lifetime_s=lifetime_s, keep=keep)
            except SourceError as error:
                if number < limit or limit <= SMALLER or not is_too_much(error):
                    raise
            number = limit // SMALLER

    async def batch(
        self,
        endpoint: str,
        path: str,
        ids: list[str],
        fields: Sequence[str],
        ask: RequestOptions,
        *,
        none_known: str,
        parse: Callable[[Answer, int], Awaitable[list[T | None]]],
    ) -> list[T | None]:
        """Return the items with *ids*, in their order; None for one that the service does not know. The request is
        divided if the service cannot send that many at once.

        Args:
            none_known: the service's message in place of a list of nulls.
            parse: called with an answer and the number of ids that were requested.
        """
        try:
            answer = await self.ask(endpoint, path, (), fields, ask, lifetime_s=PAPER_LIFETIME_S, body={"ids": ids})
        except SourceError as error:
            if isinstance(error, BadRequest) and none_known in error.service_message.lower():
                return [None] * len(ids)
            if len(ids) <= SMALLER or not is_too_much(error):
                raise
        else:
            return await parse(answer, len(ids))
        size = -(-len(ids) // SMALLER)
        found: list[T | None] = []
        for start in range(0, len(ids), size):
            piece = ids[start : start + size]
            found += await self.batch(endpoint, path, piece, fields, ask, none_known=none_known, parse=parse)
        return found


def name_in_path(identifier: Identifier) -> str:
    """Return the identifier as part of a path. Raises NotFound for one that the service cannot look up."""
    return quote_path(name_for(identifier))


def name_for(identifier: Identifier) -> str:
    """Return the identifier in the service's notation. Raises NotFound for one that it cannot look up."""
    name = service_name(identifier)
    if name is None:
        raise NotFound(
            Message("Semantic Scholar cannot look up {identifier}.", identifier=label_of(identifier)),
            hint=Message("Search for the paper's title instead."),
            subject=S2,
        )
    return name


def unknown_paper(identifier: Identifier, error: NotFound) -> NotFound:
    """Return the error for the service's 404 about one paper, with a sentence that names the paper."""
    own = identifier.scheme is Scheme.S2
    return NotFound(
        Message("Semantic Scholar has no paper with the ID {identifier}….", identifier=identifier.value[:8])
        if own
        else Message("Semantic Scholar does not know {identifier}.", identifier=label_of(identifier)),
        hint=Message("It may be mistyped, removed, or too new for Semantic Scholar."),
        subject=S2,
        status=error.status,
    )


def _refused_fields(error: BadRequest) -> frozenset[str]:
    """Return the names of the fields that the service refused, as they are listed in a request."""
    return frozenset(
        name.removeprefix(prefix)
        for name in unsupported_fields(error.service_message)
        for prefix in ("citingPaper.", "citedPaper.")
    )


def is_too_much(error: SourceError) -> bool:
    """Return whether the request was too large: a 400 above 10 MB, or the gateway's 504 after its timeout."""
    if isinstance(error, BadRequest):
        return "exceed maximum size" in error.service_message.lower()
    return error.status == 504


def is_past_the_end(error: BadRequest) -> bool:
    """Return whether rows past the end of a list were requested: the service refuses these instead of sending an empty
    page.
    """
    return "requested data for this limit" in error.service_message.lower()
