"""The search comes back with its own paper after a restart on another page, also if the library was shown before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.missing_classics import open_missing_classics
from tests.support.window_driver import Driver, window_on


@pytest.mark.parametrize("is_result", [True, False])
async def test_the_row_of_the_search_is_shown(demo: Any, tmp_path: Any, is_result: bool) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        if not is_result:
            await driver.search("climate")
        driver.click_row(3)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        in_library = driver.chosen()
        await driver.search("attention")
        driver.click_row(1)
        await driver.idle()
        found = driver.chosen()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        assert driver.chosen("libraryView") == in_library != found
        driver.trigger("view.news")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+1")
        await driver.idle()
        await driver.until(lambda: bool(driver.chosen()))
        await driver.idle()
        assert driver.chosen() == found
        assert [paper.title for paper in driver.window.context.now.papers] == found
        assert driver.window.search_page.shown_paper.title == found[0]


async def _add_to_library(driver: Driver, *rows: int) -> None:
    for row in rows:
        driver.click_row(row)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()


async def _press(driver: Driver, *keys: str) -> None:
    keyboard = Keyboard(driver)
    for key in keys:
        await keyboard.press(key)
        await driver.idle()


async def test_a_list_that_is_hidden_does_not_show_its_row(demo: Any, tmp_path: Any) -> None:
    """The library had the focus last, and the page is shown again with the results in its place."""
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        await _add_to_library(driver, 6, 5, 0)  # the last one is the first row of the library, and a result
        driver.click_row(2)
        await driver.idle()
        found = driver.chosen()
        await _press(driver, "Ctrl+Alt+1", "Ctrl+L", "Escape")
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.until(lambda: bool(driver.chosen()))
        await driver.idle()
        await _press(driver, "Ctrl+3", "Alt+5", "Ctrl+1")
        assert driver.chosen() == found
        assert driver.window.search_page.shown_paper.title == found[0]
        assert driver.window.focusWidget() is driver.view()


async def test_a_trail_begins_with_the_row_of_the_last_run(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        row = next(row for row, title in enumerate(driver.titles()) if title.startswith("ECA-Net"))
        driver.view().scrollTo(driver.view().model().index(row, 0))
        driver.click_row(row)
        await driver.idle()
        driver.trigger("view.cited_by")  # the rows are stored
        await driver.idle()
        found = driver.chosen()
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.until(lambda: bool(driver.chosen()))
        await driver.idle()
        await _press(driver, "Ctrl+3", "Ctrl+1", "Ctrl+Alt+1", "Home")
        assert not driver.window.search_page.panes.paper.is_open  # nothing was requested for it
        await _press(driver, "Return")
        session = driver.window.search_page.panes.paper
        assert session.paper.title != found[0]
        assert [paper.title for paper in session.trail] == [*found, session.paper.title]
        assert driver.widget("trailBar").isVisible()
        await _press(driver, "Alt+Left")
        assert session.paper.title == found[0]
        assert driver.chosen() == found


async def test_the_row_of_the_search_is_shown_after_a_list_of_another_page(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await open_missing_classics(driver, keyboard)
        driver.window.pages.currentWidget()._on_ask()
        await driver.idle()
        await driver.until(lambda: driver.view("missingView").model().rowCount() > 3)
        collections = driver.program.services.collections
        await collections.put_in([driver.view().model().paper(row) for row in (4, 5)], "Thesis")
        (collection,) = (one for one in await collections.all() if one.path == "Thesis")
        await _press(driver, "Ctrl+1")
        driver.click_row(2)
        await driver.idle()
        found = driver.chosen()
        await _press(driver, "Ctrl+8", "Down", "Return")
        assert driver.window.search_page.panes.list_beside.is_shown
        opened = driver.window.search_page.shown_paper.title
        driver.window.navigation.show_collection(collection)
        await driver.idle()
        driver.click_row(1, "libraryView")
        await driver.idle()
        assert driver.window.search_page.shown_paper.title not in (found[0], opened)
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        await _press(driver, "Ctrl+1")
        await driver.until(lambda: bool(driver.chosen()))
        await driver.idle()
        assert driver.chosen() == found
        assert driver.window.search_page.shown_paper.title == found[0]
