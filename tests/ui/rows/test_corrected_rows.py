"""Rows of papers in the library show the fields that the user corrected, in every list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.support.edited_entry import add_and_edit
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
        await add_and_edit(driver, {"issued": YEAR})
        assert YEAR in _spoken(driver, title)
        driver.trigger("search.sort_citations")
        await driver.idle()
        assert YEAR in _spoken(driver, title), "after sorting"
        await driver.search("network")
        await driver.search("attention")
        assert driver.chosen() != [title]
        assert YEAR in _spoken(driver, title), "after a new search"
        assert driver.view().model().row(driver.titles().index(title)).year == YEAR, "in its column"
        driver.trigger("edit.undo")
        await driver.idle()
        assert YEAR not in _spoken(driver, title)


async def test_a_corrected_year_stays_in_the_list_of_citing_papers(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        await driver.search("attention")
        driver.click_row(1)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.click_row(0, "citedByView")
        await driver.idle()
        (title,) = driver.chosen("citedByView")
        assert YEAR not in _spoken(driver, title, "citedByView")
        await add_and_edit(driver, {"issued": YEAR})
        driver.trigger("go.back")
        await driver.until(lambda: title in driver.titles("citedByView"))
        await driver.until(lambda: YEAR in _spoken(driver, title, "citedByView"))  # in a new list
        driver.trigger("edit.undo")
        await driver.idle()
        assert YEAR not in _spoken(driver, title, "citedByView"), "in the list that is shown"
