"""The data types of a download: options, result and error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.stored_field_names import stored

_Bytes = bytes
Sniff = Callable[[bytes], bool]
"""Returns whether the first 1024 bytes are those of the wanted kind of file."""
OnProgress = Callable[[int, int | None], None]
"""Called with the bytes in the file and its size, None when the host does not report it."""
IsFinal = Callable[[int, dict[str, str], bytes], bool]
"""Returns whether a response (status, headers in lower case, page) is meant for a person, so that
no further try helps.
"""


class Resume(msgspec.Struct, frozen=True, rename=stored("url etag last_modified total")):
    """The validators with which a part file may be continued; stored next to it as `<name>.part.json`.

    url: the requested address (before redirects); etag: strong, else None; last_modified: as sent, or None; total: the
    size of the whole file in bytes, or None.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    total: int | None = None

    @property
    def validator(self) -> str | None:
        """The value of the `If-Range` header; None when nothing shows whether the rest would belong
        to the same file.
        """
        return self.etag or self.last_modified


class BulkFile(msgspec.Struct, frozen=True):
    """A file so large that its link may expire during the download.

    It is stored as sent, compressed or not. The received part is kept however the download ends, as long as there is a
    validator with which it may be continued; and a refusal is treated as the expiry of the link, not as a request of
    the host to wait.
    address: the link without its signature. The part is recorded under it, so that the next link to the same file
    continues the download, and no signature is written to disk; checked: the caller knows the file's checksum and
    compares it: then the part is continued even if the host sends no validator, as long as the length of the file is
    unchanged, and a compression of the transfer only (Content-Encoding) is undone.
    """

    address: str
    checked: bool = False


class RemoteFileSize(msgspec.Struct, frozen=True):
    """The size of a file as its host reports it.

    status: of the response; size: in bytes, None when it is not reported; page: the beginning of what was sent instead
    of the file (the reason of a refusal), else empty; etag: as sent, or None.
    """

    status: int
    size: int | None = None
    page: _Bytes = b""
    etag: str | None = None


class Download(msgspec.Struct, frozen=True):
    """The result of a download that got a response.

    status: HTTP status of the last response; final_url: its address; headers: names in lower case, without cookies;
    bytes: size of the file on disk (after decompression), or of what was read of a page; sha256: of the whole file,
    else None; complete: the file is complete, as far as its length shows (a body that was sent without a length may
    still be truncated: check for its `%%EOF`); page: None for a file, else up to 1 MB of what was sent instead,
    decompressed; etag, last_modified: as sent; redirects: every address that redirected to another, in order.
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
    """There was no usable response, because of the network, the disk or a rule of the program.

    outcome: as in the table of attempts; reason: a sentence for the user; http_status, final_url: of the last response,
    None when there was none; until: when to try again (aware UTC), None when unknown; page, headers: of the last
    response of a failing server (429, 5xx), so that the caller can recognise a challenge page; received: bytes of the
    file that are in the part file; is_host_paused: nothing was requested, since the host has a pause.
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


class FileSink(Protocol):
    """Where the bytes of a download go: a part file on the disk (`part_file.PartFile`), or the caller's own object.

    All methods may raise OSError, which ends the download with the outcome DISK. Attributes:
        path: names the place in messages.
        size: bytes that were added since `begin`, or since the beginning of the file that was continued.
    """

    path: Path
    size: int

    async def begin(self) -> None:
        """Start the file; if bytes were added before, start it again without them."""

    async def continue_from(self) -> bytes:
        """Continue after the bytes that are here. Return the first 1024 of them, empty if there are none."""

    async def add(self, piece: _Bytes) -> None:
        """Take *piece*. May wait, which slows the transfer down."""

    async def flush(self) -> None:
        """Wait until everything that was added is where it belongs."""

    async def note(self, resume: Resume) -> None:
        """Take the validators with which the file may be continued."""

    async def finish(self, *, as_sent: bool) -> str:
        """Take the end of the file, which is complete. Return its sha256 in hex, or an empty text."""

    async def mark(self, url: str, referrer: str | None) -> None:
        """Mark the file as downloaded from *url*."""

    async def forget(self) -> None:
        """Remove what was added."""

    async def free_bytes(self) -> int:
        """Return how many more bytes can be added."""

    async def unpack(self, limit: int | None) -> None:
        """Replace the compressed file by its content. Called only for files that are not bulk files."""

    async def close(self) -> None:
        """Wait for pending work. Called when the download has ended for any reason."""
