"""The head of Downloads says since when they run."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from scholar_desktop.domain.download import QueueProgress
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.ui.words.wording import since_words
from tests.support.window_driver import Driver, window_on

CLOSED = ("10.1037/0003-066X.37.2.122", "10.1001/jama.1992.03490170060032")
SINCE = re.compile(r" · since \d\d:\d\d:\d\d$")


def head(driver: Driver) -> str:
    return str(driver.widget("downloadsSummary").whole_text())


async def test_the_head_says_it_of_a_run_and_not_of_what_is_paused(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("view.downloads")
        demo.config(faults={"zenodo": "hang"})
        await downloads.enqueue_ids((*CLOSED, "10.5281/zenodo.7089818"))
        await driver.until(lambda: head(driver).startswith("2 of 3 finished, 1 looking for copies"))
        assert datetime.now(UTC) - datetime.fromisoformat(downloads.progress().since) < timedelta(minutes=1)
        began = utc_timestamp(datetime.now(UTC) - timedelta(seconds=30))
        downloads._workers.pace.since = began
        then = f"{datetime.fromisoformat(began).astimezone():%H:%M:%S}"
        await driver.until(lambda: head(driver) == f"2 of 3 finished, 1 looking for copies · since {then}")
        await driver.until(driver.widget("pauseDownloadsButton").isEnabled)
        driver.click("pauseDownloadsButton")
        await driver.until(lambda: head(driver) == "1 paused")


async def test_the_next_run_begins_anew(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids(CLOSED[:1])
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        downloads._workers.pace.since = "2020-01-01T10:00:00Z"
        demo.config(faults={"zenodo": "hang"})
        await downloads.enqueue_ids(("10.5281/zenodo.7089818",))
        await driver.until(lambda: downloads.progress().running == 1)
        assert downloads.progress().since > "2020-01-02"


@pytest.mark.parametrize("language", ["en", "de"])
async def test_nothing_is_cut_in_the_smallest_window(demo, tmp_path, language):
    async with window_on(demo, tmp_path, size=(640, 640), language=language) as driver:
        driver.trigger("view.downloads")
        await driver.idle()
        began = utc_timestamp(datetime.now(UTC) - timedelta(minutes=3))
        page = driver.window.pages.page("downloads")
        page._head.show_progress(QueueProgress(3, 7, 0, 12, 12, 0.0, 1.5e6, 80.0, since=began, looking=2))
        await driver.until(lambda: driver.widget("pauseDownloadsButton").isVisible())
        summary = driver.widget("downloadsSummary")
        time = f"{datetime.fromisoformat(began).astimezone():%H:%M:%S}"
        await driver.until(lambda: time in summary.text())
        assert "…" not in summary.text()


def test_a_short_time_is_not_named_and_another_day_is():
    assert since_words(1.9) == ""
    assert re.fullmatch(r"since \d+ \w+ \d{4}, \d\d:\d\d", since_words(48 * 3600))
