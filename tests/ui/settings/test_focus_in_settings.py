"""Settings that are shown by their key begin at the links to the sections, where an arrow key changes no setting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.tick_box import RadioButton
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


@pytest.mark.parametrize("leave", ["Alt+1", "Escape", None])
async def test_the_key_of_settings_does_not_return_to_the_control_that_was_used_last(
    demo: Any, tmp_path: Path, leave: str | None
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+,")
        await driver.idle()
        begin = driver.window.focusWidget()
        for key in ("Down", "Down", "Down", "Down", "Return", "Tab"):
            await keyboard.press(key)
        assert isinstance(driver.window.focusWidget(), RadioButton)
        if leave is not None:
            await keyboard.press(leave)
        before = driver.program.services.settings_editor.current
        await keyboard.press("Ctrl+,")
        assert driver.window.focusWidget() is begin
        for key in ("Down", "Up", "Right"):
            await keyboard.press(key)
        assert driver.program.services.settings_editor.current == before


@pytest.mark.parametrize("downs", [1, 2, 3])
async def test_tab_leads_from_a_link_to_the_controls_of_its_section(demo: Any, tmp_path: Path, downs: int) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+,")
        await driver.idle()
        for _ in range(downs):
            await keyboard.press("Down")
        link = driver.window.focusWidget()
        await keyboard.press("Tab")
        by_tab = driver.window.focusWidget()
        link.setFocus()
        await keyboard.press("Return")
        assert by_tab is driver.window.focusWidget(), "Enter goes to the first control of the section"
        assert by_tab.objectName() != "emailEdit"
        await keyboard.press("Tab")
        assert driver.window.focusWidget() is not by_tab


@pytest.mark.parametrize("way", ["Ctrl+,", "sidebar", "a restart"])
async def test_a_small_window_with_large_text_opens_the_settings_outside_the_text_boxes(
    demo: Any, tmp_path: Path, way: str
) -> None:
    small: dict[str, Any] = {"size": (640, 640), "text_size": 150}
    if way == "a restart":
        async with window_on(demo, tmp_path, **small) as driver:
            driver.trigger("view.settings")
            await driver.idle()
    async with window_on(demo, tmp_path, **small) as driver:
        keyboard = Keyboard(driver)
        if way == "Ctrl+,":
            await keyboard.press(way)
        elif way == "sidebar":
            driver.click("sidebar.view.settings")
        await driver.idle()
        assert driver.window.navigation.page == "settings"
        page, before = driver.widget("settingsPage"), driver.program.services.settings_editor.current
        links = [one for one in page.findChildren(Button) if one.accessibleName() == "Services and keys"]
        assert not any(link.isVisible() for link in links), "there is room for the links"
        assert page.isAncestorOf(keyboard.focus)
        assert not isinstance(keyboard.focus, QLineEdit)
        await keyboard.type("r")
        await keyboard.press("Tab")
        assert keyboard.focus.objectName() == "emailEdit", "Tab leads to the first control"
        await keyboard.press("Home")
        await keyboard.type("r")
        await keyboard.press("Ctrl+,")
        assert not isinstance(keyboard.focus, QLineEdit), "the key of the settings leaves a text box, too"
        await driver.idle()
        assert driver.program.services.settings_editor.current.email == f"r{before.email}"


async def test_text_typed_on_the_links_goes_to_the_section_that_begins_so(
    demo: Any, tmp_path: Path, type_slowly: None
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+,")
        await driver.idle()
        before = driver.program.services.settings_editor.current
        await keyboard.type("app")
        assert keyboard.focus.accessibleName() == "Appearance"
        await keyboard.type(" of the window")
        assert keyboard.focus.accessibleName() == "Appearance", "a space within the text does not press the link"
        assert driver.program.services.settings_editor.current == before


@pytest.fixture
def type_slowly(qapp: QApplication) -> Iterator[None]:
    """Let a busy machine take its time between two keys."""
    usual = qapp.keyboardInputInterval()
    qapp.setKeyboardInputInterval(600_000)
    yield
    qapp.setKeyboardInputInterval(usual)


async def test_shift_tab_leads_from_the_first_control_back_to_the_link_of_its_section(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+,")
        await driver.idle()
        for size in ((1440, 900), (1024, 640)):
            driver.window.resize(*size)
            await driver.idle()
            await keyboard.press("Ctrl+,")
            assert keyboard.focus.accessibleName() == "Services and keys"
            await keyboard.press("Tab")
            assert keyboard.focus.objectName() == "emailEdit"
            await keyboard.press("Shift+Tab")
            assert keyboard.focus.accessibleName() == "Services and keys"
            await keyboard.press("Down")
            assert keyboard.focus.accessibleName() not in ("", "Services and keys"), "the next link"
