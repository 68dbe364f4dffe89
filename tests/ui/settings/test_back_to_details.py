"""Esc in the settings returns the focus to where it was, also to the details of a paper as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize(("size", "text_size"), [((1440, 900), 100), ((1024, 640), 150)])
@pytest.mark.parametrize("page", ["Ctrl+,", "Ctrl+2"])
async def test_the_details_have_the_focus_again(
    demo: Any, tmp_path: Path, size: tuple[int, int], text_size: int, page: str
) -> None:
    async with window_on(demo, tmp_path, citations=None, size=size, text_size=text_size) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        for keys in ("Return", "Ctrl+Alt+0"):
            await keyboard.press(keys)
            await driver.idle()
        before = keyboard.focus
        assert driver.widget("detailPane").isAncestorOf(before)
        await keyboard.press(page)
        await driver.idle()
        assert not driver.widget("detailPane").isVisible()
        assert keyboard.focus is not before
        if page == "Ctrl+,":
            await keyboard.press("Esc")
        else:
            driver.trigger("view.search")
        await driver.idle()
        await keyboard.settle()
        assert keyboard.focus is before
