"""With large text in a small window, a page is shown from its top, and follows the focus from the first key on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

LIST = "\n".join(["arXiv:1706.03762v5", "10.1038/", "Smith J (2021) Personal communication"] * 6)


def _scrolled(driver: Driver) -> tuple[int, int]:
    bar = driver.window._area.verticalScrollBar()
    return bar.value(), bar.maximum()


def _row_is_in_sight(driver: Driver, view: str) -> bool:
    rows, area = driver.view(view), driver.window._area.viewport()
    place = rows.visualRect(rows.currentIndex())
    bottom = rows.viewport().mapTo(driver.window, QPoint(0, place.bottom())).y()
    return bottom < area.mapTo(driver.window, QPoint(0, area.height())).y()


async def _assert_from_top(driver: Driver, command: str, view: str) -> None:
    keyboard = Keyboard(driver)
    driver.trigger("view.search")
    await driver.idle()
    driver.trigger(command)
    await driver.idle()
    await driver.until(lambda: _scrolled(driver)[1] > 0)
    driver.view(view).setFocus()
    await driver.idle()
    assert driver.view(view).hasFocus()
    assert _scrolled(driver)[0] == 0
    for _ in range(8):
        await keyboard.press("Down")
        await driver.idle()
        await driver.until(lambda: _row_is_in_sight(driver, view))


async def test_downloads(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(900, 520), text_size=150) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("app.offline")
        await downloads.enqueue_ids([f"10.5555/{number}" for number in range(20)], batch="list")
        downloads.cancel([one.key for one in downloads.items()][:10])
        await driver.idle()
        await _assert_from_top(driver, "view.downloads", "downloadsView")


async def test_a_reference_list(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(900, 520), text_size=150) as driver:
        QApplication.clipboard().setText(LIST)
        driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: driver.state("reviewTable") == "full")
        await _assert_from_top(driver, "view.review", "reviewTable")
