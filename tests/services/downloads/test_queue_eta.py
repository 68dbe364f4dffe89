"""The time left of the queue is steady: it counts down, and follows hosts that become slower."""

from __future__ import annotations

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
