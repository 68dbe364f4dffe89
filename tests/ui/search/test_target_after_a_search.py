"""Commands apply to the shown paper, not to a citing row that is selected again while the focus is elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _target(driver: Driver) -> str:
    paper = driver.window.context.now.paper
    return paper.title if paper is not None else ""


def _focus(driver: Driver) -> str:
    focused = driver.window.focusWidget()
    return focused.objectName() if focused is not None else ""


async def _press(driver: Driver, keyboard: Keyboard, *combinations: str) -> None:
    for keys in combinations:
        await keyboard.press(keys)
        await driver.idle()


async def _search(driver: Driver, keyboard: Keyboard, words: str) -> None:
    """Search, with the focus in the box."""
    await _press(driver, keyboard, "Ctrl+L")
    await driver.search(words)
    await driver.until(lambda: driver.view().model().rowCount() > 0)


async def _select_citing(driver: Driver, keyboard: Keyboard) -> str:
    """Open the first result of a search, and select one of the papers that cite it. Return the title of that."""
    await _search(driver, keyboard, "attention")
    await _press(driver, keyboard, "Down", "Return", "Ctrl+Alt+1", "Down", "Down")
    (citing,) = driver.chosen("citedByView")
    assert _focus(driver) == "citedByView"
    assert _target(driver) == citing
    return citing


async def _until_selected_again(driver: Driver, citing: str) -> None:
    await driver.until(lambda: driver.chosen("citedByView") == [citing])
    await driver.idle()


@pytest.mark.parametrize("between", [(), ("Down", "Ctrl+3", "Ctrl+1"), ("Down", "Return")])
async def test_the_same_words_searched_again_are_about_their_first_result(
    demo: Any, tmp_path: Path, between: tuple[str, ...]
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        citing = await _select_citing(driver, keyboard)
        await _search(driver, keyboard, "learning")
        await _press(driver, keyboard, *between)
        if between:  # the list of this paper is shown until that of the other has come
            await driver.until(driver.view("citedByView").isVisible)
        await _search(driver, keyboard, "attention")
        await _until_selected_again(driver, citing)
        assert _focus(driver) == "searchEdit"
        assert _target(driver) == driver.window.search_page.shown_paper.title == driver.titles()[0] != citing


async def test_back_with_the_focus_in_the_box_is_about_the_paper_that_it_shows(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        await _select_citing(driver, keyboard)
        paper, view = driver.window.search_page.shown_paper.title, driver.view("citedByView")
        lines = range(view.model().rowCount())
        cited = next(line for line in lines if (found := view.model().paper(line)) and found.counts.citations)
        driver.click_row(cited, "citedByView")
        await driver.idle()
        (citing,) = driver.chosen("citedByView")
        await _press(driver, keyboard, "Return")
        await driver.until(lambda: driver.window.search_page.shown_paper.title == citing)
        await driver.until(view.isVisible)
        await _press(driver, keyboard, "Ctrl+L")
        driver.trigger("go.back")
        await _until_selected_again(driver, citing)
        assert _focus(driver) == "searchEdit"
        assert _target(driver) == driver.window.search_page.shown_paper.title == paper


async def test_a_list_of_citations_that_is_filtered_anew_takes_no_commands_over(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        citing = await _select_citing(driver, keyboard)
        driver.click_row(0)
        await _press(driver, keyboard, "Ctrl+L")
        paper, model = _target(driver), driver.view("citedByView").model()
        assert paper == driver.titles()[0]
        whole = model.rowCount()
        driver.trigger("citations.influential")
        await driver.until(lambda: 0 < model.rowCount() < whole)
        driver.trigger("citations.influential")
        await driver.until(lambda: model.rowCount() == whole)
        await _until_selected_again(driver, citing)
        assert _focus(driver) == "searchEdit"
        assert _target(driver) == paper


async def test_the_selected_row_is_acted_on_again_from_within_the_citations(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        citing = await _select_citing(driver, keyboard)
        await _search(driver, keyboard, "learning")
        await _search(driver, keyboard, "attention")
        await _until_selected_again(driver, citing)
        await _press(driver, keyboard, "Ctrl+Alt+1")
        assert QApplication.focusWidget() is driver.view("citedByView")
        assert _target(driver) == citing, "the key leads to the row"
        await _press(driver, keyboard, "Down")
        assert _target(driver) == driver.chosen("citedByView")[0] != citing
        await _press(driver, keyboard, "Ctrl+L")
        driver.click_row(0, "citedByView")
        await driver.idle()
        assert _target(driver) == driver.chosen("citedByView")[0] == driver.titles("citedByView")[0]
