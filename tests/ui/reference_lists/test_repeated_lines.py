"""Lines of a reference list that name the same paper: each paper is added once, and all numbers agree."""

from __future__ import annotations

import csv
import io

from PySide6.QtCore import Qt

from scholar_desktop.domain.merging.dedupe import dedupe
from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.services.reference_lists.reference_lists import read_bytes
from scholar_desktop.ui.widgets.label import ElidedLabel
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_review_page import (
    CLOSED,
    FRESH,
    OPEN,
    paste,
    press_in_row,
    spoken,
    standings,
)

RECORD = "10.5555/zenodo.90000011"
"""A record of Zenodo that a search merges with the paper of FRESH."""
IN_DOUBT = "Deep contextualized word representations"
"""The title of the paper of OPEN alone, which has to be accepted."""


def has_note(driver: Driver, text: str) -> bool:
    labels = driver.widget("reviewPage").findChildren(ElidedLabel)
    return any(label.whole_text() == text for label in labels)


async def csv_rows(driver: Driver, path) -> list[dict[str, str]]:
    driver.window.pages.page("review").save_csv(path)
    await driver.idle()
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


async def test_a_record_and_the_preprint_that_a_search_merges_are_one_paper_of_a_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{RECORD}\n{OPEN}\n{FRESH}\n")
        await driver.until(lambda: has_note(driver, "3 matched: 1 duplicate"))
        assert "Same paper as line 1" in spoken(driver, 2)
        note = next(one for one in driver.widget("reviewPage").findChildren(ElidedLabel) if "1 dup" in one.whole_text())
        assert "Lines with the paper of an earlier line: 3 (as 1)" in note.toolTip()
        assert driver.widget("reviewAddButton").text() == "Add 2 matched"
        driver.click("reviewAddButton")
        await driver.until(lambda: has_note(driver, "3 matched: 2 added, 1 duplicate"))
        assert (await driver.program.services.library.counts()).papers == 2
        assert [row["same_as"] for row in await csv_rows(driver, tmp_path / "out.csv")] == ["", "", "1"]
    async with window_on(demo, tmp_path) as driver:
        reading = await driver.program.services.reference_lists.load_last()
        await reading.mark_kept()
        assert [line.same_as for line in reading.lines] == [None, None, 1]
        assert (reading.to_add(), len(reading.matched_in_library())) == ([], 2)


async def test_a_paper_that_the_library_has_as_another_version_is_not_added_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{RECORD}\n{FRESH}\n")
        await driver.until(lambda: has_note(driver, "2 matched: 1 duplicate"))
        reading = driver.program.services.reference_lists.current
        second = reading.line(2).paper
        assert second is not None
        await driver.program.services.library.add([second])
        await driver.until(lambda: has_note(driver, "2 matched: 1 added, 1 duplicate"))
        await driver.until(lambda: "in library" in spoken(driver, 0))  # the row asks the library for itself
        assert reading.to_add([1]) == []
        [found] = reading.without_pdf()
        assert (found.number, found.paper.id) == (1, second.id), "the paper that the library has"


async def test_papers_that_were_split_in_a_search_are_two_in_a_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{RECORD}\n{FRESH}\n")
        reading = driver.program.services.reference_lists.current
        await driver.until(lambda: reading.line(2).same_as == 1)
        papers = [line.paper for line in reading.lines]
        [merged] = dedupe(papers).papers
        await driver.program.services.manual_splits.split(merged, [papers[0]])
        await driver.until(lambda: reading.line(2).same_as is None)
        await driver.until(lambda: "Same paper" not in spoken(driver, 1))


async def test_a_line_in_doubt_names_the_line_that_it_would_repeat_and_has_no_outcome(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{IN_DOUBT}\n{OPEN}\n{CLOSED}\n{OPEN}\n{IN_DOUBT}\n")
        sure, check = LineStatus.SURE, LineStatus.CHECK
        assert standings(driver) == [check, sure, sure, sure, check]
        await driver.until(lambda: has_note(driver, "3 matched: 1 duplicate"))
        driver.click("reviewGetButton")
        totals = driver.widget("reviewTotals")
        words = "PDFs: 1 saved, 1 without an open copy · 1 line repeats an earlier one"
        await driver.until(lambda: totals.text() == words)
        await driver.until(lambda: has_note(driver, "3 matched: 2 added, 1 duplicate"))
        await driver.until(lambda: "PDF saved" in spoken(driver, 1))
        assert [text for row in (0, 4) if "PDF" in (text := spoken(driver, row))] == []
        rows = await csv_rows(driver, tmp_path / "out.csv")
        assert [row["same_as"] for row in rows] == ["", "", "", "2", "2"]
        repeats = [index for index in range(5) if "Same paper as line 2" in spoken(driver, index)]
        assert repeats == [3, 4], "as the file says"
        assert [row["outcome"] for row in rows] == ["", "saved", "closed", "repeat of line 2", ""]
        assert [*rows[0]][-2:] == ["outcome_words", "path"]
        assert [row["date"] != "" for row in rows] == [row["outcome"] != "" for row in rows]
        words = ["Check", "Saved", "No open copy", "Same paper as line 2", "Check"]
        assert [row["outcome_words"] for row in rows] == words
        again = read_bytes((tmp_path / "out.csv").read_bytes(), "out.csv").lines
        found = [(line.wanted.identifier or "").removeprefix("doi:") for line in again]
        assert found == [row["doi"].lower() for row in rows], "the file can be read as a list"
        assert [row["added"] for row in rows] == ["", "True", "True", "False", ""]
        assert rows[1]["copy"]
        of_copy = ("copy", "version", "licence", "reason", "date", "path")
        assert [rows[3][name] for name in of_copy] == [rows[1][name] for name in of_copy], "as the row shows"
        assert rows[3]["in_library"] == "True"
        press_in_row(driver, 4, "candidates")
        await driver.idle()
        driver.press(Qt.Key.Key_Return, "candidatesView")
        await driver.until(lambda: standings(driver) == [sure] * 5)  # the first line says the same
        await driver.until(lambda: has_note(driver, "5 matched: 2 added, 3 duplicates"))


async def test_a_line_in_doubt_that_repeats_another_is_accepted_with_a_button_like_the_others(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n{IN_DOUBT}\n")
        sure, check = LineStatus.SURE, LineStatus.CHECK
        assert standings(driver) == [sure, check]
        await driver.until(lambda: "Same paper as line 1" in spoken(driver, 1))
        model = driver.view("reviewTable").model()
        assert [name for name, _words in model.row(1).actions] == ["candidates", "yes"]
        press_in_row(driver, 1, "yes")
        await driver.until(lambda: standings(driver) == [sure, sure])
        await driver.until(lambda: has_note(driver, "2 matched: 1 duplicate"))

        def names() -> list[str]:
            return [name for name, _words in model.row(1).actions]

        await driver.until(lambda: names() != ["candidates", "yes"])
        assert names() == ["leave_out", "candidates"], "a second click on the place of “Accept” does not skip the line"
        press_in_row(driver, 1, "leave_out")
        await driver.until(lambda: standings(driver) == [sure, LineStatus.LEFT_OUT])


async def test_a_line_in_doubt_that_repeats_another_is_skipped_in_its_details(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"{OPEN}\n{IN_DOUBT}\n")
        press_in_row(driver, 1, "candidates")
        await driver.idle()
        driver.click("reviewSkipButton")
        await driver.until(lambda: standings(driver) == [LineStatus.SURE, LineStatus.LEFT_OUT])
