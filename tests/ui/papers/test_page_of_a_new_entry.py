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
