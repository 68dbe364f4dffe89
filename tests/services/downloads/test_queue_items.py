"""The items of the queue are found by every name of their paper, and by none once they are removed."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.download import PAPER_REMOVED, DownloadItem, DownloadState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.services.downloads import queue_items
from scholar_desktop.services.downloads.queue_items import QueueItems


def item(key: str, asked_as: str, paper: Paper | None = None, **more: object) -> DownloadItem:
    return DownloadItem(key, asked_as, paper, DownloadState.WAITING, **more)  # type: ignore[arg-type]


def test_a_removed_item_is_found_by_no_name_that_it_ever_had():
    rows = QueueItems()
    rows.put(item("1", "10.5555/1"))
    first = Paper("A preprint", Ids(doi="10.5555/1", arxiv="2001.00001"))
    rows.put(msgspec.structs.replace(rows["1"], paper=first))
    article = Paper("The article", Ids(doi="10.5555/2"))
    rows.put(msgspec.structs.replace(rows["1"], paper=article))
    assert [rows.find(paper) for paper in (first, article)] == [rows["1"]] * 2
    assert rows.find_text("https://arxiv.org/abs/2001.00001") == rows["1"]
    rows.drop("1")
    assert [rows.find(paper) for paper in (first, article)] == [None, None]
    other = item("2", "arXiv:2001.00001")
    rows.put(other)
    assert rows.find(first) == other


def test_another_item_for_the_same_record_is_found_after_one_is_removed():
    rows = QueueItems()
    files = tuple(item(str(number), "123", wanted=(f"{number}.csv",)) for number in range(2))
    assert all(one.is_record for one in files)
    for one in files:
        rows.put(one)
    assert rows.find_record("123") == files[0]
    rows.drop("0")
    assert rows.find_record("123") == files[1]


def test_to_remove_items_does_not_read_their_names_again(monkeypatch):
    rows = QueueItems()
    for number in range(3):
        rows.put(item(str(number), f"10.5555/{number}"))
    monkeypatch.setattr(queue_items, "parse", None)
    for number in range(3):
        rows.drop(str(number))
    assert rows.all() == ()


def test_a_reason_that_is_no_longer_true_is_read_as_the_one_that_stays_true() -> None:
    before = '{"message":"The paper was removed from your library."}'
    for stored in (before, "The paper was removed from your library."):
        item = DownloadItem(key="1", asked_as="", paper=None, state=DownloadState.DONE, reason=stored)
        assert item.reason == PAPER_REMOVED


def test_what_ended_in_the_second_in_which_the_rest_of_its_batch_was_requested_belongs_to_the_run() -> None:
    def ended(key: str, batch: str, began: str) -> DownloadItem:
        return DownloadItem(key, key, None, DownloadState.DONE, batch=batch, began=began, ended="2026-01-01T10:00:01Z")

    rest = DownloadItem("rest", "", None, DownloadState.PAUSED, batch="list", began="2026-01-01T10:00:01Z")
    earlier, same = "2026-01-01T10:00:00Z", "2026-01-01T10:00:01Z"
    items = [ended("1", "list", earlier), ended("2", "list", same), ended("3", "other", same), ended("4", "", same)]
    assert queue_items.ended_in_run([*items, rest]) == ["1", "2"]
    assert queue_items.ended_in_run(items) == []
