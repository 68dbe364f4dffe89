"""How fast files may be fetched: connections and pauses per host, and download slots over all hosts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.net.budget import MARGIN, SLICE_S
from scholar_desktop.net.retry import time_after


class DownloadSlots:
    """As a semaphore, but those who wait have ranks, which may change while they wait (a queue that is reordered)."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._free = count
        self._waiting: list[_Waiter] = []

    @property
    def is_free(self) -> bool:
        """Whether the next to come need not wait."""
        return self._free > 0

    async def acquire(self, rank: Callable[[], int] = lambda: 0) -> None:
        """Wait for a place. rank: of those who wait the lowest gets it, of equal ones the first that came."""
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
            else:  # called in this very moment
                self.release()
            raise

    def release(self) -> None:
        """Give a place back."""
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
"""arXiv asks for one connection and three seconds between requests (info.arxiv.org/help/api/tou.html). A host delay
that is set below one second is meant for a server of one's own, and rules."""
OWN_SERVER_DELAY_BELOW_S = 1.0
FAILURES_BEFORE_COOLDOWN = 5
"""After so many files in a row that it did not give, for reasons that pass, a host rests."""
COOLDOWN_S = 600.0


class HostPaused(Exception):
    """The host has a pause that is longer than the asker waits.

    until: aware UTC; failures: how many in a row led to it, 0 when the host asked for it; outcome: of the last of them.
    """

    def __init__(self, until: datetime, failures: int = 0, outcome: Outcome = Outcome.RATE_LIMITED) -> None:
        super().__init__(f"resting until {until:%H:%M:%S}")
        self.until = until
        self.failures = failures
        self.outcome = outcome


class HostThrottle:
    """Connections at once and time between starts, by the host that was asked for (not the one that the host map
    sends to).

    Args:
        delay_s: between the starts of two downloads; connections: at once, by host; at_once: over all hosts, None for
            any number.
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
        """Wait for a connection to *host* and for the end of the delay; give the place back with `leave`.

        on_wait: told until when the delay lasts, and None when it is over; on_turn: told why others go first, in a few
        words, and None when it is our turn; rank: of those who wait the lowest goes first, asked when a place comes
        free; starts: False for a small question about a file, which is no download: it waits for a connection and for
        the end of a pause, and neither waits for the delay nor begins one.

        Raises Resting for a pause beyond *patience_s*, and what *check* raises.
        """
        state = self._host(host)
        self._check_pause(state, patience_s, check)
        reporter = _WaitReporter(on_turn)
        entered = False
        if not state.slots.is_free or (starts and state.gate.locked()):
            reporter.wait(_limit_text(state))
        await _wait_reported(reporter, state.slots.acquire(rank))
        try:
            if starts:
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
        """Until this download may begin; it has its place among all downloads then."""
        while True:
            if state.next_start > self._clock():
                reporter.wait(_limit_text(state))
            await self._wait_out_pause(
                state, lambda: max(state.next_start, state.paused_until), patience_s, check, on_wait
            )
            if self._all_slots is not None:
                if not self._all_slots.is_free:
                    reporter.wait(f"{self._all_slots.count} downloads at once")
                await self._all_slots.acquire(rank)
            if state.paused_until <= self._clock():
                break
            if self._all_slots is not None:  # the host began to rest while others went first
                self._all_slots.release()
        # the first request of a connection leaves some milliseconds late
        state.next_start = self._clock() + state.delay_s * MARGIN

    async def _wait_out_pause(
        self,
        state: _HostState,
        until: Callable[[], float],
        patience_s: float,
        check: Callable[[], None],
        on_wait: Callable[[datetime | None], None],
    ) -> None:
        is_reported = False
        try:
            self._check_pause(state, patience_s, check)
            while (pause := until() - self._clock()) > 0:
                if not is_reported and pause > 0.5:
                    is_reported = True
                    on_wait(time_after(pause))
                await self._sleep(min(max(pause, 0.001), SLICE_S))
                self._check_pause(state, patience_s, check)
        finally:
            if is_reported:
                on_wait(None)

    def pause(self, host: str, seconds: float) -> None:
        """Nothing starts at *host* for so long: it asked for a pause, or refused."""
        state = self._host(host)
        state.pause_until = max(state.pause_until, self._clock() + seconds)

    def failed(self, host: str, outcome: Outcome) -> None:
        """*host* has not given a file, for a reason that passes. After some such failures in a row it rests."""
        state = self._host(host)
        state.failures += 1
        state.last_failure = outcome
        if state.failures >= FAILURES_BEFORE_COOLDOWN:
            state.cooldown_until = self._clock() + COOLDOWN_S

    def answered(self, host: str) -> None:
        """*host* is well: it gave a final answer."""
        self._host(host).failures = 0

    def forget_failures(self) -> None:
        """Forget the failures of all hosts: somebody asks again, or the network was away. Pauses for which a host has
        asked stay."""
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
    """One connection to a host, for as long as a chain of requests stays there."""

    def __init__(self, host: _HostState, global_slots: DownloadSlots | None) -> None:
        self._host = host
        self._global_slots = global_slots
        self._held = True

    @property
    def ends_with_request(self) -> bool:
        """Whether the delay holds between any two requests (arXiv), or only between downloads."""
        return self._host.every_request

    def leave(self) -> None:
        """Give it back; a second time does nothing."""
        if self._held:
            self._held = False
            self._host.slots.release()
            if self._global_slots is not None:
                self._global_slots.release()


class _HostState:
    """gate: passed by one download after the other, each when it may start; asked_to, tired_to: until when it rests,
    since it asked for it, or after failures (by the pace's clock)."""

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
    """Tells why others go first, and that it is over; each once."""

    def __init__(self, on_turn: Callable[[str | None], None]) -> None:
        self._on_turn = on_turn
        self._reported = False

    def wait(self, why: str) -> None:
        self._reported = True
        self._on_turn(why)

    def end(self) -> None:
        if self._reported:
            self._reported = False
            self._on_turn(None)


async def _wait_reported(reporter: _WaitReporter, waiting: Awaitable[None]) -> None:
    """Wait; one who is cancelled meanwhile does not wait any more."""
    try:
        await waiting
    except BaseException:
        reporter.end()
        raise


def _limit_text(state: _HostState) -> str:
    """'one at a time from arxiv.org'."""
    words = {1: "one at a time", 2: "two at a time"}
    return f"{words.get(state.slots.count, f'{state.slots.count} at a time')} from {state.name}"
