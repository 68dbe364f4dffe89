"""A message that says that something is being downloaded does not outlast the download."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.ui.context.messages import PDFS_WANTED
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.zenodo.test_files_without_pdf import DATASET, SEVERAL


def _lead(driver: Driver, key: str) -> str:
    note = driver.window.messages.note(key)
    return "" if note is None else note.lead


async def _wait_for_three(driver: Driver, keyboard: Keyboard) -> None:
    """Want the PDFs of three results while the program is offline."""
    await driver.search("attention")
    driver.trigger("app.offline")
    driver.click_row(0)
    for keys in ("Shift+Down", "Shift+Down", "Ctrl+D"):
        await keyboard.press(keys)
    await driver.until(lambda: driver.program.services.downloads.active == 3)
    await driver.idle()


@pytest.mark.parametrize(
    ("stop", "said", "begin_again"),
    [
        ("downloads.cancel_all", "Cancelled 3 downloads.", "edit.undo"),
        ("edit.undo", "Stopped 3 downloads.", "edit.redo"),
    ],
)
async def test_downloading_again_after_undo_or_redo_ends_with_the_downloads(
    demo: Any, tmp_path: Any, stop: str, said: str, begin_again: str
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        downloads, keyboard = driver.program.services.downloads, Keyboard(driver)
        await _wait_for_three(driver, keyboard)
        driver.trigger(stop)
        await driver.until(lambda: _lead(driver, "undo") == said)
        await driver.idle()
        driver.trigger(begin_again)
        await driver.until(lambda: _lead(driver, "undo") == "Downloading 3 PDFs again.")
        driver.trigger("app.offline")
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        assert _lead(driver, "undo") == ""
        assert _lead(driver, PDFS_WANTED) == "3 downloads finished."


async def test_the_files_of_a_record_are_reported_when_they_are_saved(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        downloads, keyboard = driver.program.services.downloads, Keyboard(driver)
        for record, said in ((DATASET, "Got 1 file of “"), (SEVERAL, "Got 7 files of “")):
            await driver.search(f"zenodo:{record}")
            driver.press(Qt.Key.Key_Return, "resultsView")
            await driver.idle()
            driver.window.messages.close_message(PDFS_WANTED)
            await keyboard.press("Ctrl+D")
            await driver.until(lambda: downloads.active == 0 and bool(_lead(driver, PDFS_WANTED)))
            await driver.idle()
            assert _lead(driver, PDFS_WANTED).startswith(said)
