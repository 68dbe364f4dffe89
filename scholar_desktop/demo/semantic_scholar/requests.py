"""Requests to the demo's Semantic Scholar and its answers: keys, the two shapes of errors, filters, windows."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from scholar_desktop.demo.corpus.citation_links import DayRange
from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.semantic_scholar.papers import UnknownFields

KEYS = ("demo-key",)
"""Keys that the demo accepts; any other is refused."""
HYPHENATED = re.compile(r"\w-\w")
"""A hyphenated word, which finds nothing where the service supports no operators."""
PAST_THE_END = "Requested data for this limit and/or offset is not available"

Endpoint = Callable[[Request], Awaitable[Any]]


class ApiError(Exception):
    """An answer of the application whose status is not 200."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def with_api_errors(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """Converts *endpoint*, which returns a body or raises ApiError, to a route handler."""

    async def called(request: Request) -> Response:
        key = request.headers.get("x-api-key")
        if key is not None and key not in KEYS:
            return answer({"message": "Forbidden"}, 403, {"x-amzn-errortype": "ForbiddenException"})
        try:
            return answer(await endpoint(request))
        except ApiError as problem:
            return answer({"error": problem.text}, problem.status)
        except UnknownFields as problem:
            return answer({"error": f"Unrecognized or unsupported fields: [{problem}]"}, 400)

    return called


class RequestFilters:
    """The filters of a search. Raises ApiError for an invalid value."""

    def __init__(self, corpus: DemoCorpus, request: Request) -> None:
        given = request.query_params
        self._corpus = corpus
        self._days = date_span(given["publicationDateOrYear"]) if given.get("publicationDateOrYear") else None
        self._years = year_span(given["year"]) if given.get("year") else None
        self._venues = lowered(given.get("venue"))
        self._fields = lowered(given.get("fieldsOfStudy"))
        self._types = lowered(given.get("publicationTypes"))
        self._open = "openAccessPdf" in given
        try:
            self._citations = int(given.get("minCitationCount") or 0)
        except ValueError:
            raise ApiError(400, f"Unacceptable query params: [minCitationCount={given['minCitationCount']}]") from None

    def keep(self, work: Work) -> bool:
        """Returns True if *work* passes all filters."""
        if work.citation_count < self._citations or (self._open and not work.oa.url):
            return False
        if any(span is not None and not span.holds(work.day) for span in (self._days, self._years)):
            return False
        if self._fields and not self._fields & {
            name.lower() for name in [*(work.fields_of_study or []), *work.model_fields]
        }:
            return False
        if self._types and not self._types & {name.lower() for name in work.publication_types or []}:
            return False
        return not self._venues or bool(self._venues & self._names_of_venue(work))

    def _names_of_venue(self, work: Work) -> set[str]:
        venue = self._corpus.venues.get(work.venue_id, {})
        journal = [work.journal.name] if work.journal is not None and work.journal.name else []
        names = [work.venue, venue.get("name", ""), *venue.get("alternate_names", []), *journal]
        return {name.lower() for name in names if name}


def date_span(text: str, name: str = "publicationDateOrYear") -> DayRange:
    """Parses `start:end`, each YYYY, YYYY-MM or YYYY-MM-DD.

    Either side may be empty; without a colon the text is one day, month or year.

    Raises:
        ApiError: the text is invalid; the error names the parameter *name*.
    """
    start, colon, end = text.partition(":")
    if not colon:
        end = start
    for part in (start, end):
        if part and not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", part):
            raise ApiError(400, f"Unacceptable query params: [{name}={text}]")
    return DayRange(start or "0000", end + "-99-99"[len(end) - 4 :] if end else "9999")


def year_span(text: str) -> DayRange:
    """Parses `2019`, `2016-2020`, `2010-` or `-2015`. Raises ApiError."""
    match = re.fullmatch(r"(\d{4})?(-)?(\d{4})?", text.strip())
    if not match or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        raise ApiError(400, f"Unacceptable query params: [year={text}]")
    last = match[3] or ("9999" if match[2] else match[1])
    return DayRange(match[1] or "0000", f"{last}-99-99")


def lowered(text: str | None) -> set[str]:
    """Returns the items of a comma-separated list, in lower case."""
    return {part.strip().lower() for part in (text or "").split(",") if part.strip()}


def words_in(request: Request) -> str:
    """Returns the parameter `query`. Raises ApiError if it is missing."""
    query = request.query_params.get("query", "").strip()
    if not query:
        raise ApiError(400, "Missing required parameters: [query]")  # made up
    return query


async def ids_in(request: Request, most: int, kind: str) -> list[str]:
    """Returns the ids in the body of a batch request. Raises ApiError."""
    try:
        ids = msgspec.json.decode(await request.body(), type=dict[str, list[str]])["ids"]
    except (msgspec.DecodeError, KeyError):
        raise ApiError(400, f"No valid {kind} ids given") from None
    if len(ids) > most:
        raise ApiError(400, f"Cannot request more than {most} {kind} ids")  # made up
    return ids


def window(request: Request, default: int, most: int) -> tuple[int, int]:
    """Returns `offset` and `limit`. Raises ApiError if one is out of range."""
    numbers = []
    for name, fallback, low, high in (("offset", 0, 0, 10**9), ("limit", default, 1, most)):
        text = request.query_params.get(name)
        if text is not None and not (text.isdigit() and low <= int(text) <= high):
            raise ApiError(400, f"Unacceptable query params: [{name}={text}]")  # the values are made up
        numbers.append(int(text) if text is not None else fallback)
    return numbers[0], numbers[1]


def page(offset: int, limit: int, total: int, rows: list[dict[str, Any]] | msgspec.Raw) -> dict[str, Any]:
    """Returns a page of a list; the last page has no `next`."""
    more = {"next": offset + limit} if offset + limit < total else {}
    return {"offset": offset, **more, "data": rows}


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Returns JSON as the service sends it, with a line break at the end."""
    return Response(msgspec.json.encode(body) + b"\n", status, {"content-type": "application/json", **(headers or {})})
