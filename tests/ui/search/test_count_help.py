"""The number of papers above the results says how it came about."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.domain.search.filters import Filters
from tests.support.window_driver import shown_tooltip, window_on


async def test_the_count_explains_what_was_loaded_merged_and_left_out(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention year:2018- -network")
        result, count = driver.window.search_page.search.result, driver.widget("resultsCount")
        text = shown_tooltip(count)
        loaded = {report.name: report.loaded for report in result.reports}
        assert sum(loaded.values()) - result.merged == result.loaded > len(result.papers)
        assert f"Semantic Scholar: {loaded['s2']} loaded" in text
        assert f"{result.merged} duplicates merged" in text
        left_out = next(one.here for one in result.narrowed if one.here)
        assert f"{left_out} papers left out by " in text
        assert " left out by Years from 2018 (from the words)" in text
        assert "network" in text
        assert count.accessibleDescription() in text
        assert sum(bool(one.here) for one in result.narrowed) == 2
        assert text.endswith("Several filters may leave out the same paper.")
        await driver.search("attention year:2018-")
        assert "Several filters" not in shown_tooltip(count)


async def test_the_head_says_how_many_were_merged_also_of_a_filtered_list(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        session, count = driver.window.search_page.search, driver.widget("resultsCount")
        await driver.search("attention")
        merged = session.result.merged
        assert merged > 1
        assert f"{merged} duplicates merged" in count.whole_text().split(" · ")
        driver.click("filterChip.years")
        driver.type("2018", "yearFromEdit")
        driver.press(Qt.Key.Key_Return, "yearFromEdit")
        await driver.idle()
        result = session.result
        loaded = sum(report.loaded for report in result.reports)
        assert loaded - result.merged == result.loaded > len(result.papers)
        assert f"{result.merged} duplicates merged before filtering" in count.whole_text().split(" · ")
        await driver.search("attention year:2018-")
        result = session.result
        assert result.loaded > len(result.papers)
        assert f"{result.merged} duplicates merged before filtering" in count.whole_text().split(" · ")


async def test_the_count_names_no_total_of_papers_that_were_filtered_before_they_were_loaded(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        session, count = driver.window.search_page.search, driver.widget("resultsCount")

        def words() -> str:
            return str(count.text().split(" · ")[0])

        async def filter_years() -> None:
            driver.click("filterChip.years")
            driver.type("2010", "yearFromEdit")
            driver.type("2020", "yearToEdit")
            driver.press(Qt.Key.Key_Return, "yearToEdit")
            await driver.idle()

        await driver.search("memory")
        assert words() == "87 papers so far"
        await filter_years()
        loaded = {report.name: report.loaded for report in session.result.reports}
        assert loaded["s2"] == 35, "Semantic Scholar has filtered them"
        assert len(session.result.papers) == 35 < session.result.loaded < 87
        assert words() == "35 papers so far"
        text = shown_tooltip(count)
        assert "Semantic Scholar: 35 loaded" in text
        assert f"{session.result.loaded - 35} papers left out by Years 2010–2020" in text
        driver.click("loadAllButton")
        await driver.idle()
        assert words() == "35 papers"
        driver.click("filterChip.clear")
        await driver.idle()
        assert words() == "87 papers so far"
        driver.click("loadAllButton")
        await driver.idle()
        papers = len(session.result.papers)
        assert words() == f"{papers} papers"
        await filter_years()
        assert words() == f"35 of {papers} papers", "all of them were loaded before, and filtered here"


@pytest.mark.parametrize("width", [1385, 1024, 640])
async def test_the_number_of_papers_is_not_cut(demo: Any, tmp_path: Any, width: int) -> None:
    async with window_on(demo, tmp_path, size=(width, 800)) as driver:
        await driver.search("attention")
        driver.window.search_page.search.with_filters(Filters(open_access=True))
        await driver.idle()
        result, count = driver.window.search_page.search.result, driver.widget("resultsCount")
        papers = f"{len(result.papers)} of {result.loaded} papers"
        assert count.whole_text() == f"{papers} · {result.merged} duplicates merged before filtering"
        shorter = [count.whole_text(), f"{papers} · {result.merged} duplicates merged", papers]
        assert count.text() in shorter
        assert count.text() == count.whole_text() or count.whole_text() in shown_tooltip(count)
