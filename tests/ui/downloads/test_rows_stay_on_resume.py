"""“Resume all” moves no row: the chip that takes the place of another has its width, so that the chips do not wrap."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.translation import set_language
from tests.support.window_driver import window_on


def item(number: int, **changes: Any) -> DownloadItem:
    doi = f"10.1234/{number}"
    return DownloadItem(f"key{number}", doi, Paper(f"Paper {number}", Ids(doi=doi)), **changes)


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_chip_of_running_downloads_has_the_place_and_the_width_of_the_paused_ones(
    demo: Any, tmp_path: Any, language: str
) -> None:
    try:
        async with window_on(demo, tmp_path, language=language) as driver:
            demo.config(latency=0.2)
            driver.trigger("view.downloads")
            failed = {"state": DownloadState.DONE, "outcome": ItemOutcome.TEMPORARY, "reason": "Too slow."}
            ended = [item(number, **failed, ended="2026-11-22T10:00:00Z") for number in range(3)]
            paused = [item(number, state=DownloadState.PAUSED) for number in range(3, 6)]
            driver.program.services.downloads._board.keep([*ended, *paused])
            chips = [driver.widget(f"downloadsGroup.{group}") for group in ("paused", "under_way")]
            await driver.until(lambda: [chip.isVisible() for chip in chips] == [True, False])
            await driver.idle()
            before = chips[0].geometry()
            driver.click("resumeDownloadsButton")
            await driver.until(lambda: [chip.isVisible() for chip in chips] == [False, True])
            await driver.idle()
            assert chips[1].geometry() == before
    finally:
        set_language("en")
