"""A file on its way to disk: what a download hands back, and how it can fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.stored_names import stored

_Bytes = bytes
Sniff = Callable[[bytes], bool]
"""Whether the first 1024 bytes are those of the wanted kind of file."""
OnProgress = Callable[[int, int | None], None]
"""Bytes in the file, and its size, None when the host does not say."""
IsFinal = Callable[[int, dict[str, str], bytes], bool]
"""Whether an answer (status, headers in lower case, page) is meant for a person, so that no further try helps."""


class Resume(msgspec.Struct, frozen=True, rename=stored("url etag last_modified total")):
    """What a `.part` file may be continued by; lies beside it as `<name>.part.json`.

    url: the address that was asked (before redirects); etag: strong, else None; last_modified: as sent, or None;
    total: the size of the whole file in bytes, or None.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    total: int | None = None

    @property
    def validator(self) -> str | None:
        """What `If-Range` is given; None when nothing says whether the rest would fit."""
        return self.etag or self.last_modified


class BulkFile(msgspec.Struct, frozen=True):
    """A file so large that its link may expire while it comes.

    It is kept as it is sent, packed or not. What has come of it stays whatever ends the download, as long as a
    validator says by what it may be continued; and a refusal is taken as the end of the link, not as the host's wish
    for rest.

    address: the link without its signature. The part is noted under it, so that the next link to the same file goes
    on where this one ended, and no signature lies on the disk. checked: the caller knows the file's checksum and looks
    at it: then the part is continued also where the host gives no validator, as long as the file has its length, and
    what was packed for the way alone (Content-Encoding) is unpacked.
    """

    address: str
    checked: bool = False


class RemoteFileSize(msgspec.Struct, frozen=True):
    """What a host says of the size of a file.

    status: of its answer; size: in bytes, None when it does not say; page: the beginning of what came instead of the
    file (a refusal's reason), else empty.
    """

    status: int
    size: int | None = None
    page: _Bytes = b""


class Download(msgspec.Struct, frozen=True):
    """How a download ended that got an answer.

    status: HTTP status of the last answer; final_url: its address; headers: names in lower case, without cookies;
    bytes: of the file on disk (after unpacking), or of what was read of a page; sha256: of the whole file, else None;
    complete: the file is whole, as far as its length tells (a body that was sent without a length may still be cut:
    look for its `%%EOF`); page: None for a file, else up to 1 MB of what came instead, unpacked; etag, last_modified:
    as sent; redirects: every address that led on to another, in order.
    """

    status: int
    final_url: str
    headers: dict[str, str] = {}
    bytes: int = 0
    sha256: str | None = None
    complete: bool = False
    page: _Bytes | None = None
    etag: str | None = None
    last_modified: str | None = None
    redirects: tuple[str, ...] = ()


class DownloadProblem(Exception):
    """No usable answer came, for a reason of the network, the disk or a rule of ours.

    outcome: as in the attempts' table; reason: a sentence for a person; http_status, final_url: of the last answer,
    None when there was none; until: when to ask again (aware UTC), None when nobody said; page, headers: what the last
    answer of a server in trouble (429, 5xx) held, for whoever knows a challenge when he sees one; received: bytes of
    the file that lie in the `.part` file; rests: nothing was asked, since the host has a pause.
    """

    def __init__(
        self,
        outcome: Outcome,
        reason: str,
        *,
        http_status: int | None = None,
        final_url: str | None = None,
        until: datetime | None = None,
        page: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        redirects: tuple[str, ...] = (),
        received: int = 0,
        is_host_paused: bool = False,
    ) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason
        self.http_status = http_status
        self.final_url = final_url
        self.until = until
        self.page = page
        self.headers = dict(headers or {})
        self.redirects = redirects
        self.received = received
        self.is_host_paused = is_host_paused
