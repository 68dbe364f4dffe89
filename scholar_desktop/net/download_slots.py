"""A number of places, given to whoever waits for one: the most urgent first, not the first that came."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


class DownloadSlots:
    """As a semaphore, but those who wait have ranks, which may change while they wait (a queue that is reordered)."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._free = count
        self._waiting: list[_Waiter] = []

    @property
    def is_free(self) -> bool:
        """Whether the next to come need not wait."""
        return self._free > 0

    async def acquire(self, rank: Callable[[], int] = lambda: 0) -> None:
        """Wait for a place. rank: of those who wait the lowest gets it, of equal ones the first that came."""
        if self._free:
            self._free -= 1
            return
        waiting = _Waiter(rank, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            await waiting.granted
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            else:  # called in this very moment
                self.release()
            raise

    def release(self) -> None:
        """Give a place back."""
        if not self._waiting:
            self._free += 1
            return
        first = min(self._waiting, key=lambda waiting: waiting.rank())
        self._waiting.remove(first)
        first.granted.set_result(None)


@dataclass(eq=False)
class _Waiter:
    rank: Callable[[], int]
    granted: asyncio.Future[None]
