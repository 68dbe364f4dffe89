"""The note of a citing paper is written in its details, from which Esc leads back to its row."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


_WIDE, _NARROW = (1440, 900), (1024, 640)


@pytest.mark.parametrize(
    ("size", "citations", "way", "key", "name"),
    [
        (_WIDE, "below", "Esc", "Ctrl+Alt+1", "citedByView"),
        (_WIDE, "below", "Alt+Left", "Ctrl+Alt+2", "referencesView"),
        (_WIDE, "tabs", "Esc", "Ctrl+Alt+1", "citedByView"),
        (_NARROW, "below", "Alt+Left", "Ctrl+Alt+1", "citedByView"),
    ],
)
async def test_esc_leads_from_the_note_of_a_citing_paper_to_its_details_and_its_row(
    demo: Any, tmp_path: Any, size: tuple[int, int], citations: str, way: str, key: str, name: str
) -> None:
    async with window_on(demo, tmp_path, demo=True, size=size, citations=citations) as driver:
        keyboard, panes = Keyboard(driver), driver.window.search_page.panes
        await driver.search("attention")
        panes.results.focus_list()
        await _press(driver, keyboard, "Return", key)
        view, first = driver.view(name), panes.paper.paper.id
        await driver.until(lambda: view.model().rowCount() > 0)
        await _press(driver, keyboard, "Home", "Down", "Down")
        row, scrolled, found = view.current_row(), view.verticalScrollBar().value(), driver.chosen()
        assert row > 0
        assert keyboard.focus is view
        title = driver.titles(name)[row]
        for _ in range(2):
            await _press(driver, keyboard, "Ctrl+Alt+N")
            assert panes.paper.paper.title == title
            assert keyboard.focus is driver.widget("noteEdit")
            await _press(driver, keyboard, "Esc")
            details = keyboard.focus
            assert panes.paper.paper.title == title
            await _press(driver, keyboard, "Ctrl+Alt+0")
            assert keyboard.focus is details, "no button, which Enter would press"
            await _press(driver, keyboard, way)
            assert panes.paper.paper.id == first
            assert keyboard.focus is view
            assert (view.current_row(), view.verticalScrollBar().value(), driver.chosen()) == (row, scrolled, found)


async def test_esc_in_the_details_leads_to_the_list_after_the_paper_was_opened_there(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard, panes = Keyboard(driver), driver.window.search_page.panes
        await driver.search("attention")
        panes.results.focus_list()
        await _press(driver, keyboard, "Return", "Ctrl+Alt+1", "Home", "Down", "Ctrl+Alt+N", "Esc", "Esc")
        panes.results.focus_list()
        await _press(driver, keyboard, "Down", "Ctrl+Alt+N", "Esc")
        assert keyboard.focus is driver.view()
        await _press(driver, keyboard, "Return", "Esc")
        assert keyboard.focus is driver.view()
