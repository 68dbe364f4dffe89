"""The details, the citations and the actions are those of the current row, also when several rows are selected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.paper import access_status
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _current(driver: Driver, view: str) -> str:
    return driver.titles(view)[driver.view(view).currentIndex().row()]


def _assert_one_paper(driver: Driver, view: str) -> None:
    panes, current = driver.window.search_page.panes, _current(driver, view)
    assert panes.paper.paper.title == current
    assert driver.window.context.now.paper.title == current


async def _with_three_selected(driver: Driver) -> Keyboard:
    """Select the first three results by keys."""
    keyboard = Keyboard(driver)
    await driver.search("attention")
    driver.window.search_page.panes.results.focus_list()
    for keys in ("Home", "Shift+Down", "Shift+Down"):
        await keyboard.press(keys)
        await driver.idle()
    return keyboard


@pytest.mark.parametrize("page", ["Ctrl+3", "Ctrl+2"])
async def test_the_details_are_those_of_the_current_result_after_another_page(
    demo: Any, tmp_path: Path, page: str
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = await _with_three_selected(driver)
        for keys in (page, "Ctrl+1"):
            await keyboard.press(keys)
            await driver.idle()
        assert driver.view().chosen_rows() == [0, 1, 2]
        _assert_one_paper(driver, "resultsView")
        await keyboard.press("Esc")
        await driver.idle()
        assert driver.view().chosen_rows() == [2]
        _assert_one_paper(driver, "resultsView")


async def test_the_details_are_those_of_the_current_paper_of_the_library_after_another_page(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = await _with_three_selected(driver)
        driver.trigger("paper.add")
        await driver.idle()
        await keyboard.press("Ctrl+3")
        await driver.idle()
        driver.window.search_page.panes.library.focus_list()
        for keys in ("Home", "Shift+Down", "Shift+Down", "Ctrl+1", "Ctrl+3"):
            await keyboard.press(keys)
            await driver.idle()
        assert driver.view("libraryView").chosen_rows() == [0, 1, 2]
        _assert_one_paper(driver, "libraryView")
        await keyboard.press("Esc")
        await driver.idle()
        _assert_one_paper(driver, "libraryView")


@pytest.mark.parametrize("view", ["resultsView", "libraryView"])
async def test_going_back_to_one_of_the_selected_papers_makes_its_row_current(
    demo: Any, tmp_path: Path, view: str
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = await _with_three_selected(driver)
        driver.trigger("paper.add")
        await driver.idle()
        if view == "libraryView":
            await keyboard.press("Ctrl+3")
            await driver.idle()
        driver.window.search_page.panes.list.focus_list()
        for keys in ("Home", "Return", "Esc", "Shift+Down", "Shift+Down", "Alt+Left"):
            await keyboard.press(keys)
            await driver.idle()
        assert driver.view(view).chosen_rows() == [0, 1, 2]
        assert driver.view(view).currentIndex().row() == 0
        _assert_one_paper(driver, view)
        await keyboard.press("Esc")
        await driver.idle()
        assert driver.view(view).chosen_rows() == [0]
        _assert_one_paper(driver, view)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_the_details_are_those_of_a_selected_row_that_a_filter_leaves(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        await driver.search("learning")  # loaded whole, so the program filters it without a new search
        papers = driver.window.search_page.search.result.papers
        closed = next(row for row, one in enumerate(papers) if access_status(one) == "closed")
        is_open = next(row for row, one in enumerate(papers) if row > closed and access_status(one) == "gold")
        driver.view().select_rows([closed, is_open], current=closed)
        await driver.idle()
        _assert_one_paper(driver, "resultsView")
        title = papers[is_open].title
        driver.click("filterChip.open_access")
        await driver.until(lambda: driver.chosen() == [title])
        await driver.idle()
        _assert_one_paper(driver, "resultsView")
        assert driver.window.search_page.panes.paper.paper.title == title
        assert not driver.widget("selectedElsewhere").isVisible()
