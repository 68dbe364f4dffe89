"""The words of a question, found in a passage."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.text.word_marks import best_place, find_word_marks, find_word_parts


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Attention maps of attention-based models", "attention", ["Attention", "attention"]),
        ("It captures words", "does it capture a word?", ["captures", "words"]),
        ("The cat sat", "what is the", []),
        ("Über Straßen", "straßen", ["Straßen"]),
        ("nothing", "", []),
    ],
)
def test_words_are_marked_however_they_are_bent(text, words, marked):
    assert [text[start:end] for start, end in find_word_marks(text, words)] == marked


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("The attention of Attentions", "attention", ["attention", "Attention"]),
        ("Erdős and Café", "erdos cafe", ["Erdős", "Café"]),
        ("a (b) [c]", "(b) [", ["(b)", "["]),
        ("aaaa", "aa aaa", ["aaaa"]),
        ("nothing", "", []),
    ],
)
def test_parts_of_words_are_found_as_they_are_typed(text: str, words: str, marked: list[str]):
    assert [text[start:end] for start, end in find_word_parts(text, words)] == marked


def test_the_text_with_most_of_the_words_is_the_best():
    texts = ["nothing", "one", "two and one", "one and two"]
    assert best_place(texts, "ONE two") == 2
    assert best_place(texts, "") == best_place(texts, "none") == best_place([], "one") == 0
