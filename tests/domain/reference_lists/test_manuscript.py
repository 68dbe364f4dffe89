"""Which corrections of a manuscript are sure."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.reference_lists.manuscript import (
    CheckedReference,
    Correction,
    ManuscriptReference,
    ReferenceVerdict,
)
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedReference, ReferenceLine

PAPER = Paper(title="On the growth of mosses", year=2015, ids=Ids(doi="10.1234/moss"))


def checked(
    identifier: str | None, *corrections: Correction, status: LineStatus = LineStatus.CHECK
) -> CheckedReference:
    wanted = ParsedReference(identifier, PAPER.title, "Lind", 2011)
    line = ReferenceLine(1, "Lind 2011", wanted, status, paper=PAPER)
    reference = ManuscriptReference("lind2011", "Lind 2011", 1)
    return CheckedReference(reference, ReferenceVerdict.WRONG_FIELD, corrections, line, PAPER)


def test_a_wrong_year_is_sure_if_identifier_title_and_people_agree() -> None:
    assert checked("doi:10.1234/moss", Correction("issued", "2011", "2015")).is_sure


@pytest.mark.parametrize(
    "other",
    [
        Correction("title", "On the growth of ferns", PAPER.title),
        Correction("author", "Holm, Bo", "Lind, Ada"),
    ],
)
def test_another_title_or_other_people_are_not(other: Correction) -> None:
    assert not checked("doi:10.1234/moss", Correction("issued", "2011", "2015"), other).is_sure


@pytest.mark.parametrize(
    ("names", "is_sure"),
    [
        ("Lind, Ada; Holm, Bo", True),
        ("Lind, Ada; Holm, Bo; LIND, Ada", False),
        ("Moreau, Björn; Moreau, Bjorn", False),
        ("Lind, Ada; Lind, Bo", True),
    ],
)
def test_a_list_of_authors_that_repeats_a_name_is_never_sure(names: str, is_sure: bool) -> None:
    people = Correction("author", "Lind, Ada", names)
    one = checked("doi:10.1234/moss", people, status=LineStatus.SURE)
    assert one.is_sure is is_sure
    assert one.repeats_a_name is not is_sure


def test_a_reference_that_is_written_from_a_record_with_a_repeated_name_is_not_sure() -> None:
    year = Correction("issued", "2011", "2015")
    one = checked("doi:10.1234/moss", year)
    twice = msgspec.structs.replace(PAPER, authors=(Author("Ada Lind"), Author("Ada Lind")))
    assert one.is_sure
    assert not msgspec.structs.replace(one, paper=twice).is_sure
    kept = ManuscriptReference("lind2011", "Lind 2011", 1, entry=FullEntry(fields={"title": PAPER.title}))
    assert msgspec.structs.replace(one, paper=twice, reference=kept).is_sure, "only the year of the entry is changed"


def test_what_was_found_by_its_title_is_sure_only_if_the_line_is() -> None:
    year = Correction("issued", "2011", "2015")
    assert not checked(None, year).is_sure
    assert checked(None, year, status=LineStatus.SURE).is_sure


def test_what_needs_no_correction_is_not_sure_to_be_corrected() -> None:
    assert not checked("doi:10.1234/moss").is_sure


@pytest.mark.parametrize(
    ("title", "was", "now"),
    [
        ("RETRACTED: On mosses", "ok", "retracted"),
        ("RETRACTED: On mosses", "uncited", "retracted"),
        ("RETRACTED: On mosses", "wrong_id", "wrong_id"),
        ("RETRACTED: On mosses", "duplicate", "duplicate"),
        ("Retraction: On mosses", "retracted", "notice"),
        ("Retraction: a review", "retracted", "ok"),
        ("Retraction: a review", "wrong_field", "wrong_field"),
    ],
)
def test_a_stored_verdict_follows_the_marks_of_the_titles(title: str, was: str, now: str) -> None:
    reference = ManuscriptReference("a", title, 1, entry=FullEntry(fields={"title": title}))
    one = CheckedReference(reference, ReferenceVerdict(was), is_cited=True)
    marked = one.with_marked_verdict()
    assert marked == msgspec.structs.replace(one, verdict=ReferenceVerdict(now))
    assert marked.with_marked_verdict() is marked


def test_without_a_mark_the_next_true_verdict_is_left() -> None:
    one = msgspec.structs.replace(checked("doi:10.1234/moss"), verdict=ReferenceVerdict.RETRACTED)
    year = (Correction("issued", "2011", "2015"),)
    differs, published = (msgspec.structs.replace(one, details=year, published=paper) for paper in (None, PAPER))
    uncited = msgspec.structs.replace(one, is_cited=False)
    found = [each.with_marked_verdict().verdict for each in (differs, published, uncited)]
    assert found == ["wrong_field", "preprint_published", "uncited"]


IDENTIFIER, SAME = Correction("DOI", "10.1234/fern", "10.1234/moss"), Correction("key", "b", "a")


@pytest.mark.parametrize(
    ("was", "details", "is_listed"),
    [("wrong_id", (IDENTIFIER,), True), ("duplicate", (SAME,), True), ("missing", (), False)],
)
@pytest.mark.parametrize(
    ("title", "is_found", "now"),
    [
        ("RETRACTED: On mosses", True, "retracted"),
        ("RETRACTED: On mosses", False, None),
        ("Expression of concern: On mosses", True, None),
    ],
)
def test_a_retraction_comes_first_if_the_paper_was_found(
    was: str, details: tuple[Correction, ...], is_listed: bool, title: str, is_found: bool, now: str | None
) -> None:
    verdict = ReferenceVerdict(was)
    record = msgspec.structs.replace(PAPER, title=title)
    reference = ManuscriptReference("b", title, 1, FullEntry(fields={"title": title}), is_listed=is_listed)
    line = ReferenceLine(1, title, ParsedReference(None, title, "Lind", 2011), LineStatus.SURE)
    one = CheckedReference(reference, verdict, details, line, record if is_found else None, is_cited=True)
    marked = one.with_marked_verdict()
    assert marked == msgspec.structs.replace(one, verdict=ReferenceVerdict(now or was))
    assert marked.with_marked_verdict() is marked
    assert marked.other_fault is (verdict if now else None)
    assert marked.is_missing is (was == "missing")
    assert marked.is_sure is one.is_sure
    plain = FullEntry(fields={"title": PAPER.title})
    unmarked = msgspec.structs.replace(
        marked, reference=msgspec.structs.replace(reference, entry=plain), paper=PAPER if is_found else None
    )
    assert unmarked.with_marked_verdict().verdict is verdict
