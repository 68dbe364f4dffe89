"""The text of a field is read as it is written, and a wrong number is seen."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.field_input import number_problem, read_value, value_text
from scholar_desktop.domain.own_fields import Contributor

PEOPLE = (
    Contributor("author", "Thompson", "D’Arcy Wentworth"),
    Contributor("author", "Maaten", "Laurens", "van der"),
    Contributor("author", "King", "Martin Luther", suffix="Jr."),
    Contributor("author", literal="World Health Organization"),
    Contributor("author", literal="Smith; Sons, Publishers"),
    Contributor("author", literal="Madonna"),
)


def test_people_are_written_as_they_are_read():
    text = value_text("author", PEOPLE)
    assert text == (
        "Thompson, D’Arcy Wentworth; van der Maaten, Laurens; King, Jr., Martin Luther; World Health Organization; "
        "{Smith; Sons, Publishers}; {Madonna}"
    )
    assert read_value("author", text) == PEOPLE


@pytest.mark.parametrize("text", ["2019", "2019-03", "2019-03-05", "2019-03/2019-05"])
def test_dates_are_written_as_they_are_read(text: str):
    assert value_text("issued", read_value("issued", text)) == text


def test_an_emptied_field_and_a_date_in_words_have_a_text():
    assert value_text("volume", None) == ""
    assert value_text("issued", {"from": None, "to": None, "literal": "in press"}) == "in press"
    with pytest.raises(UsageError):
        read_value("issued", "in press")


@pytest.mark.parametrize(
    ("name", "text", "is_good"),
    [
        ("ISBN", "978-0-486-67135-2", True),
        ("ISBN", "978-0-486-67135-3", False),
        ("ISBN", "0-486-67135-X", False),
        ("ISBN", "0-486-67135-6", True),
        ("ISBN", "0-8044-2957-X", True),
        ("ISSN", "0028-0836", True),
        ("ISSN", "0028-0837", False),
        ("ISSN", "", True),
        ("volume", "12", True),
    ],
)
def test_the_check_digit_of_a_number_is_checked(name: str, text: str, is_good: bool):
    assert (number_problem(name, text) is None) is is_good
