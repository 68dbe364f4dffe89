"""The commands of the menu Go that show the citations of a paper, on pages without the panes of a paper."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def author_of_a_kept_paper(driver: Driver) -> None:
    """Show the page of the first author of a paper of the library, after a search whose first result is another."""
    await driver.search("attention")
    paper = driver.window.search_page.panes.results.model.paper(2)
    await driver.program.services.library.add([paper])
    driver.trigger("view.library")
    await driver.idle()
    driver.click_row(0, "libraryView")
    await driver.idle()
    driver.click("authorLink")
    await driver.idle()
    assert driver.window.navigation.page == "author"


async def test_without_a_selected_paper_the_commands_show_the_one_that_was_left(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, window = Keyboard(driver), driver.window
        await author_of_a_kept_paper(driver)
        assert window.context.now.paper is None
        title = window.search_page.panes.paper.paper.title
        await keyboard.press("Ctrl+Alt+5")
        await driver.idle()
        assert window.navigation.page == "library"
        assert window.search_page.panes.paper.paper.title == title
        assert window.search_page.panes.citations.tabs.currentIndex() == 4


@pytest.mark.parametrize("keys", ["Ctrl+Alt+0", "Ctrl+Alt+5"])
async def test_the_commands_show_the_paper_selected_on_the_page_of_an_author(
    demo: Any, tmp_path: Any, keys: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, window = Keyboard(driver), driver.window
        await author_of_a_kept_paper(driver)
        driver.click_row(0, "authorPapersView")
        await driver.idle()
        title = driver.chosen("authorPapersView")[0]
        await keyboard.press(keys)
        await driver.idle()
        panes = window.search_page.panes
        assert window.navigation.page == "search"
        assert panes.paper.paper is not None
        assert panes.paper.paper.title == title
        place = 4 if keys == "Ctrl+Alt+5" else None
        if place is not None:
            assert panes.citations.tabs.currentIndex() == place
            assert panes.citations.isAncestorOf(driver.window.focusWidget())
        driver.trigger("go.back")
        await driver.idle()
        assert window.navigation.page == "author"
        assert driver.chosen("authorPapersView") == [title]
