"""A reference list says what came of the PDFs of its papers also after the downloads have left the queue."""

from __future__ import annotations

from typing import Any

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_removed_pdfs import shows, table
from tests.ui.reference_lists.test_review_page import CLOSED, FRESH, OPEN, paste

DOWNLOADED = "PDFs: 1 saved, 1 without an open copy"
CLEARED = "cleared"


async def download(driver: Driver) -> None:
    await paste(driver, f"{OPEN}\n{CLOSED}\n")
    driver.click("reviewGetButton")
    await driver.idle()
    await shows(driver, DOWNLOADED)


async def clear(driver: Driver) -> None:
    driver.trigger("view.downloads")
    await driver.idle()
    driver.click("clearDownloadsButton")
    await driver.idle()
    assert driver.program.services.downloads.items() == ()


async def show_list(driver: Driver) -> None:
    driver.window.navigation.show("review")
    await driver.idle()
    await shows(driver, DOWNLOADED)


async def test_the_account_of_a_list_is_the_same_after_the_downloads_are_cleared(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await download(driver)
        before = await table(driver, tmp_path / "before.csv")
        assert [row["outcome"] for row in before] == ["saved", "closed"]
        assert all(row["reason"] and row["date"] for row in before)
        await clear(driver)
        await show_list(driver)
        assert await table(driver, tmp_path / "after.csv") == before
        row = driver.view("reviewTable").model().row
        assert row(1).outcome["outcome"] == "No open copy"
    async with window_on(demo, tmp_path) as driver:
        await show_list(driver)
        assert await table(driver, tmp_path / "restarted.csv") == before
        assert driver.program.services.downloads.items() == ()


async def test_undo_puts_a_removed_download_back_and_a_later_one_takes_its_place(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await download(driver)
        before = await table(driver, tmp_path / "before.csv")
        downloads, store = driver.program.services.downloads, driver.program.services.library
        driver.trigger("view.downloads")
        await driver.idle()
        row = driver.titles("downloadsView").index(before[1]["title"])
        driver.click_row(row, "downloadsView")
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+Backspace")
        await driver.idle()
        [removed] = downloads.cleared.items.all()
        assert [item.key for item in await store.downloads(run=CLEARED)] == [removed.key]
        await keyboard.press("Ctrl+Z")
        await driver.idle()
        assert downloads.cleared.items.all() == ()
        assert await store.downloads(run=CLEARED) == ()
        assert len(await store.downloads(run="")) == 2

        await clear(driver)
        driver.window.navigation.show("review")
        driver.click("reviewGetButton")  # the paper without a PDF again, as a new download
        await driver.idle()
        [again] = downloads.items()
        assert again.key != removed.key
        rows = await table(driver, tmp_path / "again.csv")
        assert rows[1]["date"] == again.ended
        await clear(driver)
        kept = downloads.cleared.items.all()
        assert [item.key for item in kept if item.outcome == "closed"] == [again.key]
        stored = {item.key for item in await store.downloads()}
        assert stored == {item.key for item in kept}, "nothing else is stored"
        await show_list(driver)


async def test_a_download_of_no_list_is_forgotten_and_so_is_that_of_a_closed_list(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await download(driver)
        driver.trigger("view.search")
        await driver.search(FRESH)
        driver.trigger("paper.get_pdf")
        await driver.idle()
        assert len(driver.program.services.downloads.items()) == 3
        await clear(driver)
        kept = driver.program.services.downloads.cleared.items.all()
        assert len(kept) == 2, "one is of no list"
        driver.window.navigation.show("review")
        await driver.program.services.reference_lists.close()
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.program.services.downloads.is_loaded)
        await driver.idle()
        assert driver.program.services.downloads.cleared.items.all() == ()
        assert await driver.program.services.library.downloads() == ()
