"""A record that Semantic Scholar does not know leads to its paper, also if a filter hides that paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from tests.support.window_driver import window_on


async def test_the_paper_of_a_record_is_searched_without_filters(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        page = driver.window.search_page
        await driver.search("attention")
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.search("Attention is All you Need")
        assert page.panes.results.model.paper(0).ids.s2 is None
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.idle()
        await driver.until(lambda: driver.state("citedByView") == "empty")
        button = next(
            one
            for one in page.panes.citations.findChildren(QAbstractButton)
            if one.isVisible() and one.text() == "Show this paper"
        )
        button.click()
        await driver.idle()
        assert not page.query.filters.any_set
        assert page.panes.results.model.paper(0).ids.s2 is not None
        await driver.until(lambda: page.panes.paper.paper.ids.s2 is not None)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.until(lambda: driver.view("citedByView").model().rowCount() > 3)
