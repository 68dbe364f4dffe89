"""The form of a new entry is shown beside a list that will show the entry, and Esc returns to the page before it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.ui.context import navigation as places
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


@pytest.mark.parametrize("text", ["", "Whales"])
async def test_esc_returns_to_the_page_and_the_control_from_which_the_form_was_opened(
    demo: Any, tmp_path: Path, text: str
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard, navigation = Keyboard(driver), driver.window.navigation
        library = driver.program.services.library
        await library.add([a_paper(f"Algae {number}") for number in range(2)])
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await _press(driver, keyboard, "Down", "Down")
        row = driver.chosen()
        for action, page in (
            ("view.ledger", places.LEDGER),
            ("view.downloads", places.DOWNLOADS),
            ("view.search", places.SEARCH),
            ("view.review", places.REVIEW),
            ("view.settings", places.SETTINGS),
        ):
            navigation.show_library(LibraryView.TRASH)
            driver.trigger(action)
            await driver.idle()
            if page == places.SEARCH:
                driver.window.search_page.panes.results.focus_list()
            focused, shown = keyboard.focus, driver.window.search_page.panes.paper.paper
            await _press(driver, keyboard, "Ctrl+N")
            assert (navigation.page, navigation.library_view) == (places.LIBRARY, LibraryView.ALL)
            assert driver.widget("entryEditor").isVisible()
            await keyboard.type(text)
            await _press(driver, keyboard, "Esc")
            assert (navigation.page, keyboard.focus) == (page, focused)
            assert (driver.window.messages.note("entry") is not None) == bool(text)
            if page == places.SEARCH:
                assert (driver.chosen(), driver.window.search_page.panes.paper.paper) == (row, shown)


async def test_from_the_trash_the_form_is_shown_beside_all_papers(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, navigation = Keyboard(driver), driver.window.navigation
        await driver.program.services.library.add([a_paper("Algae")])
        navigation.show_library(LibraryView.TRASH)
        await driver.idle()
        await _press(driver, keyboard, "Ctrl+N")
        assert navigation.library_view is LibraryView.ALL
        await _press(driver, keyboard, "Esc")
        assert (navigation.page, navigation.library_view) == (places.LIBRARY, LibraryView.TRASH)
        navigation.show_library(LibraryView.STARRED)
        await driver.idle()
        await _press(driver, keyboard, "Ctrl+N")
        assert navigation.library_view is LibraryView.STARRED, "the user is there"
        await _press(driver, keyboard, "Esc")
        assert navigation.library_view is LibraryView.STARRED
        driver.trigger("view.ledger")
        await _press(driver, keyboard, "Ctrl+N")
        assert navigation.library_view is LibraryView.ALL


@pytest.mark.parametrize(("size", "text_size"), [((1024, 640), 150), ((1440, 900), 100)])
@pytest.mark.parametrize("text", ["", "Whales"])
async def test_esc_shows_the_list_of_the_library_again_with_its_selection_and_the_focus(
    demo: Any, tmp_path: Path, size: tuple[int, int], text_size: int, text: str
) -> None:
    async with window_on(demo, tmp_path, size=size, text_size=text_size) as driver:
        keyboard, panes = Keyboard(driver), driver.window.search_page.panes
        await driver.program.services.library.add([a_paper(f"Algae {number}") for number in range(30)])
        driver.window.navigation.show_library(LibraryView.ALL)
        await driver.idle()
        view = driver.view("libraryView")
        view.setFocus()
        for keys in (("Ctrl+A",), ("Home", "Down", "Shift+Down"), ("End",)):
            await _press(driver, keyboard, *keys)
            before = driver.chosen("libraryView"), view.verticalScrollBar().value()
            await _press(driver, keyboard, "Ctrl+N")
            assert driver.widget("entryEditor").isVisible()
            await keyboard.type(text)
            await _press(driver, keyboard, "Esc")
            assert (panes.is_inside, keyboard.focus) == (False, view)
            assert (driver.chosen("libraryView"), view.verticalScrollBar().value()) == before
            assert len(driver.window.context.now.papers) == len(before[0])


async def test_esc_shows_the_paper_again_that_was_shown_alone(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=150) as driver:
        keyboard, panes = Keyboard(driver), driver.window.search_page.panes
        await driver.program.services.library.add([a_paper(f"Algae {number}") for number in range(3)])
        driver.window.navigation.show_library(LibraryView.ALL)
        await driver.idle()
        driver.view("libraryView").setFocus()
        await _press(driver, keyboard, "Home", "Down", "Return")
        assert panes.is_inside
        focused, shown = keyboard.focus, panes.paper.paper.title
        await _press(driver, keyboard, "Ctrl+N", "Esc")
        assert (panes.is_inside, keyboard.focus, panes.paper.paper.title) == (True, focused, shown)


async def test_a_form_that_is_brought_back_can_be_closed_for_the_page_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, navigation = Keyboard(driver), driver.window.navigation
        driver.trigger("view.ledger")
        await driver.idle()
        await _press(driver, keyboard, "Ctrl+N")
        await keyboard.type("Whales")
        await _press(driver, keyboard, "Esc")
        assert navigation.page == places.LEDGER
        await _press(driver, keyboard, "Ctrl+Z")
        assert navigation.page == places.LIBRARY
        assert driver.widget("entryEditor").isVisible()
        await _press(driver, keyboard, "Esc")
        assert navigation.page == places.LEDGER
        await _press(driver, keyboard, "Ctrl+Z", "Ctrl+Return")
        assert navigation.page == places.LIBRARY
        assert driver.chosen("libraryView") == ["Whales"]
