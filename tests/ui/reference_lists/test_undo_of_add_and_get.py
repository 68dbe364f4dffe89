"""What “Add and get PDFs” says, and what Undo does with the downloads that it started."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.context.messages import PDFS_WANTED
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

OPEN, FRESH, EMBARGOED = "10.18653/v1/N18-1202", "arXiv:1706.03762", "zenodo:13850332"


async def _paste(driver: Driver, *lines: str) -> None:
    QApplication.clipboard().setText("\n".join(lines))
    driver.press(Qt.Key.Key_V, "searchEdit", Qt.KeyboardModifier.ControlModifier)
    await driver.idle()
    await driver.until(lambda: driver.state("reviewTable") == "full")


def _said(driver: Driver) -> str:
    note = driver.window.messages.note("undo")
    return "" if note is None else note.lead


async def _add_and_get_offline(driver: Driver) -> None:
    """Add two papers with their PDFs, whose downloads wait."""
    await _paste(driver, OPEN, FRESH)
    driver.trigger("app.offline")
    await driver.idle()
    driver.click("reviewGetButton")
    await driver.until(lambda: _said(driver) == "Added 2 papers. 2 PDFs wait until you are online.")
    await driver.idle()  # the commands know of the downloads then


async def test_undo_after_a_cancel_takes_back_the_cancel_first(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        services, keyboard = driver.program.services, Keyboard(driver)
        downloads = services.downloads
        await _add_and_get_offline(driver)
        await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
        driver.trigger("downloads.cancel_all")
        await driver.until(lambda: _said(driver) == "Cancelled 2 downloads.")
        await driver.idle()
        for _ in range(2):
            await keyboard.press("Ctrl+Z")
            await driver.until(lambda: _said(driver) == "Downloading 2 PDFs again.")
            await driver.until(lambda: downloads.active == 2)
            assert (await services.library.counts()).papers == 2, "the papers were added before"
            await keyboard.press("Ctrl+Shift+Z")
            await driver.until(lambda: downloads.active == 0)
            assert [one.outcome for one in downloads.items()] == [ItemOutcome.CANCELLED] * 2
            await driver.until(lambda: _said(driver) == "Cancelled 2 downloads.")
            await driver.idle()
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: downloads.active == 2)
        await driver.idle()
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: "removed" in _said(driver).lower())
        assert (await services.library.counts()).papers == 0


async def test_undo_after_the_cancel_of_one_download_takes_it_back(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads, keyboard = driver.program.services.downloads, Keyboard(driver)
        await driver.search("attention is all you need")
        driver.trigger("app.offline")
        driver.click_row(0)
        await driver.idle()
        await keyboard.press("Ctrl+D")
        await driver.until(lambda: downloads.active == 1)
        await driver.idle()
        driver.trigger("paper.stop_pdf")
        await driver.until(lambda: downloads.active == 0)
        assert _said(driver).startswith("Cancelled the download of “Attention")
        await driver.idle()
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: downloads.active == 1)
        assert _said(driver).startswith("Downloading “Attention")


async def test_undo_stops_the_downloads_of_the_papers_that_it_removes(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        services, keyboard = driver.program.services, Keyboard(driver)
        downloads = services.downloads
        await _add_and_get_offline(driver)

        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: "removed" in _said(driver).lower())
        assert _said(driver) == "Removed 2 papers from your library. Downloads that had not ended were stopped."
        await driver.until(lambda: downloads.active == 0)
        assert [one.outcome for one in downloads.items()] == [ItemOutcome.CANCELLED] * 2
        driver.trigger("app.offline")
        await driver.idle()
        assert (await services.library.counts()).papers == 0, "no download puts its paper back"

        await keyboard.press("Ctrl+Shift+Z")
        await driver.idle()
        assert (await services.library.counts()).papers == 2
        assert _said(driver) == "Added 2 papers to your library."
        note = driver.window.messages.note("undo")
        assert [step.title for step in note.steps] == ["Get 2 PDFs", "Undo"], "they are not being downloaded"
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert _said(driver) == "Removed 2 papers from your library."


async def test_undo_closes_the_report_on_the_pdfs_of_the_papers_that_it_removes(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, messages = Keyboard(driver), driver.window.messages

        def reported() -> str:
            note = messages.note(PDFS_WANTED)
            return "" if note is None else note.lead

        await _paste(driver, OPEN, FRESH)
        driver.click("reviewGetButton")
        await driver.until(lambda: reported() == "2 downloads finished.")
        await driver.idle()
        [kept, *_] = (await driver.program.services.library.page()).papers
        await driver.program.services.library.tag([kept.key], "memory")
        await driver.idle()
        assert reported() == "2 downloads finished.", "it is still true"
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert reported() == "2 downloads finished.", "it is still true"
        await keyboard.press("Ctrl+Z")
        await driver.until(lambda: "Removed" in _said(driver))
        await driver.idle()
        assert reported() == ""


async def test_undo_leaves_downloads_of_other_papers_alone(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        services, keyboard = driver.program.services, Keyboard(driver)
        await driver.search("working memory")
        driver.click_row(1)  # in the box, Ctrl+Z is for its text
        await driver.idle()
        paper = driver.view().model().paper(1)
        other = driver.view().model().paper(3)
        await services.library.add([other])
        driver.trigger("app.offline")
        await driver.idle()
        services.downloads.enqueue([paper])
        [kept] = (await services.library.find_many([other])).values()
        await services.library.tag([kept.key], "memory")
        for _ in range(2):
            await keyboard.press("Ctrl+Z")
            await driver.idle()
        assert (await services.library.counts()).papers == 0
        assert [one.state for one in services.downloads.items()] == [DownloadState.WAITING]
        assert "download" not in _said(driver)


async def test_a_download_that_ends_at_once_was_not_tried_before(demo: Any, tmp_path: Path) -> None:
    """That of a record whose files are known to be restricted, because it has been opened."""
    async with window_on(demo, tmp_path) as driver:
        await driver.search(EMBARGOED)
        driver.click_row(0)
        await driver.idle()
        await _paste(driver, OPEN, EMBARGOED)
        driver.click("reviewGetButton")
        await driver.until(lambda: bool(_said(driver)))
        assert _said(driver) == "Added 2 papers. Getting 2 PDFs."
        await driver.idle()


async def test_downloads_that_were_cancelled_begin_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await _add_and_get_offline(driver)
        driver.trigger("downloads.cancel_all")
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        driver.click("reviewGetButton")
        await driver.until(lambda: _said(driver) == "2 PDFs wait until you are online.")
        assert [one.state for one in downloads.items()] == [DownloadState.WAITING] * 2

        driver.trigger("edit.undo")  # the papers leave the library, which stops their downloads
        await driver.until(lambda: downloads.active == 0)
        await driver.idle()
        driver.click("reviewGetButton")
        await driver.until(lambda: _said(driver) == "Added 2 papers. 2 PDFs wait until you are online.")
        await driver.idle()
        assert [one.state for one in downloads.items()] == [DownloadState.WAITING] * 2
