"""The window is painted in a turn after the one that changed it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.window.deferred_painting import DeferredPainting
from tests.support.painting import paint_now
from tests.support.window_driver import window_on


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


async def test_a_key_that_was_pressed_is_handled_before_the_window_is_painted(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        box = driver.widget("searchEdit")
        box.setFocus()
        await driver.idle()
        paints, seen = Paints(box), []
        box.textChanged.connect(lambda _text: seen.append(paints.count))
        QTest.keyClick(box, Qt.Key.Key_A)
        asyncio.get_running_loop().call_soon(QTest.keyClick, box, Qt.Key.Key_B)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert seen == [0, 0], "both keys before the first paint"
        await driver.until(lambda: paints.count > 0)
        assert box.text() == "ab"


async def test_what_is_changed_is_painted_once(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        widget = QWidget(driver.window)  # of its own: a count that arrives late paints a row of the sidebar again
        widget.setGeometry(600, 500, 20, 20)
        widget.show()
        await driver.idle()
        paints = Paints(widget)
        widget.update()
        widget.repaint()  # Qt's own widgets call it, such as a button that is clicked by its shortcut
        assert paints.count == 0
        await driver.until(lambda: paints.count > 0)
        await driver.idle()
        assert paints.count == 1
        paint_now(widget)
        assert paints.count == 2


async def test_a_window_that_is_deleted_before_it_is_painted_is_left_alone(qapp: Any) -> None:
    window = QWidget()
    painting = DeferredPainting(window)
    assert painting.eventFilter(window, QEvent(QEvent.Type.UpdateRequest)), "it is to be painted in the next turn"
    failures: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
    shiboken6.delete(window)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asyncio.get_running_loop().set_exception_handler(None)
    assert failures == []
