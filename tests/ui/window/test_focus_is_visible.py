"""The focus can be seen: every Tab stop of every page looks different with the focus."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QDialog, QFrame, QScrollArea, QWidget

from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind
from scholar_desktop.ui.widgets.overlay import Overlay
from scholar_desktop.ui.widgets.tab_order import bring_into_sight, stops
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.theme.test_tokens import contrast
from tests.ui.window.test_by_keyboard import PAGES

LEAVES = re.compile("quit|restart|browser|delete|folder|demo|save_csv", re.IGNORECASE)
"""Names of buttons that lead out of the window."""
MOST_PRESSED = 60
"""Buttons of one page."""


def picture(driver: Driver, control: QWidget) -> QImage:
    place = QRect(control.mapTo(driver.window, QPoint(0, 0)), control.size()).adjusted(-4, -4, 4, 4)
    return driver.window.grab(place).toImage()


@pytest.mark.parametrize("actions", [PAGES[:5], PAGES[5:10], PAGES[10:]], ids=["first", "second", "third"])
async def test_every_tab_stop_shows_that_it_has_the_focus(demo: Any, tmp_path: Path, actions: tuple[str, ...]) -> None:
    async with window_on(demo, tmp_path) as driver:
        QApplication.setCursorFlashTime(0)
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.window.activateWindow()
        alike, seen = [], 0
        for action in actions:
            driver.trigger(action)
            await driver.idle()
            page = driver.window.pages.currentWidget()
            for control in stops(page):
                driver.window.sidebar.setFocus()
                bring_into_sight(control)
                await asyncio.sleep(0)
                before = picture(driver, control)
                control.setFocus(Qt.FocusReason.TabFocusReason)
                await asyncio.sleep(0)
                if not control.hasFocus() or (
                    isinstance(control, QAbstractItemView) and not control.model().rowCount()
                ):
                    continue
                seen += 1
                if picture(driver, control) == before:
                    alike.append(f"{action}: {control.objectName() or control.accessibleName() or control}")
        assert alike == []
        assert seen > 20


@pytest.mark.parametrize("action", ["app.shortcuts", "app.documentation", "app.whats_new", "app.about"])
async def test_every_tab_stop_of_the_help_shows_that_it_has_the_focus(demo: Any, tmp_path: Path, action: str) -> None:
    async with window_on(demo, tmp_path) as driver:
        QApplication.setCursorFlashTime(0)
        keyboard = Keyboard(driver)
        driver.trigger(action)
        await driver.idle()
        panel = next(one for one in driver.window.findChildren(Overlay) if one.isVisible())
        reached = {}
        for _ in range(8):
            control = keyboard.focus
            assert panel.isAncestorOf(control)
            reached[control] = picture(driver, control)
            await keyboard.press("Tab")
        assert len(reached) > 1
        for control, focused in reached.items():
            others = [one for one in reached if one is not control]
            others[0].setFocus(Qt.FocusReason.TabFocusReason)
            await asyncio.sleep(0)
            assert picture(driver, control) != focused, control


def _around(control: QWidget) -> Iterator[QWidget]:
    parent = control.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def _fault(driver: Driver, pressed: QWidget) -> str:
    """Say where the focus is if it is out of sight, or outside the page and the panel that the press opened."""
    now = QApplication.focusWidget()
    if now is None:
        return "nothing"
    page = driver.window.pages.currentWidget()
    is_here = now is page or page.isAncestorOf(now) or any(isinstance(one, Overlay) for one in (now, *_around(now)))
    is_plain = type(now) in (QWidget, QFrame, QScrollArea)
    if now is pressed or (is_here and not is_plain and now.isVisible() and not now.visibleRegion().isEmpty()):
        return ""
    return now.objectName() or now.accessibleName() or type(now).__name__


def _close_panels(driver: Driver) -> None:
    while (popup := QApplication.activePopupWidget() or QApplication.activeModalWidget()) is not None:
        popup.close()
    for panel in (*driver.window.findChildren(QDialog), *driver.window.findChildren(Overlay)):
        if panel.isVisible():
            panel.close_panel() if isinstance(panel, Overlay) else panel.close()


async def test_the_focus_can_be_seen_after_each_button_of_each_page_was_pressed_by_key(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        keyboard, lost, count = Keyboard(driver), [], 0
        for action in PAGES:
            pressed: set[str] = set()
            while True:
                driver.trigger(action)
                await driver.idle()
                buttons = (
                    one for one in stops(driver.window.pages.currentWidget()) if isinstance(one, QAbstractButton)
                )
                names = ((one.objectName() or one.accessibleName() or one.text(), one) for one in buttons)
                name, button = next(((name, one) for name, one in names if name not in pressed), ("", None))
                if button is None or len(pressed) == MOST_PRESSED:
                    break
                pressed.add(name)
                button.setFocus(Qt.FocusReason.TabFocusReason)
                bring_into_sight(button)
                await asyncio.sleep(0)
                if LEAVES.search(name) or not button.hasFocus():
                    continue
                count += 1
                await keyboard.press("Space")
                await driver.idle()
                is_outside = QApplication.activePopupWidget() or QApplication.activeModalWidget()
                if not is_outside and (fault := _fault(driver, button)):
                    lost.append(f"{action}: after {name} it is at {fault}")
                _close_panels(driver)
                await driver.idle()
        assert lost == []
        assert count > 80


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast", "high-contrast-dark"])
async def test_the_focus_ring_of_a_blue_button_is_set_apart_by_a_gap(demo: Any, tmp_path: Path, theme: str) -> None:
    async with window_on(demo, tmp_path, theme=theme) as driver:
        driver.trigger("view.corpus")
        await driver.idle()
        driver.window.activateWindow()
        button = driver.widget("setupCorpusButton")
        assert isinstance(button, Button)
        assert button.kind is ButtonKind.PRIMARY
        button.setFocus()
        picture = driver.window.grab(QRect(button.mapTo(driver.window, QPoint(0, 0)), button.size())).toImage()
        middle = picture.width() // 2
        ring, gap, body = (picture.pixelColor(middle, y) for y in (RING - 1, 2 * RING - 1, 2 * RING + 1))
        assert contrast(ring.name(), gap.name()) >= 3
        assert contrast(body.name(), gap.name()) >= 3
