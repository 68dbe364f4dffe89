"""The list of citing papers stays in its place below the menu of a row, also if messages cover a part of the row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from scholar_desktop.ui.widgets.note import Note
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on


class _Timers(QObject):
    """Counts the timers of a widget that end."""

    ended = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.ended += event.type() is QEvent.Type.Timer
        return False


async def test_the_rows_stay_when_the_row_of_the_menu_is_partly_covered(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        messages = driver.window.messages
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await Keyboard(driver).press("Return")
        await driver.idle()
        for key in ("first", "second"):
            messages.say(key, Note("Copied 3 papers.", "They can be pasted.", icon="copy"))
        await driver.idle()
        view = driver.view("citedByView")
        room = view.viewport().height() - view.room_at_end.height
        row = view.rowAt(room)
        place = view.visualRect(view.model().index(row, 0))
        assert place.top() < room < place.bottom(), "the row is partly covered"
        point, timers = QPoint(200, place.top() + 5), _Timers()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=point)
        view.installEventFilter(timers)
        reason = QContextMenuEvent.Reason.Mouse
        asked = QContextMenuEvent(reason, point, view.viewport().mapToGlobal(point))
        QApplication.sendEvent(view.viewport(), asked)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        await driver.until(lambda: timers.ended > 0)  # Qt's, which scrolls to the row that was pressed
        await driver.idle()
        assert view.currentIndex().row() == row
        assert view.visualRect(view.currentIndex()) == place
        menu.close()
        await driver.idle()
