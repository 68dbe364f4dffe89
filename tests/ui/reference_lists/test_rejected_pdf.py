"""What reports say of a PDF that the user rejected: its copy, its version, and when it was rejected."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

from tests.support.window_driver import window_on
from tests.ui.downloads.test_downloads_page import WRONG_ARTICLE, press
from tests.ui.reference_lists.test_removed_pdfs import table
from tests.ui.reference_lists.test_review_page import CLOSED, paste

LATER = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)


async def test_both_reports_name_the_rejected_copy_and_the_list_says_when(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{WRONG_ARTICLE}\n{CLOSED}\n")
        driver.click("reviewGetButton")
        downloads = driver.program.services.downloads
        await driver.until(lambda: bool(downloads.items()) and not downloads.active)
        await driver.idle()
        before, _ = await table(driver, tmp_path / "before.csv")
        assert before["copy"]
        downloads._now = lambda: LATER
        driver.trigger("view.downloads")
        await driver.idle()
        driver.click_row(driver.titles("downloadsView").index(before["title"]), "downloadsView")
        await driver.idle()
        press(driver, "Reject PDF")
        await driver.idle()

        driver.window.pages.page("downloads")._commands.save_report(tmp_path / "downloads.csv")
        await driver.idle()
        report, _ = csv.DictReader(io.StringIO((tmp_path / "downloads.csv").read_text("utf-8-sig")))
        assert report["reason"].startswith("You rejected the PDF that was found.")
        assert report["address"] == before["copy"]
        assert report["host"] in before["copy"]
        assert (report["version"], bool(report["sha256"])) == (before["version"], True)
        row, _ = await table(driver, tmp_path / "after.csv")
        names = ("copy", "version", "licence")
        assert [row[name] for name in names] == [before[name] for name in names]
        assert row["date"] == "2031-05-06T07:08:09Z"
        assert row["reason"] == report["reason"]
        driver.trigger("edit.undo")
        await driver.idle()
        assert (await table(driver, tmp_path / "undone.csv"))[0] == before
