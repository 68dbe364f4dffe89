"""Pinned papers stay for the next start."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from scholar_desktop import profile
from tests.support.window_driver import Driver, window_on


def _middle_click(driver: Driver, row: int) -> None:
    view = driver.view()
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.MiddleButton, pos=view.visualRect(view.model().index(row, 0)).center()
    )


def _pins(driver: Driver) -> list[str]:
    buttons = driver.widget("trailBar").findChildren(QAbstractButton)
    return [one.accessibleName() for one in buttons if one.objectName().startswith("beside.") and one.isVisible()]


async def test_a_pin_stays_until_it_is_removed(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        for row in (2, 4):
            _middle_click(driver, row)
            await driver.idle()
        pins = _pins(driver)
        assert len(pins) == 2
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: bool(driver.chosen()))
        await driver.idle()
        assert _pins(driver) == pins
        chip = next(
            one
            for one in driver.widget("trailBar").findChildren(QAbstractButton)
            if one.objectName().startswith("beside.")
        )
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.window.search_page.shown_paper.title == driver.titles()[2]
        _middle_click(driver, 2)
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: bool(driver.chosen()))
        await driver.idle()
        assert _pins(driver) == pins[1:]


async def test_pins_that_cannot_be_read_are_left_out(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        state_file = profile.StateFile(driver.program.settings.config_dir / profile.STATE_FILE)
    state_file.write({**state_file.read(), "pinned_papers": [{"title": 3}, "x"]})
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: bool(driver.chosen()))
        assert _pins(driver) == []
