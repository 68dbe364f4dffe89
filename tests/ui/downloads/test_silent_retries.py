"""A download that the queue tries again by itself says only in its row how it ended: the user does something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.ui.context.messages import PDFS_WANTED
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.downloads.test_row_that_moves import at_work, keep
from tests.ui.downloads.test_rows_under_the_pointer import failed

RUNNING = DownloadState.RUNNING
LATER = "2099-11-22T10:00:00Z"


def said(driver: Driver) -> str:
    note = driver.window.messages.note(PDFS_WANTED)
    return "" if note is None else note.lead


def not_now(number: int, **changes: Any) -> DownloadItem:
    return structs.replace(failed(number), outcome=ItemOutcome.TEMPORARY, again=LATER, **changes)


@pytest.mark.parametrize("last", [ItemOutcome.TEMPORARY, ItemOutcome.NEEDS_PERSON])
async def test_what_the_queue_tries_again_by_itself_shows_no_message(
    demo: Any, tmp_path: Path, last: ItemOutcome
) -> None:
    async with window_on(demo, tmp_path, offline=True) as driver:
        driver.trigger("view.library")
        driver.widget("libraryEdit").setFocus()
        await keep(driver, at_work(1, RUNNING))
        await keep(driver, not_now(1))
        assert said(driver) == "Not available right now.", "the user has requested it"
        driver.window.messages.close_message(PDFS_WANTED)
        await keep(driver, structs.replace(at_work(1, RUNNING), tries=1))
        await keep(driver, not_now(1, tries=1))
        assert said(driver) == ""
        await keep(driver, structs.replace(at_work(1, RUNNING), tries=2))
        await keep(driver, structs.replace(not_now(1, tries=2), outcome=last, again=None))
        assert said(driver) == "", "nor the last try"
        assert Keyboard(driver).focus is driver.widget("libraryEdit")
        await keep(driver, at_work(1, RUNNING))
        await keep(driver, structs.replace(not_now(1), outcome=last))
        assert said(driver), "the user has tried it again"


async def test_a_batch_is_reported_with_what_was_tried_again_before_it_ended(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, offline=False) as driver:
        driver.trigger("view.library")
        await keep(driver, *(structs.replace(at_work(number, RUNNING), batch="Whales") for number in (1, 2)))
        await keep(driver, not_now(1, batch="Whales"))
        await keep(driver, structs.replace(at_work(1, RUNNING), tries=1, batch="Whales"))
        await keep(driver, structs.replace(failed(2), batch="Whales"))
        assert said(driver) == ""
        await keep(driver, not_now(1, tries=1, batch="Whales"))
        assert said(driver) == "2 downloads finished."
