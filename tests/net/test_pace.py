"""How fast files may be fetched from one host."""

from __future__ import annotations

import asyncio

import pytest

from net.fake_clock import FakeClock
from scholar_desktop.net.pace import HostPace, Resting


class Fetchers:
    """Take a place at a host, stay for a while, and write down when they began and how many were there."""

    def __init__(self, clock: FakeClock, *, delay_s: float = 1.0, connections: int = 2) -> None:
        self.pace = HostPace(delay_s=delay_s, connections=connections, clock=clock.clock, sleep=clock.sleep)
        self.began: list[float] = []
        self.most = 0
        self._clock = clock
        self._there = 0

    async def fetch(self, host: str, stay_s: float = 0.0, patience_s: float = 600) -> None:
        place = await self.pace.enter(host, patience_s=patience_s)
        self._there += 1
        self.most = max(self.most, self._there)
        self.began.append(self._clock.now)
        try:
            await self._clock.sleep(stay_s)
        finally:
            self._there -= 1
            place.leave()
            place.leave()

    @property
    def gaps(self) -> list[float]:
        return [later - sooner for sooner, later in zip(self.began, self.began[1:], strict=False)]


async def test_downloads_from_one_host_start_a_second_apart_and_two_run_at_once() -> None:
    fetchers = Fetchers(FakeClock())
    await asyncio.gather(*(fetchers.fetch("files.example", 10.0) for _ in range(4)))
    assert fetchers.most == 2
    assert all(gap >= 1.0 for gap in fetchers.gaps)


async def test_other_hosts_are_not_held_back() -> None:
    fetchers = Fetchers(FakeClock())
    await asyncio.gather(*(fetchers.fetch(f"{number}.example", 10.0) for number in range(5)))
    assert set(fetchers.gaps) == {0.0}


async def test_arxiv_is_one_host_with_one_connection_and_three_seconds() -> None:
    fetchers = Fetchers(FakeClock())
    hosts = ["arxiv.org", "export.arxiv.org", "www.arxiv.org"]
    await asyncio.gather(*(fetchers.fetch(host, 0.5) for host in hosts))
    assert fetchers.most == 1
    assert all(gap >= 3.0 for gap in fetchers.gaps)


async def test_a_delay_set_below_a_second_rules_for_arxiv_too() -> None:
    fetchers = Fetchers(FakeClock(), delay_s=0.0)
    await asyncio.gather(*(fetchers.fetch("arxiv.org") for _ in range(3)))
    assert set(fetchers.gaps) == {0.0}


async def test_a_longer_delay_rules_for_arxiv_too() -> None:
    fetchers = Fetchers(FakeClock(), delay_s=5.0)
    await asyncio.gather(*(fetchers.fetch("arxiv.org") for _ in range(2)))
    assert fetchers.gaps[0] >= 5.0


async def test_a_host_that_asked_for_a_pause_gets_it() -> None:
    clock = FakeClock()
    fetchers = Fetchers(clock)
    fetchers.pace.rest("files.example", 30.0)
    began = clock.now
    await fetchers.fetch("files.example", patience_s=60)
    assert fetchers.began[0] - began >= 30
    fetchers.pace.rest("files.example", 90.0)
    with pytest.raises(Resting):
        await fetchers.fetch("files.example", patience_s=60)


async def test_a_cancelled_fetcher_gives_its_place_back() -> None:
    clock = FakeClock()
    fetchers = Fetchers(clock, connections=1)
    await fetchers.fetch("files.example")
    waiting = asyncio.ensure_future(fetchers.fetch("files.example"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await fetchers.fetch("files.example")
    assert len(fetchers.began) == 2
