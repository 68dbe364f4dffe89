"""A message, such as the one that offers a restart, covers no control of the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from scholar_desktop.ui.settings.settings_page import SettingsPage
from scholar_desktop.ui.theme.tokens import DARK
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.widgets.tick_box import RadioButton
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _show_settings(driver: Driver, keyboard: Keyboard) -> SettingsPage:
    await keyboard.press("Ctrl+,")
    page: SettingsPage = driver.widget("settingsPage")
    await driver.until(lambda: page._is_built)
    await driver.idle()
    return page


async def _choose_language(driver: Driver, keyboard: Keyboard, page: SettingsPage) -> None:
    next(one for one in page._languages.values() if one.isChecked()).setFocus()
    await driver.idle()
    await keyboard.press("Down")
    await driver.until(lambda: driver.window.messages.note("restart") is not None)


def _controls(page: SettingsPage) -> list[QWidget]:
    found: list[QWidget] = [*page._scroll.findChildren(QAbstractButton), *page._scroll.findChildren(QLineEdit)]
    return [one for one in found if one.isVisible()]


def _covered(driver: Driver, page: SettingsPage) -> list[str]:
    """Return the controls whose visible part a message covers."""
    messages = driver.window.messages
    assert messages.isVisible()
    found = []
    for control in _controls(page):
        seen = control.visibleRegion().boundingRect()
        place = QRect(control.mapTo(messages.parentWidget(), seen.topLeft()), seen.size())
        if not seen.isEmpty() and messages.geometry().intersects(place):
            found.append(control.objectName() or type(control).__name__)
    return found


@pytest.mark.parametrize(("size", "text_size"), [((1024, 640), 150), ((1024, 640), 100), ((640, 640), 150)])
async def test_it_covers_none_wherever_the_page_is_scrolled(
    demo: Any, tmp_path: Path, size: tuple[int, int], text_size: int
) -> None:
    async with window_on(demo, tmp_path, size=size, text_size=text_size) as driver:
        keyboard = Keyboard(driver)
        page = await _show_settings(driver, keyboard)
        await _choose_language(driver, keyboard, page)
        await driver.until(lambda: page._scroll.viewport().height() < page._scroll.height())
        bar = page._scroll.verticalScrollBar()
        for value in [*range(0, bar.maximum(), 40), bar.maximum()]:
            bar.setValue(value)
            await driver.idle()
            assert _covered(driver, page) == [], value


async def test_it_covers_none_after_a_larger_text_was_chosen(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        keyboard = Keyboard(driver)
        page = await _show_settings(driver, keyboard)
        await _choose_language(driver, keyboard, page)
        next(one for one in page._text_sizes.values() if one.isChecked()).setFocus()
        while not page._text_sizes[150].isChecked():
            await keyboard.press("Right")
            await driver.idle()
        await driver.until(lambda: _covered(driver, page) == [])
        seen = keyboard.focus.visibleRegion().boundingRect()
        assert seen.size() == keyboard.focus.size(), "the control in use is whole"


async def test_the_page_has_its_whole_height_when_the_message_is_gone(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        keyboard = Keyboard(driver)
        page = await _show_settings(driver, keyboard)
        await _choose_language(driver, keyboard, page)
        area = page._scroll
        await driver.until(lambda: area.viewport().height() < area.height())
        top = driver.window.messages.mapTo(driver.window, QPoint(0, 0)).y()
        assert area.mapTo(driver.window, QPoint(0, area.viewport().height())).y() == top
        driver.window.messages.close_message("restart")
        await driver.until(lambda: area.viewport().height() == area.height())


async def test_a_page_that_is_shown_below_a_message_ends_above_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=150) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")  # the foot of its page is not empty
        driver.window.messages.say("stays", Note("Moved the library.", icon="info"))
        page = await _show_settings(driver, keyboard)
        await driver.until(lambda: page._scroll.viewport().height() < page._scroll.height())
        assert _covered(driver, page) == []
        before = driver.window.messages.geometry()
        await keyboard.press("Ctrl+1")
        await driver.until(lambda: driver.window.messages.geometry() != before)


async def test_the_closed_offer_of_a_restart_comes_back_only_for_another_setting_that_needs_one(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, theme="light") as driver:
        keyboard, messages = Keyboard(driver), driver.window.messages
        page = await _show_settings(driver, keyboard)
        await _choose_language(driver, keyboard, page)
        await keyboard.press("Esc")
        await driver.until(lambda: messages.note("restart") is None)
        driver.trigger("view.theme_dark")
        await driver.until(lambda: driver.window.theme.tokens is DARK)
        await driver.idle()
        assert messages.note("restart") is None
        boxes = page.findChildren(QLineEdit)
        next(one for one in boxes if one.accessibleName() == "Downloads at the same time").setFocus()
        await keyboard.press("Ctrl+A")
        await keyboard.type("2")
        await keyboard.press("Return")
        await driver.until(lambda: messages.note("restart") is not None)


async def test_no_row_moves_under_the_mouse_when_it_comes_or_goes(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1280, 800)) as driver:
        page = await _show_settings(driver, Keyboard(driver))
        area, messages = page._scroll, driver.window.messages
        bar = area.verticalScrollBar()
        for at_end in (True, False):
            if at_end:
                bar.setValue(bar.maximum())
            await driver.idle()
            ticks = [one for one in area.findChildren(RadioButton) if not one.visibleRegion().isEmpty()]
            lowest = max(ticks, key=lambda one: one.mapTo(area, QPoint()).y())
            QTest.mouseClick(lowest, Qt.MouseButton.LeftButton)
            await driver.idle()
            before = lowest.mapTo(area, QPoint())
            messages.say("restart", Note("This takes effect after a restart.", icon="info"))
            await driver.until(lambda: area.viewport().height() < area.height())
            await driver.idle()
            assert lowest.mapTo(area, QPoint()) == before
            bar.setValue(bar.maximum() if at_end else bar.value())
            await driver.idle()
            before = lowest.mapTo(area, QPoint())
            messages.close_message("restart")
            await driver.idle()
            assert lowest.mapTo(area, QPoint()) == before
            bar.setValue(bar.value() - 200)
            await driver.until(lambda: area.viewport().height() == area.height())
            assert lowest.mapTo(area, QPoint()).y() == before.y() + 200, "the focus does not scroll the page back"
