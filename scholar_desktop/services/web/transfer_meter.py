"""How much of several files has come, how fast, and how long the rest takes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from scholar_desktop.domain.corpus.dataset_download import DownloadPlan, DownloadProgress

WINDOW_S = 10.0
"""Over so long the rate is measured."""
LEAST_S = 1.0
"""No rate is told before: it would jump about."""
EVERY_S = 0.25
"""Nobody is told more often."""


class RateMeter:
    """The rate of one transfer over the last seconds. clock: seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._past: deque[tuple[float, int]] = deque()

    def add(self, received: int) -> float | None:
        """*received* bytes are there now. Bytes a second; None before the first second is over."""
        now = self._clock()
        if self._past and received < self._past[-1][1]:  # begun anew
            self._past.clear()
        self._past.append((now, received))
        while len(self._past) > 2 and self._past[1][0] <= now - WINDOW_S:
            self._past.popleft()
        began, before = self._past[0]
        return (received - before) / (now - began) if now - began >= LEAST_S else None


class TransferMeter:
    """Adds up what comes of the files of one download, and tells it.

    Args:
        on_progress: None when nobody looks; clock: seconds that only grow.
    """

    def __init__(
        self,
        plan: DownloadPlan,
        on_progress: Callable[[DownloadProgress], None] | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_progress = on_progress
        self._clock = clock
        self._received = {file.name: file.received for file in plan.files}
        self._sizes = {file.name: file.size for file in plan.files}
        self._done = 0
        self._told = float("-inf")
        self._past = deque([(clock(), plan.received)])

    def received(self, name: str, count: int, size: int | None = None) -> None:
        """*count* bytes of the file are here; *size*: of the whole, where the host has said it by now."""
        self._received[name] = count
        if self._sizes[name] is None:
            self._sizes[name] = size
        if self._clock() - self._told >= EVERY_S:
            self._tell()

    def ended(self, name: str, count: int, *, whole: bool) -> None:
        """The file has ended with *count* bytes here."""
        self._received[name] = count
        if whole:
            self._sizes[name] = count
        self._done += 1
        self._tell()

    def _tell(self) -> None:
        now = self._told = self._clock()
        total = sum(self._received.values())
        self._past.append((now, total))
        while len(self._past) > 2 and self._past[1][0] <= now - WINDOW_S:
            self._past.popleft()
        if self._on_progress is not None:
            self._on_progress(self._state(now, total))

    def _state(self, now: float, total: int) -> DownloadProgress:
        began, before = self._past[0]
        sizes = [size for size in self._sizes.values() if size is not None]
        size = sum(sizes) if len(sizes) == len(self._sizes) else None
        rate = (total - before) / (now - began) if now - began >= LEAST_S and total > before else None
        left_s = None if size is None or rate is None else max(0, size - total) / rate
        return DownloadProgress(self._done, len(self._received), total, size, rate, left_s)
