"""Back leads from a paper to the reference list that it was opened from, and from there to the page before; Forward
goes the same way again."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.actions.action_context import ActionContext
from scholar_desktop.ui.context.navigation import Navigation
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

LIST = "10.18653/v1/N18-1202\n10.1037/0003-066X.37.2.122\narXiv:1706.03762\n"


def place(driver: Driver) -> tuple[str, str]:
    paper, page = driver.window.search_page.shown_paper, driver.window.navigation.page
    return page, paper.title if paper is not None and page in ("search", "library") else ""


async def open_from_list(driver: Driver, keyboard: Keyboard, came_from: str) -> tuple[str, str]:
    """Show a page, open a list there, and a paper of the list. Return the place before."""
    if came_from != "news":
        await driver.search("attention")
        if came_from != "unread search":
            await keyboard.press("Down")
        await driver.idle()
    if came_from == "library":
        await driver.program.services.library.add(list(driver.window.search_page.search.result.papers[:3]))
        driver.trigger("view.library")
        await driver.idle()
        await keyboard.press("Down")
    elif came_from == "news":
        driver.trigger("view.news")
    await driver.idle()
    before = place(driver)
    await keyboard.press("Ctrl+Shift+O")
    await driver.idle()
    QApplication.clipboard().setText(LIST)
    await keyboard.press("Ctrl+V")
    await keyboard.press("Ctrl+Return")
    await driver.idle()
    await driver.until(lambda: driver.state("reviewTable") == "full")
    await keyboard.press("Down")
    driver.trigger("paper.open")
    await driver.idle()
    return before


@pytest.mark.parametrize("came_from", ["search", "unread search", "library", "news"])
async def test_back_and_forward_go_through_the_list(demo: Any, tmp_path: Any, came_from: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        before = await open_from_list(driver, keyboard, came_from)
        paper = place(driver)
        assert paper != before
        way = [paper, ("review", ""), before]
        for _ in range(2):
            for expected in way[1:]:
                await keyboard.press("Alt+Left")
                await driver.idle()
                assert place(driver) == expected
            if "search" in came_from:
                history = driver.window.search_page.panes.paper.whole_history()
                assert paper[1] not in [one.title for one in history], "the paper of the list is not part of the search"
            for expected in way[1::-1]:
                await keyboard.press("Alt+Right")
                await driver.idle()
                assert place(driver) == expected
            assert not driver.window.context.now.forward
            assert driver.window.context.now.back


async def test_another_page_ends_the_way_forward(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await open_from_list(driver, keyboard, "search")
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert driver.window.context.now.forward
        driver.trigger("view.news")
        await driver.idle()
        assert not driver.window.context.now.forward


@pytest.mark.parametrize("came_from", ["search", "library", "news"])
async def test_after_a_restart_back_goes_through_the_list(demo: Any, tmp_path: Any, came_from: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await open_from_list(driver, Keyboard(driver), came_from)
        title = place(driver)[1]
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.until(lambda: place(driver) == ("search", title) and driver.window.context.now.back)
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert driver.window.navigation.page == "review"
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert driver.window.navigation.page == came_from


def test_back_leads_to_the_list_if_the_details_name_more_identifiers() -> None:
    navigation = Navigation(ActionContext())
    navigation.show("review")
    known = Paper(ids=Ids(doi="10.1000/182"), title="Known by its DOI")
    navigation.go_to_paper_panes(known.id)
    assert navigation.leads_back(Paper(ids=Ids(s2="a" * 40, doi="10.1000/182"), title="Known by its DOI"))
    assert not navigation.leads_back(Paper(ids=Ids(doi="10.1000/183"), title="Another"))
