"""“Why these results” opened by a key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.ui.widgets.scroll_column import FocusRing
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_why_these_results_shows_the_focus_from_the_start_and_scrolls_by_keys(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1024, 480), text_size=150) as driver:
        await driver.search("attention memory")
        keyboard = Keyboard(driver)
        driver.view().setFocus()
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("why these")
        await keyboard.press("Return")
        panel = driver.widget("whyPanel")
        assert keyboard.focus is panel
        [ring] = [one for one in panel.findChildren(FocusRing) if one.isVisible()]
        assert ring.size() == keyboard.focus.size()
        bar = panel._area.verticalScrollBar()
        await driver.until(lambda: bar.maximum() > 0)
        await keyboard.press("Page Down")
        assert bar.value() > 0
        await keyboard.press("Tab")
        assert panel.isAncestorOf(keyboard.focus)
        assert not ring.isVisible()
        await keyboard.press("Esc")
        assert not panel.isVisible()
        assert keyboard.focus is driver.view()


async def test_the_reasons_are_of_a_search_and_only_on_its_page(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        why = driver.window.registry["search.why"]
        await driver.until(why.isEnabled)
        driver.trigger("view.library")
        await driver.until(lambda: not why.isEnabled())
