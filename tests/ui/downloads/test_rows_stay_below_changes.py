"""What appears above or below the list of downloads does not move the row under the pointer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Ids, Paper
from tests.support.window_driver import Driver, window_on

pytestmark = pytest.mark.usefixtures("pointer_put_back")


def item(number: int, **changes: Any) -> DownloadItem:
    doi = f"10.1234/{number}"
    return DownloadItem(f"key{number}", doi, Paper(f"Paper {number}", Ids(doi=doi)), **changes)


def ended(number: int, outcome: ItemOutcome) -> DownloadItem:
    when = f"2026-11-22T10:{number:02}:00Z"
    return item(number, state=DownloadState.DONE, outcome=outcome, reason="Why.", ended=when)


def place_of(driver: Driver, title: str) -> QPoint:
    """The place on the screen of the middle of a row."""
    view = driver.view("downloadsView")
    index = view.model().index(driver.titles("downloadsView").index(title), 0)
    return view.viewport().mapToGlobal(view.visualRect(index).center())


async def keep(driver: Driver, *items: DownloadItem) -> None:
    driver.program.services.downloads._board.keep(items)
    await driver.idle()


async def point_at(driver: Driver, title: str) -> QPoint:
    place = place_of(driver, title)
    QCursor.setPos(place)
    await driver.idle()
    return place


async def test_the_first_result_and_the_note_of_being_offline_move_no_row(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        driver.trigger("view.downloads")
        await keep(driver, *(item(number, state=DownloadState.PAUSED) for number in range(3)))
        place = await point_at(driver, "Paper 1")
        await keep(driver, ended(2, ItemOutcome.TEMPORARY))
        assert place_of(driver, "Paper 1") == place
        assert not driver.window.pages.page("downloads").pane.bar.isVisible()
        driver.program.services.downloads.resume(["key0"])
        await driver.until(lambda: driver.window.pages.page("downloads").pane.bar.isVisible())
        await driver.idle()
        assert place_of(driver, "Paper 1") == place


async def test_chips_that_need_another_line_do_not_move_the_row_under_the_pointer(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(700, 700)) as driver:
        driver.trigger("view.downloads")
        await keep(driver, *(ended(number, ItemOutcome.SAVED) for number in range(40)))
        view = driver.view("downloadsView")
        top = view.mapToGlobal(QPoint()).y()
        view.verticalScrollBar().setValue(200)
        title = driver.titles("downloadsView")[view.rowAt(view.viewport().height() // 2)]
        place = await point_at(driver, title)
        outcomes = [one for one in ItemOutcome if one is not ItemOutcome.SAVED]
        for number, outcome in enumerate(outcomes):
            await keep(driver, ended(number, outcome))
            assert place_of(driver, title) == place, outcome
        assert view.mapToGlobal(QPoint()).y() > top, "the chips have more lines"
