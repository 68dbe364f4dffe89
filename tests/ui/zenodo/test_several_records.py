"""Several selected Zenodo records: the list says how many they are, and a command gets the files of all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.zenodo.record import Record
from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

CONTROL = Qt.KeyboardModifier.ControlModifier


def _has_pdf(record: Record) -> bool:
    return any(file.name.endswith(".pdf") for file in record.files)


async def _select(driver: Driver, *, data: int, papers: int) -> list[Record]:
    """Search, and select so many open records without a PDF, and with one."""
    driver.trigger("view.records")
    await driver.idle()
    driver.type("attention", "recordsEdit")
    driver.press(Qt.Key.Key_Return, "recordsEdit")
    await driver.until(lambda: driver.state("recordsPage") == "full")
    found = driver.widget("recordsPage").list.search.records
    public = [one for one in found if one.files and one.access == "open"]
    chosen = [one for one in public if not _has_pdf(one) and one.type in ("dataset", "software")][:data]
    chosen += [one for one in public if _has_pdf(one)][:papers]
    assert len(chosen) == data + papers
    for place, record in enumerate(chosen):
        view, row = driver.view("recordsView"), found.index(record)
        view.scrollTo(view.model().index(row, 0))
        where = view.visualRect(view.model().index(row, 0))
        keys = CONTROL if place else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, where.center())
    await driver.idle()
    return chosen


def _bar_title(driver: Driver) -> str:
    bar = driver.widget("recordsView.selectionBar")
    return str(bar.findChild(Button, "selection.paper.get_pdf").text())


async def test_the_files_of_all_selected_records_are_got(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        records = await _select(driver, data=2, papers=0)
        bar = driver.widget("recordsView.selectionBar")
        assert bar.isVisible()
        assert bar.accessibleName() == "2 selected records"
        assert _bar_title(driver) == "Get files"
        assert driver.widget("recordSideGetButton").content.text == "Get these files"
        assert driver.widget("recordSideGetButton").content.keys == ""
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        assert driver.window.messages.note("kept_pdfs").lead == "Getting the files of 2 records."
        await driver.until(lambda: len(downloads.items()) == 2 and not downloads.active)
        assert {item.outcome for item in downloads.items()} == {ItemOutcome.SAVED}
        assert len({item.batch for item in downloads.items()} - {""}) == 1
        kept = (await driver.program.services.library.page()).papers
        names = {one.paper.ids.zenodo: {file.name for file in one.files} for one in kept}
        assert names == {record.id: {file.name for file in record.files} for record in records}

        get, context = driver.window.registry.definitions["paper.get_pdf"], driver.window.context
        await driver.until(lambda: get.why_not(context.now) == "The files are already in your library.")


async def test_pdfs_and_files_are_got_together_and_counted_apart(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, downloads = Keyboard(driver), driver.program.services.downloads
        await _select(driver, data=1, papers=1)
        assert _bar_title(driver) == "Get PDFs"
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        assert driver.window.messages.note("kept_pdfs").lead == "Getting 1 PDF. Getting the files of 1 record."
        await driver.until(lambda: driver.window.context.now.undo == "get the PDFs or files of 2 papers")
        await driver.until(lambda: len(downloads.items()) == 2 and not downloads.active)
        assert {item.outcome for item in downloads.items()} == {ItemOutcome.SAVED}
        await keyboard.press("Ctrl+Z")
        library = driver.program.services.library
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        assert not (await library.page()).papers
