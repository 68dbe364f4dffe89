"""A question under way, and everybody who waits for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from scholar_desktop.domain.errors import SourceError
from scholar_desktop.domain.request_options import Ask
from scholar_desktop.net.budget import Budget, Turn
from scholar_desktop.net.service import Answer, Service


class Flight:
    """The same question is asked once: the first asker leads, those who come while it is under way join.

    The leader asks within its own task, so nothing runs that nobody owns. When it is cancelled, `answer` and `error`
    stay None, and the first of the others asks in its place.

    Attributes:
        turn: its place in the budget; as urgent as the most urgent of its askers.
        spent_s: what counts against the patience: answers waited for, pauses between tries.
        over: it has ended, well, badly or cancelled.
    """

    def __init__(self, service: Service, lead: Ask, *, check: Callable[[], None]) -> None:
        self.service = service
        self.lead = lead
        self.turn = Turn(lead.priority, on_wait=self.report, check=check)
        self.spent_s = 0.0
        self.over = asyncio.Event()
        self.answer: Answer | None = None
        self.error: SourceError | None = None
        self._asks = [lead]

    def join(self, ask: Ask) -> None:
        self._asks.append(ask)
        self._lift()

    def leave(self, ask: Ask) -> None:
        self._asks.remove(ask)

    @property
    def longest_s(self) -> float:
        """How long it may take in all, by the most patient of its askers."""
        return max(ask.wait_s for ask in self._asks)

    @property
    def patience_s(self) -> float:
        """How long it may still take."""
        return self.longest_s - self.spent_s - self.turn.paused_s

    def report(self, until: datetime | None) -> None:
        for ask in tuple(self._asks):
            if ask.on_wait is not None:
                ask.on_wait(self.service.name, until)

    def count(self) -> None:
        """A request was sent."""
        self.lead.tally.of(self.service.name).requests += 1

    def _lift(self) -> None:
        most = min(ask.priority for ask in self._asks)
        if most < self.turn.priority:
            self.turn.priority = most
            budget: Budget | None = self.service.budget
            if budget is not None:
                budget.nudge()
