"""The citations below the lists have room for their head and two rows while they are open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.support.window_driver import Driver, window_on


async def _resize(driver: Driver, width: int, height: int) -> None:
    driver.window.resize(width, height)
    await driver.until(lambda: driver.window.size().toTuple() == (width, height))
    await driver.idle()


def _drag_down(driver: Driver, by: int) -> None:
    handle = driver.widget("downSplitter").handle(1)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(50, 0))
    QTest.mouseMove(handle, QPoint(50, by))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(50, by))


def _shows_two_rows(driver: Driver) -> bool:
    view = driver.view("citedByView")
    bottom = max(view.rowViewportPosition(row) + view.rowHeight(row) for row in (0, 1))
    return view.isVisible() and bottom - view.rowViewportPosition(0) <= view.viewport().height()


async def test_the_line_above_the_citations_leaves_two_rows(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        await driver.idle()
        driver.trigger("view.cited_by")
        await driver.until(lambda: driver.view("citedByView").model().rowCount() > 2)
        _drag_down(driver, 600)
        await driver.idle()
        assert _shows_two_rows(driver)
        dragged = driver.widget("downSplitter").sizes()
        driver.trigger("view.citations_hidden")
        driver.trigger("view.citations_below")
        await driver.idle()
        assert driver.widget("downSplitter").sizes() == dragged
        await _resize(driver, 1440, 700)
        assert _shows_two_rows(driver)
        await _resize(driver, 640, 640)
        await _resize(driver, 1440, 900)
        assert driver.widget("downSplitter").sizes() == dragged, "the height that the user has chosen"
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.cited_by")
        await driver.until(lambda: driver.view("citedByView").model().rowCount() > 2)
        await driver.idle()
        assert _shows_two_rows(driver), "after a restart"
