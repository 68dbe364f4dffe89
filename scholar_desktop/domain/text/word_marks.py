"""Finds the words of a search in a text, in order to highlight them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scholar_desktop.domain.text.text_folding import fold_letters

_WORD = re.compile(r"[^\W_]+")
_LEAST = 3
"""Shorter words are too common to show why a text was found."""
# not translated: words that are compared
_EMPTY_WORDS = """
the and for are was were that this with from which have has had not but can may its their than then into how what why
when where who does did will would our your they them these those been being such also
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def find_word_marks(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Returns (start, end) in *text* of every word with the same stem as one of *words*.

    So 'attention' also matches 'attentions'.
    """
    stems = {_stem(word) for word in _WORD.findall(words.casefold()) if len(word) >= _LEAST and word not in _EMPTY}
    if not stems:
        return ()
    return tuple((found.start(), found.end()) for found in _WORD.finditer(text) if _stem(found[0].casefold()) in stems)


def find_word_parts(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Returns (start, end) in *text* of every place that contains one of *words*, also within a longer word.

    Accents and case are ignored. Places that touch or overlap are one.
    """
    folded = fold_letters(text)
    places = sorted(
        found.span() for word in set(fold_letters(words).split()) for found in re.finditer(re.escape(word), folded)
    )
    merged: list[tuple[int, int]] = []
    for start, end in places:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def best_place(texts: Sequence[str], words: str) -> int:
    """Returns the index of the first of *texts* that contains most of *words*; 0 if none contains any."""
    parts = set(fold_letters(words).split())
    counts = [sum(word in fold_letters(text) for word in parts) for text in texts]
    return counts.index(max(counts)) if parts and counts else 0


def _stem(word: str) -> str:
    """Returns the word without English inflectional endings; accurate enough for highlighting, not for searching."""
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
