"""The text in the box is one paper's identifier, or words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.identifiers import Identifier, Scheme
from scholar_desktop.domain.query_text import parse


def test_words_are_words() -> None:
    query = parse("  attention is\n all\tyou\u200b need ")
    assert query.words == "attention is all you need"
    assert query.identifier is None


def test_an_identifier_is_recognised_and_kept_as_typed() -> None:
    query = parse(" https://doi.org/10.1038/NATURE12373. ")
    assert query.identifier == Identifier(Scheme.DOI, "10.1038/nature12373")
    assert query.words == "https://doi.org/10.1038/NATURE12373."


def test_a_year_and_a_broken_identifier_are_words() -> None:
    assert parse("2019").identifier is None
    assert parse("10.1038").identifier is None
    assert parse("10.1038").words == "10.1038"


@given(st.text(max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    assert parse(text).words == parse(parse(text).words).words
