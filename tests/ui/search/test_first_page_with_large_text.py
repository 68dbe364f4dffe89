"""The page before the first search in a small window with large text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from scholar_desktop.ui.widgets.message_page import LinkLine
from tests.support.window_driver import window_on


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_four_ways_in_are_whole_and_in_sight(demo: Any, tmp_path: Path, language: str) -> None:
    async with window_on(demo, tmp_path, size=(640, 640), text_size=150, language=language) as driver:
        await driver.idle()
        lines = [one for one in driver.window.findChildren(LinkLine) if one.isVisible()]
        assert len(lines) == 4
        for line in lines:
            assert line.visibleRegion().boundingRect() == line.rect(), "it is scrolled out of sight"
            names = [one.text() for one in line.findChildren(QLabel) if one.isVisible() and one.text()]
            assert not any("…" in name for name in names), names
            assert line.hint is None or not line.hint.isVisible() or line.hint.height() < line.hint.width()
        driver.window.resize(1440, 900)
        await driver.until(lambda: all(one.hint is None or one.hint.isVisible() for one in lines if one.isVisible()))
