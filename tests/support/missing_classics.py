"""The page of the missing classics, for a library of six papers of the demo."""

from __future__ import annotations

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver


async def open_missing_classics(driver: Driver, keyboard: Keyboard) -> None:
    """Add the first papers of a search to the library, and open the page."""
    await driver.search("attention")
    await driver.program.services.library.add([driver.view().model().paper(row) for row in range(6)])
    await keyboard.press("Ctrl+8")
    await driver.idle()
