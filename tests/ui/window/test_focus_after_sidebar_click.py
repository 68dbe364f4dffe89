"""A click on a row of the sidebar gives its page the focus, also if the page is shown already: what is typed next does
not vanish."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.ui.context import navigation as places
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

ROWS = (
    "view.search",
    "view.downloads",
    "view.unpaywall",
    "view.corpus",
    "view.news",
    "view.ledger",
    "view.library",
    "view.library_to_read",
    "view.library_starred",
    "view.library_recent",
    "view.library_without_pdf",
    "library.duplicates",
    "view.missing_classics",
    "view.library_trash",
    "view.settings",
)


async def _click(driver: Driver, row: str) -> None:
    driver.click(f"sidebar.{row}")
    await driver.idle()


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
@pytest.mark.parametrize("words", ["", "attention"])
async def test_words_typed_after_a_click_on_search_are_in_the_box(
    demo: Any, tmp_path: Any, words: str, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard, box = Keyboard(driver), driver.widget("searchEdit")
        if words:
            await driver.search(words)
            await keyboard.press("Down")
            await driver.idle()
        await _click(driver, "view.search")
        assert box.hasFocus(), "the page was shown already"
        await keyboard.type("sleep")
        assert box.text() == "sleep", "it replaces the words"
        await _click(driver, "view.library")
        await _click(driver, "view.search")
        assert box.hasFocus(), "from another page"


@pytest.mark.parametrize("has_papers", [False, True])
async def test_a_page_has_the_focus_after_each_click_on_its_row(demo: Any, tmp_path: Any, has_papers: bool) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        if has_papers:
            await driver.search("attention")
            await keyboard.press("Down")
            await keyboard.press("S")  # star: the paper is in the library now
            await driver.idle()
        wrong = []
        for row in ROWS:
            for time in ("first", "second"):
                await _click(driver, row)
                focused = keyboard.focus
                if not driver.window.pages.currentWidget().isAncestorOf(focused):
                    wrong.append(f"{row}, {time} click: {focused.objectName()} {type(focused).__name__}")
        assert wrong == []
        if has_papers:
            await _click(driver, "view.library")
            assert driver.view("libraryView").hasFocus()
            await _click(driver, "view.library")
            assert driver.view("libraryView").hasFocus()


async def test_a_second_click_returns_to_the_box_of_a_page_without_rows(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _click(driver, "view.unpaywall")
        box = driver.widget("doisEdit")
        assert box.hasFocus()
        await _click(driver, "view.unpaywall")
        await keyboard.type("10.1")
        assert box.toPlainText() == "10.1"


async def test_space_on_a_row_opens_its_page_and_stays_there(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.widget("sidebar.view.search").setFocus()
        await keyboard.press("Down")
        await keyboard.press("Space")
        await driver.idle()
        assert driver.window.navigation.page == places.DOWNLOADS
        assert keyboard.focus.objectName() == "sidebar.view.downloads"
