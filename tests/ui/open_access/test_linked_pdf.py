"""A PDF that is with a linked version: what the paper, its copies and Downloads say, and an undo after a restart."""

from __future__ import annotations

import shutil

import pytest
from msgspec import UNSET, structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.downloads.downloads_page import DownloadsPage
from scholar_desktop.ui.open_access.linked_pdf import version_words
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import Prose
from tests.support.drawn_pdfs import draw_paper
from tests.support.window_driver import Driver, shown_tooltip, window_on
from tests.ui.open_access.test_quarantine_page import WRONG, attach, compared, got, is_there

RIGHT = "arXiv:1706.03762"
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


@pytest.mark.parametrize("is_kept", [False, True])
async def test_linking_says_which_papers_and_whether_one_is_added_to_the_library(demo, tmp_path, is_kept):
    other = "Deep learning of everything (arXiv, 2017)"
    async with window_on(demo, tmp_path) as driver:
        item = await got(driver)
        assert item.paper is not None
        wanted = version_words(item.paper)
        if is_kept:
            await driver.program.services.library.add([item.paper])
        assert item.quarantined is not None
        attempt = next(one for one in item.attempts if one.sha256)
        await driver.program.services.library.add([OTHER])
        await attach(driver, OTHER, item.quarantined, attempt.sha256 or "")
        await compared(driver)
        before = (await driver.program.services.library.counts()).papers
        help_, result = shown_tooltip(driver.widget("linkVersionsButton")), f"Linked “{wanted}” and “{other}”"
        if is_kept:
            assert help_.startswith(f"Links “{wanted}” to “{other}”")
        else:
            assert help_.startswith(f"Adds “{wanted}” to your library and links it to “{other}”")
            result = f"Added “{wanted}” to your library, and linked it to “{other}”"
        QTest.mouseClick(driver.widget("linkVersionsButton"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        assert driver.window.messages.note("undo").lead.startswith(result)
        assert (await driver.program.services.library.counts()).papers == before + (not is_kept)
        QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: driver.program.services.downloads.items()[0].quarantined is not None)
        await driver.idle()
        assert (await driver.program.services.library.counts()).papers == before
        told = driver.window.messages.note("undo").lead
        if is_kept:
            assert told == "Removed the link between 2 papers."
        else:
            assert told.startswith(f"Removed “{item.paper.title[:20]}")
            assert "its link to “Deep learning of everything” from your library" in told


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_undo_of_the_link_brings_the_pdf_back_to_review_also_after_a_restart(demo, tmp_path, is_restarted):
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
            QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # which names it alone
            await driver.until(lambda: driver.window.messages.note("undo") is not None)
            assert downloads.items()[0].pdf_version is not None
            await undone(driver, item)


async def undone(driver: Driver, item: DownloadItem) -> None:
    assert item.quarantined is not None
    assert not is_there(item.quarantined)
    driver.trigger("edit.undo")
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
        assert "papers linked as versions are not listed." in f"{words} {prose}"


async def item_after_start(driver: Driver) -> DownloadItem:
    """The item once the queue has been read, and compared with the library."""
    downloads = driver.program.services.downloads
    await driver.until(lambda: downloads.is_loaded)
    await driver.idle()
    return downloads.items()[0]


async def test_redo_of_the_link_after_a_restart_takes_the_pdf_out_of_review_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        item = await linked(driver)
        assert item.quarantined is not None
        downloads = driver.program.services.downloads
        QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: downloads.items()[0].quarantined == item.quarantined)
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        assert (await item_after_start(driver)).quarantined == item.quarantined, "it is not linked"
        downloads = driver.program.services.downloads
        driver.trigger("edit.redo")
        await driver.until(lambda: downloads.items()[0].pdf_version is not None)
        await driver.idle()
        assert downloads.items()[0].quarantined is None
        assert not is_there(item.quarantined)
        QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: downloads.items()[0].quarantined == item.quarantined)
        await driver.idle()
        assert is_there(item.quarantined), "undo brings it back to review, as in the same session"


async def test_a_paper_that_an_earlier_version_linked_leads_to_the_linked_paper(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await linked(driver)
        downloads = driver.program.services.downloads
        now = downloads.items()[0]
        attempts = tuple(
            structs.replace(one, reason=Message("You rejected this PDF. {reason}", **one.reason.values))
            if one.rejected and isinstance(one.reason, Message)
            else one
            for one in now.attempts
        )
        reason = Message("You rejected the PDF that was found. {reason}", reason="There is no other copy.")
        as_before = structs.replace(now, outcome=ItemOutcome.UNAVAILABLE, reason=reason, path=None, link=UNSET)
        downloads._board.keep([structs.replace(as_before, attempts=attempts)])
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        item = await item_after_start(driver)
        assert (item.outcome, item.path, item.attempts) == (ItemOutcome.SAVED, now.path, now.attempts)
        assert item.pdf_version is not None
        driver.trigger("view.downloads")
        await driver.until(lambda: "Open linked paper" in titles(driver))
        assert "Put rejected PDF back" not in titles(driver)


async def test_a_linked_paper_that_gets_its_own_pdf_is_saved_as_any_other_until_that_is_undone(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        item = await linked(driver)
        assert item.paper is not None
        downloads = driver.program.services.downloads
        own = tmp_path / "own.pdf"
        own.write_bytes(draw_paper(item.paper.title, [one.name for one in item.paper.authors]))
        assert (await driver.program.services.pdf_import.attach(item.paper, own)).kept
        await driver.until(lambda: downloads.items()[0].pdf_version is None)
        await driver.idle()
        driver.trigger("view.downloads")
        await driver.idle()
        row = driver.window.findChild(DownloadsPage).model.row(0)
        assert row.says == "Added by you"
        assert "Open linked paper" not in titles(driver)
        driver.trigger("view.search")
        await driver.search(WRONG)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        note = driver.widget("pdfNote")
        assert not note.isVisible() or "linked version" not in note.note.lead
        assert "With linked version" not in [one.text() for one in driver.widget("copiesView").findChildren(QLabel)]
        driver.trigger("edit.undo")
        await driver.until(lambda: downloads.items()[0].pdf_version is not None)
        await driver.idle()


async def test_the_row_in_downloads_says_what_compare_says_about_a_file_of_another_paper(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        item = await got(driver, RIGHT)
        assert item.paper is not None
        assert item.path is not None
        sha256 = next(one.sha256 for one in item.attempts if one.sha256)
        other = tmp_path / "other.pdf"
        shutil.copyfile(item.path, other)
        await library.undo()  # the paper with its PDF
        await driver.idle()
        assert await library.find(item.paper.id) is None
        await library.add([OTHER])
        await attach(driver, OTHER, str(other), sha256)
        item = await got(driver, RIGHT)
        assert item.quarantined is not None
        page = await compared(driver)
        assert page._note.note.lead == "Your library already has this file as the PDF of “Deep learning of everything”."
        assert "Its first page matches the paper you wanted, too: they may be the same work." in page._note.note.text
        driver.trigger("view.downloads")
        await driver.idle()
        row = driver.window.findChild(DownloadsPage).model.row(0)
        assert " may be of the same work. Your library already has this file as the PDF of another" in row.says
        assert "“Deep learning of everything”" in row.says
        assert "Compare" in titles(driver)
