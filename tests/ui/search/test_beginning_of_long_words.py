"""The search box shows the beginning of words that have no room, while it does not have the focus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

TITLE = "A much longer title of a paper about sparse attention patterns"
SMALL = (640, 480)


def _is_beginning_shown(driver: Driver) -> bool:
    box = driver.widget("searchEdit")
    assert box.width() < box.fontMetrics().horizontalAdvance(box.text())
    return bool(box.cursorPosition() == 0 and not box.hasFocus())


async def test_words_that_the_program_searches_for_are_shown_from_their_beginning(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=SMALL, text_size=200) as driver:
        keyboard, box = Keyboard(driver), driver.widget("searchEdit")
        await driver.search("attention")
        driver.view().setFocus()
        driver.window.search_page.lead_to(TITLE)
        await driver.idle()
        assert box.text() == TITLE
        assert _is_beginning_shown(driver)
        box.setFocus()
        assert box.cursorPosition() == len(TITLE), "what is typed goes on there"
        await keyboard.type(" now")
        assert box.text() == f"{TITLE} now"


async def test_the_cursor_is_where_it_was_when_the_box_has_the_focus_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=SMALL, text_size=200) as driver:
        keyboard, box = Keyboard(driver), driver.widget("searchEdit")
        await driver.search("attention")
        driver.type(TITLE)
        for _ in range(9):
            await keyboard.press("Left")
        driver.view().setFocus()
        assert _is_beginning_shown(driver)
        box.setFocus()
        await keyboard.type("!")
        assert box.text() == TITLE.replace(" patterns", "! patterns")


async def test_a_smaller_window_shows_the_beginning(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1440, 900), text_size=200) as driver:
        box = driver.widget("searchEdit")
        await driver.search(TITLE)
        driver.widget("sidebar.view.downloads").setFocus()
        assert box.cursorPosition() == len(TITLE)
        driver.window.resize(*SMALL)
        await driver.until(lambda: box.width() < box.fontMetrics().horizontalAdvance(box.text()))
        assert _is_beginning_shown(driver)
