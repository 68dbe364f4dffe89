"""The text of a field is read as it is written, and a wrong number is seen."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.field_input import date_note, number_problem, read_value, value_text
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


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        (
            "Spring 2013",
            {"from": "2013", "to": None, "edtf": "2013-21", "literal": "Spring 2013"},
            "Kept as a season of 2013, in EDTF 2013-21.",
        ),
        ("2013-21", {"from": "2013", "to": None, "edtf": "2013-21"}, "Kept as a season of 2013, in EDTF 2013-21."),
        (
            "Spring/Summer 2013",
            {"from": "2013", "to": None, "literal": "Spring/Summer 2013"},
            "Kept as text, in the year 2013.",
        ),
        ("5 March 2019", {"from": "2019-03-05", "to": None}, "Kept as 2019-03-05."),
        ("1999?", {"from": "1999", "to": None, "edtf": "1999?"}, None),
        ("in press", {"from": None, "to": None, "literal": "in press"}, "Kept as text, without a year."),
        ("2019-03", {"from": "2019-03", "to": None}, None),
    ],
)
def test_dates_in_words_are_taken_and_said_to_be_kept(text: str, value: Any, note: str | None):
    assert read_value("issued", text) == value
    assert date_note(text) == note
    shown = value_text("issued", value)
    assert read_value("issued", shown)["from"] == value["from"], "what is shown can be read again"


@pytest.mark.parametrize("text", ["2019-13", "2019-02-30", "2019/2018", "20199", "2019-5", "12"])
def test_what_is_no_date_is_refused(text: str):
    with pytest.raises(UsageError):
        read_value("issued", text)


def test_a_season_of_biblatex_is_shown_in_words():
    assert value_text("issued", {"from": "2013", "to": None, "edtf": "2013-24"}) == "Winter 2013"


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
