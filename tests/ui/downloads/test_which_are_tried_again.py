"""The button of a chip and the panel of a selection offer to try the same downloads again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

CLOSED = "10.1037/0003-066X.37.2.122"
DATASET = "zenodo:7248153"
"""A record with files, and no PDF."""
NOT_FOUND = ("10.5555/not.known.1", "10.5555/not.known.2", "10.5555/not.known.3")


async def _failed(driver: Driver, *texts: str) -> None:
    downloads = driver.program.services.downloads
    await downloads.enqueue_ids(texts, batch="a list")
    await driver.until(lambda: downloads.active == 0)
    driver.click("sidebar.view.downloads")
    await driver.until(lambda: driver.widget("downloadsGroup.not_got").isVisible())


async def _choose_all(driver: Driver, group: str) -> list[str]:
    """Click the chip *group* and select its rows with the keyboard. Return what the panel offers to try again."""
    driver.click(f"downloadsGroup.{group}")
    await driver.idle()
    driver.view("downloadsView").setFocus()
    await Keyboard(driver).press("Ctrl+A")
    await driver.idle()
    return [text for text in _texts(driver) if "again" in text]


def _texts(driver: Driver) -> dict[str, Button]:
    buttons = driver.widget("attemptsPane").findChildren(Button)
    return {one.text(): one for one in buttons if one.isVisible()}


async def test_the_button_and_the_panel_count_the_same_downloads(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _failed(driver, CLOSED, *NOT_FOUND)
        retry = driver.widget("retryDownloadsButton")
        for group in ("not_got", "all"):
            assert await _choose_all(driver, group) == ["Try 3 again"]
            assert retry.isVisible()
            assert driver.widget("downloadsGroup.not_got").content.count == "4"
            assert retry.content.text == "Try 3 of 4 missing again"
            assert "Try these downloads again: 3 not found." in retry.toolTip()
            assert "1 that has no open PDF or is restricted is left out" in retry.toolTip()
        tried: set[str] = set()
        driver.program.services.downloads.changed.connect(lambda item: tried.add(item.asked_as))
        QTest.mouseClick(_texts(driver)["Try 3 again"], Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.program.services.downloads.active == 0 and bool(tried))
        assert tried == {*NOT_FOUND}
        assert await _choose_all(driver, "not_found") == ["Try 3 again"]
        assert retry.content.text == "Try 3 again", "as many as the chip says"
        assert "left out" not in retry.toolTip()
        tried.clear()
        driver.click("retryDownloadsButton")
        await driver.until(lambda: driver.program.services.downloads.active == 0 and bool(tried))
        assert tried == {*NOT_FOUND}


async def test_downloads_without_an_open_copy_are_not_offered_to_be_tried_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _failed(driver, CLOSED, NOT_FOUND[0])
        assert await _choose_all(driver, "closed") == []
        assert not driver.widget("retryDownloadsButton").isVisible()
        driver.window.registry.refresh()
        assert not driver.window.registry["downloads.retry"].isEnabled()
        driver.view("downloadsView").choose(0)
        await driver.idle()
        assert not [text for text in _texts(driver) if "again" in text]
        assert await _choose_all(driver, "not_found") == ["Try again"]
        driver.window.registry.refresh()
        assert driver.window.registry["downloads.retry"].isEnabled()


async def test_a_record_without_a_pdf_offers_its_files_and_no_other_try(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _failed(driver, DATASET, NOT_FOUND[0])
        retry = driver.widget("retryDownloadsButton")
        assert await _choose_all(driver, "not_got") == ["Try 1 again"]
        assert retry.content.text == "Try 1 of 2 missing again"
        assert "1 that has no open PDF or is restricted is left out" in retry.toolTip()
        assert await _choose_all(driver, "no_pdf") == []
        assert list(_texts(driver)) == ["Get files", "Add to library", "Remove from list"]
        assert not retry.isVisible()
        driver.window.registry.refresh()
        assert not driver.window.registry["downloads.retry"].isEnabled()
