"""Which download is selected when the one in use leaves a filtered list: the next one, and no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_rows_stay_on_resume import item


def _ended(*numbers: int) -> list[DownloadItem]:
    """Return the downloads with these numbers as saved."""
    saved = {"state": DownloadState.DONE, "outcome": ItemOutcome.SAVED}
    return [item(number, ended=f"2026-11-22T10:{number // 60:02}:{number % 60:02}Z", **saved) for number in numbers]


async def _show_paused(driver: Driver, count: int = 6) -> None:
    """Show the paused downloads, by their chip, offline: what is resumed waits."""
    driver.trigger("app.offline")
    paused = [item(number, state=DownloadState.PAUSED) for number in range(count)]
    driver.program.services.downloads._board.keep([*paused, *_ended(200, 201)])
    driver.trigger("view.downloads")
    await driver.until(lambda: driver.widget("downloadsGroup.paused").isEnabled())
    driver.click("downloadsGroup.paused")
    await driver.idle()
    assert driver.titles("downloadsView") == [f"Paper {number}" for number in range(count)]


async def _end(driver: Driver, *numbers: int) -> None:
    """Let the downloads with these numbers end, one after the other."""
    for one in _ended(*numbers):
        driver.program.services.downloads._board.keep([one])
        await driver.idle()


def _shown(driver: Driver) -> str:
    """Return the title of the only selected row, whose details are shown."""
    (title,) = driver.chosen("downloadsView")
    assert driver.widget("attemptsPane").item.paper.title == title
    return title


async def test_the_next_row_is_selected_if_the_one_in_use_ends_at_once(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _show_paused(driver)
        driver.click_row(2, "downloadsView")
        await driver.idle()
        driver.click("resumeDownloadsButton")
        driver.program.services.downloads._board.keep(_ended(2))  # before the list has shown that it goes on
        await driver.until(lambda: len(driver.titles("downloadsView")) == 5)
        await driver.idle()
        assert driver.window.pages.page("downloads")._report.group == "under_way"
        assert _shown(driver) == "Paper 3"


async def test_resume_all_keeps_the_row_in_use_when_the_list_is_whole_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _show_paused(driver)
        driver.click_row(2, "downloadsView")
        driver.click("resumeDownloadsButton")
        await driver.idle()
        assert _shown(driver) == "Paper 2"
        await _end(driver, 0)
        assert _shown(driver) == "Paper 2"
        await _end(driver, 2)
        assert _shown(driver) == "Paper 3", "the next one"
        await _end(driver, 4, 5, 3)
        assert _shown(driver) == "Paper 1", "the last one that is left"
        await _end(driver, 1)
        assert driver.window.pages.page("downloads")._report.group == "all"
        assert _shown(driver) == "Paper 2", "nobody has left it"


async def test_a_row_that_the_user_went_to_meanwhile_stays_selected(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _show_paused(driver)
        driver.click_row(2, "downloadsView")
        driver.click("resumeDownloadsButton")
        await driver.idle()
        await _end(driver, 2)
        driver.press(Qt.Key.Key_Down, "downloadsView")
        await driver.idle()
        assert _shown(driver) == "Paper 4"
        await _end(driver, 0, 1, 3, 5, 4)
        assert _shown(driver) == "Paper 4"


async def test_the_details_in_use_stay_those_of_their_row(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _show_paused(driver, 3)
        driver.click_row(1, "downloadsView")
        driver.click("resumeDownloadsButton")
        await driver.idle()
        await _end(driver, 1)
        assert _shown(driver) == "Paper 2", "in the place of the one that the user went to"
        next(one for one in driver.widget("attemptsPane").findChildren(Button) if one.isVisible()).setFocus()
        await _end(driver, 0, 2)
        assert driver.window.pages.page("downloads")._report.group == "all"
        assert _shown(driver) == "Paper 2"


def _current(driver: Driver) -> str:
    """Return the title of the row that the keyboard is on."""
    return driver.titles("downloadsView")[driver.view("downloadsView").currentIndex().row()]


@pytest.mark.parametrize("count", [6, 100])
async def test_of_several_selected_rows_the_one_in_use_stays_so(demo: Any, tmp_path: Path, count: int) -> None:
    """count: so many that the rows that leave are removed from the list, or that the list is laid out anew."""
    async with window_on(demo, tmp_path) as driver:
        await _show_paused(driver, count)
        driver.click_row(0, "downloadsView")
        driver.press(Qt.Key.Key_Down, "downloadsView", Qt.KeyboardModifier.ShiftModifier)
        for row in (3, 5):
            view = driver.view("downloadsView")
            place = view.visualRect(view.model().index(row, 0)).center()
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, pos=place)
        driver.click("resumeDownloadsButton")
        await driver.idle()
        selected = ["Paper 0", "Paper 1", "Paper 3", "Paper 5"]
        assert (driver.chosen("downloadsView"), _current(driver)) == (selected, "Paper 5")
        board = driver.program.services.downloads._board
        board.keep(_ended(1, *range(6, count)))
        await driver.idle()
        selected.remove("Paper 1")
        assert (driver.chosen("downloadsView"), _current(driver)) == (selected, "Paper 5")
        await _end(driver, 5)
        selected.remove("Paper 5")
        assert (driver.chosen("downloadsView"), _current(driver)) == (selected, "Paper 3"), "the one before it"
        await _end(driver, 3)
        assert (_shown(driver), _current(driver)) == ("Paper 0", "Paper 0"), "not a row that is not selected"


async def test_the_keyboard_stays_on_a_row_that_is_not_selected(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _show_paused(driver)
        driver.click("resumeDownloadsButton")
        driver.click_row(1, "downloadsView")
        for _ in range(2):
            driver.press(Qt.Key.Key_Down, "downloadsView", Qt.KeyboardModifier.ControlModifier)
        assert (_shown(driver), _current(driver)) == ("Paper 1", "Paper 3")
        await _end(driver, 0)
        assert (_shown(driver), _current(driver)) == ("Paper 1", "Paper 3")


async def test_pause_all_keeps_the_row_in_use_of_many(demo: Any, tmp_path: Path) -> None:
    """They are paused a part at a time, the last of them first."""
    async with window_on(demo, tmp_path) as driver:
        await _show_paused(driver, 100)
        driver.click("resumeDownloadsButton")
        await driver.until(lambda: driver.program.services.downloads.progress().waiting == 100)
        await driver.idle()
        assert driver.window.pages.page("downloads")._report.group == "under_way"
        view = driver.view("downloadsView")
        view.scrollTo(view.model().index(80, 0))
        driver.click_row(80, "downloadsView")
        await driver.idle()
        driver.click("pauseDownloadsButton")
        await driver.until(lambda: driver.program.services.downloads.progress().paused == 100)
        await driver.idle()
        assert driver.window.pages.page("downloads")._report.group == "paused"
        assert _shown(driver) == "Paper 80"
