"""What a download hands back, made from the last answer of its way."""

from __future__ import annotations

from collections.abc import Mapping

from scholar_desktop.net.download import Download
from scholar_desktop.net.part_file import unpacked_head
from scholar_desktop.net.redirected_download import FileResponse
from scholar_desktop.net.transfer_watch import content_range, is_packed, number

PAGE_BYTES = 1_000_000
FILE_STATUSES = frozenset({200, 203, 206})


def announced_size(status: int, headers: Mapping[str, str]) -> int | None:
    """The size of the whole file, by the answer to a question for its first byte."""
    if status in (206, 416):
        return content_range(headers.get("content-range", ""))[2]
    return number(headers.get("content-length")) if status in FILE_STATUSES else None


def page_result(response: FileResponse, raw: bytes) -> Download:
    """What came instead of a file."""
    page = unpacked_head(raw, PAGE_BYTES) if is_packed(raw, response.reply.headers) else raw[:PAGE_BYTES]
    return file_result(response, size=len(page), page=page)


def file_result(response: FileResponse, *, size: int, sha256: str | None = None, page: bytes | None = None) -> Download:
    """The whole file (*page* None), or *page*."""
    headers = response.reply.headers
    return Download(
        status=response.reply.status,
        final_url=str(response.url),
        headers=headers,
        bytes=size,
        sha256=sha256,
        complete=page is None,
        page=page,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        redirects=response.redirects,
    )
