"""“Resume all” takes the place of “Pause all”, and its focus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from tests.support.keyboard import Keyboard
from tests.support.window_driver import window_on
from tests.ui.downloads.test_rows_stay_on_resume import item

SAVED, WAITING = 40, 5


async def test_pause_all_and_resume_all_keep_the_focus_in_their_place(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        driver.trigger("app.offline")
        driver.trigger("view.downloads")
        ends = {"state": DownloadState.DONE, "outcome": ItemOutcome.SAVED, "ended": "2026-11-22T10:00:00Z"}
        saved = [item(number, **ends) for number in range(SAVED)]
        waiting = [item(number, state=DownloadState.WAITING) for number in range(SAVED, SAVED + WAITING)]
        driver.program.services.downloads._board.keep([*saved, *waiting])
        await driver.until(lambda: driver.widget("pauseDownloadsButton").isEnabled())
        await driver.idle()
        driver.view("downloadsView").setFocus()
        await keyboard.press("End")
        driver.widget("pauseDownloadsButton").setFocus()
        for key, name in (("Return", "resume"), ("Space", "pause"), ("Space", "resume")):
            await keyboard.press(key)
            button = driver.widget(f"{name}DownloadsButton")
            await driver.until(lambda button=button: button.isVisible() and button.isEnabled())
            await driver.until(lambda button=button: keyboard.focus is button)
