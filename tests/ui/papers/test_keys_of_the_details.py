"""Home and End scroll the details to their beginning and end while the ring is around them."""

from __future__ import annotations

from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_home_and_end_scroll_the_details(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(1280, 800)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.view().choose(0)
        driver.view().setFocus()
        await keyboard.press("Return")
        await driver.idle()
        detail = driver.window.search_page.panes.detail
        detail.take_focus()
        await driver.idle()
        bar, area = detail._scroll.verticalScrollBar(), keyboard.focus
        assert area is detail._scroll
        assert bar.maximum() > 0
        await keyboard.press("End")
        assert bar.value() == bar.maximum()
        await keyboard.press("Home")
        assert (bar.value(), keyboard.focus) == (0, area)
