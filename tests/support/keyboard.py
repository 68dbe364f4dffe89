"""Keys and nothing else: pressed where the window system delivers them, so that focus and shortcuts do their part."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.window_driver import Driver

MOST_TABS = 120


class Keyboard:
    """Whoever has nothing but keys. Names are objectNames of what has the focus."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        driver.window.activateWindow()

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        return widget

    async def press(self, keys: str) -> None:
        """*keys* as a shortcut is written: 'Ctrl+L', 'Return', 'Tab', 'A'."""
        combination = QKeySequence(keys)[0]
        await self._click(combination.key(), combination.keyboardModifiers())

    async def type(self, text: str) -> None:
        for letter in text:
            await self._click(letter, Qt.KeyboardModifier.NoModifier)

    async def _click(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier) -> None:
        """Not from within a task: a key that goes through the window system turns the event loop, and other tasks would
        lose their wake-ups (docs/decisions/0004-one-loop.md)."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def click() -> None:
            QTest.keyClick(self._driver.window.windowHandle(), key, modifiers)
            done.set_result(None)

        loop.call_soon(click)
        await done

    async def tab_to(self, name: str, *, back: bool = False) -> None:
        """Go on with Tab until the widget called *name* has the focus."""
        seen = []
        for _ in range(MOST_TABS):
            if self.focus.objectName() == name:
                return
            seen.append(self.focus.objectName() or type(self.focus).__name__)
            await self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab does not lead to {name}, but to {seen}")

    async def arrow_to(self, name: str) -> None:
        """Go on with Right inside the group that has the focus, until the widget called *name* has it."""
        first = self.focus
        while self.focus.objectName() != name:
            await self.press("Right")
            assert self.focus is not first, f"the arrows do not lead to {name}"

    async def settle(self) -> None:
        await self._driver.idle()
