"""How words are found in running text, and which part of a page is shown for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.text.text_folding import fold_letters
from scholar_desktop.domain.text.word_search import excerpt, find_phrases, find_spans, parse_terms


def found(text: str, words: str, *, is_raw: bool = False) -> list[str]:
    return [text[first:last] for (first, last), _ in find_spans(text, parse_terms(words), is_raw=is_raw)]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Attention is all you need", "att", ["Attention"]),
        ("the attribute att here", "att need", ["att"]),
        ("attributes of attention", "attri need", ["attributes"]),
        ("a cat and a category", "cat", ["cat", "category"]),
        ("a cat and at", "at", ["at"]),
        ("Gödel and Goedel", "godel", ["Gödel"]),
        ("Gödel and Goedel", "GÖDEL", ["Gödel"]),
        ("self-attention, attention.", "attention", ["attention", "attention"]),
        ("under_score", "score", ["score"]),
        ("in 2017 and 2018", "2017", ["2017"]),
        ("C++ and c#", "c++", ["C", "c"]),
        ("Backbones of n go back to an n-back task", "n-back", ["n-back"]),
        ("n-back, N back and n\u2011backs", "n-ba", ["n-back", "N back", "n\u2011backs"]),
        ("an n-back and a 2-back task", "n-back task", ["n-back", "task"]),
        ("the nback of an index", "n-back", ["nback"]),
        ("state-of-the-art, state of art", "state-of-the-art", ["state-of-the-art"]),
        ("Hodgkin\u2013Huxley", "hodgkin-huxley", ["Hodgkin\u2013Huxley"]),
        ("\u03b2-catenin and beta-catenin", "beta-catenin", ["\u03b2-catenin", "beta-catenin"]),
        ("x-ray - see x\u7dda", "x-\u7dda", ["x", "\u7dda"]),
        ("注意力机制综述", "机制", ["机制"]),
        ("the 注意力 network", "注意力 net", ["注意力", "network"]),
        ("nothing of it", "", []),
        ("nothing of it", "+-*", []),
    ],
)
def test_words_are_found_where_one_begins_so(text: str, words: str, expected: list[str]) -> None:
    assert found(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("sparse trans\ufffeformers", "transformers", ["trans\ufffeformers"]),
        ("sparse trans\ufffeformers", "transf", ["trans\ufffeformers"]),
        ("ef\ufb01cient e\ufb03cient", "efficient", ["ef\ufb01cient", "e\ufb03cient"]),
        ("\ufb01nding", "finding", ["\ufb01nding"]),
        ("cafe\u0301 noir", "cafe", ["cafe\u0301"]),
        ("na\u0131\u0308ve", "naive", []),
        ("an n\ufffeback task", "n-back", ["n\ufffeback"]),
        ("an n-\r\nback task", "n-back", ["n-\r\nback"]),
        ("nback", "n-back", []),
    ],
)
def test_words_are_found_as_a_pdf_spells_them(text: str, words: str, expected: list[str]) -> None:
    assert found(text, words, is_raw=True) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("our sparse attention is sparse, attentive", "sparse attention", ["sparse attention"]),
        ("our sparse\r\nattention", "sparse att", ["sparse\r\nattention"]),
        ("sparse and attention", "sparse attention", []),
        ("self-attention", "self attention", ["self-attention"]),
        ("注意 力机制", "注意力", []),
        ("注意力机制", "注意 力", ["注意力"]),
    ],
)
def test_a_phrase_is_its_words_side_by_side(text: str, words: str, expected: list[str]) -> None:
    assert [text[first:last] for first, last in find_phrases(text, parse_terms(words))] == expected


def test_the_excerpt_is_where_most_words_stand_close_together() -> None:
    filler = "of this and that we say nothing here; "
    text = f"sparse things. {filler * 20}we introduce sparse factorizations of the attention matrix. {filler * 20}"
    shown, marks = excerpt(text, parse_terms("sparse attention"), letters=90)
    assert [shown[first:last] for first, last in marks] == ["sparse", "attention"]
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "introduce sparse factorizations of the attention matrix" in shown
    assert len(shown) <= 94


def test_of_several_places_with_all_words_the_closest_is_shown() -> None:
    text = f"sparse {'and ' * 20} attention. {'Filler here. ' * 20} A sparse attention pattern."
    shown, marks = excerpt(text, parse_terms("sparse attention"), letters=100)
    assert [shown[first:last] for first, last in marks] == ["sparse attention"]


def test_words_side_by_side_are_one_mark() -> None:
    shown, marks = excerpt("Our sparse attention pattern", parse_terms("attention sparse"))
    assert (shown, marks) == ("Our sparse attention pattern", ((4, 20),))


def test_an_excerpt_of_a_text_without_spaces_is_cut_anywhere() -> None:
    shown, marks = excerpt("前" * 300 + "注意力" + "后" * 300, parse_terms("注意力"), letters=30)
    assert [shown[first:last] for first, last in marks] == ["注意力"]
    assert len(shown) <= 34


TEXTS = st.text(alphabet="ab ß é İ ﬁ 注意 . -\n\ufffe", max_size=80)


@given(TEXTS, TEXTS, st.integers(1, 60))
def test_folding_keeps_every_letter_in_its_place_and_marks_lie_in_the_excerpt(text: str, words: str, letters: int):
    assert len(fold_letters(text)) == len(text)
    terms = parse_terms(words)
    for (first, last), place in find_spans(text, terms, is_raw=True):
        assert 0 <= first < last <= len(text)
        assert 0 <= place < len(terms)
    shown, marks = excerpt(text, terms, letters=letters)
    assert all(0 <= first < last <= len(shown) for first, last in marks)
    assert list(marks) == sorted(marks)
