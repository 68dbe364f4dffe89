"""How long the rest of the queue takes, by how fast rows have ended of late."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable

from scholar_desktop.domain.download import DownloadItem

RECENT_ENDS = 20
LEAST_ENDS = 3
"""From fewer rows nothing can be told."""


class QueueEta:
    """clock: seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: deque[float] = deque(maxlen=RECENT_ENDS)

    def begin(self) -> None:
        """The queue was at rest until now: what was before says nothing of what comes."""
        self._ends.clear()
        self._ends.append(self._clock())

    def ended(self) -> None:
        """A row has ended."""
        self._ends.append(self._clock())

    def left_s(self, running: Iterable[DownloadItem], waiting: int) -> float | None:
        """Seconds until nothing runs or waits, None while that cannot be told."""
        running = tuple(running)
        of_running = [item.left_s for item in running]
        known = [left for left in of_running if left is not None]
        if not waiting and running and len(known) == len(running):
            return max(known)
        if len(self._ends) <= LEAST_ENDS:
            return None
        each = (self._clock() - self._ends[0]) / (len(self._ends) - 1)
        return max(each * (len(running) + waiting), max(known, default=0.0))
