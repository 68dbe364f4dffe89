"""Actions apply to the selected rows of a citation list again when its page is shown again."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.support.window_driver import window_on


@pytest.mark.parametrize("back", ["view.search", "go.back"])
async def test_selected_citing_papers_are_acted_on_after_another_page(demo: Any, tmp_path: Any, back: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        view = driver.view("citedByView")
        view.setFocus()
        driver.press(Qt.Key.Key_Home, "citedByView")
        for _ in range(2):
            QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        now = driver.window.context.now
        chosen = [paper.id for paper in now.papers]
        assert (len(chosen), now.sentences) == (3, True)
        driver.trigger("view.settings")
        await driver.idle()
        driver.trigger(back)
        await driver.idle()
        now = driver.window.context.now
        assert driver.window.focusWidget() is view
        assert ([paper.id for paper in now.papers], now.sentences) == (chosen, True)


async def test_the_bar_of_a_selection_stays_as_it_is_while_another_list_is_used(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        view = driver.view("citedByView")
        view.setFocus()
        driver.press(Qt.Key.Key_Home, "citedByView")
        for _ in range(2):
            QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        bar = driver.widget("citedByView.selectionBar")

        def buttons() -> dict[str, bool]:
            found = bar.findChildren(QPushButton)
            return {one.objectName(): one.isEnabled() for one in found if one.isVisible()}

        before = buttons()
        assert before["selection.paper.copy_sentence"]
        assert not before.get("selection.paper.delete"), "none of the three is in the library"
        driver.view().setFocus()
        await driver.idle()
        assert not driver.window.context.now.sentences
        assert buttons() == before
        papers = driver.window.search_page.panes.citations.cited_by
        await driver.program.backend.library.add([papers.model.paper(0)])
        await driver.idle()
        view.setFocus()
        await driver.idle()
        assert driver.window.context.now.sentences
        assert buttons()["selection.paper.delete"], "one of them was added meanwhile"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Down])
async def test_no_command_applies_to_a_row_that_the_filter_hides(demo: Any, tmp_path: Any, key: Qt.Key) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        view = driver.view("citedByView")
        view.setFocus()
        driver.press(Qt.Key.Key_Home, "citedByView")
        await driver.idle()
        hidden = driver.window.context.now.paper
        word = max((view.model().paper(line).title for line in range(5, 40)), key=len).split()[-1]
        assert hidden is not None
        assert word not in hidden.title
        box = driver.widget("citedBy.words")
        box.setFocus()
        QTest.keyClicks(box, word)
        await driver.idle()
        await driver.until(lambda: hidden.title not in driver.titles("citedByView"))
        opened = driver.window.search_page.panes.paper.paper
        assert [paper.id for paper in driver.window.context.now.papers] == [opened.id], "the paper that is shown"
        QTest.keyClick(box, key)
        await driver.idle()
        assert driver.window.focusWidget() is view
        assert len(view.chosen_rows()) == 1
        shown = view.model().paper(view.current_row())
        assert shown is not None
        assert [paper.id for paper in driver.window.context.now.papers] == [shown.id]
        assert shown.id != hidden.id
