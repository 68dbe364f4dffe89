"""A correction of the people of a reference keeps the names that agree with the record as the user wrote them."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.reference_lists.manuscript import CheckedReference, ManuscriptReference, ReferenceVerdict
from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.domain.reference_lists.reference_list import ParsedReference, ReferenceLine
from scholar_desktop.services.exchange.corrected_references import completed_entry, completed_item
from scholar_desktop.services.exchange.reference_verdicts import corrected_entry, entry_of, field_corrections

TITLE = "Memory consolidation during sleep without recognition tests"


def paper_of(*names: str) -> Paper:
    return Paper(title=TITLE, authors=tuple(map(Author, names)), year=2012)


def contributors(names: str) -> tuple[Contributor, ...]:
    split = [one.partition(", ") for one in names.split("; ")]
    return tuple(Contributor("author", family, given) for family, _, given in split)


@pytest.mark.parametrize(
    ("written", "recorded", "corrected"),
    [
        (
            "Goncalves, Marcus D.; Hartmann, Greta; Cantley, Lewis C.",
            ("M. Goncalves", "L. Cantley"),
            "Goncalves, Marcus D.; Cantley, Lewis C.",
        ),
        ("Goncalves, Marcus D.", ("M. Goncalves", "L. Cantley"), "Goncalves, Marcus D.; Cantley, L."),
        ("Cantley, Lewis; Goncalves, M.", ("Marcus Goncalves", "L. Cantley"), "Goncalves, Marcus; Cantley, Lewis"),
        ("Hartmann, Marcus; Cantley, Lewis", ("M. Goncalves", "L. Cantley"), "Goncalves, M.; Cantley, Lewis"),
        ("Cantley, Greta; Goncalves, Marcus", ("L. Cantley", "M. Goncalves"), "Cantley, L.; Goncalves, Marcus"),
        ("Goedel, Kurt; Hartmann, Greta", ("K. Gödel",), "Goedel, Kurt"),
        ("Smith, Bill; Hartmann, Greta", ("William Smith",), "Smith, Bill"),
        ("Smith, JC; Hartmann, Greta", ("John Charles Smith",), "Smith, John Charles"),
        ("Yang, Yiming; Hartmann, Greta", ("M. Yang", "Y. Yang"), "Yang, M.; Yang, Yiming"),
        ("Wang, Wei; Hartmann, Greta", ("Wang Wei", "L. Cantley"), "Wang, Wei; Cantley, L."),
    ],
)
def test_names_that_agree_stay_as_an_entry_has_them(written: str, recorded: tuple[str, ...], corrected: str) -> None:
    paper = paper_of(*recorded)
    entry = msgspec.structs.replace(entry_of(paper), people=contributors(written))
    line = ReferenceLine(1, "", ParsedReference(TITLE, is_entry=True))
    details = field_corrections(ManuscriptReference("1", "", 1, entry=entry), line, paper)
    assert [(one.field, one.was, one.now) for one in details] == [("author", written, corrected)]
    assert corrected_entry(entry, details, paper).people == contributors(corrected)


def checked(text: str, paper: Paper) -> CheckedReference:
    reference, line = ManuscriptReference("1", text, 1), ReferenceLine(1, text, parse_reference(text)[0])
    details = field_corrections(reference, line, paper)
    verdict = ReferenceVerdict.WRONG_FIELD if details else ReferenceVerdict.OK
    return CheckedReference(reference, verdict, details, line, paper)


@pytest.mark.parametrize(
    ("names", "recorded", "saved"),
    [
        ("Polich, John.", ("J. Polich",), "Polich, John"),
        ("Polich, J.", ("J. Polich",), "Polich, J."),
        ("Polich, J.", ("John Polich",), "Polich, John"),
        ("Polich, John, and Greta Hartmann.", ("J. Polich", "G. Hartmann"), "Polich, John; Hartmann, Greta"),
        ("John Polich, Greta Lee et al.", ("J. Polich", "G. Lee", "A. Wu"), "Polich, John; Lee, Greta; Wu, A."),
        ("Polich, John, and Greta Hartmann.", ("J. Polich",), "Polich, John"),
        ("P. Groumpos Peter,", ("Groumpos Peter P",), "Groumpos Peter, P"),
        ("POLICH, JOHN.", ("J. Polich",), "Polich, J."),
    ],
)  # fmt: skip
def test_given_names_of_a_text_are_in_the_saved_entry(names: str, recorded: tuple[str, ...], saved: str) -> None:
    one = checked(f"{names} “{TITLE}.” 2012.", paper_of(*recorded))
    assert one.paper is not None
    assert completed_entry(entry_of(one.paper), one).entry.of_role("author") == contributors(saved)
    item = {"author": [{"family": person.family, "given": person.given} for person in entry_of(one.paper).people]}
    written = [f"{person['family']}, {person['given']}" for person in completed_item(item, one)["author"]]
    assert "; ".join(written) == saved
    assert all(each.now == saved for each in one.details)
