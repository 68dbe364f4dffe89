"""The selected row of the citations, and where it was, after a restart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.support.window_driver import window_on


def at(driver, name: str) -> tuple[list[str], int]:
    view = driver.view(name)
    return driver.chosen(name), view.visualRect(view.currentIndex()).top()


@pytest.mark.parametrize(("name", "tab"), [("citedByView", "view.cited_by"), ("referencesView", "view.references")])
async def test_the_selected_row_is_there_again_with_its_tab(demo, tmp_path, name, tab):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(1)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger(tab)
        await driver.idle()
        driver.click_row(1, name)
        for _ in range(6):
            driver.press(Qt.Key.Key_Down, name)
        await driver.idle()
        before = at(driver, name)
        assert len(before[0]) == 1
        assert driver.view(name).currentIndex().row() == 7
        paper = driver.window.search_page.shown_paper.title
    counts = demo.stats()["counts"]
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.view(name).isVisible() and bool(driver.chosen(name)))
        await driver.idle()
        assert at(driver, name) == before
        assert driver.window.search_page.shown_paper.title == paper
        assert driver.window.context.now.paper.title == paper, "commands apply to the paper of the upper list"
        assert demo.stats()["counts"] == counts, "nothing is sent"
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.view(name).isVisible() and bool(driver.chosen(name)))
        assert at(driver, name) == before, "also after a run in which nothing was done"


async def test_a_row_of_another_paper_is_not_selected(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(1)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.click_row(3, "citedByView")
        await driver.idle()
        driver.click_row(0)
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert driver.chosen("citedByView") == []
