"""Keys alone: the focus returns from the menu bar to the control that had it, and the menus are about that control."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.ui.actions import registry
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


async def _press(driver: Driver, keyboard: Keyboard, *keys: str) -> None:
    for one in keys:
        await keyboard.press(one)
        await driver.idle()


async def _enter_results(driver: Driver) -> None:
    await driver.search("attention")
    driver.window.search_page.panes.results.focus_list()
    await driver.idle()


@pytest.mark.parametrize(
    "keys",
    [
        ("Alt+E", "Escape"),
        ("Alt+E", "Escape", "Alt+E", "Escape"),
        ("Alt+E", "Escape", "Alt+V", "Right", "Escape", "Alt+F", "Escape"),
        ("Alt+F", "Down", "Left", "Escape"),
    ],
)
async def test_the_focus_returns_from_the_menu_bar_to_the_list(demo: Any, tmp_path: Any, keys: tuple[str, ...]) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _enter_results(driver)
        await _press(driver, keyboard, *keys)
        assert keyboard.focus is driver.view()
        await _press(driver, keyboard, "J")
        assert driver.chosen() == [driver.titles()[1]]


async def test_esc_in_a_submenu_closes_that_alone(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _enter_results(driver)
        await _press(driver, keyboard, "Alt+V")
        view = QApplication.activePopupWidget()
        assert isinstance(view, QMenu)
        submenu = next(action for action in view.actions() if action.menu() is not None)
        view.setActiveAction(submenu)  # it opens the submenu
        assert QApplication.activePopupWidget() is submenu.menu()
        await _press(driver, keyboard, "Escape")
        assert QApplication.activePopupWidget() is view
        await _press(driver, keyboard, "Escape")
        assert QApplication.activePopupWidget() is None
        assert keyboard.focus is driver.view()


async def test_in_windows_the_bar_keeps_the_focus_until_the_next_esc(
    demo: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "ESC_LEAVES_BAR", False)
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _enter_results(driver)
        await _press(driver, keyboard, "Alt+E", "Escape")
        assert keyboard.focus is driver.window.menuBar()
        await _press(driver, keyboard, "Escape")
        assert keyboard.focus is driver.view()


async def test_the_edit_menu_is_about_the_list_also_if_another_menu_was_open(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await _enter_results(driver)
        actions = driver.window.registry
        for keys in (("Alt+E",), ("Alt+F", "Right"), ("Alt+V", "Left")):
            await _press(driver, keyboard, *keys)
            popup = QApplication.activePopupWidget()
            assert isinstance(popup, QMenu)
            assert popup.objectName() == "menu.edit"
            assert actions["edit.select_all"].isEnabled(), keys
            await _press(driver, keyboard, "Escape")
        await _press(driver, keyboard, "Alt+F", "Right")
        actions["edit.select_all"].trigger()
        await driver.idle()
        assert len(driver.chosen()) == len(driver.titles()) > 1
        await _press(driver, keyboard, "Escape")
