"""How fast files may be fetched from one host."""

from __future__ import annotations

import asyncio

import pytest

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.net.host_throttle import COOLDOWN_S, DownloadSlots, HostPaused, HostThrottle
from tests.net.fake_clock import FakeClock


class Fetchers:
    """Take a place at a host, stay for a while, and write down when they began and how many were there."""

    def __init__(self, clock: FakeClock, *, delay_s: float = 1.0, connections: int = 2) -> None:
        self.pace = HostThrottle(delay_s=delay_s, connections=connections, clock=clock.clock, sleep=clock.sleep)
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
    fetchers.pace.pause("files.example", 30.0)
    began = clock.now
    await fetchers.fetch("files.example", patience_s=60)
    assert fetchers.began[0] - began >= 30
    fetchers.pace.pause("files.example", 90.0)
    with pytest.raises(HostPaused):
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


async def test_a_host_rests_after_five_failures_in_a_row_and_says_how_many() -> None:
    clock = FakeClock()
    fetchers = Fetchers(clock, delay_s=0.0)
    for _ in range(4):
        fetchers.pace.failed("files.example", Outcome.TIMEOUT)
    fetchers.pace.answered("files.example")
    for _ in range(4):
        fetchers.pace.failed("files.example", Outcome.TIMEOUT)
    await fetchers.fetch("files.example")
    fetchers.pace.failed("files.example", Outcome.UNREACHABLE)
    with pytest.raises(HostPaused) as resting:
        await fetchers.fetch("files.example", patience_s=3600)
    assert (resting.value.failures, resting.value.outcome) == (5, Outcome.UNREACHABLE)
    await fetchers.fetch("other.example")
    clock.now += COOLDOWN_S
    await fetchers.fetch("files.example")
    fetchers.pace.failed("files.example", Outcome.TIMEOUT)  # once more: it is still not well
    with pytest.raises(HostPaused):
        await fetchers.fetch("files.example")
    fetchers.pace.forget_failures()
    await fetchers.fetch("files.example")


async def test_of_those_who_wait_at_a_host_the_first_of_the_queue_goes_next() -> None:
    clock = FakeClock()
    pace = HostThrottle(delay_s=1.0, connections=1, clock=clock.clock, sleep=clock.sleep)
    order: list[str] = []
    told: list[str | None] = []
    ranks = {"a": 1, "b": 2, "c": 3}

    async def fetch(name: str) -> None:
        listen = told.append if name == "c" else lambda _why: None
        place = await pace.enter("arxiv.org", patience_s=600, rank=lambda: ranks[name], on_turn=listen)
        order.append(name)
        await asyncio.sleep(0)  # the others come
        ranks["c"] = 0  # moved to the top meanwhile
        place.leave()

    await asyncio.gather(*(fetch(name) for name in ranks))
    assert order == ["a", "c", "b"]
    assert told[0] == "1 at a time from arxiv.org"
    assert told[-1] is None


async def test_no_more_than_so_many_downloads_run_over_all_hosts() -> None:
    clock = FakeClock()
    fetchers = Fetchers(clock)
    fetchers.pace = HostThrottle(delay_s=0.0, connections=2, at_once=3, clock=clock.clock, sleep=clock.sleep)
    await asyncio.gather(*(fetchers.fetch(f"{number}.example", 1.0) for number in range(8)))
    assert fetchers.most == 3


async def test_a_slot_that_is_released_while_a_cancelled_task_still_waits_goes_to_the_next() -> None:
    slots = DownloadSlots(1)
    await slots.acquire()
    first, second = (asyncio.ensure_future(slots.acquire()) for _ in range(2))
    await asyncio.sleep(0)  # both wait now
    first.cancel()
    slots.release()  # before the cancelled task has run
    await asyncio.gather(first, second, return_exceptions=True)
    assert (first.cancelled(), second.exception()) == (True, None)
    assert not slots.is_free
    slots.release()
    assert slots.is_free


async def test_a_task_that_is_cancelled_as_it_gets_a_slot_gives_it_back() -> None:
    slots = DownloadSlots(1)
    await slots.acquire()
    waiting = asyncio.ensure_future(slots.acquire())
    await asyncio.sleep(0)
    slots.release()  # granted, and the task has not run since
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert slots.is_free


async def test_a_download_that_only_waits_for_the_delay_says_so_although_none_runs() -> None:
    clock = FakeClock()
    pace = HostThrottle(delay_s=1.0, connections=2, clock=clock.clock, sleep=clock.sleep)
    told: list[str | None] = []
    (await pace.enter("arxiv.org", patience_s=600)).leave()
    (await pace.enter("arxiv.org", patience_s=600, on_turn=told.append)).leave()
    assert told == ["3 seconds between downloads from arxiv.org", None]
    told.clear()
    (await pace.enter("www.files.example", patience_s=600)).leave()
    async with asyncio.TaskGroup() as group:
        for _ in range(2):  # both have a connection, and one waits for the other's delay
            group.create_task(pace.enter("www.files.example", patience_s=600, on_turn=told.append))
    assert set(told) == {"1 second between downloads from files.example", None}


async def test_a_pause_of_the_host_is_told_with_its_end_also_if_it_begins_during_the_delay() -> None:
    clock = FakeClock()
    pace = HostThrottle(delay_s=4.0, connections=1, clock=clock.clock, sleep=clock.sleep)
    told: list[object] = []
    (await pace.enter("files.example", patience_s=600)).leave()

    def on_wait(until: object) -> None:
        told.append(until)
        if len(told) == 2:
            pace.pause("files.example", 60)

    (await pace.enter("files.example", patience_s=600, on_wait=on_wait, on_turn=told.append)).leave()
    delay, first_end, no_longer, pause_end, over = told
    assert (delay, no_longer, over) == ("4 seconds between downloads from files.example", None, None)
    assert pause_end > first_end  # type: ignore[operator]
