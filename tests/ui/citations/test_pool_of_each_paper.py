"""Similar papers: each paper keeps the pool in which its list was searched for, and back leads to the row."""

from __future__ import annotations

from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

OTHER = {"recent": "all-cs", "all-cs": "recent"}
WORDS = {"recent": "From: recent papers", "all-cs": "From: all computer science papers"}


def _pool(driver: Driver) -> str:
    words = driver.widget("similar.pool").accessibleName()
    return next(pool for pool, one in WORDS.items() if one == words)


async def test_another_pool_for_one_paper_leaves_the_list_that_led_to_it(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, panes = Keyboard(driver), driver.window.search_page.panes
        await driver.search("attention")
        driver.view().choose(0)
        driver.view().setFocus()
        await keyboard.press("Return")
        await driver.idle()
        driver.trigger("view.similar")
        await driver.idle()
        similar, view = panes.citations.similar, driver.view("similarView")
        if driver.state("similarView") == "empty":
            similar.set_pool("all-cs")
            await driver.idle()
        first, pool, titles = panes.paper.paper.id, _pool(driver), driver.titles("similarView")
        view.choose(2)
        view.setFocus()
        await keyboard.press("Return")
        await driver.idle()
        second = panes.paper.paper.id
        assert second != first
        before = _pool(driver)
        similar.set_pool(OTHER[pool] if before == pool else before)  # as the button of an empty list does
        await driver.idle()
        assert _pool(driver) == OTHER[pool]
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert panes.paper.paper.id == first
        assert _pool(driver) == pool
        assert driver.titles("similarView") == titles
        assert driver.chosen("similarView") == [titles[2]]
        driver.trigger("go.forward")
        await driver.idle()
        assert (panes.paper.paper.id, _pool(driver)) == (second, OTHER[pool])


async def test_the_pool_chosen_in_the_chip_holds_for_papers_shown_later(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        similar = driver.window.search_page.panes.citations.similar
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.view().setFocus()
        for row, pool in ((0, "recent"), (1, "all-cs")):
            driver.view().choose(row)
            await keyboard.press("Return")
            await driver.idle()
            driver.trigger("view.similar")
            await driver.idle()
            assert _pool(driver) == pool
            similar._choose_pool("all-cs")
            await driver.idle()
            driver.view().setFocus()
