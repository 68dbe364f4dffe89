"""A retry of downloads of several batches: one message for all, a time that only grows, and chips that stay."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from msgspec import structs

from scholar_desktop.ui.widgets.label import ElidedLabel
from tests.support.window_driver import Driver, window_on

NOT_FOUND = ("10.5555/not.known.1", "10.5555/not.known.2")


async def _two_batches(driver: Driver) -> None:
    downloads = driver.program.services.downloads
    driver.click("sidebar.view.downloads")
    for number, one in enumerate(NOT_FOUND):
        await downloads.enqueue_ids([one], batch=f"list {number}")
    await driver.until(lambda: downloads.active == 0)
    chip = "downloadsGroup.not_got"
    await driver.until(lambda: driver.widget(chip).isVisible() and driver.widget(chip).isEnabled())
    driver.click(chip)
    await driver.until(lambda: driver.widget("retryDownloadsButton").content.text == "Try 2 again")


def _seconds(driver: Driver) -> int:
    """The seconds of “took 0:46 in all”."""
    lines = [one.whole_text() for one in driver.widget("downloadsReport").findChildren(ElidedLabel)]
    found = re.search(r"finished .* took (\d+):(\d\d) in all", " ".join(lines))
    return int(found[1]) * 60 + int(found[2]) if found else -1


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


async def test_a_further_try_adds_to_the_time_of_all_batches(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _two_batches(driver)
        downloads = driver.program.services.downloads
        for number, item in enumerate(downloads.items()):
            span = (f"2026-01-01T10:0{number}:00Z", f"2026-01-01T10:0{number}:40Z")
            downloads._board.show(structs.replace(item, worked=(span,)))
        await driver.until(lambda: _seconds(driver) == 80)
        driver.click("retryDownloadsButton")
        await driver.until(lambda: driver.window.messages.note("kept_pdfs") is not None)
        await driver.until(lambda: _seconds(driver) >= 0)
        assert _seconds(driver) >= 80
        old = structs.replace(
            downloads.items()[0], worked=None, began="2026-01-01T09:00:00Z", ended="2026-01-01T09:10:00Z"
        )
        downloads._board.show(old)
        await driver.until(lambda: _seconds(driver) >= 600)
        downloads.retry([old.key])
        await driver.until(lambda: downloads.active == 0)
        await driver.until(lambda: _seconds(driver) >= 0)
        assert _seconds(driver) >= 600, "an item of an older version keeps its time, too"


async def test_no_chip_moves_when_a_retry_begins(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _two_batches(driver)
        chips = driver.window.pages.page("downloads")._report._chips

        def places() -> dict[str, Any]:
            seen = {group: chip.geometry() for group, chip in chips.items() if chip.isVisible()}
            return {group: place for group, place in seen.items() if group != "under_way"}

        before = places()
        assert len(before) > 3
        demo.config(faults={"unpaywall": "hang"})
        driver.click("retryDownloadsButton")
        await driver.until(lambda: chips["under_way"].isVisible() and chips["under_way"].x() > 0)
        now = places()
        assert now == {group: before[group] for group in now}
        assert before.keys() - now.keys() == {"not_found"}, "both are tried again"
        assert chips["under_way"].x() > max(place.right() for place in before.values())
