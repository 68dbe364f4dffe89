"""The common parts of Zenodo's answers: rate limits on every answer, errors as JSON, pages with links.

The token of the demo is `demo-token`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from starlette.requests import Request
from starlette.responses import Response

TOKENS = ("demo-token",)
GUEST_ROWS = 25
TOKEN_ROWS = 100
WINDOW = 10_000
SEARCH_LIMIT = 30
OTHER_LIMIT = 133
NATIVE = "application/vnd.inveniordm.v1+json"
ABSENT = "The persistent identifier does not exist."


class RequestedPage(msgspec.Struct, frozen=True):
    """The requested part of a list."""

    page: int
    size: int

    def part(self, rows: list[Any]) -> list[Any]:
        """Returns the rows of this page."""
        return rows[(self.page - 1) * self.size : self.page * self.size]


def pages_of(request: Request) -> RequestedPage | Response:
    """Returns the requested page, or the refusal of a page that is not allowed."""
    token = bool(request.headers.get("authorization") or request.query_params.get("access_token"))
    most = TOKEN_ROWS if token else GUEST_ROWS
    numbers = {}
    for name, fallback in (("page", 1), ("size", GUEST_ROWS)):
        text = request.query_params.get(name) or str(fallback)
        if not text.isdigit() or int(text) < 1:
            return invalid(request, name, "Not a valid integer." if not text.isdigit() else "Invalid value.")
        numbers[name] = int(text)
    page, size = numbers["page"], numbers["size"]
    if size > most:
        hint = "" if token else " Please use authenticated requests to increase the limit to 100."
        return invalid(request, "size", f"Page size cannot be greater than {most}.{hint}")
    if page * size > WINDOW:
        text = f"Maximum number of {WINDOW} results have been reached."
        return json_answer(request, {"status": 400, "message": text}, 400)
    return RequestedPage(page, size)


def page_links(request: Request, used: Mapping[str, str], pages: RequestedPage, total: int) -> dict[str, str]:
    """Returns the links `self` with the parameters *used*, and `prev` and `next` if there are such pages."""
    page, size = pages.page, pages.size

    def link(number: int) -> str:
        parameters = {**used, "page": str(number), "size": str(size)}
        query = "&".join(f"{key}={quote(parameters[key], safe=':')}" for key in sorted(parameters))
        return f"https://zenodo.org{request.scope['path'].rstrip('/')}?{query}"

    found = {"self": link(page)}
    if page > 1:
        found = {"prev": link(page - 1), **found}
    return found | ({"next": link(page + 1)} if page * size < total else {})


def refusal(request: Request) -> Response | None:
    """Returns the answer to a wrong token; None for a valid token or none."""
    header = request.headers.get("authorization", "")
    token = unquote(header).removeprefix("Bearer ").strip() or request.query_params.get("access_token", "")
    if token and token not in TOKENS:
        return json_answer(request, {"status": 403, "message": "Permission denied."}, 403)
    return None


def invalid(request: Request, field: str, message: str) -> Response:
    """Returns the answer to a parameter with an invalid value."""
    errors = [{"field": field, "messages": [message]}]
    return json_answer(request, {"status": 400, "message": "A validation error occurred.", "errors": errors}, 400)


def limits(request: Request, limit: int) -> dict[str, str]:
    """Returns the headers of every answer, including `retry-after`, although no request is refused."""
    count, seconds = request.scope["demo.control"].zenodo_window()
    return {
        "server": "nginx",
        "x-ratelimit-limit": str(limit),
        "x-ratelimit-remaining": str(max(0, limit - count)),
        "x-ratelimit-reset": str(int(time.time() + seconds) + 1),
        "retry-after": str(int(seconds)),
    }


def json_answer(
    request: Request,
    body: Any,
    status: int = 200,
    headers: dict[str, str] | None = None,
    media: str = "application/json",
    limit: int = OTHER_LIMIT,
) -> Response:
    sent = {"content-type": media, **limits(request, limit), **(headers or {})}
    return Response(b"" if body is None else msgspec.json.encode(body), status, sent)
