"""How one action sends requests to the services: its priority, its longest wait, and the requests that it has used."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

WINDOW_WAIT_S = 600.0
COMMAND_WAIT_S = 60.0
ANSWER_S = 20.0
"""The time for one answer of a service, including its last byte, in seconds."""
TRIES = 4
"""How often one request is sent at most."""
LONGEST_ANSWER_S = TRIES * ANSWER_S + 1.25 * (2 ** (TRIES - 1) - 1)
"""When a request that nothing answers is given up: its tries, and the pauses between them (one second, doubled)."""
POOL_WINDOW_S = 300.0
"""The time for which Semantic Scholar limits the number of requests without a key, in seconds."""


def earliest(one: str | None, other: str | None) -> str | None:
    """Returns the earlier of two times (ISO 8601, UTC); None means no time."""
    return min(filter(None, (one, other)), default=None)


class Priority(enum.IntEnum):
    """Lower values go first: requests that the user waits for are sent before background requests."""

    USER = 0
    VISIBLE = 1
    BACKGROUND = 2


class RequestCount:
    """The requests to one source.

    requests: number sent, including retries; cached: answers taken from the program's own caches; received: when the
    service sent the oldest answer that was used (ISO 8601, UTC), None before the first one.
    """

    __slots__ = ("cached", "received", "requests")

    def __init__(self) -> None:
        self.requests = 0
        self.cached = 0
        self.received: str | None = None

    def note_received(self, at: str | None) -> None:
        """Counts an answer that the service sent at the time *at*; None if that is unknown."""
        self.received = earliest(self.received, at)


class RequestCounts:
    """The request counts of one action, by source name."""

    def __init__(self) -> None:
        self._by_source: dict[str, RequestCount] = {}

    def of(self, source: str) -> RequestCount:
        """Returns the counter of *source*, which is created at first use."""
        return self._by_source.setdefault(source, RequestCount())

    def sources(self) -> tuple[str, ...]:
        return tuple(self._by_source)


@dataclass
class RequestOptions:
    """The options of one action's requests.

    Attributes: priority: its priority in the request budget. refresh: True sends a request even if a cached answer is
    still valid. again: True sends a request even if a cached answer says that the service has no such item, or, in a
    search for open copies, no copy that could be saved: the user saw that answer and tries again. stored_only: True
    sends nothing: a stored answer of any age is used, or else `Offline` is raised. wait_s: the longest time in seconds
    that one request may take with its retries, not counting the wait for the request budget. request_counts: the
    requests made so far. on_wait: called with (source, until) when a request must wait; until is aware UTC, or None
    when it continues. on_turn: called with a short text while other downloads go first ('1 at a time from
    arxiv.org'), and with None when this one starts. rank: returns the rank among the downloads that wait for the same
    host; the lowest goes first. It is called each time when one may start. takes_turn: False for an optional request,
    such as a suggestion while typing: it is sent without the user's key, the next request need not wait for the
    interval after it, it is given up instead of waiting for the pool of requests, and it does not start a pause.
    source: the only source that may answer in place of Semantic Scholar: `corpus` (then nothing is requested) or `s2`;
    None for the rule of the settings. from_corpus: set when the offline corpus has answered.
    """

    priority: Priority = Priority.USER
    refresh: bool = False
    again: bool = False
    stored_only: bool = False
    wait_s: float = WINDOW_WAIT_S
    request_counts: RequestCounts = field(default_factory=RequestCounts)
    on_wait: Callable[[str, datetime | None], None] | None = None
    on_turn: Callable[[str | None], None] | None = None
    rank: Callable[[], int] = lambda: 0
    takes_turn: bool = True
    source: str | None = None
    from_corpus: bool = False


def seconds_of(requests: int, seconds_each: float, pool: tuple[int, int] | None) -> float:
    """Returns how long *requests* take.

    Args:
        pool: (requests that can be sent now, requests in POOL_WINDOW_S); None for no such limit.
    """
    seconds = requests * seconds_each
    if pool is None or requests <= pool[0]:
        return seconds
    left, size = pool
    full, rest = divmod(requests - left - 1, size)
    return max(seconds, (full + 1) * POOL_WINDOW_S + rest * seconds_each)
