"""A reference whose title, or whose record's title, is marked as retracted is never said to be correct."""

from __future__ import annotations

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
from scholar_desktop.domain.text.title_keys import has_retraction_mark
from scholar_desktop.ui.exchange.manuscript_detail import _reason
from scholar_desktop.ui.exchange.manuscript_rows import checked_row, groups_of
from tests.support.window_driver import window_on
from tests.ui.exchange.test_manuscript_page import choose, count

TITLE = "Memory consolidation during sleep without recognition tests"
ENTRY = "@article{%s, title={%s}, year={%d}, author={Lopez, F. and Patel, N.}}\n"
MARKED = "The title is marked as retracted."
MARKS = ("Retracted: ", "RETRACTED: ", "RETRACTED ARTICLE: ", "[Retracted] ", "WITHDRAWN: ", "Retraction: ")


@pytest.mark.parametrize("mark", [*MARKS, "RETRACTED PAPER: ", "[RETRACTED ARTICLE] ", "{RETRACTED}: "])
def test_the_marks_of_publishers_are_recognised(mark: str) -> None:
    assert has_retraction_mark(mark + TITLE)


@pytest.mark.parametrize("title", ["Retracted articles in medicine", "Retraction of the tongue: a study", TITLE, ""])
def test_a_title_about_retractions_is_not_marked(title: str) -> None:
    assert not has_retraction_mark(title)


@pytest.mark.parametrize("mark", MARKS)
async def test_a_marked_title_is_said_and_not_changed_as_safe(demo: Any, tmp_path: Path, mark: str) -> None:
    (tmp_path / "a.bib").write_text(ENTRY % ("a", mark + TITLE, 2005) + ENTRY % ("b", mark + TITLE, 2005), "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "a.bib")
        page = driver.widget("manuscriptPage")
        marked, again = page.model.row(0), page.model.row(1)
        assert marked.sign[2] == "Retracted"
        is_same = mark != "Retraction: "  # the title of a notice, which may be another work
        assert again.sign[2] == ("Duplicate" if is_same else "Retracted")
        assert MARKED in marked.below
        assert MARKED in again.below
        assert MARKED in page._detail._why.text()
        assert "agree" not in page._detail._why.text()
        assert (count(driver, "ok"), count(driver, "retracted")) == ("0", "2")
        assert count(driver, "duplicate") == str(int(is_same))
        assert page._sure.isHidden(), "no correction removes the mark as a safe one"


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
    assert groups_of(row, is_accepted=True) == ("retracted", "corrected")
    title = Correction("title", TITLE, record.title)
    other = CheckedReference(one.reference, ReferenceVerdict.RETRACTED, (title,), line, record, is_cited=True)
    assert not other.is_sure
