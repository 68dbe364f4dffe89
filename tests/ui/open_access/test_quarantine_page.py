"""A doubtful PDF beside what was asked for: reached from the row and from the paper, decided by mouse and by key."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.paper import Author, Copy, Ids, Paper
from scholar_desktop.pdf.comparison import PdfComparison
from scholar_desktop.pdf.report import PdfReport
from scholar_desktop.services.open_access.quarantine import Quarantine, QuarantinedFile
from scholar_desktop.ui.open_access.quarantine_parts import is_other_paper
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from tests.support.window_driver import Driver, window_on
from tests.ui.window.test_accessibility import problems

WRONG = "ARXIV:2307.12547"


async def got(driver: Driver, identifier: str = WRONG) -> DownloadItem:
    driver.trigger("view.search")
    await driver.search(identifier)
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()
    driver.trigger("paper.get_pdf")
    downloads = driver.program.services.downloads
    await driver.until(lambda: all(item.state is DownloadState.DONE for item in downloads.items()))
    await driver.idle()
    return downloads.items()[-1]


async def compared(driver: Driver) -> Any:
    """From the note of the paper that is shown."""
    driver.widget("pdfNote").button("Compare").click()
    await driver.until(lambda: driver.state("doubtfulView") == "full")
    await driver.idle()
    return driver.widget("doubtfulPage")


def is_there(path: str) -> bool:
    return Path(path).exists()


def remove(path: str) -> None:
    Path(path).unlink()


def add_copy(driver: Driver, item: DownloadItem) -> None:
    """Another copy of the paper is found, which was not tried yet."""
    copies = (*item.copies, Copy(url="https://repository.example.org/paper.pdf"))
    board = driver.program.services.downloads._board
    board.show(structs.replace(item, copies=copies))
    driver.widget("doubtfulPage")._load()


async def attach(driver: Driver, paper: Paper, path: str, sha256: str) -> None:
    staged = Path(path).with_suffix(".copy")
    shutil.copyfile(path, staged)
    await driver.program.backend.store.attach(paper, staged, name="other.pdf", sha256=sha256)


def _button_texts(around: QWidget) -> list[str]:
    return [one.content.text for one in around.findChildren(Button) if one.isVisible()]


def key(driver: Driver, which: Qt.Key) -> None:
    QTest.keyClick(driver.window, which)


async def test_it_shows_what_was_expected_what_is_there_and_the_first_page_and_y_keeps_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        item = await got(driver)
        await compared(driver)
        assert driver.widget("doubtfulPage")._note.note.text.endswith("This PDF is not in your library yet.")
        spoken = driver.widget("comparisonTable").accessibleName()
        assert item.paper is not None
        assert item.paper.title in spoken
        for words in ("Unsupervised Domain Adaptation", "None of them found", "2307.12547", "Complete, "):
            assert words in spoken
        assert "% of the title found" not in spoken, "the titles have nothing to do with each other"
        kinds = {name: driver.widget(name)._kind for name in ("keepDoubtfulButton", "rejectDoubtfulButton")}
        assert kinds == {"keepDoubtfulButton": ButtonKind.PLAIN, "rejectDoubtfulButton": ButtonKind.PRIMARY}
        assert driver.widget("firstPageView").has_picture
        assert problems(driver.window) == []
        outside: list[str] = []
        driver.window.ui_context.services.open_path = outside.append
        driver.click("openDoubtfulButton")
        assert outside == [item.quarantined]
        key(driver, Qt.Key.Key_Y)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        kept = await driver.program.services.library.find(WRONG)
        assert kept is not None
        assert kept.pdf is not None
        file = kept.files[0]
        assert (file.source, bool(file.sha256), bool(file.retrieved)) == ("arxiv", True, True)


async def test_the_menu_says_that_nothing_waits_and_leads_with_the_row_of_the_downloads_to_what_does(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.doubtful")
        await driver.idle()
        assert driver.state("doubtfulView") == "empty"
        await got(driver)
        driver.trigger("view.doubtful")
        await driver.until(lambda: driver.state("doubtfulView") == "full")
        driver.trigger("view.downloads")
        await driver.idle()
        button = next(
            one for one in driver.widget("attemptsPane").findChildren(Button) if one.content.text == "Compare"
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.state("doubtfulView") == "full"
        assert driver.widget("doubtfulPage").isVisible()
        driver.trigger("go.back")
        await driver.idle()
        assert driver.widget("downloadsView").isVisible()


async def test_del_rejects_it_undo_brings_it_back_and_n_rejects_it_and_asks_nothing_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        item = await got(driver)
        await compared(driver)
        key(driver, Qt.Key.Key_Delete)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        downloads = driver.program.services.downloads
        assert downloads.items()[0].outcome is ItemOutcome.UNAVAILABLE
        assert "rejected" in downloads.items()[0].reason
        assert item.quarantined is not None
        assert not is_there(item.quarantined)
        undo = next(one for one in driver.window.messages.findChildren(Button) if one.content.text == "Undo")
        QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.state("doubtfulView") == "full")
        assert is_there(item.quarantined)
        assert downloads.items()[0].quarantined == item.quarantined
        await driver.idle()
        asked = dict(demo.stats()["hosts"])
        assert not driver.widget("nextCopyButton").isVisible(), "it is the only copy"
        key(driver, Qt.Key.Key_N)
        await driver.idle()
        assert downloads.items()[0].quarantined == item.quarantined
        told = driver.window.messages.note("why not")
        assert told is not None, "a key that does nothing says why"
        assert told.text == "This paper has no other copy to try. Press Del to reject the PDF."
        add_copy(driver, item)
        await driver.until(lambda: driver.widget("nextCopyButton").isVisible())
        key(driver, Qt.Key.Key_N)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.until(lambda: all(item.state is DownloadState.DONE for item in downloads.items()))
        await driver.idle()
        assert demo.stats()["hosts"] == asked, "the copy had a final answer"
        assert downloads.items()[0].outcome is not ItemOutcome.SAVED


async def test_ctrl_z_undoes_a_rejection_and_the_row_leads_back_to_the_rejected_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        item = await got(driver)
        driver.trigger("paper.star")  # an older change, which must stay
        await driver.idle()
        await compared(driver)
        downloads, undo, redo = (
            driver.program.services.downloads,
            driver.window.registry["edit.undo"],
            driver.window.registry["edit.redo"],
        )
        assert item.quarantined is not None
        key(driver, Qt.Key.Key_Delete)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        assert undo.text().startswith("Undo: reject the PDF")
        QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: driver.state("doubtfulView") == "full")
        await driver.idle()
        assert is_there(item.quarantined)
        assert downloads.items()[0] == item
        assert redo.text().startswith("Redo: reject the PDF")
        redo.trigger()
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        assert not is_there(item.quarantined)
        driver.trigger("view.downloads")
        await driver.idle()
        back = next(
            one
            for one in driver.widget("attemptsPane").findChildren(Button)
            if one.content.text == "Put rejected PDF back"
        )
        QTest.mouseClick(back, Qt.MouseButton.LeftButton)
        await driver.until(lambda: downloads.items()[0].quarantined is not None)
        await driver.idle()
        assert is_there(item.quarantined)
        assert downloads.items()[0].attempts == item.attempts
        assert (await driver.program.services.library.undo_label() or "").startswith("add and star")


async def test_ctrl_z_returns_a_kept_pdf_to_review_and_ctrl_shift_z_keeps_it_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        item = await got(driver)
        await compared(driver)
        downloads = driver.program.services.downloads
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        key(driver, Qt.Key.Key_Y)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        kept = downloads.items()[0]
        assert kept.outcome is ItemOutcome.SAVED
        assert kept.reason.startswith("You reviewed this PDF and kept it on 20")
        assert item.reason in kept.reason
        assert item.quarantined is not None
        assert not is_there(item.quarantined)
        for _ in range(2):
            QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
            await driver.until(lambda: driver.state("doubtfulView") == "full")
            await driver.idle()
            assert is_there(item.quarantined)
            assert downloads.items()[0] == item
            QTest.keyClick(driver.window, Qt.Key.Key_Z, both)
            await driver.until(lambda: driver.state("doubtfulView") == "empty")
            await driver.idle()
            assert not is_there(item.quarantined)
            assert downloads.items()[0] == kept, "as it was decided"
        QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: driver.state("doubtfulView") == "full")
        await driver.idle()
        key(driver, Qt.Key.Key_Y)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        assert downloads.items()[0] == kept


async def test_undo_after_a_restart_returns_a_kept_pdf_to_review(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        item = await got(driver)
        await compared(driver)
        key(driver, Qt.Key.Key_Y)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        [kept] = driver.program.services.downloads.items()
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        await driver.until(lambda: downloads.is_loaded and driver.window.context.now.undo is not None)
        await driver.idle()
        for _ in range(2):
            driver.trigger("edit.undo")
            await driver.until(lambda: downloads.items() == (item,))
            await driver.idle()
            assert is_there(str(item.quarantined))
            driver.trigger("edit.redo")
            await driver.until(lambda: downloads.items() == (kept,))
            await driver.idle()
            assert not is_there(str(item.quarantined))


async def test_the_details_say_that_a_pdf_was_kept_after_its_review(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await got(driver)
        await compared(driver)
        key(driver, Qt.Key.Key_Y)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        [kept] = driver.program.services.downloads.items()
        driver.trigger("view.search")
        await driver.idle()
        await driver.until(lambda: driver.widget("thisFileButton").isVisible())
        driver.click("thisFileButton")
        texts = [one.text() for one in driver.widget("thisFileView").findChildren(QLabel)]
        assert kept.reason in texts, "as Downloads says it"
        driver.trigger("edit.undo")
        await driver.until(lambda: not driver.widget("thisFileButton").isVisible())


async def test_the_message_of_a_failed_decision_closes_when_the_pdf_is_kept_after_all(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path) as driver:
        await got(driver)
        await compared(driver)

        def fail(*_args: Any) -> None:
            raise PermissionError(13, "Permission denied")

        with monkeypatch.context() as patch:
            patch.setattr(Quarantine, "copy_to_keep", fail)
            key(driver, Qt.Key.Key_Y)
            await driver.until(lambda: driver.window.messages.note("disk") is not None)
        key(driver, Qt.Key.Key_Y)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        assert driver.window.messages.note("disk") is None


async def test_a_file_that_the_library_has_as_the_pdf_of_another_paper_names_it_and_leads_to_it(
    demo, tmp_path, monkeypatch
):
    async with window_on(demo, tmp_path) as driver:
        item = await got(driver)
        assert item.quarantined is not None
        attempt = next(one for one in item.attempts if one.sha256)
        other = Paper(title="Deep learning of everything", ids=Ids(doi="10.5555/other"))
        library = driver.program.services.library
        await library.add([other])
        await attach(driver, other, item.quarantined, attempt.sha256 or "")
        driver.trigger("view.downloads")
        await driver.idle()
        pane = driver.widget("attemptsPane")
        await driver.until(lambda: _button_texts(pane)[:2] == ["Compare", "Reject PDF"])
        driver.trigger("go.back")
        await driver.idle()
        page = await compared(driver)
        note = page._note
        assert note.note.lead == "Your library already has this file as the PDF of “Deep learning of everything”."
        assert "It is not attached to the paper you wanted yet." in note.note.text
        assert "“Deep learning of everything”" in driver.widget("comparisonTable").accessibleName()
        QTest.mouseClick(note.button("Show that paper"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: not page.isVisible())
        await driver.idle()
        assert driver.window.ui_context.context.now.paper.title == other.title
        driver.trigger("go.back")
        await driver.until(page.isVisible)
        await driver.until(lambda: driver.state("doubtfulView") == "full")
        await driver.idle()
        assert not driver.widget("keepDoubtfulButton").isVisible()
        assert driver.widget("linkVersionsButton")._kind is ButtonKind.PLAIN, "the titles and the authors differ"
        assert driver.widget("rejectDoubtfulButton")._kind is ButtonKind.PRIMARY
        key(driver, Qt.Key.Key_Y)
        await driver.idle()
        told = driver.window.messages.note("owner")
        assert "Link the two papers as versions, or reject this PDF." in told.text
        assert is_there(item.quarantined)
        key(driver, Qt.Key.Key_Delete)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        assert driver.window.messages.note("owner") is None, "it is about the PDF that was rejected"
        driver.trigger("edit.undo")
        await driver.until(lambda: driver.state("doubtfulView") == "full")
        await driver.idle()
        key(driver, Qt.Key.Key_Y)
        await driver.idle()
        assert driver.window.messages.note("owner") is not None
        QTest.mouseClick(driver.widget("linkVersionsButton"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        assert (await library.undo_label() or "").startswith("add “")
        assert driver.window.messages.note("undo").lead.startswith("Added “")
        linked = driver.program.services.downloads.items()[0]
        assert "You rejected" not in f"{linked.reason} {[str(one.reason) for one in linked.attempts]}"
        QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: driver.state("doubtfulView") == "full")
        await driver.idle()
        assert driver.program.services.downloads.items()[0] == item, "the PDF is to be reviewed again"
        assert is_there(item.quarantined)
        assert await library.find(WRONG) is None, "the paper was added for the link alone"
        driver.trigger("edit.redo")
        await driver.until(lambda: driver.state("doubtfulView") == "empty")
        await driver.idle()
        assert driver.program.services.downloads.items()[0] == linked
        assert await library.find(WRONG) is not None
        # undone, and redone before the program has noted that the file was moved
        bring_back, is_moved, goes_on = Quarantine.bring_back, threading.Event(), threading.Event()

        def slow(quarantine: Quarantine, file: Path) -> None:
            bring_back(quarantine, file)
            is_moved.set()
            goes_on.wait(10)

        monkeypatch.setattr(Quarantine, "bring_back", slow)
        await library.undo()
        await driver.until(is_moved.is_set)
        await library.redo()
        goes_on.set()
        await driver.idle()
        await library.undo()
        await driver.until(lambda: driver.state("doubtfulView") == "full")
        await driver.idle()
        assert driver.program.services.downloads.items()[0] == item
        assert is_there(item.quarantined)


@pytest.mark.parametrize(
    ("title", "score", "named", "is_other"),
    [
        ("Deep learning of mosses", 0.95, (), False),
        ("Deep learning of mosses", 0.8, ("A. Ant",), False),
        ("Deep learning of mosses", 0.8, (), True),
        ("Statistics of ferns", 0.2, ("A. Ant",), True),
        ("", 0.0, (), False),
    ],
)
def test_a_pdf_is_of_another_paper_by_its_title_or_by_an_uncertain_title_without_the_authors(
    title: str, score: float, named: tuple[str, ...], is_other: bool
) -> None:
    found = QuarantinedFile(
        path="x.pdf",
        paper=Paper(title="Deep learning of mosses", authors=(Author("A. Ant"),)),
        attempt=Attempt("https://a.org/x.pdf", "unpaywall", Outcome.QUARANTINED),
        report=PdfReport(True, 1, True, False, "doubtful", score, ""),
        comparison=PdfComparison(title, score, named, 1),
    )
    assert is_other_paper(found) is is_other
    anonymous = structs.replace(found, paper=Paper(title="Deep learning of mosses"))
    assert is_other_paper(anonymous) is (score == 0.2), "there are no authors to be found"


async def test_a_file_of_a_paper_in_the_trash_leads_to_the_trash(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        item = await got(driver)
        assert item.quarantined is not None
        attempt = next(one for one in item.attempts if one.sha256)
        other = Paper(title="Deep learning of everything", ids=Ids(doi="10.5555/other"))
        library = driver.program.services.library
        await library.add([other])
        await attach(driver, other, item.quarantined, attempt.sha256 or "")
        kept = await library.find(other.id)
        assert kept is not None
        await library.entries.trash([kept.key], True)
        page = await compared(driver)
        assert "which is in the trash" in page._note.note.lead
        table = [one.text() for one in page._table.findChildren(QLabel)]
        assert "PDF of “Deep learning of everything”, in the trash" in table
        assert not driver.widget("linkVersionsButton").isVisible()
        key(driver, Qt.Key.Key_Y)
        await driver.idle()
        assert "Restore that paper" in driver.window.messages.note("owner").text
        QTest.mouseClick(page._note.button("Show in trash"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: not page.isVisible())
        await driver.idle()
        assert driver.window.ui_context.context.now.trash
        assert driver.chosen("libraryView") == ["Deep learning of everything"]


async def test_the_keys_do_nothing_elsewhere(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        item = await got(driver)
        for name in ("doubtful.keep", "doubtful.reject", "doubtful.next"):
            assert not driver.window.registry[name].isEnabled()
        await compared(driver)
        assert driver.window.registry["doubtful.keep"].isEnabled()
        driver.trigger("view.search")
        await driver.idle()
        key(driver, Qt.Key.Key_Delete)
        await driver.idle()
        assert driver.program.services.downloads.items()[0].quarantined == item.quarantined


async def test_a_file_that_is_gone_is_said_to_be(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        item = await got(driver)
        assert item.quarantined is not None
        remove(item.quarantined)
        driver.widget("pdfNote").button("Compare").click()
        await driver.until(lambda: driver.state("doubtfulView") == "error")
        shown = driver.widget("doubtfulPage").pane.message
        assert "no longer exists" in shown.heading


async def test_it_holds_in_a_narrow_window(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(700, 640)) as driver:
        await got(driver)
        page = await compared(driver)
        for widget in page.findChildren(QWidget):
            if isinstance(widget, Button) and widget.isVisible():
                assert widget.width() >= widget.sizeHint().width(), widget.objectName()
        assert driver.widget("firstPageView").width() <= page.width()
