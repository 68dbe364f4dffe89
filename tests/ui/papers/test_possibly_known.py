"""The detail pane says that a result which was imported without an identifier is possibly in the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.field_input import read_fields
from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.widgets.button import Button
from tests.support.window_driver import Driver, window_on


async def _import_as_entry(driver: Driver, paper: Paper, *, year: int | None = None) -> str:
    """Add the title, the people and the year of *paper* alone; a year of its own makes it another work."""
    people = "; ".join(author.name for author in paper.authors)
    fields = [f"title={paper.title}", f"author={people}", f"issued={year or paper.year}", "item_type=article-journal"]
    return await driver.program.services.library.entries.add(read_fields(fields))


async def test_a_result_that_was_imported_without_an_identifier_is_possibly_in_the_library(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        first, second = driver.window.search_page.search.result.papers[:2]
        key = await _import_as_entry(driver, first)
        await _import_as_entry(driver, second, year=1950)
        await driver.idle()
        note = driver.widget("possiblyKnownNote")
        driver.click_row(0)
        await driver.until(note.isVisible)
        assert note.note.lead == "Possibly in your library:"
        assert note.note.text.startswith(first.title)
        driver.click_row(1)
        await driver.idle()
        assert not note.isVisible(), "another year: another work"
        driver.click_row(0)
        await driver.until(note.isVisible)
        QTest.mouseClick(note.findChild(Button), Qt.MouseButton.LeftButton)
        await driver.idle()
        kept = await driver.program.services.library.get(key)
        assert driver.window.ui_context.context.now.paper.id == kept.paper.id
        assert not note.isVisible()


async def test_the_note_follows_the_library(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        note = driver.widget("possiblyKnownNote")
        assert not note.isVisible()
        paper = driver.window.search_page.search.result.papers[0]
        key = await _import_as_entry(driver, paper)
        await driver.until(note.isVisible)
        await driver.program.services.library.entries.trash([key], True)
        await driver.until(lambda: not note.isVisible())
        await driver.program.services.library.entries.trash([key], False)
        await driver.until(note.isVisible)
        driver.view().setFocus()
        driver.press(Qt.Key.Key_S, "resultsView")
        await driver.until(lambda: not note.isVisible())
