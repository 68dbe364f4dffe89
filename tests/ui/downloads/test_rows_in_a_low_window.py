"""In a small window with large text, the list of downloads has three rows, and a menu has the buttons above it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_row_that_moves import at_work, keep
from tests.ui.downloads.test_rows_under_the_pointer import failed

IN_MENU = ("getListOfPdfsButton", "retryDownloadsButton", "saveReportButton", "copyReportButton")


async def _open_queue(driver: Driver, kind: DownloadState) -> None:
    tried = {"outcome": ItemOutcome.TEMPORARY, "reason": "Too slow."}
    items = [structs.replace(failed(number), batch=f"List {number % 2}", **tried) for number in range(20)]
    if kind is DownloadState.WAITING:
        items += [at_work(number, kind) for number in range(30, 40)]
    await keep(driver, *items)
    driver.trigger("view.downloads")
    await driver.idle()


def _rows_in_sight(driver: Driver) -> int:
    view = driver.view("downloadsView")
    area = driver.window.pages.parentWidget()
    rows = [view.visualRect(view.model().index(row, 0)) for row in range(view.model().rowCount())]
    seen = [rect.translated(view.viewport().mapTo(area, QPoint())) for rect in rows if rect.height()]
    whole = [rect for rect in rows if view.viewport().rect().contains(rect)]
    return min(len(whole), sum(area.rect().contains(rect) for rect in seen))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", [DownloadState.WAITING, DownloadState.DONE])
async def test_three_rows_are_in_sight(demo: Any, tmp_path: Path, language: str, kind: DownloadState) -> None:
    changes = {"language": language, "offline": kind is DownloadState.WAITING}
    async with window_on(demo, tmp_path, size=(640, 640), text_size=150, **changes) as driver:
        await _open_queue(driver, kind)
        await driver.until(lambda: _rows_in_sight(driver) >= 3)


async def test_the_menu_has_the_buttons(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(640, 640), text_size=150, offline=True) as driver:
        await _open_queue(driver, DownloadState.WAITING)
        assert not any(driver.widget(name).isVisible() for name in IN_MENU)
        downloads = driver.program.services.downloads
        driver.click("moreDownloadsButton")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        entries = {action.text().replace("&", ""): action for action in menu.actions()}
        assert {"Get PDFs for a list…", "Copy report", "Save report as CSV…"} <= entries.keys(), list(entries)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entries["Try 20 again"]).center())
        await driver.until(lambda: downloads.progress().waiting == 30)
        driver.window.resize(1024, 900)
        await driver.until(lambda: all(driver.widget(name).isVisible() for name in (IN_MENU[0], *IN_MENU[2:])))
        driver.click("moreDownloadsButton")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert not any("again" in action.text() for action in menu.actions())
        menu.close()
