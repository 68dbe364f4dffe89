"""The calls of a day are counted over restarts and processes, and background work stops before they are spent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import RateLimited
from scholar_desktop.domain.request_options import Priority, RequestOptions
from scholar_desktop.services.program.daily_quota import DailyQuota
from scholar_desktop.services.program.status import WAITING
from tests.support.demo_fixture import Demo

DOI = "10.1038/s41579-022-00846-2"
LATE = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)


def test_a_second_process_and_a_restart_go_on_counting(tmp_path: Path):
    one = DailyQuota(tmp_path / "config", name="unpaywall", title="Unpaywall", clock=lambda: LATE)
    for _ in range(3):
        one.note()
    other = DailyQuota(tmp_path / "config", name="unpaywall", title="Unpaywall", clock=lambda: LATE)
    assert (one.today(), other.today()) == (3, 3)
    other.note()
    one.note()
    assert one.today() == 5, "what others asked is counted with the next call"


def test_at_midnight_utc_the_count_begins_anew_and_the_old_file_goes(tmp_path: Path):
    moment = [LATE]
    count = DailyQuota(tmp_path, name="unpaywall", title="Unpaywall", clock=lambda: moment[0])
    count.note()
    moment[0] += timedelta(minutes=1)
    assert count.today() == 0
    count.note()
    assert (count.today(), [file.name for file in tmp_path.iterdir()]) == (1, ["unpaywall-2026-11-21.calls"])


def test_a_folder_that_takes_nothing_costs_the_memory_and_not_the_count(
    tmp_path: Path, expect_log: Callable[[str], None]
):
    expect_log("calls of today cannot be kept")
    (tmp_path / "config").write_text("a file")
    count = DailyQuota(tmp_path / "config", name="unpaywall", title="Unpaywall")
    count.note()
    count.note()
    assert count.today() == 2


async def test_only_what_is_sent_to_the_service_counts(make_backend: Callable[..., Composition], demo: Demo):
    for today in (1, 1, 2):
        backend = make_backend()
        try:
            await backend.unpaywall.doi(DOI, RequestOptions(refresh=today == 2))
            assert backend.unpaywall_count.today() == today == demo.stats()["counts"]["unpaywall"]
            text = {line.source: line.text for line in backend.status.lines()}["unpaywall"]
            assert text == f"me@uni-testing.edu, {today} of 100000 requests today"
        finally:
            await backend.aclose()


async def test_background_work_stops_at_its_share_and_a_person_goes_on(
    make_backend: Callable[..., Composition], demo: Demo
):
    backend = make_backend()
    try:
        count = backend.unpaywall_count
        assert count.for_background == 95_000
        folder = backend.settings.config_dir
        folder.mkdir(parents=True)
        (folder / f"unpaywall-{datetime.now(UTC):%Y-%m-%d}.calls").write_bytes(b"." * 95_000)
        with pytest.raises(RateLimited, match="95000 of the 100000 requests") as refusal:
            await backend.unpaywall.doi(DOI, RequestOptions(priority=Priority.BACKGROUND))
        assert refusal.value.until is not None
        assert demo.stats()["counts"] == {}
        line = {line.source: line for line in backend.status.lines()}["unpaywall"]
        assert (line.tone, line.text.endswith("background work waits")) == (WAITING, True)
        await backend.unpaywall.doi(DOI, RequestOptions())
        assert count.today() == 95_001
    finally:
        await backend.aclose()


@pytest.mark.parametrize("priority", list(Priority))
async def test_no_request_is_sent_when_the_calls_of_the_day_are_used(
    make_backend: Callable[..., Composition], demo: Demo, priority: Priority
):
    backend = make_backend()
    try:
        backend.unpaywall_count.a_day = 1
        await backend.unpaywall.doi(DOI, RequestOptions())
        with pytest.raises(RateLimited) as caught:
            await backend.unpaywall.doi("10.1000/other", RequestOptions(priority=priority))
        assert caught.value.until is not None
        assert (caught.value.until.hour, caught.value.until.minute) == (0, 0)
        assert demo.stats()["counts"]["unpaywall"] == 1
    finally:
        await backend.aclose()
