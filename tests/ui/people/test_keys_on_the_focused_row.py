"""The keys of papers act on the row with the focus of an author's papers, also if no row is selected yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize(("key", "start"), [("Ctrl+C", "Vaswani, A., "), ("Ctrl+Alt+C", "@")])
async def test_the_first_key_copies_the_paper_of_the_row_with_the_focus(
    demo: Any, tmp_path: Path, key: str, start: str
) -> None:
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        for press in ("Return", "Down", "Return", "Tab", "Return"):  # to the details, and to the first author
            await keyboard.press(press)
            await driver.idle()
        view = driver.view("authorPapersView")
        assert keyboard.focus is view
        assert view.chosen_rows() == []
        QApplication.clipboard().setText("before")
        await keyboard.press(key)
        await driver.idle()
        assert QApplication.clipboard().text().startswith(start)
        assert view.chosen_rows() == [0]
