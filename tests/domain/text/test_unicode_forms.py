"""Normalisation keeps texts as they are, and takes no quadratic time for runs of combining marks."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.text.unicode_forms import MOST_MARKS, is_nfc, limit_marks, normalize


@given(st.text(max_size=80).filter(lambda text: limit_marks(text) == text))
def test_an_ordinary_text_is_normalised_as_by_python(text: str):
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert normalize(form, text) == unicodedata.normalize(form, text)
    assert is_nfc(text) is unicodedata.is_normalized("NFC", text)


@given(
    st.integers(0, 70), st.integers(1, 90), st.sampled_from(["\u0301", "\u0315\u0300", "\u05b0", "\u3099", "\u064b"])
)
def test_of_a_run_of_marks_thirty_are_kept(before: int, marks: int, mark: str):
    run = (mark * marks)[:marks]
    assert limit_marks("x" * before + run + "y") == "x" * before + run[:MOST_MARKS] + "y"


def test_a_run_of_a_million_marks_is_cut_before_it_is_sorted():
    assert len(normalize("NFC", "e" + "\u0315\u0300" * 5_000)) <= 1 + MOST_MARKS
    assert not is_nfc("e" + "\u0301" * 5_000)


def test_a_letter_and_its_mark_as_two_characters_are_not_in_nfc():
    assert is_nfc("caf\u00e9")
    assert not is_nfc("cafe\u0301")
