"""The words in the box of the library belong to the list that is searched, and to clear them leads back to the place
before the search."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.library.test_collections import open_shelf, press


async def _library(driver: Driver) -> Keyboard:
    await open_shelf(driver)
    keyboard = Keyboard(driver)
    await keyboard.press("Ctrl+F")
    await driver.idle()
    return keyboard


async def test_a_list_opened_from_the_sidebar_begins_without_the_words_of_another(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _library(driver)
        box = driver.widget("libraryEdit")
        await keyboard.type("translation")
        await driver.idle()
        found = driver.titles("libraryView")
        press(driver, "Reading group")
        await driver.idle()
        assert box.text() == ""
        assert len(driver.titles("libraryView")) == 2
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert (box.text(), driver.titles("libraryView")) == ("translation", found)


async def test_esc_on_a_page_without_matches_clears_the_words(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _library(driver)
        everything = len(driver.titles("libraryView"))
        await keyboard.type("zzzz")
        await driver.idle()
        assert driver.titles("libraryView") == []
        await keyboard.press("F6")
        assert driver.widget("libraryView").isHidden()
        assert not driver.widget("libraryEdit").hasFocus()
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.widget("libraryEdit").text() == ""
        assert len(driver.titles("libraryView")) == everything


@pytest.mark.parametrize("words", ["translation", "zzzz"])
@pytest.mark.parametrize("kind", ["cards", "table"])
async def test_esc_selects_the_row_before_the_search_again_and_then_goes_to_the_list(
    demo: Any, tmp_path: Any, kind: str, words: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _library(driver)
        driver.trigger(f"library.{kind}")
        await driver.idle()
        driver.click_row(2, "libraryView")
        await driver.idle()
        chosen = driver.chosen("libraryView")
        assert chosen == [driver.titles("libraryView")[2]]
        await keyboard.press("Ctrl+F")
        await keyboard.type(words)
        await driver.idle()
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.widget("libraryEdit").hasFocus()
        assert driver.chosen("libraryView") == chosen
        assert driver.window.search_page.shown_paper.title == chosen[0]
        await keyboard.press("Escape")
        assert driver.view("libraryView").hasFocus()
        assert driver.chosen("libraryView") == chosen
        await keyboard.press("Down")
        assert driver.chosen("libraryView") == [driver.titles("libraryView")[3]]


async def test_a_match_that_was_selected_stays_selected_without_the_words(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _library(driver)
        driver.click_row(0, "libraryView")
        await keyboard.press("Ctrl+F")
        await keyboard.type(driver.titles("libraryView")[5].split()[0])
        await driver.idle()
        await keyboard.press("Down")
        await driver.idle()
        chosen = driver.chosen("libraryView")
        await keyboard.press("Ctrl+F")
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.chosen("libraryView") == chosen


@pytest.mark.parametrize("kind", ["cards", "table"])
async def test_the_first_row_has_its_details_again_after_a_search_without_matches(
    demo: Any, tmp_path: Any, kind: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = await _library(driver)
        driver.trigger(f"library.{kind}")
        await driver.idle()
        await keyboard.press("Ctrl+F")
        await keyboard.type("zzzz")
        await driver.idle()
        assert driver.window.search_page.shown_paper is None
        await keyboard.press("Escape")
        await driver.idle()
        first = driver.titles("libraryView")[0]
        assert driver.chosen("libraryView") == [first]
        assert driver.window.search_page.shown_paper.title == first
