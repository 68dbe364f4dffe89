"""Bytes, rate and time left of several files together."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.corpus.dataset_download import DatasetFile, DownloadPlan, DownloadProgress, FileProgress
from scholar_desktop.services.web.transfer_meter import TransferMeter


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def a_plan(*files: DatasetFile) -> DownloadPlan:
    return DownloadPlan("papers", "2025-08-19", "", files, "/x", 10**12)


def test_the_rate_and_the_time_left_are_those_of_all_files() -> None:
    told: list[DownloadProgress] = []
    clock = Clock()
    meter = TransferMeter(a_plan(DatasetFile("a", 1000, 200), DatasetFile("b", 1000)), told.append, clock)
    clock.now += 0.5
    meter.received("a", 300)
    a, b = FileProgress("a", 300, 1000, is_running=False), FileProgress("b", 0, 1000, is_running=False)
    assert told[-1] == DownloadProgress(0, 2, 300, 2000, left=(a, b))
    clock.now += 1.5
    meter.received("a", 400)
    meter.received("b", 100)
    clock.now += 0.5
    meter.received("b", 200)
    assert msgspec.structs.replace(told[-1], left=()) == DownloadProgress(
        0, 2, 600, 2000, rate=400 / 2.5, left_s=1400 / (400 / 2.5)
    )
    clock.now += 0.5
    meter.ended("a", 1000, whole=True)
    assert (told[-1].done, told[-1].received) == (1, 1200)
    assert len(told) == 4, "not told between two looks"


def test_files_that_have_not_ended_are_told_those_under_way_first() -> None:
    told: list[DownloadProgress] = []
    meter = TransferMeter(a_plan(*(DatasetFile(name, 1000) for name in "abc")), told.append, Clock())
    meter.began("b")
    assert [(file.name, file.is_running) for file in told[-1].left] == [("b", True), ("a", False), ("c", False)]
    meter.ended("b", 1000, whole=True)
    assert [file.name for file in told[-1].left] == ["a", "c"]
    meter.ended("c", 10, whole=False)
    assert [file.name for file in told[-1].left] == ["a"]
    assert told[-1].done == 1, "a file that failed has ended, but is not complete"


def test_the_rate_is_of_late() -> None:
    told: list[DownloadProgress] = []
    clock = Clock()
    meter = TransferMeter(a_plan(DatasetFile("a", 10_000)), told.append, clock)
    for second in range(1, 31):
        clock.now += 1
        meter.received("a", second * (100 if second <= 10 else 200))
    assert told[-1].rate == 200


def test_nothing_is_said_of_the_end_while_a_size_is_not_known() -> None:
    told: list[DownloadProgress] = []
    clock = Clock()
    meter = TransferMeter(a_plan(DatasetFile("a", 1000), DatasetFile("b")), told.append, clock)
    clock.now += 2
    meter.received("b", 500)
    assert (told[-1].size, told[-1].rate, told[-1].left_s) == (None, 250, None)
    clock.now += 2
    meter.received("b", 600, 900)
    assert told[-1].size == 1900


def test_a_file_that_begins_anew_shows_no_rate_below_zero() -> None:
    told: list[DownloadProgress] = []
    clock = Clock()
    meter = TransferMeter(a_plan(DatasetFile("a", 1000, 800)), told.append, clock)
    clock.now += 2
    meter.received("a", 10)
    assert (told[-1].received, told[-1].rate, told[-1].left_s) == (10, None, None)


def test_nobody_need_look() -> None:
    meter = TransferMeter(a_plan(DatasetFile("a", 1000)), None)
    meter.received("a", 10)
    meter.ended("a", 1000, whole=True)
