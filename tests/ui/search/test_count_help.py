"""The number of papers above the results says how it came about."""

from __future__ import annotations

from typing import Any

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
