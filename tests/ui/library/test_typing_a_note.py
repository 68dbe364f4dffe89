"""The line of the cursor stays in sight while a note is typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPlainTextEdit

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, show_in_library, window_on

LINES = 14


def _seen(edit: QPlainTextEdit) -> QRect:
    """Return the part of the text that can be seen."""
    return edit.viewport().visibleRegion().boundingRect()


async def _begin(driver: Driver, keyboard: Keyboard) -> QPlainTextEdit:
    await driver.search("prospective memory")
    await show_in_library(driver, 2)
    await keyboard.press("Ctrl+Alt+N")
    edit: QPlainTextEdit = driver.widget("noteEdit")
    await driver.until(edit.hasFocus)
    await driver.until(lambda: bool(_seen(edit).height()))
    return edit


@pytest.mark.parametrize("height", [640, 760, 900])
async def test_each_typed_line_is_wholly_in_sight(demo: Any, tmp_path: Path, height: int) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1440, height)) as driver:
        keyboard = Keyboard(driver)
        edit = await _begin(driver, keyboard)
        await driver.until(lambda: edit.visibleRegion().boundingRect() == edit.rect())
        for number in range(LINES):
            await keyboard.type(f"line {number}")
            await keyboard.press("Return")
            await driver.until(lambda: _seen(edit).contains(edit.cursorRect()))
        for _ in range(LINES):
            await keyboard.press("Up")
            await driver.until(lambda: _seen(edit).contains(edit.cursorRect()))


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_hint_of_an_empty_note_is_whole_in_a_narrow_pane(demo: Any, tmp_path: Path, language: str) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1024, 640), language=language) as driver:
        edit = await _begin(driver, Keyboard(driver))
        margin = round(edit.document().documentMargin())

        def needed() -> int:
            room = QRect(0, 0, edit.viewport().width() - 2 * margin, 0)
            hint = edit.placeholderText()
            return edit.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, hint).height() + 2 * margin

        await driver.until(lambda: edit.viewport().height() >= needed())
        empty = edit.height()
        await Keyboard(driver).type("a")
        await driver.until(lambda: edit.height() <= empty)


async def test_a_note_that_was_undone_in_its_box_leaves_no_step(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        edit = await _begin(driver, keyboard)
        before = driver.window.registry["edit.undo"].text()
        await keyboard.type("a thought")
        await driver.until(lambda: driver.widget("noteState").text() == "Saved")
        await driver.until(lambda: "edit the note" in driver.window.registry["edit.undo"].text())
        while edit.toPlainText():
            await keyboard.press("Ctrl+Z")
        await driver.until(lambda: driver.widget("noteState").text() == "")
        await driver.until(lambda: driver.window.registry["edit.undo"].text() == before)
        await keyboard.press("Escape")
        assert not edit.hasFocus()
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert not driver.titles("libraryView"), "what was done before the note is undone"
