"""Pasting where no text box has the focus: a list is opened, and one line goes into the search box."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QApplication, QMenu

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

DOIS = "10.18653/v1/N18-1202\n10.1038/nature12373\n"


def reading(driver: Driver) -> list[str]:
    current = driver.program.services.reference_lists.current
    return [] if current is None else [line.text for line in current.lines]


def copy_file(path: Path, text: str) -> None:
    """Write a file, and put it on the clipboard as a file manager does."""
    path.write_text(text, "utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    QApplication.clipboard().setMimeData(data)


@pytest.mark.parametrize("keys", ["Ctrl+V", "Shift+Ins"])
async def test_several_lines_are_opened_as_a_reference_list(demo, tmp_path, keys):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        keyboard = Keyboard(driver)
        assert keyboard.focus is driver.view()
        QApplication.clipboard().setText(DOIS)
        await keyboard.press(keys)
        await driver.idle()
        assert driver.window.navigation.page == "review"
        assert reading(driver) == DOIS.split()
        assert driver.widget("searchEdit").text() == "attention", "the list is not in the search box"


async def test_one_line_goes_into_the_search_box_and_is_not_searched(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        shown = driver.titles()
        driver.trigger("view.downloads")
        await driver.idle()
        keyboard = Keyboard(driver)
        driver.widget("sidebar.view.downloads").setFocus()
        QApplication.clipboard().setText("working memory")
        await keyboard.press("Ctrl+V")
        await driver.idle()
        box = driver.widget("searchEdit")
        assert driver.window.navigation.page == "search"
        assert keyboard.focus is box
        assert box.text() == "working memory"
        assert driver.window.search_page.search.query.words == "attention"
        assert driver.titles() == shown
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.search_page.search.query.words == "working memory"


async def test_a_file_on_the_clipboard_is_opened_as_a_list(demo, tmp_path):
    async with window_on(demo, tmp_path / "profile") as driver:
        copy_file(tmp_path / "one.ris", "TY  - JOUR\nTI  - A title\nER  -\n")
        driver.trigger("view.library")
        await driver.idle()
        driver.widget("libraryView").setFocus()
        driver.window.registry.run_on("edit.paste")
        await driver.idle()
        assert reading(driver) == ["A title"]


@pytest.mark.parametrize("text", ["", " \n\t"])
async def test_an_empty_clipboard_is_said_to_have_no_text(demo, tmp_path, text):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        QApplication.clipboard().setText(text)
        await Keyboard(driver).press("Ctrl+V")
        await driver.idle()
        note = driver.window.messages.note("why not")
        assert (note.lead, note.text) == ("Paste", "There is no text to paste.")
        assert driver.widget("searchEdit").text() == "attention"


async def test_the_menu_offers_to_paste_if_there_is_something(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        menu, paste = driver.window.menuBar().findChild(QMenu, "menu.edit"), driver.window.registry["edit.paste"]
        for text, can in (("", False), ("memory", True), ("", False)):
            QApplication.clipboard().setText(text)
            menu.aboutToShow.emit()
            assert paste.isEnabled() == can
        QApplication.clipboard().setText(DOIS)
        menu.aboutToShow.emit()
        paste.trigger()
        await driver.idle()
        assert reading(driver) == DOIS.split()
