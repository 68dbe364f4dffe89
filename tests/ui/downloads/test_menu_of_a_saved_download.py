"""The context menu of a saved download offers what the lists of papers offer for a PDF, and its file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from tests.support.window_driver import Driver, recorded, row_menu, window_on


async def _saved(driver: Driver) -> str:
    """Get a PDF, and select its row. Return the path of the PDF."""
    downloads = driver.program.services.downloads
    driver.click("sidebar.view.downloads")
    (key,) = await downloads.enqueue_ids(("arXiv:1706.03762",))
    await driver.until(lambda: downloads.active == 0)
    await driver.idle()
    driver.click_row(0, "downloadsView")
    await driver.idle()
    path = downloads.row(key).path
    assert path is not None
    return path


def _entries(driver: Driver) -> dict[str, Any]:
    menu = row_menu(driver, "downloadsView")
    found = {action.text().replace("&", ""): action for action in menu.actions() if not action.isSeparator()}
    menu.close()
    return found


async def test_reading_here_is_first_and_the_file_has_entries(demo: Any, tmp_path: Path) -> None:
    opened: list[str] = []
    async with window_on(demo, tmp_path, prepare=recorded("open_path", opened)) as driver:
        path = await _saved(driver)
        entries = _entries(driver)
        assert [*entries][:4] == ["Read here", "Open in PDF app", "Show in folder", "Copy path"]
        assert len(entries) <= 12
        entries["Show in folder"].trigger()
        assert opened == [str(Path(path).parent)]
        driver.trigger("paper.show_in_folder")
        assert opened == [str(Path(path).parent)] * 2, "also by the command palette"
        entries["Copy path"].trigger()
        assert QApplication.clipboard().text() == path
        entries["Read here"].trigger()
        await driver.until(lambda: driver.widget("pdfView").isVisible())


async def test_a_file_that_was_removed_is_not_offered(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await asyncio.to_thread(Path(await _saved(driver)).unlink)
        driver.window.pages.page("downloads")._look_for_files()
        await driver.until(lambda: bool(driver.window.pages.page("downloads").model.gone))
        await driver.idle()
        assert not {"Read here", "Show in folder", "Copy path"} & {*_entries(driver)}
