"""The PDF of a paper in the trash is opened by the key as by the button, and can be read in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from scholar_desktop.ui.window import desktop_opening
from tests.support.window_driver import Driver, recorded, window_on
from tests.ui.downloads.test_paper_in_trash import button, saved_and_trashed


async def test_the_key_opens_the_same_pdf_in_the_trash_as_the_button(demo, tmp_path: Path):
    opened: list[str] = []
    async with window_on(demo, tmp_path, prepare=recorded("open_path", opened)) as driver:
        page = await saved_and_trashed(driver)
        button(page._attempts, "Open in PDF app").click()
        await driver.idle()
        QTest.keyClick(driver.view("downloadsView"), Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert opened == [page.model.row(0).item.path] * 2


async def is_read(driver: Driver) -> None:
    view = driver.widget("pdfView")
    await driver.until(lambda: view.isVisible() and view.pages.page_count > 0)


@pytest.mark.parametrize("by_key", [True, False])
async def test_a_pdf_in_the_trash_is_shown_here_without_a_program_for_it(
    demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_key: bool
):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    monkeypatch.setattr(desktop_opening, "launcher", lambda: None)
    async with window_on(demo, tmp_path) as driver:
        page = await saved_and_trashed(driver)
        if by_key:
            QTest.keyClick(driver.view("downloadsView"), Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        else:
            button(page._attempts, "Open in PDF app").click()
        await driver.idle()
        await is_read(driver)
        note = driver.window.messages.note("shown")
        assert (note.lead, note.text) == ("No app for PDFs was found.", "The PDF is shown here instead.")


async def test_read_here_shows_the_pdf_of_a_paper_in_the_trash(demo, tmp_path: Path):
    async with window_on(demo, tmp_path) as driver:
        await saved_and_trashed(driver)
        driver.trigger("view.library_trash")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.click("readPdfButton")
        await driver.idle()
        await is_read(driver)
