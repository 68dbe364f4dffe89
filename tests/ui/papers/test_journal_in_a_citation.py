"""A copied citation has the name of a journal as the journal writes it, also if the language is not known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.own_fields import ITEM_TYPE
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_a_german_journal_is_copied_with_its_own_capitals(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=True, size=(1280, 800)) as driver:
        fields = {"title": "On Tides", "container-title": "Zeitschrift für Psychologie"}
        await driver.program.services.library.entries.add({ITEM_TYPE: "article-journal", **fields})
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+3")
        await driver.idle()
        driver.view("libraryView").setFocus()
        await keyboard.press("Ctrl+C")
        await driver.idle()
        assert "Zeitschrift für Psychologie" in QApplication.clipboard().text()
