"""A clock that only moves when everybody sleeps."""

from __future__ import annotations

import asyncio


class FakeClock:
    """clock: seconds; sleep: jumps to the end of the earliest sleep, less a share *early*, as qasync's timers do."""

    def __init__(self, now: float = 1000.0, early: float = 0.0) -> None:
        self.now = now
        self._early = early
        self._due: list[float] = []

    def clock(self) -> float:
        return self.now

    def wall(self) -> float:
        return 1_700_000_000.0 + self.now

    async def sleep(self, seconds: float) -> None:
        due = self.now + seconds * (1 - self._early)
        self._due.append(due)
        try:
            while self.now < due:
                for _ in range(4):
                    await asyncio.sleep(0)
                if due == min(self._due):
                    self.now = max(self.now, due)
        finally:
            self._due.remove(due)
