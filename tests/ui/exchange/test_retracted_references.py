"""A reference whose title, or whose record's title, is marked as retracted is never said to be correct."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.reference_lists.manuscript import (
    CheckedManuscript,
    CheckedReference,
    Correction,
    Manuscript,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedReference, ReferenceLine
from scholar_desktop.formats.manuscripts.checked_table import checked_csv
from scholar_desktop.services.exchange.reference_verdicts import field_corrections
from scholar_desktop.ui.exchange.manuscript_detail import _reason
from scholar_desktop.ui.exchange.manuscript_rows import checked_row, other_verdicts, verdict_of
from tests.support.window_driver import Driver, window_on
from tests.ui.exchange.test_manuscript_page import choose, count

TITLE = "Memory consolidation during sleep without recognition tests"
ENTRY = "@article{%s, title={%s}, year={%d}, author={Lopez, F. and Patel, N.}}\n"
MARKED = "The title is marked as retracted."
NOTICE = "The title is that of a retraction notice, not of the paper itself."
EITHER = "The title begins with “Notice of retraction”: it is that of the notice, or of the retracted paper."
CONCERN = "The title says that there is an expression of concern."
MARKS = {
    **dict.fromkeys(
        ("Retracted: ", "RETRACTED: ", "RETRACTED ARTICLE: ", "[Retracted] ", "WITHDRAWN: "),
        ("retracted", "Retracted", MARKED, True),
    ),
    "Retraction: ": ("notice", "Notice or concern", NOTICE, False),
    "Notice of retraction: ": ("notice", "Notice or concern", EITHER, False),
    "Expression of concern: ": ("notice", "Notice or concern", CONCERN, False),
}
"""The verdict of a reference with each mark, its word and its sentence, and whether its paper is found by its title:
that of a notice may be another work."""


async def save_csv(driver: Driver, file: Path) -> None:
    driver.click("manuscriptCsvButton")
    await choose(driver, "manuscriptSaveDialog", file)


@pytest.mark.parametrize("mark", MARKS)
async def test_a_marked_title_is_said_and_not_changed_as_safe(demo: Any, tmp_path: Path, mark: str) -> None:
    verdict, word, sentence, is_same = MARKS[mark]
    (tmp_path / "a.bib").write_text(ENTRY % ("a", mark + TITLE, 2005) + ENTRY % ("b", mark + TITLE, 2005), "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "a.bib")
        page = driver.widget("manuscriptPage")
        marked, again = page.model.row(0), page.model.row(1)
        assert marked.sign[2] == word
        assert again.sign[2] == word, "a duplicate of a retracted paper is retracted, too"
        assert ("Same work as “a”" in again.below) is is_same
        assert sentence in marked.below
        assert sentence in again.below
        assert sentence in page._detail._why.text()
        assert "agree" not in page._detail._why.text()
        assert (count(driver, "ok"), count(driver, verdict)) == ("0", "2")
        assert count(driver, "duplicate") == "0", "each is counted once"
        assert page._sure.isHidden(), "no correction removes the mark as a safe one"
        await save_csv(driver, tmp_path / "out.csv")
        row = next(csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
        assert (row["verdict"], row["retraction"].startswith(sentence)) == (word, True)


def test_a_marked_record_is_said_and_its_title_is_not_a_safe_correction() -> None:
    record = Paper(title=f"RETRACTED: {TITLE}", year=2006)
    line = ReferenceLine(1, TITLE, ParsedReference(TITLE), LineStatus.SURE, record)
    year = Correction("issued", "2005", "2006")
    one = CheckedReference(
        ManuscriptReference("a", TITLE, 1), ReferenceVerdict.RETRACTED, (year,), line, record, is_cited=True
    )
    row = checked_row(0, one, is_accepted=False)
    assert one.is_sure
    assert _reason(row).startswith(
        "The title of the record is marked as retracted. The reference differs from the data"
    )
    corrected = checked_row(0, one, is_accepted=True)
    assert (verdict_of(corrected), other_verdicts(corrected)) == ("retracted", ("corrected",))
    title = Correction("title", TITLE, record.title)
    other = CheckedReference(one.reference, ReferenceVerdict.RETRACTED, (title,), line, record, is_cited=True)
    assert not other.is_sure


async def test_the_chip_of_retracted_references_is_shown_if_each_of_them_has_another_fault(
    demo: Any, tmp_path: Path
) -> None:
    """A reference counts under one verdict, and what else is wrong with it is in its row."""
    entry = ENTRY.replace("year=", "doi={10.5555/subject.memory.3}, year=") % ("a", f"RETRACTED: {TITLE}", 2005)
    (tmp_path / "a.bib").write_text(entry + ENTRY % ("b", TITLE, 2005), "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "a.bib")
        page, chips = driver.widget("manuscriptPage"), ("retracted", "duplicate", "wrong_id", "all")
        shown = {name: driver.widget(f"manuscriptChip.{name}").isVisible() for name in chips}
        assert shown == {"retracted": True, "duplicate": True, "wrong_id": False, "all": True}
        assert [count(driver, name) for name in chips] == ["1", "1", "0", "2"]
        driver.click("manuscriptChip.retracted")
        driver.click_row(0, "manuscriptView")
        row = page.model.row(0)
        assert (page.model.rowCount(), row.sign[2], row.accept) == (1, "Retracted", False)
        assert f"{MARKED} · DOI: 10.5555/subject.memory.3" in row.below
        said = page._detail._why.text()
        assert said.startswith(f"{MARKED} The DOI belongs to “")
        assert other_verdicts(row) == ("wrong_id",)
        driver.click("manuscriptAcceptButton")
        assert (page.model.row(0).sign[2], page.model.row(0).accept) == ("Retracted", True)
        await save_csv(driver, tmp_path / "out.csv")
        written = next(csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
        assert (written["verdict"], written["accepted"]) == ("Retracted", "True")
        assert written["differences"].startswith("DOI: 10.5555/subject.memory.3")


def test_a_retracted_paper_that_the_list_lacks_is_said_to_be_missing() -> None:
    record = Paper(title=f"RETRACTED: {TITLE}", year=2006)
    reference = ManuscriptReference("doi:10.5555/a", "doi:10.5555/a", 3, is_listed=False)
    line = ReferenceLine(1, reference.text, ParsedReference(reference.key), LineStatus.SURE, record)
    one = CheckedReference(reference, ReferenceVerdict.MISSING, (), line, record, is_cited=True).with_marked_verdict()
    row = checked_row(0, one, is_accepted=False)
    assert (verdict_of(row), other_verdicts(row)) == ("retracted", ("missing",))
    assert row.below == "doi:10.5555/a · Missing from the list · The title of the record is marked as retracted."
    assert _reason(row) == (
        "The title of the record is marked as retracted. The text cites it, but the list does not have it."
    )
    checked = CheckedManuscript(Manuscript("markdown", (reference,)), (one,))
    [written] = csv.DictReader(checked_csv(checked).splitlines())
    assert (written["verdict"], written["differences"]) == ("Retracted", "Missing from the list")


LINES = (
    "Brown, P. RETRACTED: Effects of imaginary treatments on sleep. Sleep Letters, 2012.",
    "Brown, P. (2014). Effects of third imaginary treatments on sleep (Retracted). Sleep Letters.",
    "Vaswani, A. et al. (2017). Attention is all you need [Retracted]. NeurIPS.",
    "Luong, T., Pham, H., Manning, C. D. (2015). Effective Approaches to Attention-based Neural Machine Translation "
    "(Retracted article. See vol. 12, pg. 3, 2016). EMNLP.",
    "Lind, A. Retracted articles and their citations. Sleep Letters, 2013.",
)


async def test_each_style_of_a_mark_is_said_in_the_row_and_in_the_csv_file(demo: Any, tmp_path: Path) -> None:
    listed = "\n".join(f"[{number}] {line}" for number, line in enumerate(LINES, 1))
    text = f"A paper\n\nIt cites [1], [2], [3], [4] and [5].\n\nReferences\n{listed}\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "a.txt")
        page = driver.widget("manuscriptPage")
        rows = [page.model.row(number) for number in range(5)]
        assert [MARKED in row.below for row in rows] == [True, True, True, True, False]
        assert [row.sign[2] for row in rows] == ["Not found online"] * 2 + ["Retracted"] * 2 + ["Not found online"]
        assert "Year" not in rows[3].below, "the year of the retraction is not that of the paper"
        assert MARKED in page._detail._why.text()
        searched: list[str] = []
        page._detail.words_wanted.connect(searched.append)
        driver.click("manuscriptSearchButton")
        assert searched == ["Effects of imaginary treatments on sleep"]
        driver.window.show_page("manuscript")
        await save_csv(driver, tmp_path / "out.csv")
        cells = [
            row["retraction"] for row in csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines())
        ]
        assert cells == [MARKED] * 4 + [""]


def test_a_check_that_was_stored_with_another_title_is_marked() -> None:
    wanted = ParsedReference(title="Effects of imaginary treatments on sleep")
    text = "Brown, P. RETRACTED: Effects of imaginary treatments on sleep. Sleep Letters, 2012."
    paper = Paper(title=wanted.title)
    line = ReferenceLine(1, text, wanted, LineStatus.SURE, paper)
    one = CheckedReference(ManuscriptReference("1", text, 1), ReferenceVerdict.OK, (), line, paper, is_cited=True)
    assert one.with_marked_verdict().verdict is ReferenceVerdict.RETRACTED


@pytest.mark.parametrize("mark", ["RETRACTED: ", "[Retracted] ", ""])
def test_a_mark_is_no_name_that_a_correction_removes(mark: str) -> None:
    text = f"[1] Lopez, F., Patel, N. {mark}{TITLE}. Sleep Letters, 2012."
    paper = Paper(title=TITLE, authors=(Author("F. Lopez"), Author("U. Kumar")), year=2012, venue="Sleep Letters")
    line = ReferenceLine(1, text, parse_reference(text)[0])
    (authors,) = field_corrections(ManuscriptReference("1", text, 1), line, paper)
    assert (authors.field, authors.was) == ("author", "Lopez, F., Patel, N")
