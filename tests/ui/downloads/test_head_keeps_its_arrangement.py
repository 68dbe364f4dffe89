"""The head of Downloads: its arrangement depends on the width, and it shows the time that is left while they run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, QueueProgress
from scholar_desktop.domain.timestamps import utc_timestamp
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_rows_under_the_pointer import failed

BUTTONS = ("getListOfPdfsButton", "pauseDownloadsButton", "cancelDownloadsButton", "moreDownloadsButton")


def items() -> list[DownloadItem]:
    again = {"outcome": ItemOutcome.TEMPORARY, "again": "2999-01-01T00:00:00Z", "attempts": ()}
    return [msgspec.structs.replace(failed(number), **(again if number == 3 else {})) for number in range(41)]


def places(driver: Driver) -> dict[str, QRect]:
    """Where the head, the list and the buttons are that are always shown."""
    found = {}
    for name in (*BUTTONS, "downloadsView"):
        widget = driver.widget(name)
        found[name] = QRect(widget.mapTo(driver.window, QPoint()), widget.size())
    return found


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("width", "text_size"), [(1440, 150), (1440, 100), (1280, 125), (1180, 100), (1024, 100), (800, 100), (1920, 200)]
)
async def test_nothing_moves_when_the_last_download_ends(
    demo: Any, tmp_path: Path, language: str, width: int, text_size: int
) -> None:
    async with window_on(demo, tmp_path, size=(width, 900), text_size=text_size, language=language) as driver:
        driver.trigger("view.downloads")
        driver.program.services.downloads._board.keep(items())
        await driver.idle()
        page = driver.window.pages.page("downloads")
        page._left_tick.stop()
        ended = places(driver)
        began = utc_timestamp(datetime.now(UTC) - timedelta(minutes=3))
        running = QueueProgress(0, 2, 0, 39, 39, 0.0, 1.5e6, 125.0, since=began)
        summary = driver.widget("downloadsSummary")
        for progress in (running, msgspec.structs.replace(running, running=2, waiting=0, looking=1)):
            page._head.show_progress(progress)
            await driver.idle()
            assert places(driver) == ended
            assert "2 min" in summary.text(), summary.text()
            assert "…" not in summary.text()
        page._head.show_progress(QueueProgress(ended=41))
        await driver.idle()
        assert places(driver) == ended
