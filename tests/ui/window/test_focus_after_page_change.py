"""After each change of the page the focus is on a control that can be seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from scholar_desktop.ui.widgets.tab_order import stops
from scholar_desktop.ui.window.demo_and_live import LivePanel
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

PAGES = ("Ctrl+F", "Ctrl+,", "Ctrl+1", "Ctrl+2", "Ctrl+6", "Ctrl+8")


def _where(driver: Driver) -> str:
    """What is wrong with the place of the focus; empty if the shown page has it."""
    focused = driver.window.focusWidget()
    if focused is None:
        return "nothing has the focus"
    name = f"{focused.objectName()} {type(focused).__name__}"
    if not focused.isVisible():
        return f"hidden: {name}"
    return "" if driver.window.pages.currentWidget().isAncestorOf(focused) else f"outside of the page: {name}"


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
async def test_the_page_that_is_shown_has_the_focus(demo: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        wrong = []
        for first in PAGES:
            for second in PAGES:
                await keyboard.press(first)
                await driver.idle()
                await keyboard.press(second)
                await driver.idle()
                if where := _where(driver):
                    wrong.append(f"{first}, {second}: {where}")
        assert wrong == [], "\n".join(wrong)


async def test_keys_after_the_settings_act_on_the_results_that_are_shown(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        for keys in ("Ctrl+F", "Ctrl+,", "Ctrl+1", "Down", "Down"):
            await keyboard.press(keys)
            await driver.idle()
        assert driver.chosen() == [driver.titles()[2]], (driver.chosen(), _where(driver))
        assert driver.window.context.now.paper.title == driver.titles()[2]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
@pytest.mark.parametrize("other", ["Ctrl+2", "Ctrl+,"])
async def test_the_results_have_the_focus_after_another_page_and_the_library(
    demo: Any, tmp_path: Path, other: str, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, demo=True, size=size) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        for keys in ("Down", "S", other, "Ctrl+3"):  # S: star, which adds the paper to the library
            await keyboard.press(keys)
            await driver.idle()
        assert keyboard.focus is driver.view("libraryView")
        await keyboard.press("Ctrl+1")
        await driver.idle()
        assert keyboard.focus is driver.view(), keyboard.focus
        row = driver.view().current_row()
        await keyboard.press("Down")
        await driver.idle()
        assert driver.chosen() == [driver.titles()[row + 1]]
        assert driver.window.context.now.paper.title == driver.titles()[row + 1]


async def test_no_key_acts_on_what_is_behind_a_panel(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("S")  # star: the paper is in the library now
        await driver.idle()
        panel = LivePanel(driver.window.theme, "folder", "--demo", driver.window.close, driver.window)
        panel.open_panel()
        assert driver.window.registry["edit.undo"].isEnabled()
        assert panel.isAncestorOf(keyboard.focus)
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert driver.window.registry["edit.undo"].isEnabled(), "undone behind the panel"
        assert panel.isVisible()
        await keyboard.press("Ctrl+2")
        await driver.idle()
        assert not panel.isVisible()
        assert driver.window.navigation.page == "downloads"
        assert _where(driver) == ""


@pytest.mark.parametrize("way", ["Ctrl+1", "Ctrl+2", "Ctrl+,", "palette"])
async def test_the_page_takes_the_focus_from_the_status_bar(demo: Any, tmp_path: Path, way: str) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1280, 800)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press("Ctrl+8")
        await driver.idle()
        bar = driver.widget("statusBar")
        while not bar.isAncestorOf(keyboard.focus):
            await keyboard.press("Tab")
        if way == "palette":
            await keyboard.press("Ctrl+Shift+P")
            await keyboard.type("settings")
            await keyboard.press("Return")
        else:
            await keyboard.press(way)
        await driver.idle()
        assert _where(driver) == ""
        await keyboard.press("Return")
        await driver.idle()
        assert not driver.program.services.status.offline


async def test_letters_after_the_key_of_the_search_are_typed_where_there_are_no_results(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        box, results = driver.widget("searchEdit"), driver.window.search_page.panes.results
        for before in ("", "zzzzqqqq"):  # never searched, and nothing found
            if before:
                await driver.search(before)
                assert not driver.titles()
                results.pane.take_focus(Qt.FocusReason.TabFocusReason)
                assert not box.hasFocus()
            await keyboard.press("Ctrl+2")
            await driver.idle()
            await keyboard.press("Ctrl+1")
            await driver.idle()
            assert box.hasFocus(), before
            box.selectAll()
            await keyboard.type("sr")
            assert box.text() == "sr"
        await driver.search("attention")
        results.focus_list()
        await keyboard.press("Ctrl+2")
        await driver.idle()
        await keyboard.press("Ctrl+1")
        await driver.idle()
        assert driver.view().hasFocus()
        await keyboard.press("Ctrl+L")
        await keyboard.type("sr")
        assert box.text() == "sr"


async def test_the_page_of_duplicates_has_the_focus_when_there_are_none(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("duplicates")
        await keyboard.press("Return")
        await driver.idle()
        assert driver.state("duplicatesView") == "empty"
        assert _where(driver) == ""
        assert keyboard.focus.text() == "Search for papers"
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert _where(driver) == ""


async def test_the_focus_is_where_it_was_after_the_settings_moved_the_panes(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.view().setFocus()
        await keyboard.press("Return")
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.idle()
        before = driver.window.focusWidget()
        assert before is driver.view("citedByView")
        panes = driver.window.search_page.panes
        assert panes._down.indexOf(panes.citations) >= 0
        driver.trigger("view.settings")
        await driver.idle()
        driver.trigger("view.text_largest")
        await driver.idle()
        await driver.until(lambda: panes._down.indexOf(panes.citations) < 0)
        await keyboard.press("Ctrl+1")
        await driver.idle()
        assert driver.window.focusWidget() is before


async def test_f6_brings_the_control_that_it_goes_to_into_sight(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.view().setFocus()
        await keyboard.press("Down")
        await driver.idle()
        detail = driver.widget("detailPane")
        low = [one for one in stops(detail) if one.isVisible()][-1]
        low.setFocus(Qt.FocusReason.TabFocusReason)
        driver.view().setFocus()
        scroll = low.parentWidget()
        while not isinstance(scroll, QScrollArea):
            scroll = scroll.parentWidget()
        scroll.verticalScrollBar().setValue(0)
        assert low.visibleRegion().isEmpty()
        await keyboard.press("F6")
        await driver.idle()
        assert driver.window.focusWidget() is low
        assert not low.visibleRegion().isEmpty()


async def test_an_empty_page_that_begins_with_the_way_back_has_the_focus_on_its_button(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.view().setFocus()
        await keyboard.press("Ctrl+Shift+R")
        await driver.idle()
        assert driver.window.navigation.page == "doubtful"
        assert keyboard.focus.accessibleName() == "Back to downloads"
        await keyboard.press("Shift+Tab")
        assert keyboard.focus.accessibleName() == "Back", "Tab leads to it"
