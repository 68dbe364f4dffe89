"""The search gets the focus in its list when it is shown after a library without papers."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_the_arrow_keys_move_in_the_results(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await driver.search("zzqqxx")
        for keys in ("Escape", "Alt+Left", "Ctrl+6", "Alt+0"):
            await keyboard.press(keys)
            await driver.idle()
        focused = QApplication.focusWidget()
        assert focused is not None
        assert driver.window.search_page.panes.library.isAncestorOf(focused), "a button of its message"
        await keyboard.press("Ctrl+1")
        await driver.idle()
        view = driver.view()
        assert view.hasFocus()
        row = view.currentIndex().row()
        await keyboard.press("Down")
        await driver.idle()
        assert view.currentIndex().row() == row + 1
