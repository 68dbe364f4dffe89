"""The CSV file of a manuscript says what the table of the window shows."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QLabel

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Ids, OpenAccess, Paper
from scholar_desktop.domain.reference_lists.manuscript import (
    OTHER_VENUE,
    SHOWN_WORDS,
    CheckedManuscript,
    CheckedReference,
    Correction,
    Manuscript,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.reference_list import ParsedReference, ReferenceLine
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.formats.manuscripts.checked_table import checked_csv
from scholar_desktop.formats.manuscripts.text_citations import NO_CITATIONS, WHOLE_TEXT
from scholar_desktop.translation import set_language
from scholar_desktop.ui.exchange.manuscript_detail import _reason
from scholar_desktop.ui.exchange.manuscript_rows import (
    checked_row,
    correction,
    layout_reference,
    place_columns,
    row_height,
    verdicts_of,
)
from scholar_desktop.ui.rows.row_layout import find
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import SMALL, STRONG
from tests.cli.test_check import FORMS, write
from tests.support import manuscripts
from tests.support.window_driver import window_on
from tests.ui.exchange.test_manuscript_page import choose

ARXIV = """
@inproceedings{vaswani2017, title = {Attention is All you Need}, author = {Vaswani, Ashish and others}, year = {2017},
  eprint = {1706.03762}, archiveprefix = {arXiv}}
"""
"""Semantic Scholar names no open PDF of it, though it is on arXiv."""
YES_NO = {True: "True", False: "False", None: ""}


@pytest.mark.parametrize("form", ["tex", "markdown", "docx"])
async def test_each_column_of_the_csv_file_agrees_with_the_window(demo: Any, tmp_path: Path, form: str) -> None:
    found = manuscripts.forty()
    file = write(tmp_path, FORMS[form](found))
    if form != "docx":
        with (tmp_path / "refs.bib").open("a", encoding="utf-8") as bib:
            bib.write(ARXIV)
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", file)
        driver.click("manuscriptAcceptSureButton")
        driver.click("manuscriptCollectButton")  # some are in the library, then
        await driver.idle()
        page = driver.widget("manuscriptPage")
        page._again.click()
        await driver.idle()
        driver.click("manuscriptCsvButton")
        await choose(driver, "manuscriptSaveDialog", tmp_path / "table.csv")
        table = list(csv.DictReader((tmp_path / "table.csv").read_text("utf-8-sig").splitlines()))
        rows = [page.model.row(number) for number in range(page.model.count())]
        assert len(table) == len(rows) == len(found) + (form != "docx")
        for cells, row in zip(table, rows, strict=True):
            one = row.checked
            assert (cells["open_access"], cells["in_library"]) == (YES_NO[row.is_open], YES_NO[row.is_kept]), row.title
            assert cells["accepted"] == YES_NO[row.accept]
            assert plain(cells["title"]) == row.found
            assert str(one.paper.year if one.paper else "") in ("", cells["year"]) or one.published
            assert cells["reference"] == ("" if cells["verdict"] == "Missing from the list" else row.title)
            assert cells["verdict"] == row.sign[2]
            assert cells["differences"] == "; ".join(correction(one, each) for each in one.details)
            assert cells["cited"] == YES_NO[one.is_cited]
            is_entry = one.reference.entry is not None
            assert cells["file"] == ("refs.bib" if is_entry else file.name)
        corrected = [cells for cells in table if cells["verdict"] == "Corrected"]
        assert corrected
        assert all(cells["accepted"] == "True" and cells["differences"] for cells in corrected)
        assert len(corrected) == int(driver.widget("manuscriptChip.corrected").content.count)
        counted = "paragraph" if form == "docx" else "line"
        missing = [cells for cells in table if cells["verdict"] == "Missing from the list"]
        assert {cells["file"] for cells in missing} <= {file.name}
        assert all(cells["key"] and re.fullmatch(rf"{counted} \d+", cells["place"]) for cells in missing)
        assert any(cells["in_library"] == "True" and cells["open_access"] == "True" for cells in table)


def test_a_place_in_the_csv_file_says_what_it_counts_and_the_words_are_english() -> None:
    details = (Correction("item_type", "article", "paper-conference"), Correction("DOI", None, "10.5555/m"))
    one = CheckedReference(ManuscriptReference("1", "Lind, On mosses", 3), ReferenceVerdict.PREPRINT_PUBLISHED, details)
    set_language("de")
    try:
        (cells,) = csv.DictReader(checked_csv(CheckedManuscript(Manuscript("pdf"), (one,))).splitlines())
    finally:
        set_language("en")
    assert (cells["place"], cells["verdict"]) == ("page 3", "Published since")
    assert cells["differences"] == "Type: Preprint → Conference paper; DOI: – → 10.5555/m"


def test_the_csv_file_says_nothing_of_citations_where_nothing_could_be_cited() -> None:
    one = CheckedReference(ManuscriptReference("1", "Lind, On mosses", 3), ReferenceVerdict.OK, is_cited=True)
    for manuscript, cited in (
        (Manuscript("bib", cites_all=True), ""),
        (Manuscript("text", cites_all=True, notes=(WHOLE_TEXT,)), ""),
        (Manuscript("docx", cites_all=True, notes=(NO_CITATIONS,)), ""),
        (Manuscript("tex", cites_all=True), "True"),
        (Manuscript("docx", cited={"1": 1}), "True"),
    ):
        (cells,) = csv.DictReader(checked_csv(CheckedManuscript(manuscript, (one,))).splitlines())
        assert cells["cited"] == cited, manuscript


PAPER = Paper(title="On mosses")


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("2016", "2017", "Year: 2016 → 2017"),
        (None, "2017", "Year: – → 2017"),
        ("2016-05", "2017", "Date: 2016-05 → 2017"),
    ],
)
def test_a_date_of_which_only_the_year_is_stated_is_called_year(was: str | None, now: str, words: str) -> None:
    details = (Correction("issued", was, now),)
    one = CheckedReference(ManuscriptReference("1", "Lind, On mosses", 3), ReferenceVerdict.WRONG_FIELD, details)
    (cells,) = csv.DictReader(checked_csv(CheckedManuscript(Manuscript("pdf"), (one,))).splitlines())
    assert (cells["differences"], correction(one, details[0])) == (words, words)


@pytest.mark.parametrize(
    ("verdict", "paper", "by_identifier", "now", "words"),
    [
        (ReferenceVerdict.NOT_FOUND, None, None, None, "DOI 10.5555/m: not found"),
        (ReferenceVerdict.DUPLICATE, None, None, None, "DOI 10.5555/m: not found"),
        (ReferenceVerdict.WRONG_ID, None, PAPER, None, "DOI 10.5555/m: belongs to another work"),
        (ReferenceVerdict.WRONG_ID, PAPER, None, None, "DOI: remove “10.5555/m”"),
        (ReferenceVerdict.WRONG_ID, PAPER, None, "10.5555/n", "DOI: 10.5555/m → 10.5555/n"),
    ],
)
def test_an_arrow_is_shown_only_before_another_value(
    verdict: ReferenceVerdict, paper: Paper | None, by_identifier: Paper | None, now: str | None, words: str
) -> None:
    line = ReferenceLine(1, "Lind, On mosses", ParsedReference(title="On mosses"), paper=by_identifier)
    details = (Correction("DOI", "10.5555/m", now),)
    one = CheckedReference(ManuscriptReference("1", "Lind, On mosses", 3), verdict, details, line, paper)
    (cells,) = csv.DictReader(checked_csv(CheckedManuscript(Manuscript("pdf"), (one,))).splitlines())
    assert (cells["differences"], checked_row(0, one, is_accepted=False).below) == (
        words,
        f"1 · Not cited in the text · {words}",
    )


async def test_an_identifier_that_is_not_found_is_not_compared_with_a_record(demo: Any, tmp_path: Path) -> None:
    entry = "@article{a, title={A moss that is nowhere}, year={2005}, author={Lopez, F.}, doi={10.9999/none.1}}\n"
    (tmp_path / "a.bib").write_text(entry, "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("manuscript.check")
        await choose(driver, "manuscriptDialog", tmp_path / "a.bib")
        page = driver.widget("manuscriptPage")
        assert page.model.row(0).below == "a · DOI 10.9999/none.1: not found"
        shown_texts = [one.text() for one in page._detail._fields.findChildren(QLabel) if one.isVisible()]
        assert shown_texts[:3] == ["Field", "In your list", "DOI"], "no column for a record"
        words = "doi:10.9999/none.1 is unknown, and Semantic Scholar has no paper with this title."
        assert page._detail._why.text() == words


@pytest.mark.parametrize(
    ("paper", "kept", "is_open"),
    [
        (Paper(title="A", ids=Ids(arxiv="1706.03762"), oa=OpenAccess(is_oa=False), sources=("s2",)), None, True),
        (Paper(title="A", oa=OpenAccess(is_oa=False), sources=("s2",)), None, None),
        (Paper(title="A", oa=OpenAccess(is_oa=False, status="closed"), sources=("s2",)), None, False),
        (Paper(title="A"), Paper(title="A", oa=OpenAccess(is_oa=True, status="green")), True),
        (None, Paper(title="On mosses", year=1981), None),
    ],
)
def test_window_and_csv_file_take_the_open_copy_from_one_place(
    paper: Paper | None, kept: Paper | None, is_open: bool | None
) -> None:
    one = CheckedReference(
        ManuscriptReference("lind1981", "Lind, On mosses (1981)", 3, file="refs.bib"),
        ReferenceVerdict.OK if paper is not None else ReferenceVerdict.NOT_FOUND,
        paper=paper,
        kept=KeptPaper("p", kept) if kept is not None else None,
        other_venue="Moss letters",
    )
    (cells,) = csv.DictReader(checked_csv(CheckedManuscript(Manuscript("tex", name="paper.tex"), (one,))).splitlines())
    row = checked_row(0, one, is_accepted=False)
    assert (row.is_open, cells["open_access"]) == (is_open, YES_NO[is_open])
    assert (cells["title"], row.found, row.paper) == ((paper or kept).title, cells["title"], paper or kept)
    if paper is None:
        assert cells["year"] == "1981"
    assert cells["other_venue"] == "Moss letters" in row.below
    assert (row.sign[2] == SHOWN_WORDS[OTHER_VENUE]) == (paper is not None)
    assert (cells["file"], cells["place"]) == ("refs.bib", "line 3")


@pytest.mark.parametrize(
    ("access", "word"),
    [(OpenAccess(is_oa=True), "Yes"), (OpenAccess(is_oa=False, status="closed"), "No"), (OpenAccess(), "Unknown")],
)
def test_the_column_for_copies_says_no_only_if_a_service_said_so(
    qapp: QApplication, access: OpenAccess, word: str
) -> None:
    paper = Paper(title="On mosses", oa=access, sources=("s2",))
    reference = ManuscriptReference("lind1981", "Lind, On mosses (1981)", 3, file="refs.bib")
    theme = Theme(qapp, "light")
    for found, expected in ((paper, word), (None, None)):
        verdict = ReferenceVerdict.OK if found is not None else ReferenceVerdict.NOT_FOUND
        row = checked_row(0, CheckedReference(reference, verdict, paper=found), is_accepted=False)
        piece = find(layout_reference(row, 1200, row_height(theme.type), theme), "open")
        assert (piece.text if piece is not None else None) == expected


def test_a_reference_that_was_not_found_names_the_services_that_were_asked() -> None:
    problem = ErrorInfo("not_found", Message("Neither Semantic Scholar nor Zenodo has a work with this title."))
    reference = ManuscriptReference("lind1981", "Lind, On mosses (1981)", 3, file="refs.bib")
    line = ReferenceLine(number=1, text=reference.text, wanted=ParsedReference(title="On mosses"), problem=problem)
    one = CheckedReference(reference, ReferenceVerdict.NOT_FOUND, found=line)
    assert _reason(checked_row(0, one, is_accepted=False)).startswith(
        "Neither Semantic Scholar nor Zenodo has a work with this title. It may still exist: check it yourself."
    )


def test_the_columns_for_copy_and_library_leave_the_titles_their_room_in_german(qapp: QApplication) -> None:
    set_language("de")
    try:
        theme = Theme(qapp, "light")
        columns = place_columns(theme, 974)
        metrics = theme.type.metrics(SMALL, STRONG)
        for (_, width), head in ((columns.is_open, "Frei zugängliche Kopie"), (columns.is_kept, "In Bibliothek")):
            assert metrics.horizontalAdvance(head) <= width <= metrics.horizontalAdvance(head) + theme.px(30)
        assert columns.reference[1] >= theme.px(215)
    finally:
        set_language("en")


@pytest.mark.parametrize(("field", "kind"), [("DOI", "DOI"), ("arxiv", "arXiv ID"), ("PMID", "PMID")])
def test_a_wrong_identifier_is_named(field: str, kind: str) -> None:
    reference, details = ManuscriptReference("lind2015", "Lind, On mosses (2015)", 1), (Correction(field, "1", None),)
    wrong = CheckedReference(reference, ReferenceVerdict.WRONG_ID, details)
    words = _reason(checked_row(0, wrong, is_accepted=False))
    assert f"The {kind} belongs to another work, or to none." in words
    wanted = ParsedReference(title="On mosses", note=Message("{identifier} is unknown", identifier=f"{field}:1"))
    line = ReferenceLine(number=1, text=reference.text, wanted=wanted)
    words = _reason(checked_row(0, msgspec.structs.replace(wrong, found=line), is_accepted=False))
    assert words.startswith(f"None of the services knows this {kind}.")


@pytest.mark.parametrize(
    ("form", "place", "below", "cell"),
    [
        ("odt", 12, "First cited in paragraph 12", "paragraph 12"),
        ("docx", 0, "First cited in a note", ""),
        ("pdf", 3, "First cited on page 3", "page 3"),
        ("text", 40, "First cited in line 40", "line 40"),
        ("markdown", 40, "First cited in line 40", "line 40"),
        ("tex", 40, "", "line 40"),
    ],
)
def test_a_missing_reference_says_where_the_text_cites_it(form: str, place: int, below: str, cell: str) -> None:
    one = CheckedReference(ManuscriptReference("Miller 1956", "", place), ReferenceVerdict.MISSING, is_cited=True)
    manuscript = Manuscript(form, has_exact_lines=True)
    assert checked_row(0, one, is_accepted=False, manuscript=manuscript).below == below
    assert _place_cell(manuscript, one) == cell
    stored = Manuscript(form)  # by an earlier version, for which the place was that of the paragraph
    below, cell = below.replace("in line", "near line"), cell if form == "tex" else cell.replace("line", "near line")
    assert checked_row(0, one, is_accepted=False, manuscript=stored).below == below
    assert _place_cell(stored, one) == cell


def _place_cell(manuscript: Manuscript, one: CheckedReference) -> str:
    (cells,) = csv.DictReader(checked_csv(CheckedManuscript(manuscript, (one,))).splitlines())
    return cells["place"]


def test_a_reference_of_another_journal_that_is_not_cited_either_shows_both() -> None:
    reference = ManuscriptReference("lind1981", "Lind, On mosses (1981)", 3, file="refs.bib")
    one = CheckedReference(reference, ReferenceVerdict.UNCITED, paper=Paper(title="A"), other_venue="Moss letters")
    row = checked_row(0, one, is_accepted=False)
    assert row.sign[2] == SHOWN_WORDS[OTHER_VENUE]
    assert "Not cited in the text" in row.below
    assert verdicts_of(row) == (OTHER_VENUE, ReferenceVerdict.UNCITED.value)
    right = checked_row(0, msgspec.structs.replace(one, other_venue=""), is_accepted=False)
    assert right.sign[2] == SHOWN_WORDS[ReferenceVerdict.UNCITED.value]
    assert "Not cited in the text" not in right.below
