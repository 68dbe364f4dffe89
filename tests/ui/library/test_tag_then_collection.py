"""The keys for tags and for collections follow each other, while the panel of the other one is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import show_in_library, window_on


async def test_what_is_typed_after_each_key_is_a_tag_or_a_collection(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await show_in_library(driver, 0)
        keyboard = Keyboard(driver)
        driver.view("libraryView").setFocus()
        await keyboard.press("Ctrl+T")
        await keyboard.type("to cite")
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.press("Ctrl+G")
        await driver.until(lambda: keyboard.focus.objectName() == "collectionEdit")
        await keyboard.press("Ctrl+T")
        await driver.until(lambda: keyboard.focus.objectName() == "tagEdit")
        await keyboard.press("Ctrl+G")
        await driver.until(lambda: keyboard.focus.objectName() == "collectionEdit")
        await keyboard.type("Thesis")
        await keyboard.press("Return")
        await driver.idle()
        library = driver.program.services.library
        (kept,) = (await library.page()).papers
        assert (kept.tags, kept.collections) == (("to cite",), ("Thesis",))
