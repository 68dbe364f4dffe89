"""A row of Zenodo that is a paper of the library: its tabs use the identifiers that the library knows."""

from __future__ import annotations

import pytest

from tests.support.demo_fixture import Demo
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

ATTENTION = "Attention is All you Need"
OF_PAPER = "/graph/v1/paper/ARXIV:1706.03762"
SIMILAR_TO_IT = "/recommendations/v1/papers/forpaper/ARXIV:1706.03762?fields=title&limit=100"


async def find_record_of_kept_paper(driver: Driver, keyboard: Keyboard) -> None:
    """Add the paper to the library, and search its title again so that only Zenodo finds it."""
    await driver.search(ATTENTION)
    await keyboard.press("Down")
    await driver.idle()
    await keyboard.press("Ctrl+Shift+A")
    await driver.idle()
    await driver.search("attention")
    driver.click("filterChip.open_access")
    await driver.idle()
    await driver.search(ATTENTION)
    assert driver.titles()[0] == ATTENTION


def titles_sent(demo: Demo, path: str, part: str) -> list[str]:
    """Return the titles that Semantic Scholar sends for *path*, read without the program."""
    return [one[part]["title"] for one in demo.get(path)["data"]]


@pytest.mark.parametrize(("keys", "view"), [("Ctrl+Alt+1", "citedByView"), ("Ctrl+Alt+2", "referencesView")])
async def test_each_list_of_a_record_is_that_of_the_paper_in_the_library(demo, tmp_path, keys, view):
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await find_record_of_kept_paper(driver, keyboard)
        await keyboard.press(keys)
        await driver.idle()
        assert driver.state("citationPane") in ("full", "partial")
        counts = demo.get(f"{OF_PAPER}?fields=citationCount,referenceCount")
        tabs = driver.window.search_page.panes.citations.titles()
        if view == "citedByView":
            assert f"Cited by {counts['citationCount']:,}" in tabs
            sent = titles_sent(demo, f"{OF_PAPER}/citations?fields=title&limit=1000", "citingPaper")
        else:
            assert f"References {counts['referenceCount']}" in tabs
            sent = titles_sent(demo, f"{OF_PAPER}/references?fields=title&limit=1000", "citedPaper")
        assert sorted(driver.titles(view)) == sorted(sent)


async def test_similar_papers_of_a_record_are_those_of_the_paper_in_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await find_record_of_kept_paper(driver, keyboard)
        await keyboard.press("Ctrl+Alt+3")
        await driver.idle()
        sent = [paper["title"] for paper in demo.get(SIMILAR_TO_IT)["recommendedPapers"]]
        assert driver.titles("similarView") == sent
        assert f"Similar {len(sent)}" in driver.window.search_page.panes.citations.titles()


async def test_similar_papers_of_selected_records_use_the_identifiers_of_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await find_record_of_kept_paper(driver, keyboard)
        await keyboard.press("Down")
        await keyboard.press("Shift+Down")
        driver.trigger("paper.similar")
        await driver.idle()
        assert driver.titles("similarView")
