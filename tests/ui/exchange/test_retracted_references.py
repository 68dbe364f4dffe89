"""A reference whose title, or whose record's title, is marked as retracted is never said to be correct."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.manuscript import (
    CheckedReference,
    Correction,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedReference, ReferenceLine
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
        assert again.sign[2] == ("Duplicate" if is_same else word)
        assert sentence in marked.below
        assert sentence in again.below
        assert sentence in page._detail._why.text()
        assert "agree" not in page._detail._why.text()
        assert (count(driver, "ok"), count(driver, verdict)) == ("0", str(2 - int(is_same)))
        assert count(driver, "duplicate") == str(int(is_same)), "each is counted once"
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
