"""A line that comes into a filtered list does not move the line under the pointer, nor the selected one."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from tests.support.window_driver import window_on
from tests.ui.reference_lists.test_review_page import paste, standings

pytestmark = pytest.mark.usefixtures("pointer_put_back")


@pytest.mark.parametrize("is_over_list", [True, False])
async def test_a_line_that_comes_in_above_moves_no_line_and_e_edits_the_clicked_one(
    demo: Any, tmp_path: Any, is_over_list: bool
) -> None:
    async with window_on(demo, tmp_path) as driver:
        unknown = "".join(f"10.5555/nobody-{number}\n" for number in range(40))
        await paste(driver, f"arXiv:1706.03762\n{unknown}")
        await driver.idle()
        driver.click("reviewChip.none")
        view = driver.view("reviewTable")
        await driver.until(lambda: view.model().count() == 40)
        place = view.visualRect(view.model().index(6, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        await driver.idle()
        clicked = view.model().line(6).number
        assert view.chosen_rows() == [6]
        QCursor.setPos(view.viewport().mapToGlobal(place) if is_over_list else driver.window.mapToGlobal(QPoint(0, 0)))
        reading = driver.program.services.reference_lists.current
        reading.edit(1, "10.5555/nobody-else")  # its answer comes while the list is in use
        await driver.until(lambda: standings(driver)[0] is LineStatus.NONE and view.model().count() == 41)
        await driver.idle()
        index = view.indexAt(place)
        assert view.model().line(index.row()).number == clicked
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        driver.press(Qt.Key.Key_E, "reviewTable")
        await driver.idle()
        assert driver.widget("reviewPage").expanded_row.number == clicked
