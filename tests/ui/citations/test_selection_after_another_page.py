"""Actions apply to the selected rows of a citation list again when its page is shown again."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.window_driver import window_on


@pytest.mark.parametrize("back", ["view.search", "go.back"])
async def test_selected_citing_papers_are_acted_on_after_another_page(demo: Any, tmp_path: Any, back: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        view = driver.view("citedByView")
        view.setFocus()
        driver.press(Qt.Key.Key_Home, "citedByView")
        for _ in range(2):
            QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        now = driver.window.context.now
        chosen = [paper.id for paper in now.papers]
        assert (len(chosen), now.sentences) == (3, True)
        driver.trigger("view.settings")
        await driver.idle()
        driver.trigger(back)
        await driver.idle()
        now = driver.window.context.now
        assert view.hasFocus()
        assert ([paper.id for paper in now.papers], now.sentences) == (chosen, True)
