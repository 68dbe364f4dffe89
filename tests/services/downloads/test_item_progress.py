"""The row of an item while it is downloaded, and what `ItemProgress` passes on to the estimate of the time left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import cast

import msgspec
import pytest

from scholar_desktop.domain.attempt import Lookup
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.source import FILES, S2
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.services.downloads.progress import ItemProgress, QueueEta
from scholar_desktop.services.downloads.queue_store import QueueStore
from scholar_desktop.services.tasks import TaskScope

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)
RUNNING = DownloadItem(key="a", asked_as="a", paper=None, state=DownloadState.RUNNING, rate=9.0)
QUEUED = msgspec.structs.replace(RUNNING, state=DownloadState.WAITING, reason="one at a time from a.org")


class Shown:
    """An item of a queue without a library, at a time that changes only when a test sets it."""

    def __init__(self, item: DownloadItem | None) -> None:
        self.seconds = 0.0
        self.board = QueueStore(cast("LibraryStore", None), cast("TaskScope", None))
        if item is not None:
            self.board.show(item)
        self.eta = QueueEta(lambda: self.seconds)
        self.progress = ItemProgress(
            self.board, "a", self.eta, set(), clock=lambda: self.seconds, now=lambda: NOW + timedelta(0, self.seconds)
        )

    @property
    def item(self) -> DownloadItem | None:
        return self.board.rows.get("a")


@pytest.mark.parametrize(
    ("item", "source", "until"),
    [
        (RUNNING, S2, LATER),
        (QUEUED, FILES, LATER),
        (None, FILES, LATER),
    ],
)
def test_only_a_running_item_shows_a_pause_and_only_that_of_a_file_host_but_each_pause_counts(
    item: DownloadItem | None, source: str, until: datetime
) -> None:
    shown = Shown(item)
    shown.progress.paused(source, until)
    assert shown.item == item
    assert list(shown.eta._pauses.values()) == [30.0]
    shown.progress.paused(source, None)
    assert shown.item == item
    assert not shown.eta._pauses


def test_a_running_item_shows_a_pause_of_its_host_and_no_rate_but_not_a_pause_of_a_second() -> None:
    shown = Shown(RUNNING)
    shown.progress.paused(FILES, LATER)
    assert shown.item is not None
    assert str(shown.item.reason).startswith("waiting until ")
    assert shown.item.rate is None
    shown.progress.paused(FILES, None)
    assert (shown.item.reason, list(shown.eta._pauses)) == ("", [])
    shown.progress.paused(FILES, NOW + timedelta(seconds=1))
    assert shown.item.reason == ""


def test_the_rate_after_a_pause_does_not_count_the_pause() -> None:
    shown = Shown(RUNNING)
    for received in range(0, 50_000, 10_000):
        shown.progress.progressed(received, 1_000_000)
        shown.seconds += 1.0
    shown.progress.paused(FILES, NOW + timedelta(seconds=60))
    shown.seconds += 60.0
    shown.progress.paused(FILES, None)
    for received in range(50_000, 100_000, 10_000):
        shown.progress.progressed(received, 1_000_000)
        shown.seconds += 1.0
    assert shown.item is not None
    assert shown.item.rate == pytest.approx(10_000, rel=0.2)


def test_an_item_that_waits_for_its_turn_says_so_and_counts_as_started_when_its_turn_comes() -> None:
    shown = Shown(RUNNING)
    shown.progress.turn("one at a time from a.org")
    assert shown.item is not None
    assert (shown.item.state, shown.item.reason) == (DownloadState.WAITING, "one at a time from a.org")
    assert (list(shown.eta._queues), list(shown.eta._started)) == (["a"], [])
    shown.seconds = 5.0
    shown.progress.turn(None)
    assert (shown.item.state, shown.item.reason) == (DownloadState.RUNNING, "")
    assert (list(shown.eta._queues), shown.eta._started) == ([], {"a": 5.0})


def test_requests_for_addresses_are_shown_while_the_item_is_in_the_queue() -> None:
    found = (Lookup("https://a.org/search", "europepmc", 0, "a.org lists no PDF of this paper."),)
    shown = Shown(RUNNING)
    shown.progress.looked_up(found)
    assert shown.item is not None
    assert shown.item.lookups == found
    removed = Shown(None)
    removed.progress.looked_up(found)
    assert removed.item is None
