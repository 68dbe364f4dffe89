"""The offline corpus finds words as they are written, and the window says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.window_driver import window_on
from tests.ui.corpus.test_corpus_setup import KEY, fetched


async def test_why_says_that_the_corpus_finds_words_as_they_are_written(demo: Any, tmp_path: Path):
    async with window_on(demo, tmp_path, **KEY) as driver:
        await fetched(driver)
        driver.trigger("search.corpus")
        await driver.idle()
        found = {}
        for words in ("graph", "graphs", "graph OR graphs"):
            await driver.search(words)
            found[words] = set(driver.titles())
        one, several, both = found.values()
        assert one
        assert several - one
        assert both == one | several
        driver.click("whyButton")
        assert "“model” does not find “models”" in driver.widget("whyPanel").text
