"""On pages with a list of their own, commands act on its rows, and never on a paper of the page before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.keyboard import Keyboard
from tests.support.missing_classics import open_missing_classics
from tests.support.window_driver import window_on


@pytest.mark.parametrize("before", ["Ctrl+3", "Ctrl+1"])
async def test_no_command_acts_on_a_paper_of_the_page_before(demo: Any, tmp_path: Path, before: str) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        library = driver.program.services.library
        await library.add([driver.view().model().paper(row) for row in range(6)])
        await keyboard.press(before)
        await driver.idle()
        await keyboard.press("Home")
        await driver.idle()
        assert driver.window.ui_context.context.now.paper is not None
        await keyboard.press("Ctrl+8")
        await driver.idle()
        driver.window.pages.currentWidget()._on_ask()
        await driver.idle()
        await driver.until(lambda: driver.view("missingView").model().rowCount() > 3)
        await driver.until(lambda: driver.window.ui_context.context.now.paper is None)
        view = driver.view("missingView")
        view.setFocus()
        assert not view.chosen_count()
        framed = driver.titles("missingView")[max(0, view.current_row())]
        driver.press(Qt.Key.Key_S, "missingView")
        await driver.idle()
        starred = [one.paper.title for one in (await library.page(view="starred")).papers]
        assert starred == [framed], "the row with the frame, not the paper of the page before"
        await keyboard.press(before)
        await driver.until(lambda: driver.window.ui_context.context.now.paper is not None)


async def test_the_first_down_selects_the_row_with_the_frame(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await open_missing_classics(driver, keyboard)
        driver.window.pages.currentWidget()._on_ask()
        await driver.idle()
        view = driver.view("missingView")
        await driver.until(lambda: view.model().rowCount() > 3)
        view.setFocus(Qt.FocusReason.TabFocusReason)
        await driver.idle()
        assert not view.chosen_count()
        for row in range(2):
            await keyboard.press("Down")
            await driver.until(lambda row=row: list(view.chosen_rows()) == [row])
