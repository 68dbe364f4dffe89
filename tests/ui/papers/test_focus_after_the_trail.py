"""A title that is chosen in the trail by keys leads to the details of its paper, not to the list."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _walk(driver: Driver, keyboard: Keyboard) -> None:
    """Open one paper from the other until the trail leaves papers out."""
    await driver.search("attention")
    await keyboard.press("Down")
    await driver.idle()
    for paper in driver.window.search_page.search.result.papers[1:5]:
        driver.window.search_page.panes.paper.open_link(paper)
        await driver.idle()
    assert len(driver.window.search_page.panes.paper.trail) > 3


@pytest.mark.parametrize(("size", "citations"), [((1440, 900), "below"), ((1024, 640), "tabs")])
@pytest.mark.parametrize("control", ["trail.more", "a title"])
async def test_the_details_have_the_focus_after_a_title_of_the_trail_was_chosen_by_keys(
    demo: Any, tmp_path: Any, size: tuple[int, int], citations: str, control: str
) -> None:
    async with window_on(demo, tmp_path, demo=True, size=size, citations=citations) as driver:
        keyboard = Keyboard(driver)
        await _walk(driver, keyboard)
        panes = driver.window.search_page.panes
        trail = panes.paper.trail
        link = driver.widget(control if control == "trail.more" else f"trail.{len(trail) - 2}")
        assert link.isVisible()
        link.setFocus()
        await keyboard.press("Space")
        await driver.idle()
        place = len(trail) - 2
        if control == "trail.more":
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            menu.actions()[0].trigger()
            menu.close()
            await driver.idle()
            place = 0
        assert panes.paper.paper.id == trail[place].id
        shown = panes.detail if panes.detail.isVisible() else panes.citations
        assert shown.isAncestorOf(keyboard.focus) or keyboard.focus is shown
        assert driver.window.context.now.paper.id == trail[place].id
