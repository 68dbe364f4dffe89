"""A line that was not found says what differs from the closest paper, in the column of the matched paper."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from tests.support.window_driver import window_on
from tests.ui.reference_lists.test_repeated_lines import csv_rows
from tests.ui.reference_lists.test_review_page import find_in_row, paste, standings

SAME_TITLE = "Smith J. Attention is Turing-Complete. Journal of Nothing, 1999."
DIFFERENCES = "but the first author differs and the line says 1999, the record 2021"


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_a_line_with_the_title_of_another_paper_says_what_else_differs(
    demo: Any, tmp_path: Any, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        await paste(driver, f"{SAME_TITLE}\nSmith J (2021) Personal communication\narXiv:1706.03762\n")
        await driver.idle()
        assert standings(driver) == [LineStatus.NONE, LineStatus.NONE, LineStatus.SURE]
        row = driver.view("reviewTable").model().row(0)
        assert row.title == "Semantic Scholar has no paper that matches this line."
        assert row.why.startswith(f"The title matches, {DIFFERENCES}.")
        lefts = {}
        for number in range(3):
            title, byline = find_in_row(driver, number, "title"), find_in_row(driver, number, "byline")
            assert title is not None
            assert byline is not None
            lefts[number] = (title.rect.left(), byline.rect.left())
        assert len({left for both in lefts.values() for left in both}) == 1, lefts
        rows = await csv_rows(driver, tmp_path / "out.csv")
        assert any(f"the closest paper has this title, {DIFFERENCES}" == text for text in rows[0].values())
