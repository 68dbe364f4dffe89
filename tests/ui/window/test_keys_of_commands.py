"""The keys of the pages, and what the key of a command says that cannot run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from scholar_desktop.ui.window.action_definitions import ALL
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, row_menu, window_on
from tests.ui.window.test_menus import leaves, menu_of, texts

PAGES = {
    "Alt+1": "unpaywall",
    "Alt+2": "corpus",
    "Alt+3": "news",
    "Alt+4": "ledger",
    "Alt+5": "manuscript",
    "Alt+6": "review",
    "Alt+7": "library",
    "Alt+8": "library",
    "Alt+9": "duplicates",
    "Alt+0": "library",
    "Alt+Z": "records",
    "Alt+Shift+Z": "communities",
    "Ctrl+Shift+R": "doubtful",
}


async def test_every_entry_of_the_menu_go_has_a_key(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keys = [action.shortcut().toString() for action in leaves(menu_of(driver, "go"))]
        assert len(keys) > 30
        assert "" not in keys
        assert len(set(keys)) == len(keys)


def test_no_key_belongs_to_two_commands() -> None:
    keys = [key for action in ALL if not action.page for key in action.keys]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


@pytest.mark.parametrize("start", ["searchEdit", "resultsView", "sidebar.view.search"])
async def test_the_keys_of_the_pages_show_them_from_everywhere(demo: Any, tmp_path: Path, start: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        for keys, page in PAGES.items():
            await keyboard.press("Ctrl+1")
            driver.widget(start).setFocus()
            await keyboard.press(keys)
            await driver.until(lambda page=page: driver.window.navigation.page == page)
        await keyboard.press("Escape")


def titles_of(menu: QMenu) -> list[str]:
    shown = texts(menu)
    menu.close()
    return shown


def note(driver: Driver) -> Any:
    return driver.window.messages.note("why not")


async def test_the_key_of_a_command_that_cannot_run_says_why(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.click_row(0)
        await driver.idle()
        await keyboard.press("Ctrl+Alt+Q")
        assert note(driver).lead == "Quote with citation"
        assert note(driver).text == driver.window.registry.why_not("paper.copy_quotation")
        await keyboard.press("Ctrl+Z")
        assert (note(driver).lead, note(driver).text) == ("Undo", "There is nothing to undo.")
        driver.window.messages.close_message("why not")
        await keyboard.press("N")
        await keyboard.press("Ctrl+Alt+J")
        assert note(driver) is None, "keys without a command, and letters that other pages use"
        await keyboard.press("Escape")


async def test_the_key_of_the_paper_details_says_that_no_paper_is_selected(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.idle()
        await keyboard.press("Ctrl+Alt+0")
        assert (note(driver).lead, note(driver).text) == ("Paper details", "Select a paper first.")
        assert driver.widget("searchEdit").text() == "", "the box has not taken it for a digit"
        driver.window.messages.close_message("why not")
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        await keyboard.press("Ctrl+,")
        await keyboard.press("Ctrl+Alt+0")
        assert driver.window.navigation.page == "search"
        assert driver.widget("detailPane").isAncestorOf(keyboard.focus)
        assert note(driver) is None
        await keyboard.press("Ctrl+N")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+0")
        assert note(driver) is None, "the form of a new entry is in the place of the paper"
        await keyboard.press("Escape")


async def test_a_box_keeps_its_own_keys(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.widget("searchEdit").setFocus()
        await keyboard.type("moss")
        for keys in ("Ctrl+A", "Ctrl+C", "Ctrl+Z", "Ctrl+Left", "Left"):
            await keyboard.press(keys)
        assert note(driver) is None


async def test_the_menu_of_a_selection_says_of_how_many_papers(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        shown = titles_of(row_menu(driver))
        assert {"Copy 2 BibTeX entries", "Copy in-text citation of 2 papers"} <= set(shown)
        assert "Show citing sentences between two papers…" in shown
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        shown = titles_of(row_menu(driver))
        assert "Copy 3 BibTeX entries" in shown
        assert not [one for one in shown if "citing sentences" in one]
        assert driver.window.registry.why_not("paper.why") == "Select one paper, or two."


async def open_bar_menu(driver: Driver, name: str) -> QMenu:
    """Open a menu of the menu bar by a click."""
    bar, menu = driver.window.menuBar(), menu_of(driver, name)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(menu.menuAction()).center())
    await driver.until(menu.isVisible)
    return menu


async def test_the_menu_bar_has_the_titles_of_the_context_menu_for_a_selection(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        of_one = {name: titles_of(await open_bar_menu(driver, name)) for name in ("paper", "edit", "file")}
        for selected in (2, 3):
            driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
            await driver.idle()
            in_rows = set(titles_of(row_menu(driver)))
            in_bar = [titles_of(await open_bar_menu(driver, name)) for name in ("paper", "edit", "file")]
            titles = {title for menu in in_bar for title in menu}
            assert f"Get PDFs of {selected} papers" in in_bar[0]
            assert f"Copy {selected} citations" in in_bar[1]
            assert f"Export {selected} papers…" in in_bar[2]
            assert {title for title in in_rows if str(selected) in title} <= titles
        assert "Show citing sentences between two papers…" in in_bar[0], "it is for two papers at most, and grey"
        driver.click_row(0)
        await driver.idle()
        assert driver.window.registry["paper.get_pdf"].text() == "Get PDF", "the button has the same action"
        assert of_one == {name: titles_of(await open_bar_menu(driver, name)) for name in ("paper", "edit", "file")}
