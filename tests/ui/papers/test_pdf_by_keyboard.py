"""The PDF beside its list, with the keyboard alone: Enter and F6 go to its pages, and the page box takes numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

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
        box.setFocus(Qt.FocusReason.TabFocusReason)
        box.selectAll()
        await keyboard.type("3")
        await keyboard.press("Return")
        assert (box.text(), pages(driver).page) == ("3", 2)
        assert keyboard.focus.objectName() == "pdfPages"
