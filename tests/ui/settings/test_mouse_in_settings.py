"""A press of the mouse does not scroll the settings: the button would be released beside the control."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from scholar_desktop.ui.settings.settings_page import SettingsPage
from scholar_desktop.ui.widgets.tab_order import CHOSEN
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


async def _soon(act: Callable[..., None], *args: object) -> None:
    """Not from within a task: see `Keyboard`."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()
    loop.call_soon(lambda: done.set_result(act(*args)))
    await done


async def test_the_first_row_in_sight_is_used_by_one_click_and_reached_whole_by_a_key(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, size=(1440, 760)) as driver:
        keyboard, native = Keyboard(driver), driver.window.windowHandle()
        await keyboard.press("Ctrl+,")
        page: SettingsPage = driver.widget("settingsPage")
        await driver.until(lambda: page._is_built)
        await driver.idle()
        bar, button = page._scroll.verticalScrollBar(), driver.widget("settings.library.archive")
        content = page._scroll.widget()
        assert content is not None
        place = button.mapTo(content, button.rect().topLeft()).y() - 4
        bar.setValue(place)
        await driver.idle()
        driver.widget("settings.library.move").setFocus(Qt.FocusReason.TabFocusReason)
        await driver.until(lambda: bar.value() < place)  # by a key, with the whole row
        bar.setValue(place)
        await driver.idle()
        assert bar.value() == place
        clicked: list[bool] = []
        button.clicked.connect(lambda: clicked.append(True))
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        at = button.mapTo(driver.window, button.rect().center())
        await _soon(QTest.mousePress, native, left, none, at)
        await driver.idle()
        assert keyboard.focus is button
        assert bar.value() == place
        await _soon(QTest.mouseRelease, native, left, none, at)
        await driver.idle()
        assert clicked
        for dialog in driver.window.findChildren(QFileDialog):
            dialog.reject()
        await driver.idle()


@pytest.mark.parametrize("size", [(1440, 900), (1440, 760), (1280, 800)])
async def test_no_row_moves_when_a_language_is_chosen_in_the_section_that_was_gone_to(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard, native, messages = Keyboard(driver), driver.window.windowHandle(), driver.window.messages
        await keyboard.press("Ctrl+,")
        page: SettingsPage = driver.widget("settingsPage")
        await driver.until(lambda: page._is_built)
        await driver.idle()

        async def click(widget: QWidget) -> None:
            left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            await _soon(QTest.mouseClick, native, left, none, widget.mapTo(driver.window, widget.rect().center()))
            await driver.idle()

        links = [go for _heading, go in page._sections._links if go.content.text == "Appearance"]
        (link,) = (go for go in links if go.isVisible())
        await click(link)
        area, german = page._scroll, page._languages["de"]
        before, place = area.verticalScrollBar().value(), german.mapTo(driver.window, QPoint())
        await click(german)
        await driver.until(lambda: messages.isVisible() and area.viewport().height() < area.height())
        await driver.idle()
        assert german.isChecked()
        assert (area.verticalScrollBar().value(), german.mapTo(driver.window, QPoint())) == (before, place)
        assert link.property(CHOSEN), "the section is still the current one"
        messages.close_message("restart")
        await driver.idle()
        assert german.mapTo(driver.window, QPoint()) == place
