"""The list has its final place as soon as the candidates of a line near its end close."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from scholar_desktop.ui.context.messages import EDGE
from scholar_desktop.ui.widgets.note import Note
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_review_page import paste, press_in_row

UNKNOWN = "".join(f"10.9999/none.{number}\n" for number in range(28))
IN_DOUBT = "Deep contextualized word representations"
_KEYS = {"Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape}


def empty_below(driver: Driver) -> int:
    """Return the height of the empty place below the last row, in pixels."""
    view = driver.view("reviewTable")
    last = view.visualRect(view.model().index(view.model().rowCount() - 1, 0))
    return view.viewport().height() - (last.bottom() + 1)


def is_current_covered(driver: Driver) -> bool:
    """Return True if a message covers more of the current row than its edge."""
    view, messages = driver.view("reviewTable"), driver.window.messages
    row = view.visualRect(view.currentIndex()).adjusted(0, 0, 0, -EDGE)
    place = QRect(view.viewport().mapTo(messages.parentWidget(), row.topLeft()), row.size())
    return messages.isVisible() and messages.geometry().intersects(place)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
@pytest.mark.parametrize("has_message", [False, True])
@pytest.mark.parametrize("closes_by", ["Enter", "reviewLeaveOutButton", "Esc"])
async def test_closing_the_candidates_near_the_end_moves_the_list_once(
    demo: Any, tmp_path: Any, size: tuple[int, int], has_message: bool, closes_by: str
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        await paste(driver, f"{UNKNOWN}{IN_DOUBT}\n10.9999/none.last\n")
        view, messages = driver.view("reviewTable"), driver.window.messages
        assert view.model().rowCount() == 30
        bar = view.verticalScrollBar()
        view.scrollToBottom()
        if has_message:  # it is shown while the candidates are open, and when they are closed
            messages.say("copied", Note("Copied."))
        press_in_row(driver, 28, "candidates")
        await driver.until(driver.widget("reviewLine").isVisible)
        await driver.until(lambda: driver.view("candidatesView").model().count() > 0)
        await driver.idle()
        bar.setValue(bar.maximum())
        before = bar.value()
        if closes_by in _KEYS:
            driver.press(_KEYS[closes_by], "candidatesView")
        else:
            driver.click(closes_by)
        at_once = bar.value(), empty_below(driver)
        assert at_once == (bar.value(), 0)
        assert at_once[0] < before
        await driver.idle()
        for _ in range(10):
            QApplication.processEvents()
            await driver.idle()
        assert not is_current_covered(driver)
        assert (bar.value(), empty_below(driver)) == at_once
        for key in ("undo", "copied"):
            messages.close_message(key)
        await driver.idle()
        assert (bar.value(), empty_below(driver)) == at_once
        assert view.indexAt(QPoint(5, view.viewport().height() - 2)).row() == 29
