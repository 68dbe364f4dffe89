"""Esc on a page with an arrow back does what the arrow does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize("keys", ["Ctrl+6", "Ctrl+7"])
async def test_esc_goes_back_from_a_page_with_an_arrow_back(demo: Any, tmp_path: Any, keys: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(2)
        await driver.idle()
        keyboard = Keyboard(driver)
        await keyboard.press(keys)
        await driver.idle()
        assert driver.window.navigation.page not in ("search", "library")
        await keyboard.type("moss")
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert len(driver.chosen()) == 1
        await keyboard.press("Escape")
        assert driver.window.navigation.page == "search"
        driver.trigger("view.downloads")
        await keyboard.press("Escape")
        assert driver.window.navigation.page == "downloads", "it has no arrow back"
