"""The list of downloads does not scroll after the selected download when that gets another place by its new state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor

from scholar_desktop.domain.download import DownloadItem, DownloadState
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_rows_under_the_pointer import failed, shown

pytestmark = pytest.mark.usefixtures("pointer_put_back")


def at_work(number: int, state: DownloadState) -> DownloadItem:
    return structs.replace(failed(number), state=state, outcome=None, attempts=(), reason="", ended="")


async def keep(driver: Driver, *items: DownloadItem) -> None:
    driver.program.services.downloads._board.keep(items)
    await driver.idle()


async def open_downloads(driver: Driver) -> Any:
    """Show 40 ended downloads and two that are at work, the first of them selected by a key."""
    QCursor.setPos(driver.window.mapToGlobal(driver.window.rect().topLeft()))
    driver.trigger("view.downloads")
    await shown(driver, *range(40))
    await keep(driver, at_work(50, DownloadState.RUNNING), at_work(51, DownloadState.RUNNING))
    view = driver.view("downloadsView")
    view.setFocus()
    driver.press(Qt.Key.Key_Home, "downloadsView")
    await driver.idle()
    assert driver.chosen("downloadsView") == ["Paper 50"]
    assert view.verticalScrollBar().value() == 0
    return view


async def test_the_list_stays_where_it_is_when_the_selected_download_ends(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        view = await open_downloads(driver)
        await keep(driver, structs.replace(failed(50), ended="2026-11-22T09:00:00Z"))
        assert driver.titles("downloadsView")[-1] == "Paper 50"
        assert driver.chosen("downloadsView") == ["Paper 50"]
        assert view.verticalScrollBar().value() == 0


async def test_the_list_follows_the_selected_download_when_others_come_before_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile", downloads_dir=tmp_path) as driver:
        view = await open_downloads(driver)
        driver.press(Qt.Key.Key_Down, "downloadsView")
        driver.press(Qt.Key.Key_Down, "downloadsView")
        assert driver.chosen("downloadsView") == ["Paper 39"]
        await keep(driver, *(at_work(number, DownloadState.RUNNING) for number in range(60, 80)))
        assert driver.chosen("downloadsView") == ["Paper 39"]
        row = driver.titles("downloadsView").index("Paper 39")
        assert view.viewport().rect().intersects(view.visualRect(view.model().index(row, 0)))
