"""The current row of the collections follows what is created, deleted and restored: Delete applies to it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _with_collections(driver: Driver, *paths: str) -> Keyboard:
    await driver.until(lambda: driver.window.findChild(QWidget, "collections") is not None)
    for path in paths:
        await driver.program.services.collections.make(path)
    await driver.idle()
    return Keyboard(driver)


def _current(driver: Driver) -> str:
    """The path of the row with the focus ring; empty without one."""
    view = driver.widget("collectionsView")
    row = view.currentIndex().row()
    return view.rows.rows[row].path if view.hasFocus() and row >= 0 else ""


def _paths(driver: Driver) -> list[str]:
    return [one.path for one in driver.widget("collectionsView").rows.rows]


async def test_a_new_collection_of_the_palette_is_the_one_that_delete_deletes(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_collections(driver, "Alpha", "Omega")
        driver.widget("collectionsView").setFocus()  # from the page, the focus would return there
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("new collection")
        await driver.idle()
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.type("Middle")
        await keyboard.press("Return")
        await driver.idle()
        assert _current(driver) == "Middle"
        await keyboard.press("Delete")
        await driver.idle()
        assert _paths(driver) == ["Alpha", "Omega"]
        assert _current(driver) == "Omega", "the row that took its place"
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert _paths(driver) == ["Alpha", "Middle", "Omega"]
        assert _current(driver) == "Middle"


async def test_after_the_last_row_is_deleted_the_one_above_is_current(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_collections(driver, "Alpha", "Omega", "Omega/Inner")
        driver.widget("collectionsView").setFocus()
        for key in ("End", "Left", "Delete", "Return"):
            await keyboard.press(key)
        await driver.idle()
        assert _paths(driver) == ["Alpha"]
        assert _current(driver) == "Alpha"
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert _current(driver) == "Omega", "not one of those inside it"


async def test_a_new_name_that_exists_already_leads_to_its_collection(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_collections(driver, "Alpha", "Omega")
        driver.widget("collectionsView").setFocus()  # from the page, the focus would return there
        await keyboard.press("Ctrl+Shift+N")
        await keyboard.type("omega")
        await keyboard.press("Return")
        await driver.idle()
        assert _paths(driver) == ["Alpha", "Omega"]
        assert _current(driver) == "Omega"


async def test_a_new_collection_inside_a_folded_one_is_unfolded(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_collections(driver, "Alpha", "Omega", "Omega/Inner")
        driver.widget("collectionsView").setFocus()
        for key in ("End", "Left", "Left"):
            await keyboard.press(key)
        assert _paths(driver) == ["Alpha", "Omega"]
        await keyboard.press("Ctrl+Shift+N")
        await keyboard.type("Omega/Outer")
        await keyboard.press("Return")
        await driver.idle()
        assert _current(driver) == "Omega/Outer"


async def test_folding_moves_the_current_row_to_the_folded_collection(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_collections(driver, "Alpha", "Omega", "Omega/Inner")
        view = driver.widget("collectionsView")
        view.setFocus()
        await keyboard.press("End")
        assert _current(driver) == "Omega/Inner"
        row = view.rows.index(1)
        arrow = view.delegate.arrow(view.visualRect(row), view.rows.rows[1], mirrored=False)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=arrow.center())
        assert _current(driver) == "Omega"


async def test_a_collection_is_moved_into_another_by_keys(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_collections(driver, "Alpha", "Alpha/Inner", "Omega", "Thesis", "Thesis/Old")
        driver.widget("collectionsView").setFocus()
        await keyboard.press("Home")
        await keyboard.press("Shift+F10")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        [move] = [entry for entry in menu.actions() if entry.objectName() == "collection.move"]
        menu.setActiveAction(move)
        await keyboard.press("Return")
        await driver.idle()
        rows = driver.widget("collectionRows")
        assert [rows.item(row).text() for row in range(rows.count())] == ["Top level", "Omega", "Thesis", "Old"]
        assert rows.currentRow() == 0, "where it is now"
        await keyboard.type("old")
        await keyboard.press("Return")
        await driver.idle()
        moved = ["Omega", "Thesis", "Thesis/Old", "Thesis/Old/Alpha", "Thesis/Old/Alpha/Inner"]
        assert _paths(driver) == moved
        assert _current(driver) == "Thesis/Old/Alpha"
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert _paths(driver) == ["Alpha", "Alpha/Inner", "Omega", "Thesis", "Thesis/Old"]


@pytest.mark.parametrize(
    ("path", "words"),
    [("Alpha/Inner", "“Inner” is already in “Alpha”."), ("Alpha", "“Alpha” is already at the top level.")],
)
async def test_a_collection_that_is_moved_to_where_it_is_says_so(
    demo: Any, tmp_path: Any, path: str, words: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_collections(driver, "Alpha", "Alpha/Inner", "Omega")
        before = _paths(driver)
        one = await driver.program.services.collections.find(path)
        driver.window.navigation.show_collection(one)
        await driver.idle()
        await keyboard.press("Ctrl+K")
        await keyboard.type("move collection to")
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.messages.note("undo").lead == words
        assert _paths(driver) == before


async def test_the_palette_moves_the_collection_that_is_shown(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_collections(driver, "Alpha", "Alpha/Inner", "Omega")
        inner = await driver.program.services.collections.find("Alpha/Inner")
        driver.window.navigation.show_collection(inner)
        await driver.idle()
        for words, choice, paths in (
            ("move collection", "Omega", ["Alpha", "Omega", "Omega/Inner"]),
            ("move collection", "", ["Alpha", "Inner", "Omega"]),
        ):
            await keyboard.press("Ctrl+K")
            await keyboard.type(words)
            await keyboard.press("Return")
            await driver.idle()
            await keyboard.type(choice)
            if not choice:
                await keyboard.press("Up")
                await keyboard.press("Up")
            await keyboard.press("Return")
            await driver.idle()
            assert _paths(driver) == paths


@pytest.mark.parametrize("keys", ["Tab", "F6", "Ctrl+1"])
async def test_an_empty_box_for_a_new_collection_closes_when_the_focus_leaves_it(
    demo: Any, tmp_path: Any, keys: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_collections(driver, "Alpha")
        await keyboard.press("Ctrl+Shift+N")
        assert keyboard.focus.objectName() == "collectionNameEdit"
        await keyboard.press(keys)
        await driver.idle()
        assert not [box for box in driver.window.findChildren(QWidget, "collectionNameEdit") if box.isVisible()]
        assert keyboard.focus.isVisible()
        if keys != "Tab":
            assert keyboard.focus.objectName() != "collectionsView", "the focus stays where the key led"
        assert _paths(driver) == ["Alpha"]


async def test_a_box_with_an_unchanged_name_closes_when_the_focus_leaves_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _with_collections(driver, "Alpha")
        driver.widget("collectionsView").setFocus()
        await keyboard.press("Home")
        await keyboard.press("F2")
        assert keyboard.focus.objectName() == "collectionNameEdit"
        await keyboard.press("F6")
        await driver.idle()
        assert not [box for box in driver.window.findChildren(QWidget, "collectionNameEdit") if box.isVisible()]
