"""The export panel has one column where the names of the citation styles have no room beside the formats."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.window_driver import window_on
from tests.ui.papers.test_export_panel import choose_format, export


@pytest.mark.parametrize(("text_size", "is_beside"), [(100, True), (150, False)])
async def test_the_styles_are_below_the_formats(demo: Any, tmp_path: Any, text_size: int, is_beside: bool) -> None:
    async with window_on(demo, tmp_path, size=(640, 640), text_size=text_size, language="de") as driver:
        await driver.search("attention")
        await export(driver, rows=1)
        await choose_format(driver, "text")
        styles, formats = driver.widget("styleList"), driver.widget("exportFormat.text")
        assert driver.widget("exportPreview").isVisible() is is_beside
        assert styles.viewport().width() >= 30 * styles.fontMetrics().averageCharWidth()
        assert is_beside or styles.width() >= formats.width()
