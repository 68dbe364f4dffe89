"""The tab beside the lists and the focus stay: over a restart, and while the window gets narrower or wider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

NARROW, WIDE = (1024, 640), (1440, 900)


def _tab(driver: Driver) -> int:
    return int(driver.widget("detailTabs").currentIndex())


def _focus(driver: Driver) -> str:
    focused = driver.window.focusWidget()
    assert isinstance(focused, QWidget)
    if not focused.isVisible():
        return f"hidden: {focused}"
    if driver.widget("detailPane").isAncestorOf(focused):
        return "detailPane"
    return focused.objectName() or type(focused).__name__


async def _open_first(driver: Driver, keyboard: Keyboard) -> None:
    await driver.search("attention")
    driver.window.search_page.panes.results.focus_list()
    await keyboard.press("Return")
    await driver.idle()


async def _resize(driver: Driver, size: tuple[int, int]) -> None:
    driver.window.resize(*size)
    await driver.idle()


@pytest.mark.parametrize("size", [NARROW, (900, 900), (640, 640), WIDE])
@pytest.mark.parametrize(
    ("keys", "tab", "focus"),
    [("", 0, "detailPane"), ("Ctrl+Alt+1", 1, "citedByView"), ("Ctrl+Alt+2", 2, "referencesView")],
)
async def test_a_restart_shows_the_tab_with_the_focus_as_they_were(
    demo: Any, tmp_path: Path, size: tuple[int, int], keys: str, tab: int, focus: str
) -> None:
    async with window_on(demo, tmp_path, size=size, citations=None, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard)
        if tab:
            await keyboard.press(keys)
        else:
            driver.trigger("view.paper")
        await driver.idle()
        row = 0
        if tab:
            await keyboard.press("Down")
            row = driver.view(focus).current_row()
        assert (_tab(driver), _focus(driver)) == (tab, focus)
    for _start in range(2):
        demo.reset()
        async with window_on(demo, tmp_path, size=size, citations=None, demo=True) as driver:
            Keyboard(driver)
            await driver.until(lambda: bool(driver.window.search_page.panes.paper.paper))
            await driver.idle()
            assert (_tab(driver), _focus(driver)) == (tab, focus)
            if tab:
                assert driver.view(focus).isVisible()
                assert driver.view(focus).current_row() == row
            assert demo.stats()["counts"] == {}


async def test_a_restart_keeps_the_tab_beside_a_list_that_has_the_focus(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=NARROW, citations=None, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard)
        await keyboard.press("Ctrl+Alt+2")
        await driver.idle()
        await keyboard.press("Escape")
        assert (_tab(driver), _focus(driver)) == (2, "resultsView")
    async with window_on(demo, tmp_path, size=NARROW, citations=None, demo=True) as driver:
        Keyboard(driver)
        await driver.idle()
        assert (_tab(driver), _focus(driver)) == (2, "resultsView")
        assert driver.view("referencesView").isVisible()


async def test_a_restart_in_the_library_gives_the_paper_the_focus(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=NARROW, citations=None, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await driver.program.services.library.add([driver.view().model().paper(0)])
        driver.trigger("view.library")
        await driver.idle()
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+2")
        await driver.idle()
        assert (_tab(driver), _focus(driver)) == (2, "referencesView")
    async with window_on(demo, tmp_path, size=NARROW, citations=None, demo=True) as driver:
        Keyboard(driver)
        await driver.until(lambda: driver.titles("libraryView") != [])
        await driver.idle()
        assert _tab(driver) == 2
        assert _focus(driver) == "referencesView"


@pytest.mark.parametrize("narrow", [NARROW, (900, 900), (640, 640)])
@pytest.mark.parametrize("citations", ["below", None])
@pytest.mark.parametrize(
    ("keys", "tab", "focus"),
    [("Ctrl+Alt+1", 1, "citedByView"), ("Ctrl+Alt+2", 2, "referencesView"), ("", 0, "detailPane")],
)
async def test_the_pane_with_the_focus_is_the_tab_that_is_shown_in_a_narrower_window(
    demo: Any, tmp_path: Path, narrow: tuple[int, int], citations: str | None, keys: str, tab: int, focus: str
) -> None:
    async with window_on(demo, tmp_path, size=WIDE, citations=citations, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard)
        for press in ("Ctrl+Alt+2", keys) if keys else ("Ctrl+Alt+2",):
            await keyboard.press(press)
        if not keys:
            driver.trigger("view.paper")
        await driver.idle()
        shown = driver.window.search_page.panes.paper.paper
        assert _focus(driver) == focus
        for _turn in range(2):
            await _resize(driver, narrow)
            assert (_tab(driver), _focus(driver)) == (tab, focus)
            await _resize(driver, WIDE)
            assert _focus(driver) == focus
        assert driver.window.search_page.panes.paper.paper is shown, "the list had the focus meanwhile"


async def test_the_tab_bar_keeps_the_focus_in_a_wider_window(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=NARROW, citations="below", demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard)
        await keyboard.press("Ctrl+Alt+2")
        await keyboard.tab_to("detailTabs", back=True)
        await _resize(driver, WIDE)
        assert _focus(driver) == "citationTabs"
        await _resize(driver, NARROW)
        assert _focus(driver) == "detailTabs"
        assert _tab(driver) == 2
        driver.widget("detailTabs").setCurrentIndex(0)
        await _resize(driver, WIDE)
        assert _focus(driver) == "detailPane"


async def test_citations_that_are_closed_in_a_wide_window_open_if_they_have_the_focus(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, size=(900, 900), citations=None, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard)
        await keyboard.tab_to("detailTabs", back=True)
        await keyboard.press("Right")
        await keyboard.press("Down")
        await driver.idle()
        assert _focus(driver) == "citedByView"
        await _resize(driver, WIDE)
        assert _focus(driver) == "citedByView"
        assert not driver.window.search_page.panes.citations.is_closed


async def test_a_list_with_the_focus_is_shown_where_one_pane_has_room(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(640, 640), demo=True) as driver:
        keyboard = Keyboard(driver)
        await _open_first(driver, keyboard)
        await _resize(driver, WIDE)
        driver.window.search_page.panes.results.focus_list()
        await _resize(driver, (640, 640))
        assert _focus(driver) == "resultsView"
