"""Alt+Left and Alt+Right say so if there is nothing to go back or forward to."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_it_is_said_after_a_start(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: bool(driver.chosen()))
        await driver.idle()
        chosen, keyboard = driver.chosen(), Keyboard(driver)
        assert driver.view().hasFocus()
        for keys, reason in (("Alt+Left", "nothing to go back to"), ("Alt+Right", "nothing to go forward to")):
            await keyboard.press(keys)
            await driver.idle()
            texts = [one.text() for one in driver.window.findChildren(QLabel) if one.isVisible()]
            assert any(reason in text for text in texts), texts
            assert driver.view().hasFocus()
            assert driver.chosen() == chosen
