"""A question under way, and everybody who waits for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from scholar_desktop.domain.errors import SourceError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.net.budget import Budget, QueueTicket
from scholar_desktop.net.service import Answer, Service


class InFlight:
    """The same question is asked once: the first asker leads, those who come while it is under way join.

    The leader asks within its own task, so nothing runs that nobody owns. When it is cancelled, `answer` and `error`
    stay None, and the first of the others asks in its place.

    Attributes:
        turn: its place in the budget; as urgent as the most urgent of its askers.
        spent_s: what counts against the patience: answers waited for, pauses between tries.
        over: it has ended, well, badly or cancelled.
    """

    def __init__(self, service: Service, first: RequestOptions, *, check: Callable[[], None]) -> None:
        self.service = service
        self.first = first
        self.ticket = QueueTicket(first.priority, on_wait=self.report, check=check)
        self.spent_s = 0.0
        self.ended = asyncio.Event()
        self.answer: Answer | None = None
        self.error: SourceError | None = None
        self._asks = [first]

    def join(self, ask: RequestOptions) -> None:
        self._asks.append(ask)
        self._raise_priority()

    def leave(self, ask: RequestOptions) -> None:
        self._asks.remove(ask)

    @property
    def max_wait_s(self) -> float:
        """How long it may take in all, by the most patient of its askers."""
        return max(ask.wait_s for ask in self._asks)

    @property
    def patience_s(self) -> float:
        """How long it may still take."""
        return self.max_wait_s - self.spent_s - self.ticket.paused_s

    def report(self, until: datetime | None) -> None:
        for ask in tuple(self._asks):
            if ask.on_wait is not None:
                ask.on_wait(self.service.name, until)

    def count(self) -> None:
        """A request was sent."""
        self.first.request_counts.of(self.service.name).requests += 1

    def _raise_priority(self) -> None:
        most = min(ask.priority for ask in self._asks)
        if most < self.ticket.priority:
            self.ticket.priority = most
            budget: Budget | None = self.service.budget
            if budget is not None:
                budget.nudge()
