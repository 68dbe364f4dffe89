"""A reference list follows the library when PDFs of its papers are removed, and come back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.ui.reference_lists import list_import
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_review_page import CLOSED, FRESH, OPEN, paste, spoken

DOWNLOADED = "PDFs: 2 saved, 1 without an open copy"
REMOVED = "PDFs: 1 without an open copy, 2 removed"


async def shows(driver: Driver, words: str) -> None:
    await driver.until(lambda: driver.widget("reviewTotals").text() == words)


async def table(driver: Driver, path: Any) -> list[dict[str, str]]:
    driver.window.pages.page("review").save_csv(path)
    await driver.idle()
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


async def test_a_list_shows_pdfs_that_undo_and_redo_remove_and_bring_back(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n{FRESH}\n{CLOSED}\n")
        driver.click("reviewGetButton")
        await driver.idle()
        await shows(driver, DOWNLOADED)
        row = driver.view("reviewTable").model().row
        assert row(0).outcome["outcome"] == "Saved"

        driver.trigger("edit.undo")
        await driver.idle()
        await shows(driver, REMOVED)
        assert (row(0).outcome["outcome"], row(0).outcome["reason"]) == ("Removed", "")
        assert "PDF removed" in spoken(driver, 0)
        rows = await table(driver, tmp_path / "undone.csv")
        assert [each["in_library"] for each in rows] == ["False"] * 3
        assert [each["outcome"] for each in rows] == ["removed", "removed", "closed"]

        driver.trigger("edit.redo")
        await driver.idle()
        await shows(driver, DOWNLOADED)
        rows = await table(driver, tmp_path / "redone.csv")
        assert [each["outcome"] for each in rows] == ["saved", "saved", "closed"]


async def test_a_list_shows_papers_in_the_trash_as_the_downloads_do(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n{FRESH}\n{CLOSED}\n")
        driver.click("reviewGetButton")
        await driver.idle()
        await shows(driver, DOWNLOADED)
        driver.click_row(0, "reviewTable")
        await driver.idle()
        driver.trigger("paper.delete")
        await shows(driver, "PDFs: 1 saved, 1 without an open copy, 1 removed")
        assert driver.view("reviewTable").model().row(0).outcome["outcome"] == "In trash"
        rows = await table(driver, tmp_path / "trash.csv")
        assert [each["outcome"] for each in rows] == ["in trash", "saved", "closed"]

        driver.trigger("edit.undo")
        await shows(driver, DOWNLOADED)
        await driver.idle()
        driver.trigger("view.search")
        driver.trigger("edit.redo")  # while the list is not shown
        await driver.idle()
        driver.trigger("view.review")
        await shows(driver, "PDFs: 1 saved, 1 without an open copy, 1 removed")


async def test_removed_pdfs_are_downloaded_again_with_the_list(
    demo: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n{FRESH}\n{CLOSED}\n")
        driver.click("reviewGetButton")
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.idle()
        await shows(driver, REMOVED)
        driver.click("reviewGetButton")
        words = "Added 3 papers. Getting 2 PDFs. 1 was tried before without success."
        await driver.until(lambda: (note := driver.window.messages.note("undo")) is not None and note.lead == words)
        await driver.idle()
        await shows(driver, DOWNLOADED)
        items = driver.program.services.downloads.items()
        assert [item.outcome for item in items] == [ItemOutcome.SAVED, ItemOutcome.SAVED, ItemOutcome.CLOSED]
        kept = driver.program.services.reference_lists.current.kept.values()
        assert [one.pdf is not None for one in kept].count(True) == 2

        driver.trigger("edit.undo")
        await driver.idle()
        await shows(driver, REMOVED)
        find_removals = list_import.find_removals

        async def before_a_removal(*asked: Any) -> Any:
            downloads, removals = driver.program.services.downloads, await find_removals(*asked)
            downloads.forget([items[-1].key])
            await driver.until(lambda: len(downloads.items()) == 2)
            return removals

        monkeypatch.setattr(list_import, "find_removals", before_a_removal)
        driver.click("reviewGetButton")
        words = "Added 3 papers. Getting 3 PDFs."
        await driver.until(lambda: (note := driver.window.messages.note("undo")) is not None and note.lead == words)
