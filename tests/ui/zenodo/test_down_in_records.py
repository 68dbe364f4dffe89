"""Down in the search box of Zenodo's records leads to the list."""

from __future__ import annotations

from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_down_goes_from_the_box_to_the_first_record(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        driver.trigger("view.records")
        await driver.idle()
        driver.widget("recordsEdit").setFocus()
        await keyboard.type("attention")
        await keyboard.press("Return")
        await driver.idle()
        driver.widget("recordsEdit").setFocus()
        await keyboard.press("Down")
        await driver.idle()
        assert keyboard.focus is driver.view("recordsView")
        assert driver.chosen("recordsView") == driver.titles("recordsView")[:1]
