"""“Pause all” shows the downloads that it paused, whichever were listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_rows_stay_on_resume import item

SAVED, WAITING = 40, 5


async def _queue_of_both(driver: Driver) -> None:
    """Show the page with downloads that are saved and others that wait, since the program works offline."""
    driver.trigger("app.offline")
    driver.trigger("view.downloads")
    ends = {"state": DownloadState.DONE, "outcome": ItemOutcome.SAVED, "ended": "2026-11-22T10:00:00Z"}
    ended = [item(number, batch="old", **ends) for number in range(SAVED)]
    waiting = [item(number, batch="new", state=DownloadState.WAITING) for number in range(SAVED, SAVED + WAITING)]
    driver.program.services.downloads._board.keep([*ended, *waiting])
    await driver.until(lambda: driver.widget("pauseDownloadsButton").isEnabled())
    await driver.idle()


async def _paused_in_sight(driver: Driver) -> int:
    """Press “Pause all”. Return how many of the paused downloads are in sight."""
    driver.click("pauseDownloadsButton")
    await driver.until(lambda: driver.program.services.downloads.progress().paused == WAITING)
    await driver.idle()
    page = driver.window.pages.page("downloads")
    page.view.executeDelayedItemsLayout()
    whole = page.view.viewport().rect()
    rows = range(page.model.count())
    paused = [row for row in rows if page.model.item(row).state is DownloadState.PAUSED]
    return sum(whole.intersects(page.view.visualRect(page.model.index(row, 0))) for row in paused)


@pytest.mark.parametrize("group", ["saved", "under_way"])
async def test_it_leaves_a_chip_that_has_none_of_them(demo: Any, tmp_path: Path, group: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _queue_of_both(driver)
        await driver.until(lambda: driver.widget(f"downloadsGroup.{group}").isEnabled())
        driver.click(f"downloadsGroup.{group}")
        await driver.idle()
        assert await _paused_in_sight(driver) == WAITING
        report = driver.window.pages.page("downloads")._report
        assert report.group == {"saved": "all", "under_way": "paused"}[group]
        driver.click("resumeDownloadsButton")
        await driver.until(lambda: driver.program.services.downloads.progress().waiting == WAITING)
        await driver.idle()
        assert report.group == {"saved": "all", "under_way": "under_way"}[group]


async def test_it_scrolls_to_them_and_leaves_another_batch(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _queue_of_both(driver)
        page = driver.window.pages.page("downloads")
        page.view.choose(page.model.count() - 1)
        page.view.scrollToBottom()
        assert await _paused_in_sight(driver) == WAITING
        driver.click("resumeDownloadsButton")
        page._report._take_batch("old")
        await driver.until(lambda: driver.widget("pauseDownloadsButton").isVisible())
        await driver.idle()
        assert page.model.count() == SAVED
        assert await _paused_in_sight(driver) == WAITING
