"""Forward leads from the page before any search to where the user was in the citations, and Esc leads back there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


async def _open_citing_papers(driver: Driver, keyboard: Keyboard, levels: int) -> list[str]:
    """Open a result, a paper that cites it, and so on. Return the IDs of the papers."""
    session = driver.window.search_page.panes.paper
    await driver.search("attention")
    driver.window.search_page.panes.results.focus_list()
    await _press(driver, keyboard, "Return", "Ctrl+Alt+1")
    opened = [session.paper.id]
    for _ in range(levels):
        await _press(driver, keyboard, "Home", "Down", "Down")
        for _ in range(3):  # at first, Enter may show the other citing sentences
            if session.paper.id != opened[-1]:
                break
            await _press(driver, keyboard, "Return")
        opened.append(session.paper.id)
    return opened


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_forward_from_the_first_page_gives_the_focus_back_to_the_citations(
    demo: Any, tmp_path: Any, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size, citations=None, demo=True) as driver:
        keyboard, session = Keyboard(driver), driver.window.search_page.panes.paper
        opened = await _open_citing_papers(driver, keyboard, 2)
        await _press(driver, keyboard, "Alt+Left", "Alt+Left")
        view = driver.view("citedByView")
        row, chosen = view.current_row(), driver.chosen("citedByView")
        assert (session.paper.id, keyboard.focus) == (opened[0], view)
        await _press(driver, keyboard, "Alt+Left")
        assert keyboard.focus is driver.widget("searchEdit")
        await _press(driver, keyboard, "Alt+Right")
        assert (session.paper.id, keyboard.focus) == (opened[0], view)
        assert (view.current_row(), driver.chosen("citedByView")) == (row, chosen)
        await _press(driver, keyboard, "Alt+Right")
        assert session.paper.id == opened[1]
        assert driver.widget("citationPane").isAncestorOf(keyboard.focus)
        await _press(driver, keyboard, "Esc")
        assert (session.paper.id, keyboard.focus) == (opened[0], view)


async def test_forward_from_the_first_page_gives_the_focus_back_to_the_results(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await _press(driver, keyboard, "Down", "Alt+Left")
        assert keyboard.focus is driver.widget("searchEdit")
        await _press(driver, keyboard, "Alt+Right")
        assert keyboard.focus is driver.view()


async def test_esc_in_the_results_goes_back_while_a_citing_paper_is_shown(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard, session = Keyboard(driver), driver.window.search_page.panes.paper
        opened = await _open_citing_papers(driver, keyboard, 2)
        await _press(driver, keyboard, "Esc", "Esc", "Esc", "Alt+Right", "Alt+Right")
        assert (session.paper.id, keyboard.focus) == (opened[2], driver.view())
        for before in (opened[1], opened[0]):
            await _press(driver, keyboard, "Esc")
            assert (session.paper.id, keyboard.focus) == (before, driver.view())
        await _press(driver, keyboard, "Esc")
        assert session.paper.id == opened[0], "nothing was opened before it"
        assert driver.window.search_page.search.query is not None
