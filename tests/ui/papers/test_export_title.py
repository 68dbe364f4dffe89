"""The title of the export panel is whole in a small window, in German, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from tests.support.window_driver import window_on
from tests.ui.papers.test_export_panel import export


@pytest.mark.parametrize("text_size", [100, 150, 200])
@pytest.mark.parametrize("rows", [1, 3])
async def test_the_title_wraps(demo: Any, tmp_path: Path, text_size: int, rows: int) -> None:
    changes: dict[str, Any] = {"size": (640, 640), "text_size": text_size, "language": "de"}
    async with window_on(demo, tmp_path, **changes) as driver:
        await driver.search("attention")
        driver.trigger("paper.add")
        await driver.idle()
        await export(driver, rows=rows)
        title: QLabel = driver.widget("exportTitle")
        words = {1: "1 Publikation exportieren", 3: "3 Publikationen exportieren"}[rows]
        assert title.text() == words
        longest = max(words.split(), key=title.fontMetrics().horizontalAdvance)
        assert title.fontMetrics().horizontalAdvance(longest) <= title.contentsRect().width()
        assert title.heightForWidth(title.width()) <= title.height()
