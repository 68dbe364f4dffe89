"""A new entry is opened by its key also while the list selects the papers that Undo has put back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import window_on


async def test_the_form_stays_open_over_a_paper_that_was_put_back_from_another_page(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.program.services.library.add([a_paper(f"Whales {number}") for number in range(4)])
        keyboard, editing = Keyboard(driver), driver.window.search_page.panes.detail.editing
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(1, "libraryView")
        await driver.idle()
        removed = driver.window.context.now.paper.title
        await keyboard.press("Delete")
        await driver.idle()
        driver.trigger("view.search")
        await driver.idle()
        await keyboard.press("Ctrl+Z")
        await driver.idle()

        await keyboard.press("Ctrl+N")
        await driver.idle()
        assert editing.is_open
        assert editing.is_new
        assert driver.widget("detailPane").isAncestorOf(QApplication.focusWidget())
        assert driver.chosen("libraryView") == [], "no row beside a form that is none of them"
        assert driver.window.search_page.panes.paper.paper is None

        driver.click_row(2, "libraryView")  # a row that the user selects closes it
        await driver.idle()
        assert not editing.is_open
        assert removed in driver.titles("libraryView")
        assert driver.window.context.now.paper.title == driver.titles("libraryView")[2]
