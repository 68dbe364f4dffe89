"""A paper that the user removes from the library while its download waits or runs stays removed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import PAPER_BACK, PAPER_REMOVED, DownloadState
from tests.support.window_driver import Driver, window_on

PAPER = "arXiv:1706.03762"


async def waiting_download(driver: Driver) -> None:
    """Get the PDF of a paper of the library offline, and select the paper in the library."""
    await driver.search(PAPER)
    driver.click_row(0)
    await driver.idle()
    await driver.program.services.library.add([driver.view().model().paper(0)])
    driver.trigger("app.offline")
    await driver.idle()
    driver.trigger("paper.get_pdf")
    await driver.until(lambda: driver.program.services.downloads.active == 1)
    driver.trigger("view.library")
    await driver.idle()
    driver.click_row(0, "libraryView")
    await driver.idle()


async def test_delete_stops_the_download_of_the_paper(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        downloads, library = services.downloads, services.library
        await waiting_download(driver)
        QTest.keyClick(driver.view("libraryView"), Qt.Key.Key_Delete)
        await driver.until(lambda: downloads.active == 0)
        [item] = downloads.items()
        assert (item.outcome, item.reason) == (ItemOutcome.CANCELLED, PAPER_REMOVED)
        driver.trigger("view.downloads")
        await driver.idle()
        row = driver.window.pages.page("downloads").model.row(0)
        assert row.says == "Stopped when the paper was removed from your library."
        note = driver.window.messages.note("undo")
        assert note is not None
        assert note.lead.endswith("” to the trash. Downloads that had not ended were stopped.")
        driver.trigger("app.offline")
        await driver.idle()
        assert ((await library.counts()).papers, (await library.counts()).trashed) == (0, 1)

        driver.trigger("edit.undo")
        await driver.idle()
        assert ((await library.counts()).papers, (await library.counts()).trashed) == (1, 0)
        assert downloads.active == 0, "the download stays stopped"
        assert downloads.items()[0].reason == PAPER_BACK
        row = driver.window.pages.page("downloads").model.row(0)
        assert row.says == "Stopped when the paper was removed. It is in your library again."
        for action, reason in (("edit.redo", PAPER_REMOVED), ("edit.undo", PAPER_BACK)):
            driver.trigger(action)
            await driver.idle()
            assert downloads.items()[0].reason == reason
        note = driver.window.messages.note("undo")
        assert note is not None
        assert [step.title for step in note.steps] == ["Get 1 PDF", "Redo"]
        [button] = [one for one in driver.window.messages.findChildren(QPushButton) if one.text() == "Get 1 PDF"]
        [button] = [one for one in driver.window.messages.findChildren(QPushButton) if one.text() == "Get 1 PDF"]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.until(lambda: downloads.items()[0].outcome is ItemOutcome.SAVED)
        await driver.idle()
        kept = await library.find(PAPER)
        assert kept is not None
        assert kept.pdf is not None


async def test_a_download_of_a_paper_in_the_trash_goes_on(demo: Any, tmp_path: Path) -> None:
    """The user got its PDF after the paper had been put there."""
    async with window_on(demo, tmp_path) as driver:
        services = driver.program.services
        await waiting_download(driver)
        QTest.keyClick(driver.view("libraryView"), Qt.Key.Key_Delete)
        await driver.until(lambda: services.downloads.active == 0)
        [item] = services.downloads.items()
        services.downloads.retry([item.key])
        await driver.idle()
        assert services.downloads.items()[0].state is DownloadState.WAITING
        [kept] = (await services.library.find_many([item.paper], trashed=True)).values()
        await services.library.tag([kept.key], "memory")  # any change of the paper
        await driver.idle()
        assert services.downloads.items()[0].state is DownloadState.WAITING
        driver.trigger("app.offline")
        await driver.until(lambda: services.downloads.items()[0].outcome is ItemOutcome.SAVED)
        await driver.idle()
        assert (await services.library.counts()).papers == 1


async def test_undo_of_another_change_does_not_offer_the_pdf_of_a_paper_that_was_put_back(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await waiting_download(driver)
        QTest.keyClick(driver.view("libraryView"), Qt.Key.Key_Delete)
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        driver.trigger("edit.undo")
        await driver.idle()
        for action, steps in (("edit.redo", ["Undo"]), ("edit.undo", ["Get 1 PDF", "Redo"])):
            driver.trigger(action)
            await driver.idle()
            note = driver.window.messages.note("undo")
            assert note is not None
            assert [step.title for step in note.steps] == steps
        driver.click_row(0, "libraryView")
        driver.trigger("paper.star")
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.idle()
        note = driver.window.messages.note("undo")
        assert note is not None
        assert note.lead.startswith("Removed the star from")
        assert [step.title for step in note.steps] == ["Redo"]


async def test_a_pdf_that_is_gone_when_its_download_ends_is_called_removed(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await driver.search(PAPER)
        driver.click_row(0)
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: [item.outcome for item in downloads.items()] == [ItemOutcome.SAVED])
        driver.trigger("view.downloads")
        await driver.idle()
        [item] = downloads.items()
        model = driver.window.pages.page("downloads").model
        assert model.gone == frozenset()
        assert item.path is not None
        await asyncio.to_thread(Path(item.path).unlink)  # as the library does before the queue has the item
        downloads.changed.emit(item)
        await driver.until(lambda: model.gone == {item.key})
        assert model.row(0).says == "PDF removed"
