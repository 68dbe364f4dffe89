"""Sends files as file servers do: length, ETag, Range, If-Range, 304, 416."""

from __future__ import annotations

import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response

LAST_MODIFIED = "Tue, 06 Jan 2026 10:20:30 GMT"


def strong_etag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


def bytes_answer(
    request: Request,
    data: bytes,
    content_type: str,
    *,
    etag: str | None = None,
    modified: str | None = LAST_MODIFIED,
    headers: dict[str, str] | None = None,
) -> Response:
    """Returns *data*, or the requested part of it. Without *etag* and *modified* a download cannot be resumed."""
    sent = {"content-type": content_type, "accept-ranges": "bytes", **(headers or {})}
    if etag is not None:
        sent["etag"] = etag
    if modified is not None:
        sent["last-modified"] = modified
    if etag is not None and request.headers.get("if-none-match") == etag:
        return Response(None, 304, sent)
    span = _span(request, len(data), etag, modified)
    if span is None:
        return Response(data, 200, sent)
    start, stop = span
    if start >= stop:
        return Response(None, 416, {**sent, "content-range": f"bytes */{len(data)}"})
    return Response(data[start:stop], 206, {**sent, "content-range": f"bytes {start}-{stop - 1}/{len(data)}"})


def _span(request: Request, total: int, etag: str | None, modified: str | None) -> tuple[int, int] | None:
    """Returns (start, stop) of the requested part; None if all of the data is to be sent.

    The part is empty if it is out of range.
    """
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", request.headers.get("range", "").strip())
    if match is None or not (match[1] or match[2]):
        return None
    condition = request.headers.get("if-range")
    if condition is not None and (condition.startswith("W/") or condition not in (etag, modified)):
        return None
    if not match[1]:
        return max(0, total - int(match[2])), total
    start = int(match[1])
    return (start, min(total, int(match[2]) + 1) if match[2] else total) if start < total else (total, total)
