"""“Get files” of a record without a PDF: once the library has them, the paper's download says so."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.ui.open_access.copies import CopiesSection
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.window_driver import Driver, recorded, row_menu, window_on
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
        assert ended.reason == f"The {len(ended.files)} files are in your library."
        assert {one.outcome for one in downloads.items()} == {ItemOutcome.SAVED}
        assert note.note.lead == "Files saved."
        opened: list[str] = []
        driver.window.ui_context.services.open_path = opened.append
        assert driver.widget("getPdfButton").text() == "Open folder"
        driver.click("getPdfButton")
        assert opened == [ended.path]
        driver.trigger("paper.show_in_folder")
        assert opened == [ended.path] * 2, "the folder of its files"
        driver.trigger("view.downloads")
        await driver.idle()
        model = driver.window.pages.page("downloads").model
        says = [model.row(row).says for row in range(model.count()) if model.row(row).item.key == key]
        assert says == ["Files saved"]


DATASET = "7248153"
"""A data set with one file, which is no PDF."""
SEVERAL = "7078725"
"""A data set with several files."""


def names_of_command(driver: Driver) -> set[str]:
    """The names of “Get PDF” in the menu bar, the menu of the row and the command palette."""
    menu = row_menu(driver)
    actions = driver.window.ui_context.actions
    in_row = {shown_text(one.text()) for one in menu.actions() if one.objectName() == "paper.get_pdf"}
    menu.close()
    return {*in_row, actions.title("paper.get_pdf"), actions.whole_title("paper.get_pdf")}


async def test_get_files_has_the_same_name_in_details_menus_and_palette(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search(f"zenodo:{DATASET}")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        assert driver.widget("getPdfButton").text() == "Get files"
        assert names_of_command(driver) == {"Get files"}


@pytest.mark.parametrize(("record", "opens"), [(DATASET, "Open file"), (SEVERAL, "Open folder")])
async def test_the_files_of_a_record_are_opened_once_they_are_saved(
    demo: Any, tmp_path: Any, record: str, opens: str
) -> None:
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        downloads, actions = driver.program.services.downloads, driver.window.ui_context.actions
        await driver.search(f"zenodo:{record}")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        button, note = driver.widget("getPdfButton"), driver.widget("pdfNote")
        assert button.text() == "Get files"
        QTest.keyClick(driver.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: bool(downloads.items()) and downloads.active == 0)
        await driver.until(lambda: button.text() == opens)
        assert note.note.lead == "Files saved."
        (item,) = downloads.items()
        assert item.outcome is ItemOutcome.SAVED
        assert actions.why_not("paper.get_pdf") == "The files are already in your library."
        QTest.keyClick(driver.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert list(downloads.items()) == [item], "they are not loaded again"
        opened: list[str] = []
        driver.window.ui_context.services.open_path = opened.append
        driver.click("getPdfButton")
        assert opened == [item.path]
        assert actions.title("paper.open_pdf") == opens
        assert actions.why_not("paper.open_pdf") is None
        QTest.keyClick(driver.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: opened == [item.path] * 2)
        downloads.forget([item.key])
        await driver.until(lambda: not downloads.items())
        await driver.idle()
        assert button.text() == opens, "the library has the files, also if the download was removed from its list"
        driver.click("getPdfButton")
        assert opened == [item.path] * 3


async def show_files_got(driver: Driver, record: str) -> None:
    """Search the record, open it, and get all of its files with Ctrl+D."""
    downloads, button = driver.program.services.downloads, driver.widget("getPdfButton")
    await driver.search(f"zenodo:{record}")
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()
    QTest.keyClick(driver.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    await driver.until(lambda: bool(downloads.items()) and downloads.active == 0)
    await driver.until(lambda: button.text().startswith("Open "))
    await driver.idle()


def copies_words(driver: Driver) -> list[str]:
    """What the section with the open copies says, besides the titles of its buttons."""
    section = driver.window.findChild(CopiesSection)
    return [shown_text(one.accessibleName() or one.text()) for one in seen_labels(section)]


def seen_labels(widget: QWidget) -> list[QLabel]:
    return [one for one in widget.findChildren(QLabel) if one.isVisibleTo(widget) and one.text()]


@pytest.mark.parametrize("record", [DATASET, SEVERAL])
async def test_the_files_of_a_record_are_no_copies_of_a_paper(demo: Any, tmp_path: Any, record: str) -> None:
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        await show_files_got(driver, record)
        without_copies = ["Open-access copies", "This record has files, but no PDF."]
        assert copies_words(driver) == without_copies
        assert driver.state("copiesView") == "empty"
        (item,) = driver.program.services.downloads.items()
        assert item.attempts, "the list of downloads still says how each file was got"


async def test_the_zip_is_in_addition_to_the_files(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        await show_files_got(driver, SEVERAL)
        button, note, archive = (driver.widget(name) for name in ("getPdfButton", "pdfNote", "getArchiveButton"))
        said = "The 7 files are in your library."
        assert (button.text(), note.note.text) == ("Open folder", said)
        driver.click("getArchiveButton")
        await driver.until(lambda: archive.content.text == "Open ZIP")
        await driver.until(lambda: button.text() == "Open folder")
        await driver.until(lambda: note.note.text == said)
        assert copies_words(driver) == ["Open-access copies", "This record has files, but no PDF."]
        opened: list[str] = []
        driver.window.ui_context.services.open_path = opened.append
        driver.click("getPdfButton")
        kept = driver.window.context.now.kept
        assert opened == [str(Path(kept.files[0].path).parent)]


async def test_a_file_that_was_deleted_from_the_folder_is_got_again(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        await show_files_got(driver, SEVERAL)
        button, note = driver.widget("getPdfButton"), driver.widget("pdfNote")
        deleted = Path(driver.window.context.now.kept.files[-1].path)
        await asyncio.to_thread(deleted.unlink)
        await driver.search("attention is all you need")
        await driver.search(f"zenodo:{SEVERAL}")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.until(lambda: button.text() == "Get files")
        await driver.until(lambda: note.note.text == "6 of 7 files are in your library.")
        assert driver.widget("getAllFilesButton").content.text.startswith("Get 1 file ")
        assert driver.window.ui_context.actions.why_not("paper.get_pdf") is None
        QTest.keyClick(driver.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: button.text() == "Open folder")
        assert await asyncio.to_thread(deleted.is_file)
        await driver.until(lambda: note.note.text == "The 7 files are in your library.")
        assert driver.widget("getAllFilesButton").content.text == "All files are in your library"


async def test_a_paper_with_a_pdf_keeps_get_pdf_after_a_data_set(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        actions = driver.window.ui_context.actions
        await driver.search(f"zenodo:{DATASET}")
        driver.click_row(0)
        await driver.until(lambda: actions.title("paper.get_pdf") == "Get files")
        await driver.search("attention is all you need")
        driver.click_row(0)
        await driver.until(lambda: actions.title("paper.get_pdf") == "Get PDF")


def delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


@pytest.mark.parametrize(("record", "opens"), [(DATASET, "Open file"), (SEVERAL, "Open folder")])
async def test_files_of_a_record_in_the_trash_are_not_said_to_be_in_the_library(
    demo: Any, tmp_path: Any, record: str, opens: str
) -> None:
    async with window_on(demo, tmp_path, host_delay=0.0) as driver:
        await show_files_got(driver, record)
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        driver.press(Qt.Key.Key_Delete, "libraryView")
        await driver.idle()
        driver.click("sidebar.view.library_trash")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        note = driver.widget("pdfNote").note
        assert (note.lead, note.text) == ("Files saved.", "The paper is in the trash.")
        driver.trigger("view.downloads")
        page = driver.window.pages.page("downloads")
        await driver.until(lambda: bool(page.model.trashed))
        await driver.idle()
        assert page.model.row(0).says == "In trash"
        assert driver.widget("downloadsGroup.removed").isVisible()
        driver.click_row(0, "downloadsView")
        await driver.idle()
        words = [shown_text(one.text()) for one in seen_labels(driver.widget("attemptsPane"))]
        assert not any("in your library" in one for one in words)
        (item,) = driver.program.services.downloads.items()
        assert [step.title for step in page.row_actions.steps(item)][:2] == ["Show in trash", opens]
        opened: list[str] = []
        driver.window.ui_context.services.open_path = opened.append
        page.row_actions.open_file(item)
        assert opened == [item.path]
        driver.trigger("edit.undo")
        await driver.until(lambda: not page.model.trashed)
        await driver.idle()
        assert page.model.row(0).says == "Files saved"
        delete(Path(item.path))
        page._look_for_files()
        await driver.until(lambda: bool(page.model.gone))
        assert page.model.row(0).says == "Files removed"


async def test_a_saved_file_is_opened_from_the_list_of_downloads(demo: Any, tmp_path: Any) -> None:
    opened: list[str] = []
    prepare = recorded("open_path", opened)
    async with window_on(demo, tmp_path, prepare=prepare, host_delay=0.0) as driver:
        await show_files_got(driver, SEVERAL)
        driver.trigger("view.downloads")
        await driver.idle()
        driver.click_row(0, "downloadsView")
        await driver.idle()
        (item,) = driver.program.services.downloads.items()
        pane = driver.widget("attemptsPane")
        links = pane.findChildren(Button, "openFileButton")
        assert [one.accessibleName() for one in links] == [f"Open {file.name}" for file in item.files]
        lefts = {one.mapTo(pane, QPoint(0, 0)).x() for one in links}
        assert len(lefts) == 1
        QTest.mouseClick(links[1], Qt.MouseButton.LeftButton)
        assert opened == [item.files[1].path]
        delete(Path(item.path))
        page = driver.window.pages.page("downloads")
        page._look_for_files()
        await driver.until(lambda: bool(page.model.gone))
        await driver.idle()
        assert not pane.findChildren(Button, "openFileButton"), "there is nothing left to open"
