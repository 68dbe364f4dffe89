"""The time left of the queue: it is shown only if it is right within a factor of two, and it does not jump upward."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.services.downloads.progress import QueueEta

RECORDED = json.loads((Path(__file__).parent / "recorded_runs.json").read_text())
"""Runs of Get PDFs in the demo. Each row is a time in seconds, the method of `QueueEta` that the queue called, and its
arguments. The method `ask` is a request for the time left, once a second; its arguments are the running items, each
with the seconds until its file is complete, and the number of waiting items."""


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def running(key: object, left_s: float | None = None, rate: float = 100_000.0) -> DownloadItem:
    """Return a running item whose file is complete in *left_s* seconds at *rate*; None if that is unknown."""
    item = DownloadItem(key=str(key), asked_as=str(key), paper=None, state=DownloadState.RUNNING)
    if left_s is None:
        return item
    return msgspec.structs.replace(item, size=round(rate * left_s), received=0, rate=rate)


class MadeRun:
    """A run that is made up: when its items wait, start and end."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = [[0.0, "begin"]]
        self.rates: dict[str, tuple[float, float]] = {}
        """By the key of an item with a known rate: the times at which it starts and ends."""

    def host(
        self, name: str, count: int, every: float, takes: float = 0.2, queued_at: float = 0.0, first: float = 0.0
    ) -> MadeRun:
        """Add *count* items that start *every* seconds one after the other, the first at *first*. Each takes *takes*
        seconds, and waits for its turn at *name* from *queued_at* on."""
        for number in range(count):
            key, turn = f"{name} {number}", first + number * every
            if turn > queued_at:
                self.rows.append([queued_at, "queued", key, f"one at a time from {name}"])
            self.rows += [[max(turn, queued_at), "started", key], [max(turn, queued_at) + takes, "ended", key]]
        return self

    def slow(self, key: str, start: float, end: float, *, has_rate: bool) -> MadeRun:
        """Add an item that runs from *start* to *end*. has_rate: its rate is known."""
        self.rows += [[start, "started", key], [end, "ended", key]]
        if has_rate:
            self.rates[key] = (start, end)
        return self

    def calls(self, *, at_once: int = 10_000) -> list[list[Any]]:
        """Return the rows of the run, in the form of `RECORDED`, with an `ask` for each second.

        at_once: while this many items wait or run, no other one begins to wait.
        """
        events = sorted(self.rows, key=lambda row: row[0])
        keys = {row[2] for row in events if len(row) > 2}
        last = events[-1][0]
        rows, run, ended, held = [], set[str](), set[str](), list[list[Any]]()
        second, active = 0.5, set[str]()
        for row in events:
            while second < row[0]:
                items = [[key, self._left(key, second)] for key in sorted(run)]
                rows.append([second, "ask", items, len(keys) - len(run) - len(ended)])
                second += 1.0
            if row[1] == "queued" and len(active) >= at_once:
                held.append(row)
                continue
            rows.append(row)
            if len(row) > 2:
                active.add(row[2])
            if row[1] == "started":
                run.add(row[2])
                held = [other for other in held if other[2] != row[2]]
            elif row[1] == "ended":
                run.discard(row[2])
                active.discard(row[2])
                ended.add(row[2])
                if held:
                    waits = held.pop(0)
                    active.add(waits[2])
                    rows.append([row[0], *waits[1:]])
        return [*rows, [last, "ask", [], 0]]

    def _left(self, key: str, now: float) -> float | None:
        start, end = self.rates.get(key, (now, now))
        return end - now if key in self.rates and now - start >= 1.0 else None


MADE = {
    "one host": MadeRun().host("a.org", 40, 1.0).calls(),
    "a quick start, then arXiv": MadeRun().host("a.org", 20, 0.1).host("arxiv.org", 13, 3.05).calls(),
    "two hosts": MadeRun().host("a.org", 30, 1.0, 0.8).host("b.org", 30, 2.0, 1.5).calls(),
    "more than are begun at once": MadeRun().host("a.org", 150, 1.0).host("b.org", 60, 3.0).calls(at_once=64),
    "a host whose queue begins late": MadeRun()
    .host("a.org", 60, 0.5)
    .host("arxiv.org", 20, 3.05, queued_at=15.0, first=15.0)
    .calls(),
    "a large file at the end": MadeRun().host("a.org", 20, 0.5).slow("large", 3.0, 75.0, has_rate=True).calls(),
    "a copy that sends nothing": MadeRun().host("a.org", 20, 0.5).slow("slow", 3.0, 93.0, has_rate=False).calls(),
    "a host that becomes slow": MadeRun().host("a.org", 30, 0.5).host("a.org ", 10, 4.0, first=15.0).calls(),
}
KNOWN = {*RECORDED, "one host", "a quick start, then arXiv", "two hosts"}
"""The runs for which a time left is shown during at least half of the run."""


def answers(rows: list[list[Any]]) -> list[tuple[float, float | None]]:
    """Return the true and the estimated seconds left at each `ask` of a run."""
    clock = Clock()
    eta, end = QueueEta(clock), rows[-1][0]
    found = []
    for at, method, *arguments in rows:
        clock.now = at
        if method == "ask":
            items, waiting = arguments
            found.append((end - at, eta.left_s([running(key, left) for key, left in items], waiting)))
        elif method == "pause":
            eta.pause(str(arguments[0]), *arguments[1:])
        else:
            getattr(eta, method)(*map(str, arguments))
    return found


@pytest.mark.parametrize("name", [*RECORDED, *MADE])
def test_a_time_left_that_is_shown_is_true_and_does_not_jump_upward(name: str) -> None:
    found = [(true, left) for true, left in answers((RECORDED | MADE)[name]) if true > 0]
    for true, left in found:
        # both are shown in steps of five seconds
        assert left is None or (left + 5) / 2 <= true + 5 <= (left + 5) * 2, (round(true, 1), found)
    shown = [left for _true, left in found if left is not None]
    for before, after in itertools.pairwise(shown):
        assert after <= before + max(2.0, 0.1 * before), (before, after, found)
    if name in KNOWN:
        assert len(shown) >= len(found) / 2, found


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_no_time_left_is_shown_in_the_first_seconds(name: str) -> None:
    found = answers((RECORDED | MADE)[name])
    assert all(left is None for _true, left in found[:4])


def each_second(clock: Clock, eta: QueueEta, seconds: int, waiting: int, *items: DownloadItem) -> float | None:
    """Request the time left once a second for *seconds*, in which no item ends. Return the last one."""
    left = None
    for _second in range(seconds):
        clock.now += 1.0
        left = eta.left_s(items, waiting)
    return left


def quick(clock: Clock, eta: QueueEta, count: int, *, waiting: int = 0, every: float = 1.0) -> float | None:
    """Run *count* items one after the other and request the time left after each. Return the last one."""
    left = None
    for number in range(count):
        key = f"{clock.now} {number}"
        eta.started(key)
        clock.now += every
        eta.ended(key)
        left = eta.left_s((), waiting + count - number - 1)
    return left


def test_the_time_left_counts_down_while_items_end_at_one_pace() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    left = [quick(clock, eta, 1, waiting=waiting, every=2.0 if waiting % 2 else 2.6) for waiting in range(29, 3, -1)]
    known = [seconds for seconds in left if seconds is not None]
    assert len(known) > 15
    assert known == sorted(known, reverse=True)
    assert len(set(known)) == len(known)


def test_a_queue_in_which_nothing_ends_shows_no_end_that_is_near() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    assert quick(clock, eta, 20, waiting=3) is not None
    assert each_second(clock, eta, 4, 3) is None, "the end that was announced has passed"
    for _second in range(60):
        left = each_second(clock, eta, 1, 3)
        assert left is None or left > 10


def test_what_is_done_is_counted_from_when_the_queue_was_idle() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    quick(clock, eta, 3)
    eta.begin()  # one worker: the queue has no task for a moment, and is not idle
    assert quick(clock, eta, 12, waiting=3) is not None
    assert len(eta.ended_keys) == 15
    eta.over()
    eta.begin()
    assert (len(eta.ended_keys), eta.left_s((), 1)) == (0, None)


def test_the_time_without_a_network_does_not_count_and_no_item_counts_twice() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    before = quick(clock, eta, 20, waiting=40, every=2.0)
    assert before is not None
    eta.stop()
    clock.now += 600
    eta.stop()
    clock.now += 600
    eta.go_on()
    assert eta.left_s((), 40) == pytest.approx(before)
    later = quick(clock, eta, 5, waiting=35, every=2.0)
    assert later is not None
    assert later <= before - 9
    eta.started("again")
    eta.ended("again")
    eta.started("again")
    assert len(eta.ended_keys) == 25
    eta.ended("again")
    assert len(eta.ended_keys) == 26


def test_the_pause_that_a_host_asked_for_is_part_of_the_time_left() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    quick(clock, eta, 5, waiting=1)
    eta.started("last")
    eta.pause("last", "files", 34.0)
    assert each_second(clock, eta, 10, 0, running("last")) == 25.0
    assert each_second(clock, eta, 10, 0, running("last")) == 15.0, "it counts down"
    clock.now += 14.0
    eta.pause("last", "files", None)
    assert eta.left_s([running("last", 3.0)], 0) == 1.0, "the announced end stays, if it is not clearly wrong"


def test_without_a_known_pace_a_pause_alone_is_no_time_left() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    eta.started("only")
    eta.pause("only", "files", 34.0)
    assert each_second(clock, eta, 10, 0, running("only")) is None
    assert each_second(clock, eta, 10, 3, running("only")) is None


def test_nothing_is_announced_for_an_item_that_takes_longer_than_the_others() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    quick(clock, eta, 5, waiting=1)
    eta.started("slow")
    assert each_second(clock, eta, 7, 0, running("slow")) is None
    assert each_second(clock, eta, 10, 0, running("slow", 20.0)) is not None, "its rate is known by now"
    assert each_second(clock, eta, 1, 0, running("slow", 20.0), running("other", 30.0, rate=10.0)) is None, (
        "a transfer of some bytes a second is given up, nobody knows when"
    )
