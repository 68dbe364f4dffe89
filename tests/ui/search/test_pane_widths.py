"""The details pane gets the width back that it had before the window was made narrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.support.window_driver import Driver, window_on


def _drag_line(driver: Driver, by: int) -> None:
    line = driver.widget("acrossSplitter").handle(1)
    QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(0, 50))
    QTest.mouseMove(line, QPoint(by, 50))
    QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(by, 50))


async def _resize(driver: Driver, width: int, height: int) -> None:
    driver.window.resize(width, height)
    await driver.idle()


async def test_a_narrow_window_does_not_change_the_width_of_the_details(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        detail: QWidget = driver.widget("detailPane")
        first = detail.width()
        for narrow in ((640, 640), (900, 700), (1100, 700)):
            await _resize(driver, *narrow)
            await _resize(driver, 1440, 900)
            assert detail.width() == first, narrow
        _drag_line(driver, -90)
        await driver.idle()
        dragged = detail.width()
        assert dragged > first + 60
        for step in range(1400, 600, -80):  # as a window that is made narrow by its edge
            await _resize(driver, step, 800)
        await _resize(driver, 1440, 900)
        assert detail.width() == dragged
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert driver.widget("detailPane").width() == dragged
        driver.trigger("view.details_pane")
        await _resize(driver, 640, 640)
        await _resize(driver, 1440, 900)
        driver.trigger("view.details_pane")
        await driver.idle()
        assert driver.widget("detailPane").width() == dragged
