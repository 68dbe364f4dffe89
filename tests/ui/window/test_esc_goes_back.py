"""Esc on a page with an arrow back does what the arrow does."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize("keys", ["Ctrl+6", "Ctrl+7"])
async def test_esc_goes_back_from_a_page_with_an_arrow_back(demo: Any, tmp_path: Any, keys: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(2)
        await driver.idle()
        keyboard = Keyboard(driver)
        await keyboard.press(keys)
        await driver.idle()
        assert driver.window.navigation.page not in ("search", "library")
        await keyboard.type("moss")
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert len(driver.chosen()) == 1
        await keyboard.press("Escape")
        assert driver.window.navigation.page == "search"
        driver.trigger("view.downloads")
        await keyboard.press("Escape")
        assert driver.window.navigation.page == "downloads", "it has no arrow back"


async def test_esc_goes_back_from_the_settings_unless_a_box_was_edited(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, navigation = Keyboard(driver), driver.window.navigation
        driver.trigger("view.downloads")
        await driver.idle()
        navigation.show_part("settings", "library_link")
        await driver.idle()
        box = driver.widget("libraryLinkEdit")
        box.setFocus()
        QTest.keyClicks(box, "https://proxy.uni.example.org/{url}")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        QTest.keyClicks(box, "&more")
        QTest.keyClick(box, Qt.Key.Key_Escape)
        await driver.idle()
        assert box.text() == "https://proxy.uni.example.org/{url}", "as it was saved"
        assert navigation.page == "settings"
        driver.click("citationStyleButton")
        QTest.keyClick(driver.widget("citationStylePanel").chooser.box, Qt.Key.Key_Escape)
        await driver.idle()
        assert navigation.page == "settings", "Esc closed the panel"
        QTest.keyClick(box, Qt.Key.Key_Escape)
        await driver.idle()
        assert navigation.page == "downloads"
        driver.trigger("view.library")
        await keyboard.press("Ctrl+,")
        await driver.idle()
        assert navigation.page == "settings"
        await keyboard.press("Escape")
        await driver.idle()
        assert navigation.page == "library"
        assert driver.program.services.settings_editor.current.library_link == "https://proxy.uni.example.org/{url}"


@pytest.mark.parametrize("name", ["libraryLinkEdit", "emailEdit"])
async def test_esc_in_an_edited_box_of_the_settings_says_so_and_the_text_can_be_edited_on(
    demo: Any, tmp_path: Any, name: str
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard, messages = Keyboard(driver), driver.window.messages
        driver.trigger("view.settings")
        await driver.until(lambda: driver.widget("libraryLinkEdit").isVisible())
        await driver.idle()
        box = driver.widget(name)
        before = box.text()
        box.setFocus()
        await keyboard.press("End")
        await keyboard.type("x.org")
        for _ in range(2):  # it can be taken back as often as wanted
            await keyboard.press("Escape")
            assert box.text() == before
            note = messages.note("settings_text")
            assert note.lead == "The changes were not saved."
            bar = messages._bars["settings_text"]
            QTest.mouseClick(bar.button("Keep editing"), Qt.MouseButton.LeftButton)
            await driver.idle()
            assert box.hasFocus()
            assert box.text() == f"{before}x.org"
            assert messages.note("settings_text") is None
        await keyboard.press("Escape")
        await keyboard.press("Escape")
        await driver.idle()
        assert driver.window.navigation.page != "settings", "Esc in a box without changes goes back"
        assert messages.note("settings_text") is None
