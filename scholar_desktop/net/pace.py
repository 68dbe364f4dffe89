"""How fast files may be fetched from one host."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from scholar_desktop.net.budget import MARGIN, SLICE_S
from scholar_desktop.net.retry import after

ARXIV = "arxiv.org"
ARXIV_DELAY_S = 3.0
"""arXiv asks for one connection and three seconds between requests (info.arxiv.org/help/api/tou.html). A host delay
that is set below one second is meant for a server of one's own, and rules."""
OWN_SERVER_BELOW_S = 1.0


class Resting(Exception):
    """The host asked for a pause that is longer than the asker waits. until: aware UTC."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"resting until {until:%H:%M:%S}")
        self.until = until


class HostPace:
    """Connections at once and time between starts, by the host that was asked for (not the one that the host map
    sends to).

    Args:
        delay_s: between the starts of two downloads; connections: at once.
    """

    def __init__(
        self,
        *,
        delay_s: float,
        connections: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._delay_s = delay_s
        self._connections = connections
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
        starts: bool = True,
    ) -> HostPlace:
        """Wait for a connection to *host* and for the end of the delay; give the place back with `leave`.

        starts: False for a small question about a file, which is no download: it waits for a connection and for the
        end of a pause, and neither waits for the delay nor begins one.

        Raises Resting when the host asked for a pause beyond *patience_s*, and what *check* raises.
        """
        place = self._host(host)
        self._look(place, patience_s, check)
        await place.free.acquire()
        told, entered = False, False
        try:
            self._look(place, patience_s, check)
            start = self._clock()
            if starts:
                start = max(start, place.next_start)
                # the first request of a connection leaves some milliseconds late
                place.next_start = start + place.delay_s * MARGIN
            while (rest := max(start, place.rests_to) - self._clock()) > 0:
                if not told and rest > 0.5:
                    told = True
                    on_wait(after(rest))
                await self._sleep(min(max(rest, 0.001), SLICE_S))
                self._look(place, patience_s, check)
            entered = True
        finally:
            if not entered:
                place.free.release()
            if told:
                on_wait(None)
        return HostPlace(place, self._clock)

    def rest(self, host: str, seconds: float) -> None:
        """Nothing starts at *host* for so long: it asked for a pause, or refused."""
        place = self._host(host)
        place.rests_to = max(place.rests_to, self._clock() + seconds)

    def delay_s(self, host: str) -> float:
        return self._host(host).delay_s

    def _look(self, place: _Host, patience_s: float, check: Callable[[], None]) -> None:
        check()
        if (rest := place.rests_to - self._clock()) > patience_s:
            raise Resting(after(rest))

    def _host(self, host: str) -> _Host:
        is_arxiv = host == ARXIV or host.endswith("." + ARXIV)
        name = ARXIV if is_arxiv else host
        if name not in self._hosts:
            slow = is_arxiv and self._delay_s >= OWN_SERVER_BELOW_S
            self._hosts[name] = _Host(
                connections=1 if is_arxiv else self._connections,
                delay_s=max(ARXIV_DELAY_S, self._delay_s) if slow else self._delay_s,
                every_request=is_arxiv,
            )
        return self._hosts[name]


class HostPlace:
    """One connection to a host, for as long as a chain of requests stays there."""

    def __init__(self, host: _Host, clock: Callable[[], float]) -> None:
        self._host = host
        self._clock = clock
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


class _Host:
    def __init__(self, *, connections: int, delay_s: float, every_request: bool) -> None:
        self.free = asyncio.Semaphore(max(1, connections))
        self.delay_s = delay_s
        self.every_request = every_request
        self.next_start = float("-inf")
        self.rests_to = float("-inf")
