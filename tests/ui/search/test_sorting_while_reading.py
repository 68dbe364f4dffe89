"""Sorting the results while the user reads the paper of one of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize("is_scrolled_away", [False, True])
async def test_the_row_of_the_paper_that_is_read_stays_in_sight(
    demo: Any, tmp_path: Any, is_scrolled_away: bool
) -> None:
    async with window_on(demo, tmp_path, size=(1440, 700)) as driver:
        keyboard, view = Keyboard(driver), driver.view()
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        title = driver.titles()[0]
        await keyboard.press("Return")
        await driver.idle()
        bar = view.verticalScrollBar()
        assert not view.hasFocus()
        if is_scrolled_away:
            bar.setValue(bar.maximum())
        driver.trigger("search.sort_year")
        await driver.until(lambda: driver.titles()[0] != title)
        await driver.idle()
        row = driver.titles().index(title)
        rect = view.visualRect(view.model().index(row, 0))
        assert driver.chosen() == [title]
        if is_scrolled_away:
            assert bar.value() == 0
        else:
            assert view.viewport().rect().contains(rect)
