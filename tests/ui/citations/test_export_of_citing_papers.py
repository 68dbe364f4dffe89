"""References of papers that are only rows of a citation list: complete after one request, and what is missing is
said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.window_driver import Driver, window_on

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
ROWS = 3
BATCH = "/graph/v1/paper/batch"


async def select_citing_papers(driver: Driver) -> None:
    """Select the first rows of the papers that cite the second result, without opening them."""
    await driver.search("attention")
    driver.window.search_page.panes.results.focus_list()
    driver.press(Qt.Key.Key_Down, "resultsView")
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()
    driver.press(Qt.Key.Key_1, "resultsView", CTRL | ALT)
    await driver.until(lambda: driver.window.search_page.panes.citations.cited_by.model.rowCount() > ROWS)
    await driver.idle()
    driver.click_row(0, "citedByView")
    for _ in range(ROWS - 1):
        driver.press(Qt.Key.Key_Down, "citedByView", SHIFT)
    await driver.idle()
    assert len(driver.window.ui_context.context.now.papers) == ROWS


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def requests(demo: Any) -> dict[str, int]:
    return demo.stats()["paths"]


async def test_the_bibtex_of_citing_papers_is_complete_after_one_request(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await select_citing_papers(driver)
        demo.reset()
        driver.press(Qt.Key.Key_C, "citedByView", CTRL | ALT)
        await driver.idle()
        assert "volume        = {9}" in clipboard()
        assert "pages         = {565--930}" in clipboard()
        assert requests(demo) == {BATCH: 1}
        note = driver.window.messages.note("copied")
        assert note.lead == "Copied BibTeX of 3 papers."
        assert "not known" not in note.text
        driver.trigger("paper.copy_citation")  # what was loaded is known to every other copy
        await driver.idle()
        assert "9, 565–930" in clipboard()
        assert requests(demo) == {BATCH: 1}


async def test_the_panel_exports_citing_papers_with_all_their_fields(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await select_citing_papers(driver)
        demo.reset()
        driver.press(Qt.Key.Key_E, "citedByView", CTRL)
        await driver.idle()
        assert "volume        = {9}" in driver.widget("exportPreview").toPlainText()
        assert driver.widget("exportNote").text() == ""
        driver.click("exportFormat.ris")
        await driver.idle()
        driver.click("exportCopyButton")
        await driver.idle()
        assert driver.widget("exportNote").text() == "Copied 3 papers as RIS."
        assert "VL  - 9" in clipboard()
        assert "SP  - 565" in clipboard()
        assert requests(demo) == {BATCH: 1}


async def export_sentences(driver: Driver, path: Path, *, written: str = "") -> str:
    """Export the sentences of the selected rows as CSV; what the file has. written: its name, if it is another."""
    driver.trigger("paper.export_sentences")
    await driver.until(lambda: driver.window.findChild(QMenu, "sentenceFormatMenu") is not None)
    menu = driver.window.findChild(QMenu, "sentenceFormatMenu")
    entry = next(action for action in menu.actions() if shown_text(action.text()) == "CSV")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    QApplication.sendPostedEvents(menu, QEvent.Type.DeferredDelete)
    await driver.until(lambda: driver.window.findChild(QFileDialog, "sentenceExportDialog") is not None)
    dialog = driver.window.findChild(QFileDialog, "sentenceExportDialog")
    dialog.fileSelected.emit(str(path))
    dialog.close()
    dialog.deleteLater()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    await driver.idle()
    return path.with_name(written or path.name).read_text("utf-8-sig")


async def test_the_ending_of_the_file_decides_the_format_of_the_sentences(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        await select_citing_papers(driver)
        driver.trigger("app.offline")
        await driver.idle()
        assert (await export_sentences(driver, tmp_path / "sent.html")).lstrip().startswith("<!")
        await export_sentences(driver, tmp_path / "sent.txt", written="sent.txt.csv")


async def test_the_ending_of_the_file_decides_the_format_of_the_papers(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.program.services.library.entries.add({"item_type": "book", "title": "Whales"})
        for typed, written, start in (("a.ris", "a.ris", "TY  - "), ("b.txt", "b.txt.ris", "TY  - ")):
            driver.trigger("library.export")
            await driver.until(lambda: driver.widget("exportPanel").isVisible())
            await driver.idle()
            if typed == "a.ris":
                driver.click("exportFormat.bibtex")
                await driver.idle()
            driver.click("exportSaveButton")
            dialog = driver.window.findChild(QFileDialog, "exportDialog")
            dialog.fileSelected.emit(str(tmp_path / typed))
            dialog.close()
            dialog.deleteLater()
            QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
            await driver.idle()
            assert (tmp_path / written).read_text("utf-8").startswith(start)
            assert not (tmp_path / "b.txt").exists()


async def test_exported_sentences_have_volume_and_pages(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        await select_citing_papers(driver)
        driver.trigger("app.offline")
        await driver.idle()
        demo.reset()
        assert "9, 565" not in await export_sentences(driver, tmp_path / "offline.csv")
        assert "Volume and pages of 3 papers are not known here." in driver.window.messages.note("exported").text
        driver.trigger("app.offline")
        await driver.idle()
        demo.reset()
        assert "9, 565–930" in await export_sentences(driver, tmp_path / "all.csv")
        assert "not known" not in driver.window.messages.note("exported").text
        assert requests(demo) == {BATCH: 1}


async def test_papers_sent_from_a_citation_list_have_volume_and_pages(demo: Any, tmp_path: Path) -> None:
    nobody, file = "http://127.0.0.1:9", tmp_path / "sent.bib"
    async with window_on(demo, tmp_path / "profile", zotero_url=nobody, jabref_url=nobody) as driver:
        await select_citing_papers(driver)
        demo.reset()
        driver.trigger("paper.send")
        await driver.idle()
        driver.click("sendTo.file")
        await driver.idle()
        assert requests(demo) == {}
        driver.click("sendNowButton")
        dialog = driver.window.findChild(QFileDialog, "sendFileDialog")
        dialog.fileSelected.emit(str(file))
        dialog.close()
        await driver.idle()
        text = file.read_text("utf-8")
        assert "volume        = {9}" in text
        assert "pages         = {565--930}" in text
        assert requests(demo) == {BATCH: 1}


async def test_a_copy_says_what_is_not_known_offline(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await select_citing_papers(driver)
        driver.trigger("app.offline")
        await driver.idle()
        demo.reset()
        driver.press(Qt.Key.Key_C, "citedByView", CTRL | ALT)
        await driver.idle()
        assert "lindqvist2023incremental" in clipboard()
        assert "volume" not in clipboard()
        note = driver.window.messages.note("copied")
        assert note.lead == "Copied BibTeX of 3 papers."
        assert note.text.startswith("Volume and pages of 3 papers are not known here. yin2024turing")
        driver.trigger("paper.copy_citation")
        await driver.idle()
        note = driver.window.messages.note("copied")
        assert note.lead == "Copied 3 citations in APA Style 7th edition."
        assert note.text.startswith("Volume and pages of 3 papers are not known here.")
        driver.press(Qt.Key.Key_C, "citedByView", CTRL)  # sentences, with the references of their papers
        await driver.idle()
        note = driver.window.messages.note("copied")
        assert note.lead == "Copied 2 sentences."
        assert note.text.startswith("Volume and pages of 2 papers are not known here.")
        driver.press(Qt.Key.Key_E, "citedByView", CTRL)
        await driver.idle()
        assert driver.widget("exportNote").text() == "Volume and pages of 3 papers are not known here."
        driver.click("exportCopyButton")
        await driver.idle()
        unknown = "Volume and pages of 3 papers are not known here."
        assert driver.widget("exportNote").text().startswith("Copied 3 papers as BibTeX. ")
        assert unknown in driver.widget("exportNote").text()
        assert requests(demo) == {}


async def test_a_copy_says_what_is_not_known_if_the_request_fails(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await select_citing_papers(driver)
        demo.config(fail={BATCH: 500})
        driver.press(Qt.Key.Key_C, "citedByView", CTRL | ALT)
        await driver.idle()
        assert "lindqvist2023incremental" in clipboard()
        text = driver.window.messages.note("copied").text
        assert text.startswith("Volume and pages of 3 papers are not known here. yin2024turing")
