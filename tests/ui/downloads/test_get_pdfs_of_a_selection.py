"""Get PDFs for a selection: papers with a PDF in the library are not downloads, and every number leaves them out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_a_paper_whose_pdf_is_in_the_library_is_no_download(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: bool(downloads.items()) and not downloads.active)
        (saved,) = downloads.items()
        assert saved.outcome is ItemOutcome.SAVED
        states: list[DownloadState] = []
        downloads.changed.connect(lambda item: states.append(item.state) if item.key == saved.key else None)
        demo.config(faults={"web": "hang"})
        for _ in range(3):
            await keyboard.press("Shift+Down")
        await driver.until(lambda: driver.window.context.now.to_get == 3)
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        said = "Getting 3 PDFs. 1 PDF is already in your library."
        assert driver.window.messages.note("kept_pdfs").lead == said
        assert downloads.progress().run == 3
        assert states == [], "it is not shown as waiting"
        assert downloads.row(saved.key).batch == "", "nor counted in the new batch"
        cancel = driver.window.registry["downloads.cancel_all"]
        await driver.until(cancel.isEnabled)  # the progress is reported ten times a second
        cancel.trigger()
        await driver.until(lambda: not downloads.active)
