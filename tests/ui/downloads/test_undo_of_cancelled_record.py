"""Undo of the cancelling of a Zenodo record puts its files back, too: those that are saved, and those still to come."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.services.zenodo.record_files import RecordFiles
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_downloads_queue import RECORD


def _shown(driver: Driver) -> tuple[str, str]:
    """The row of the record, and all words of its details."""
    row = driver.window.pages.page("downloads").model.row(0)
    labels = driver.widget("attemptsPane").findChildren(QLabel)
    return f"{row.title} | {row.byline}", "\n".join(one.accessibleName() or one.text() for one in labels)


async def test_its_files_are_listed_as_before(demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, get_one = [], RecordFiles._one

    async def only_the_first(self: RecordFiles, run: Any, file: Any) -> None:
        begun.append(file)
        if len(begun) > 1:
            await asyncio.Event().wait()
        await get_one(self, run, file)

    monkeypatch.setattr(RecordFiles, "_one", only_the_first)
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("view.downloads")
        downloads.enqueue_record(RECORD)

        def saved() -> int:
            return sum(file.outcome is ItemOutcome.SAVED for item in downloads.items() for file in item.files)

        await driver.until(lambda: saved() == 1 and len(begun) > 1)
        driver.click("pauseDownloadsButton")
        await driver.until(lambda: downloads.items()[0].state is DownloadState.PAUSED)
        await driver.idle()
        [before], shown = downloads.items(), _shown(driver)
        assert len(before.files) > 1
        assert before.files[-1].name in shown[1]
        driver.click("cancelDownloadsButton")
        await driver.until(lambda: downloads.items()[0].outcome is ItemOutcome.CANCELLED)
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.until(lambda: downloads.items()[0].state is DownloadState.PAUSED)
        await driver.idle()
        [item] = downloads.items()
        assert _shown(driver) == shown
        assert (item.files, item.received, item.size) == (before.files, before.received, before.size)
        monkeypatch.setattr(RecordFiles, "_one", get_one)
        driver.click("resumeDownloadsButton")
        await driver.until(lambda: downloads.items()[0].outcome is ItemOutcome.SAVED)
        assert [file.name for file in downloads.items()[0].files] == [file.name for file in before.files]
