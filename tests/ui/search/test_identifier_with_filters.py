"""A search for an identifier does not use the filters that are set, and says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.window_driver import shown_tooltip, window_on

NOT_USED = "Filters are not used: an identifier is looked up without them."


async def test_the_page_says_that_filters_are_not_used_for_an_identifier(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("PMID:7605061")
        count = driver.widget("resultsCount")
        assert "filters" not in count.text(), "none is set"
        assert NOT_USED not in shown_tooltip(count)
        driver.trigger("search.filter_open_access")
        await driver.idle()
        for identifier in ("PMID:7605061", "CorpusID:26558224"):
            await driver.search(identifier)
            assert len(driver.titles()) == 1
            assert count.text().endswith(" · filters not used")
            assert shown_tooltip(count).endswith(NOT_USED)
            driver.trigger("search.why")
            panel = driver.widget("whyPanel")
            lines = panel.text.splitlines()
            assert lines[lines.index("Filters") + 1 :] == [NOT_USED]
            panel.close_panel()
        await driver.search("attention")
        assert "filters not used" not in count.text()
        driver.trigger("search.why")
        assert NOT_USED not in driver.widget("whyPanel").text
