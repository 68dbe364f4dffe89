"""After a new collection has its name, the focus is where it was; Esc in the sidebar leads back to the page."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for each in keys:
        await keyboard.press(each)
        await driver.idle()


async def _paths(driver: Driver) -> list[str]:
    return [one.path for one in await driver.program.services.collections.all()]


@pytest.mark.parametrize("way", [("Ctrl+Shift+N",), ("Ctrl+Shift+P", "new collection", "Return")])
async def test_the_row_of_the_results_has_the_focus_again(demo: Any, tmp_path: Any, way: tuple[str, ...]) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        await _press(driver, keyboard, "Down", "Down")
        titles = driver.titles()
        for number, name in enumerate(("Thesis", "Reading group")):
            for keys in way:
                await (keyboard.type(keys) if " " in keys else keyboard.press(keys))
                await driver.idle()
            assert keyboard.focus.objectName() == "collectionNameEdit"
            await keyboard.type(name)
            await _press(driver, keyboard, "Return")
            assert keyboard.focus is driver.view(), name
            assert driver.chosen() == [titles[1 + number]]
            await _press(driver, keyboard, "J")
            assert driver.chosen() == [titles[2 + number]], "the keys of the list act on it"
        assert sorted(await _paths(driver)) == ["Reading group", "Thesis"]


async def test_new_collection_of_the_menu_returns_the_focus_to_the_list(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        await _press(driver, keyboard, "Down", "Alt+F", "N")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.setActiveAction(driver.window.registry["collection.new"])
        await _press(driver, keyboard, "Return")
        assert keyboard.focus.objectName() == "collectionNameEdit"
        await keyboard.type("Thesis")
        await _press(driver, keyboard, "Return")
        assert keyboard.focus is driver.view()
        assert await _paths(driver) == ["Thesis"]


async def test_the_new_row_keeps_the_focus_in_the_sidebar_and_esc_leads_back_to_the_list(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        await _press(driver, keyboard, "Down", "Down")
        chosen = driver.chosen()
        driver.widget("sidebar.collection.new").setFocus()
        for name in ("Thesis", "Reading group"):
            await _press(driver, keyboard, "Ctrl+Shift+N")
            await keyboard.type(name)
            await _press(driver, keyboard, "Return")
            assert keyboard.focus is driver.widget("collectionsView")
            assert keyboard.focus.currentIndex().data() == name
        await _press(driver, keyboard, "Escape")
        assert keyboard.focus is driver.view()
        assert driver.chosen() == chosen
        driver.widget("sidebar.view.news").setFocus()
        await _press(driver, keyboard, "Escape")
        assert keyboard.focus is driver.view(), "also from a row that is not that of a collection"
