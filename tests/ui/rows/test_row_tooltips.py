"""The tooltips of rows of papers: what the row cuts, in lines that fit beside it."""

from __future__ import annotations

import pytest

from scholar_desktop.ui.words.literal_text import TOOLTIP_LINE
from tests.pictures.painted import tooltip_at
from tests.support.window_driver import Driver, window_on


def tips(driver: Driver, name: str) -> list[list[str]]:
    """The lines of the tooltip of each row."""
    view = driver.view(name)
    rects = [view.visualRect(view.model().index(row, 0)) for row in range(view.model().rowCount())]
    return [tooltip_at(view.viewport(), rect.center()).splitlines() for rect in rects]


@pytest.mark.qt_log_ignore("This plugin does not support")  # a tooltip without a display
async def test_the_whole_summary_or_sentence_is_in_lines_that_fit_beside_the_row(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1280, 900)) as driver:
        await driver.search("working memory")
        results = driver.view().model()
        summaries = [results.row(row).summary for row in range(results.rowCount())]
        assert max(map(len, summaries)) > TOOLTIP_LINE
        shown = tips(driver, "resultsView")
        for summary, lines in zip(summaries, shown, strict=True):
            assert summary in " ".join(lines)
        driver.click_row(0)
        driver.trigger("paper.open")
        await driver.idle()
        cited_by = tips(driver, "citedByView")
        assert any("“" in line for lines in cited_by for line in lines)
        papers = [results.paper_at(row) for row in range(5)]
        await driver.program.services.library.add(papers)
        driver.trigger("view.library")
        await driver.idle()
        kept = tips(driver, "libraryView")
        assert len(kept) == 5
        for lines in (*shown, *cited_by, *kept):
            assert lines
            assert max(map(len, lines)) <= TOOLTIP_LINE
