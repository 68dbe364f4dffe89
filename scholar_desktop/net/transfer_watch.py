"""Progress and speed of a running download, and what the headers of its response say."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Mapping

from scholar_desktop.net.download import OnProgress, Resume
from scholar_desktop.net.part_file import GZIP_MAGIC, unpacked_head

HEAD_BYTES = 1024
PROGRESS_S = 0.1
SLOW_INTERVAL_S = 1.0
"""The rate is compared with the minimum over intervals of at least this length."""


class ProgressReporter:
    """Calls *on_progress* at most ten times a second, and at the end. *on_progress*: None to report nothing."""

    def __init__(self, on_progress: OnProgress | None) -> None:
        self._on_progress = on_progress
        self._last = float("-inf")

    def report(self, received: int, total: int | None) -> None:
        """Report the progress, unless the last report was less than a tenth of a second ago."""
        if time.monotonic() - self._last >= PROGRESS_S:
            self.end(received, total)

    def end(self, received: int, total: int | None) -> None:
        """Report the progress at the end of the download."""
        self._last = time.monotonic()
        if self._on_progress is not None:
            self._on_progress(received, total)


class SpeedCheck:
    """Checks whether fewer bytes than the minimum rate arrived over the window."""

    def __init__(self, least_rate: float, window_s: float) -> None:
        self._least = least_rate * window_s
        self._window_s = window_s
        self._began = time.monotonic()
        self._pieces: deque[tuple[float, int]] = deque()
        self._in_window = 0

    def too_slow(self, size: int) -> bool:
        """Add a piece of *size* bytes; return whether the transfer is too slow."""
        now = time.monotonic()
        self._pieces.append((now, size))
        self._in_window += size
        while self._pieces and self._pieces[0][0] < now - self._window_s:
            self._in_window -= self._pieces.popleft()[1]
        return now - self._began >= self._window_s and self._in_window < self._least


class SlowTime:
    """Adds up the seconds, over all tries of one download, in which fewer bytes than the minimum rate arrived.

    The wait for the turn at a host is left out, by `pause`.

    Args:
        limit_s: how many such seconds the download may have; infinite for no limit.
        least_rate: bytes a second.
    """

    def __init__(self, limit_s: float, least_rate: float) -> None:
        self.limit_s = limit_s
        self._least_rate = least_rate
        self._slow_s = 0.0
        self._since: float | None = None
        self._bytes = 0

    @property
    def left_s(self) -> float:
        """How many slow seconds are left."""
        return self.limit_s - self._slow_s - self._slow_since()

    @property
    def ends_in_s(self) -> float:
        """After how many seconds from now the limit is reached, if no more bytes arrive."""
        if self._since is None:
            return self.left_s
        enough_for_s = self._bytes / self._least_rate if self._least_rate else math.inf
        return max(self.limit_s - self._slow_s, enough_for_s) - (time.monotonic() - self._since)

    def start(self) -> None:
        """The time counts from now on."""
        if self._since is None:
            self._since, self._bytes = time.monotonic(), 0

    def add(self, size: int) -> None:
        """*size* bytes have arrived."""
        self._bytes += size
        if self._since is not None and time.monotonic() - self._since >= SLOW_INTERVAL_S:
            self.pause()
            self.start()

    def pause(self) -> None:
        """The time does not count until `start`."""
        self._slow_s += self._slow_since()
        self._since = None

    def _slow_since(self) -> float:
        if self._since is None:
            return 0.0
        passed = time.monotonic() - self._since
        return passed if self._bytes < self._least_rate * passed else 0.0


def is_challenge(headers: Mapping[str, str]) -> bool:
    """Return whether the headers have the most reliable signs of a challenge page (Cloudflare; AWS WAF)."""
    return headers.get("cf-mitigated") == "challenge" or "x-amzn-waf-action" in headers


def is_packed(raw: bytes, headers: Mapping[str, str]) -> bool:
    """Return whether the file that begins with *raw* is compressed."""
    return raw.startswith(GZIP_MAGIC) or headers.get("content-encoding", "") in ("gzip", "x-gzip", "deflate")


def plain_head(head: bytes, headers: Mapping[str, str]) -> bytes:
    """Return the first 1024 bytes of the file, decompressed."""
    return unpacked_head(head, HEAD_BYTES) if is_packed(head, headers) else head[:HEAD_BYTES]


def validators(url: str, headers: Mapping[str, str], total: int | None, *, or_length: bool = False) -> Resume | None:
    """Return the validators with which the file may be continued, None when there are none.

    With *or_length* the length alone is enough. A weak ETag must not be used for ranges (RFC 9110, 13.1.5).
    """
    etag = headers.get("etag")
    if etag is not None and not etag.startswith('"'):
        etag = None
    resume = Resume(url, etag, headers.get("last-modified"), total)
    return resume if resume.validator is not None or (or_length and total is not None) else None


def number(text: str | None) -> int | None:
    """Return the number in a header, None when it is no decimal number."""
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def content_range(text: str) -> tuple[int | None, int | None, int | None]:
    """Return (first, last, total) of `bytes 0-9/10`, `bytes 0-9/*` or `bytes */10`; None for each value that is
    missing.
    """
    unit, _, rest = text.strip().partition(" ")
    span, _, total = rest.partition("/")
    if unit.lower() != "bytes":
        return None, None, None
    first, _, last = span.strip().partition("-")
    return number(first), number(last), number(total.strip())
