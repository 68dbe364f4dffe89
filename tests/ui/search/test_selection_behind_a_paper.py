"""Where a paper is shown alone, actions apply to it, not to the rows that are selected in the hidden list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

NARROW = (640, 640)


async def _select_three(driver: Driver, keyboard: Keyboard) -> None:
    await driver.search("attention")
    driver.window.search_page.panes.results.focus_list()
    for keys in ("Shift+Down", "Shift+Down"):
        await keyboard.press(keys)
    await driver.idle()
    assert len(driver.chosen()) == 3


def _shown(driver: Driver) -> str:
    return str(driver.window.search_page.shown_paper.title)


async def test_in_a_narrow_window_actions_apply_to_the_paper_that_hides_the_list(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=NARROW) as driver:
        keyboard, library = Keyboard(driver), driver.program.services.library
        await _select_three(driver, keyboard)
        await keyboard.press("Return")
        await driver.idle()
        assert not driver.view().isVisible()
        assert not driver.widget("selectedPapers").isVisible(), "the other two papers are not seen"
        await keyboard.press("Ctrl+Shift+C")
        await driver.idle()
        assert QApplication.clipboard().text().count("\n@") + 1 == 1
        driver.trigger("paper.add")
        await driver.idle()
        assert [one.paper.title for one in (await library.page()).papers] == [_shown(driver)]
        driver.trigger("paper.get_pdf")
        await driver.until(lambda: driver.program.services.downloads.active == 0)
        await driver.idle()
        assert [one.paper.title for one in driver.program.services.downloads.items()] == [_shown(driver)]
        driver.trigger("paper.delete")
        await driver.idle()
        assert (await library.page()).total == 0


async def test_back_in_the_list_actions_apply_to_the_selected_rows_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=NARROW) as driver:
        keyboard = Keyboard(driver)
        await _select_three(driver, keyboard)
        await keyboard.press("Return")
        await driver.idle()
        assert driver.window.context.now.selected == 1
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.view().hasFocus()
        assert len(driver.chosen()) == 3
        assert driver.window.context.now.selected == 3
        driver.trigger("paper.add")
        await driver.idle()
        assert (await driver.program.services.library.page()).total == 3


@pytest.mark.parametrize("size", [(800, 640), (1024, 640)])
async def test_beside_the_list_that_is_seen_they_apply_to_the_selection(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard = Keyboard(driver)
        await _select_three(driver, keyboard)
        await keyboard.press("Return")
        await driver.idle()
        assert driver.view().isVisible()
        assert driver.widget("selectedPapers").isVisible(), "it says how many are selected"
        driver.trigger("paper.add")
        await driver.idle()
        assert (await driver.program.services.library.page()).total == 3


async def test_the_selection_follows_the_width_of_the_window(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(800, 640)) as driver:
        keyboard = Keyboard(driver)
        await _select_three(driver, keyboard)
        await keyboard.press("Return")
        await driver.idle()
        for width, selected in ((640, 1), (900, 3)):
            driver.window.resize(width, 640)
            head = driver.widget("selectedPapers")
            await driver.until(lambda head=head, shows=selected > 1: head.isVisible() is shows)
            assert driver.window.context.now.selected == selected
