"""Two clicks of the middle button are no double click, which shows the PDF of the row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.window_driver import window_on

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


async def test_only_a_double_click_of_the_left_button_reads_a_row(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        view, read = driver.view(), list[int]()
        view.read_wanted.connect(read.append)
        middle = view.visualRect(view.model().index(0, 0)).center()
        QTest.mouseClick(view.viewport(), MIDDLE, pos=middle)
        QTest.mouseDClick(view.viewport(), MIDDLE, pos=middle)
        await driver.idle()
        assert read == []
        QTest.mouseClick(view.viewport(), MIDDLE, pos=middle)
        QTest.mouseClick(view.viewport(), LEFT, pos=middle)
        await driver.idle()
        assert read == []
        QTest.mouseDClick(view.viewport(), LEFT, pos=middle)
        await driver.idle()
        assert read == [0]
