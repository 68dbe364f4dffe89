"""In a window with room for one pane, Back and Forward go through the list and the papers that were opened from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

SMALL = (640, 640)


async def _open_a_paper_and_one_that_cites_it(driver: Driver, keyboard: Keyboard) -> tuple[str, str]:
    session = driver.window.search_page.panes.paper
    await driver.search("attention")
    driver.window.search_page.panes.results.focus_list()
    await keyboard.press("Return")
    await driver.idle()
    first = session.paper.title
    await keyboard.press("Ctrl+Alt+1")
    await driver.idle()
    await keyboard.press("Down")
    await keyboard.press("Return")
    await driver.idle()
    assert session.paper.title != first
    return first, session.paper.title


async def test_forward_shows_the_paper_that_back_left_for_the_list(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=SMALL, demo=True) as driver:
        keyboard, session = Keyboard(driver), driver.window.search_page.panes.paper
        first, citing = await _open_a_paper_and_one_that_cites_it(driver, keyboard)
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert session.paper.title == first
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert driver.view().isVisible()
        assert driver.view().hasFocus()
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert not driver.view().isVisible(), "the list stays"
        assert session.paper.title == first
        assert driver.widget("citedByView").hasFocus(), "the tab from which Back left"
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert session.paper.title == citing
        assert not driver.view().isVisible()
        for _ in range(2):
            await keyboard.press("Alt+Left")
            await driver.idle()
        assert driver.view().isVisible()


async def test_forward_from_the_list_shows_the_next_paper(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=SMALL, demo=True) as driver:
        keyboard, session = Keyboard(driver), driver.window.search_page.panes.paper
        _, citing = await _open_a_paper_and_one_that_cites_it(driver, keyboard)
        await keyboard.press("Alt+Left")
        await driver.idle()
        driver.window.search_page.panes.show_list()
        assert driver.view().isVisible()
        await driver.until(driver.window.registry["go.forward"].isEnabled)
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert session.paper.title == citing
        assert not driver.view().isVisible()


async def test_a_search_keeps_the_focus_in_the_box_whatever_was_shown(demo: Any, tmp_path: Path) -> None:
    for size in (SMALL, (1440, 900)):
        async with window_on(demo, tmp_path / str(size[0]), size=size, demo=True) as driver:
            keyboard = Keyboard(driver)
            await driver.search("attention")
            driver.window.search_page.panes.results.focus_list()
            await keyboard.press("Return")
            await driver.idle()
            await keyboard.press("Ctrl+L")
            await keyboard.type("memory")
            await keyboard.press("Return")
            await driver.idle()
            assert driver.view().isVisible(), size
            assert driver.widget("searchEdit").hasFocus(), size


@pytest.mark.parametrize("key", ["Down", "Escape"])
async def test_a_key_from_the_box_to_the_results_shows_them_in_the_place_of_the_paper(
    demo: Any, tmp_path: Path, key: str
) -> None:
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.view().setFocus()
        await keyboard.press("Return")
        await driver.idle()
        assert not driver.view().isVisible()
        shown = driver.window.search_page.panes.paper.paper
        await keyboard.press("Ctrl+L")
        await keyboard.press(key)
        await driver.idle()
        assert driver.view().isVisible()
        assert keyboard.focus is driver.view()
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper == shown
        assert not driver.view().isVisible()


@pytest.mark.parametrize("way_in", ["Return", "Ctrl+Alt+5"])
async def test_the_keys_of_the_library_show_its_list_in_the_place_of_a_paper(
    demo: Any, tmp_path: Path, way_in: str
) -> None:
    async with window_on(demo, tmp_path, size=SMALL, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await driver.program.services.library.add(driver.window.search_page.search.result.papers[:3])
        for key in ("Ctrl+3", "Ctrl+4"):
            await keyboard.press("Ctrl+3")
            await driver.idle()
            view = driver.view("libraryView")
            assert view.hasFocus()
            await keyboard.press(way_in)
            await driver.idle()
            assert not view.isVisible()
            await keyboard.press(key)
            await driver.idle()
            library = driver.window.search_page.panes.library
            assert library.isVisible()
            assert library.isAncestorOf(driver.window.focusWidget())
