"""A row shows the state of its download under each identifier that the paper had when it was requested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

PAPER = "Attention is All you Need"


def _pdf_buttons(driver: Driver) -> list[str]:
    buttons = driver.window.findChildren(QWidget, "getPdfButton")
    return [button.content.text for button in buttons if button.isVisible()]


async def test_the_zenodo_record_of_a_paper_whose_download_has_ended_does_not_wait(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        downloads, keyboard = driver.program.services.downloads, Keyboard(driver)
        await downloads.enqueue_ids(["arXiv:1706.03762"])  # the library then has it without the Zenodo record
        await driver.until(lambda: downloads.active == 0)
        await driver.search("attention")
        await keyboard.press("Esc")
        for keys in ("Ctrl+A", "Ctrl+D"):
            await keyboard.press(keys)
        await driver.until(lambda: len(downloads.items()) > 1 and downloads.active == 0)
        await keyboard.press("Alt+Z")
        driver.type("attention", "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsEdit")
        await driver.until(lambda: PAPER in driver.titles("recordsView"))
        view = driver.view("recordsView")
        row = driver.titles("recordsView").index(PAPER)
        await driver.idle()
        assert "waiting" not in view.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        driver.click_row(row, "recordsView")
        driver.press(Qt.Key.Key_Return, "recordsView")
        await driver.idle()
        assert _pdf_buttons(driver) == ["Get PDF"]
