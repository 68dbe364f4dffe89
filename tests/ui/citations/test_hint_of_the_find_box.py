"""The hint of the box for citing sentences is never cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.ui.widgets.find_edit import HintEdit
from tests.support.keyboard import Keyboard
from tests.support.window_driver import shown_tooltip, window_on


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_box_shows_a_hint_that_fits_at_each_width(demo: Any, tmp_path: Path, language: str) -> None:
    async with window_on(demo, tmp_path, language=language) as driver:
        await driver.search("attention is all you need")
        driver.click_row(0)
        await driver.idle()
        for keys in ("Return", "Ctrl+Alt+1"):
            await Keyboard(driver).press(keys)
            await driver.idle()
        tools = driver.window.search_page.panes.citations.cited_by.tools
        box: HintEdit = tools.box
        cut = []
        for width in range(1900, 760, -20):
            driver.window.resize(width, 900)
            await driver.idle()
            if box.isVisible() and box.is_hint_cut():
                cut.append((width, box.width(), box.placeholderText()))
        assert cut == []
        assert shown_tooltip(box).startswith(tools._hint)
