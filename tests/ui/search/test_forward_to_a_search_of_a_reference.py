"""Back and Forward between a search and the one that a reference was searched with give the focus back to the list."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


async def _search_for_reference(driver: Driver, keyboard: Keyboard) -> None:
    """Open a result, and press Enter on a reference that Semantic Scholar has no record of."""
    await driver.search("attention")
    driver.window.search_page.panes.results.focus_list()
    await _press(driver, keyboard, "Return", "Ctrl+Alt+2")
    view = driver.view("referencesView")
    model = view.model()
    row = next((row for row in range(model.rowCount()) if model.paper(row) is None), -1)
    assert driver.titles("referencesView")[row]
    view.choose(row)
    assert keyboard.focus is view
    await _press(driver, keyboard, "Return")
    assert driver.widget("searchEdit").text() != "attention"


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
@pytest.mark.parametrize("finds_some", [True, False])
async def test_the_focus_is_where_it_was(
    demo: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], finds_some: bool
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard = Keyboard(driver)
        if not finds_some:
            lead_to = driver.window.search_page.lead_to
            monkeypatch.setattr(driver.window.search_page, "lead_to", lambda _title: lead_to("xqzzwvk"))
        await _search_for_reference(driver, keyboard)
        assert bool(driver.titles()) is finds_some
        before = keyboard.focus
        assert (before is driver.view()) is finds_some
        await _press(driver, keyboard, "Alt+Left")
        assert keyboard.focus is driver.view("referencesView")
        await _press(driver, keyboard, "Alt+Right")
        assert keyboard.focus is before
