"""A changed e-mail address is saved with a message that says what it was, with Undo, also when the page is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.window.test_undo_messages import lead, press

ADDRESS = "ada@uni.example.org"


def email(driver: Driver) -> str | None:
    return driver.program.services.settings_editor.current.email


async def edit_address(driver: Driver, text: str, *, all_of_it: bool = False) -> tuple[Keyboard, QLineEdit]:
    """Type *text* at the beginning of the address, or instead of it."""
    keyboard = Keyboard(driver)
    await keyboard.press("Ctrl+,")
    await driver.idle()
    await keyboard.press("Tab")
    box = keyboard.focus
    assert isinstance(box, QLineEdit)
    await keyboard.press("Ctrl+A" if all_of_it else "Home")
    await keyboard.press("Delete") if not text else await keyboard.type(text)
    return keyboard, box


@pytest.mark.parametrize("key", ["Ctrl+1", "Return"])
async def test_a_changed_address_can_be_undone_and_redone(demo: Any, tmp_path: Path, key: str) -> None:
    async with window_on(demo, tmp_path, size=(640, 640), text_size=150, email=ADDRESS) as driver:
        keyboard, box = await edit_address(driver, "r")
        await keyboard.press(key)
        await driver.idle()
        assert email(driver) == f"r{ADDRESS}"
        changed = f"Changed the Unpaywall e-mail from {ADDRESS} to r{ADDRESS}."
        assert lead(driver) == changed
        assert driver.window.registry.whole_title("edit.undo") == "Undo: change the Unpaywall e-mail"
        await press(driver, "Undo")
        assert (email(driver), box.text()) == (ADDRESS, ADDRESS)
        assert lead(driver) == f"The Unpaywall e-mail is {ADDRESS} again."
        await press(driver, "Redo")
        assert (email(driver), box.text()) == (f"r{ADDRESS}", f"r{ADDRESS}")
        assert lead(driver) == changed
        driver.trigger("edit.undo")
        await driver.idle()
        assert email(driver) == ADDRESS
        await keyboard.press("Ctrl+1")
        await keyboard.press("Ctrl+,")
        await keyboard.press("Ctrl+1")
        await driver.idle()
        assert email(driver) == ADDRESS, "the box has the address of the undo"


async def test_an_address_that_is_removed_can_be_put_back(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, email=ADDRESS) as driver:
        keyboard, box = await edit_address(driver, "", all_of_it=True)
        await keyboard.press("Tab")
        await driver.idle()
        assert email(driver) is None
        assert lead(driver) == f"Removed the Unpaywall e-mail {ADDRESS}."
        await press(driver, "Undo")
        assert (email(driver), box.text()) == (ADDRESS, ADDRESS)


async def test_a_first_address_is_saved_without_a_message(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, email=None) as driver:
        keyboard, _box = await edit_address(driver, ADDRESS)
        await keyboard.press("Return")
        await driver.idle()
        assert email(driver) == ADDRESS
        assert driver.window.messages.note("undo") is None
