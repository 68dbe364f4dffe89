"""Measures downloads: the bytes received, the rate, and the time left."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from scholar_desktop.domain.corpus.dataset_download import DownloadPlan, DownloadProgress, FileProgress

WINDOW_S = 10.0
"""Seconds over which the rate is averaged."""
LEAST_S = 1.0
"""Seconds before the first rate is reported; an earlier rate would fluctuate."""
EVERY_S = 0.25
"""Minimum seconds between two progress reports."""


class RateMeter:
    """Measures the rate of one transfer over the last `WINDOW_S` seconds.

    Args:
        clock: monotonic time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._past: deque[tuple[float, int]] = deque()

    def add(self, received: int) -> float | None:
        """Records that *received* bytes have arrived in total.

        Returns:
            Bytes per second; None during the first `LEAST_S` seconds.
        """
        now = self._clock()
        if self._past and received < self._past[-1][1]:  # the transfer was restarted
            self._past.clear()
        self._past.append((now, received))
        while len(self._past) > 2 and self._past[1][0] <= now - WINDOW_S:
            self._past.popleft()
        began, before = self._past[0]
        return (received - before) / (now - began) if now - began >= LEAST_S else None


class TransferMeter:
    """Sums the progress of all files of one download, and reports it.

    Args:
        plan: the files of the download, with their sizes where known.
        on_progress: called with each report; None for no reports.
        clock: monotonic time in seconds.
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
        self._running: set[str] = set()
        self._ended: set[str] = set()
        self._complete: set[str] = set()
        self._told = float("-inf")
        self._past = deque([(clock(), plan.received)])

    def began(self, name: str) -> None:
        """Records that the file *name* is being downloaded."""
        self._running.add(name)
        self._tell()

    def received(self, name: str, count: int, size: int | None = None) -> None:
        """Records that *count* bytes of the file *name* have arrived.

        Args:
            size: the total size of the file; None if the host has not stated it.
        """
        self._received[name] = count
        if self._sizes[name] is None:
            self._sizes[name] = size
        if self._clock() - self._told >= EVERY_S:
            self._tell()

    def ended(self, name: str, count: int, *, whole: bool) -> None:
        """Records that the file *name* has ended with *count* bytes; whole: it is complete."""
        self._received[name] = count
        if whole:
            self._sizes[name] = count
            self._complete.add(name)
        self._ended.add(name)
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
        left = [
            FileProgress(name, count, self._sizes[name], name in self._running)
            for name, count in self._received.items()
            if name not in self._ended
        ]
        left.sort(key=lambda file: not file.is_running)
        return DownloadProgress(len(self._complete), len(self._received), total, size, rate, left_s, tuple(left))
