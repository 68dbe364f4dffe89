"""A retry of downloads of several batches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.window_driver import Driver, window_on

CLOSED = ("10.1037/0003-066X.37.2.122", "10.1001/jama.1992.03490170060032")


async def _two_batches(driver: Driver) -> None:
    downloads = driver.program.services.downloads
    driver.click("sidebar.view.downloads")
    for number, one in enumerate(CLOSED):
        await downloads.enqueue_ids([one], batch=f"list {number}")
    await driver.until(lambda: downloads.active == 0)
    await driver.until(lambda: driver.widget("downloadsGroup.not_got").isVisible())
    driver.click("downloadsGroup.not_got")
    await driver.until(lambda: driver.widget("retryDownloadsButton").content.text == "Try 2 again")


async def test_one_message_counts_all_that_one_press_tries_again(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _two_batches(driver)
        said: list[tuple[str, str]] = []
        messages = driver.window.messages
        for _again in range(2):
            driver.click("retryDownloadsButton")
            await driver.until(lambda: messages.note("kept_pdfs") is not None)
            await driver.idle()
            note = messages.note("kept_pdfs")
            said.append((note.lead, note.text))
            messages.close_message("kept_pdfs")
            await driver.until(lambda: driver.widget("retryDownloadsButton").isVisible())
        assert said == [("2 downloads tried again.", "0 saved, 2 missing.")] * 2
