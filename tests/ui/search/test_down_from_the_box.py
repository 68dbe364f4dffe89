"""Down in the search box goes to the results, or to the first button of the message that is in their place."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.ui.widgets.button import Button
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
async def test_down_goes_to_the_button_of_a_message(demo: Any, tmp_path: Any, size: tuple[int, int]) -> None:
    async with window_on(demo, tmp_path, size=size, demo=True, offline=True) as driver:
        keyboard, box = Keyboard(driver), driver.widget("searchEdit")
        await driver.search("attention")
        pane = driver.window.search_page.panes.results.pane
        assert pane.message.heading == "You are working offline"
        box.setFocus()
        for _press in range(2):  # the first one may close the suggestions
            if box.hasFocus():
                await keyboard.press("Down")
                await driver.idle()
        focused = keyboard.focus
        assert isinstance(focused, Button)
        assert focused is pane.first_button()
        assert focused.content.text == pane.message.steps[0].title
        await keyboard.press("Space")
        await driver.idle()
        assert not driver.program.services.status.offline, "the button goes online and searches"
        await driver.until(lambda: driver.view().model().rowCount() > 0)
        await keyboard.press("Ctrl+L")
        await keyboard.press("Down")
        await driver.idle()
        assert keyboard.focus is driver.view()


async def test_down_in_the_empty_box_stays_there(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        keyboard, box = Keyboard(driver), driver.widget("searchEdit")
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        await keyboard.press("Down")
        await driver.idle()
        assert keyboard.focus is box
