"""The names in which two lists of people differ, in the styles that people write."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from scholar_desktop.domain.reference_lists.name_differences import NamePart, compare_names, shortened

RECORD = (
    "Vaswani, Ashish; Shazeer, Noam M.; Parmar, Niki; Uszkoreit, Jakob; Jones, Llion; Gomez, Aidan N.; "
    "Kaiser, Lukasz; Polosukhin, Illia; van der Berg, Jan; Müller, Ö."
)


def marked(parts: Sequence[NamePart]) -> str:
    return "".join(f"[{part.text}]" if part.differs else part.text for part in parts)


def differing(was: str, now: str, *, is_cut: bool = False) -> tuple[list[str], list[str]]:
    both = compare_names(was, now, is_cut=is_cut)
    assert ["".join(part.text for part in parts) for parts in both] == [was, now]
    mine, its = ([part.text for part in parts if part.differs] for parts in both)
    return mine, its


@pytest.mark.parametrize(
    ("was", "mine", "its"),
    [
        (RECORD, [], []),
        (
            "Vaswani, A., Shazeer, N., Parmar, N., Uszkoreit, J., Jones, L., Gomez, A. N., Kaiser, Ł., Polosukhin, I., "
            "van der Berg, J., & Mueller, O.",
            [],
            [],
        ),
        (
            "Vaswani A, Shazeer NM, Parmer N, Uszkoreit J, Jones L, Gomez B, Kaiser Ł, Polosukhin I, van der Berg J, "
            "Müller Ö",
            ["Parmer N", "Gomez B"],
            ["Parmar, Niki", "Gomez, Aidan N."],
        ),
        (
            "A. Vaswani, N. Shazeer, N. Parmar, L. Jones, J. Uszkoreit, A. N. Gomez, L. Kaiser, I. Polosukhin, "
            "J. van der Berg, and O. Müller",
            ["L. Jones"],
            ["Jones, Llion"],
        ),
        ("Vaswani, Ashish, Noam Shazeer, Nathan Parmar, et al.", ["Nathan Parmar"], ["Parmar, Niki"]),
        ("Vaswani, A., Shazeer, P., ... Müller, Ö.", ["Shazeer, P."], ["Shazeer, Noam M."]),
        ("Vaswani, A., et al.", [], []),
        ("Smith, J., et al.", ["Smith, J."], ["Vaswani, Ashish"]),
    ],
)
def test_the_names_that_differ_are_found_in_each_style(was: str, mine: list[str], its: list[str]) -> None:
    assert differing(was, RECORD) == (mine, its)


@pytest.mark.parametrize(
    ("was", "now", "mine", "its"),
    [
        ("Lind, A., & Smith, Q., Jr.", "Lind, Ada; Smith, Jr., Q.", [], []),
        ("García Márquez, G., O'Neil, P.-J., & Yi, Z.", "García Márquez, G.; O'Neil, Pat J.", ["Yi, Z."], []),
        ("Lind, A., Park, Bernhard", "Lind, Ada; Park, Björn", ["Park, Bernhard"], ["Park, Björn"]),
        ("Lind, Park, Smith", "Lind, Ada; Park, Björn; Holm, Bo", ["Smith"], ["Holm, Bo"]),
        ("Lopez, F., & Patel, N.", "Lopez, F.; Patel, N.; The ATLAS Collaboration", [], ["The ATLAS Collaboration"]),
        ("Bengio Yoshua, Andrew Y. Ng", "Bengio, Yoshua; Ng, Andrew Y.", [], []),
        ("Smith", "Lopez, F.", ["Smith"], ["Lopez, F."]),
        ("Holm, Bo; Lind, Ada", "Lind, Ada; Holm, Bo", ["Holm, Bo"], ["Holm, Bo"]),
    ],
)
def test_initials_suffixes_and_groups_are_no_people_of_their_own(
    was: str, now: str, mine: list[str], its: list[str]
) -> None:
    assert differing(was, now) == (mine, its)


def test_one_person_of_an_entry_is_one_name() -> None:
    both = compare_names("Lind, Ada", "Holm, Bo; Park, Björn", is_entry=True)
    assert [marked(parts) for parts in both] == ["[Lind, Ada]", "[Holm, Bo]; [Park, Björn]"]


def test_a_list_that_says_that_it_is_cut_leaves_nobody_out() -> None:
    was = "Vaswani, Ashish; Palmer, Noam"
    assert differing(was, RECORD, is_cut=True) == (["Palmer, Noam"], ["Shazeer, Noam M."])
    assert len(differing(was, RECORD)[1]) == 9


def test_a_long_list_shows_the_names_that_differ() -> None:
    both = compare_names(RECORD.replace("Gomez, Aidan N.", "Gomez, Bob"), RECORD)
    assert [marked(shortened(parts)) for parts in both] == [
        "Vaswani, Ashish … Jones, Llion; [Gomez, Bob]; Kaiser, Lukasz … Müller, Ö.",
        "Vaswani, Ashish … Jones, Llion; [Gomez, Aidan N.]; Kaiser, Lukasz … Müller, Ö.",
    ]
    assert [marked(shortened(parts, around=0)) for parts in both] == ["… [Gomez, Bob] …", "… [Gomez, Aidan N.] …"]
    first = compare_names(RECORD.replace("Vaswani", "Waswani"), RECORD)[0]
    assert marked(shortened(first)) == "[Waswani, Ashish]; Shazeer, Noam M. … Müller, Ö."
    assert marked(shortened(first, around=0)) == "[Waswani, Ashish] …"
    same = compare_names(RECORD, RECORD)[0]
    assert shortened(same) == same


def test_thousands_of_names_are_compared_by_their_places() -> None:
    names = [f"Name{chr(97 + number % 26)}{number}, Ada" for number in range(600)]
    other = [*names[:400], "Lind, Bo", *names[401:]]
    assert differing("; ".join(other), "; ".join(names)) == (["Lind, Bo"], [names[400]])


def test_a_name_that_agrees_in_its_middle_initial_alone_is_marked_as_the_check_sees_it() -> None:
    assert differing("Davis, Heather E., & Topol, E.", "Davis, Hannah E.; Topol, Eric") == (
        ["Davis, Heather E."],
        ["Davis, Hannah E."],
    )
