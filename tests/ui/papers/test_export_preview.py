"""The preview of an export shows what the file will have: headings, notes, and the fonts of formatted references."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QGuiApplication, QTextBlock
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from scholar_desktop.domain.own_fields import ITEM_TYPE
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _preview(driver: Driver, form: str) -> str:
    """The preview in the format *form*, as soon as the panel that was opened shows it."""
    await driver.until(lambda: driver.widget("exportPanel").isVisible())
    await driver.idle()
    driver.click(f"exportFormat.{form}")
    await driver.idle()
    return str(driver.widget("exportPreview").toPlainText())


async def test_the_heading_is_the_title_of_the_paper_and_of_the_collection(demo: Any, tmp_path: Any) -> None:
    title = "Slot attention & 50% costs: my title"
    async with window_on(demo, tmp_path, offline=True, size=(1280, 800)) as driver:
        services, keyboard = driver.program.services, Keyboard(driver)
        key = await services.library.entries.add({ITEM_TYPE: "book", "title": title})
        kept = await services.library.find(key)
        await services.collections.put_in([kept.paper], "Costs: 50%")
        await keyboard.press("Ctrl+3")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        await keyboard.press("Ctrl+E")
        assert (await _preview(driver, "markdown")).startswith(f"# {title}\n")
        QTest.keyClick(driver.widget("exportPanel"), Qt.Key.Key_Escape)
        (costs,) = await services.collections.all()
        driver.window.navigation.show_collection(costs)
        await driver.idle()
        driver.trigger("collection.export")
        assert (await _preview(driver, "markdown")).startswith("# Costs: 50%\n")


async def test_the_preview_of_a_web_page_has_no_search_box_and_the_page_no_keys(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, offline=True, size=(1280, 800)) as driver:
        keyboard = Keyboard(driver)
        await driver.program.services.library.entries.add({ITEM_TYPE: "book", "title": "On Tides"})
        await keyboard.press("Ctrl+3")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        await keyboard.press("Ctrl+E")
        assert (await _preview(driver, "html")).splitlines()[1:] == ["", "On Tides"]
        names = ("exportKeys", "exportKeysNote", "exportKeysSettings")
        assert [driver.widget(name).isHidden() for name in names] == [True] * 3
        await _preview(driver, "markdown")
        driver.type("[", "exportKeys")  # no template
        await driver.idle()
        assert not driver.widget("exportSaveButton").isEnabled()
        await _preview(driver, "html")
        assert driver.widget("exportSaveButton").isEnabled(), "the template is not used here"
        driver.click("exportCopyButton")
        await driver.idle()
        copied = QGuiApplication.clipboard().text()
        assert 'id="search"' in copied


async def test_a_note_is_html_in_zotero_rdf(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, offline=True, size=(1280, 800)) as driver:
        library, keyboard = driver.program.services.library, Keyboard(driver)
        key = await library.entries.add({ITEM_TYPE: "book", "title": "On Tides"})
        await library.note((await library.find(key)).paper, "Their *method*")
        await keyboard.press("Ctrl+3")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        await keyboard.press("Ctrl+E")
        assert "Their &lt;em&gt;method&lt;/em&gt;" in await _preview(driver, "zotero-rdf")


async def test_an_export_for_screening_programs_says_that_it_has_no_abstracts(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_A, "resultsView", Qt.KeyboardModifier.ControlModifier)
        driver.trigger("paper.export")
        await driver.idle()
        note, words = driver.widget("exportNote"), "Abstracts are not included."
        driver.click("exportFormat.csv")
        await driver.idle()
        assert words not in note.text()
        driver.click("exportFormat.ris")
        await driver.until(lambda: words in note.text())
        driver.click("exportAbstracts")
        await driver.until(lambda: words not in note.text())


def _italics(driver: Driver) -> list[str]:
    found = []
    block = driver.widget("exportPreview").document().begin()
    while block.isValid():
        found += [part.fragment().text() for part in block if part.fragment().charFormat().fontItalic()]
        block = block.next()
    return found


async def test_the_preview_of_references_has_italics_only_if_the_file_has_them(demo: Any, tmp_path: Any) -> None:
    venue = "Neural Information Processing Systems"
    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.press(Qt.Key.Key_Down, "resultsView", Qt.KeyboardModifier.ShiftModifier)
        driver.trigger("paper.export")
        note, box, seen = driver.widget("exportReferenceFileNote"), driver.widget("exportReferenceFile"), {}
        await _preview(driver, "bibtex")
        assert not note.isVisible()
        await _preview(driver, "text")
        box.setFocus()
        while True:
            text = driver.widget("exportPreview").toPlainText()
            seen[box.currentText()] = (text, venue in _italics(driver), note.isVisible())
            if box.currentIndex() == box.count() - 1:
                break
            QTest.keyClick(box, Qt.Key.Key_Down)
            await driver.idle()
        plain = seen["Text"][0]
        assert seen["Text"] == (plain, False, True)
        assert note.text() == "A text file has no italics. “Copy” keeps them."
        assert len(plain.splitlines()) == 2, "each reference is one line"
        word_processor = (plain, True, False)
        assert seen["Rich text (RTF)"] == seen["HTML for word processors"] == word_processor
        markdown, has_italics, _ = seen["Markdown"]
        assert (f"*{venue}*" in markdown, has_italics) == (True, False), "as an editor shows it"
        for form, ending in (("Markdown", "md"), ("Text", "txt")):
            QTest.keyClick(box, Qt.Key.Key_Home if ending == "txt" else Qt.Key.Key_End)
            await driver.idle()
            driver.click("exportCopyButton")
            await driver.idle()
            assert f"<i>{venue}</i>" in QGuiApplication.clipboard().mimeData().html()
            driver.click("exportSaveButton")
            dialog = driver.widget("exportDialog")
            dialog.setDirectory(str(tmp_path))
            QTest.keyClick(dialog.findChild(QLineEdit, "fileNameEdit"), Qt.Key.Key_Return)
            file = tmp_path / f"2 papers.{ending}"
            await driver.until(file.exists)
            await driver.idle()
            assert file.read_text("utf-8") == f"{seen[form][0]}\n"
            driver.trigger("paper.export")
            await _preview(driver, "text")


async def test_the_preview_of_references_says_that_the_file_may_begin_with_others(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, offline=True, size=(1280, 800)) as driver:
        for number in range(25):
            await driver.program.services.library.entries.add({ITEM_TYPE: "book", "title": f"Tides{number:02}"})
        driver.trigger("view.library")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        driver.trigger("paper.export")
        shown = await _preview(driver, "text")
        assert shown.startswith("Tides05."), "the newest 20 papers of the list, in the order of the style"
        assert driver.widget("exportNote").text() == (
            "Preview of 20 of 25 papers. The style sorts the saved file, so it may begin with others."
        )


def _blocks(driver: Driver) -> list[QTextBlock]:
    document = driver.widget("exportPreview").document()
    return [document.findBlockByNumber(number) for number in range(document.blockCount())]


async def test_the_preview_of_references_is_a_list_with_hanging_indents(demo: Any, tmp_path: Any) -> None:
    hostile = '<img src="file:///etc/passwd">Tides & <script>alert(1)</script>'
    hebrew = "\u05d0\u05d1\u05d2\u05d3 " * 40
    async with window_on(demo, tmp_path, offline=True, size=(1280, 800)) as driver:
        for title in ("A long title of a book on tides " * 8, hostile, hebrew.strip()):
            await driver.program.services.library.entries.add({ITEM_TYPE: "book", "title": title})
        driver.trigger("view.library")
        await driver.idle()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        driver.trigger("paper.export")
        await _preview(driver, "text")
        box, view = driver.widget("exportReferenceFile"), driver.widget("exportPreview")
        for ending in ("txt", "rtf", "html"):
            box.setCurrentIndex(box.findData(ending))
            await driver.idle()
            assert len(_blocks(driver)) == 3
            assert hostile in view.toPlainText(), "as it is written"
            assert not QFontInfo(view.document().defaultFont()).fixedPitch()
            tops = []
            for block in _blocks(driver):
                layout, place = block.layout(), view.document().documentLayout().blockBoundingRect(block)
                is_leftwards = block.text().startswith("\u05d0")
                lines = [layout.lineAt(number).naturalTextRect() for number in range(layout.lineCount())]
                if is_leftwards:
                    assert len(lines) > 1
                    assert all(line.right() < lines[0].right() - 10 for line in lines[1:])
                elif len(lines) > 1:
                    assert all(line.left() > lines[0].left() + 10 for line in lines[1:])
                assert all(line.left() >= 0 and line.right() <= view.viewport().width() for line in lines)
                tops.append((place.top(), place.bottom(), layout.boundingRect().height()))
            assert view.horizontalScrollBar().value() == 0
            assert sum(height for _, _, height in tops) + 2 * 4 <= tops[-1][1] - tops[0][0], "space between them"
        box.setCurrentIndex(box.findData("md"))
        await driver.idle()
        assert not _blocks(driver)[0].blockFormat().leftMargin()
        await _preview(driver, "text")
        box.setCurrentIndex(box.findData("rtf"))
        await driver.idle()
        written = await _preview(driver, "bibtex")
        assert written.startswith("@book{")
        for block in _blocks(driver):
            form = block.blockFormat()
            assert (form.leftMargin(), form.rightMargin(), form.textIndent(), form.topMargin()) == (0, 0, 0, 0)
        assert view.document().defaultFont().family() != driver.window.font().family()
        assert _italics(driver) == []
