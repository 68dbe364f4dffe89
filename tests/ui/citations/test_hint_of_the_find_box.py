"""The hint of the box for citing sentences is never cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage

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


def _drawn(box: HintEdit, width: int) -> QImage:
    """The first *width* pixels of *box*, without its frame at the end."""
    return box.grab(QRect(0, 0, width - 8, box.height())).toImage()


async def test_the_hint_is_drawn_whole_in_the_pane_below_the_lists(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await driver.search("attention is all you need")
        driver.click_row(0)
        await Keyboard(driver).press("Return")
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.idle()
        box: HintEdit = driver.widget("citedBy.words")
        width = box.width()
        assert box.isVisible()
        driver.view("citedByView").setFocus()
        before = _drawn(box, width)
        box.setFixedWidth(600)
        assert _drawn(box, width) == before, f"cut: {box.placeholderText()}"


@pytest.mark.parametrize("size", [8, 9, 10, 11, 12, 13, 14])
def test_a_hint_is_drawn_whole_with_the_width_that_it_is_said_to_need(qtbot: Any, size: int) -> None:
    for hint in ("Sentences and titles", "Search sentences and titles", "Search", "Wörter in Sätzen"):
        box = HintEdit()
        qtbot.addWidget(box)
        font = box.font()
        font.setPointSize(size)
        box.setFont(font)
        box.setPlaceholderText(hint)
        box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box.resize(600, 40)
        width = box.width_for(hint)
        wide = _drawn(box, width)
        box.resize(width, 40)
        assert _drawn(box, width) == wide, hint
