"""The keys of a row of chips above a list: Left and Right go along the chips, Down goes to the list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from scholar_desktop.ui.widgets import tab_order
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

LIST = """Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
arXiv:1706.03762v5
10.1038/
Smith J (2021) Personal communication
"""


async def _assert_keys(driver: Driver, first: str, second: str, view: str) -> None:
    keyboard = Keyboard(driver)
    driver.widget(first).setFocus()
    await keyboard.press("Up")
    assert keyboard.focus.objectName() == first
    await keyboard.press("Right")
    assert keyboard.focus.objectName() == second
    await keyboard.press("Left")
    assert keyboard.focus.objectName() == first
    for key in ("Down", "Escape"):
        driver.widget(first).setFocus()
        await keyboard.press(key)
        await driver.idle()
        assert keyboard.focus is driver.view(view)
        assert driver.view(view).currentIndex().row() == 0
        assert driver.view(view).selectionModel().selectedRows(), "the row is selected"


async def test_of_the_downloads(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids(["10.1037/0003-066X.37.2.122", "arXiv:1706.03762"], batch="list")
        await driver.until(lambda: not downloads.active)
        driver.trigger("view.downloads")
        await driver.idle()
        driver.click("downloadsGroup.saved")
        await driver.idle()
        await _assert_keys(driver, "downloadsGroup.saved", "downloadsGroup.not_got", "downloadsView")


async def test_of_a_reference_list(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        QApplication.clipboard().setText(LIST)
        driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: driver.state("reviewTable") == "full")
        await driver.idle()
        driver.click("reviewChip.all")
        await _assert_keys(driver, "reviewChip.all", "reviewChip.sure", "reviewTable")
        keyboard = Keyboard(driver)
        driver.widget("reviewChip.all").setFocus()
        await keyboard.press("Tab")
        assert not keyboard.focus.objectName().startswith("reviewChip."), "the chips are one stop"


@pytest.mark.parametrize(
    ("command", "last", "view"),
    [("view.search", "filterChip.more", "resultsView"), ("view.library", "libraryFilter.more", "libraryView")],
)
async def test_of_filters(demo: Any, tmp_path: Path, command: str, last: str, view: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        driver.trigger(command)
        await driver.idle()
        first, second, *_others = tab_order.stops(driver.widget(last).parentWidget())
        await _assert_keys(driver, first.objectName(), second.objectName(), view)
