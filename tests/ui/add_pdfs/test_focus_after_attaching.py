"""After a PDF was attached to a paper of “Without PDF”, the focus is in the list, not on the button of the next one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from tests.support.drawn_pdfs import draw_pdf
from tests.support.libraries import a_paper
from tests.support.window_driver import window_on


async def test_the_list_gets_the_focus_of_the_button(demo: Any, tmp_path: Path, monkeypatch: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        titles = ("Small sleep spindles in older adults", "Large waves of the northern sea")
        await library.add([a_paper(title) for title in titles])
        driver.trigger("view.library_without_pdf")
        await driver.until(lambda: len(driver.titles("libraryView")) == 2)
        driver.click_row(0, "libraryView")
        await driver.idle()
        paper = driver.window.search_page.shown_paper
        button = driver.widget("getPdfButton")
        button.setFocus()
        await driver.idle()
        assert QApplication.focusWidget() is button
        file = tmp_path / "paper.pdf"
        file.write_bytes(draw_pdf([paper.title, "by somebody", "and its text"], title=paper.title))
        opened = "scholar_desktop.ui.add_pdfs.add_pdfs_commands.open_file"
        monkeypatch.setattr(opened, lambda _window, _title, _kinds, taken, **_more: taken(file))
        driver.trigger("paper.attach_pdf")
        await driver.until(lambda: len(driver.titles("libraryView")) == 1)
        await driver.idle()
        assert driver.view("libraryView").hasFocus()
