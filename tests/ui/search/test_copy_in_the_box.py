"""Ctrl+C in a search box in which no text is selected copies the citation of the selected paper."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, show_in_library, window_on

BEFORE = "copied before"


async def _to_box(driver: Driver, keyboard: Keyboard, box: str) -> None:
    """Give the focus to a search box whose list has a selected paper, with text in it of which none is selected."""
    await driver.search("attention")
    if box == "libraryEdit":
        await show_in_library(driver, 0)
    edit: QLineEdit = driver.widget(box)
    edit.setFocus()
    if box == "libraryEdit":
        await keyboard.type("atte")
    await driver.idle()
    edit.deselect()
    assert edit.text()
    assert edit.hasFocus()
    QApplication.clipboard().setText(BEFORE)


@pytest.mark.parametrize("box", ["searchEdit", "libraryEdit"])
async def test_without_selected_text_the_citation_is_copied(demo: Any, tmp_path: Any, box: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _to_box(driver, keyboard, box)
        paper = driver.window.context.now.paper
        assert paper is not None
        await keyboard.press("Ctrl+C")
        await driver.idle()
        assert paper.title in QApplication.clipboard().text()
        assert driver.widget(box).hasFocus()


@pytest.mark.parametrize("box", ["searchEdit", "libraryEdit"])
async def test_selected_text_is_copied(demo: Any, tmp_path: Any, box: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _to_box(driver, keyboard, box)
        driver.widget(box).selectAll()
        await keyboard.press("Ctrl+C")
        await driver.idle()
        assert QApplication.clipboard().text() == driver.widget(box).text()
