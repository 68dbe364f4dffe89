"""How fast files may be fetched: connections and pauses by host, connections over all hosts, and hosts that rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.net.budget import MARGIN, SLICE_S
from scholar_desktop.net.download_slots import Places
from scholar_desktop.net.retry import after

ARXIV = "arxiv.org"
ARXIV_DELAY_S = 3.0
"""arXiv asks for one connection and three seconds between requests (info.arxiv.org/help/api/tou.html). A host delay
that is set below one second is meant for a server of one's own, and rules."""
OWN_SERVER_BELOW_S = 1.0
TIRED_AFTER = 5
"""After so many files in a row that it did not give, for reasons that pass, a host rests."""
TIRED_S = 600.0


class Resting(Exception):
    """The host has a pause that is longer than the asker waits.

    until: aware UTC; failures: how many in a row led to it, 0 when the host asked for it; outcome: of the last of them.
    """

    def __init__(self, until: datetime, failures: int = 0, outcome: Outcome = Outcome.RATE_LIMITED) -> None:
        super().__init__(f"resting until {until:%H:%M:%S}")
        self.until = until
        self.failures = failures
        self.outcome = outcome


class HostPace:
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
        self._all = None if at_once is None else Places(at_once)
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

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
    ) -> HostPlace:
        """Wait for a connection to *host* and for the end of the delay; give the place back with `leave`.

        on_wait: told until when the delay lasts, and None when it is over; on_turn: told why others go first, in a few
        words, and None when it is our turn; rank: of those who wait the lowest goes first, asked when a place comes
        free; starts: False for a small question about a file, which is no download: it waits for a connection and for
        the end of a pause, and neither waits for the delay nor begins one.

        Raises Resting for a pause beyond *patience_s*, and what *check* raises.
        """
        place = self._host(host)
        self._look(place, patience_s, check)
        turn = _Turn(on_turn)
        entered = False
        if not place.free.is_free or (starts and place.gate.locked()):
            turn.wait(_one_by_one(place))
        await _cleared(turn, place.free.acquire(rank))
        try:
            if starts:
                async with place.gate:
                    await self._start(place, patience_s, check, on_wait, turn, rank)
            else:
                await self._rest_out(place, lambda: place.rests_to, patience_s, check, on_wait)
            entered = True
        finally:
            turn.come()
            if not entered:
                place.free.release()
        return HostPlace(place, self._all if starts else None)

    async def _start(
        self,
        place: _Host,
        patience_s: float,
        check: Callable[[], None],
        on_wait: Callable[[datetime | None], None],
        turn: _Turn,
        rank: Callable[[], int],
    ) -> None:
        """Until this download may begin; it has its place among all downloads then."""
        while True:
            if place.next_start > self._clock():
                turn.wait(_one_by_one(place))
            await self._rest_out(place, lambda: max(place.next_start, place.rests_to), patience_s, check, on_wait)
            if self._all is not None:
                if not self._all.is_free:
                    turn.wait(f"{self._all.count} downloads at once")
                await self._all.acquire(rank)
            if place.rests_to <= self._clock():
                break
            if self._all is not None:  # the host began to rest while others went first
                self._all.release()
        # the first request of a connection leaves some milliseconds late
        place.next_start = self._clock() + place.delay_s * MARGIN

    async def _rest_out(
        self,
        place: _Host,
        until: Callable[[], float],
        patience_s: float,
        check: Callable[[], None],
        on_wait: Callable[[datetime | None], None],
    ) -> None:
        told = False
        try:
            self._look(place, patience_s, check)
            while (rest := until() - self._clock()) > 0:
                if not told and rest > 0.5:
                    told = True
                    on_wait(after(rest))
                await self._sleep(min(max(rest, 0.001), SLICE_S))
                self._look(place, patience_s, check)
        finally:
            if told:
                on_wait(None)

    def rest(self, host: str, seconds: float) -> None:
        """Nothing starts at *host* for so long: it asked for a pause, or refused."""
        place = self._host(host)
        place.asked_to = max(place.asked_to, self._clock() + seconds)

    def failed(self, host: str, outcome: Outcome) -> None:
        """*host* has not given a file, for a reason that passes. After some such failures in a row it rests."""
        place = self._host(host)
        place.failures += 1
        place.last_failure = outcome
        if place.failures >= TIRED_AFTER:
            place.tired_to = self._clock() + TIRED_S

    def answered(self, host: str) -> None:
        """*host* is well: it gave a final answer."""
        self._host(host).failures = 0

    def wake(self) -> None:
        """Forget the failures of all hosts: somebody asks again, or the network was away. Pauses for which a host has
        asked stay."""
        for place in self._hosts.values():
            place.failures, place.tired_to = 0, float("-inf")

    def delay_s(self, host: str) -> float:
        return self._host(host).delay_s

    def _look(self, place: _Host, patience_s: float, check: Callable[[], None]) -> None:
        check()
        now = self._clock()
        if place.tired_to > now and place.tired_to >= place.asked_to:
            raise Resting(after(place.tired_to - now), place.failures, place.last_failure)
        if (rest := place.asked_to - now) > patience_s:
            raise Resting(after(rest))

    def _host(self, host: str) -> _Host:
        is_arxiv = host == ARXIV or host.endswith("." + ARXIV)
        name = ARXIV if is_arxiv else host
        if name not in self._hosts:
            slow = is_arxiv and self._delay_s >= OWN_SERVER_BELOW_S
            self._hosts[name] = _Host(
                name,
                connections=1 if is_arxiv else self._connections,
                delay_s=max(ARXIV_DELAY_S, self._delay_s) if slow else self._delay_s,
                every_request=is_arxiv,
            )
        return self._hosts[name]


class HostPlace:
    """One connection to a host, for as long as a chain of requests stays there."""

    def __init__(self, host: _Host, among_all: Places | None) -> None:
        self._host = host
        self._among_all = among_all
        self._held = True

    @property
    def ends_with_request(self) -> bool:
        """Whether the delay holds between any two requests (arXiv), or only between downloads."""
        return self._host.every_request

    def leave(self) -> None:
        """Give it back; a second time does nothing."""
        if self._held:
            self._held = False
            self._host.free.release()
            if self._among_all is not None:
                self._among_all.release()


class _Host:
    """gate: passed by one download after the other, each when it may start; asked_to, tired_to: until when it rests,
    since it asked for it, or after failures (by the pace's clock)."""

    def __init__(self, name: str, connections: int, delay_s: float, every_request: bool) -> None:
        self.name = name
        self.free = Places(max(1, connections))
        self.gate = asyncio.Lock()
        self.delay_s = delay_s
        self.every_request = every_request
        self.next_start = float("-inf")
        self.asked_to = float("-inf")
        self.tired_to = float("-inf")
        self.failures = 0
        self.last_failure = Outcome.UNREACHABLE

    @property
    def rests_to(self) -> float:
        return max(self.asked_to, self.tired_to)


class _Turn:
    """Tells why others go first, and that it is over; each once."""

    def __init__(self, on_turn: Callable[[str | None], None]) -> None:
        self._on_turn = on_turn
        self._told = False

    def wait(self, why: str) -> None:
        self._told = True
        self._on_turn(why)

    def come(self) -> None:
        if self._told:
            self._told = False
            self._on_turn(None)


async def _cleared(turn: _Turn, waiting: Awaitable[None]) -> None:
    """Wait; one who is cancelled meanwhile does not wait any more."""
    try:
        await waiting
    except BaseException:
        turn.come()
        raise


def _one_by_one(place: _Host) -> str:
    """'one at a time from arxiv.org'."""
    words = {1: "one at a time", 2: "two at a time"}
    return f"{words.get(place.free.count, f'{place.free.count} at a time')} from {place.name}"
