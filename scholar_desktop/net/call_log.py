"""The last calls of each service, for a person who wants to know what was sent, when, and how it went."""

from __future__ import annotations

from collections import deque

import msgspec

from scholar_desktop.domain.events import Event

KEPT_PER_SERVICE = 50


class Call(msgspec.Struct, frozen=True):
    """One request, or one answer from our own store.

    time: ISO 8601, UTC, of its start; method, path: with the query but without key, token or e-mail (of a file's
    address: the host and path alone, for its query may be a signature); status: None when no answer came; latency_s:
    until its last byte; size: bytes received; stored: True for an answer of our own, for which nothing was sent;
    waited_s, waited_for: how long it stood still before, and why (`its turn`, `the service's pause`, `another try`),
    empty when it did not; error: what went wrong, or None; left, of: how many requests the service itself says are left
    of how many (`x-ratelimit-remaining`, `x-ratelimit-limit`; Zenodo sends them), None when it says nothing.
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


class CallLog:
    """Keeps the last calls in memory; nothing is written.

    Events:
        changed: a call was added.
    """

    def __init__(self, kept: int = KEPT_PER_SERVICE) -> None:
        self._kept = kept
        self._calls: dict[str, deque[Call]] = {}
        self.changed: Event[Call] = Event("call_log.changed")

    def add(self, call: Call) -> None:
        self._calls.setdefault(call.service, deque(maxlen=self._kept)).append(call)
        self.changed.emit(call)

    def calls(self, service: str) -> tuple[Call, ...]:
        """Oldest first."""
        return tuple(self._calls.get(service, ()))

    def services(self) -> tuple[str, ...]:
        """Those that were asked at all."""
        return tuple(self._calls)
