"""The selected citing row stays in sight while the window gets narrower or wider."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _is_in_sight(driver: Driver, view_name: str) -> bool:
    view = driver.view(view_name)
    place = view.visualRect(view.currentIndex())
    return bool(view.viewport().rect().contains(place))


@pytest.mark.parametrize("citations", ["below", "tabs", None])
@pytest.mark.parametrize(("keys", "view"), [("Ctrl+Alt+1", "citedByView"), ("Ctrl+Alt+2", "referencesView")])
async def test_the_selected_row_stays_in_sight_in_a_narrower_window(
    demo: Any, tmp_path: Any, keys: str, view: str, citations: str | None
) -> None:
    async with window_on(demo, tmp_path, size=(1280, 800), citations=citations, demo=True) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        for one in ("Return", keys, "Home", *("Down",) * 12):
            await keyboard.press(one)
            await driver.idle()
        await driver.until(lambda: not driver.view(view)._measuring.isActive())
        chosen = driver.chosen(view)
        assert _is_in_sight(driver, view)
        for size in ((1024, 640), (1280, 800), (800, 640), (1440, 900)):
            driver.window.resize(*size)
            await driver.idle()
            await driver.until(lambda: not driver.view(view)._measuring.isActive())
            await driver.idle()
            assert driver.chosen(view) == chosen
            assert _is_in_sight(driver, view), size


async def test_the_selected_row_stays_in_sight_below_an_expanded_one(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True, text_size=150) as driver:
        keyboard = Keyboard(driver)
        view = driver.view("referencesView")
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        for one in ("Return", "Ctrl+Alt+2", "Home", "Space", *("Down",) * 6):
            await keyboard.press(one)
            await driver.idle()
        assert view._model.open_lines()
        for size in ((1024, 640), (1440, 900)):
            driver.window.resize(*size)  # the list has no width while it moves to another pane
            await driver.idle()
            await driver.until(lambda: not view._measuring.isActive())
            await driver.idle()
            assert _is_in_sight(driver, "referencesView"), size


async def test_a_short_list_needs_no_scrolling_where_there_is_room(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True, size=(1389, 830)) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        [row] = [row for row, title in enumerate(driver.titles()) if title.startswith("Effective Approaches")]
        driver.click_row(row)
        await keyboard.press("Ctrl+Alt+1")
        await driver.idle()
        view = driver.view("citedByView")
        view.choose(next(row for row, title in enumerate(driver.titles("citedByView")) if "Is BLEU enough" in title))
        await keyboard.press("Return")
        await driver.idle()
        assert len(driver.titles("citedByView")) == 2
        assert view.viewport().height() >= view.verticalHeader().length()
        assert view.verticalScrollBar().maximum() == 0
