"""Two titles that are alike: does a word or a number of them differ?"""

from __future__ import annotations

import pytest

from scholar_desktop.domain.text.title_differences import is_other_title

FOUR = "The magical number 4 in short-term memory: A reconsideration of mental storage capacity"
ATTENTION = "Effective Approaches to Attention-based Neural Machine Translation"


@pytest.mark.parametrize(
    ("written", "stated"),
    [
        ("The magical number 7 in short-term memory", FOUR),
        ("The magical number in short-term memory", FOUR),
        ("The magical number 4 in short-term memory: A history", FOUR),
        ("The magical number four in long-term memory", FOUR),
        ("Effective Approaches to Recurrence-based Neural Machine Translation", ATTENTION),
        ("Effective Approaches to Neural Machine Translation", ATTENTION),
        ("Moss in the north: Part I", "Moss in the north: Part II"),
        ("Moss in the north", "Moss in the north: Part II"),
        ("Moss in the north I", "Moss in the north II"),
        ("Moss in the north: I. Detection of spores", "Moss in the north: 2. Detection of spores"),
        ("Moss in the north", "Moss in the north: 2. Results"),
        ("Moss in the north", "Moss in the north: reply to Lind"),
        ("Deep learning for cats", "Deep learning"),
        ("Effects of caffeine on mice", "Effects of caffeine on rats"),
        ("Moss in the nrth", "Moss in the north"),
        ("Writing C++ for beginners", "Writing C for beginners"),
    ],
)
def test_another_word_or_number_is_another_title(written: str, stated: str) -> None:
    assert is_other_title(written, stated)
    assert is_other_title(stated, written)


@pytest.mark.parametrize(
    ("written", "stated"),
    [
        ("the MAGICAL number 4 in short term memory", FOUR),
        ("The magical number four in short-term memory", FOUR),
        ("The {magical} number 4 in short-term memory (a reconsideration of mental storage capacity)", FOUR),
        ("Effective approaches to attention based neural machine translations", ATTENTION),
        ("Effective approaches to attention-based…", ATTENTION),
        (f"{ATTENTION}: A survey of the field in 2015", ATTENTION),
        ("Moss in the north: Part 2", "Moss in the north. Part II"),
        ("Moss in the north: I. Detection of spores", "Moss in the north: 1. Detection of spores"),
        ("Moss in the north: V. Detection of spores", "Moss in the north: 5. Detection of spores"),
        ("Intl. law of the sea", "International law of the sea"),
        ("CNNs for sentence classification", "Convolutional neural network for sentence classification"),
        ("Über die Bibliothek", "Uber die Bibliothek"),
        ("Colour of the $\\alpha$-helix", "Color of the alpha helix"),
        ("", FOUR),
    ],
)
def test_subtitles_spelling_and_abbreviations_are_not(written: str, stated: str) -> None:
    assert not is_other_title(written, stated)
    assert not is_other_title(stated, written)
