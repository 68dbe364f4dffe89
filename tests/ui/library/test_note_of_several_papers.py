"""The note is of the paper shown, also while several are selected: the box and its command say so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_the_box_names_its_paper_while_several_are_selected(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        for row in (0, 1, 2):
            driver.click_row(row)
            driver.trigger("paper.add")
            await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.until(lambda: driver.widget("noteTitle").accessibleName() == "Note")
        assert driver.widget("noteEdit").accessibleName() == "Note on this paper"
        assert driver.window.registry.title("paper.edit_note") == "Edit note"

        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        shown = driver.window.search_page.shown_paper.title
        await driver.until(lambda: driver.widget("noteTitle").accessibleName() == f"Note on “{shown}”")
        assert driver.widget("noteEdit").accessibleName() == f"Note on “{shown}”"
        assert driver.window.registry.title("paper.edit_note") == "Edit note of the paper shown"
        assert driver.window.registry.help("paper.edit_note") == "Write a note on the paper shown."

        await keyboard.press("Ctrl+Alt+N")
        await driver.until(driver.widget("noteEdit").hasFocus)
        await keyboard.type("mine")
        await driver.until(lambda: driver.widget("noteState").text() == "Saved")
        page = await driver.program.services.library.page()
        assert [kept.paper.title for kept in page.papers if kept.notes] == [shown]

        driver.view("libraryView").setFocus()
        driver.click_row(1, "libraryView")
        await driver.until(lambda: driver.widget("noteTitle").accessibleName() == "Note")
