"""The key of the page Zenodo records while the page is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from scholar_desktop.ui.program.status_bar import StatusBar
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def test_the_key_selects_the_words_in_the_box_of_the_page_that_is_shown(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Alt+Z")
        await driver.idle()
        assert keyboard.focus is driver.widget("recordsEdit")
        driver.type("attention", "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsEdit")
        await driver.idle()
        bar = driver.window.findChild(StatusBar)
        button = next(one for one in bar.findChildren(QAbstractButton) if one.isVisible())
        for before in (driver.view("recordsView"), button, driver.widget("recordsEdit")):
            before.setFocus()
            await driver.idle()
            assert keyboard.focus is before
            await keyboard.press("Alt+Z")
            await driver.idle()
            assert keyboard.focus is driver.widget("recordsEdit"), before.objectName()
            assert driver.widget("recordsEdit").selectedText() == "attention"
            driver.widget("recordsEdit").deselect()
