"""Enter goes to the paper, a key leads to each of its tabs, and Esc leads back, wherever the citations are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.ui.widgets.scroll_column import FocusRing
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

SIZES = pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])


def _assert_on_details(driver: Driver, keyboard: Keyboard) -> None:
    detail = driver.window.search_page.panes.detail
    assert detail.isVisible()
    assert detail.isAncestorOf(keyboard.focus), keyboard.focus.objectName()
    rings = [ring for ring in driver.window.findChildren(FocusRing) if ring.isVisible()]
    assert [ring.parentWidget() for ring in rings] == [keyboard.focus]


@SIZES
async def test_enter_and_open_and_a_key_go_to_the_paper_from_its_citations(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size, citations=None, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        results = driver.window.search_page.panes.results
        for keys in ("Return", "Ctrl+Alt+0", "palette"):
            results.focus_list()
            await keyboard.press("Ctrl+Alt+1")
            await driver.idle()
            assert driver.view("citedByView").isVisible()
            results.focus_list()
            if keys == "palette":
                await keyboard.press("Ctrl+Shift+P")
                await keyboard.type("open")
                await driver.idle()
                await keyboard.press("Return")
            else:
                await keyboard.press(keys)
            await driver.idle()
            _assert_on_details(driver, keyboard)
            await keyboard.press("Esc")
            await driver.idle()
            assert keyboard.focus is driver.view()


async def test_the_focus_can_be_seen_after_down_from_the_tab_of_the_paper(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640), demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.tab_to("detailTabs", back=True)
        await keyboard.press("Down")
        _assert_on_details(driver, keyboard)
        await keyboard.press("Tab")
        assert driver.window.search_page.panes.detail.isAncestorOf(keyboard.focus)


@SIZES
async def test_esc_leads_from_a_citing_paper_to_the_row_that_opened_it_and_then_to_the_list(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size, citations=None, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        for keys in ("Home", "Return", "Ctrl+Alt+2", "Down"):
            await keyboard.press(keys)
            await driver.idle()
        opened = driver.chosen("referencesView")
        session, view = driver.window.search_page.panes.paper, driver.view("referencesView")
        row = view.current_row()
        first = session.paper
        while session.paper.id == first.id:  # the first one may show the citing sentences
            await keyboard.press("Return")
            await driver.idle()
        assert [session.paper.title] == opened
        assert driver.widget("citationPane").isAncestorOf(keyboard.focus)
        await keyboard.press("Esc")
        await driver.idle()
        assert session.paper.id == first.id
        assert driver.chosen("referencesView") == opened
        assert view.current_row() == row
        assert keyboard.focus is view
        await keyboard.press("Esc")
        await driver.idle()
        assert keyboard.focus is driver.view()
        assert driver.view().chosen_rows() == [0]
        assert driver.window.context.now.paper.id == first.id

        # another tab of the paper that was reached does not replace the tab from which it was opened
        for keys in ("Ctrl+Alt+1", "Down", "Down"):
            await keyboard.press(keys)
            await driver.idle()
        view = driver.view("citedByView")
        row, opened = view.current_row(), driver.chosen("citedByView")
        await _open_row(driver, keyboard)
        assert [session.paper.title] == opened
        for keys in ("Ctrl+Alt+2", "Esc"):
            await keyboard.press(keys)
            await driver.idle()
        assert session.paper.id == first.id
        assert driver.widget("citationPane").isAncestorOf(keyboard.focus), keyboard.focus
        assert view.isVisible()
        assert (view.current_row(), driver.chosen("citedByView")) == (row, opened)
        assert keyboard.focus is view

        # the same search again leaves the paper of its first row open, from which the next trail begins
        for keys in ("Ctrl+L", "Return", "Ctrl+Alt+1", "Home"):
            await keyboard.press(keys)
            await driver.idle()
        first, opened = session.paper, driver.chosen("citedByView")
        await _open_row(driver, keyboard)
        assert [session.paper.title] == opened
        assert [paper.id for paper in session.trail] == [first.id, session.paper.id]
        await keyboard.press("Esc")
        await driver.idle()
        assert session.paper.id == first.id
        assert driver.chosen("citedByView") == opened
        assert keyboard.focus is view


async def _open_row(driver: Driver, keyboard: Keyboard) -> None:
    """Press Enter until the paper of the row is shown; at first it may show the citing sentences."""
    session = driver.window.search_page.panes.paper
    before = session.paper.id
    while session.paper.id == before:
        await keyboard.press("Return")
        await driver.idle()
