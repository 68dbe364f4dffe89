"""Whose turn it is, and how fast."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scholar_desktop.domain.request_options import Priority
from scholar_desktop.net.budget import (
    LEFT_FOR_USER,
    MARGIN,
    Budget,
    BudgetState,
    CredentialsChanged,
    QueueTicket,
    ServicePaused,
)
from scholar_desktop.net.request_window import WINDOW_S, RequestWindow
from tests.net.fake_clock import FakeClock


def a_budget(clock: FakeClock, *, rate: float | None = 1.0, lock: Path | None = None) -> Budget:
    return Budget("s2", rate_per_s=rate, lock_path=lock, clock=clock.clock, sleep=clock.sleep, wall=clock.wall)


class Askers:
    """Asks through a budget and writes down who went when."""

    def __init__(self, budget: Budget, clock: FakeClock) -> None:
        self.went: list[tuple[str, float]] = []
        self._budget = budget
        self._clock = clock

    async def ask(self, name: str, turn: QueueTicket | Priority = Priority.USER) -> None:
        async with self._budget.slot(turn) as slot:
            self.went.append((name, self._clock.now))
            slot.sent()

    @property
    def order(self) -> list[str]:
        return [name for name, _ in self.went]

    @property
    def gaps(self) -> list[float]:
        return [later - sooner for (_, sooner), (_, later) in zip(self.went, self.went[1:], strict=False)]


def at(clock: FakeClock, seconds: float) -> datetime:
    return datetime.fromtimestamp(clock.wall() + seconds, UTC)


async def test_requests_leave_at_least_an_interval_apart() -> None:
    clock = FakeClock()
    askers = Askers(a_budget(clock), clock)
    await asyncio.gather(*(askers.ask(str(number)) for number in range(5)))
    assert askers.order == ["0", "1", "2", "3", "4"]
    assert all(1.0 <= gap <= 1.1 for gap in askers.gaps)


async def test_a_sleep_that_comes_back_early_does_not_let_a_request_out_early() -> None:
    clock = FakeClock(early=0.05)
    askers = Askers(a_budget(clock, rate=2.0), clock)
    await asyncio.gather(*(askers.ask(str(number)) for number in range(5)))
    assert all(0.5 <= gap <= 0.56 for gap in askers.gaps)


@pytest.mark.parametrize("rate", [0, None])
async def test_without_a_rate_nobody_waits(rate: float | None) -> None:
    clock = FakeClock()
    askers = Askers(a_budget(clock, rate=rate), clock)
    await asyncio.gather(*(askers.ask(str(number)) for number in range(20)))
    assert set(askers.gaps) == {0.0}


async def test_what_a_person_waits_for_overtakes_the_background() -> None:
    clock = FakeClock()
    askers = Askers(a_budget(clock), clock)

    async def later() -> None:
        await clock.sleep(0.5)
        await asyncio.gather(askers.ask("visible", Priority.VISIBLE), askers.ask("user", Priority.USER))

    background = [askers.ask(f"background {number}", Priority.BACKGROUND) for number in range(3)]
    await asyncio.gather(*background, later())
    assert askers.order == ["background 0", "user", "visible", "background 1", "background 2"]
    assert all(gap >= 1.0 for gap in askers.gaps)


async def test_a_retried_request_keeps_its_turn() -> None:
    clock = FakeClock()
    budget = a_budget(clock)
    askers = Askers(budget, clock)
    turn = QueueTicket(Priority.USER)

    async def fails_first() -> None:
        await askers.ask("first try", turn)
        await askers.ask("second try", turn)

    await asyncio.gather(fails_first(), *(askers.ask(f"other {number}") for number in range(3)))
    assert askers.order == ["first try", "second try", "other 0", "other 1", "other 2"]


async def test_a_turn_that_becomes_urgent_moves_up() -> None:
    clock = FakeClock()
    budget = a_budget(clock)
    askers = Askers(budget, clock)
    lifted = QueueTicket(Priority.BACKGROUND)

    async def lift() -> None:
        await clock.sleep(0.3)
        lifted.priority = Priority.USER
        budget.nudge()

    await asyncio.gather(
        askers.ask("first"), askers.ask("second", Priority.VISIBLE), askers.ask("lifted", lifted), lift()
    )
    assert askers.order == ["first", "lifted", "second"]


async def test_nothing_leaves_before_the_end_of_a_pause() -> None:
    clock = FakeClock()
    budget = a_budget(clock)
    askers = Askers(budget, clock)
    began = clock.now
    budget.slowed_until(at(clock, 30))
    budget.slowed_until(at(clock, 10))
    assert budget.snapshot().slowed_until == at(clock, 30)
    turn = QueueTicket(Priority.USER)
    await askers.ask("patient", turn)
    assert askers.went[0][1] - began >= 30
    assert turn.paused_s == pytest.approx(30, abs=0.1)
    assert budget.snapshot().slowed_until is None


async def test_a_pause_beyond_the_patience_ends_the_wait_at_once_with_its_time() -> None:
    clock = FakeClock()
    budget = a_budget(clock)
    askers = Askers(budget, clock)
    budget.slowed_until(at(clock, 90))
    with pytest.raises(ServicePaused) as slowed:
        await askers.ask("hasty", QueueTicket(Priority.USER, patience_s=60))
    assert slowed.value.until == at(clock, 90)
    assert askers.went == []
    assert budget.snapshot().waiting == 0


async def test_the_turn_in_the_queue_costs_no_patience() -> None:
    clock = FakeClock()
    budget = a_budget(clock, rate=0.1)
    askers = Askers(budget, clock)
    await askers.ask("first")
    await askers.ask("second", QueueTicket(Priority.USER, patience_s=1))
    assert askers.gaps[0] >= 10


async def test_a_pause_that_comes_while_waiting_ends_those_who_cannot_wait() -> None:
    clock = FakeClock()
    budget = a_budget(clock)
    askers = Askers(budget, clock)

    async def pause() -> None:
        await clock.sleep(0.2)
        budget.slowed_until(at(clock, 100))

    outcomes = await asyncio.gather(
        askers.ask("first"),
        askers.ask("second", QueueTicket(Priority.USER, patience_s=5)),
        askers.ask("third", QueueTicket(Priority.USER, patience_s=5)),
        pause(),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), ServicePaused, ServicePaused, type(None)]


async def test_a_cancelled_asker_leaves_the_queue_to_the_others() -> None:
    clock = FakeClock()
    budget = a_budget(clock)
    askers = Askers(budget, clock)
    await askers.ask("first")
    second = asyncio.ensure_future(askers.ask("second"))
    third = asyncio.ensure_future(askers.ask("third"))
    await asyncio.sleep(0)
    second.cancel()
    await third
    assert askers.order == ["first", "third"]
    assert budget.snapshot().waiting == 0


async def test_the_interval_counts_from_when_the_request_has_left() -> None:
    clock = FakeClock()
    budget = a_budget(clock)
    askers = Askers(budget, clock)

    async def slow_to_connect() -> None:
        async with budget.slot(Priority.USER) as slot:
            await clock.sleep(3.0)
            askers.went.append(("slow", clock.now))
            slot.sent()

    await asyncio.gather(slow_to_connect(), askers.ask("next"))
    assert askers.order == ["slow", "next"]
    assert askers.gaps[0] >= 1.0


async def test_a_connection_that_hangs_holds_the_next_back_for_a_few_seconds_only() -> None:
    clock = FakeClock()
    budget = a_budget(clock)
    askers = Askers(budget, clock)
    began = clock.now

    async def hangs() -> None:
        async with budget.slot(Priority.USER):
            await clock.sleep(20.0)

    await asyncio.gather(hangs(), askers.ask("next"))
    assert 4.9 <= askers.went[0][1] - began <= 5.3


async def test_it_says_who_waits_and_until_when() -> None:
    clock = FakeClock()
    budget = a_budget(clock)
    askers = Askers(budget, clock)
    states: list[BudgetState] = []
    told: list[datetime | None] = []
    budget.changed.connect(states.append)
    began = clock.now
    await askers.ask("first")
    await asyncio.gather(askers.ask("second"), askers.ask("third", QueueTicket(Priority.USER, on_wait=told.append)))
    assert max(state.waiting for state in states) == 2
    assert any(state.next_in_s is not None and 0.9 < state.next_in_s <= MARGIN for state in states)
    assert states[-1] == BudgetState(waiting=0)
    assert told[-1] is None
    first = told[0]
    assert first is not None
    assert first.timestamp() - (clock.wall() - clock.now + began) == pytest.approx(2 * MARGIN, abs=0.1)


async def test_what_the_check_raises_ends_the_wait() -> None:
    clock = FakeClock()
    budget = a_budget(clock)
    askers = Askers(budget, clock)
    stop = False

    def check() -> None:
        if stop:
            raise ValueError("told to stop")

    await askers.ask("first")
    budget.slowed_until(at(clock, 600))
    waiting = asyncio.ensure_future(askers.ask("second", QueueTicket(Priority.USER, check=check)))
    await clock.sleep(2)
    stop = True
    with pytest.raises(ValueError, match="told to stop"):
        await waiting
    assert clock.now < 1010


async def test_processes_of_one_profile_share_one_budget(tmp_path: Path) -> None:
    clock = FakeClock()
    lock = tmp_path / "cache" / "s2.turn"
    mine, theirs = a_budget(clock, lock=lock), a_budget(clock, lock=lock)
    askers, others = Askers(mine, clock), Askers(theirs, clock)
    others.went = askers.went
    await asyncio.gather(*(asker.ask("x") for asker in (askers, others, askers, others)))
    assert len(askers.went) == 4
    assert all(gap >= 1.0 for gap in askers.gaps)


@pytest.mark.parametrize("left_over", ["1e18", "", "nonsense", "-5"])
async def test_a_time_from_the_future_or_nonsense_in_the_file_holds_nobody_back_for_long(
    tmp_path: Path, left_over: str
) -> None:
    clock = FakeClock()
    lock = tmp_path / "s2.turn"
    lock.write_text(left_over)
    askers = Askers(a_budget(clock, lock=lock), clock)
    began = clock.now
    await askers.ask("first")
    assert clock.now - began <= 1.2


async def test_a_clock_that_is_set_back_between_two_requests_costs_one_interval(tmp_path: Path) -> None:
    clock = FakeClock()
    wall = clock.wall() + timedelta(days=400).total_seconds()
    moments = [wall]
    budget = Budget(
        "s2",
        rate_per_s=1,
        lock_path=tmp_path / "s2.turn",
        clock=clock.clock,
        sleep=clock.sleep,
        wall=lambda: moments[-1] + clock.now,
    )
    askers = Askers(budget, clock)
    await askers.ask("first")
    moments.append(wall - 1_000_000)
    await askers.ask("second")
    assert 1.0 <= askers.gaps[0] <= 1.2


async def test_a_folder_that_cannot_be_written_costs_only_the_sharing(tmp_path: Path, expect_log: object) -> None:
    expect_log("not shared")  # type: ignore[operator]
    clock = FakeClock()
    (tmp_path / "file").write_text("no folder")
    askers = Askers(a_budget(clock, lock=tmp_path / "file" / "s2.turn"), clock)
    await asyncio.gather(askers.ask("first"), askers.ask("second"))
    assert askers.gaps[0] >= 1.0


async def test_a_lock_that_another_process_never_gives_back_is_left_out_in_the_end(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    clock = FakeClock()
    lock = tmp_path / "s2.turn"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        began = clock.now
        askers = Askers(a_budget(clock, lock=lock), clock)
        await askers.ask("first")
    assert 1.9 <= clock.now - began <= 2.2


def pool_of(limit: int, clock: FakeClock, file: Path | None = None) -> RequestWindow:
    return RequestWindow(limit, file, clock=clock.clock, wall=clock.wall)


def pooled_budget(clock: FakeClock, limit: int, folder: Path | None = None) -> Budget:
    file, turn = (folder / "pool", folder / "turn") if folder is not None else (None, None)
    return Budget(
        "s2",
        rate_per_s=1.0,
        lock_path=turn,
        pool=pool_of(limit, clock, file),
        clock=clock.clock,
        sleep=clock.sleep,
        wall=clock.wall,
    )


async def test_the_pool_lets_its_requests_out_at_the_usual_pace_and_the_next_one_when_the_first_is_over() -> None:
    clock = FakeClock()
    askers = Askers(pooled_budget(clock, 10), clock)
    await asyncio.gather(*(askers.ask(str(number)) for number in range(12)))
    assert all(1.0 <= gap <= 1.1 for gap in askers.gaps[:9])
    times = [time for _, time in askers.went]
    assert WINDOW_S - 0.01 <= times[10] - times[0] <= WINDOW_S + 0.5
    assert WINDOW_S - 0.01 <= times[11] - times[1] <= WINDOW_S + 0.5


async def test_each_wait_for_the_pool_is_reported_with_its_own_end() -> None:
    clock = FakeClock()
    budget = pooled_budget(clock, 2)
    askers = Askers(budget, clock)
    began = clock.wall()
    ends: dict[str, list[datetime | None]] = {name: [] for name in ("1", "2", "3", "4")}

    async def look() -> BudgetState:
        await clock.sleep(100)
        return budget.snapshot()

    *_, state = await asyncio.gather(
        *(askers.ask(name, QueueTicket(Priority.USER, on_wait=told.append)) for name, told in ends.items()), look()
    )
    assert (state.pool_left, state.waiting) == (0, 2)
    assert state.pool_until is not None
    assert state.pool_until.timestamp() - began == pytest.approx(WINDOW_S, abs=0.1)
    for name, after in (("3", WINDOW_S), ("4", WINDOW_S + MARGIN)):
        until = ends[name][-2]
        assert until is not None
        assert until.timestamp() - began == pytest.approx(after, abs=0.1)
        assert ends[name][-1] is None


async def test_a_request_with_a_key_passes_those_that_wait_for_the_pool() -> None:
    clock = FakeClock()
    askers = Askers(pooled_budget(clock, 1), clock)
    keyed = QueueTicket(Priority.BACKGROUND)
    keyed.has_key = True
    await askers.ask("first")
    began = clock.now
    await asyncio.gather(askers.ask("without a key"), askers.ask("with a key", keyed))
    assert askers.order == ["first", "with a key", "without a key"]
    assert askers.went[1][1] - began < 2


async def test_a_new_key_ends_the_wait_for_the_pool() -> None:
    clock = FakeClock()
    budget = pooled_budget(clock, 1)
    askers = Askers(budget, clock)
    await askers.ask("first")
    began = clock.now

    async def set_key() -> None:
        await clock.sleep(10)
        budget.credentials_changed()

    waiting = asyncio.ensure_future(askers.ask("second"))
    await set_key()
    with pytest.raises(CredentialsChanged):
        await waiting
    assert clock.now - began < 11
    assert budget.snapshot().waiting == 0


async def test_two_processes_share_the_pool(tmp_path: Path) -> None:
    clock = FakeClock()
    one, other = (Askers(pooled_budget(clock, 3, tmp_path), clock) for _ in range(2))
    began = clock.now
    await asyncio.gather(*(askers.ask("") for askers in (one, other) for _ in range(2)))
    times = sorted(time for askers in (one, other) for _, time in askers.went)
    assert times[2] - began < 10
    assert times[3] - times[0] >= WINDOW_S - 0.01
    assert pooled_budget(clock, 3, tmp_path).snapshot().pool_left in (0, 1), "what was sent before the start counts"


async def test_a_damaged_file_of_the_pool_holds_nobody_back(tmp_path: Path) -> None:
    clock = FakeClock()
    (tmp_path / "pool").write_bytes(b"\xff\x00 nonsense\n" + f"{clock.wall() + 1e6}\n".encode())
    askers = Askers(pooled_budget(clock, 1, tmp_path), clock)
    began = clock.now
    await askers.ask("first")
    assert clock.now == began


@pytest.mark.parametrize("shared", [True, False])
async def test_a_request_that_was_not_sent_gives_back_its_turn_and_its_place(tmp_path: Path, shared: bool) -> None:
    clock = FakeClock()
    budget = pooled_budget(clock, 1, tmp_path if shared else None)
    began = clock.now
    async with budget.slot(Priority.USER):
        pass  # it found no connection
    askers = Askers(budget, clock)
    await askers.ask("next")
    assert clock.now == began


async def test_the_users_request_does_not_wait_for_an_optional_one() -> None:
    clock = FakeClock()
    askers = Askers(a_budget(clock), clock)
    optional = QueueTicket(Priority.VISIBLE)
    optional.takes_turn = False
    await askers.ask("optional", optional)
    began = clock.now
    await askers.ask("search")
    assert clock.now == began
    await askers.ask("page 2")
    assert 2.0 <= clock.now - began <= 2.1, "both turns are made up for"
    await askers.ask("page 3")
    assert 3.0 <= clock.now - began <= 3.2


async def test_with_a_key_the_search_after_an_optional_request_is_at_once_and_the_key_keeps_its_rate() -> None:
    clock = FakeClock()
    askers = Askers(a_budget(clock), clock)
    optional = QueueTicket(Priority.VISIBLE)
    optional.takes_turn = False
    await askers.ask("optional", optional)
    began = clock.now
    for number, priority in enumerate((Priority.USER, Priority.VISIBLE, Priority.USER)):
        ticket = QueueTicket(priority)
        ticket.has_key = True
        await askers.ask(f"with the key {number}", ticket)
        assert number <= clock.now - began <= number + 0.1, "one each second, from the first on"


async def test_an_optional_request_leaves_the_last_places_of_the_pool(tmp_path: Path) -> None:
    clock = FakeClock()
    budget = pooled_budget(clock, LEFT_FOR_USER + 1)
    askers = Askers(budget, clock)
    await askers.ask("first")
    optional = QueueTicket(Priority.VISIBLE)
    optional.takes_turn = False
    with pytest.raises(ServicePaused):
        await askers.ask("optional", optional)
    await askers.ask("second")
    assert askers.order == ["first", "second"]
