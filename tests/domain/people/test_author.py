"""Semantic Scholar's author ids are read from what people paste."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.people.author import parse_author_id

SPELLINGS = (
    "{}",
    " {} ",
    "<{}>",
    "author:{}",
    "Author: {}",
    "authorId={}",
    "s2author:{}",
    "https://www.semanticscholar.org/author/{}",
    "semanticscholar.org/author/A.-Turing/{}",
    "http://semanticscholar.org/author/A.-M.-Turing/{}/",
    "https://www.semanticscholar.org/author/A.-Turing/{}?sort=influence#papers",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(number=st.integers(0, 10**15 - 1))
def test_every_spelling_gives_the_digits(spelling: str, number: int) -> None:
    assert parse_author_id(spelling.format(number)) == str(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Turing",
        "0000-0002-1825-0097",
        "12a",
        "1" * 16,
        "https://example.org/author/1",
        "author:",
        "-1",
        "1.5",
        "١٢",
    ],
)
def test_what_is_no_id_is_none(text: str) -> None:
    assert parse_author_id(text) is None


@given(text=st.text())
def test_any_text_at_all_gives_digits_or_none(text: str) -> None:
    found = parse_author_id(text)
    assert found is None or (found.isascii() and found.isdigit())
