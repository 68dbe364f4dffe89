"""Undo shows a collection again that was shown when it was deleted."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, row_menu, window_on


async def _with_one_collection(driver: Driver) -> Keyboard:
    """Show the only collection, from the sidebar."""
    await driver.search("attention")
    papers = driver.window.search_page.search.result.papers
    await driver.program.services.collections.put_in(papers[:3], "Thesis")
    await driver.idle()
    keyboard = Keyboard(driver)
    driver.widget("collectionsView").setFocus()
    await keyboard.press("Return")
    await driver.idle()
    assert driver.window.navigation.collection.name == "Thesis"
    return keyboard


async def test_the_focus_stays_in_the_sidebar_and_undo_shows_the_collection_again(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_one_collection(driver)
        tree = driver.widget("collectionsView")
        tree.setFocus()
        await keyboard.press("Delete")
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.navigation.collection is None
        assert not tree.isVisible()
        await driver.until(driver.window.registry["edit.undo"].isEnabled)
        assert driver.window.sidebar.isAncestorOf(QApplication.focusWidget())
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert driver.window.navigation.collection.name == "Thesis"
        assert len(driver.titles("libraryView")) == 3
        assert tree.isVisible()
        assert tree.hasFocus()
        assert tree.currentIndex().row() == 0


@pytest.mark.parametrize("action", ["view.library_starred", "view.search"])
async def test_undo_leaves_the_page_that_was_gone_to_since(demo: Any, tmp_path: Any, action: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_one_collection(driver)
        await keyboard.press("Delete")
        await driver.idle()
        driver.trigger(action)
        await driver.idle()
        page, place = driver.window.navigation.page, driver.window.navigation.library_view
        await driver.until(driver.window.registry["edit.undo"].isEnabled)
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert (driver.window.navigation.page, driver.window.navigation.library_view) == (page, place)


async def test_the_commands_for_a_collection_apply_only_to_the_one_that_is_shown(demo: Any, tmp_path: Any) -> None:
    none = "No collection is shown. Select a collection in the sidebar."
    async with window_on(demo, tmp_path) as driver:
        await _with_one_collection(driver)
        why_not = driver.window.registry.why_not
        assert why_not("collection.delete") is None
        for page in ("view.downloads", "view.search", "view.ledger"):
            driver.trigger(page)
            await driver.idle()
            assert why_not("collection.delete") == why_not("collection.rename") == none, page
        menu = row_menu(driver, "collectionsView")
        delete = next(one for one in menu.actions() if one.text().replace("&", "") == "Delete collection")
        assert delete.isEnabled(), "the menu of a row applies to that row on every page"
        menu.close()
        await driver.idle()
        assert why_not("collection.delete") == none
        driver.widget("collectionsView").setFocus()
        await Keyboard(driver).press("Return")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.trigger("paper.open")
        await driver.idle()
        assert why_not("collection.delete") is None, "the paper was opened from its list"
