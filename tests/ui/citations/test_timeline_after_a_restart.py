"""The tabs of the citations, above all the timeline, after a start on another page and after a look at one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.ui.widgets.state_pane import EMPTY, FULL, PARTIAL, WAITING
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

TABS = ("Ctrl+Alt+1", "Ctrl+Alt+2", "Ctrl+Alt+3", "Ctrl+Alt+4", "Ctrl+Alt+5")
CITED_BY, REFERENCES, SIMILAR, MAP, TIMELINE = TABS


async def _open_tab(driver: Driver, tab: str) -> None:
    await driver.search("attention")
    driver.click_row(0)
    await driver.idle()
    await Keyboard(driver).press(tab)
    await driver.until(lambda: driver.state("citationPane") in (FULL, PARTIAL))
    await driver.idle()


@pytest.mark.parametrize("tab", TABS)
async def test_a_tab_does_not_wait_for_a_request_that_is_not_sent(demo: Any, tmp_path: Path, tab: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _open_tab(driver, tab)
        await Keyboard(driver).press("Alt+5")
        await driver.idle()
    demo.reset()
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert driver.window.navigation.page == "manuscript"
        await Keyboard(driver).press("Ctrl+1")
        await driver.until(lambda: driver.state("citationPane") != WAITING)
        await driver.idle()
        panes = driver.window.search_page.panes
        view = panes.citations.views[panes.citations.tabs.currentIndex()]
        if tab in (SIMILAR, MAP):  # as after a start on the page of the search itself
            assert view.state == EMPTY
            assert view.pane.first_button() is not None
        else:
            assert view.state in (FULL, PARTIAL)
        note = view.pane.bar.note
        assert note is None or not note.lead.startswith("Loading")
        assert demo.stats()["counts"] == {}


async def test_the_timeline_counts_rows_that_arrived_on_another_page(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _open_tab(driver, TIMELINE)
        keyboard, timeline = Keyboard(driver), driver.window.search_page.panes.citations.timeline
        before = timeline.pane.bar.note
        assert before is not None
        timeline._list.load_more()
        await keyboard.press("Alt+5")
        await driver.idle()
        await keyboard.press("Ctrl+1")
        await driver.until(lambda: timeline.pane.bar.note is not None and timeline.pane.bar.note.lead != before.lead)
