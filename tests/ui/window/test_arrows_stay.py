"""An arrow key does not move the focus from a button to another part of the window, and Alt+Right without a way
forward does nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.citations.timeline_chart import TimelineChart
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

ARROWS = ("Down", "Up", "Left", "Right")


async def _assert_arrows_stay(driver: Driver, keyboard: Keyboard) -> None:
    focused = keyboard.focus
    for keys in (*ARROWS, "Alt+Down", "Alt+Up", "Alt+Right"):
        await keyboard.press(keys)
        assert keyboard.focus is focused, f"{keys} moves the focus to {keyboard.focus.objectName()}"


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_arrows_stay_on_the_button_of_a_message(demo: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    async with window_on(demo, tmp_path, size=size, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        model = driver.view().model()
        data = next(
            row for row in range(model.rowCount()) if model.paper(row).ids.zenodo and not model.paper(row).ids.s2
        )
        driver.view().choose(data)
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+2")
        await driver.idle()
        pane = driver.window.search_page.panes.citations.references.pane
        assert isinstance(keyboard.focus, Button)
        assert pane.isAncestorOf(keyboard.focus)
        await _assert_arrows_stay(driver, keyboard)
        await keyboard.press("Return")
        await driver.idle()
        assert not driver.program.services.status.offline


async def test_arrows_stay_in_the_sidebar(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        sidebar = driver.widget("sidebar")
        while not sidebar.isAncestorOf(keyboard.focus):
            await keyboard.press("F6")
        for keys in ("Left", "Right", "Alt+Right"):
            focused = keyboard.focus
            await keyboard.press(keys)
            assert keyboard.focus is focused, keys
        focused = keyboard.focus
        await keyboard.press("Down")
        assert keyboard.focus is not focused
        assert sidebar.isAncestorOf(keyboard.focus)


async def test_alt_right_without_a_way_forward_leaves_the_timeline_as_it_is(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        model = driver.view().model()
        counts = [model.paper(row).counts.citations or 0 for row in range(model.rowCount())]
        driver.window.search_page.panes.results.focus_list()
        driver.view().choose(next(row for row, count in enumerate(counts) if 50 < count < 1000))
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+5")
        await driver.idle()
        chart = driver.widget("timelineView").findChild(TimelineChart)
        chart.setFocus()
        assert len(chart.timeline.years) > 2
        await keyboard.press("Left")
        year = chart.current
        await keyboard.press("Left")
        assert chart.current == year - 1, "the plain key moves"
        assert not driver.window.registry["go.forward"].isEnabled()
        await keyboard.press("Alt+Right")
        assert chart.current == year - 1
        assert keyboard.focus is chart


async def test_the_arrows_go_through_all_rows_of_the_sidebar_also_the_collections(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.findChild(QWidget, "collections") is not None)
        for name in ("Alpha", "Omega"):
            await driver.program.services.collections.make(name)
        await driver.idle()
        keyboard = Keyboard(driver)
        view = driver.view("collectionsView")
        driver.widget("sidebar.view.library_trash").setFocus()
        await keyboard.press("Down")
        assert (keyboard.focus, view.currentIndex().row()) == (view, 0)
        await keyboard.press("Down")
        assert (keyboard.focus, view.currentIndex().row()) == (view, 1)
        for _ in range(2):
            await keyboard.press("Down")
            assert keyboard.focus.objectName() == "sidebar.view.settings", "the last row keeps the focus"
        await keyboard.press("Up")
        assert (keyboard.focus, view.currentIndex().row()) == (view, 1)
        await keyboard.press("Up")
        await keyboard.press("Up")
        assert keyboard.focus.objectName() == "sidebar.view.library_trash"


async def test_the_links_of_the_settings_are_one_stop_at_the_section_that_is_shown(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.trigger("view.settings")
        await driver.idle()
        while not (isinstance(keyboard.focus, Button) and keyboard.focus.content.text == "Services and keys"):
            await keyboard.press("Shift+Tab")
        await keyboard.press("Down")
        assert keyboard.focus.content.text == "Downloads"
        await keyboard.press("End")
        assert keyboard.focus.content.text == "Privacy"
        link = keyboard.focus
        await keyboard.press("Tab")
        assert keyboard.focus.parentWidget() is not link.parentWidget(), "the links are one stop"
        link.setFocus()
        await keyboard.press("Shift+Tab")
        assert keyboard.focus.parentWidget() is not link.parentWidget(), "also backwards"
