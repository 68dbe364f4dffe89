"""In a small window with large text, the whole band “You are offline” of Downloads is in sight."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from tests.support.window_driver import window_on
from tests.ui.downloads.test_rows_stay_on_resume import item

ENDS = {"state": DownloadState.DONE, "reason": "Too slow.", "ended": "2026-11-22T10:00:00Z"}
KINDS = (ItemOutcome.SAVED, ItemOutcome.NEEDS_PERSON, ItemOutcome.TEMPORARY, ItemOutcome.UNAVAILABLE)


@pytest.mark.parametrize("kinds", [0, 4])
async def test_the_band_is_not_cut(demo: Any, tmp_path: Path, kinds: int) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=150) as driver:
        driver.trigger("app.offline")
        ended = [item(number, outcome=kind, **ENDS) for number, kind in enumerate(KINDS[:kinds])]
        waiting = [item(number, state=DownloadState.WAITING) for number in range(10, 30)]
        driver.program.services.downloads._board.keep([*ended, *waiting])
        driver.trigger("view.downloads")
        page = driver.window.pages.page("downloads")
        await driver.until(lambda: page.pane.bar.isVisible() and page.view.hasFocus())
        await driver.idle()
        area = page
        while not isinstance(area, QScrollArea):
            area = area.parentWidget()
        bar = page.pane.bar
        top = bar.mapTo(area.viewport(), QPoint()).y()
        assert top >= 0
        assert top + bar.height() <= area.viewport().height()
        assert page.view.height() > 1.9 * page.view.verticalHeader().defaultSectionSize(), "two rows are in sight"
