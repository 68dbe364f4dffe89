"""Rows of papers in the library show the fields that the user corrected, in every list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

YEAR = "1907"


def _spoken(driver: Driver, title: str, name: str = "resultsView") -> str:
    view, row = driver.view(name), driver.titles(name).index(title)
    return str(view.model().row(row).spoken)


async def test_a_corrected_year_stays_in_the_rows(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("Down")
        (title,) = driver.chosen()
        await keyboard.press("S")
        await driver.idle()
        await keyboard.press("Ctrl+Shift+E")
        await driver.until(lambda: driver.widget("field.issued").isVisible())
        driver.type(YEAR, "field.issued")
        await keyboard.press("Ctrl+Return")
        await driver.idle()
        assert YEAR in _spoken(driver, title)
        driver.trigger("search.sort_citations")
        await driver.idle()
        assert YEAR in _spoken(driver, title), "after sorting"
        await driver.search("network")
        await driver.search("attention")
        assert driver.chosen() != [title]
        assert YEAR in _spoken(driver, title), "after a new search"
        driver.trigger("edit.undo")
        await driver.idle()
        assert YEAR not in _spoken(driver, title)
