"""An order of an earlier search that still applies is named above the results of other words, until the next search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.window_driver import window_on
from tests.ui.search.test_kept_filters import note, press, set_filters

LEAD = "Still sorted by citations."


async def test_other_words_name_the_order_until_the_list_is_sorted_by_relevance(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        search = driver.window.search_page.search
        await driver.search("memory")
        driver.trigger("search.sort_citations")
        await driver.idle()
        assert note(driver) == "", "the user has just chosen it"
        await driver.search("attention")
        assert search.query.sort == "citations"
        assert note(driver) == LEAD
        press(driver, "Sort by relevance")
        await driver.idle()
        assert search.query.sort == "relevance"
        assert note(driver) == ""
        await driver.search("memory")
        assert search.query.sort == "relevance"
        assert note(driver) == ""


async def test_one_line_names_filters_and_order_and_what_was_dismissed_is_not_named_again(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        await set_filters(driver)
        driver.trigger("search.sort_citations")
        await driver.idle()
        await driver.search("attention")
        assert note(driver) == f"Filters still apply: Years 1990–2024, Open-access PDF. {LEAD}"
        press(driver, "Dismiss")
        await driver.idle()
        assert note(driver) == ""
        await driver.search("memory")
        assert note(driver) == ""
        driver.trigger("search.sort_year")
        await driver.idle()
        await driver.search("attention")
        assert note(driver) == "Still sorted by year, newest first."
