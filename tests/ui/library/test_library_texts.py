"""The library's search in the text of the PDFs, as a person sees it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton

from scholar_desktop.ui.library.library_delegate import layout_library_row, row_height
from tests.support.drawn_pdfs import draw_pdf
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, shown_tooltip, window_on

SPARSE = "Our sparse attention pattern scales linearly with the length of the text"


async def keep_pdf(driver: Driver, folder: Path, title: str, *pages: str) -> Path:
    """Keep a paper with a PDF of these pages, by the library itself; where the PDF lies."""
    content = draw_pdf(*([page] for page in pages), title=title)
    staged = folder / "staged.part"
    staged.write_bytes(content)
    store, paper = driver.program.backend.store, a_paper(title)
    await store.attach(paper, staged, name=f"{title}.pdf", sha256=hashlib.sha256(content).hexdigest())
    kept = await store.find(paper.id)
    assert kept is not None
    assert kept.pdf is not None
    await driver.idle()
    return Path(kept.pdf)


async def search(driver: Driver, words: str) -> None:
    driver.type(words, "libraryEdit")
    await driver.idle()


async def test_words_of_a_pdf_are_found_below_titles_with_their_page(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", "of whales", SPARSE)
        await keep_pdf(driver, tmp_path, "Sparse attention for whales", "krill")
        driver.trigger("focus.library")
        await driver.idle()
        box = driver.window.findChild(QLineEdit, "libraryEdit")
        driver.trigger("view.library_trash")
        await driver.idle()
        searched = "titles, authors, years, venues and notes"
        assert box.placeholderText() == f"Search {searched}", "PDFs in the trash are not searched"
        driver.type("whales", "libraryEdit")
        await driver.idle()
        labels = [one for one in driver.window.findChildren(QLabel) if one.isVisible()]
        assert any(one.text().startswith(f"Searched {searched} in “Trash”.") for one in labels)
        driver.widget("libraryEdit").clear()
        driver.trigger("view.library")
        await driver.idle()
        assert box.placeholderText() == "Search titles, authors, notes and the text of 2 PDFs"
        driver.type("whales", "libraryEdit")
        await driver.idle()
        clear = box.findChild(QToolButton)
        await driver.until(lambda: clear.property("opacity") == 1.0)
        driver.click("sidebar.view.library_starred")
        await driver.until(lambda: clear.property("opacity") == 0.0)  # Qt's button to clear the box goes with the words
        await driver.idle()
        labels = [one.text() for one in driver.window.findChildren(QLabel) if one.isVisible()]
        assert "Press Ctrl+Shift+S on a paper to star it." in labels, "the key that the menu shows"
        assert box.placeholderText() == "Search titles, authors, notes and PDFs", (
            "how many of them have a PDF is unknown"
        )
        driver.trigger("focus.library")
        driver.trigger("view.library")
        await search(driver, "sparse attention")
        assert driver.titles("libraryView") == ["Sparse attention for whales", "Whales"]
        assert driver.state("libraryView") == "full"
        panel = driver.window.search_page.panes.library
        row = panel.model.row(1)
        assert (row.line.page, row.line.text) == (2, SPARSE)
        assert row.spoken.endswith(f"found on page 2: {SPARSE}")
        theme = driver.window.theme
        pieces = {piece.name: piece for piece in layout_library_row(row, 700, row_height(theme.type), theme)}
        line = [piece.text for name, piece in pieces.items() if name.startswith("run.") and piece.kind == "text"]
        assert line[:3] == ["p. 2: Our ", "sparse attention", " pattern scales linearly with the length of the text"]
        assert pieces["run.ground.1"].kind == "mark"
        assert (pieces["run.0"].colour, pieces["run.1"].colour) == ("muted", "text")
        titled = {piece.name for piece in layout_library_row(panel.model.row(0), 700, row_height(theme.type), theme)}
        assert "byline" in titled
        marked = [
            piece.text
            for piece in layout_library_row(panel.model.row(0), 700, row_height(theme.type), theme)
            if piece.name.startswith("run.") and piece.kind == "text"
        ]
        assert "".join(marked) == "Sparse attention for whales", "only its title has the words"


async def test_the_box_says_how_many_texts_it_searches_and_its_tooltip_which_pdfs_have_none(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", "of whales")
        driver.trigger("view.library")
        await driver.idle()
        box = driver.widget("libraryEdit")
        assert box.placeholderText() == "Search titles, authors, notes and the text of 1 PDF"
        assert shown_tooltip(box) == ""
        await keep_pdf(driver, tmp_path, "A scan", "")
        await driver.until(lambda: bool(shown_tooltip(box)))
        assert box.placeholderText() == "Search titles, authors, notes and the text of 1 PDF"
        assert shown_tooltip(box) == "1 PDF has no text that can be searched, such as a scan."
        driver.click("sidebar.view.library_starred")
        await driver.until(lambda: not shown_tooltip(box))


async def test_a_narrow_row_is_cut_so_that_the_mark_stays_in_sight(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", f"{'Much is said of other things before ' * 2}{SPARSE}")
        driver.trigger("focus.library")
        await search(driver, "sparse attention")
        row = driver.window.search_page.panes.library.model.row(0)
        theme = driver.window.theme
        for width in (300, 420, 700):
            pieces = layout_library_row(row, width, row_height(theme.type), theme)
            ground = next(piece for piece in pieces if piece.kind == "mark")
            texts = [piece for piece in pieces if piece.name.startswith("run.") and piece.kind == "text"]
            assert ground.rect.left() > 0
            assert ground.rect.right() < width
            assert max(piece.rect.right() for piece in texts) <= width + 2


async def test_the_next_letter_ends_the_search_before_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for number in range(3):
            await keep_pdf(driver, tmp_path, f"Whales {number}", *["krill and plankton " * 20] * 10)
        driver.trigger("focus.library")
        await driver.idle()
        for letter in "krillandplankton"[:5]:
            driver.press(getattr(Qt.Key, f"Key_{letter.upper()}"), "libraryEdit")
        await driver.idle()
        assert driver.widget("libraryEdit").text() == "krill"
        assert len(driver.titles("libraryView")) == 3


async def test_where_nothing_is_found_the_texts_are_named(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Whales", "of whales")
        driver.trigger("focus.library")
        await driver.idle()
        await search(driver, "zebra")
        assert driver.state("libraryView") == "empty"
        message = driver.window.search_page.panes.library.pane.message
        looked = "titles, authors, years, venues, notes and the text of 1 PDF in “All papers”"
        assert message.text == f"Searched {looked}."


async def test_an_action_on_all_matches_leaves_those_in_the_pdfs_selected(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for number in range(12):
            await keep_pdf(driver, tmp_path, f"{'Krill' if number % 3 else 'Whales'} {number}", f"of krill {number}")
        driver.trigger("focus.library")
        await search(driver, "krill")
        view = driver.view("libraryView")
        for kind in ("cards", "table"):
            driver.trigger(f"library.{kind}")
            await driver.idle()
            driver.press(Qt.Key.Key_Home, "libraryView")
            driver.press(Qt.Key.Key_Down, "libraryView")
            driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
            await driver.idle()
            view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
            before = driver.chosen("libraryView"), view.currentIndex().row(), view.verticalScrollBar().value()
            assert (len(before[0]), before[1]) == (12, 1)
            for starred in (12, 0):
                driver.trigger("paper.star")
                await driver.idle()
                assert (await driver.program.services.library.counts()).starred == starred
                place = view.currentIndex().row(), view.verticalScrollBar().value()
                assert (driver.chosen("libraryView"), *place) == before, f"{kind}: the text of 4 PDFs matches"
        driver.press(Qt.Key.Key_Down, "libraryView")  # without Ctrl, which the next test would otherwise see as held
        assert len(driver.chosen("libraryView")) == 1


async def test_a_pdf_found_by_its_title_is_read_from_its_first_hit_and_one_found_by_a_page_at_that_page(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pages = ("krill", f"{SPARSE} of many other words", "more krill", "sparse attention, sparse attention")
        await keep_pdf(driver, tmp_path, "Sparse attention for whales", "sparse things", *pages)
        await keep_pdf(driver, tmp_path, "Whales", "of whales", SPARSE)
        driver.trigger("focus.library")
        await driver.idle()
        await search(driver, "sparse attention")
        assert driver.titles("libraryView") == ["Sparse attention for whales", "Whales"]
        shown = []
        for row in (0, 1):
            driver.click_row(row, "libraryView")
            await driver.idle()
            driver.click("readPdfButton")
            await driver.idle()
            view = driver.widget("pdfView")
            await driver.until(view.is_still)
            shown.append((driver.widget("pdfPageEdit").text(), driver.widget("pdfHitCount").text()))
            driver.window.search_page.panes.reading.stop()
        assert shown == [("3", "1/3"), ("2", "1/1")]
