"""The time left of the queue is steady: it counts down, and follows hosts that become slower."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.services.downloads.progress import QueueEta


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def after(clock: Clock, eta: QueueEta, seconds: list[float]) -> None:
    for wait in seconds:
        clock.now += wait
        eta.ended(str(clock.now))


def test_the_time_left_counts_down_while_items_end_at_one_pace() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    left = []
    for waiting in range(29, 3, -1):
        # a little uneven, as real hosts are
        after(clock, eta, [2.0 if waiting % 2 else 2.6])
        left.append(eta.left_s((), waiting))
    known = [seconds for seconds in left if seconds is not None]
    assert len(known) > 20
    assert known == sorted(known, reverse=True)
    assert len(set(known)) == len(known)


def test_the_estimate_follows_the_last_items_when_they_are_slower_than_the_first() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    after(clock, eta, [0.3] * 17)
    soon = eta.left_s((), 9)
    assert soon is not None
    assert soon < 4
    after(clock, eta, [3.0] * 4)
    later = eta.left_s((), 5)
    assert later is not None
    assert later > 9


def test_a_queue_in_which_nothing_ends_does_not_promise_to_be_done() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    after(clock, eta, [1.0] * 10)
    clock.now += 60
    left = eta.left_s((), 3)
    assert left is not None
    assert left > 30


def test_what_is_done_is_counted_from_when_the_queue_was_idle() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    after(clock, eta, [1.0] * 3)
    eta.begin()  # one worker: the queue has no task for a moment, and is not idle
    after(clock, eta, [1.0] * 2)
    assert (eta.done, eta.left_s((), 1) is not None) == (5, True)
    eta.over()
    eta.begin()
    assert (eta.done, eta.left_s((), 1)) == (0, None)


def test_the_time_without_a_network_does_not_count_and_no_item_counts_twice() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    after(clock, eta, [2.0] * 20)
    before = eta.left_s((), 40)
    assert before is not None
    eta.stop()
    clock.now += 600
    eta.stop()
    clock.now += 600
    eta.go_on()
    assert eta.left_s((), 40) == before
    after(clock, eta, [2.0] * 5)
    later = eta.left_s((), 35)
    assert later is not None
    assert later <= before - 9
    eta.started(str(clock.now))
    assert eta.done == 24
    clock.now += 0.0
    eta.ended(str(clock.now))
    assert eta.done == 25


def running(key: str, left_s: float | None = None) -> DownloadItem:
    """An item that runs; its file is complete in *left_s* seconds, None if that is unknown."""
    item = DownloadItem(key=key, asked_as=key, paper=None, state=DownloadState.RUNNING)
    return item if left_s is None else msgspec.structs.replace(item, size=100, received=0, rate=100 / left_s)


def quick(clock: Clock, eta: QueueEta, count: int) -> None:
    """*count* items of one second each, one after the other."""
    for number in range(count):
        eta.started(f"quick {number}")
        after_one(clock, eta, f"quick {number}")


def after_one(clock: Clock, eta: QueueEta, key: str) -> None:
    clock.now += 1.0
    eta.ended(key)


def test_the_pause_that_a_host_asked_for_is_part_of_the_time_left() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    quick(clock, eta, 5)
    eta.started("last")
    eta.pause("last", "files", 34.0)
    assert eta.left_s([running("last")], 0) == 35.0
    clock.now += 20.0
    assert eta.left_s([running("last")], 0) == 15.0, "it counts down"
    assert eta.left_s([running("last")], 2) == 15.0, "the others come earlier"
    clock.now += 14.0
    eta.pause("last", "files", None)
    assert eta.left_s([running("last", 3.0)], 0) == 1.0, "the announced end stays, if it is not clearly wrong"


def test_without_a_known_pace_a_pause_alone_is_no_time_left() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    eta.started("only")
    eta.pause("only", "files", 34.0)
    assert eta.left_s([running("only")], 0) is None
    assert eta.left_s([running("only")], 3) is None


def test_nothing_is_announced_for_an_item_that_takes_longer_than_the_others() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    quick(clock, eta, 5)
    eta.started("slow")
    assert eta.left_s([running("slow")], 0) == 1.0
    clock.now += 2.0
    assert eta.left_s([running("slow")], 0) is None
    assert eta.left_s([running("slow", 20.0)], 0) == 20.0, "its rate is known by now"
    assert eta.left_s([running("slow", 20.0), running("other")], 0) is None


def test_an_end_that_has_passed_is_not_postponed_again_and_again() -> None:
    clock = Clock()
    eta = QueueEta(clock)
    eta.begin()
    quick(clock, eta, 5)
    assert eta.left_s((), 5) == 5.0
    clock.now += 6.0
    assert eta.left_s((), 5) is None
    clock.now += 6.0
    assert eta.left_s((), 5) is None
    eta.ended("one of them")
    assert eta.left_s((), 4) is not None
