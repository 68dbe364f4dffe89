"""The request budget of one service: how many requests it allows in a time, and which request is next."""

from __future__ import annotations

import asyncio
import itertools
import math
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import msgspec

from scholar_desktop.domain.events import Event
from scholar_desktop.domain.request_options import Priority
from scholar_desktop.net.rate_lock import RateLock
from scholar_desktop.net.request_window import RequestWindow

SLICE_S = 0.25
"""The longest single sleep, so that a request to stop is noticed soon."""
HOLD_S = 5.0
"""A request that may be sent but is not sent yet (its connection is being made) holds back the next
one for this time.
"""
POLL_S = 0.05
MARGIN = 1.02
"""Two requests that are sent one interval apart may arrive a little closer together, since the network is not even."""
MIN_REPORTED_CHANGE_S = 0.2
LEFT_FOR_USER = 10
"""Places of the pool that optional requests (`QueueTicket.takes_turn` is False) do not use."""


class BudgetState(msgspec.Struct, frozen=True):
    """The state of a budget.

    waiting: requests in the queue; next_in_s: seconds until the first of them may be sent, None when the queue is
    empty; slowed_until: end of the pause that the service requested (aware UTC), None when there is no pause;
    pool_until: when the pool of requests without a key has a place again, None while it has one; pool_left: the number
    of its free places, None without a pool.
    """

    waiting: int = 0
    next_in_s: float | None = None
    slowed_until: datetime | None = None
    pool_until: datetime | None = None
    pool_left: int | None = None


class CredentialsChanged(Exception):
    """A key was set or deleted while the request waited: it must be made again with the present key."""


class ServicePaused(Exception):
    """The service requested a pause that is longer than this request can wait.

    until: end of the pause, aware UTC.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__(f"paused until {until:%H:%M:%S}")  # not translated: it is in the log
        self.until = until


class QueueTicket:
    """The place of one request in the queue; it is kept when the request is retried.

    Attributes:
        priority: lower is first; may be lowered while the request waits (then call `Budget.nudge`).
        patience_s: how much longer the request can wait for pauses of the service; time in the queue is not counted.
        on_wait: called with the end of the wait (aware UTC) when the request must wait, and with None when it
            continues.
        check: called each time the queue is examined; an exception that it raises ends the wait.
        paused_s: how long the request has waited for pauses of the service.
        has_key: the request has a key of the user, so it does not count in the pool.
        takes_turn: False for an optional request: it is sent without the key, the user's next request need not wait for
            the interval after it, and it is given up instead of waiting for the pool.
    """

    def __init__(
        self,
        priority: Priority,
        *,
        patience_s: float = math.inf,
        on_wait: Callable[[datetime | None], None] | None = None,
        check: Callable[[], None] | None = None,
    ) -> None:
        self.priority = priority
        self.patience_s = patience_s
        self.check = check
        self.paused_s = 0.0
        self.has_key = False
        self.takes_turn = True
        self.place: int | None = None
        self._on_wait = on_wait
        self._reported: datetime | None = None

    def report(self, until: datetime | None) -> None:
        """Call `on_wait` if the time changed by more than half a second."""
        if self._on_wait is None or until == self._reported:
            return
        if until and self._reported and abs((until - self._reported).total_seconds()) < 0.5:
            return
        self._reported = until
        self._on_wait(until)


class Slot:
    """`async with budget.slot(...) as slot:` waits until the request may be sent; call `sent` when it has been sent."""

    def __init__(self, budget: Budget, ticket: QueueTicket) -> None:
        self.ticket = ticket
        self.wake = asyncio.Event()
        self.is_outdated = False
        self.pool_place: float | None = None
        self.last_before: float | None = None
        self._budget = budget

    def sent(self) -> None:
        """Record that the request has been sent: the interval before the next request starts now."""
        self._budget._note_sent(self)

    async def __aenter__(self) -> Slot:
        await self._budget._enter(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._budget._leave(self)


class Budget:
    """The request budget of one service in one profile; processes of one profile share it through *lock_path*.

    Requests are sent in order of priority, then of arrival; a retried request keeps the place of its first try. At most
    *rate_per_s* requests are sent in a second (None or 0: no limit); none is sent before the end of a pause that the
    service asked for. Requests without a key also need a place in the pool.

    Args:
        pool: limits the requests without a key; None for no such limit.
        lock_path: the shared file; None for a budget of this process only.
        clock: a monotonic clock in seconds.
        sleep: may return early; the clock is read again.
        wall: seconds since 1970.

    Events:
        changed: the queue or the pause changed.
    """

    def __init__(
        self,
        name: str,
        *,
        rate_per_s: float | None,
        lock_path: Path | None = None,
        pool: RequestWindow | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self.changed: Event[BudgetState] = Event(f"budget.{name}.changed")
        self._interval_s = MARGIN / rate_per_s if rate_per_s else 0.0
        self._clock = clock
        self._sleep = sleep
        self._wall = wall
        self._file = RateLock(lock_path, clock=clock, wall=wall) if lock_path and self._interval_s else None
        self._pool = pool
        if pool is not None:
            pool.look()
        self._places = itertools.count()
        self._queue: list[Slot] = []
        self._last: float | None = None
        self._last_optional = -math.inf
        self._leaving: tuple[Slot, float] | None = None
        self._paused_to = -math.inf

    def slot(self, ticket: QueueTicket | Priority) -> Slot:
        """Return a context manager that waits until the request may be sent.

        Raises:
            ServicePaused: on entering, if the pause of the service is longer than the ticket's patience.
            Exception: what the ticket's `check` raises.
        """
        return Slot(self, ticket if isinstance(ticket, QueueTicket) else QueueTicket(ticket))

    def slowed_until(self, until: datetime) -> None:
        """Start a pause that the service requested: no request is sent before *until* (aware). A pause that ends
        earlier than the present one has no effect.
        """
        to = self._clock() + (until.timestamp() - self._wall())
        if to > self._paused_to:
            self._paused_to = to
            self.nudge()

    def credentials_changed(self) -> None:
        """End the wait of all requests with CredentialsChanged: the key of the service is another one now."""
        for slot in self._queue:
            slot.is_outdated = True
        self.nudge()

    def nudge(self) -> None:
        """Wake all waiting requests, so that they examine the queue again."""
        for slot in self._queue:
            slot.wake.set()
        self._notify()

    def snapshot(self) -> BudgetState:
        """Return the present state of the budget."""
        head = self._head()
        now = self._clock()
        pool_rest = self._pool.rest() if self._pool is not None else 0.0
        return BudgetState(
            waiting=len(self._queue),
            next_in_s=None
            if head is None
            else max(0.0, self._next_at(head.ticket) - now, self._pool_rest(head.ticket)),
            slowed_until=self._moment(self._paused_to) if self._paused_to > now else None,
            pool_until=self._moment(now + pool_rest) if pool_rest > 0 else None,
            pool_left=self._pool.left if self._pool is not None else None,
        )

    async def _enter(self, slot: Slot) -> None:
        ticket = slot.ticket
        if ticket.place is None:
            ticket.place = next(self._places)
        self._queue.append(slot)
        self._notify()
        try:
            while not await self._may_go(slot):
                pass
        except BaseException:
            self._give_back_place(slot)
            raise
        finally:
            self._queue.remove(slot)
            self.nudge()
            ticket.report(None)
        if ticket.takes_turn:
            slot.last_before = self._last
            self._last = self._clock()
            if self._interval_s:
                self._leaving = (slot, self._last)
        else:
            self._last_optional = self._clock()

    async def _may_go(self, slot: Slot) -> bool:
        """Return True if the request may be sent now; otherwise wait until it is worth checking again, and return
        False.
        """
        ticket = slot.ticket
        if ticket.check is not None:
            ticket.check()
        now = self._clock()
        if self._paused_to - now > max(0.0, ticket.patience_s - ticket.paused_s):
            raise ServicePaused(self._moment(self._paused_to))
        if slot.is_outdated:
            raise CredentialsChanged
        pool_rest = self._pool_rest(ticket) if slot.pool_place is None else 0.0
        if pool_rest > 0 and not ticket.takes_turn:
            raise ServicePaused(self._moment(now + pool_rest))
        if self._head() is not slot:
            self._report_wait(slot)
            slot.wake.clear()
            await slot.wake.wait()
            return False
        rest = max(self._next_at(ticket) - now, pool_rest)
        if rest <= 0:
            rest = self._take(slot)
        if rest <= 0:
            return True
        paused = self._paused_to > now
        self._report_wait(slot)
        await self._sleep(min(max(rest, 0.001), SLICE_S))
        if paused:
            ticket.paused_s += self._clock() - now
        return False

    def _take(self, slot: Slot) -> float:
        """Take a place in the pool and the turn that the processes share; return 0, or the seconds to wait."""
        ticket = slot.ticket
        if self._pool is not None and not ticket.has_key and slot.pool_place is None:
            rest, slot.pool_place = self._pool.take()
            if rest > 0:
                return rest
        return self._file.take(self._interval_s) if self._file is not None and ticket.takes_turn else 0.0

    def _pool_rest(self, ticket: QueueTicket) -> float:
        """Return the seconds until the pool has a place for the request."""
        if self._pool is None or ticket.has_key:
            return 0.0
        return self._pool.rest(0 if ticket.takes_turn else LEFT_FOR_USER)

    def _next_at(self, ticket: QueueTicket) -> float:
        """Return when the request may be sent if it is the first of the queue, by the clock."""
        at = self._paused_to
        if self._last is not None:
            at = max(at, self._last + self._interval_s)
        if not ticket.takes_turn or (ticket.priority is not Priority.USER and not ticket.has_key):
            at = max(at, self._last_optional + self._interval_s)
        if self._leaving is not None and (held_to := self._leaving[1] + HOLD_S) > self._clock():
            at = max(at, min(held_to, self._clock() + POLL_S))
        return at

    def _head(self) -> Slot | None:
        return min(self._queue, key=self._order, default=None)

    def _order(self, slot: Slot) -> tuple[bool, int, int]:
        """Return the sort key of the queue: requests that need not wait for the pool come first."""
        ticket = slot.ticket
        return (slot.pool_place is None and self._pool_rest(ticket) > 0, ticket.priority, ticket.place or 0)

    def _report_wait(self, slot: Slot) -> None:
        place = self._order(slot)
        ahead = sum(self._order(other) < place for other in self._queue)
        at = max(self._next_at(slot.ticket), self._clock()) + ahead * self._interval_s
        if self._pool is not None and not slot.ticket.has_key and slot.pool_place is None:
            at = max(at, self._clock() + self._pool.rest(ahead))
        if at - self._clock() >= MIN_REPORTED_CHANGE_S:
            slot.ticket.report(self._moment(at))

    def _moment(self, at: float) -> datetime:
        return datetime.fromtimestamp(self._wall() + (at - self._clock()), UTC)

    def _note_sent(self, slot: Slot) -> None:
        if slot.pool_place is not None and self._pool is not None:
            self._pool.sent(slot.pool_place)
            slot.pool_place = None
        if not slot.ticket.takes_turn:
            self._last_optional = self._clock()
        if self._leaving is not None and self._leaving[0] is slot:
            self._leaving = None
            now = self._clock()
            # after an optional request within the interval, this one was early: the next one waits for both; with a key
            # it was not, because optional requests are sent without the key
            early = not slot.ticket.has_key and now - self._last_optional < self._interval_s
            self._last = now + self._interval_s if early else now
            self._last_optional = -math.inf if early else self._last_optional
            if self._file is not None:
                self._file.note()
            self.nudge()

    def _leave(self, slot: Slot) -> None:
        """Give back what a request took that was not sent."""
        self._give_back_place(slot)
        if self._leaving is not None and self._leaving[0] is slot:
            self._leaving = None
            self._last = slot.last_before
            if self._file is not None:
                self._file.give_back()
            self.nudge()

    def _give_back_place(self, slot: Slot) -> None:
        if slot.pool_place is not None and self._pool is not None:
            self._pool.give_back(slot.pool_place)
            slot.pool_place = None

    def _notify(self) -> None:
        self.changed.emit(self.snapshot())
