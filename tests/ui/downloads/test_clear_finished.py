"""“Clear finished” removes the finished downloads that are listed, and nothing that is still to be done."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem
from tests.support.window_driver import Driver, shown_tooltip, window_on
from tests.ui.downloads.test_rows_under_the_pointer import failed

pytestmark = pytest.mark.usefixtures("pointer_put_back")

LATER = "2999-01-01T00:00:00Z"


def items(folder: Any) -> list[DownloadItem]:
    closed = {"outcome": ItemOutcome.CLOSED, "reason": "No open copy found.", "attempts": ()}
    again = {"outcome": ItemOutcome.TEMPORARY, "reason": "The host failed.", "attempts": ()}
    changes: list[dict[str, Any]] = [
        closed,
        closed,
        {"outcome": ItemOutcome.UNAVAILABLE, "attempts": ()},
        {**again, "again": LATER},
        again,
        {"quarantined": str(folder / "doubtful.pdf")},
    ]
    return [msgspec.structs.replace(failed(number), **change) for number, change in enumerate(changes)]


def keys(driver: Driver) -> set[str]:
    return {item.key for item in driver.program.services.downloads.items()}


def chip(driver: Driver, group: str) -> Any:
    return driver.widget(f"downloadsGroup.{group}")


async def test_what_is_tried_again_or_has_a_pdf_to_review_stays(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        driver.program.services.downloads._board.keep(items(tmp_path))
        await driver.idle()
        assert driver.widget("clearDownloadsButton").text() == "Clear finished"
        why = "1 stays: it is tried again later. 1 stays: it has a PDF to review."
        assert shown_tooltip(driver.widget("clearDownloadsButton")).startswith(f"{why}\n")
        driver.click("clearDownloadsButton")
        await driver.idle()
        assert keys(driver) == {"key3", "key5"}
        assert driver.widget("clearDownloadsButton").isHidden()
        driver.trigger("downloads.clear")
        assert driver.window.messages.note("undo").lead == "No download was removed."
        assert keys(driver) == {"key3", "key5"}


async def test_a_chip_restricts_what_is_cleared_and_undo_shows_its_rows_again(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        driver.program.services.downloads._board.keep(items(tmp_path))
        await driver.idle()
        QTest.mouseClick(chip(driver, "temporary"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert len(driver.titles("downloadsView")) == 2
        assert driver.widget("clearDownloadsButton").text() == "Clear 1 of these 2", "the other is tried again"
        tip = shown_tooltip(driver.widget("clearDownloadsButton"))
        assert "not those that are tried again later or have a PDF to review" in tip
        assert tip.startswith("1 stays: it is tried again later.\n")
        assert driver.widget("clearDownloadsButton").accessibleDescription() == "1 stays: it is tried again later."
        QTest.mouseClick(chip(driver, "unavailable"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert driver.widget("clearDownloadsButton").text() == "Clear this one"
        assert "stay:" not in shown_tooltip(driver.widget("clearDownloadsButton"))
        QTest.mouseClick(chip(driver, "closed"), Qt.MouseButton.LeftButton)
        await driver.idle()
        before = driver.titles("downloadsView")
        assert len(before) == 2
        assert driver.widget("clearDownloadsButton").text() == "Clear these 2"
        driver.click("clearDownloadsButton")
        await driver.idle()
        assert keys(driver) == {"key2", "key3", "key4", "key5"}
        assert len(driver.titles("downloadsView")) == 4
        assert driver.widget("clearDownloadsButton").text() == "Clear finished"
        driver.trigger("edit.undo")
        await driver.idle()
        assert len(keys(driver)) == 6
        assert driver.titles("downloadsView") == before
        assert chip(driver, "closed").accessibleName().endswith(": 2, shown")
        assert len(driver.window.pages.page("downloads").view.chosen_rows()) == 2


async def test_the_second_click_of_a_double_click_clears_nothing(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.downloads")
        driver.program.services.downloads._board.keep(items(tmp_path))
        await driver.idle()
        QTest.mouseClick(chip(driver, "closed"), Qt.MouseButton.LeftButton)
        await driver.idle()
        clear = driver.widget("clearDownloadsButton")
        assert clear.text() == "Clear these 2"
        QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
        await driver.until(lambda: clear.text() == "Clear finished")
        assert driver.view("downloadsView").hasFocus(), "a key does not press the button again either"
        QTest.mouseDClick(clear, Qt.MouseButton.LeftButton)  # the second press
        QTest.mouseRelease(clear, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert keys(driver) == {"key2", "key3", "key4", "key5"}
        QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
        await driver.until(lambda: keys(driver) == {"key3", "key5"})


async def test_buttons_act_on_what_belongs_to_the_chip_and_a_retry_of_all_shows_all(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        downloads = driver.program.services.downloads
        driver.trigger("app.offline")
        driver.trigger("view.downloads")
        cancelled = {"outcome": ItemOutcome.CANCELLED, "reason": "You cancelled it.", "attempts": ()}
        downloads._board.keep([msgspec.structs.replace(failed(number), **cancelled) for number in range(3)])
        await driver.idle()
        driver.click("downloadsGroup.cancelled")
        driver.view("downloadsView").choose(0)
        await driver.idle()
        chosen = driver.window.context.now.downloads[0].key
        downloads.retry([chosen])
        await driver.until(lambda: chip(driver, "cancelled").content.count == "2")
        gone = {"outcome": ItemOutcome.NOT_FOUND, "reason": "No service knows it.", "attempts": ()}
        downloads._board.keep([msgspec.structs.replace(failed(int(chosen[3:])), **gone)])
        clear, save = driver.widget("clearDownloadsButton"), driver.widget("saveReportButton")
        await driver.until(lambda: clear.isVisible() and driver.widget("downloadsGroup.not_found").isVisible())
        await driver.idle()
        assert len(driver.titles("downloadsView")) == 3, "the selected row stays"
        retry = driver.widget("retryDownloadsButton")
        said = [clear.text(), save.text(), retry.content.text]
        assert said == ["Clear these 2", "Save 2 as CSV…", "Try 2 again"]
        page = driver.window.pages.page("downloads")
        file = tmp_path / "cancelled.csv"
        page._commands.save_report(file)
        await driver.idle()
        assert len(file.read_text("utf-8-sig").splitlines()) == 3, "the head, and two rows"

        driver.click("retryDownloadsButton")
        await driver.until(lambda: chip(driver, "cancelled").content.count == "0")
        await driver.idle()
        assert chip(driver, "all").accessibleName() == "All: 3, shown"
        assert save.text() == "Save as CSV…"
