"""The PDF beside the list: by keys and clicks, at the words that were searched for."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import io
import os
import random
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu
from reportlab.pdfgen import canvas

from scholar_desktop.domain.library import KeptFile, ReadText
from scholar_desktop.ui.papers.pdf.pages import PdfPages
from scholar_desktop.ui.papers.pdf.selection import join_lines
from scholar_desktop.ui.papers.pdf.view import PdfView
from scholar_desktop.ui.theme import tokens
from scholar_desktop.ui.widgets.tab_order import stops
from tests.support.drawn_pdfs import draw_pdf
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on
from tests.ui.window.test_window import accessible_problems

FILLER = "nothing of the kind is said in this line"
PAGES = (
    ["On whales", FILLER, "Whales eat krill."],
    ["The sea", FILLER, "Sparse attention is paid to it.", "Our attention is not sparse."],
    ["The end", "A sparse attention pattern, and sparse attention again."],
)


async def keep_pdf(driver: Driver, folder: Path, title: str, *pages: list[str], sound: bool = True) -> Path:
    """Keep a paper with a PDF of these pages; where it lies. sound: whether the reading process took no harm."""
    content = draw_pdf(*pages, title=title)
    staged, sha256 = folder / "staged.part", hashlib.sha256(content).hexdigest()
    staged.write_bytes(content)
    store, paper = driver.program.backend.store, a_paper(title)
    await store.attach(paper, staged, name=f"{title}.pdf", sha256=sha256)
    if not sound:
        problem = "Page 1 could not be read. The PDF reader crashed on it."
        await store.keep_text(sha256, ReadText(1, (), False, problem))
    kept = await store.find(paper.id)
    assert kept is not None
    assert kept.pdf is not None
    await driver.idle()
    return Path(kept.pdf)


def pdf_view(driver: Driver) -> PdfView:
    return driver.widget("pdfView")


def pages(driver: Driver) -> PdfPages:
    return driver.widget("pdfPages")


def count(driver: Driver) -> str:
    return driver.window.findChild(QLabel, "pdfHitCount").text()


def move_mouse(view: PdfPages, place: QPoint) -> None:
    """Move the mouse, with the left button down if it is. QTest would run other tasks of the loop within this one."""
    buttons = Qt.MouseButton.LeftButton if view._selection.is_begun else Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(view.viewport().mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.viewport(), event)


async def opened_library(driver: Driver, words: str = "") -> None:
    driver.trigger("focus.library")
    await driver.idle()
    driver.type(words, "libraryEdit")
    await driver.idle()
    driver.press(Qt.Key.Key_Down, "libraryEdit")
    await driver.idle()


async def shown(driver: Driver) -> None:
    """Until the PDF is there, every page has been searched, and what is seen is drawn."""
    await driver.idle()
    await driver.until(lambda: driver.state("pdfView") != "waiting")
    view = pages(driver)
    await driver.until(lambda: view.hits.is_complete)
    await driver.until(lambda: view.page_count == 0 or view._images.of(view.page) is not None)
    await driver.until(lambda: all(view.hits.boxes(hit) is not None for hit in view.hits.on_page(view.page)))


async def copy_page(driver: Driver, folder: Path, lines: list[str], word: str) -> PdfPages:
    """Keep a PDF with *lines* on its second page, find it in the library by *word* of them, and copy that page."""
    await keep_pdf(driver, folder, "Whales", ["First page"], lines)
    await opened_library(driver, word)
    driver.press(Qt.Key.Key_Space, "libraryView")
    await shown(driver)
    view = pages(driver)
    view.go_to(1)
    await shown(driver)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    await driver.idle()
    QGuiApplication.clipboard().clear()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return view


async def test_space_previews_the_pdf_at_the_words_enter_opens_the_page_of_the_hit_and_esc_goes_back(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver, "sparse attention")
        assert driver.widget("detailPane").isVisible()
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        assert driver.state("pdfView") == "full"
        assert pdf_view(driver).isVisible()
        assert not driver.widget("detailPane").isVisible()
        assert not driver.widget("citationPane").isVisible()
        assert driver.widget("pdfSearchEdit").text() == "sparse attention"
        found = pages(driver).hits
        assert [(hit.page, hit.text.lower()) for hit in found.all()] == [
            (1, "sparse attention"),
            (2, "sparse attention"),
            (2, "sparse attention"),
        ]
        assert count(driver) == "1/3" if found.current.page == 1 else "2/3"
        bar = pages(driver).verticalScrollBar()
        bar.setValue(0)
        driver.press(Qt.Key.Key_PageDown, "libraryView")  # the list keeps the focus
        assert bar.value() > 0
        by_list = bar.value()
        driver.press(Qt.Key.Key_PageUp, "libraryView")
        assert bar.value() == 0
        driver.press(Qt.Key.Key_G, "libraryView")
        assert driver.widget("pdfPageEdit").hasFocus()
        driver.press(Qt.Key.Key_2, "pdfPageEdit")
        driver.press(Qt.Key.Key_Return, "pdfPageEdit")
        assert pages(driver).hasFocus()
        assert bar.value() > by_list
        driver.press(Qt.Key.Key_Home, "pdfPages")
        driver.press(Qt.Key.Key_PageDown, "pdfPages")
        assert bar.value() == by_list < bar.pageStep(), "no line between two screens is skipped"
        driver.press(Qt.Key.Key_PageUp, "pdfPages")
        assert bar.value() == 0
        before = pages(driver).zoom
        for key, modifier in ((Qt.Key.Key_Plus, ""), (Qt.Key.Key_Equal, "Shift")):  # + with and without Shift
            driver.press(key, "libraryView", getattr(Qt.KeyboardModifier, f"{modifier or 'No'}Modifier"))
            assert pages(driver).zoom > before
            before = pages(driver).zoom
        driver.press(Qt.Key.Key_Minus, "libraryView")
        assert pages(driver).zoom < before
        before = pages(driver).zoom
        driver.press(Qt.Key.Key_0, "libraryView")
        assert pages(driver).zoom < before, "the page fits the width"
        assert len(driver.chosen("libraryView")) == 1
        driver.press(Qt.Key.Key_Escape, "libraryView")
        await driver.idle()
        assert driver.widget("detailPane").isVisible()
        assert not pdf_view(driver).isVisible()
        assert pages(driver).page_count == 0, "a PDF that nobody looks at is let go"
        await opened_library(driver, "paid to it")
        driver.press(Qt.Key.Key_Return, "libraryView")
        await shown(driver)
        assert (pages(driver).page, driver.widget("pdfPageEdit").text()) == (1, "2")
        assert count(driver) == "1/1"
        driver.press(Qt.Key.Key_Escape, "pdfPages")
        await driver.idle()
        assert not pdf_view(driver).isVisible()
        await opened_library(driver, "krill eat whales")
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        assert [hit.text for hit in pages(driver).hits.all()] == ["whales", "Whales", "eat", "krill"]


async def test_space_in_the_details_shows_the_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        driver.press(Qt.Key.Key_Return, "libraryView")
        await driver.idle()
        keyboard = Keyboard(driver)
        assert driver.widget("detailPane").isAncestorOf(driver.window.focusWidget())
        await keyboard.press("Space")
        await shown(driver)
        assert pdf_view(driver).isVisible()
        assert pages(driver).page_count == len(PAGES)


async def test_space_in_the_details_of_a_paper_without_a_pdf_says_so(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.view().setFocus()
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        keyboard = Keyboard(driver)
        assert driver.widget("detailPane").isAncestorOf(driver.window.focusWidget())
        await keyboard.press("Space")
        await driver.idle()
        texts = [one.text() for one in pdf_view(driver).findChildren(QLabel) if one.isVisible()]
        assert any("No PDF in your library" in text for text in texts), texts


async def test_the_words_are_marked_on_the_page_and_the_current_hit_stands_out(demo, tmp_path):
    async with window_on(demo, tmp_path, theme="dark") as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver, "attention")
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        view = pages(driver)
        page = view.hits.current.page
        hits = view.hits.on_page(page)
        assert [hit.text for hit in hits] == ["attention", "attention"]
        picture = view.viewport().grab().toImage()
        ratio = picture.devicePixelRatio()
        colours = []
        for hit in hits:
            (box,) = view.hits.boxes(hit)
            # a corner of the mark, where no letter stands
            corner = view._on_screen(page, box).adjusted(-1, -1, 1, 1).topRight()
            colours.append(picture.pixelColor(round(corner.x() * ratio) - 1, round(corner.y() * ratio) + 1).name())
        assert set(colours) <= {tokens.FOUND, tokens.FOUND_NOW, tokens.INK}
        assert len(set(colours)) == 2


async def test_next_and_previous_go_round_and_say_where_they_are(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver, "krill")
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        driver.type("sparse attention", "pdfSearchEdit")
        driver.press(Qt.Key.Key_Return, "pdfSearchEdit")
        await shown(driver)
        seen = [count(driver)]
        for _ in range(3):
            driver.click("pdfNextHitButton")
            seen.append(count(driver))
        assert seen == ["1/3", "2/3", "3/3", "1/3"]
        driver.press(Qt.Key.Key_Return, "pdfSearchEdit", Qt.KeyboardModifier.ShiftModifier)
        assert count(driver) == "3/3"
        assert pages(driver).page == 2
        driver.press(Qt.Key.Key_F3, "pdfPages")
        assert count(driver) == "1/3"
        driver.type("zebra", "pdfSearchEdit")
        await driver.until(lambda: count(driver) == "no matches")
        assert not driver.widget("pdfNextHitButton").isEnabled()
        driver.type("", "pdfSearchEdit")
        await driver.until(lambda: count(driver) == "")


async def test_pages_and_zoom_by_keys_and_buttons(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        view, page = pages(driver), driver.widget("pdfPageEdit")
        driver.click("pdfNextPageButton")
        assert (view.page, page.text()) == (1, "2")
        driver.type("3", "pdfPageEdit")
        driver.press(Qt.Key.Key_Return, "pdfPageEdit")
        assert view.page == 2
        driver.press(Qt.Key.Key_Home, "pdfPages")
        assert view.page == 0
        driver.press(Qt.Key.Key_J, "pdfPages")
        assert view.page == 1
        driver.press(Qt.Key.Key_End, "pdfPages")
        assert view.page == 2
        driver.press(Qt.Key.Key_K, "pdfPages")
        assert view.page == 1
        fitted = view.zoom
        assert view.fits_width
        driver.press(Qt.Key.Key_Plus, "pdfPages")
        assert view.zoom > fitted
        assert driver.window.findChild(QLabel, "pdfZoom").text() == f"{round(view.zoom * 100)}%"
        assert view.page == 1, "what is in the middle stays there"
        driver.click("pdfZoomOutButton")
        driver.click("pdfZoomOutButton")
        assert view.zoom < fitted
        driver.press(Qt.Key.Key_0, "pdfPages")
        assert view.zoom == pytest.approx(fitted, abs=0.02)
        await shown(driver)


async def test_text_is_selected_by_mouse_and_keys_and_copied(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", ["Sparse attention is paid"], ["Second page"])
        await opened_library(driver, "attention")
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        view = pages(driver)
        (hit,) = view.hits.on_page(0)
        (box,) = view.hits.boxes(hit)
        place = view._on_screen(0, box)
        start, end = place.topLeft().toPoint() + QPoint(1, 3), place.bottomRight().toPoint() - QPoint(1, 3)
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
        move_mouse(view, end)
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
        assert view.selected_text().strip() in ("attention", "attentio", "ttention")
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.center().toPoint())
        assert view.selected_text() == "attention"
        where = place.center().toPoint()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, view.viewport().mapToGlobal(where))
        QApplication.sendEvent(view.viewport(), event)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        quote = next(action for action in menu.actions() if action.objectName() == "paper.copy_quotation")
        assert driver.window.registry.why_not("paper.copy_quotation") is None
        menu.actions()[0].trigger()
        assert QGuiApplication.clipboard().text() == "attention"
        await driver.until(quote.isEnabled)
        quote.trigger()
        menu.close()
        await driver.idle()
        assert QGuiApplication.clipboard().text() == "“attention” (Vaswani & Shazeer, 2017, p. 1)"
        assert "“attention”" in QGuiApplication.clipboard().mimeData().html()
        assert driver.window.messages.note("copied").lead == "Copied the quotation with the page number of the PDF."
        QGuiApplication.clipboard().clear()
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "attention"
        assert driver.window.messages.note("copied").lead == "Copied the text."
        QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "Sparse attention is paid"
        await driver.idle()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
        assert driver.window.registry.why_not("paper.copy_quotation") == "Select text in a PDF first."


async def test_a_selection_over_lines_is_quoted_on_one_line_by_the_menu_the_palette_and_a_key(demo, tmp_path):
    lines = [
        "Half of the work of a night is done in spin-",
        "dles, which Smith-",
        "Jones counted in",
        "the second part.",
    ]
    quoted = "“Half of the work of a night is done in spindles, which Smith-Jones counted in the second part.”"
    async with window_on(demo, tmp_path) as driver:
        view = await copy_page(driver, tmp_path, lines, "spindles")
        assert QGuiApplication.clipboard().text() == quoted.strip("“”"), "no line ends within a sentence"
        QTest.keyClick(view, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        await driver.idle()
        assert QGuiApplication.clipboard().text() == f"{quoted} (Vaswani & Shazeer, 2017, p. 2)"
        QGuiApplication.clipboard().clear()
        driver.trigger("app.palette")
        driver.type("quote", "paletteEdit")
        driver.press(Qt.Key.Key_Return, "paletteEdit")
        await driver.idle()
        assert QGuiApplication.clipboard().text() == f"{quoted} (Vaswani & Shazeer, 2017, p. 2)"
        await driver.program.services.settings_editor.set("citation_style", "chicago-author-date")
        driver.trigger("paper.copy_quotation")
        await driver.idle()
        assert QGuiApplication.clipboard().text() == f"{quoted} (Vaswani and Shazeer 2017, 2)"
        assert "numbers" not in driver.window.messages.note("copied").text
        await driver.program.services.settings_editor.set("citation_style", "nature")
        driver.trigger("paper.copy_quotation")
        await driver.idle()
        why = "Nature numbers the citations of a document, so author and year were copied instead."
        assert driver.window.messages.note("copied").text.startswith(why)


async def test_copied_paragraphs_have_no_line_breaks_inside_and_stay_apart(demo, tmp_path):
    lines = [
        "Half of the work of a night is done in its first two hours of sleep.",
        "Whales rest with one half of the brain while the other one stays up.",
        "Seals sleep on land.",
        "Other animals have been studied less, and mostly in the laboratory; a",
        "Kiwi sleeps for most of the day, as its owner has seen for many years.",
        "1. The first item of a list is as wide as the text above that it ends.",
        "2. The second item is shorter.",
    ]
    async with window_on(demo, tmp_path) as driver:
        view = await copy_page(driver, tmp_path, lines, "kiwi")
        assert view.selected_page == 2
        assert driver.window.messages.note("copied").lead == "Copied the text of page 2."
        copied = QGuiApplication.clipboard().text().split("\n")
        assert copied == [" ".join(lines[:3]), " ".join(lines[3:5]), *lines[5:]]


def test_words_are_joined_at_the_end_of_a_line_but_not_compounds():
    assert join_lines("pre-\nand postnatal\r\nspin\ufffe\r\ndles of co-\n operation") == (
        "pre- and postnatal spindles of cooperation"
    )


async def test_the_preview_follows_the_rows_and_says_where_there_is_no_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper("Without a PDF")])
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await keep_pdf(driver, tmp_path, "Seals", ["Seals eat fish."])
        await opened_library(driver)
        assert driver.titles("libraryView") == ["Seals", "Whales", "Without a PDF"]
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        assert pages(driver).page_count == 1
        driver.press(Qt.Key.Key_J, "libraryView")
        await driver.until(lambda: pages(driver).page_count == 3)
        driver.press(Qt.Key.Key_J, "libraryView")
        await driver.until(lambda: driver.state("pdfView") == "empty")
        assert pdf_view(driver).message.heading == "No PDF in your library"
        await driver.idle()
        driver.press(Qt.Key.Key_Space, "libraryView")
        assert driver.widget("detailPane").isVisible()
        await driver.idle()


async def test_the_tools_of_the_pdf_are_hidden_beside_a_paper_without_one(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper("Without a PDF")])
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        keyboard, names = (
            Keyboard(driver),
            ("pdfSearchEdit", "pdfHitCount", "pdfZoomInButton", "pdfPageEdit", "pdfNextPageButton"),
        )
        await keyboard.press("Space")
        await shown(driver)
        await keyboard.press("Ctrl+F")
        await keyboard.type("sparse")
        await driver.until(lambda: count(driver) == "1/4")
        await keyboard.press("Esc")
        assert all(driver.widget(name).isVisible() for name in names)
        await keyboard.press("J")
        await driver.until(lambda: driver.state("pdfView") == "empty")
        assert not any(driver.widget(name).isVisible() for name in names)
        assert QApplication.focusWidget() is driver.view("libraryView")
        await keyboard.press("K")
        await shown(driver)
        assert all(driver.widget(name).isVisible() for name in names)


async def test_a_pdf_that_comes_while_its_place_is_shown_is_shown(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper("Whales")])
        await opened_library(driver)
        driver.press(Qt.Key.Key_Space, "libraryView")
        await driver.until(lambda: driver.state("pdfView") == "empty")
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await driver.until(lambda: driver.state("pdfView") == "full")
        driver.press(Qt.Key.Key_J, "pdfPages")
        await keep_pdf(driver, tmp_path, "Seals", ["Seals eat fish."])
        assert pages(driver).page == 1, "what others get does not turn the page"
        driver.trigger("paper.remove")
        await driver.idle()
        assert "Whales" not in driver.titles("libraryView")
        await shown(driver)


async def test_a_pdf_whose_text_could_not_be_read_is_shown_and_opened_outside(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        path = await keep_pdf(driver, tmp_path, "Whales", *PAGES, sound=False)
        opened: list[str] = []
        driver.program.services.open_path = opened.append
        await opened_library(driver)
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        assert pages(driver).page_count == 3, "it is drawn in a process of its own, which it cannot harm either"
        driver.click("pdfOutsideButton")
        assert opened == [str(path)]
        await driver.idle()


async def test_a_pdf_that_changed_on_the_disk_or_is_gone_is_not_opened_here(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        path = await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        path.write_bytes(draw_pdf(["something else"]))
        await opened_library(driver)
        driver.press(Qt.Key.Key_Space, "libraryView")
        await driver.until(lambda: driver.state("pdfView") == "error")
        assert "has changed since it was saved" in pdf_view(driver).message.heading
        await driver.idle()
        driver.press(Qt.Key.Key_Space, "libraryView")
        os.unlink(path)
        driver.press(Qt.Key.Key_Space, "libraryView")
        await driver.until(lambda: driver.state("pdfView") in ("error", "empty"))
        assert pages(driver).page_count == 0
        await driver.idle()


async def test_ctrl_f_searches_a_pdf_that_has_the_room_of_its_list_and_the_search_of_the_library_shows_the_list(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        driver.click("readPdfButton")
        await shown(driver)
        driver.click("pdfWideButton")
        await driver.idle()
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+F")
        assert QApplication.focusWidget() is driver.widget("pdfSearchEdit")
        await keyboard.type("sparse")
        await driver.until(lambda: count(driver) == "1/4")
        assert driver.widget("libraryEdit").text() == ""
        assert not driver.widget("libraryEdit").isVisible(), "its rows are out of sight"
        driver.trigger("focus.library")
        await driver.idle()
        assert driver.view("libraryView").isVisible()
        assert pdf_view(driver).isVisible()
        assert QApplication.focusWidget() is driver.widget("libraryEdit")
        driver.click("pdfWideButton")
        driver.trigger("focus.search")
        await driver.idle()
        assert QApplication.focusWidget() is driver.widget("searchEdit")


async def test_ctrl_f_in_the_list_searches_the_pdf_beside_it_and_esc_leads_back(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        keyboard = Keyboard(driver)
        texts, is_read = driver.program.services.full_text, asyncio.Event()
        read = texts.content

        async def content(file: KeptFile) -> bytes:
            await is_read.wait()
            return await read(file)

        monkeypatch.setattr(texts, "content", content)
        await keyboard.press("Space")
        await driver.until(lambda: driver.state("pdfView") == "waiting")
        await keyboard.press("Ctrl+F")  # while the PDF is opened: what is typed runs no command
        await keyboard.type("sparse")
        assert driver.widget("libraryEdit").text() == ""
        is_read.set()
        await shown(driver)
        assert driver.widget("pdfSearchEdit").text() == "sparse"
        await driver.until(lambda: count(driver) == "1/4")
        await keyboard.press("Esc")
        assert QApplication.focusWidget() is driver.view("libraryView")
        assert pdf_view(driver).isVisible()
        await keyboard.press("Ctrl+F")
        await keyboard.press("Ctrl+F")
        assert QApplication.focusWidget() is driver.widget("pdfSearchEdit")
        await keyboard.press("Esc")
        assert QApplication.focusWidget() is driver.view("libraryView")
        QTest.mouseClick(driver.widget("pdfSearchEdit"), Qt.MouseButton.LeftButton)
        await keyboard.press("Esc")
        assert QApplication.focusWidget() is pages(driver), "the box was not entered from the list"
        driver.trigger("focus.library")
        assert QApplication.focusWidget() is driver.widget("libraryEdit")
        await keyboard.press("Ctrl+F")
        assert QApplication.focusWidget() is driver.widget("pdfSearchEdit")
        driver.click("pdfCloseButton")
        await driver.idle()
        driver.view("libraryView").setFocus()
        await keyboard.press("Ctrl+F")
        assert QApplication.focusWidget() is driver.widget("libraryEdit"), "no PDF is shown"


async def test_ctrl_f_beside_a_paper_without_a_pdf_searches_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper("Mosses")])
        await opened_library(driver)
        keyboard = Keyboard(driver)
        await keyboard.press("Space")
        await driver.idle()
        assert pdf_view(driver).isVisible()
        assert not driver.widget("pdfSearchEdit").isEnabled()
        await keyboard.press("Ctrl+F")
        assert QApplication.focusWidget() is driver.widget("libraryEdit")


async def test_a_pdf_that_gets_more_room_keeps_the_line_at_its_top(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        view = pages(driver)
        for page in (0, 1):
            view.go_to(page)
            before, top = view.zoom, view._page_box(page).top()
            driver.click("pdfWideButton")
            await driver.idle()
            assert view.zoom > before
            assert (view.page, view._page_box(page).top()) == (page, top)
            driver.click("pdfWideButton")
            await driver.idle()
            assert (view.page, view._page_box(page).top()) == (page, top)


async def test_a_preview_from_the_detail_pane_the_list_away_for_reading_and_ctrl_f_within_the_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        driver.click("readPdfButton")
        await shown(driver)
        assert driver.state("pdfView") == "full"
        driver.click("pdfWideButton")
        assert not driver.view("libraryView").isVisible()
        assert driver.widget("pdfWideButton").accessibleName() == "Show list"
        driver.click("pdfWideButton")
        assert driver.view("libraryView").isVisible()
        driver.click("pdfCloseButton")
        await driver.idle()
        assert driver.widget("detailPane").isVisible()
        driver.click("readPdfButton")
        await shown(driver)
        driver.window.activateWindow()
        driver.press(Qt.Key.Key_F, "pdfPages", Qt.KeyboardModifier.ControlModifier)
        assert driver.window.focusWidget() is driver.window.findChild(QLineEdit, "pdfSearchEdit")
        driver.press(Qt.Key.Key_Escape, "pdfSearchEdit")
        assert driver.window.focusWidget() is pages(driver)
        assert QApplication.activeModalWidget() is None
        await driver.idle()


async def test_everything_of_the_pdf_has_a_name_and_tab_goes_in_reading_order(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver, "sparse attention")
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        assert accessible_problems(driver.window) == []
        assert pages(driver).accessibleName() == f"PDF, page {pages(driver).page + 1} of 3"
        keyboard = Keyboard(driver)
        await keyboard.tab_to("pdfPages")
        stations = stops(pdf_view(driver))
        wanted = [
            "pdfPreviousPageButton",
            "pdfPageEdit",
            "pdfNextPageButton",
            "pdfOutsideButton",
            "pdfWideButton",
            "pdfCloseButton",
            "pdfSearchEdit",
            "pdfPreviousHitButton",
            "pdfNextHitButton",
            "pdfZoomOutButton",
            "pdfZoomInButton",
            "pdfFitWidthButton",
            "pdfPages",
        ]
        assert [one.objectName() for one in stations] == [name for name in wanted if driver.widget(name).isEnabled()]
        assert len(stations) >= len(wanted) - 2
        assert all(one.width() >= one.minimumSizeHint().width() for one in stations)
        assert driver.window.width() == 1024


async def test_in_a_narrow_window_the_pdf_has_it_all_and_back_comes_out(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640)) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        assert not driver.view("libraryView").isVisible()
        assert pdf_view(driver).isVisible()
        driver.trigger("go.back")
        await driver.idle()
        assert driver.view("libraryView").isVisible()
        assert not pdf_view(driver).isVisible()


async def test_the_folds_change_while_a_pdf_is_read(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        for width in (900, 1440):
            driver.window.resize(width, 800)
            await driver.idle()
            assert pdf_view(driver).isVisible()
            assert not driver.widget("citationPane").isVisible()
        driver.press(Qt.Key.Key_Escape, "libraryView")
        await driver.idle()
        assert driver.widget("citationPane").isVisible()
        assert driver.widget("detailPane").isVisible()


def draw_scribbles(strokes: int) -> bytes:
    """A page that takes a while to be drawn."""
    target, dice = io.BytesIO(), random.Random(1)
    drawing = canvas.Canvas(target, invariant=1)
    for _ in range(strokes):
        drawing.line(dice.random() * 500, dice.random() * 700, dice.random() * 500, dice.random() * 700)
    drawing.showPage()
    drawing.save()
    return target.getvalue()


async def test_the_window_closes_while_a_page_is_being_drawn(demo, tmp_path):
    content = draw_scribbles(20_000)
    async with window_on(demo, tmp_path) as driver:
        staged, sha256 = tmp_path / "staged.part", hashlib.sha256(content).hexdigest()
        staged.write_bytes(content)
        store = driver.program.backend.store
        await store.attach(a_paper("Scribbles"), staged, name="Scribbles.pdf", sha256=sha256)
        await store.keep_text(sha256, ReadText(1, (), True, None))
        await opened_library(driver)
        driver.press(Qt.Key.Key_Space, "libraryView")
        await driver.until(lambda: pages(driver)._images.is_drawing)
    gc.collect()


async def test_a_larger_zoom_keeps_what_is_in_the_middle_of_the_view(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", *PAGES)
        await opened_library(driver)
        driver.press(Qt.Key.Key_Space, "libraryView")
        await shown(driver)
        view = pages(driver)
        view.go_to(1)
        await driver.idle()

        def middle():
            """The point of the page in the middle of the view, in points of the page."""
            size = view.viewport().size()
            return view._point_on(1, QPointF(size.width() / 2, size.height() / 2))

        before = middle()
        for _ in range(30):
            if view.horizontalScrollBar().maximum() > 40:
                break
            driver.press(Qt.Key.Key_Plus, "pdfPages")
            await driver.idle()
        across = view.horizontalScrollBar()
        assert across.maximum() > 40
        assert (middle().x(), middle().y()) == pytest.approx((before.x(), before.y()), abs=2)
        across.setValue(across.maximum())
        before = middle()
        driver.press(Qt.Key.Key_Plus, "pdfPages")
        await driver.idle()
        assert (middle().x(), middle().y()) == pytest.approx((before.x(), before.y()), abs=2)
