"""The log of the last calls of each service: what was sent, when, and how it ended."""

from __future__ import annotations

from collections import deque

import msgspec

from scholar_desktop.domain.events import Event

KEPT_PER_SERVICE = 50


class Call(msgspec.Struct, frozen=True):
    """One request, or one answer taken from the program's own store.

    time: start, ISO 8601, UTC; method, path: with the query but without key, token or e-mail (of the address of a file:
    only host and path, since its query may be a signature); status: None when no answer came; latency_s: until the last
    byte; size: bytes received; stored: True for an answer from the store, for which nothing was sent; waited_s,
    waited_for: how long the request waited before it was sent, and why (`its turn`, `the service's pause`, `another
    try`), empty when it did not wait; error: what went wrong, or None; left, of: remaining and allowed number of
    requests as the service reports them (`x-ratelimit-remaining`, `x-ratelimit-limit`; Zenodo sends them), None when it
    reports none.
    """

    time: str
    service: str
    method: str
    path: str
    status: int | None = None
    latency_s: float = 0.0
    size: int = 0
    stored: bool = False
    waited_s: float = 0.0
    waited_for: str = ""
    error: str | None = None
    left: int | None = None
    of: int | None = None

    @property
    def is_stopped(self) -> bool:
        """True if the program stopped the request before there was an answer, because nobody wants that any more."""
        return self.status is None and self.error is None and not self.stored


class CallLog:
    """Keeps the last calls in memory; nothing is written to disk.

    Events:
        changed: a call was added.
    """

    def __init__(self, kept: int = KEPT_PER_SERVICE) -> None:
        self._kept = kept
        self._calls: dict[str, deque[Call]] = {}
        self.changed: Event[Call] = Event("call_log.changed")

    def add(self, call: Call) -> None:
        """Add a call; the oldest call of the service is dropped when there are too many."""
        self._calls.setdefault(call.service, deque(maxlen=self._kept)).append(call)
        self.changed.emit(call)

    def calls(self, service: str) -> tuple[Call, ...]:
        """Return the calls of *service*, oldest first."""
        return tuple(self._calls.get(service, ()))

    def services(self) -> tuple[str, ...]:
        """Return the names of the services that have calls in the log."""
        return tuple(self._calls)
