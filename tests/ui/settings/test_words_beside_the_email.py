"""What is said beside the box for the e-mail address is whole, or only its sign is there, with the words as tooltip."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scholar_desktop.ui.settings.email_box import EmailBox
from tests.support.window_driver import Driver, shown_tooltip, window_on

VALID = "sieht gültig aus"


def faults(driver: Driver) -> list[str]:
    """What is cut beside the box, or not said at all."""
    box = driver.widget("settingsPage").findChild(EmailBox)
    label, found = box._verdict, []
    if label.text() not in ("", VALID):
        found.append(label.text())
    needed = label.fontMetrics().horizontalAdvance(label.text())
    if label.text() and needed > label.contentsRect().width():
        found.append(f"{needed} pixels in {label.contentsRect().width()}")
    if not label.text() and shown_tooltip(box._sign) != VALID:
        found.append("nothing says it")
    return found


async def test_the_words_beside_the_address_are_never_cut(demo: Any, tmp_path: Any) -> None:
    async with window_on(
        demo, tmp_path, size=(1280, 820), language="de", email="ada.lovelace@uni.example.org"
    ) as driver:
        driver.trigger("view.settings")
        await driver.idle()
        said = set()
        for text_size in (150, 100):
            choice = driver.widget(f"text_size-{text_size}")
            QTest.mouseClick(choice, Qt.MouseButton.LeftButton, pos=QPoint(5, choice.height() // 2))
            await driver.idle()
            for width in (1280, *range(640, 1440, 100), 1280):
                driver.window.resize(width, 820)
                await driver.idle()
                assert faults(driver) == [], (text_size, width)
                said.add(driver.widget("settingsPage").findChild(EmailBox)._verdict.text())
        assert said == {"", VALID}, "it is said where there is room"
