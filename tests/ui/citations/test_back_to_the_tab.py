"""Back shows the tab of the citations, and its row, at which a paper was left."""

from __future__ import annotations

from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _tab(driver: Driver) -> str:
    return str(driver.widget("citationTabs").tabText(driver.widget("citationTabs").currentIndex())).split(" ")[0]


async def _open_from_citing(driver: Driver) -> tuple[Keyboard, str]:
    """Open the first result, and from its citing papers another one; return the title of the other one."""
    await driver.search("attention")
    keyboard = Keyboard(driver)
    driver.view().setFocus()
    await keyboard.press("Return")
    await driver.idle()
    view = driver.view("citedByView")
    view.setFocus()
    row = next(each for each in range(3, 60) if view.model().sentences_of(each) <= 1)
    view.choose(row)
    await keyboard.press("Return")
    await driver.idle()
    return keyboard, driver.window.search_page.panes.paper.paper.title


async def _choose_reference(driver: Driver, keyboard: Keyboard, *, is_unknown: bool) -> int:
    """Show the references, and choose a row of them by keys.

    Args:
        is_unknown: one that Semantic Scholar does not know as a paper; Enter on it searches for its title.
    """
    await keyboard.press("Ctrl+Alt+2")
    await driver.idle()
    await driver.until(lambda: driver.view("referencesView").model().rowCount() > 4)
    assert _tab(driver) == "References"
    driver.view("referencesView").setFocus()
    await keyboard.press("Home")
    view = driver.view("referencesView")
    wanted = next(row for row in range(2, 40) if (view.model().paper(row) is None) == is_unknown)
    for _ in range(wanted):
        await keyboard.press("Down")
    assert view.current_row() == wanted
    return wanted


async def test_back_to_another_search_shows_the_tab_and_row_of_its_paper(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, title = await _open_from_citing(driver)
        row = await _choose_reference(driver, keyboard, is_unknown=True)
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+3")
        await driver.idle()
        assert _tab(driver) == "Similar"
        session = driver.window.search_page.panes.paper
        for _ in range(3):
            await keyboard.press("Alt+Left")
            await driver.idle()
            if session.paper.title == title:
                break
        assert session.paper.title == title
        assert _tab(driver) == "References"
        await driver.until(lambda: driver.view("referencesView").current_row() == row)
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert _tab(driver) == "Similar"


async def test_each_paper_of_the_trail_has_its_tab_and_row_after_a_restart(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, title = await _open_from_citing(driver)
        row = await _choose_reference(driver, keyboard, is_unknown=False)
        chosen = driver.chosen("referencesView")
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.title != title
        await keyboard.press("Ctrl+Alt+3")
        await driver.idle()
        assert _tab(driver) == "Similar"
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.idle()
        assert _tab(driver) == "Similar"
        await driver.until(driver.window.registry["go.back"].isEnabled)
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.title == title
        assert _tab(driver) == "References"
        await driver.until(lambda: driver.view("referencesView").current_row() == row)
        assert driver.chosen("referencesView") == chosen
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert _tab(driver) == "Cited"
        await driver.until(lambda: driver.view("citedByView").current_row() >= 3)
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert _tab(driver) == "References"
