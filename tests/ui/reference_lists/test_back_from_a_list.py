"""Esc on the page of a reference list returns to the page from which it was opened."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from scholar_desktop.ui.widgets.sidebar_button import PlaceButton
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.library.test_collections import open_shelf, press

TWO = "10.1038/nature12373\n10.1038/nature14539"


async def test_esc_in_a_list_goes_back_to_the_collection_or_search_it_was_opened_from(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        navigation = driver.window.navigation
        await open_shelf(driver)
        press(driver, "Thesis")
        await driver.idle()
        keyboard = Keyboard(driver)
        driver.view("libraryView").setFocus()
        await keyboard.press("Ctrl+Shift+O")
        await driver.idle()
        assert navigation.page == "review"
        QApplication.clipboard().setText(TWO)
        await keyboard.press("Ctrl+V")
        await keyboard.press("Ctrl+Return")
        await driver.idle()
        assert driver.view("reviewTable").hasFocus()
        await keyboard.press("Escape")
        await driver.idle()
        assert navigation.page == "library"
        assert navigation.collection is not None
        assert navigation.collection.name == "Thesis"

        await keyboard.press("Ctrl+1")
        await keyboard.press("Ctrl+Shift+O")
        await driver.idle()
        assert keyboard.focus.objectName() == "reviewTextEdit"
        await keyboard.press("Escape")
        assert navigation.page == "search", "the list of before is not gone through"

        driver.trigger("view.review")
        await driver.idle()
        assert driver.view("reviewTable").hasFocus()
        await keyboard.press("Ctrl+Shift+O")
        await keyboard.press("Escape")
        assert driver.view("reviewTable").hasFocus(), "from the list itself, Esc returns to the list"
        driver.click("reviewBackButton")
        assert navigation.page == "search"


def lit(driver: Driver) -> tuple[list[str], int | None]:
    """The rows of the sidebar that are lit, and the key of the collection that is."""
    rows = [one.objectName() for one in driver.window.sidebar.findChildren(PlaceButton) if one.isChecked()]
    return rows, driver.widget("collectionsView").shown


@pytest.mark.parametrize("came_from", ["view.search", "view.library_to_read", "Thesis"])
async def test_after_a_restart_the_row_is_lit_from_which_the_list_was_opened(
    demo: Any, tmp_path: Any, came_from: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await open_shelf(driver)
        if came_from == "Thesis":
            press(driver, came_from)
        else:
            driver.trigger(came_from)
        await driver.idle()
        driver.trigger("view.review")
        QApplication.clipboard().setText(TWO)
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+V")
        await keyboard.press("Ctrl+Return")
        await driver.idle()
        assert driver.window.navigation.page == "review"
        before, part = lit(driver), driver.window.navigation.library_place
        assert before[0]
    async with window_on(demo, tmp_path) as driver:
        navigation = driver.window.navigation
        await driver.until(lambda: navigation.page == "review" and driver.view("reviewTable").isVisible())
        await driver.idle()
        assert lit(driver) == before
        keyboard = Keyboard(driver)
        driver.view("reviewTable").setFocus()
        await keyboard.press("Escape")
        await driver.idle()
        assert navigation.page == ("search" if came_from == "view.search" else "library")
        assert lit(driver) == before
        if navigation.page == "library":
            assert navigation.library_place == part
