"""A list that is sorted anew by the head of a column begins at its top."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.support.window_driver import Driver


async def check_that_a_new_order_is_shown_from_its_top(driver: Driver, list_name: str, page_name: str) -> None:
    """Go to the last row of the list *list_name*, which scrolls, sort by the head Title of its page, and check that
    the top is shown and the row is still selected."""
    view = driver.view(list_name)
    view.setFocus()
    driver.press(Qt.Key.Key_End, list_name)
    await driver.idle()
    chosen = driver.chosen(list_name)
    assert view.verticalScrollBar().value() > 0
    head = driver.widget(page_name).findChild(QWidget, "sortHead.title")
    QTest.mouseClick(head, Qt.MouseButton.LeftButton)
    await driver.idle()
    if (measuring := getattr(view, "_measuring", None)) is not None:  # rows of different heights
        await driver.until(lambda: not measuring.isActive())
    assert view.verticalScrollBar().value() == 0
    assert driver.chosen(list_name) == chosen
