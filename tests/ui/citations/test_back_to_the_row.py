"""Back returns to the row of the citation list from which the user went on, and to where it was in the window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.window_driver import Driver, window_on


def _offset(driver: Driver, row: int) -> int:
    return driver.view("citedByView").rowViewportPosition(row)


async def test_back_restores_the_chosen_row_and_the_scroll_position(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        view = driver.view("citedByView")
        await driver.until(lambda: not view._measuring.isActive())
        view.setFocus()
        driver.press(Qt.Key.Key_Home, "citedByView")
        for _ in range(40):
            QTest.keyClick(view, Qt.Key.Key_Down)
        row = view.current_row()
        while view.model().sentences_of(row) > 1:
            QTest.keyClick(view, Qt.Key.Key_Down)
            row = view.current_row()
        bar = view.verticalScrollBar()
        bar.setValue(bar.value() + 60)
        offset, title = _offset(driver, row), driver.titles("citedByView")[row]
        assert row >= 40
        assert offset > 0
        first = driver.window.context.now.paper
        QTest.keyClick(view, Qt.Key.Key_Return)
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.title == title
        driver.trigger("go.back")
        await driver.idle()
        await driver.until(lambda: not view._measuring.isActive())
        assert first is not None
        assert view.current_row() == row
        assert driver.chosen("citedByView") == [title]
        assert _offset(driver, row) == offset
        QTest.keyClick(view, Qt.Key.Key_Down)
        assert view.current_row() == row + 1, "the keyboard does not go on from the row"


async def test_back_returns_to_the_paper_opened_last_if_another_row_was_selected_since(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        session, back = driver.window.search_page.panes.paper, driver.window.registry["go.back"]
        for row in (0, 1):
            driver.view().choose(row)
            driver.press(Qt.Key.Key_Return, "resultsView")
            await driver.idle()
        opened = [paper.id for paper in session.whole_history()]
        driver.view().choose(3)
        assert session.paper.id not in opened
        driver.trigger("go.back")
        await driver.idle()
        assert session.paper.id == opened[1]
        driver.trigger("go.back")
        await driver.idle()
        assert session.paper.id == opened[0]
        assert back.isEnabled(), "to the page before any search"
        driver.view().choose(4)
        assert driver.window.context.now.back, "a paper was opened before"
        await driver.until(back.isEnabled)
        driver.trigger("go.back")
        await driver.idle()
        assert session.paper.id == opened[0]


async def test_each_row_has_the_height_of_its_own_sentences_after_a_filter(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory consolidation during sleep")
        titles = driver.titles()
        driver.click_row(next(row for row, title in enumerate(titles) if title.startswith("Is spindle density")))
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        view, box = driver.view("citedByView"), driver.widget("citedBy.words")

        async def heights(rows: int) -> list[tuple[int, int]]:
            """Heights of the rows in the header, and what their contents need."""
            await driver.until(lambda: view.model().rowCount() == rows and not view._measuring.isActive())
            header, width = view.verticalHeader(), view.viewport().width()
            return [
                (header.sectionSize(line), view.delegate.height_of(view.model().row(line), width))
                for line in range(rows)
            ]

        for words, rows in (("", 65), ("spindle", 17), ("", 65)):
            box.setFocus()
            box.selectAll()
            QTest.keyClick(box, Qt.Key.Key_Delete)
            QTest.keyClicks(box, words)
            found = await heights(rows)
            assert [shown for shown, _ in found] == [needed for _, needed in found], words


async def test_back_after_a_restart_selects_the_row_from_which_the_user_went_on(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        view = driver.view("citedByView")
        view.setFocus()
        row = next(each for each in range(3, 40) if view.model().sentences_of(each) <= 1)
        view.choose(row)
        title = driver.titles("citedByView")[row]
        QTest.keyClick(view, Qt.Key.Key_Return)
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.title == title
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.title == title
        driver.trigger("go.back")
        await driver.until(lambda: driver.chosen("citedByView") == [title])
