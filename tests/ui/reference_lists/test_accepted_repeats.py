"""A line that repeats the title of an accepted one is accepted with it, in one step to undo."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from tests.support.window_driver import window_on
from tests.ui.reference_lists.test_repeated_lines import csv_rows
from tests.ui.reference_lists.test_review_page import FRESH, paste, press_in_row, standings

TITLE = "Deep contextualized word representations"


@pytest.mark.parametrize("is_single", [True, False])
async def test_a_repeated_title_is_accepted_with_the_first(demo: Any, tmp_path: Any, *, is_single: bool) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{TITLE}\n{FRESH}\n{TITLE}.\n")
        await driver.idle()
        assert standings(driver) == [LineStatus.CHECK, LineStatus.SURE, LineStatus.CHECK]
        if is_single:
            press_in_row(driver, 0, "yes")
        else:
            driver.click("reviewAcceptButton")
        await driver.idle()
        assert standings(driver) == [LineStatus.SURE] * 3
        assert driver.window.messages.note("undo").lead.endswith(" 1 line with the same title was accepted, too.")
        rows = await csv_rows(driver, tmp_path / "out.csv")
        assert (rows[2]["same_as"], rows[2]["outcome"]) == ("1", "repeat of line 1")
        driver.trigger("edit.undo")
        await driver.until(lambda: standings(driver) == [LineStatus.CHECK, LineStatus.SURE, LineStatus.CHECK])
