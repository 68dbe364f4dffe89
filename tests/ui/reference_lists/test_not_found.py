"""A line that was not found says what differs from the closest paper, in the column of the matched paper."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.contradicted_paper import IDENTIFIER_UNKNOWN
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedReference, ReferenceLine
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.ui.reference_lists.review_rows import review_row
from tests.support.window_driver import Driver, window_on
from tests.ui.reference_lists.test_repeated_lines import csv_rows
from tests.ui.reference_lists.test_review_page import find_in_row, paste, spoken, standings

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


async def saved_by_button(driver: Driver, path: Path) -> list[str]:
    """Press the button that saves the list as CSV, and return the numbers of the lines in the file."""
    return await saved_lines(driver, path, lambda: driver.click("reviewCsvButton"))


async def saved_lines(driver: Driver, path: Path, save: Callable[[], None]) -> list[str]:
    """Save the list as CSV by *save*, and return the numbers of the lines in the file."""
    save()
    await driver.until(lambda: driver.window.findChild(QFileDialog) is not None)
    dialog = driver.window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    dialog.deleteLater()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    await driver.idle()
    note = driver.window.messages.note("csv")
    assert note is not None
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))  # noqa: ASYNC240  a small file
    assert note.text == (f"The file has {len(rows)} rows." if len(rows) != 1 else "The file has 1 row.")
    return [row["line"] for row in rows]


async def test_the_command_palette_saves_the_list_as_the_button_does(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        assert driver.window.registry.why_not("list.save_csv") == "Open a reference list first."
        await paste(driver, "arXiv:1706.03762\n10.5555/nobody\n")
        await driver.idle()
        save = partial(driver.trigger, "list.save_csv")
        assert await saved_lines(driver, tmp_path / "all.csv", save) == ["1", "2"]
        driver.click("reviewChip.none")
        await driver.idle()
        assert await saved_lines(driver, tmp_path / "none.csv", save) == ["2"]


async def test_the_csv_file_has_the_lines_that_the_chip_shows(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path / "profile") as driver:
        await paste(driver, f"arXiv:1706.03762\n{SAME_TITLE}\n10.5555/nobody\n10.5555/no-one\n")
        await driver.idle()
        assert standings(driver) == [LineStatus.SURE, *[LineStatus.NONE] * 3]
        button = driver.widget("reviewCsvButton")
        driver.click("reviewChip.none")
        await driver.until(lambda: button.text() == "Save 3 as CSV…")
        driver.view("reviewTable").setFocus()
        driver.view("reviewTable").choose(0)
        driver.press(Qt.Key.Key_Delete, "reviewTable")  # skips the line
        for chip, label, lines in (
            ("none", "Save 2 as CSV…", ["3", "4"]),
            ("sure", "Save 1 as CSV…", ["1"]),
            ("all", "Save as CSV…", ["1", "2", "3", "4"]),
        ):
            driver.click(f"reviewChip.{chip}")
            await driver.until(lambda label=label: button.text() == label)
            assert await saved_by_button(driver, tmp_path / f"{chip}.csv") == lines


async def test_a_short_title_is_not_searched_under_the_names_of_its_authors(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(
            driver,
            "Thapak, Prakhar et al. (2020). Transformer++. arXiv.\n"
            "Thapak, P., & Hore, P. (2020). Transformer++. arXiv.\n10.5555/nobody\n",
        )
        await driver.idle()
        rows = [driver.view("reviewTable").model().row(number) for number in range(2)]
        assert [row.title for row in rows] == ["Transformer++"] * 2
        assert standings(driver)[:2] == [LineStatus.SURE] * 2
        assert not [row for row in rows if "spelled differently" in row.why]


async def test_an_unknown_identifier_is_a_sentence_in_german(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path, language="de") as driver:
        await paste(driver, "arXiv:1706.03762\n10.5555/nobody\nPMID:99999999\n")
        await driver.idle()
        row = driver.view("reviewTable").model().row
        assert row(1).title == "Keiner der drei Dienste kennt diese DOI."
        assert row(2).title == "Semantic Scholar hat keinen Eintrag mit dieser Kennung (PMID)."


async def test_a_line_of_one_word_is_searched(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, "GPT-3\nTransformer++\nProtein\n10.5555/nobody\n")
        await driver.idle()
        model = driver.view("reviewTable").model()
        assert not [row for row in range(3) if "not looked up" in model.row(row).why]
        assert standings(driver)[2] is LineStatus.CHECK, "a paper with the word is offered"
        assert "Protein" in model.line(2).paper.title


async def test_the_csv_file_has_the_reason_and_the_date_of_lines_that_were_not_found(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        before = current_timestamp()
        await paste(driver, f"{SAME_TITLE}\n10.5555/nobody\n2019\narXiv:1706.03762\n")
        await driver.idle()
        rows = await csv_rows(driver, tmp_path / "out.csv")
        assert [row["match"] for row in rows] == ["not found"] * 3 + ["matched"]
        for row in rows[:3]:
            assert (row["outcome"], row["outcome_words"]) == ("not_found", "Not found")
            assert row["reason"] == row["problem"] != ""
        assert all(before <= row["date"] <= current_timestamp() for row in rows[:2])
        assert rows[2]["date"] == "", "it was not looked up"
        assert (rows[3]["outcome"], rows[3]["reason"], rows[3]["date"]) == ("", "", ""), "its PDF was not requested"
        driver.click("reviewChip.none")
        await driver.idle()
        assert await csv_rows(driver, tmp_path / "shown.csv") == rows[:3]
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.review")
        await driver.until(lambda: driver.view("reviewTable").model().rowCount() == 3)
        assert await csv_rows(driver, tmp_path / "again.csv") == rows[:3], "after a restart, too"


async def test_after_a_click_on_a_chip_the_keys_are_those_of_the_selected_line(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, f"arXiv:1706.03762\n{SAME_TITLE}\n10.5555/nobody\n")
        await driver.idle()
        for _ in range(2):  # also if another button had the focus
            driver.widget("reviewCsvButton").setFocus()
            driver.click("reviewChip.none")
            await driver.idle()
            assert QApplication.focusWidget() is driver.view("reviewTable")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
        await driver.idle()
        assert standings(driver) == [LineStatus.SURE, LineStatus.LEFT_OUT, LineStatus.NONE]
        chip = driver.widget("reviewChip.all")
        chip.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(chip, Qt.Key.Key_Space)
        await driver.idle()
        assert QApplication.focusWidget() is chip, "a press by key leaves the focus on the chip"


@pytest.mark.parametrize(("size", "language"), [((1440, 900), "en"), ((1024, 640), "en"), ((1024, 640), "de")])
async def test_a_line_whose_identifier_and_title_are_unknown_says_both_in_its_row(
    demo: Any, tmp_path: Any, size: tuple[int, int], language: str
) -> None:
    line = "Lind, A. (2015). On the growth of mosses. Journal of Mosses. doi:10.1234/none"
    async with window_on(demo, tmp_path, size=size, language=language) as driver:
        await paste(driver, f"{line}\narXiv:1706.03762\n")
        await driver.until(lambda: standings(driver) == [LineStatus.NONE, LineStatus.SURE])
        title = find_in_row(driver, 0, "title")
        assert title is not None
        words = {"en": "DOI unknown, and no paper with this title.", "de": "DOI unbekannt, Titel nicht gefunden."}
        assert title.text == words[language]
        model = driver.view("reviewTable").model()
        tooltip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
        assert {"en": "Semantic Scholar has no paper", "de": "Semantic Scholar hat keine Publikation"}[
            language
        ] in tooltip


@pytest.mark.parametrize(("size", "language"), [((1440, 900), "en"), ((1024, 640), "en"), ((1024, 640), "de")])
async def test_a_matched_line_with_an_unknown_doi_says_so_first(
    demo: Any, tmp_path: Any, size: tuple[int, int], language: str
) -> None:
    line = "Matthew E. Peters. Deep contextualized word representations. NAACL 2018. doi:10.1109/cvpr42600.2020.99"
    async with window_on(demo, tmp_path, size=size, language=language) as driver:
        await paste(driver, f"{line}\narXiv:1706.03762\n")
        await driver.until(lambda: standings(driver) == [LineStatus.SURE, LineStatus.SURE])
        words = {"en": "DOI unknown", "de": "DOI unbekannt"}[language]
        sign, warning, byline = (find_in_row(driver, 0, name) for name in ("warning.sign", "warning", "byline"))
        assert (sign.text, warning.text) == ("warning", f"{words} · ")
        assert sign.rect.x() < warning.rect.x() < byline.rect.x()
        assert byline.text.startswith("M. E. Peters")
        assert "10.1109" not in byline.text, "the line itself has the DOI"
        assert words in spoken(driver, 0)
        model = driver.view("reviewTable").model()
        assert words in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
        assert find_in_row(driver, 1, "warning.sign") is None
        reading = driver.program.services.reference_lists.current
        assert reading.line(1).by.endswith("; doi:10.1109/cvpr42600.2020.99 is unknown"), "as the CSV file has it"


def test_a_line_to_check_with_an_unknown_doi_says_so_first() -> None:
    note = IDENTIFIER_UNKNOWN.filled(identifier="doi:10.1109/cvpr42600.2020.99")
    paper = Paper(title="Deep contextualized word representations")
    reason = Message("{reason}; {note}", reason=Message("many papers have this title"), note=note)
    line = ReferenceLine(
        1, "A line", ParsedReference(title=paper.title, note=note), LineStatus.CHECK, paper=paper, by=reason
    )
    row = review_row(line, kept=False)
    assert (row.why, row.warning) == ("DOI unknown · Many papers have this title", ""), "its sign is that of “Check”"
    accepted = structs.replace(line, standing=LineStatus.SURE, by=line.accepted_by)
    row = review_row(accepted, kept=False)
    assert (row.why, row.warning) == ("accepted by you: many papers have this title", "DOI unknown")


async def test_no_paper_is_proposed_for_a_name_that_is_in_no_title_but_can_be_chosen(demo: Any, tmp_path: Any) -> None:
    async with window_on(demo, tmp_path) as driver:
        await paste(driver, "Nakamura\n10.5555/nobody\n")
        await driver.idle()
        line = driver.view("reviewTable").model().line(0)
        assert standings(driver)[0] is LineStatus.NONE
        assert line.problem.message == "Semantic Scholar has no paper with these words in its title."
        assert line.candidates
        assert line.paper is None
