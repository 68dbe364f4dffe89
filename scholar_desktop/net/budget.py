"""The request budget of one service: how fast it may be asked, and whose turn it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import msgspec

from scholar_desktop.domain.events import Event


class BudgetState(msgspec.Struct, frozen=True):
    """waiting: requests in the queue; next_in_s: seconds until the first of them may go, None when none waits;
    slowed_until: the service asked for a pause that ends then (aware UTC), else None."""

    waiting: int = 0
    next_in_s: float | None = None
    slowed_until: datetime | None = None


class Budget:
    """One per service and profile."""

    def __init__(
        self,
        name: str,
        *,
        rate_per_s: float | None,
        lock_path: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self.changed: Event[BudgetState] = Event(f"budget.{name}.changed")
