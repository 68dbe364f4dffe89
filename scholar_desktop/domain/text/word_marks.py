"""Where the words of a question stand in a text. Pure."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
_LEAST = 3
"""Shorter words are everywhere, and say nothing about why a text was found."""
_EMPTY_WORDS = """
the and for are was were that this with from which have has had not but can may its their than then into how what why
when where who does did will would our your they them these those been being such also
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def find_word_marks(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """(start, end) in *text* of every word that begins like one of *words*: 'attention' of 'attentions' too."""
    stems = {_stem(word) for word in _WORD.findall(words.casefold()) if len(word) >= _LEAST and word not in _EMPTY}
    if not stems:
        return ()
    return tuple((found.start(), found.end()) for found in _WORD.finditer(text) if _stem(found[0].casefold()) in stems)


def _stem(word: str) -> str:
    """The word without the endings by which English bends it; good enough to mark, not to search."""
    for ending, least in (
        ("ations", 4),
        ("ation", 4),
        ("ings", 4),
        ("ing", 4),
        ("ies", 3),
        ("ed", 4),
        ("es", 4),
        ("s", 3),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
