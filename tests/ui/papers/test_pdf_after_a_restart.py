"""The PDF that is read when the program ends is shown again at the next start."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from tests.support.window_driver import Driver, window_on
from tests.ui.papers.test_pdf_view import PAGES, keep_pdf, opened_library


def _is_shown(driver: Driver) -> bool:
    view = driver.window.findChild(object, "pdfView")
    return view is not None and view.isVisible() and driver.widget("pdfPages").page_count > 0


async def test_the_pdf_of_a_paper_of_the_library_is_shown_again_until_it_is_closed(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "On whales", *PAGES)
        await keep_pdf(driver, tmp_path, "On sparse attention", *PAGES)
        await opened_library(driver)
        driver.press(Qt.Key.Key_Down, "libraryView")
        await driver.idle()
        name = driver.window.search_page.shown_paper.title
        driver.trigger("paper.read_pdf")
        await driver.until(lambda: _is_shown(driver))
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: _is_shown(driver))
        await driver.idle()
        assert driver.window.search_page.shown_paper.title == name
        driver.press(Qt.Key.Key_Escape, "pdfPages")
        await driver.idle()
        assert not _is_shown(driver)
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: bool(driver.chosen("libraryView")))
        await driver.idle()
        assert not _is_shown(driver)


async def test_it_does_not_open_behind_another_page(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await keep_pdf(driver, tmp_path, "On whales", *PAGES)
        await opened_library(driver)
        driver.trigger("paper.read_pdf")
        await driver.until(lambda: _is_shown(driver))
        driver.trigger("view.downloads")
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert driver.window.navigation.page == "downloads"
        assert not _is_shown(driver)
