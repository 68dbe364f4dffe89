"""The words of a question, found in a passage."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.text.word_marks import find_word_marks


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
