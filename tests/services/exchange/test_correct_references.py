"""References that are right are not accused, and wrong ones not called right, because of how names and titles are
written."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.reference_lists.line_comparison import compare_line
from scholar_desktop.domain.reference_lists.manuscript import (
    CheckedReference,
    Correction,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.reference_list import ParsedReference, ReferenceLine
from scholar_desktop.domain.text.names import family_words
from scholar_desktop.formats.reference_list_reading import make_line
from scholar_desktop.services.exchange.corrected_references import corrected_text
from scholar_desktop.services.exchange.reference_verdicts import corrected_entry, field_corrections

LHCB = Paper(
    title="Measurement of the asymmetry in decays of mesons",
    authors=tuple(map(Author, ("R. Aaij", "The LHCb collaboration", "B. Adeva", "M. Adinolfi"))),
    year=2018,
    venue="Journal of High Energy Physics",
    ids=Ids(doi="10.1007/jhep11(2018)048"),
)
REST = "Measurement of the asymmetry in decays of mesons. Journal of High Energy Physics, 2018."


def faults(text: str, paper: Paper) -> list[str]:
    line = make_line(text, 1, 1)
    return [one.field for one in field_corrections(ManuscriptReference("1", text, 1), line, paper)]


@pytest.mark.parametrize(
    ("names", "is_right"),
    [
        ("The LHCb collaboration, Aaij R, Adeva B, et al.", True),
        ("LHCb Collaboration: R. Aaij, B. Adeva, et al.", True),
        ("LHCb Collaboration (2018).", True),
        ("Aaij R, et al. (LHCb Collaboration).", True),
        ("The LHCb collaboration, Quimby R, Adeva B, et al.", False),
        ("ATLAS Collaboration, Aaij R, Adeva B, et al.", False),
        ("LHCb Collaborators, Quimby R, et al.", False),
    ],
)
def test_a_group_may_be_named_before_the_people(names: str, is_right: bool) -> None:
    assert (compare_line(f"{names} {REST}", LHCB).first_author is not False) is is_right
    assert faults(f"{names} {REST}", LHCB) == ([] if is_right else ["author"])


@pytest.mark.parametrize(
    ("person", "recorded", "is_right"),
    [
        (Contributor("author", "Lála", "Jakub"), "Jakub L'ala", True),
        (Contributor("author", "O'Neil", "Pat"), "Pat O'Neil", True),
        (Contributor("author", "O’Neil", "Pat"), "Pat ONeil", True),
        (Contributor("author", "O'Brien", "Pat"), "Pat O'Neil", False),
        (Contributor("author", "D'Arminio Monforte", "Anna"), "A. Monforte", True),
    ],
)
def test_an_apostrophe_does_not_make_two_names_one(person: Contributor, recorded: str, is_right: bool) -> None:
    title = "On the growth of mosses in the north"
    entry = FullEntry("a", "article-journal", {"title": title}, people=(person,))
    wanted = ParsedReference(title=title, first_author=person.family, is_entry=True)
    paper = Paper(title=title, authors=(Author(recorded),), year=2005)
    found = field_corrections(ManuscriptReference("a", title, 1, entry), ReferenceLine(1, title, wanted), paper)
    assert [one.field for one in found] == ([] if is_right else ["author"])
    assert family_words(recorded).isdisjoint(family_words(f"{person.family}, {person.given}")) is not is_right


def test_the_number_of_a_part_may_be_roman() -> None:
    paper = Paper(
        title="Controlled Human Information Processing: 1. Detection, Search, and Attention.",
        authors=(Author("W. Schneider"),),
        year=1977,
    )
    text = "Schneider, W. (1977). Controlled human information processing: {} Detection, search, and attention."
    assert faults(text.format("I."), paper) == []
    assert faults(text.format("II."), paper) == ["title"]


@pytest.mark.parametrize(
    ("stated", "known", "corrected"),
    [
        ("1991-12", "1996-12-25", "1996-12"),
        ("1991-12-25", "1996-12-25", "1996-12-25"),
        ("1991-12-24", "1996-12-25", "1996-12"),
        ("1991-11", "1996-12-25", "1996"),
        ("1991", "1996-12-25", "1996"),
        ("1991-12", "", "1996"),
        ("1991-12", "1995-12-25", "1996"),
    ],
)
def test_a_corrected_year_keeps_the_month_that_the_record_has(stated: str, known: str, corrected: str) -> None:
    entry = FullEntry("a", "article-journal", {"issued": {"from": stated, "to": None}})
    paper = Paper(title="Evidence", year=1996, date=known or None)
    changed = corrected_entry(entry, [Correction("issued", "1991", "1996")], paper)
    assert changed.fields["issued"] == {"from": corrected, "to": None}


@pytest.mark.parametrize(
    ("recorded", "corrected"),
    [
        ("On computable numbers, with an application.", "On computable numbers, with an application"),
        ("On computable numbers, with an application?", "On computable numbers, with an application?"),
        ("On computable numbers, with an application!", "On computable numbers, with an application!"),
        ("On computable numbers of a program by Turing et al.", "On computable numbers of a program by Turing et al."),
    ],
)
def test_the_correction_of_a_title_has_no_final_full_stop(recorded: str, corrected: str) -> None:
    """It ends as that of the export does, and the text has one mark after it."""
    written = "On computable words of a program"
    paper = Paper(
        title=recorded, authors=(Author("A. Turing"),), year=1936, venue="Proc. London", ids=Ids(doi="10.1/t")
    )
    entry = FullEntry("t", "article-journal", {"title": written, "DOI": "10.1/t"})
    wanted = ParsedReference("doi:10.1/t", written, is_entry=True)
    line = ReferenceLine(1, written, wanted)
    details = field_corrections(ManuscriptReference("t", written, 1, entry), line, paper)
    assert [one for one in details if one.field == "title"] == [Correction("title", written, corrected)]
    assert corrected_entry(entry, details, paper).text("title") == corrected
    text = f"Turing, A. (1936). {written}. Proc. London."
    line = make_line(text, 1, 1)
    title = next(
        one for one in field_corrections(ManuscriptReference("1", text, 1), line, paper) if one.field == "title"
    )
    assert title == Correction("title", written, corrected)
    one = CheckedReference(ManuscriptReference("1", text, 1), ReferenceVerdict.WRONG_FIELD, (title,), paper=paper)
    end = "" if corrected[-1] in ".?!" else "."
    assert corrected_text(one) == f"Turing, A. (1936). {corrected}{end} Proc. London."


@pytest.mark.parametrize(("was", "now"), [("Do mosses grow?", "Mosses grow."), ("Do mosses grow?", "Mosses grow")])
def test_a_title_that_ended_with_its_own_mark_has_a_full_stop_after_it(was: str, now: str) -> None:
    text = f"Lind, A. (2016). {was} Moss Letters."
    details = (Correction("title", was, now),)
    one = CheckedReference(
        ManuscriptReference("1", text, 1), ReferenceVerdict.WRONG_FIELD, details, paper=Paper(title=now)
    )
    assert corrected_text(one) == "Lind, A. (2016). Mosses grow. Moss Letters."
