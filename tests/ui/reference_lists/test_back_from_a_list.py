"""Esc on the page of a reference list returns to the page from which it was opened."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from scholar_desktop.ui.widgets.sidebar_button import PlaceButton
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.library.test_collections import open_shelf, press
from tests.ui.reference_lists.test_review_page import paste


async def show_other(driver: Driver) -> str:
    """Choose the last list of the menu of lists, and return its text."""
    page, lists = driver.window.pages.page("review"), driver.program.services.reference_lists
    before, page.open_lists.menu = lists.current, None
    driver.click("reviewListsButton")
    await driver.until(lambda: page.open_lists.menu is not None and page.open_lists.menu.isVisible())
    menu = page.open_lists.menu
    text = shown_text(menu.actions()[-1].text())
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[-1]).center())
    await driver.until(lambda: lists.current is not before)
    await driver.idle()
    return text


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
async def test_the_row_of_the_list_is_lit_and_after_a_restart_back_leads_to_where_it_was_opened(
    demo: Any, tmp_path: Any, came_from: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await open_shelf(driver)
        if came_from == "Thesis":
            press(driver, came_from)
        else:
            driver.trigger(came_from)
        await driver.idle()
        came_from_row = lit(driver)
        assert not driver.window.sidebar.findChild(PlaceButton, "sidebar.view.review").isVisible()
        driver.trigger("view.review")
        QApplication.clipboard().setText(TWO)
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+V")
        await keyboard.press("Ctrl+Return")
        await driver.idle()
        assert driver.window.navigation.page == "review"
        assert lit(driver) == (["sidebar.view.review"], None)
        part = driver.window.navigation.library_place
    async with window_on(demo, tmp_path) as driver:
        navigation = driver.window.navigation
        await driver.until(lambda: navigation.page == "review" and driver.view("reviewTable").isVisible())
        await driver.idle()
        assert lit(driver) == (["sidebar.view.review"], None)
        keyboard = Keyboard(driver)
        driver.view("reviewTable").setFocus()
        await keyboard.press("Escape")
        await driver.idle()
        assert navigation.page == ("search" if came_from == "view.search" else "library")
        assert lit(driver) == came_from_row
        if navigation.page == "library":
            assert navigation.library_place == part


async def test_the_sidebar_leads_back_to_the_list_until_it_is_closed(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        row = driver.widget("sidebar.view.review")
        assert not row.isVisible()
        await paste(driver, TWO)
        driver.window.navigation.show("downloads")
        assert (row.isVisible(), row.isChecked()) == (True, False)
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.navigation.page == "review"
        assert lit(driver)[0] == ["sidebar.view.review"]
        assert driver.view("reviewTable").hasFocus()
        driver.window.navigation.show("search")
    async with window_on(demo, tmp_path) as driver:
        row = driver.widget("sidebar.view.review")
        assert row.isVisible(), "also after a restart"
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.view("reviewTable").model().rowCount() == 2)
        driver.click("reviewCloseButton")
        await driver.until(lambda: driver.program.services.reference_lists.current is None)
        await driver.idle()
        driver.window.navigation.show("search")
        assert not row.isVisible()


async def test_the_list_that_was_shown_is_shown_after_a_restart_and_the_others_have_names(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("learning")
        await paste(driver, f"References\n\n1. Peters M. Deep contextualized word representations. 2018.\n2. {TWO}")
        driver.window.navigation.show("search")
        await paste(driver, "10.1037/0003-066X.37.2.122; 10.18653/v1/N18-1202\narXiv:1706.03762\n")
        page, lists = driver.window.pages.page("review"), driver.program.services.reference_lists
        await driver.until(
            lambda: shown_text(page.head.findChild(QLabel, "pageTitle").text()) == "3 references from 2 lines"
        )
        assert (await show_other(driver)).startswith("“Peters M. Deep contextualized word")
        assert len(lists.current.lines) == 3
    async with window_on(demo, tmp_path) as driver:
        lists = driver.program.services.reference_lists
        await driver.until(lambda: lists.current is not None)
        assert driver.window.navigation.page == "review"
        assert lists.current.line(1).text.startswith("1. Peters"), "not the newest"
        assert driver.widget("reviewListsButton").text() == "Lists"
