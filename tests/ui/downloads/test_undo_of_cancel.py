"""Undo of the cancelling of downloads, some of which were paused."""

from __future__ import annotations

from PySide6.QtCore import Qt

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from tests.support.window_driver import Driver, window_on


def said(driver: Driver) -> str:
    note = driver.window.messages.note("undo")
    return "" if note is None else note.lead


async def test_downloads_that_were_paused_are_paused_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await driver.search("attention")
        driver.trigger("app.offline")
        downloads.enqueue(driver.window.search_page.search.result.papers[:3])
        await driver.until(lambda: downloads.active == 3)
        first, second, third = (item.key for item in downloads.items())
        await driver.idle()
        for paused, words in (
            ((first,), "Downloading 2 PDFs again. 1 download is paused."),
            ((first, second), "Downloading “{title}” again. 2 downloads are paused."),
            ((first, second, third), "3 downloads are paused."),
        ):
            downloads.pause(paused)
            await driver.idle()
            for cancel in ("downloads.cancel_all", "edit.redo"):
                driver.trigger(cancel)
                await driver.until(lambda: all(item.state is DownloadState.DONE for item in downloads.items()))
                await driver.idle()
                driver.trigger("edit.undo")
                await driver.idle()
                title = downloads.row(third).paper.title
                assert said(driver) == words.format(title=title)
                assert [item.state is DownloadState.PAUSED for item in downloads.items()] == [
                    item.key in paused for item in downloads.items()
                ]


async def test_one_paused_download_is_paused_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await driver.search("attention is all you need")
        driver.trigger("app.offline")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: downloads.active == 1)
        (item,) = downloads.items()
        downloads.pause([item.key])
        await driver.idle()
        driver.trigger("paper.stop_pdf")
        await driver.until(lambda: downloads.row(item.key).state is DownloadState.DONE)
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.idle()
        assert downloads.row(item.key).state is DownloadState.PAUSED
        assert said(driver) == f"The download of “{item.paper.title}” is paused again."


async def test_a_download_whose_cancelling_was_undone_belongs_to_its_command_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        downloads, messages = driver.program.services.downloads, driver.window.messages
        await driver.search("attention")
        driver.trigger("app.offline")
        driver.click_row(0)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: downloads.active == 3)
        driver.trigger("view.downloads")
        await driver.idle()
        driver.trigger("downloads.pause_all")
        await driver.idle()
        driver.click_row(1, "downloadsView")
        driver.press(Qt.Key.Key_Delete, "downloadsView")
        await driver.until(lambda: said(driver).startswith("Cancelled the download of"))
        driver.trigger("edit.undo")
        await driver.until(lambda: said(driver).endswith("is paused again."))
        driver.trigger("app.offline")
        downloads.resume([item.key for item in downloads.items()])
        await driver.until(lambda: all(item.state is DownloadState.DONE for item in downloads.items()))
        await driver.idle()
        saved = [item for item in downloads.items() if item.outcome is ItemOutcome.SAVED]
        assert len(saved) > 1
        note = messages.note("kept_pdfs")
        assert note is None or "tried again" not in note.lead
        driver.trigger("edit.undo")
        await driver.until(lambda: said(driver).startswith("Moved"))
        assert said(driver) == f"Moved {len(saved)} papers that came with their PDFs to the trash."
