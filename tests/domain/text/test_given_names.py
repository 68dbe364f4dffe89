"""Given names are compared as their forms differ between references and records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.text.given_names import has_other_whole_name, have_other_given_names

SAME = """
Björn/Bjoern, Björn/Bjørn, Mike/Michael, Tom/Thomas, Jim/James, Sergei/Sergey, Alexander/Aleksandr, Kate/Katherine,
Steve/Stephen, Chuck/Charles, Seong/Sung, Andrej/Andrey, Bill/William, Bill/W., Bob/R, Jack/John, Hans/Johannes,
JC/Jean Christophe, J.-C./Christophe, Anna Maria/Maria, Robert J./John, Katarzyna/Katarina, Li/Lin
"""
OTHER = """
Björn/Bernhard, John/James, Peter/Paul, David/Daniel, Robert/Richard, Anna/Alice, Laura/Lena, Felix/Fabian, Björn/C.,
Jakub/Jan, Michael/Matthew, JC/Robert, Heather E./Hannah E.
"""


def pairs(text: str) -> list[list[str]]:
    return [pair.strip().split("/") for pair in text.split(",")]


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_forms_of_one_name_are_no_other_name(one: str, other: str) -> None:
    assert not have_other_given_names([one], [other])
    assert not have_other_given_names([other], [one])
    assert not has_other_whole_name([one], [other])


@pytest.mark.parametrize(("one", "other"), pairs(OTHER))
def test_other_names_are_noticed(one: str, other: str) -> None:
    assert have_other_given_names([one], [other])
    assert have_other_given_names([other], [one])


def test_a_whole_name_is_another_one_beside_an_initial_that_agrees() -> None:
    assert has_other_whole_name(["Bernhard", "J."], ["Björn", "J."])
    assert not has_other_whole_name(["Bernhard"], ["B."])
    assert not has_other_whole_name(["Bernhard"], ["Carl"])  # the initials tell


@given(st.lists(st.text(max_size=12), max_size=3), st.lists(st.text(max_size=12), max_size=3))
def test_any_text_is_compared_and_a_name_is_itself(one: list[str], other: list[str]) -> None:
    has_other_whole_name(one, other)
    assert have_other_given_names(one, other) == have_other_given_names(other, one)
    assert not have_other_given_names(one, one)
    assert not has_other_whole_name(one, one)
