"""The search comes back with its own paper after a restart on another page, also if the library was shown before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize("is_result", [True, False])
async def test_the_row_of_the_search_is_shown(demo: Any, tmp_path: Any, is_result: bool) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        if not is_result:
            await driver.search("climate")
        driver.click_row(3)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        in_library = driver.chosen()
        await driver.search("attention")
        driver.click_row(1)
        await driver.idle()
        found = driver.chosen()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        assert driver.chosen("libraryView") == in_library != found
        driver.trigger("view.news")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+1")
        await driver.idle()
        await driver.until(lambda: bool(driver.chosen()))
        await driver.idle()
        assert driver.chosen() == found
        assert [paper.title for paper in driver.window.context.now.papers] == found
        assert driver.window.search_page.shown_paper.title == found[0]
