"""How one action asks the services: how urgent it is, how long it waits, and what it cost."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

WINDOW_WAIT_S = 600.0
COMMAND_WAIT_S = 60.0


class Priority(enum.IntEnum):
    """Lower goes first: what a person waits for overtakes what runs in the background."""

    USER = 0
    VISIBLE = 1
    BACKGROUND = 2


class RequestCount:
    """What was asked of one source: `requests` sent (retries too) and answers taken from our own stores."""

    __slots__ = ("cached", "requests")

    def __init__(self) -> None:
        self.requests = 0
        self.cached = 0


class RequestCounts:
    """Counts, by source name, what one action cost."""

    def __init__(self) -> None:
        self._by_source: dict[str, RequestCount] = {}

    def of(self, source: str) -> RequestCount:
        """The counter of *source*, made at first use."""
        return self._by_source.setdefault(source, RequestCount())

    def sources(self) -> tuple[str, ...]:
        return tuple(self._by_source)


@dataclass
class RequestOptions:
    """One action's way of asking.

    Attributes:
        priority: its place in the request budget.
        refresh: True asks the service though a stored answer is still good.
        again: True asks the service though it is kept that it has no such thing: somebody saw that and tries again.
        wait_s: the longest time that one request may take with its retries, not counting its turn in the budget.
        tally: what it has cost so far.
        on_wait: called with (source, until) when a request must wait; until is aware UTC, or None when it goes on.
        on_turn: called with a few words when other downloads go first ('one at a time from arxiv.org'), and with None
            when it is our turn.
        rank: of downloads that wait for the same host the lowest goes first; asked when one may go.
    """

    priority: Priority = Priority.USER
    refresh: bool = False
    again: bool = False
    wait_s: float = WINDOW_WAIT_S
    request_counts: RequestCounts = field(default_factory=RequestCounts)
    on_wait: Callable[[str, datetime | None], None] | None = None
    on_turn: Callable[[str | None], None] | None = None
    rank: Callable[[], int] = lambda: 0
