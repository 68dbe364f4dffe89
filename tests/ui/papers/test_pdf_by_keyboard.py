"""The PDF beside its list, with the keyboard alone: Enter and F6 go to its pages, and the page box takes numbers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.domain.library import KeptFile
from scholar_desktop.ui.papers.pdf.pages import PdfPages
from scholar_desktop.ui.widgets.scroll_column import FocusRing
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on
from tests.ui.papers.test_pdf_view import PAGES, keep_pdf, opened_library, pages, pdf_view, shown


async def _previewed(driver: Driver, folder: Path) -> Keyboard:
    """Return the keyboard, with the PDF of the selected row of the library beside the list."""
    await keep_pdf(driver, folder, "Whales", *PAGES)
    await opened_library(driver)
    keyboard = Keyboard(driver)
    assert keyboard.focus.objectName() == "libraryView"
    await keyboard.press("Space")
    await shown(driver)
    assert keyboard.focus.objectName() == "libraryView"
    return keyboard


async def test_enter_goes_to_the_preview_beside_the_list_and_esc_back_to_the_list(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _previewed(driver, tmp_path)
        await keyboard.press("Return")
        await driver.idle()
        assert pdf_view(driver).isVisible()
        assert keyboard.focus.objectName() == "pdfPages"
        assert pages(driver).page_count == len(PAGES)
        await keyboard.press("Esc")
        assert keyboard.focus.objectName() == "libraryView"
        await keyboard.press("Return")
        await driver.idle()
        assert driver.widget("detailPane").isAncestorOf(keyboard.focus), "without a preview, Enter goes to the paper"


async def test_enter_goes_to_the_button_where_a_paper_has_no_pdf(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([a_paper("A paper without a PDF")])
        keyboard = await _previewed(driver, tmp_path)
        await keyboard.press("Home" if driver.titles("libraryView")[0].startswith("A") else "End")
        await driver.until(lambda: driver.state("pdfView") == "empty")
        await keyboard.press("Return")
        await driver.idle()
        assert keyboard.focus is pdf_view(driver)._pane.first_button()


async def test_f6_goes_to_the_pages_where_plus_is_the_zoom(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _previewed(driver, tmp_path)
        await keyboard.press("F6")
        assert keyboard.focus.objectName() == "pdfPages"
        before = pages(driver).zoom
        await keyboard.press("+")
        assert pages(driver).zoom > before


async def _opens_slowly(
    driver: Driver, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Keyboard, asyncio.Event]:
    """Return the keyboard, with grey rows in the place of a PDF until the event is set."""
    await keep_pdf(driver, folder, "Whales", *PAGES)
    await opened_library(driver)
    full_text, may_open = driver.program.services.full_text, asyncio.Event()
    read = full_text.content

    async def content(file: KeptFile) -> bytes:
        await may_open.wait()
        return await read(file)

    monkeypatch.setattr(full_text, "content", content)
    keyboard = Keyboard(driver)
    await keyboard.press("Space")
    await driver.until(lambda: pdf_view(driver)._pane._grey.isVisible())
    assert keyboard.focus.objectName() == "libraryView"
    return keyboard, may_open


@pytest.mark.parametrize("key", ["F6", "Return"])
async def test_f6_and_enter_go_to_the_place_of_a_pdf_that_is_being_opened(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, may_open = await _opens_slowly(driver, tmp_path, monkeypatch)
        await keyboard.press(key)
        assert keyboard.focus is pdf_view(driver)._pane
        assert any(ring.isVisible() for ring in pdf_view(driver).findChildren(FocusRing))
        may_open.set()
        await shown(driver)
        assert keyboard.focus.objectName() == "pdfPages"


@pytest.mark.parametrize("way", [("F6", "Shift+F6"), ("Return", "Shift+F6"), ("Return", "Ctrl+F")])
async def test_a_pdf_that_appears_does_not_take_the_focus_from_where_the_user_went(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: tuple[str, ...]
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, may_open = await _opens_slowly(driver, tmp_path, monkeypatch)
        for key in way:
            await keyboard.press(key)
        focused = keyboard.focus
        assert not pdf_view(driver)._pane.isAncestorOf(focused)
        assert focused is not pdf_view(driver)._pane
        may_open.set()
        await shown(driver)
        assert keyboard.focus is focused


async def test_a_pdf_that_appears_late_leaves_the_focus_in_the_list(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "Apes", *PAGES)
        keyboard, may_open = await _opens_slowly(driver, tmp_path, monkeypatch)
        await keyboard.press("Return")
        driver.view("libraryView").setFocus()
        await keyboard.press("Down")
        may_open.set()
        await shown(driver)
        assert keyboard.focus.objectName() == "libraryView"


async def test_the_page_box_takes_digits_alone_and_shows_the_true_page_when_it_is_left(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _previewed(driver, tmp_path)
        box = driver.widget("pdfPageEdit")
        for key in ("Return", "Esc", "Tab"):
            box.setFocus(Qt.FocusReason.TabFocusReason)
            box.selectAll()
            await keyboard.press("+")
            assert box.text() == "1"
            await keyboard.press("Backspace")
            assert box.text() == ""
            await keyboard.press(key)
            assert box.text() == "1", key
            assert not box.hasFocus()
            assert (keyboard.focus.objectName() == "pdfPages") is (key != "Tab"), key
        pages(driver).setFocus()
        await keyboard.press("G")
        assert keyboard.focus is box
        assert box.selectedText() == "1"
        await keyboard.type("3")
        await keyboard.press("Return")
        assert (box.text(), pages(driver).page) == ("3", 2)
        assert keyboard.focus.objectName() == "pdfPages"


async def test_a_pdf_is_opened_again_where_it_was_left_also_after_a_restart(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _previewed(driver, tmp_path)
        await keep_pdf(driver, tmp_path, "Zebras", *PAGES)
        assert pages(driver).page == 0
        await keyboard.press("Return")
        for keys in ("n", "PgDown", "PgDown", "Down"):
            await keyboard.press(keys)
        left, place = pages(driver).page, pages(driver).place
        assert left > 0
        assert place[1] > 0, "within a page"
        await keyboard.press("Esc")
        await keyboard.press("Space")
        await shown(driver)
        assert (pages(driver).page, pages(driver).place) == (left, pytest.approx(place, abs=0.002))
        row = driver.view("libraryView").currentIndex().row()
        await keyboard.press("Down" if row == 0 else "Up")
        await shown(driver)
        assert pages(driver).place == (0, 0.0), "another PDF begins at its own place"
        await keyboard.press("Up" if row == 0 else "Down")
        await shown(driver)
        assert (pages(driver).page, pages(driver).place) == (left, pytest.approx(place, abs=0.002))
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.findChild(PdfPages) is not None)
        await shown(driver)
        assert (pages(driver).page, pages(driver).place) == (left, pytest.approx(place, abs=0.002))
        keyboard = Keyboard(driver)
        driver.view("libraryView").setFocus()
        await keyboard.press("Space")
        assert not pdf_view(driver).isVisible()
        await keyboard.press("Space")
        await shown(driver)
        assert (pages(driver).page, pages(driver).place) == (left, pytest.approx(place, abs=0.002))


async def test_a_pdf_that_is_found_by_its_text_opens_at_the_match_not_where_it_was_left(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _previewed(driver, tmp_path)
        await keyboard.press("Return")
        await keyboard.press("End")
        assert pages(driver).page == len(PAGES) - 1
        await keyboard.press("Esc")
        await keyboard.press("Esc")
        await opened_library(driver, "krill")
        await keyboard.press("Space")
        await shown(driver)
        assert pages(driver).page == 0


async def test_a_command_goes_to_the_search_box_of_the_pdf(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        why_not = driver.window.registry.why_not
        assert why_not("pdf.find") == "No PDF is shown. Read one first."
        await driver.program.services.library.add([a_paper("A paper without a PDF")])
        keyboard = await _previewed(driver, tmp_path)
        await driver.idle()
        assert why_not("pdf.find") is None
        await keyboard.press("Ctrl+Shift+P")
        await keyboard.type("find in pdf")
        assert driver.widget("paletteList").item(0).text() == "Search this PDF"
        await keyboard.press("Return")
        assert keyboard.focus.objectName() == "pdfSearchEdit"
        await keyboard.press("Esc")
        assert keyboard.focus.objectName() == "libraryView", "where it was opened from"
        await keyboard.press("Home" if driver.titles("libraryView")[0].startswith("A") else "End")
        await driver.until(lambda: driver.state("pdfView") == "empty")
        await driver.idle()
        assert why_not("pdf.find") is not None, "its paper has no PDF"
        await keyboard.press("End" if driver.titles("libraryView")[0].startswith("A") else "Home")
        await shown(driver)
        await driver.idle()
        assert why_not("pdf.find") is None
        driver.window.navigation.show("settings")
        await driver.idle()
        assert why_not("pdf.find") is not None, "another page is shown"
