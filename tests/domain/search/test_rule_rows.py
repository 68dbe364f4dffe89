"""A rule as the rows of a form, and back."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scholar_desktop.domain.search.library_rule import read_rule
from scholar_desktop.domain.search.rule_rows import MOST_ROWS, RuleRow, RuleRows, rows_of, signs_of, text_of
from scholar_desktop.domain.text.word_search import is_word_character

TITLE = RuleRow("title", "is", "deep learning")


@pytest.mark.parametrize(
    ("rule", "form"),
    [
        ("", RuleRows()),
        ('title:"deep learning"', RuleRows((TITLE,))),
        ("cited:>100 -tag:later", RuleRows((RuleRow("cited", "more", "100"), RuleRow("tag", "not", "later")))),
        ("year:2010- NOT reading:read", RuleRows((RuleRow("year", "from", "2010"), RuleRow("reading", "not", "read")))),
        (
            "year:-2010 OR year:2015-2020",
            RuleRows((RuleRow("year", "until", "2010"), RuleRow("year", "is", "2015-2020")), True),
        ),
        ("added:30d added:>=2024-05", RuleRows((RuleRow("added", "last", "30"), RuleRow("added", "from", "2024-05")))),
        ("tags:a journal:nature", RuleRows((RuleRow("tag", "is", "a"), RuleRow("venue", "is", "nature")))),
        ("whales", RuleRows((RuleRow("", "is", "whales"),))),
        ("a OR b c", None),
        ('"never closed', None),
        (" ".join(f"tag:{number}" for number in range(MOST_ROWS + 1)), None),
    ],
)
def test_the_rows_of_a_rule(rule: str, form: RuleRows | None):
    assert rows_of(rule) == form
    if form is not None:
        again = text_of(form)
        assert rows_of(again) == form
        assert not read_rule(again).faults


VALUES = {
    "year": "2015",
    "cited": "100",
    "added": "2024",
    "reading": "read",
    "has": "pdf",
    "is": "star",
    "type": "book",
}


@st.composite
def forms(draw: st.DrawFn) -> RuleRows:
    names = st.sampled_from(("title", "author", "tag", "note", "publisher", "", *VALUES))
    rows = []
    for name in draw(st.lists(names, min_size=1, max_size=6)):
        words = st.text(st.sampled_from("abc OR-:()<>*é\"注'"), min_size=1, max_size=12)
        value = VALUES.get(name) or draw(words)
        sign = draw(st.sampled_from(signs_of(name)))
        rows.append(RuleRow(name, sign, "30" if sign == "last" else value))
    return RuleRows(tuple(rows), draw(st.booleans()))


@given(forms())
@example(RuleRows((RuleRow("", "not", "<O"),), False))
@settings(max_examples=60, deadline=None)
def test_what_a_form_says_is_a_rule_that_can_be_read_again(form: RuleRows):
    again = rows_of(text_of(form))
    said = [row for row in form.rows if any(map(is_word_character, row.value))]
    assert again is not None
    assert [(row.name, row.sign) for row in again.rows] == [(row.name, row.sign) for row in said]
    assert again.is_any == (form.is_any and len(said) > 1)


def test_rows_without_a_value_are_left_out():
    assert text_of(RuleRows((RuleRow("tag"), TITLE))) == 'title:"deep learning"'
