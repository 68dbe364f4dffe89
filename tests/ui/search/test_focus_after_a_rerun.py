"""Where the focus is after a search was run again from the search ledger."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize("before", ["citedByView", "resultsView", "searchEdit"])
async def test_the_focus_is_in_the_results(demo, tmp_path, before):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.widget(before).setFocus()
        await driver.idle()
        assert keyboard.focus is driver.widget(before)
        driver.trigger("view.ledger")
        await driver.idle()
        driver.view("ledgerView").choose(0)
        await driver.idle()
        driver.trigger("ledger.again")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert keyboard.focus is driver.view("resultsView")
