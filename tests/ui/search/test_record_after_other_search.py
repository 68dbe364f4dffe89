"""A record that was opened from the page of Zenodo's records, and is opened again from a paper of a later search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from tests.support.window_driver import window_on


async def test_back_from_a_record_leads_to_the_paper_of_the_later_search(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        panes, navigation = driver.window.search_page.panes, driver.window.navigation
        driver.trigger("view.records")
        await driver.idle()
        driver.type("memory", "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsEdit")
        await driver.idle()
        driver.view("recordsView").choose(0)
        driver.press(Qt.Key.Key_Return, "recordsView")
        await driver.idle()
        record = panes.paper.paper.id
        assert panes.list_beside.is_shown
        await driver.search("doi:10.1017/s0140525x01003922")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        paper = panes.paper.paper
        driver.click("codeAndDataButton")
        await driver.idle()
        driver.click("companionButton")
        await driver.idle()
        assert panes.paper.paper.id == record
        assert not panes.list_beside.is_shown
        driver.trigger("go.back")
        await driver.idle()
        assert navigation.page == "search"
        assert panes.paper.paper.id == paper.id
