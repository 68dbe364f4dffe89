"""Finds the words of a title whose capitals must be kept when a citation style writes titles in lower case."""

from __future__ import annotations

import re

_WORD = re.compile(r"\S+")
_CORE = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
_PARTS = re.compile(r"[-‐–—/]")


def kept_words(title: str) -> list[tuple[int, int]]:
    """Returns (start, end) of the words whose capitals must be kept, without the punctuation around them.

    Always words with a capital or a digit after the first letter (BERT, iPhone, T5) and single letters (vitamin D). In
    a title that is not in title case, also names: every other capitalised word except the first word, and the first
    word after a colon, which BibTeX keeps itself. In a title all in capitals, none.
    """
    words = [
        (found.start() + core.start(), found.start() + core.end())
        for found in _WORD.finditer(title)
        if (core := _CORE.search(found[0])) is not None
    ]
    if len(words) > 2 and not any(character.islower() for character in title if character.isalpha()):
        return []
    names_count = _in_sentence_case(title, words)
    kept = []
    for index, (start, end) in enumerate(words):
        is_first = index == 0 or title[words[index - 1][1] : start].strip().startswith(":")
        word = title[start:end]
        if _has_own_capitals(word, is_first=is_first) or (names_count and not is_first and word[0].isupper()):
            kept.append((start, end))
    return kept


def _has_own_capitals(word: str, *, is_first: bool) -> bool:
    if word.islower():  # most words
        return False
    parts = [part for part in _PARTS.split(word) if part]
    return any(
        any(letter.isupper() for letter in part[1:])
        or (part[0].isupper() and any(letter.isdigit() for letter in part))
        or (len(part) == 1 and part.isupper() and part != "A" and (not is_first or len(parts) > 1))
        for part in parts
    )


def _in_sentence_case(title: str, words: list[tuple[int, int]]) -> bool:
    """Returns True if most long words after the first begin with a small letter, so that a capital is significant."""
    long = [title[start:end] for start, end in words[1:] if end - start > 3 and title[start].isalpha()]
    telling = [word for word in long if not _has_own_capitals(word, is_first=False)]
    return sum(word[0].islower() for word in telling) > sum(word[0].isupper() for word in telling)
