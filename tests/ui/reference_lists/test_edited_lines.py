"""A line of a reference list that is edited keeps the text as pasted, and its box for a search has only words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from tests.support.window_driver import window_on
from tests.ui.reference_lists.test_repeated_lines import csv_rows
from tests.ui.reference_lists.test_review_page import FRESH, OPEN, find_in_row, paste, press_in_row, standings


async def test_the_csv_file_has_the_text_as_it_was_pasted_beside_the_edited_one(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n10.1038/\n")
        for text in ("10.1039/", FRESH):  # the first edit does not become the original
            if find_in_row(driver, 1, "edit") is not None:
                press_in_row(driver, 1, "edit")
            else:
                driver.click("reviewChangeButton")
            await driver.idle()
            driver.type(text, "reviewLineEdit")
            driver.press(Qt.Key.Key_Return, "reviewLineEdit")
            await driver.idle()
        await driver.until(lambda: standings(driver) == [LineStatus.SURE, LineStatus.SURE])
        rows = await csv_rows(driver, tmp_path / "out.csv")
        assert [row["text"] for row in rows] == [OPEN, FRESH]
        assert [row["original_line"] for row in rows] == ["", "10.1038/"]
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.window.navigation.page == "review")
        again = await csv_rows(driver, tmp_path / "again.csv")
        assert [row["original_line"] for row in again] == ["", "10.1038/"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("10.1038/", ""),
        ("https://doi.org/10.1038/none.such.thing.1", ""),
        ("17O6.03762", ""),
        ("Smith J (2021) Personal communication doi: 10.1038/", "Smith J (2021) Personal communication"),
    ],
)
async def test_the_search_for_a_line_begins_without_its_broken_identifier(demo, tmp_path, line, words):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n{line}\n")
        assert standings(driver)[1] is LineStatus.NONE
        press_in_row(driver, 1, "edit")
        await driver.idle()
        assert driver.widget("reviewWordsEdit").text() == words


@pytest.mark.parametrize(
    ("line", "identifier"),
    [
        ("10.5555 / subject.working_memory.4", "10.5555/subject.working_memory.4"),
        ("10. 5555/subject.working_memory.4", "10.5555/subject.working_memory.4"),
        ("doi:10.5555/ subject.working_memory.4", "doi:10.5555/subject.working_memory.4"),
        ("10.1038/nature 12373", "10.1038/nature12373"),
        ("arXiv: 1706. 03762", "arXiv:1706.03762"),
        ("1706. 03762", "1706.03762"),
    ],
)
async def test_an_identifier_with_spaces_is_edited_as_a_whole(demo, tmp_path, line, identifier):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n{line}\n")
        assert standings(driver)[1] is LineStatus.NONE
        press_in_row(driver, 1, "edit")
        await driver.idle()
        edits = [driver.widget(name).text() for name in ("reviewLineEdit", "reviewWordsEdit")]
        assert edits == [identifier, ""]
