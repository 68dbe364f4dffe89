"""The line in a list of citations that says which paper keys apply to, where the details are covered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel, QWidget

from tests.support.keyboard import Keyboard
from tests.support.window_driver import shown_tooltip, window_on


async def test_the_list_says_that_keys_apply_to_the_paper_shown_where_it_covers_the_details(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        shown = driver.window.search_page.panes.paper.paper
        await keyboard.press("Ctrl+Alt+2")
        await driver.until(lambda: len(driver.titles("referencesView")) > 1)
        await driver.idle()
        view, pane = driver.view("referencesView"), driver.window.search_page.panes.citations.references
        note = pane.findChild(QWidget, "outlinedRowNote")
        assert keyboard.focus is view
        assert driver.chosen("referencesView") == []
        assert not driver.widget("selectedElsewhere").isVisible(), "the list covers the details"
        await driver.until(note.isVisible)
        assert note.accessibleName() == f"Shortcuts and the menu bar apply to “{shown.title}”, not the outlined row."
        (words,) = note.findChildren(QLabel)
        assert words.text() == "Shortcuts and the menu bar do not apply to the outlined row."
        assert words.fontMetrics().horizontalAdvance(words.text()) <= words.width()
        top, button = view.visualRect(view.model().index(0, 0)), pane.foot.mapTo(pane, pane.foot.rect().topLeft())
        await keyboard.press("S")
        await driver.idle()
        assert (await driver.program.services.library.find(shown.id)).starred
        await keyboard.press("Down")
        await driver.idle()
        assert len(driver.chosen("referencesView")) == 1
        await driver.until(note.isHidden)
        assert view.visualRect(view.model().index(0, 0)) == top
        assert pane.foot.mapTo(pane, pane.foot.rect().topLeft()) == button


async def test_the_line_leaves_out_the_title_where_it_has_no_room(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=115) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        await keyboard.press("Ctrl+Alt+1")
        note = driver.window.search_page.panes.citations.cited_by.findChild(QWidget, "outlinedRowNote")
        await driver.until(note.isVisible)
        (words,) = note.findChildren(QLabel)
        assert words.text() == "Shortcuts do not apply to the outlined row."
        assert shown_tooltip(note) == note.accessibleName()


async def test_the_line_of_several_papers_is_shorter_where_it_has_no_room(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.view("resultsView").selectAll()
        await driver.idle()
        await keyboard.press("Ctrl+Alt+1")
        note = driver.window.search_page.panes.citations.cited_by.findChild(QWidget, "outlinedRowNote")
        await driver.until(note.isVisible)
        (words,) = note.findChildren(QLabel)
        count = len(driver.titles())
        assert words.text() == f"Shortcuts apply to the {count} selected papers."
        assert words.fontMetrics().horizontalAdvance(words.text()) <= words.width()
        assert shown_tooltip(note) == note.accessibleName()


async def test_the_line_is_not_shown_beside_the_details(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        await keyboard.press("Ctrl+Alt+2")
        await driver.until(driver.widget("selectedElsewhere").isVisible)
        citations = driver.window.search_page.panes.citations
        assert not any(note.isVisible() for note in citations.findChildren(QWidget, "outlinedRowNote"))
