"""After Enter on a row, commands apply to its paper, not to the citing row that was selected there before."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


async def test_commands_apply_to_the_paper_that_was_opened(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, actions = Keyboard(driver), driver.window.registry
        downloads = driver.program.services.downloads
        await driver.search("attention")
        driver.click_row(0)
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: bool(downloads.items()) and not downloads.active)
        await driver.idle()
        assert actions["paper.read_pdf"].isEnabled()
        await _press(driver, keyboard, "Return", "Ctrl+Alt+1", "Home", "Escape")
        [citing] = driver.chosen("citedByView")
        await _press(driver, keyboard, "J")
        assert driver.chosen("citedByView") != [citing]
        driver.press(Qt.Key.Key_K, "resultsView")
        driver.press(Qt.Key.Key_Return, "resultsView")  # before its list has come
        await driver.until(lambda: driver.chosen("citedByView") == [citing])
        await driver.idle()
        assert driver.widget("detailPane").isAncestorOf(keyboard.focus)
        now = driver.window.context.now
        assert now.paper is not None
        assert now.paper.title == driver.titles()[0]
        assert actions.why_not("paper.read_pdf") is None
        assert actions["paper.read_pdf"].isEnabled()
