"""A correction that is not safe says why it must be compared; the number of a report alone does not make it unsafe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.reference_lists.line_comparison import compare_line
from scholar_desktop.domain.reference_lists.manuscript import (
    CheckedReference,
    Correction,
    CorrectionDoubt,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedReference, ReferenceLine
from scholar_desktop.ui.exchange.correction_doubts import doubt_words
from scholar_desktop.ui.rows.row_layout import find
from tests.support.keyboard import Keyboard
from tests.support.window_driver import shown_tooltip, window_on

LIST = (
    "Fu, J., Liu, J., Tian, H., Fang, Z., & Lu, H. (2018). Dual attention network for scene segmentation "
    "(No. arXiv:1809.02983). arXiv.",
    "Vaswani, A., et al. (2017). Attention is all you need (No. arXiv:1706.03762). arXiv.",
)


def published(arxiv: str, **fields: Any) -> CorrectionDoubt | None:
    """The doubt about the correction of a preprint that was published in a journal."""
    details = (
        Correction("container-title", None, "Letters"),
        *fields.pop("details", (Correction("volume", None, "6"),)),
    )
    record = Paper(title="On mosses", ids=Ids(arxiv=arxiv), venue="Letters", **fields)
    verdict = ReferenceVerdict.PREPRINT_PUBLISHED
    return checked(details, verdict=verdict, identifier=f"arxiv:{arxiv}", published=record).doubt


def test_the_year_of_a_record_may_be_that_of_its_preprint() -> None:
    assert published("2304.05376", year=2023) is CorrectionDoubt.YEAR
    assert published("2304.05376", year=2023, date="2023-04-11") is CorrectionDoubt.YEAR
    assert published("2304.05376", year=2023, date="2023-11-02") is None, "of the journal"
    assert published("2304.05376", year=2024) is None
    assert published("2304.05376", year=2023, details=()) is None, "nothing is of a journal of another year"
    change = (Correction("volume", None, "6"), Correction("issued", "2022", "2023"))
    assert published("2304.05376", year=2023, details=change) is None


async def test_the_detail_says_why_a_correction_is_not_safe(demo: Any, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("So it is.\n\n# References\n\n" + "\n\n".join(LIST) + "\n", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("view.manuscript")
        page = driver.widget("manuscriptPage")
        page.check(tmp_path / "a.md")
        await driver.idle()
        assert [page.model.row(place).sign[2] for place in range(2)] == ["Published since"] * 2
        assert page._sure.text() == "Accept 1 safe correction"
        assert "References: Vaswani 2017." in shown_tooltip(page._sure), "the server is no other place of publication"
        why, keys = driver.widget("manuscriptReferenceWhy"), Keyboard(driver)
        driver.view("manuscriptView").setFocus()
        await keys.press("End")
        assert why.text() == "This preprint has been published since."
        await keys.press("Home")
        assert why.text() == (
            "This preprint has been published since. The volume or the DOI is that of the published version, but the "
            "year may be that of the preprint. Check the year before you accept."
        )
        await keys.press("Space")
        assert page.model.row(0).accept is True
        assert why.text() == "Its correction is accepted, and will be in the file that you save."


ARXIV = Paper(
    title="On the growth of mosses",
    authors=(Author("Ada Lind"),),
    year=2021,
    venue="arXiv.org",
    ids=Ids(arxiv="2101.00001"),
)


@pytest.mark.parametrize(
    "number",
    [
        "(No. arXiv:2101.00001)",
        "(arXiv:2101.00001)",
        "[arXiv:2101.00001v2]",
        "(No. arXiv:2101.00001; Version 2)",
        "(arXiv preprint No. 2101.00001)",
        "(arXiv:2101.00001 [cs.LG])",
    ],
)
def test_the_arxiv_number_in_brackets_is_no_part_of_the_title(number: str) -> None:
    text = f"Lind, A. (2021). On the growth of mosses {number}. arXiv. https://doi.org/10.48550/arXiv.2101.00001"
    compared = compare_line(text, ARXIV)
    assert (compared.title, compared.doubt, compared.venue) == (True, "", True)
    read = parse_reference(text)[0]
    assert (read.title, read.identifier) == ("On the growth of mosses", "arxiv:2101.00001")
    assert parse_reference(text.rpartition(" https")[0])[0].identifier == "arxiv:2101.00001"


@pytest.mark.parametrize("number", ["(No. arXiv:2101.00002)", "(Report No. 7)", "(arXiv:2101.00001 is older)"])
def test_another_number_in_brackets_is_to_be_looked_at(number: str) -> None:
    text = f"Lind, A. (2021). On the growth of mosses {number}. arXiv. https://doi.org/10.48550/arXiv.2101.00001"
    assert compare_line(text, ARXIV).doubt


@pytest.mark.parametrize(
    ("date", "is_date"),
    [("2021, January 13", True), ("2021, Jan. 13", True), ("2021, June 3–5", True), ("2021, 13", False)],
)
def test_the_day_of_publication_is_no_word_before_the_title(date: str, is_date: bool) -> None:
    text = f"Lind, A. ({date}). On the growth of mosses. arXiv. https://doi.org/10.48550/arXiv.2101.00001"
    assert compare_line(text, ARXIV).doubt == ("" if is_date else "the line says “13” before the title")


def checked(details: tuple[Correction, ...], standing: LineStatus = LineStatus.SURE, **fields: Any) -> CheckedReference:
    wanted = ParsedReference(fields.pop("identifier", None), "On mosses")
    line = ReferenceLine(1, "Lind, On mosses", wanted, standing, by=fields.pop("by", ""))
    reference = ManuscriptReference("1", "Lind, On mosses", 3)
    verdict = fields.pop("verdict", ReferenceVerdict.WRONG_FIELD)
    paper = Paper(title="On mosses", ids=Ids(arxiv=fields.pop("arxiv", None)))
    return CheckedReference(reference, verdict, details, line, paper, **fields)


EARLIER = Correction("issued", "2017", "2015")
"""To the year of the preprint, perhaps."""
YEAR, TITLE = Correction("issued", "2016", "2017"), Correction("title", "On mosses", "RETRACTED: On mosses")
PEOPLE = Correction("author", "Lind, Ada", "Lind, Ada; Lind, Ada")
VENUE = Correction("container-title", "Nature", "Science")


@pytest.mark.parametrize(
    ("one", "doubt", "words"),
    [
        (checked((YEAR,)), None, ""),
        (checked((PEOPLE,)), CorrectionDoubt.NAME_TWICE, "a name more than once"),
        (checked((YEAR,), same_identifier="2"), CorrectionDoubt.TWO_WORKS, "are those of two works"),
        (checked((YEAR,), identifier_of=ARXIV), CorrectionDoubt.TWO_WORKS, "are those of two works"),
        (checked((YEAR, VENUE), other_venue="Science"), CorrectionDoubt.OTHER_VENUE, "another place of publication"),
        (checked((YEAR,), other_venue="Science"), None, ""),
        (checked((EARLIER,), arxiv="1506.01497"), CorrectionDoubt.YEAR, "may be that of the preprint"),
        (checked((EARLIER,), arxiv="1406.01497"), None, ""),
        (checked((YEAR,), arxiv="1706.01497"), None, ""),
        (
            checked((YEAR,), LineStatus.CHECK, by="the title matches, but it is a guess"),
            CorrectionDoubt.LOOKUP,
            "so compare it before you accept: the title matches, but it is a guess.",
        ),
        (checked((YEAR,), LineStatus.CHECK), CorrectionDoubt.LOOKUP, "by its title, so compare it before you accept."),
        (checked((YEAR,), LineStatus.CHECK, identifier="doi:10.5555/a"), None, ""),
        (checked((TITLE,), LineStatus.CHECK, identifier="doi:10.5555/a"), CorrectionDoubt.DIFFERENCES, "differ: Title"),
    ],
)
def test_each_doubt_has_its_words(one: CheckedReference, doubt: CorrectionDoubt | None, words: str) -> None:
    assert (one.doubt, one.is_sure) == (doubt, doubt is None)
    if doubt is not None:
        assert words in doubt_words(one, doubt)


def test_a_mark_that_the_correction_would_add_is_named() -> None:
    one = checked((TITLE,))
    marked = msgspec.structs.replace(one, paper=Paper(title="RETRACTED: On mosses")).with_marked_verdict()
    assert marked.doubt is CorrectionDoubt.MARK
    assert "what the title says of a retraction" in doubt_words(marked, CorrectionDoubt.MARK)
    assert not msgspec.structs.replace(one, paper=None).is_sure


PARK = (
    "Park, A. (2021). Evidence from a test battery of nine tasks on working memory capacity. Psychology Review (Demo), "
    "4711, 865–915. https://doi.org/10.5555/subject.working_memory.17"
)
SEVERAL = """@article{a, title = {The magical number 4 in short-term memory}, author = {Cowan, Nelson}, year = {2011},
  doi = {10.1017/S0140525X01003922}
}
@article{b, title = {The magical number 4 in short-term memory}, author = {Cowan, Nelson}, year = {2010},
  doi = {10.1017/S0140525X01003922}
}
@article{c, title = {The magical number 4 in short-term memory}, author = {Cowan, Bob}, year = {2001},
  doi = {10.1017/S0140525X01003922}
}
@article{d, title = {Computing Machinery and Intelligence}, author = {Turing, Alan M.}, year = {1950},
  doi = {10.1093/mind/LIX.236.433}
}
"""


async def test_the_rows_show_which_corrections_the_button_accepts(demo: Any, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(SEVERAL, "utf-8")
    listed = [*LIST, PARK, PARK]
    (tmp_path / "a.md").write_text("So it is.\n\n# References\n\n" + "\n\n".join(listed) + "\n", "utf-8")
    async with window_on(demo, tmp_path / "profile") as driver:
        driver.trigger("view.manuscript")
        page, view = driver.widget("manuscriptPage"), driver.view("manuscriptView")
        seen = set()
        for name in ("refs.bib", "a.md"):
            page.check(tmp_path / name)
            await driver.idle()
            rows = [page.model.row(place) for place in range(page.model.count())]
            safe = {row.place for row in rows if row.safe}
            assert safe == page.run.sure_places()
            for row in (row for row in rows if row.safe):
                second = find(page._delegate.layout_of(row, view.viewport().width(), view.rowHeight(0)), "also")
                assert second.text == row.safe, "not cut"
                assert row.safe in row.spoken
            seen |= {(row.sign[2], row.safe) for row in rows if row.accept is not None}
            page._sure.click()
            await driver.idle()
            rows = [page.model.row(place) for place in range(page.model.count())]
            assert {row.place for row in rows if row.accept} == safe == page.run.accepted
            assert not any(row.safe for row in rows)
        assert seen == {
            ("Wrong details", "Safe correction"),
            ("Duplicate", "Wrong details · safe"),
            ("Duplicate", ""),
            ("Published since", "Safe correction"),
            ("Published since", ""),
        }
