"""The table of exported papers has the same columns whether the papers are in the library or not."""

from __future__ import annotations

from typing import Any

from scholar_desktop.formats.paper_table import COLUMNS
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _head(driver: Driver, keyboard: Keyboard) -> list[str]:
    """The columns of the preview of the selected papers."""
    await keyboard.press("Ctrl+E")
    await driver.idle()
    driver.click("exportFormat.csv")
    await driver.until(lambda: driver.widget("exportPreview").toPlainText().startswith("key,"))
    head = driver.widget("exportPreview").toPlainText().split("\n")[0].split(",")
    await keyboard.press("Escape")
    await driver.idle()
    return head


async def test_the_columns_are_the_same_once_papers_are_in_the_library(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press("Down")
        await keyboard.press("Shift+Down")
        await driver.idle()
        assert await _head(driver, keyboard) == list(COLUMNS)
        services, papers = driver.program.services, list(driver.window.context.now.papers)
        assert len(papers) == 2
        await services.library.add(papers)
        kept = await services.library.find_many(papers[:1])
        await services.library.tag([one.key for one in kept.values()], "thesis")
        await driver.idle()
        assert await _head(driver, keyboard) == list(COLUMNS)
