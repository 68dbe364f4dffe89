"""No command applies to a selected row of a list that is hidden."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()
        await driver.idle()


async def _select_citing_paper(driver: Driver, keyboard: Keyboard, tab: int = 1) -> str:
    """Select a row of a tab of the citation pane. Return the title of its paper."""
    await driver.search("attention")
    await _press(driver, keyboard, "Down", "Home", f"Ctrl+Alt+{tab}")
    view = driver.view({1: "citedByView", 2: "referencesView", 3: "similarView"}[tab])
    await driver.until(lambda: view.model().rowCount() > 2)
    await _press(driver, keyboard, "Down", "Down")
    assert driver.window.context.now.paper is not None
    chosen = driver.window.context.now.paper.title
    assert chosen in driver.titles(view.objectName())
    assert chosen != _shown(driver)
    return chosen


def _shown(driver: Driver) -> str:
    paper = driver.window.search_page.panes.paper.paper
    assert paper is not None
    return paper.title


def _acted_on(driver: Driver) -> list[str]:
    return [paper.title for paper in driver.window.context.now.papers]


@pytest.mark.parametrize("size", [(1440, 900), (640, 720)])
@pytest.mark.parametrize(("tab", "other"), [(1, 2), (1, 3), (1, 4), (1, 5), (2, 1), (2, 4), (3, 4), (3, 5)])
async def test_another_tab(demo: Any, tmp_path: Any, tab: int, other: int, size: tuple[int, int]) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard = Keyboard(driver)
        chosen = await _select_citing_paper(driver, keyboard, tab)
        await _press(driver, keyboard, f"Ctrl+Alt+{other}")
        assert chosen not in _acted_on(driver)
        lists = {1: "citedByView", 2: "referencesView", 3: "similarView"}
        if other not in lists or not driver.chosen(lists[other]):
            assert _acted_on(driver) == [_shown(driver)]


@pytest.mark.parametrize("size", [(1440, 900), (640, 720)])
async def test_star_while_the_map_has_no_selection(demo: Any, tmp_path: Any, size: tuple[int, int]) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await _press(driver, keyboard, "Down", "Home", "Ctrl+Alt+4")
        await driver.until(lambda: driver.state("citationPane") == "full")
        await _press(driver, keyboard, "Ctrl+Alt+1", "Down", "Down")
        chosen = _acted_on(driver)
        assert chosen != [_shown(driver)]
        await _press(driver, keyboard, "Ctrl+Alt+4")
        assert not driver.view("citedByView").isVisible()
        await _press(driver, keyboard, "S")
        kept = await driver.program.backend.library.page()
        assert [(one.paper.title, one.starred) for one in kept.papers] == [(_shown(driver), True)]


async def test_closed_pane(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _select_citing_paper(driver, keyboard)
        await _press(driver, keyboard, "Ctrl+F9")
        assert not driver.view("citedByView").isVisible()
        assert _acted_on(driver) == [_shown(driver)]
        QApplication.clipboard().clear()
        await _press(driver, keyboard, "Ctrl+Alt+C")
        assert QApplication.clipboard().text()


@pytest.mark.parametrize("page", ["view.news", "view.downloads", "view.corpus"])
async def test_another_page(demo: Any, tmp_path: Any, page: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        chosen = await _select_citing_paper(driver, keyboard)
        driver.trigger(page)
        await driver.idle()
        await driver.idle()
        assert not driver.view("citedByView").isVisible()
        assert _acted_on(driver) == []
        driver.trigger("go.back")
        await driver.idle()
        assert driver.view("citedByView").hasFocus()
        assert _acted_on(driver) == [chosen]
