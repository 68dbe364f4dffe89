"""Back returns to “Add PDFs” from a paper that was shown in the library, and a command shows the page while it has
rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMenu

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.ui.rows.panel_line_delegate import END
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on
from tests.ui.add_pdfs.test_add_pdfs import a_pdf, found
from tests.ui.add_pdfs.test_files_in_the_trash import _add, _trash, _with_copy

NO_FILES = "No PDFs to add. Drop PDFs or a folder on the window first."


@pytest.mark.parametrize(("way", "is_trashed"), [("button", False), ("button", True), ("key", False)])
async def test_back_returns_to_the_rows_from_the_paper_shown_in_the_library_or_its_trash(
    demo: Any, tmp_path: Path, way: str, is_trashed: bool
) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard, navigation = Keyboard(driver), driver.window.navigation
        paper, copy = await _with_copy(driver, tmp_path)
        if is_trashed:
            await _trash(driver)
            await keyboard.press("Escape")  # closes the message
        other = a_pdf(tmp_path / "other", "report.pdf", None)
        await _add(driver, other, copy)
        view = driver.view("addPdfsView")
        row = next(at for at in range(2) if view.model().row(at).title == "copy.pdf")
        view.choose(row)
        await driver.idle()
        for back in ("Alt+Left", "Escape"):
            if way == "button":
                driver.click("fileDetail.paper.show_in_library")
            else:
                view.setFocus()
                await keyboard.press("Ctrl+Shift+L")
            await driver.idle()
            shown = LibraryView.TRASH if is_trashed else LibraryView.ALL
            assert (navigation.page, navigation.library_view) == ("library", shown)
            assert driver.chosen("libraryView") == [paper.title]
            await keyboard.press(back)
            await driver.idle()
            assert navigation.page == "add_pdfs", back
            assert (view.model().rowCount(), view.lead_row()) == (2, row)
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert (navigation.page, driver.chosen("libraryView")) == ("library", [paper.title])


async def test_a_command_shows_the_page_while_it_has_rows(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard, navigation, registry = Keyboard(driver), driver.window.navigation, driver.window.registry
        await found(driver)
        assert registry.why_not("view.add_pdfs") == NO_FILES
        await keyboard.press("Ctrl+K")
        await driver.idle()
        await keyboard.type("add pdfs")
        rows = driver.widget("paletteList")
        assert rows.item(0).text() == "Add PDFs from folder…"
        await keyboard.press("Escape")
        await _add(driver, a_pdf(tmp_path / "mine", "report.pdf", None))
        driver.trigger("view.downloads")
        await driver.idle()
        await keyboard.press("Ctrl+K")
        await driver.idle()
        await keyboard.type("add pdfs")
        rows = driver.widget("paletteList")
        assert (rows.item(0).text(), rows.item(0).data(END)) == ("Add PDFs", "Page")
        await keyboard.press("Return")
        await driver.idle()
        assert navigation.page == "add_pdfs"
        assert driver.view("addPdfsView").model().rowCount() == 1
        menus = driver.window.menuBar().findChild(QMenu, "menu.go").findChildren(QMenu)
        assert registry["view.add_pdfs"] in [action for menu in menus for action in menu.actions()]
    async with window_on(demo, tmp_path / "profile") as driver:
        registry = driver.window.registry
        await driver.until(registry["view.add_pdfs"].isEnabled)
        driver.trigger("view.add_pdfs")
        await driver.idle()
        driver.click("clearFilesButton")
        await driver.idle()
        assert registry.why_not("view.add_pdfs") == NO_FILES


@pytest.mark.parametrize("row", ["view.library", "view.library_starred"])
async def test_back_returns_to_the_rows_from_the_list_that_the_sidebar_showed(
    demo: Any, tmp_path: Path, row: str
) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        keyboard, navigation = Keyboard(driver), driver.window.navigation
        await found(driver)
        await _add(driver, a_pdf(tmp_path / "mine", "report.pdf", None))
        place = navigation.page
        assert place == "add_pdfs"
        driver.trigger(row)
        await driver.idle()
        assert navigation.page == "library"
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert navigation.page == "add_pdfs"
        assert driver.view("addPdfsView").model().rowCount() == 1
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert navigation.page == "library"
        driver.trigger("view.library_recent")
        await driver.idle()
        for page in ("library", "add_pdfs", "search"):
            await keyboard.press("Alt+Left")
            await driver.idle()
            assert navigation.page == page
        driver.trigger("view.downloads")
        await driver.idle()
        driver.trigger(row)
        await driver.idle()
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert navigation.page == "search", "the list was not shown from there"
