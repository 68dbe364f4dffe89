"""A Zenodo record has one row in Downloads, also if its files are requested one after another."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.services.zenodo.record_files import RecordFiles
from scholar_desktop.ui.context.paper_status import PaperStatus
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_downloads_queue import RECORD


def file_buttons(driver: Driver) -> list[QAbstractButton]:
    box = driver.widget("filesView")
    return [one for one in box.findChildren(QAbstractButton, "getFileButton") if one.isVisible()]


def rows(driver: Driver) -> list[tuple[str, str]]:
    model = driver.window.pages.page("downloads").model
    return [(model.row(row).title, model.row(row).byline) for row in range(model.count())]


async def show_record(driver: Driver) -> None:
    await driver.search(f"zenodo:{RECORD}")
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()


async def test_files_that_are_requested_one_after_another_have_one_row(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    can_go_on = asyncio.Event()
    get_one = RecordFiles._one

    async def wait_and_get(self: RecordFiles, run: Any, file: Any) -> None:
        await can_go_on.wait()
        await get_one(self, run, file)

    monkeypatch.setattr(RecordFiles, "_one", wait_and_get)
    async with window_on(demo, tmp_path, host_delay=0.0, size=(1440, 1600)) as driver:
        await show_record(driver)
        downloads, count = driver.program.services.downloads, len(file_buttons(driver))
        for number in range(1, 4):
            QTest.mouseClick(file_buttons(driver)[0], Qt.MouseButton.LeftButton)
            await driver.until(lambda left=count - number: len(file_buttons(driver)) == left)  # it waits now
        assert len(downloads.items()) == 1
        can_go_on.set()
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        [item] = downloads.items()
        assert item.outcome is ItemOutcome.SAVED
        assert [file.outcome for file in item.files] == [ItemOutcome.SAVED] * 3
        assert item.attempts
        assert len({one.url for one in item.attempts}) == len(item.attempts)
        driver.trigger("view.downloads")
        await driver.idle()
        [(_title, byline)] = rows(driver)
        assert byline.startswith("3 of 3 files")


async def test_files_of_a_record_without_a_pdf_take_the_row_of_its_pdf(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, host_delay=0.0, size=(1440, 1600)) as driver:
        downloads = driver.program.services.downloads
        await downloads.enqueue_ids((f"zenodo:{RECORD}",))
        await driver.until(lambda: downloads.active == 0)
        await show_record(driver)
        QTest.mouseClick(file_buttons(driver)[0], Qt.MouseButton.LeftButton)
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        [item] = downloads.items()
        assert (item.asked_as, item.outcome) == (f"zenodo:{RECORD}", ItemOutcome.SAVED)
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        downloads = driver.program.services.downloads
        await driver.until(lambda: downloads.is_loaded)
        await show_record(driver)
        assert downloads.items() == (item,)
        mark: PaperStatus = driver.window.ui_context.marks.of(item.paper)
        assert mark.download == item, "it is still the download of the paper"
        assert driver.widget("pdfNote").note.lead == "Files saved."
        driver.trigger("view.downloads")
        await driver.idle()
        [(_title, byline)] = rows(driver)
        assert byline.startswith("1 of 1 file")
