"""Esc in the search box of a list of citations leads back to the row from which the user went there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize("downs", [0, 3])
@pytest.mark.parametrize(("text", "is_quick"), [("", True), ("memory", True), ("memory", False), ("zzzz", True)])
async def test_esc_leads_back_to_the_row(demo: Any, tmp_path: Path, text: str, is_quick: bool, downs: int) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention is all you need")
        driver.click_row(0)
        await driver.idle()
        await keyboard.press("Ctrl+Alt+1")
        await driver.idle()
        view = driver.view("citedByView")
        for _ in range(downs):
            await keyboard.press("Down")
        await driver.idle()
        row, chosen, rows = view.currentIndex().row(), view.chosen_rows(), view.model().rowCount()
        assert bool(chosen) is bool(downs), "before a key, the first row is only outlined"
        await keyboard.press("/")
        if text:
            await keyboard.type(text)
            await driver.until(lambda: view.model().rowCount() != rows)
            await driver.idle()
            await keyboard.press("Escape")
            if not is_quick:
                await driver.until(lambda: view.model().rowCount() == rows)
        await keyboard.press("Escape")
        await driver.until(lambda: view.model().rowCount() == rows)
        await driver.idle()
        await driver.until(view.hasFocus)
        assert (view.currentIndex().row(), view.chosen_rows()) == (row, chosen)
