"""Back returns from the row that “Show this paper” has selected to the record from which it led."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.citations.test_paper_of_a_record import PAPER, RECORD, press_show_this_paper


def _shown(driver: Driver) -> str:
    return str(driver.window.search_page.panes.paper.paper.title)


async def _show_record(driver: Driver, view: str, key: Qt.Key | None) -> None:
    rows = driver.view(view)
    if not rows.isVisible():
        await driver.idle()
    rows.setFocus()
    driver.click_row(driver.titles(view).index(RECORD), view)
    if key is not None:
        driver.press(key, view)
    await driver.idle()
    driver.trigger("view.cited_by")
    await driver.idle()
    assert _shown(driver) == RECORD


@pytest.mark.parametrize("key", [None, Qt.Key.Key_Return], ids=["selected", "opened"])
@pytest.mark.parametrize("size", [(1440, 900), (700, 640)])
async def test_back_returns_to_the_record_in_the_results(
    demo: Any, tmp_path: Path, size: tuple[int, int], key: Qt.Key | None
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard, panes = Keyboard(driver), driver.window.search_page.panes
        await driver.search("attention")
        await driver.search("turing")
        titles = driver.titles()
        await _show_record(driver, "resultsView", key)
        await press_show_this_paper(driver)
        for _ in range(2):
            await driver.until(lambda: panes.paper.paper.title == PAPER and panes.paper.is_open)
            assert driver.chosen() == [PAPER]
            await keyboard.press("Alt+Left")
            await driver.idle()
            assert (_shown(driver), driver.titles(), driver.chosen()) == (RECORD, titles, [RECORD])
            await keyboard.press("Alt+Right")
            await driver.idle()
        await keyboard.press("Alt+Left")
        await driver.idle()
        if panes.is_inside:
            await keyboard.press("Alt+Left")  # to the list, which the paper has covered
            await driver.idle()
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert driver.widget("searchEdit").text() == "attention", "no other step between"


async def test_back_returns_to_the_record_in_the_library(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("turing")
        papers, titles = driver.view().model(), driver.titles()
        await driver.program.services.library.add([papers.paper(titles.index(title)) for title in (PAPER, RECORD)])
        driver.trigger("view.library")
        await driver.until(lambda: len(driver.titles("libraryView")) == 2)
        await _show_record(driver, "libraryView", None)
        await press_show_this_paper(driver)
        assert driver.chosen("libraryView") == [PAPER]
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert driver.window.navigation.page == "library"
        assert (_shown(driver), driver.chosen("libraryView")) == (RECORD, [RECORD])
