"""Space previews the PDF of one of several selected rows, and they stay selected, also after Esc."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

SIZES = [(1440, 900), (1024, 640), (640, 640)]


async def _show(driver: Driver, view: str) -> Keyboard:
    """Show the list *view* with the focus and rows 1 to 3 selected, the last one current."""
    keyboard = Keyboard(driver)
    await driver.search("attention")
    if view == "libraryView":
        papers = driver.window.search_page.search.result.papers
        await driver.program.services.library.add(papers[:6])
        driver.trigger("view.library")
    await driver.idle()
    driver.click_row(1, view)
    for _ in range(2):
        await keyboard.press("Shift+Down")
    await driver.idle()
    assert len(driver.chosen(view)) == 3
    return keyboard


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("view", "shape"), [("resultsView", ""), ("libraryView", "cards"), ("libraryView", "table")])
@pytest.mark.parametrize("closing", ["Escape", "Space"])
async def test_several_selected_rows_stay_selected_while_one_is_previewed(
    demo: Any, tmp_path: Path, size: tuple[int, int], view: str, shape: str, closing: str
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        if shape:
            driver.trigger(f"library.{shape}")
        keyboard = await _show(driver, view)
        before, bar = driver.chosen(view), driver.widget(f"{view}.selectionBar")
        has_room = driver.view(view).isVisible()
        await keyboard.press("Space")
        await driver.idle()
        reading = driver.window.search_page.panes.reading
        assert reading.is_on
        assert reading._preview.paper.title == before[-1], "the paper of the current row"
        assert driver.chosen(view) == before
        if driver.view(view).isVisible():
            assert bar.isVisible()
        await keyboard.press(closing if driver.view(view).isVisible() else "Escape")
        await driver.idle()
        assert not reading.is_on
        assert driver.view(view).isVisible() is has_room
        assert driver.chosen(view) == before
        assert bar.isVisible()
        assert len(driver.window.context.now.papers) == 3
        assert keyboard.focus is driver.view(view)
        await keyboard.press("Escape")
        assert driver.chosen(view) == before[-1:], "Esc without a preview selects the current row alone"


async def test_the_first_selected_row_is_previewed_if_the_current_one_is_not_selected(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _show(driver, "resultsView")
        await keyboard.press("Ctrl+Down")
        before = driver.chosen()
        await keyboard.press("Space")
        await driver.idle()
        assert driver.chosen() == before
        assert driver.window.search_page.panes.reading._preview.paper.title == before[0]


async def test_the_current_row_alone_is_previewed_beside_one_selected_row(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(1)
        QTest.keyClick(driver.view(), Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
        await Keyboard(driver).press("Space")
        await driver.idle()
        assert driver.chosen() == driver.titles()[2:3]
        assert driver.window.search_page.panes.reading._preview.paper.title == driver.titles()[2]
