"""A row that the program has selected stays selected when the states of downloads change: no command then acts on
another paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor

from scholar_desktop.domain.download import DownloadState
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_row_that_moves import at_work, keep
from tests.ui.downloads.test_rows_under_the_pointer import failed

pytestmark = pytest.mark.usefixtures("pointer_put_back")
RUNNING, WAITING = DownloadState.RUNNING, DownloadState.WAITING


def _selected(driver: Driver) -> str:
    [title] = driver.chosen("downloadsView")
    assert driver.widget("attemptsPane").item.paper.title == title
    return title


async def _open_queue(driver: Driver) -> None:
    """Show downloads of which the second one runs, so that its row is the first and is selected."""
    QCursor.setPos(driver.window.mapToGlobal(driver.window.rect().topLeft()))
    await keep(driver, at_work(0, WAITING), at_work(1, RUNNING), *(at_work(number, WAITING) for number in range(2, 60)))
    driver.trigger("view.downloads")
    await driver.idle()
    assert (driver.titles("downloadsView")[0], _selected(driver)) == ("Paper 1", "Paper 1")


@pytest.mark.parametrize("group", ["all", "under_way"])
async def test_pause_all_moves_it_to_no_other_paper(demo: Any, tmp_path: Path, group: str) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        await _open_queue(driver)
        if group != "all":
            driver.click(f"downloadsGroup.{group}")
            await driver.idle()
        driver.click("pauseDownloadsButton")
        await driver.until(lambda: driver.program.services.downloads.progress().paused == 60)
        await driver.idle()
        assert driver.titles("downloadsView")[:2] == ["Paper 0", "Paper 1"]
        assert _selected(driver) == "Paper 1"
        driver.click("resumeDownloadsButton")
        await driver.until(lambda: driver.program.services.downloads.progress().waiting == 60)
        await driver.idle()
        assert _selected(driver) == "Paper 1"


async def test_delete_acts_on_it_after_it_has_moved(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        await _open_queue(driver)
        await keep(driver, at_work(1, WAITING), *(at_work(number, RUNNING) for number in range(2, 60)))
        view, downloads = driver.view("downloadsView"), driver.program.services.downloads
        assert (driver.titles("downloadsView")[-1], _selected(driver)) == ("Paper 1", "Paper 1")
        assert view.verticalScrollBar().value() == 0, "the list does not follow it to its end"
        driver.press(Qt.Key.Key_Delete, "downloadsView")
        await driver.idle()
        assert downloads.progress().waiting == 2, "it is only scrolled to, because it was not in sight"
        driver.press(Qt.Key.Key_Delete, "downloadsView")
        await driver.until(lambda: downloads.progress().waiting == 1)


async def test_it_is_the_first_row_again_when_the_page_is_opened_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        await _open_queue(driver)
        driver.trigger("view.search")
        await driver.idle()
        await keep(driver, at_work(1, WAITING), at_work(40, RUNNING))
        driver.trigger("view.downloads")
        await driver.idle()
        assert (driver.titles("downloadsView")[0], _selected(driver)) == ("Paper 40", "Paper 40")


async def test_the_first_row_is_selected_instead_of_one_that_has_ended(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        await _open_queue(driver)
        await keep(driver, at_work(70, WAITING), at_work(71, RUNNING))
        assert _selected(driver) == "Paper 1", "it goes on"
        await keep(driver, structs.replace(failed(1), ended="2026-11-22T09:00:00Z"))
        assert (driver.titles("downloadsView")[0], _selected(driver)) == ("Paper 71", "Paper 71")


async def test_the_next_download_is_selected_when_one_is_cancelled_by_delete(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        await keep(driver, *(at_work(number, WAITING) for number in range(30)))
        driver.trigger("view.downloads")
        await driver.idle()
        driver.click("pauseDownloadsButton")
        downloads, view = driver.program.services.downloads, driver.view("downloadsView")
        await driver.until(lambda: downloads.progress().paused == 30)
        driver.click_row(3, "downloadsView")
        await driver.idle()
        for number in (3, 4, 5):
            assert _selected(driver) == f"Paper {number}"
            driver.press(Qt.Key.Key_Delete, "downloadsView")
            await driver.until(lambda left=30 - number + 2: downloads.progress().paused == left)
            await driver.idle()
            assert driver.titles("downloadsView")[view.currentIndex().row()] == f"Paper {number + 1}"
        driver.press(Qt.Key.Key_Down, "downloadsView")
        await driver.idle()
        assert _selected(driver) == "Paper 7"
