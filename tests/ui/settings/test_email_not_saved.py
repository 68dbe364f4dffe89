"""An e-mail address that cannot be saved: the whole reason is below its box, with the address that is still used."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on

ADDRESS = "ada@uni.example.org"


def reason_of(driver: Driver) -> QLabel:
    found = driver.widget("settingsPage").findChild(QLabel, "emailReason")
    assert found is not None
    return found


async def type_address(driver: Driver, text: str, key: str) -> QLineEdit:
    """Replace the address by *text*, and press *key*."""
    driver.trigger("view.settings")
    await driver.idle()
    box = driver.widget("settingsPage").findChild(QLineEdit, "emailEdit")
    box.setFocus()
    box.selectAll()
    keyboard = Keyboard(driver)
    await keyboard.type(text)
    await keyboard.press(key)
    await driver.idle()
    return box


@pytest.mark.parametrize(("width", "text_size"), [(1440, 100), (1024, 100), (640, 150)])
@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ("student at uni", "Return", "student at uni has no @."),
        ("me@uni", "Tab", "me@uni needs a dot after the @ (name@university.edu)."),
    ],
)
async def test_the_whole_reason_and_the_address_that_is_used_are_below_the_box(
    demo, tmp_path, width: int, text_size: int, text: str, key: str, problem: str
):
    async with window_on(demo, tmp_path, size=(width, 640), email=ADDRESS, text_size=text_size) as driver:
        box = await type_address(driver, text, key)
        reason = reason_of(driver)
        assert reason.isVisible()
        assert reason.text() == f"{problem} This was not saved: {ADDRESS} is still used."
        assert reason.property("tone") == "error"
        assert reason.mapTo(box.window(), QPoint(0, 0)).y() >= box.mapTo(box.window(), QPoint(0, box.height())).y()
        assert reason.heightForWidth(reason.width()) <= reason.height(), "no line of it is cut"
        assert box.accessibleDescription() == reason.text()
        assert box.property("wrong") is True
        assert driver.program.services.settings_editor.current.email == ADDRESS


async def test_the_reason_ends_with_a_text_that_can_be_saved(demo, tmp_path):
    async with window_on(demo, tmp_path, email=ADDRESS) as driver:
        box = await type_address(driver, "me@uni", "Return")
        reason = reason_of(driver)
        QTest.keyClicks(box, ".example.org")
        assert reason.isHidden()
        assert (box.accessibleDescription(), box.property("wrong")) == ("", False)
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        assert driver.program.services.settings_editor.current.email == "me@uni.example.org"
        await type_address(driver, "me", "Return")
        assert reason.text().endswith("This was not saved: me@uni.example.org is still used.")
        await type_address(driver, ADDRESS, "Return")
        assert reason.isHidden()


async def test_a_text_is_not_called_wrong_while_it_is_typed(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), email=ADDRESS) as driver:
        await type_address(driver, "me@uni", "Home")
        assert reason_of(driver).isHidden()


async def test_without_an_address_only_the_reason_is_said(demo, tmp_path):
    async with window_on(demo, tmp_path, email=None) as driver:
        await type_address(driver, "me@uni", "Return")
        expected = "me@uni needs a dot after the @ (name@university.edu). This was not saved."
        assert reason_of(driver).text() == expected


async def test_the_first_start_has_the_whole_reason_below_the_box(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(640, 640), email=None, first_start_done=False) as driver:
        box = driver.widget("firstStartPage").findChild(QLineEdit, "emailEdit")
        QTest.keyClicks(box, "anna@uni")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.idle()
        reason = driver.widget("firstStartPage").findChild(QLabel, "emailReason")
        assert reason.isVisible()
        assert reason.text() == "anna@uni needs a dot after the @ (name@university.edu).", "nothing is saved there"
        assert reason.heightForWidth(reason.width()) <= reason.height()
