"""A row of Zenodo that is a paper of the library: its tabs use the identifiers that the library knows."""

from __future__ import annotations

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

ATTENTION = "Attention is All you Need"


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


@pytest.mark.parametrize(
    ("keys", "view", "title"),
    [
        ("Ctrl+Alt+1", "citedByView", "Cited by 170,735"),
        ("Ctrl+Alt+2", "referencesView", "References 42"),
        ("Ctrl+Alt+3", "similarView", "Similar 100"),
    ],
)
async def test_each_tab_of_a_record_has_the_papers_of_the_paper_in_the_library(demo, tmp_path, keys, view, title):
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await find_record_of_kept_paper(driver, keyboard)
        await keyboard.press(keys)
        await driver.idle()
        assert title in driver.window.search_page.panes.citations.titles()
        assert driver.state("citationPane") in ("full", "partial")
        assert driver.titles(view)


async def test_similar_papers_of_selected_records_use_the_identifiers_of_the_library(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await find_record_of_kept_paper(driver, keyboard)
        await keyboard.press("Down")
        await keyboard.press("Shift+Down")
        driver.trigger("paper.similar")
        await driver.idle()
        assert driver.titles("similarView")
