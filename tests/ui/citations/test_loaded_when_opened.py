"""Citing papers and references are loaded when the user opens their pane or tab, without a further press."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _click_tab(driver: Driver, name: str, number: int) -> None:
    tabs = driver.widget(name)
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(number).center())


async def _arrow(driver: Driver) -> None:
    driver.click("citationPaneToggle")


async def _tab(driver: Driver) -> None:
    _click_tab(driver, "citationTabs", 0)


async def _command(driver: Driver) -> None:
    await Keyboard(driver).press("Ctrl+F9")


async def _key(driver: Driver) -> None:
    await Keyboard(driver).press("Ctrl+Alt+1")


@pytest.mark.parametrize("opening", [_arrow, _tab, _command, _key])
async def test_opening_the_pane_loads_the_citing_papers(
    demo: Any, tmp_path: Path, opening: Callable[[Driver], Awaitable[None]]
) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.search("attention")
        assert not driver.window.search_page.panes.paper.is_open, "the first result is shown without a request"
        before = dict(demo.stats()["paths"])
        await opening(driver)
        await driver.until(lambda: driver.state("citedByView") == "full")
        await driver.idle()
        new = [path for path, count in demo.stats()["paths"].items() for _ in range(count - before.get(path, 0))]
        assert len([path for path in new if path.endswith("/citations")]) == 1
        assert not [path for path in new if path.endswith("/references")]


async def test_a_tab_loads_its_list_and_a_walk_through_the_rows_loads_none(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations="below") as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        driver.window.search_page.panes.results.focus_list()
        before = demo.stats()["counts"]
        for _ in range(4):
            await keyboard.press("Down")
        assert (demo.stats()["counts"], driver.state("citedByView")) == (before, "waiting")
        await driver.idle()
        driver.window.search_page.panes.paper.preview(driver.window.search_page.panes.results.model.paper(7))
        await driver.idle()
        assert driver.state("citedByView") == "empty"
        _click_tab(driver, "citationTabs", 1)
        await driver.until(lambda: driver.state("referencesView") == "full")

        driver.window.search_page.panes.paper.preview(driver.window.search_page.panes.results.model.paper(5))
        await driver.idle()
        driver.widget("citationTabs").setFocus()
        await keyboard.press("Left")
        await driver.until(lambda: driver.state("citedByView") == "full")

        driver.trigger("view.citations_hidden")
        driver.window.search_page.panes.paper.preview(driver.window.search_page.panes.results.model.paper(6))
        await driver.idle()
        assert not driver.window.search_page.panes.paper.is_open
        driver.trigger("view.citations_below")
        await driver.until(lambda: driver.state("citedByView") == "full")


async def test_the_tabs_of_a_narrow_window_load_their_list(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations="tabs", size=(1024, 640)) as driver:
        await driver.search("attention")
        assert not driver.window.search_page.panes.paper.is_open
        _click_tab(driver, "detailTabs", 0)
        await driver.idle()
        assert not driver.window.search_page.panes.paper.is_open, "the tab of the paper itself requests nothing"
        _click_tab(driver, "detailTabs", 1)
        await driver.until(lambda: driver.state("citedByView") == "full")


async def test_offline_an_opened_pane_says_that_nothing_is_loaded(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.search("attention")
        driver.trigger("app.offline")
        await _arrow(driver)
        await driver.idle()
        assert not driver.window.search_page.panes.paper.is_open
        assert driver.state("citedByView") == "empty"
