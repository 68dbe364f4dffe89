"""A list that the user has scrolled stays where it is while more of it is loaded."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from tests.support.window_driver import Driver, window_on


def top_title(driver: Driver) -> str:
    return driver.titles()[driver.view().indexAt(QPoint(1, 1)).row()]


async def test_load_more_keeps_a_scrolled_list_of_which_no_row_was_selected(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, size=(1440, 900)) as driver:
        await driver.search("the")
        count = len(driver.titles())
        bar = driver.view().verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        top = top_title(driver)
        assert top != driver.titles()[0]
        driver.trigger("search.load_all")
        await driver.idle()
        assert len(driver.titles()) > count
        assert top_title(driver) == top


async def test_another_search_begins_at_the_top(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True, size=(1440, 900)) as driver:
        await driver.search("memory")
        bar = driver.view().verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        await driver.search("learning")
        assert bar.value() == 0
