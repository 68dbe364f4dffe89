"""The focus can be seen: every Tab stop of every page looks different with the focus."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from scholar_desktop.ui.widgets.button import RING, Button, ButtonKind
from scholar_desktop.ui.widgets.tab_order import bring_into_sight, stops
from tests.support.window_driver import Driver, window_on
from tests.ui.theme.test_tokens import contrast
from tests.ui.window.test_by_keyboard import PAGES


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
