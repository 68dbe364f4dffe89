"""The form with the fields of a paper of the library, filled in by real events."""

from __future__ import annotations

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver


async def add_and_edit(driver: Driver, fields: dict[str, str]) -> None:
    """Add the paper of the current row to the library, and write *fields* into its form: texts by their names."""
    keyboard = Keyboard(driver)
    await keyboard.press("S")
    await driver.idle()
    await keyboard.press("Ctrl+Shift+E")
    await driver.until(lambda: all(driver.widget(f"field.{name}").isVisible() for name in fields))
    for name, text in fields.items():
        driver.type(text, f"field.{name}")
    await keyboard.press("Ctrl+Return")
    await driver.idle()
