"""The scheduler of what is looked up now and then, on a clock of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.alerts.watched_items import CheckResult, NewsItem, StoredNews, WatchedItem, WatchState
from scholar_desktop.domain.errors import NotFound, RateLimited, ScholarError, TimedOut
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import Priority, RequestOptions
from scholar_desktop.services.program.scheduler import CheckKind, Scheduler

MakeBackend = Callable[..., Composition]
START = datetime(2026, 11, 20, 8, tzinfo=UTC)


class Timer:
    def __init__(self, seconds: float, then: Callable[[], None]) -> None:
        self.seconds, self.then, self.is_cancelled = seconds, then, False

    def cancel(self) -> None:
        self.is_cancelled = True


class Clock:
    """A wall clock that stands still until the test moves it, and rings the timers that it passes."""

    def __init__(self) -> None:
        self.now = START
        self.timers: list[Timer] = []

    def __call__(self) -> datetime:
        return self.now

    def later(self, seconds: float, then: Callable[[], None]) -> Timer:
        timer = Timer(seconds, then)
        self.timers.append(timer)
        return timer

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)
        due, self.timers = self.timers, []
        for timer in due:
            if not timer.is_cancelled:
                timer.then()


class Followed:
    """A kind as somebody would write it: names whose number of works grows."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)
        self.works = dict.fromkeys(names, 1)
        self.looked_at: list[str] = []
        self.batches: list[list[str]] = []
        self.fails: dict[str, ScholarError] = {}
        self.asks: list[RequestOptions] = []

    async def items(self) -> Sequence[WatchedItem]:
        return [WatchedItem(name, name.title()) for name in self.names]

    async def prepare(self, items: Sequence[WatchedItem], ask: RequestOptions) -> None:
        self.batches.append([item.key for item in items])

    async def check(self, item: WatchedItem, ask: RequestOptions) -> CheckResult:
        self.looked_at.append(item.key)
        self.asks.append(ask)
        if item.key in self.fails:
            raise self.fails[item.key]
        count = self.works[item.key]
        known = item.memory if item.memory is not None else count
        news = tuple(NewsItem(f"work {number}", subject=str(number)) for number in range(known + 1, count + 1))
        return CheckResult(news, count)

    @property
    def kind(self) -> CheckKind:
        return CheckKind("author", "Followed authors", self.items, self.check, self.prepare)


@asynccontextmanager
async def watching(
    backend: Composition, clock: Clock, followed: Followed, *, on: bool = True
) -> AsyncIterator[Scheduler]:
    """The scheduler, begun, and at rest."""
    if on:
        await backend.settings_editor.set("watch", True)
    await backend.store.add([Paper(title="A library that is there", ids=Ids(doi="10.5555/there"))])
    watch = Scheduler(
        backend.store,
        backend.settings_editor,
        backend.status,
        backend.services.scope.child(),
        clock=clock,
        later=clock.later,
    )
    watch.register(followed.kind)
    watch.start()
    await backend.idle()
    try:
        yield watch
    finally:
        watch.end()
        await backend.aclose()


def state(watch: Scheduler) -> WatchState:
    return watch.states()[0]


async def test_nothing_is_looked_up_until_somebody_chooses_it(make_backend: MakeBackend):
    backend, clock, followed = make_backend(), Clock(), Followed("ada")
    async with watching(backend, clock, followed, on=False) as watch:
        clock.move(days=3)
        await backend.idle()
        assert (followed.looked_at, watch.next_look) == ([], None)
        await backend.settings_editor.set("watch", True)
        await backend.idle()
        assert followed.looked_at == ["ada"]
        await backend.settings_editor.set("watch", False)
        await backend.idle()
        clock.move(days=3)
        await backend.idle()
        assert followed.looked_at == ["ada"]


async def test_each_thing_is_looked_up_at_once_and_then_after_the_chosen_time_all_together(make_backend: MakeBackend):
    backend, clock, followed = make_backend(), Clock(), Followed("ada", "grace")
    async with watching(backend, clock, followed) as watch:
        assert followed.looked_at == ["ada", "grace"]
        assert watch.next_look == START + timedelta(hours=24)
        assert state(watch) == WatchState("author", "Followed authors", 2, 0, "2026-11-20T08:00:00Z")
        clock.move(hours=23)
        await backend.idle()
        assert len(followed.looked_at) == 2
        clock.move(hours=1)
        await backend.idle()
        assert followed.batches == [["ada", "grace"]] * 2, "one round is one batch"
        assert {(ask.priority, ask.refresh) for ask in followed.asks} == {(Priority.BACKGROUND, True)}
        await backend.settings_editor.set("watch_every_hours", 168)
        await backend.idle()
        assert watch.next_look == START + timedelta(hours=24 + 168)


async def test_the_first_look_only_remembers_and_later_ones_tell_each_novelty_once(make_backend: MakeBackend):
    backend, clock, followed = make_backend(), Clock(), Followed("ada")
    told: list[tuple[StoredNews, ...]] = []
    async with watching(backend, clock, followed) as watch:
        watch.found.connect(told.append)
        assert watch.unseen == 0
        followed.works["ada"] = 3
        clock.move(hours=24)
        await backend.idle()
        assert [news.text for (*batch,) in told for news in batch] == ["work 2", "work 3"]
        assert (watch.unseen, await watch.unseen_of("author")) == (2, {"ada": 2})
        kept = await watch.news("author")
        assert [(news.title, news.text, news.seen) for news in kept] == [
            ("Ada", "work 3", False),
            ("Ada", "work 2", False),
        ]
        await watch.mark_seen(kept[:1])
        assert watch.unseen == 1
        await watch.drop(kept)
        assert (watch.unseen, await watch.news()) == (0, ())
        followed.works["ada"] = 2  # the service forgets one, and finds it again
        clock.move(hours=24)
        await backend.idle()
        followed.works["ada"] = 3
        clock.move(hours=24)
        await backend.idle()
        assert (len(told), await watch.news()) == (1, ())


async def test_a_restart_knows_when_things_were_looked_up_and_goes_on_with_what_was_not(make_backend: MakeBackend):
    clock, followed = Clock(), Followed("ada", "grace", "joan")
    first = make_backend()
    reached = asyncio.Event()

    async def check(item: WatchedItem, ask: RequestOptions) -> CheckResult:
        if item.key == "grace":
            reached.set()
            await asyncio.Event().wait()
        return CheckResult(memory=1)

    watch = Scheduler(
        first.store, first.settings_editor, first.status, first.services.scope, clock=clock, later=clock.later
    )
    watch.register(CheckKind("author", "Followed authors", followed.items, check))
    await first.settings_editor.set("watch", True)
    await first.store.add([Paper(title="There", ids=Ids(doi="10.5555/there"))])
    watch.start()
    await reached.wait()
    watch.end()
    await first.aclose()
    clock.now += timedelta(hours=2)
    second = make_backend()
    async with watching(second, clock, followed):
        assert sorted(followed.looked_at) == ["grace", "joan"]


async def test_offline_nothing_is_looked_up_and_online_again_it_goes_on(make_backend: MakeBackend):
    backend, clock, followed = make_backend("--offline"), Clock(), Followed("ada")
    async with watching(backend, clock, followed) as watch:
        assert (followed.looked_at, state(watch).due) == ([], 1)
        backend.status.set_offline(False)
        await backend.idle()
        assert followed.looked_at == ["ada"]
        backend.status.set_offline(True)
        clock.move(hours=30)
        await backend.idle()
        assert followed.looked_at == ["ada"]


async def test_a_limit_stops_the_kind_until_it_ends_and_says_so(make_backend: MakeBackend):
    backend, clock, followed = make_backend(), Clock(), Followed("ada", "grace")
    followed.fails["ada"] = RateLimited("95,000 calls today.", until=START + timedelta(hours=16))
    async with watching(backend, clock, followed) as watch:
        assert followed.looked_at == ["ada"]
        problem = state(watch).problem
        assert problem is not None
        assert (problem.message, watch.next_look) == ("95,000 calls today.", START + timedelta(hours=16))
        followed.fails.clear()
        clock.move(hours=16)
        await backend.idle()
        assert followed.looked_at == ["ada", "ada", "grace"]
        assert state(watch).problem is None


async def test_a_service_that_is_down_is_left_alone_for_an_hour(make_backend: MakeBackend):
    backend, clock, followed = make_backend(), Clock(), Followed(*"abcde")
    followed.fails = dict.fromkeys("abcd", TimedOut("No answer."))
    async with watching(backend, clock, followed) as watch:
        assert followed.looked_at == ["a", "b", "c"], "after three in a row nobody else is asked"
        assert watch.next_look == START + timedelta(hours=1)
        followed.fails = {"b": NotFound("Nobody of that name."), "c": TimedOut("No answer.")}
        clock.move(hours=1)
        await backend.idle()
        assert followed.looked_at[3:] == list("abcde"), "one that fails alone does not stop the others"
        kept = await backend.store.watches.watched("author", await followed.items())
        assert [item.problem.message if item.problem else None for item in kept if item.key == "b"] == [
            "Nobody of that name."
        ]
        assert [item.key for item in kept if item.checked is None] == ["c"]


async def test_look_now_looks_at_everything_though_nothing_is_due_and_the_switch_is_off(make_backend: MakeBackend):
    backend, clock, followed = make_backend(), Clock(), Followed("ada")
    async with watching(backend, clock, followed, on=False) as watch:
        for _ in range(2):
            watch.look_now("author")
            await backend.idle()
        assert followed.looked_at == ["ada", "ada"]
        assert watch.next_look is None


async def test_stopped_by_a_person_it_rests_and_goes_on_later(make_backend: MakeBackend):
    backend, clock, followed = make_backend(), Clock(), Followed("ada", "grace")
    reached, seen = asyncio.Event(), []
    plain = followed.check

    async def check(item: WatchedItem, ask: RequestOptions) -> CheckResult:
        seen.append(item.key)
        if len(seen) == 2:
            reached.set()
            await asyncio.Event().wait()
        return await plain(item, ask)

    followed.check = check  # type: ignore[method-assign]
    async with watching(backend, clock, Followed(), on=False) as watch:
        watch.register(followed.kind)
        watch.look_now()
        await reached.wait()
        assert (watch.is_looking, state(watch).done, state(watch).due) == (True, 1, 2)
        watch.stop_looking()
        await backend.idle()
        assert (watch.is_looking, seen) == (False, ["ada", "grace"])


async def test_a_fault_of_the_program_ends_the_round_and_not_the_machine(
    make_backend: MakeBackend, expect_log: Callable[[str], None]
):
    expect_log("look up what is watched")
    backend, clock, followed = make_backend(), Clock(), Followed("ada")

    async def check(item: WatchedItem, ask: RequestOptions) -> CheckResult:
        followed.looked_at.append(item.key)
        raise ZeroDivisionError

    followed.check = check  # type: ignore[method-assign]
    async with watching(backend, clock, followed) as watch:
        assert (followed.looked_at, watch.next_look) == (["ada"], START + timedelta(hours=1))


@pytest.mark.parametrize("hours", ["0", "many", "99999"])
async def test_an_impossible_pace_is_refused(make_backend: MakeBackend, hours: str):
    backend = make_backend()
    try:
        with pytest.raises(ScholarError, match="watch_every_hours"):
            await backend.settings_editor.set("watch_every_hours", hours)
    finally:
        await backend.aclose()
