"""“Get files” of a record without a PDF: once the library has them, the paper's download says so."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.attempt import ItemOutcome
from tests.support.window_driver import window_on
from tests.ui.downloads.test_downloads_queue import RECORD


async def test_the_download_of_a_record_without_a_pdf_is_saved_with_all_of_its_files(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        downloads = driver.program.services.downloads
        (key,) = await downloads.enqueue_ids((f"zenodo:{RECORD}",))
        await driver.until(lambda: downloads.active == 0)
        assert downloads.row(key).outcome is ItemOutcome.NO_PDF
        await driver.search(f"zenodo:{RECORD}")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        note = driver.widget("pdfNote")
        assert note.note.lead == "Open, but without a PDF."
        QTest.keyClick(driver.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        getting = "Getting the files of this record."
        await driver.until(lambda: getattr(driver.window.messages.note("kept_pdfs"), "lead", "") == getting)
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        ended = downloads.row(key)
        assert ended.outcome is ItemOutcome.SAVED
        assert ended.reason == f"All {len(ended.files)} files are in your library."
        assert {one.outcome for one in downloads.items()} == {ItemOutcome.SAVED}
        assert note.note.lead == "Files saved."
        opened: list[str] = []
        driver.window.ui_context.services.open_path = opened.append
        assert driver.widget("getPdfButton").text() == "Open folder"
        driver.click("getPdfButton")
        assert opened == [ended.path]
        driver.trigger("view.downloads")
        await driver.idle()
        model = driver.window.pages.page("downloads").model
        says = [model.row(row).says for row in range(model.count()) if model.row(row).item.key == key]
        assert says == ["Files saved"]
