"""The command palette leads to all that the user has named, and ticks the commands that are on."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.rows.panel_line_delegate import END, ICON
from scholar_desktop.ui.rows.row_layout import cut_texts
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _typed(driver: Driver, keyboard: Keyboard, words: str) -> Any:
    await keyboard.press("Ctrl+Shift+P")
    await driver.idle()
    await keyboard.type(words)
    return driver.widget("paletteList")


@pytest.mark.parametrize("language", [None, "de"])
async def test_a_name_and_its_reason_are_whole(demo: Any, tmp_path: Any, language: str | None) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640), language=language) as driver:
        await driver.search("attention")
        rows = await _typed(driver, Keyboard(driver), "export")
        assert rows.count() > 8
        for at in range(rows.count()):
            index = rows.model().index(at, 0)
            place = rows.visualRect(index)
            layout = rows.itemDelegate()._layout(place.width(), place.height(), index)
            assert cut_texts(layout) == [], rows.item(at).text()


async def test_the_palette_shows_a_smart_view_and_a_saved_search_by_their_names(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.trigger("search.save")
        await driver.idle()
        await driver.program.services.library.views.put("Recent papers on vision", "year:2018-")
        await driver.search("memory")
        driver.click("sidebar.view.library")
        await driver.idle()
        rows = await _typed(driver, keyboard, "recent vision")
        assert (rows.item(0).text(), rows.item(0).data(END)) == ("Recent papers on vision", "Smart view")
        await keyboard.press("Return")
        await driver.idle()
        shown = driver.window.navigation.smart_view
        assert shown is not None
        assert shown.name == "Recent papers on vision"
        rows = await _typed(driver, keyboard, "attention")
        [row] = [rows.item(at) for at in range(rows.count()) if rows.item(at).data(END) == "Saved search"]
        rows.setCurrentItem(row)
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.navigation.page == places.SEARCH
        assert driver.widget("searchEdit").text() == "attention"


async def test_the_palette_ticks_what_is_on(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.click("sidebar.view.library")
        await driver.idle()
        for words, command in (("cards", "Cards"), ("table", "Table")):
            driver.trigger(f"library.{command.lower()}")
            await driver.idle()
            for typed, is_on in ((words, True), ("cards" if words == "table" else "table", False)):
                rows = await _typed(driver, keyboard, typed)
                assert (rows.item(0).data(ICON) == "tick") is is_on, (command, typed)
                assert (rows.item(0).data(Qt.ItemDataRole.AccessibleTextRole) is not None) is is_on
                await keyboard.press("Escape")
