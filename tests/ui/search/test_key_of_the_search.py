"""The key of the search leads to its results from each place in the panes of search and library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

PLACES = {
    "Ctrl+Alt+0": "detailPane",
    "Ctrl+Alt+1": "citedByView",
    "Ctrl+Alt+3": "similarView",
    "Ctrl+Alt+4": "mapCanvas",
    "Ctrl+Alt+5": "timelineChart",
}


async def _press(driver: Driver, keyboard: Keyboard, *combinations: str) -> None:
    for keys in combinations:
        await keyboard.press(keys)
        await driver.idle()


async def _open_first(driver: Driver, keyboard: Keyboard) -> None:
    """Open the first result of a search, which is added to the library."""
    await driver.search("attention")
    await _press(driver, keyboard, "Down", "S", "Return")  # S: star


async def _go_to(driver: Driver, keyboard: Keyboard, keys: str) -> None:
    """Press *keys*, which lead to a place, and wait until that has the focus."""
    await _press(driver, keyboard, keys)
    name = PLACES[keys]
    if name == "detailPane":
        await driver.until(lambda: driver.widget(name).isAncestorOf(driver.window.focusWidget()))
    else:
        await driver.until(lambda: driver.widget(name).isVisible() and driver.widget(name).hasFocus())
    if name == "timelineChart":
        await driver.until(lambda: bool(driver.widget(name).timeline.years))
        await _press(driver, keyboard, "Left")


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
@pytest.mark.parametrize("keys", PLACES)
async def test_from_the_paper_and_its_citations_it_leads_to_the_results(
    demo: Any, tmp_path: Path, keys: str, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, demo=True, size=size, citations=None) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard)
        chosen = driver.chosen()
        await _go_to(driver, keyboard, keys)
        await _press(driver, keyboard, "Ctrl+1")
        await driver.until(driver.view().isVisible)
        assert keyboard.focus is driver.view()
        assert driver.chosen() == chosen, "the row that was selected"
        assert driver.window.context.now.paper.title == chosen[0]


@pytest.mark.parametrize("keys", ["Ctrl+Alt+1", "Ctrl+Alt+5"])
async def test_it_does_so_from_the_citations_of_a_paper_of_the_library(demo: Any, tmp_path: Path, keys: str) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard)
        await _press(driver, keyboard, "Ctrl+3", "Home", "Return")
        await _go_to(driver, keyboard, keys)
        await _press(driver, keyboard, "Ctrl+1")
        assert driver.window.navigation.page == "search"
        assert keyboard.focus is driver.view()


@pytest.mark.parametrize("name", ["searchEdit", "sidebar.view.search"])
async def test_the_box_and_a_row_of_the_sidebar_keep_the_focus(demo: Any, tmp_path: Path, name: str) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard)
        driver.widget(name).setFocus()
        await _press(driver, keyboard, "Ctrl+1" if name == "searchEdit" else "Space")
        assert keyboard.focus is driver.widget(name)
