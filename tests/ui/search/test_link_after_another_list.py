"""A paper that was opened from the citations of a row is shown again with its trail when a key shows the search."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, *keys: str) -> None:
    keyboard = Keyboard(driver)
    for key in keys:
        await keyboard.press(key)
        await driver.idle()


def _shown(driver: Driver) -> list[str]:
    return [paper.title for paper in driver.window.search_page.panes.paper.trail]


async def _select(driver: Driver, start: str) -> None:
    row = next(row for row, title in enumerate(driver.titles()) if title.startswith(start))
    driver.view().scrollTo(driver.view().model().index(row, 0))
    driver.click_row(row)
    await driver.idle()


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900)])
@pytest.mark.parametrize("way", [("Ctrl+3",), ("Ctrl+3", "Alt+5")])
async def test_in_the_search(demo: Any, tmp_path: Any, size: tuple[int, int], way: tuple[str, ...]) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        await driver.search("attention")
        await _select(driver, "Attention is All")
        driver.trigger("paper.add")
        await driver.idle()
        await _select(driver, "ECA-Net")
        found = driver.chosen()
        await _press(driver, "Ctrl+Alt+1", "Home", "Return")
        opened = _shown(driver)
        assert opened[:1] == found
        assert len(opened) == 2
        await _press(driver, *way, "Ctrl+1")
        assert _shown(driver) == opened
        assert driver.chosen() == []
        await _press(driver, "Alt+Left")
        assert (_shown(driver), driver.chosen()) == (found, found)
        await _press(driver, "Alt+Left")
        assert driver.window.navigation.page == "library"


async def test_a_new_search_does_not_show_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        await _select(driver, "ECA-Net")
        await _press(driver, "Ctrl+Alt+1", "Home", "Return", "Ctrl+3", "Ctrl+L")
        await driver.search("climate")
        assert len(_shown(driver)) < 2
        assert driver.chosen() == driver.titles()[:1]
