"""Who deletes a row of the sidebar goes on at its neighbour: a second Delete must not reach the papers."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from scholar_desktop.ui.widgets.sidebar_button import PlaceButton
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

NAMES = ("Alpha", "Middle", "Omega")


def _focused() -> str:
    focused = QApplication.focusWidget()
    return "" if focused is None else focused.objectName()


def _current(driver: Driver) -> str:
    """The name of the collection with the focus ring; empty without one."""
    view = driver.widget("collectionsView")
    row = view.currentIndex().row()
    return view.rows.rows[row].path if view.hasFocus() and row >= 0 else ""


def _choose(driver: Driver, title: str) -> None:
    """Open the context menu of the control with the focus by its key, and choose an entry by keys."""
    focused = QApplication.focusWidget()
    QTest.keyClick(focused, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    while menu.activeAction() is None or menu.activeAction().text().replace("&", "") != title:
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    driver.window.activateWindow()  # without a window manager, nothing does that after a menu


@pytest.mark.parametrize(("deleted", "neighbour"), [("Middle", "Omega"), ("Omega", "Middle")])
@pytest.mark.parametrize("by_menu", [False, True])
async def test_after_the_shown_collection_is_deleted_its_neighbour_has_the_focus(
    demo: Any, tmp_path: Any, deleted: str, neighbour: str, by_menu: bool
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        for name in NAMES:
            await driver.program.services.collections.put_in(papers[:3], name)
        await driver.idle()
        keyboard = Keyboard(driver)
        driver.widget("collectionsView").setFocus()
        await keyboard.press("Home")
        while _current(driver) != deleted:
            await keyboard.press("Down")
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.navigation.collection.name == deleted
        driver.widget("collectionsView").setFocus()
        if by_menu:
            _choose(driver, "Delete collection")
        else:
            await keyboard.press("Delete")
            await keyboard.press("Return")
        await driver.idle()
        assert driver.window.navigation.collection is None
        assert _current(driver) == neighbour
        await driver.until(driver.window.registry["edit.undo"].isEnabled)
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert _current(driver) == deleted


async def test_from_the_page_the_focus_goes_to_the_list(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        for name in NAMES:
            await driver.program.services.collections.put_in(papers[:3], name)
        await driver.idle()
        driver.widget("collectionsView").setFocus()
        await Keyboard(driver).press("Return")
        await driver.idle()
        driver.view("libraryView").setFocus()
        driver.trigger("collection.delete")
        await driver.idle()
        assert driver.view("libraryView").hasFocus()


@pytest.mark.parametrize(("deleted", "neighbour"), [("Middle", "Omega"), ("Omega", "Middle")])
async def test_after_the_shown_tag_is_deleted_its_neighbour_has_the_focus(
    demo: Any, tmp_path: Any, deleted: str, neighbour: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        library = driver.program.services.library
        await library.add(papers[:3])
        keys = [kept.key for kept in (await library.find_many(papers[:3])).values()]
        for name in NAMES:
            await library.tag(keys, name)
        await driver.idle()
        driver.click(f"sidebar.tag.{deleted}")
        await driver.idle()
        driver.widget(f"sidebar.tag.{deleted}").setFocus()
        _choose(driver, "Delete tag")
        await driver.idle()
        assert _focused() == f"sidebar.tag.{neighbour}"
        await driver.until(driver.window.registry["edit.undo"].isEnabled)
        await Keyboard(driver).press("Ctrl+Z")
        await driver.idle()
        assert driver.widget(f"sidebar.tag.{deleted}").isVisible()


async def test_after_the_last_tag_is_deleted_the_focus_stays_in_the_sidebar(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        library = driver.program.services.library
        await library.add(papers[:1])
        await library.tag([kept.key for kept in (await library.find_many(papers[:1])).values()], "Alpha")
        await driver.idle()
        driver.click("sidebar.tag.Alpha")
        await driver.idle()
        driver.widget("sidebar.tag.Alpha").setFocus()
        _choose(driver, "Delete tag")
        await driver.idle()
        assert driver.window.sidebar.isAncestorOf(QApplication.focusWidget())


def _row_of(driver: Driver, name: str) -> QWidget:
    rows = driver.window.sidebar.findChildren(QWidget)
    return next(row for row in rows if row.isVisible() and row.accessibleName().startswith(name))


@pytest.mark.parametrize("is_shown", [False, True])
@pytest.mark.parametrize(("deleted", "neighbour"), [("Middle", "Omega"), ("Omega", "Middle")])
async def test_after_a_smart_view_is_deleted_its_neighbour_has_the_focus(
    demo: Any, tmp_path: Any, deleted: str, neighbour: str, is_shown: bool
) -> None:
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        await driver.search("attention")
        await library.add(driver.window.search_page.search.result.papers[:3])
        for name in NAMES:
            await library.views.put(name, "is:starred")
        await driver.idle()
        row = _row_of(driver, deleted)
        row.setFocus()
        if is_shown:
            QTest.keyClick(row, Qt.Key.Key_Space)
            await driver.idle()
            _row_of(driver, deleted).setFocus()
        _choose(driver, "Delete smart view")
        await driver.idle()
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.accessibleName().startswith(neighbour)
        await driver.until(driver.window.registry["edit.undo"].isEnabled)
        await Keyboard(driver).press("Ctrl+Z")
        await driver.idle()
        assert _row_of(driver, deleted).isVisible()


@pytest.mark.parametrize("is_shown", [False, True])
@pytest.mark.parametrize(("deleted", "neighbour"), [("memory", "stress"), ("stress", "memory")])
async def test_after_a_saved_search_is_deleted_its_neighbour_has_the_focus(
    demo: Any, tmp_path: Any, deleted: str, neighbour: str, is_shown: bool
) -> None:
    async with window_on(demo, tmp_path) as driver:
        for words in ("attention", "memory", "stress"):
            await driver.search(words)
            driver.click("saveSearchButton")
            await driver.idle()
        saved = driver.widget("savedSearches")

        def row_of(name: str) -> QWidget:
            rows = saved.findChildren(PlaceButton)
            return next(row for row in rows if row.isVisible() and row.accessibleName().startswith(name))

        if is_shown:
            row_of(deleted).setFocus()
            QTest.keyClick(row_of(deleted), Qt.Key.Key_Space)
            await driver.idle()
        row_of(deleted).setFocus()
        _choose(driver, "Delete saved search")
        await driver.idle()
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.accessibleName().startswith(neighbour)
        await driver.until(driver.window.registry["edit.undo"].isEnabled)
        await Keyboard(driver).press("Ctrl+Z")
        await driver.idle()
        assert row_of(deleted).isVisible()
