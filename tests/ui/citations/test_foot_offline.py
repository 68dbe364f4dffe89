"""The foot of a citation list that is loaded in part, while the program works offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import shown_tooltip, window_on

WHY = "You are working offline. To go online, turn off “Work offline” in the File menu."


async def test_offline_the_rest_cannot_be_loaded_and_the_buttons_say_why(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True, semantic_scholar_rate=0.5) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+1")
        await driver.idle()
        cited_by = driver.window.search_page.panes.citations.cited_by
        more, load_all = driver.widget("citedBy.more"), driver.widget("citedBy.all")
        await driver.until(load_all.isVisible)
        assert "the rest takes" in cited_by.loaded_words()
        driver.trigger("app.offline")
        await driver.until(lambda: not load_all.isEnabled())
        assert not more.isEnabled()
        assert [shown_tooltip(one) for one in (more, load_all)] == [WHY, WHY]
        assert "takes" not in cited_by.loaded_words()
        driver.trigger("app.offline")
        await driver.until(load_all.isEnabled)
        assert more.isEnabled()
        assert shown_tooltip(more) == "1 request"
        assert "the rest takes" in cited_by.loaded_words()
