"""A request in flight, and all callers that wait for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from scholar_desktop.domain.errors import SourceError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.net.budget import Budget, QueueTicket
from scholar_desktop.net.service import Answer, Service


class InFlight:
    """Identical requests are sent once: the first caller sends the request, later callers join while it is in flight.

    The request runs in the task of the first caller, so every task has an owner. When that task is cancelled, `answer`
    and `error` stay None, and the first of the other callers sends the request instead.

    Attributes:
        ticket: its place in the budget; as urgent as the most urgent of its callers.
        spent_s: time that counts against the patience: waiting for answers, and pauses between tries.
        ended: set when the request has ended, successfully, with an error or cancelled.
    """

    def __init__(self, service: Service, first: RequestOptions, *, check: Callable[[], None]) -> None:
        self.service = service
        self.first = first
        self.ticket = QueueTicket(first.priority, on_wait=self.report, check=check)
        self.ticket.takes_turn = first.takes_turn
        self.spent_s = 0.0
        self.ended = asyncio.Event()
        self.answer: Answer | None = None
        self.error: SourceError | None = None
        self._asks = [first]

    def join(self, ask: RequestOptions) -> None:
        """Add a caller that waits for the answer."""
        self._asks.append(ask)
        self.ticket.takes_turn = self.ticket.takes_turn or ask.takes_turn
        self._raise_priority()

    def leave(self, ask: RequestOptions) -> None:
        """Remove a caller."""
        self._asks.remove(ask)

    @property
    def max_wait_s(self) -> float:
        """The longest total wait that any of its callers allows."""
        return max(ask.wait_s for ask in self._asks)

    @property
    def patience_s(self) -> float:
        """How much longer the request may take."""
        return self.max_wait_s - self.spent_s - self.ticket.paused_s

    def report(self, until: datetime | None) -> None:
        """Pass a change of the waiting time on to all callers."""
        for ask in tuple(self._asks):
            if ask.on_wait is not None:
                ask.on_wait(self.service.name, until)

    def count(self) -> None:
        """Count a request that was sent."""
        self.first.request_counts.of(self.service.name).requests += 1

    def _raise_priority(self) -> None:
        most = min(ask.priority for ask in self._asks)
        if most < self.ticket.priority:
            self.ticket.priority = most
            budget: Budget | None = self.service.budget
            if budget is not None:
                budget.nudge()
