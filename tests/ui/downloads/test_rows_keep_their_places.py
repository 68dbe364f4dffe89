"""The rows of the downloads keep their places while the pointer is over the list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.download import DownloadState
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_row_that_moves import at_work, keep
from tests.ui.downloads.test_rows_under_the_pointer import failed

pytestmark = pytest.mark.usefixtures("pointer_put_back")
RUNNING, WAITING, PAUSED = DownloadState.RUNNING, DownloadState.WAITING, DownloadState.PAUSED
FIRST = ["Paper 1", "Paper 2", "Paper 3", "Paper 10"]


async def open_downloads(driver: Driver) -> Any:
    """Show a download that runs, two that wait and one that has ended; the pointer is over the second row."""
    QCursor.setPos(driver.window.mapToGlobal(QPoint(2, 2)))
    driver.trigger("view.downloads")
    await keep(driver, at_work(1, RUNNING), at_work(2, WAITING), at_work(3, WAITING), failed(10))
    view = driver.view("downloadsView")
    assert driver.titles("downloadsView") == FIRST
    QCursor.setPos(view.viewport().mapToGlobal(view.visualRect(view.model().index(1, 0)).center()))
    await driver.idle()
    return view


def leave_list(driver: Driver) -> None:
    # not by QTest.mouseMove, which runs the event loop inside of the test
    QCursor.setPos(driver.window.mapToGlobal(QPoint(2, 2)))
    QApplication.sendEvent(driver.view("downloadsView"), QEvent(QEvent.Type.Leave))


async def test_rows_that_end_or_begin_move_when_the_pointer_leaves_the_list(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        view = await open_downloads(driver)
        place = view.visualRect(view.model().index(1, 0)).center()
        await keep(driver, failed(1), at_work(3, RUNNING), at_work(4, WAITING))
        assert driver.titles("downloadsView") == [*FIRST, "Paper 4"]
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert driver.chosen("downloadsView") == ["Paper 2"]
        leave_list(driver)
        await driver.until(
            lambda: driver.titles("downloadsView") == ["Paper 3", "Paper 2", "Paper 4", "Paper 10", "Paper 1"]
        )
        assert driver.chosen("downloadsView") == ["Paper 2"]


async def test_rows_are_in_their_order_when_the_page_is_shown_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        await open_downloads(driver)
        await keep(driver, failed(1))
        assert driver.titles("downloadsView") == FIRST
        driver.trigger("view.search")
        await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
        assert driver.titles("downloadsView") == ["Paper 2", "Paper 3", "Paper 10", "Paper 1"]


async def test_a_row_that_no_longer_belongs_to_the_chosen_chip_stays(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        view = await open_downloads(driver)
        over_list = QCursor.pos()
        driver.click("downloadsGroup.under_way")
        await driver.idle()
        assert driver.titles("downloadsView") == FIRST[:3]
        QCursor.setPos(over_list)
        await keep(driver, failed(1))
        assert driver.titles("downloadsView") == FIRST[:3]
        assert view.model().item(0).state is DownloadState.DONE
        leave_list(driver)
        await driver.until(lambda: driver.titles("downloadsView") == FIRST[1:3])


async def test_the_user_moves_a_row_while_others_keep_their_places(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        view = await open_downloads(driver)
        await keep(driver, at_work(2, PAUSED), at_work(3, PAUSED))
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(2, 0)).center()
        )
        driver.press(Qt.Key.Key_Up, "downloadsView", Qt.KeyboardModifier.AltModifier)
        await driver.idle()
        assert driver.titles("downloadsView") == ["Paper 1", "Paper 3", "Paper 2", "Paper 10"]


@pytest.mark.parametrize("group", ["not_got", "all"])
async def test_a_row_that_the_queue_tries_again_keeps_its_place(demo: Any, tmp_path: Path, group: str) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        QCursor.setPos(driver.window.mapToGlobal(QPoint(2, 2)))  # not over the list
        driver.trigger("view.downloads")
        await keep(driver, *(failed(number) for number in range(1, 7)))
        driver.click(f"downloadsGroup.{group}")
        await driver.idle()
        before = [f"Paper {number}" for number in range(6, 0, -1)]
        assert driver.titles("downloadsView") == before
        again, ended = structs.replace(at_work(3, WAITING), tries=1), "2026-11-22T11:00:00Z"
        failed_again = structs.replace(failed(3), tries=1, ended=ended)
        for item in (again, structs.replace(again, state=RUNNING), failed_again, structs.replace(again, tries=2)):
            await keep(driver, item)
            assert driver.titles("downloadsView") == before
        await keep(driver, structs.replace(failed_again, tries=2))
        assert driver.titles("downloadsView") == before
        driver.click("downloadsGroup.needs_person")
        await driver.idle()
        order = ["Paper 3", *(title for title in before if title != "Paper 3")]
        assert driver.titles("downloadsView") == order, "the user has chosen another list"

        await keep(driver, structs.replace(failed_again, tries=0, ended="2026-11-22T09:00:00Z"))
        await keep(driver, at_work(3, RUNNING))  # the user has tried it again
        assert driver.titles("downloadsView") == order


async def test_the_unfinished_downloads_are_at_the_top_when_the_user_wants_to_see_them(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        QCursor.setPos(driver.window.mapToGlobal(QPoint(2, 2)))
        driver.trigger("view.downloads")
        await keep(driver, *(failed(number) for number in (1, 2, 3)))
        await keep(driver, structs.replace(at_work(1, WAITING), tries=1))
        assert driver.titles("downloadsView") == ["Paper 3", "Paper 2", "Paper 1"]
        driver.trigger("downloads.pause_all")
        await driver.idle()
        assert driver.titles("downloadsView") == ["Paper 1", "Paper 3", "Paper 2"]


async def test_a_removed_row_returns_to_its_place_and_the_others_keep_theirs(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        view = await open_downloads(driver)
        keyboard = Keyboard(driver)
        await keep(driver, failed(1), failed(2), failed(3))
        assert driver.titles("downloadsView") == FIRST
        view.setFocus()
        await keyboard.press("Home")
        await keyboard.press("Down")
        await keyboard.press("Delete")
        await driver.until(lambda: driver.titles("downloadsView") == ["Paper 1", "Paper 3", "Paper 10"])
        await driver.idle()
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: len(driver.titles("downloadsView")) == 4)
        await driver.idle()
        assert driver.titles("downloadsView") == FIRST
        assert driver.chosen("downloadsView") == ["Paper 2"]
        leave_list(driver)
        await driver.until(lambda: driver.titles("downloadsView") != FIRST)
        assert driver.chosen("downloadsView") == ["Paper 2"]
