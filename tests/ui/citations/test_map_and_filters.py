"""The map has all loaded papers, and says so while a list is filtered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from scholar_desktop.ui.citations.map.map_tab import MapTab
from tests.support.window_driver import window_on

SENTENCE = "Drawn from all loaded papers, not only papers that match: "


async def test_the_line_below_the_map_says_that_the_filters_of_the_lists_do_not_apply(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        citations = driver.window.search_page.panes.citations
        await driver.until(lambda: citations.cited_by.model.rowCount() > 0)
        loaded = citations.cited_by.model.rowCount()
        citations.show_list(3)
        tab = citations.views[3]
        assert isinstance(tab, MapTab)
        await driver.until(lambda: driver.state("mapView") == "full")
        await driver.idle()
        assert tab.map is not None
        legend = tab.map.legend
        assert "match" not in legend.accessibleName()

        citations.show_list(0)
        driver.type("word", "citedBy.words")
        driver.press(Qt.Key.Key_Return, "citedBy.words")
        await driver.until(lambda: 0 < citations.cited_by.model.rowCount() < loaded)
        citations.show_list(3)
        await driver.idle()
        assert f"{SENTENCE}“word”" in legend.accessibleName()
        assert f"{SENTENCE}“word”" in legend.text_in(legend.width())
        assert legend.height() >= legend.heightForWidth(legend.width()), "the whole sentence is shown"

        citations.show_list(0)
        citations.cited_by.tools.clear()
        citations.show_list(3)
        await driver.idle()
        assert "match" not in legend.accessibleName()
