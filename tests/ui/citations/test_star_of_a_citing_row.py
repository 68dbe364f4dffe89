"""The key for the star on a citing row, which shows no star itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on


def _said(driver: Driver) -> str:
    note = driver.window.messages.note("undo")
    return note.lead if note is not None else ""


async def test_a_message_says_that_the_star_of_a_known_paper_was_changed(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, size=(1024, 640), citations=None, demo=True) as driver:
        keyboard, library = Keyboard(driver), driver.program.services.library
        await driver.search("attention")
        driver.window.search_page.panes.results.focus_list()
        await keyboard.press("Return")
        await driver.idle()
        await keyboard.press("Ctrl+Alt+1")
        await driver.idle()
        await keyboard.press("Down")
        await driver.idle()
        await keyboard.press("Ctrl+Shift+A")
        await driver.idle()
        title = driver.chosen("citedByView")[0]
        for said, starred in ((f"Starred “{title[:20]}", 1), (f"Removed the star from “{title[:20]}", 0)):
            await keyboard.press("S")
            await driver.until(lambda said=said: _said(driver).startswith(said))
            await driver.idle()
            assert (await library.counts()).starred == starred
        driver.trigger("edit.undo")
        await driver.idle()
        assert (await library.counts()).starred == 1
