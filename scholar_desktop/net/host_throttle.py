"""Limits how fast files are downloaded: connections and delays per host, and download slots over all hosts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.web_address import without_www
from scholar_desktop.net.budget import MARGIN, SLICE_S
from scholar_desktop.net.retry import time_after


class DownloadSlots:
    """A semaphore whose waiting tasks have ranks, which may change while they wait (the user reorders the queue)."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._free = count
        self._waiting: list[_Waiter] = []

    @property
    def is_free(self) -> bool:
        """Whether the next task can enter without waiting."""
        return self._free > 0

    async def acquire(self, rank: Callable[[], int] = lambda: 0) -> None:
        """Wait for a slot.

        rank: the waiting task with the lowest rank gets the slot; of equal ranks, the one that came first.
        """
        if self._free:
            self._free -= 1
            return
        waiting = _Waiter(rank, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            await waiting.granted
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            if not waiting.granted.cancelled():  # the slot was granted at the same moment
                self.release()
            raise

    def release(self) -> None:
        """Release a slot."""
        # A waiting task that was cancelled has not run yet, and its future can be granted nothing any more.
        self._waiting = [waiting for waiting in self._waiting if not waiting.granted.done()]
        if not self._waiting:
            self._free += 1
            return
        first = min(self._waiting, key=lambda waiting: waiting.rank())
        self._waiting.remove(first)
        first.granted.set_result(None)


@dataclass(eq=False)
class _Waiter:
    rank: Callable[[], int]
    granted: asyncio.Future[None]


ARXIV = "arxiv.org"
ARXIV_DELAY_S = 3.0
"""arXiv requires one connection and three seconds between requests (info.arxiv.org/help/api/tou.html). A host delay
below one second is meant for the user's own server, and takes precedence.
"""
OWN_SERVER_DELAY_BELOW_S = 1.0
FAILURES_BEFORE_COOLDOWN = 5
"""The number of temporary failures in a row after which a host has a cooldown."""
COOLDOWN_S = 600.0


class HostPaused(Exception):
    """The host has a pause that is longer than the request can wait, or a cooldown after failures.

    until: aware UTC; failures: how many in a row led to it, 0 when the host requested the pause; outcome: of the last
    of them.
    """

    def __init__(self, until: datetime, failures: int = 0, outcome: Outcome = Outcome.RATE_LIMITED) -> None:
        super().__init__(f"resting until {until:%H:%M:%S}")  # not translated: it is in the log
        self.until = until
        self.failures = failures
        self.outcome = outcome


class HostThrottle:
    """Limits simultaneous connections and the time between starts, per requested host (not the host that the host map
    sends the request to).

    Args:
        delay_s: between the starts of two downloads.
        connections: at the same time, per host.
        at_once: downloads at the same time over all hosts, None for any number.
    """

    def __init__(
        self,
        *,
        delay_s: float,
        connections: int,
        at_once: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._delay_s = delay_s
        self._connections = connections
        self._all_slots = None if at_once is None else DownloadSlots(at_once)
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _HostState] = {}

    async def enter(
        self,
        host: str,
        *,
        patience_s: float,
        check: Callable[[], None] = lambda: None,
        on_wait: Callable[[datetime | None], None] = lambda _until: None,
        on_turn: Callable[[str | None], None] = lambda _why: None,
        rank: Callable[[], int] = lambda: 0,
        starts: bool = True,
    ) -> HostSlot:
        """Wait for a connection to *host* and for the end of its delay; release the slot with `HostSlot.leave`.

        Args:
            patience_s: the longest pause to wait for.
            check: called during the wait; an exception that it raises ends the wait.
            on_wait: called with the end of the delay, and with None when it is over.
            on_turn: called with the reason why other downloads are first, in a few words, and with None when it is this
                one's turn.
            rank: of the waiting downloads the lowest is first; called when a slot becomes free.
            starts: False for a small request about a file, which is no download: it waits for a connection and for the
                end of a pause, but neither waits for the delay nor starts one.

        Raises:
            HostPaused: the pause is longer than *patience_s*, or the host has a cooldown after failures.
            Exception: what *check* raises.
        """
        state = self._host(host)
        self._check_pause(state, patience_s, check)
        reporter = _WaitReporter(on_turn)
        entered = False
        if not state.slots.is_free:
            reporter.wait(_limit_text(state))
        await _wait_reported(reporter, state.slots.acquire(rank))
        try:
            if starts:
                if state.gate.locked():
                    reporter.wait(_delay_text(state))
                async with state.gate:
                    await self._start(state, patience_s, check, on_wait, reporter, rank)
            else:
                await self._wait_out_pause(state, lambda: state.paused_until, patience_s, check, on_wait)
            entered = True
        finally:
            reporter.end()
            if not entered:
                state.slots.release()
        return HostSlot(state, self._all_slots if starts else None)

    async def _start(
        self,
        state: _HostState,
        patience_s: float,
        check: Callable[[], None],
        on_wait: Callable[[datetime | None], None],
        reporter: _WaitReporter,
        rank: Callable[[], int],
    ) -> None:
        """Wait until this download may start; it then holds one of the slots over all hosts."""

        def on_delay(until: datetime | None) -> None:
            if until is not None:
                report()
            on_wait(until)

        def report() -> None:
            if state.paused_until > self._clock():
                reporter.end()  # it is this one's turn: `on_wait` says until when the host has a pause
            elif state.next_start > self._clock():
                reporter.wait(_delay_text(state))

        while True:
            report()
            await self._wait_out_pause(
                state, lambda: max(state.next_start, state.paused_until), patience_s, check, on_delay
            )
            if self._all_slots is not None:
                if not self._all_slots.is_free:
                    reporter.wait(Message("at most {count} downloads at once", count=self._all_slots.count))
                await self._all_slots.acquire(rank)
            if state.paused_until <= self._clock():
                break
            if self._all_slots is not None:  # a pause of the host began while this download waited for the slot
                self._all_slots.release()
        # the first request of a connection is sent some milliseconds late
        state.next_start = self._clock() + state.delay_s * MARGIN

    async def _wait_out_pause(
        self,
        state: _HostState,
        until: Callable[[], float],
        patience_s: float,
        check: Callable[[], None],
        on_wait: Callable[[datetime | None], None],
    ) -> None:
        reported: float | None = None
        try:
            self._check_pause(state, patience_s, check)
            while (pause := (end := until()) - self._clock()) > 0:
                if pause > 0.5 and (reported is None or end > reported):  # a pause may begin during a delay
                    reported = end
                    on_wait(time_after(pause))
                await self._sleep(min(max(pause, 0.001), SLICE_S))
                self._check_pause(state, patience_s, check)
        finally:
            if reported is not None:
                on_wait(None)

    def pause(self, host: str, seconds: float) -> None:
        """Start no download at *host* for *seconds*: the host requested a pause, or refused."""
        state = self._host(host)
        state.pause_until = max(state.pause_until, self._clock() + seconds)

    def failed(self, host: str, outcome: Outcome) -> None:
        """Count a temporary failure of *host*. After several failures in a row the host has a cooldown."""
        state = self._host(host)
        state.failures += 1
        state.last_failure = outcome
        if state.failures >= FAILURES_BEFORE_COOLDOWN:
            state.cooldown_until = self._clock() + COOLDOWN_S

    def answered(self, host: str) -> None:
        """Reset the failures of *host*: it gave a final answer."""
        self._host(host).failures = 0

    def forget_failures(self) -> None:
        """Reset the failures of all hosts: the user tries again, or the network was down. Pauses that a host has asked
        for remain.
        """
        for state in self._hosts.values():
            state.failures, state.cooldown_until = 0, float("-inf")

    def delay_s(self, host: str) -> float:
        return self._host(host).delay_s

    def _check_pause(self, state: _HostState, patience_s: float, check: Callable[[], None]) -> None:
        check()
        now = self._clock()
        if state.cooldown_until > now and state.cooldown_until >= state.pause_until:
            raise HostPaused(time_after(state.cooldown_until - now), state.failures, state.last_failure)
        if (pause := state.pause_until - now) > patience_s:
            raise HostPaused(time_after(pause))

    def _host(self, host: str) -> _HostState:
        is_arxiv = host == ARXIV or host.endswith("." + ARXIV)
        name = ARXIV if is_arxiv else host
        if name not in self._hosts:
            slow = is_arxiv and self._delay_s >= OWN_SERVER_DELAY_BELOW_S
            self._hosts[name] = _HostState(
                name,
                connections=1 if is_arxiv else self._connections,
                delay_s=max(ARXIV_DELAY_S, self._delay_s) if slow else self._delay_s,
                every_request=is_arxiv,
            )
        return self._hosts[name]


class HostSlot:
    """One connection to a host, held as long as a chain of requests stays at the host."""

    def __init__(self, host: _HostState, global_slots: DownloadSlots | None) -> None:
        self._host = host
        self._global_slots = global_slots
        self._held = True

    @property
    def ends_with_request(self) -> bool:
        """Whether the delay applies between any two requests (arXiv), or only between downloads."""
        return self._host.every_request

    def leave(self) -> None:
        """Release the connection; a second call does nothing."""
        if self._held:
            self._held = False
            self._host.slots.release()
            if self._global_slots is not None:
                self._global_slots.release()


class _HostState:
    """The state of one host.

    gate: entered by one download after the other, each when it may start; pause_until, cooldown_until: end of the pause
    that the host asked for, and of the cooldown after failures (by the throttle's clock).
    """

    def __init__(self, name: str, connections: int, delay_s: float, every_request: bool) -> None:
        self.name = name
        self.slots = DownloadSlots(max(1, connections))
        self.gate = asyncio.Lock()
        self.delay_s = delay_s
        self.every_request = every_request
        self.next_start = float("-inf")
        self.pause_until = float("-inf")
        self.cooldown_until = float("-inf")
        self.failures = 0
        self.last_failure = Outcome.UNREACHABLE

    @property
    def paused_until(self) -> float:
        return max(self.pause_until, self.cooldown_until)


class _WaitReporter:
    """Reports why other downloads are first, and when that is over; each once."""

    def __init__(self, on_turn: Callable[[str | None], None]) -> None:
        self._on_turn = on_turn
        self._reported: str | None = None

    def wait(self, why: str) -> None:
        if why != self._reported:
            self._reported = why
            self._on_turn(why)

    def end(self) -> None:
        if self._reported is not None:
            self._reported = None
            self._on_turn(None)


async def _wait_reported(reporter: _WaitReporter, waiting: Awaitable[None]) -> None:
    """Wait; if the task is cancelled meanwhile, report that it no longer waits."""
    try:
        await waiting
    except BaseException:
        reporter.end()
        raise


def _delay_text(state: _HostState) -> str:
    """Return a text such as '3 seconds between downloads from arxiv.org'. None may be running then."""
    return Message.counted(
        "{count} second between downloads from {host}",
        "{count} seconds between downloads from {host}",
        max(1, round(state.delay_s)),
        host=without_www(state.name),
    )


def _limit_text(state: _HostState) -> str:
    """Return a text such as '1 at a time from arxiv.org'."""
    return Message("{count} at a time from {host}", count=state.slots.count, host=without_www(state.name))
