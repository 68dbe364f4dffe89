"""A PDF that is with a linked version: what the paper, its copies and Downloads say, and an undo after a restart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.downloads.downloads_page import DownloadsPage
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import Prose
from tests.support.window_driver import Driver, window_on
from tests.ui.open_access.test_quarantine_page import WRONG, attach, compared, got, is_there

OTHER = Paper(title="Deep learning of everything", ids=Ids(arxiv="1706.99999"), year=2017)


async def linked(driver: Driver) -> DownloadItem:
    """Link the paper of a PDF to review to OTHER, which has the PDF. Return its item as it was before."""
    item = await got(driver)
    assert item.quarantined is not None
    attempt = next(one for one in item.attempts if one.sha256)
    await driver.program.services.library.add([OTHER])
    await attach(driver, OTHER, item.quarantined, attempt.sha256 or "")
    await compared(driver)
    QTest.mouseClick(driver.widget("linkVersionsButton"), Qt.MouseButton.LeftButton)
    await driver.until(lambda: driver.state("doubtfulView") == "empty")
    await driver.idle()
    return item


def titles(driver: Driver) -> list[str]:
    """The buttons of the pane beside the downloads."""
    return [one.content.text for one in driver.widget("attemptsPane").findChildren(Button)]


async def test_the_paper_says_that_its_pdf_is_with_the_linked_version_and_leads_to_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await linked(driver)
        item = driver.program.services.downloads.items()[0]
        assert item.outcome is ItemOutcome.SAVED
        driver.trigger("view.downloads")
        await driver.idle()
        row = driver.window.findChild(DownloadsPage).model.row(0)
        assert row.says == "PDF is with the linked version “Deep learning of everything (arXiv, 2017)”"
        assert row.act == "Open in PDF app"
        assert "Open linked paper" in titles(driver)
        assert not {"Try again", "Put rejected PDF back"} & set(titles(driver))
        opened: list[str] = []
        driver.window.ui_context.services.open_path = opened.append
        button = driver.widget("attemptsPane").findChildren(Button)[0]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.until(lambda: bool(opened))
        kept = await driver.program.services.library.find(OTHER.id)
        assert kept is not None
        assert opened == [kept.pdf]
        driver.trigger("view.search")
        await driver.search(WRONG)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        note = driver.widget("pdfNote")
        assert note.note.lead == "PDF is with the linked version."
        assert note.note.text == "Deep learning of everything (arXiv, 2017)"
        assert driver.widget("getPdfButton").content.text == "Get PDF"
        words = [one.text() for one in driver.widget("copiesView").findChildren(QLabel)]
        assert "With linked version" in words
        assert "To review" not in words
        QTest.mouseClick(note.button("Open linked paper"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.widget("detailPane")._session.paper.title == OTHER.title)
        await driver.idle()


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_ctrl_z_of_the_link_brings_the_pdf_back_to_review_also_after_a_restart(demo, tmp_path, is_restarted):
    async with window_on(demo, tmp_path) as driver:
        item = await linked(driver)
        if not is_restarted:
            await undone(driver, item)
    if is_restarted:
        async with window_on(demo, tmp_path) as driver:
            downloads = driver.program.services.downloads
            await driver.until(lambda: downloads.is_loaded)
            await driver.idle()
            assert downloads.items()[0].pdf_version is not None
            await undone(driver, item)


async def undone(driver: Driver, item: DownloadItem) -> None:
    assert item.quarantined is not None
    assert not is_there(item.quarantined)
    QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    downloads = driver.program.services.downloads
    await driver.until(lambda: downloads.items()[0].quarantined == item.quarantined)
    await driver.idle()
    back = downloads.items()[0]
    assert (back.outcome, back.attempts, back.linked, back.path) == (item.outcome, item.attempts, None, None)
    assert is_there(item.quarantined)
    driver.trigger("edit.redo")
    await driver.until(lambda: downloads.items()[0].pdf_version is not None)
    await driver.idle()
    assert not is_there(item.quarantined)


async def test_both_papers_name_the_other_version_and_unlink_brings_the_pdf_back_to_review(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        item = await linked(driver)
        assert item.paper is not None
        driver.trigger("view.search")
        await driver.search(WRONG)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.until(lambda: driver.window.findChild(QWidget, "linkedVersionsNote") is not None)
        await driver.idle()
        note = driver.widget("linkedVersionsNote")
        assert (note.note.lead, note.note.text) == ("Version of:", "Deep learning of everything (arXiv, 2017)")
        QTest.mouseClick(note.button("Open linked paper"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: note.note is not None and item.paper.title in note.note.text)
        await driver.idle()
        QTest.mouseClick(note.button("Unlink"), Qt.MouseButton.LeftButton)
        downloads = driver.program.services.downloads
        await driver.until(lambda: downloads.items()[0].quarantined == item.quarantined)
        await driver.idle()
        assert not note.isVisible()
        assert driver.window.messages.note("undo").lead == "Unlinked “Deep learning of everything” from its versions."
        QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: downloads.items()[0].pdf_version is not None)
        await driver.until(note.isVisible)
        await driver.idle()
        driver.trigger("library.duplicates")
        await driver.until(lambda: driver.state("duplicatesView") == "empty")
        await driver.idle()
        words = " ".join(one.accessibleName() for one in driver.widget("duplicatesPage").findChildren(QWidget))
        prose = " ".join(one.plain_text() for one in driver.widget("duplicatesPage").findChildren(Prose))
        assert "Papers linked as versions are not listed." in f"{words} {prose}"
