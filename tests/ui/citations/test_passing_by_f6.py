"""F6 through the lists of citations: a list that it leads through does not change what commands apply to."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _all_papers_selected(driver: Driver, keyboard: Keyboard) -> list[str]:
    """Select all results, with the references of one of them below. Return their titles."""
    await driver.search("attention")
    for keys in ("Down", "Ctrl+Alt+2"):
        await keyboard.press(keys)
        await driver.idle()
    assert driver.view("referencesView").model().rowCount() > 0
    driver.click_row(0)
    await keyboard.press("Ctrl+A")
    await driver.idle()
    titles = _acted_on(driver)
    assert titles == driver.chosen()
    assert len(titles) > 2
    return titles


def _acted_on(driver: Driver) -> list[str]:
    return [paper.title for paper in driver.window.context.now.papers]


async def _to_references(driver: Driver, keyboard: Keyboard, keys: str = "F6") -> None:
    view = driver.view("referencesView")
    for _ in range(6):
        await keyboard.press(keys)
        await driver.idle()
        if QApplication.focusWidget() is view:
            return
    raise AssertionError("F6 does not lead to the references")


@pytest.mark.parametrize("keys", ["F6", "Shift+F6"])
async def test_a_list_that_f6_leads_through_takes_no_commands_over(demo: Any, tmp_path: Any, keys: str) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        titles = await _all_papers_selected(driver, keyboard)
        await _to_references(driver, keyboard, keys)
        await keyboard.press(keys)
        await driver.idle()
        assert QApplication.focusWidget() is not driver.view("referencesView")
        assert _acted_on(driver) == titles
        assert len(driver.chosen()) == len(titles)
        assert driver.widget("resultsView.selectionBar").isVisible()
        driver.trigger("paper.copy_bibtex")
        await driver.idle()
        assert QApplication.clipboard().text().count("\n}") == len(titles)


async def test_a_list_in_which_a_key_moved_keeps_the_commands(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        titles = await _all_papers_selected(driver, keyboard)
        await _to_references(driver, keyboard)
        await keyboard.press("Down")
        await driver.idle()
        await keyboard.press("F6")
        await driver.idle()
        assert _acted_on(driver) == driver.chosen("referencesView") != titles


async def test_a_list_to_which_esc_leads_keeps_the_commands(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        titles = await _all_papers_selected(driver, keyboard)
        await _to_references(driver, keyboard)
        for keys in ("Down", "Escape"):
            await keyboard.press(keys)
            await driver.idle()
        assert driver.view().hasFocus()
        await keyboard.press("F6")
        await driver.idle()
        assert not driver.view().hasFocus()
        assert _acted_on(driver) == titles


async def test_a_list_to_which_a_shortcut_leads_takes_the_commands_over_when_a_row_is_selected(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard = Keyboard(driver)
        titles = await _all_papers_selected(driver, keyboard)
        await keyboard.press("Ctrl+Alt+2")
        await driver.idle()
        assert driver.view("referencesView").hasFocus()
        assert driver.chosen("referencesView") == []
        assert _acted_on(driver) == titles
        await keyboard.press("Down")
        await driver.idle()
        await keyboard.press("F6")
        await driver.idle()
        assert not driver.view("referencesView").hasFocus()
        assert _acted_on(driver) == driver.chosen("referencesView") != titles


async def test_f6_through_the_results_keeps_the_paper_that_was_opened_from_another_list(
    demo: Any, tmp_path: Any
) -> None:
    async with window_on(demo, tmp_path, demo=True, citations="tabs") as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention is all you need")
        results = driver.view()
        for keys in ("Down", "Ctrl+Alt+1"):
            await keyboard.press(keys)
            await driver.idle()
        for keys in ("Down", "Return"):
            await keyboard.press(keys)
            await driver.idle()
        opened = driver.window.context.now.paper
        assert opened is not None
        assert not driver.chosen()
        for _ in range(6):
            await keyboard.press("F6")
            await driver.idle()
            assert driver.window.context.now.paper == opened
            if keyboard.focus is results:
                break
        assert keyboard.focus is results
        assert opened.title in driver.widget("detailTitle").text()
        await keyboard.press("Down")
        await driver.idle()
        assert driver.chosen() == _acted_on(driver) != [opened.title]
