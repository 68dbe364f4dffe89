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


async def test_after_a_start_back_leads_to_the_searches_of_the_last_run(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await driver.search("memory")
        await driver.search("sleep")
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: bool(driver.chosen()))
        await driver.idle()
        keyboard, box = Keyboard(driver), driver.widget("searchEdit")
        found, asked = driver.titles(), demo.stats()["requests"]
        for words in ("memory", "attention"):
            await keyboard.press("Alt+Left")
            await driver.idle()
            assert (box.text(), box.hasFocus()) == (words, True)
            assert not driver.view().isVisible()
        assert demo.stats()["requests"] == asked, "nothing is requested until it is asked for"
        await keyboard.press("Return")
        await driver.idle()
        assert driver.titles()
        for _ in range(2):
            await keyboard.press("Alt+Right")
            await driver.idle()
        assert driver.titles() == found, "the last search still has its results"
