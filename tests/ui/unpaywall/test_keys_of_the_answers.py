"""The keys between the box for DOIs and the answers of Unpaywall."""

from __future__ import annotations

from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on
from tests.ui.unpaywall.test_unpaywall_page import OPEN


async def test_down_on_the_last_line_leads_to_the_answers_and_up_back(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.trigger("view.unpaywall")
        await driver.idle()
        edit, view = driver.widget("doisEdit"), driver.view("answersView")
        edit.setFocus()
        await keyboard.type("not a doi")
        await keyboard.press("Return")
        await keyboard.type(OPEN)
        await keyboard.press("Down")
        assert keyboard.focus is edit, "there are no answers"
        await keyboard.press("Ctrl+Return")
        await driver.until(lambda: view.model().rowCount() > 0)
        await driver.idle()
        await keyboard.press("Up")
        assert keyboard.focus is edit
        await keyboard.press("Down")
        assert keyboard.focus is edit, "the last line"
        await keyboard.press("Down")
        assert keyboard.focus is view
        assert view.chosen_rows() == [0]
        await keyboard.press("Up")
        assert keyboard.focus is edit
