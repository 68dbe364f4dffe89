"""Each message that a file was saved has a button that opens its folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, recorded, window_on
from tests.ui.exchange.test_manuscript_page import choose, written


async def _click_show_folder(driver: Driver, key: str) -> None:
    messages = driver.window.messages
    await driver.until(lambda: messages.note(key) is not None)
    await driver.idle()
    assert messages.note(key).lead.startswith("Saved ")
    button = next(one for one in messages.findChildren(Button) if one.content.text == "Show folder")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def test_the_folder_of_a_corrected_bib_file_can_be_opened(demo: Any, tmp_path: Path) -> None:
    opened: list[str] = []
    file = written(tmp_path)
    async with window_on(demo, tmp_path / "profile", prepare=recorded("open_path", opened)) as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        driver.click("manuscriptAcceptSureButton")
        driver.click("manuscriptSaveBibButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "corrected.bib")
        await _click_show_folder(driver, "manuscript")
        assert opened == [str(tmp_path)]


async def test_the_folder_of_the_table_of_downloads_can_be_opened(demo: Any, tmp_path: Path) -> None:
    opened: list[str] = []
    async with window_on(demo, tmp_path / "profile", prepare=recorded("open_path", opened)) as driver:
        downloads = driver.program.services.downloads
        driver.click("sidebar.view.downloads")
        await downloads.enqueue_ids(["10.1037/0003-066X.37.2.122"])
        await driver.until(lambda: downloads.active == 0)
        driver.window.pages.page("downloads")._commands.save_report(tmp_path / "table.csv")
        await _click_show_folder(driver, "report")
        assert opened == [str(tmp_path)]
