"""A download whose paper is in the trash says so, and leads there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.ui.downloads.downloads_page import DownloadsPage
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on


async def saved_and_trashed(driver: Driver) -> DownloadsPage:
    downloads = driver.program.services.downloads
    await downloads.enqueue_ids(("arXiv:1706.03762",))
    await driver.until(lambda: downloads.active == 0)
    driver.trigger("view.library")
    await driver.idle()
    driver.click_row(0, "libraryView")
    await driver.idle()
    driver.trigger("paper.delete")
    await driver.idle()
    driver.trigger("view.downloads")
    await driver.idle()
    page = driver.window.pages.page("downloads")
    assert isinstance(page, DownloadsPage)
    driver.click_row(0, "downloadsView")
    await driver.idle()
    return page


def button(place: QWidget, words: str) -> Button:
    (found,) = (one for one in place.findChildren(Button) if one.text() == words)
    return found


async def test_show_in_trash_leads_to_the_paper_in_the_trash(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await saved_and_trashed(driver)
        assert (page.model.row(0).says, page.model.row(0).icon) == ("In trash", "trash")
        assert "The paper is in the trash." in driver.widget("reasonNote").text()
        assert driver.widget("downloadsGroup.saved").content.count == "0"
        assert driver.widget("downloadsGroup.removed").content.count == "1"
        button(page._attempts, "Show in trash").click()
        await driver.idle()
        assert driver.window.ui_context.navigation.page == "library"
        assert driver.window.ui_context.context.now.trash
        assert len(driver.chosen("libraryView")) == 1
        driver.trigger("paper.restore")
        await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
        assert page.model.row(0).says == "Saved from arxiv.org"
        button(page._attempts, "Show in library").click()
        await driver.idle()
        assert not driver.window.ui_context.context.now.trash
        assert len(driver.chosen("libraryView")) == 1


async def result_of_trashed(driver: Driver, *, is_queued: bool) -> None:
    page = await saved_and_trashed(driver)
    if not is_queued:
        driver.program.services.downloads.forget([page.model.row(0).item.key])
        await driver.idle()
    driver.trigger("view.search")
    await driver.search("arXiv:1706.03762")
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()


@pytest.mark.parametrize("is_queued", [True, False])
async def test_get_pdf_restores_a_paper_from_the_trash_and_undo_puts_it_back(demo, tmp_path, is_queued):
    async with window_on(demo, tmp_path) as driver:
        await result_of_trashed(driver, is_queued=is_queued)
        library = driver.program.services.library
        words = [one.text() for one in driver.widget("copiesView").findChildren(QLabel)]
        assert "Saved" not in words
        assert ("Not in library" in words) is is_queued
        before = demo.stats()["counts"]
        QTest.keyClick(driver.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        note = driver.window.messages.note("undo")
        assert note is not None
        assert note.lead.startswith("Restored “Attention")
        assert note.lead.endswith("” from the trash.")
        kept = await library.find("arXiv:1706.03762")
        assert kept is not None
        assert (kept.trashed, bool(kept.pdf)) == ("", True)
        assert demo.stats()["counts"] == before
        assert "In library" in [one.text() for one in driver.widget("copiesView").findChildren(QLabel)]
        button(driver.window.messages, "Undo").click()
        await driver.idle()
        kept = await library.find("arXiv:1706.03762")
        assert kept is not None
        assert kept.trashed


async def test_a_download_of_an_identifier_restores_its_paper_from_the_trash(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        page = await saved_and_trashed(driver)
        downloads = driver.program.services.downloads
        downloads.forget([page.model.row(0).item.key])
        await driver.idle()
        await downloads.enqueue_ids(("arXiv:1706.03762",))
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        kept = await driver.program.services.library.find("arXiv:1706.03762")
        assert kept is not None
        assert not kept.trashed
        assert page.model.row(0).item.reason == "Restored from the trash."


async def test_get_pdfs_of_several_papers_says_which_it_restores(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await saved_and_trashed(driver)
        driver.trigger("view.search")
        await driver.search("attention is all you need")
        driver.view().select_rows([0, 2])
        await driver.idle()
        driver.trigger("paper.get_pdf")

        def said() -> str:
            note = driver.window.messages.note("kept_pdfs")
            return "" if note is None else note.lead

        await driver.until(lambda: said().startswith("Getting the files of 1 record."))
        note = driver.window.messages.note("undo")
        assert note is not None
        assert note.lead == "Restored “Attention is All you Need” from the trash."
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.idle()
        asked = {one.asked_as for one in driver.program.services.downloads.items()}
        assert len(asked) == 2, "the PDF of the other paper was wanted, not that of the restored one again"


async def test_one_undo_takes_back_what_was_restored_and_what_was_downloaded(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await saved_and_trashed(driver)
        library, downloads = driver.program.services.library, driver.program.services.downloads
        counts = await library.counts()
        assert (counts.papers, counts.trashed) == (0, 1)
        driver.trigger("view.search")
        await driver.search("attention is all you need")
        driver.view().select_rows([0, 2])
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: len(downloads.items()) == 2)
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        counts = await library.counts()
        assert (counts.papers, counts.trashed) == (2, 0)
        note = driver.window.messages.note("undo")
        assert note is not None
        assert note.lead == "Restored “Attention is All you Need” from the trash.", "also when the other PDF has come"
        button(driver.window.messages, "Undo").click()
        await driver.idle()
        said = driver.window.messages.note("undo").lead
        assert said == "Moved 1 record that came with its files to the trash. Moved 1 paper back to the trash."
        counts = await library.counts()
        assert (counts.papers, counts.trashed) == (0, 2)
        driver.trigger("edit.redo")
        await driver.idle()
        counts = await library.counts()
        assert (counts.papers, counts.trashed) == (2, 0)
        driver.trigger("edit.undo")
        await driver.idle()
        counts = await library.counts()
        assert (counts.papers, counts.trashed) == (0, 2)


async def test_undo_closes_the_message_that_the_pdfs_are_being_got(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        demo.config(latency=0.3)
        driver.view().select_rows(range(6))
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        assert driver.window.messages.note("kept_pdfs").lead == "Getting 6 PDFs."
        driver.trigger("edit.undo")
        await driver.until(lambda: driver.window.messages.note("undo") is not None)
        assert driver.window.messages.note("undo").lead.startswith("Stopped 6 downloads.")
        assert driver.window.messages.note("kept_pdfs") is None


@pytest.mark.parametrize("rows", [[0], [0, 2]])
async def test_a_paper_that_cannot_be_restored_is_reported(demo, tmp_path, monkeypatch, rows):
    async with window_on(demo, tmp_path) as driver:
        await saved_and_trashed(driver)
        library, downloads = driver.program.services.library, driver.program.services.downloads
        driver.trigger("view.search")
        await driver.search("attention is all you need")
        driver.view().select_rows(rows)
        await driver.idle()

        async def fail(*_args: object, **_options: object) -> None:
            raise DiskError("The disk is full.")

        monkeypatch.setattr(library.entries, "trash", fail)
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: driver.window.messages.note(DiskError.code) is not None)
        note = driver.window.messages.note(DiskError.code)
        assert (note.lead, note.text) == ("Paper not restored.", "The disk is full.")
        await driver.until(lambda: downloads.active == 0 and len(downloads.items()) == len(rows))
        assert (await library.counts()).trashed == 1
