"""The detail pane says that a result which was imported without an identifier is possibly in the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.field_input import read_fields
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.rows.paper_delegate import layout_paper
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.words.wording import message_title
from tests.support.keyboard import Keyboard
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
        await driver.until(lambda: driver.window.messages.note("possibly known") is not None)
        driver.window.messages.note("possibly known").steps[1].run()
        await driver.until(lambda: not note.isVisible())


def _signs(driver: Driver, row: int) -> list[str]:
    view = driver.view()
    pieces = layout_paper(view.model().row(row), 560, 72, driver.window.theme, summaries=True)
    return [piece.name for piece in pieces if piece.kind == "icon"]


async def test_a_row_of_the_results_has_a_sign_and_add_asks_before_it_makes_a_second_entry(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        key = await _import_as_entry(driver, papers[0])
        model = driver.view().model()
        await driver.until(lambda: model.row(0).possibly_kept)
        assert "possibly_kept" in _signs(driver, 0)
        assert "possibly in your library" in model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert not model.row(1).possibly_kept
        library, messages = driver.program.services.library, driver.window.messages
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.until(lambda: messages.note("possibly known") is not None)
        note = messages.note("possibly known")
        assert papers[0].title in note.text
        assert [step.title for step in note.steps] == ["Show the paper", "Add anyway"]
        assert not await library.find_many([papers[0]])
        note.steps[0].run()
        await driver.idle()
        assert driver.window.ui_context.context.now.paper.id == (await library.get(key)).paper.id
        assert messages.note("possibly known") is None
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.until(lambda: messages.note("possibly known") is not None)
        messages.note("possibly known").steps[1].run()
        await driver.until(lambda: not model.row(0).possibly_kept)
        assert await library.find_many([papers[0]])


async def test_add_of_several_papers_offers_the_others_alone(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        await _import_as_entry(driver, papers[1])
        await driver.idle()
        driver.click_row(0)
        driver.view().selectAll()
        await driver.idle()
        driver.trigger("paper.add")
        messages, library = driver.window.messages, driver.program.services.library
        await driver.until(lambda: messages.note("possibly known") is not None)
        note = messages.note("possibly known")
        count = len(driver.window.ui_context.context.now.papers)
        assert note.text == f"1 of {count} papers is possibly in your library: “{message_title(papers[1].title)}”."
        assert [step.title for step in note.steps] == [f"Add the other {count - 1} papers", "Add all anyway"]
        note.steps[0].run()
        await driver.until(lambda: messages.note("undo") is not None)
        assert not await library.find_many([papers[1]])
        assert len(await library.find_many(papers[:count])) == count - 1


async def test_a_list_of_a_thousand_rows_is_compared_without_holding_up_the_window(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        papers = driver.window.search_page.search.result.papers
        await _import_as_entry(driver, papers[0])
        many = [
            msgspec.structs.replace(papers[0], ids=Ids(doi=f"10.5555/{n}"), title=f"Of moss {n}") for n in range(1000)
        ]
        marks = driver.window.ui_context.marks
        marks.watch("test", [*many, papers[0]])
        await driver.until(lambda: marks._possibly_kept.get("test") == {papers[0].id})
        assert marks.of(papers[0]).is_possibly_kept
        assert not marks.of(many[0]).is_possibly_kept


@pytest.mark.parametrize("key", ["S", "R"])
async def test_a_key_that_adds_a_paper_asks_too(demo: Any, tmp_path: Path, key: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        await _import_as_entry(driver, papers[0])
        await driver.idle()
        library, messages, keyboard = driver.program.services.library, driver.window.messages, Keyboard(driver)
        driver.click_row(0)
        await driver.idle()
        await keyboard.press(key)
        await driver.until(lambda: messages.note("possibly known") is not None)
        assert not await library.find_many([papers[0]])
        messages.note("possibly known").steps[1].run()
        await driver.idle()
        [kept] = (await library.find_many([papers[0]])).values()
        assert (kept.starred, kept.to_read) == (key == "S", key == "R")
        driver.click_row(1)
        await driver.idle()
        await keyboard.press(key)
        await driver.idle()
        assert messages.note("possibly known") is None
        assert await library.find_many([papers[1]])


async def test_a_tag_and_a_collection_ask_before_they_add_a_paper(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        await _import_as_entry(driver, papers[0])
        await driver.idle()
        library, messages = driver.program.services.library, driver.window.messages
        driver.click_row(0)
        await driver.idle()
        driver.trigger("paper.tag")
        driver.widget("tagPanel").chosen.emit((papers[0],), "thesis", True)
        await driver.until(lambda: messages.note("possibly known") is not None)
        assert messages.close_last()
        assert not await library.find_many([papers[0]])
        driver.trigger("paper.collect")
        driver.widget("collectionPanel").chosen.emit("Thesis")
        await driver.until(lambda: messages.note("possibly known") is not None)
        assert not await library.find_many([papers[0]])
        messages.note("possibly known").steps[1].run()
        await driver.until(lambda: messages.note("undo") is not None)
        assert messages.note("undo").lead == "Added 1 paper to your library and to “Thesis”."
        assert await library.find_many([papers[0]])
