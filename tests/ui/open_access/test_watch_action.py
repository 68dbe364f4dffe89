"""The action that watches a paper: it does what the button of the paper does, and says why it cannot."""

from __future__ import annotations

from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on
from tests.ui.open_access.test_closed_paper import CLOSED, answer, question

OPEN = "10.18653/v1/N18-1202"


def why_not(driver: Driver) -> str:
    """Return why the action cannot run; empty if it can."""
    driver.window.registry.refresh()
    action = driver.window.registry["paper.watch"]
    return "" if action.isEnabled() else shown_tooltip(action)  # type: ignore[arg-type]


async def by_palette(driver: Driver, words: str) -> None:
    """Find a command by *words* in the palette, and run the first that is found."""
    keyboard = Keyboard(driver)
    await keyboard.press("Ctrl+K")
    await driver.idle()
    await keyboard.type(words)
    await driver.idle()
    await keyboard.press("Return")
    await driver.idle()


async def test_the_palette_watches_a_paper_and_stops_that(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search(CLOSED)
        driver.click_row(0)
        await driver.idle()
        library, registry = driver.program.services.library, driver.window.registry
        assert (why_not(driver), registry.title("paper.watch")) == ("", "Watch…")
        await by_palette(driver, "watch")
        assert question(driver) is not None
        answer(driver, "Check automatically")
        await driver.until(lambda: registry.title("paper.watch") == "Stop watching")
        [kept] = (await library.page()).papers
        assert kept.is_watched
        assert driver.program.services.settings_editor.current.watch
        await by_palette(driver, "stop watching")
        await driver.until(lambda: registry.title("paper.watch") == "Watch")
        [kept] = (await library.page()).papers
        assert not kept.is_watched
        await driver.program.services.settings_editor.set("watch", False)
        await by_palette(driver, "watch")
        answer(driver, "Check automatically")
        await driver.until(lambda: registry.title("paper.watch") == "Stop watching")


async def test_an_open_paper_one_in_the_trash_and_one_without_doi_are_not_watched(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        assert "Select a paper first." in why_not(driver)
        await driver.search(OPEN)
        driver.click_row(0)
        await driver.idle()
        assert "An open copy of this paper is known." in why_not(driver)
        await driver.search(CLOSED)
        driver.click_row(0)
        await driver.idle()
        assert not why_not(driver)
        driver.trigger("paper.add")
        await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        assert not why_not(driver)
        driver.trigger("paper.remove")
        await driver.idle()
        driver.trigger("view.library_trash")
        await driver.idle()
        driver.click_row(0, "libraryView")
        await driver.idle()
        assert "This paper is in the trash. Restore it first." in why_not(driver)
