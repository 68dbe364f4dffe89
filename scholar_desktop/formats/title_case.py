"""Finds the words of a title whose capitals must be kept when a citation style writes titles in lower case, and the
names of journals whose capitals must be kept when it writes them in title case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_WORD = re.compile(r"\S+")
_CORE = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
_PARTS = re.compile(r"[-‐–—/]")
_LETTERS = re.compile(r"[^\W\d_]+")
# not translated: words that are compared
_SMALL_ENGLISH = """
a an and as at but by for from in into its nor of on onto or over so the their to upon via with
"""
# not translated: words that are compared
_SMALL_OTHERS = """
auf aus bei das de dem den der des die ein eine für im mit und vom von zu zum zur
aan en het op och og om te van voor
au aux d du et l la le les par pour sous sur un une
al da dal dalla dei del della delle di do dos e el gli i il las los na nel nella no o per por si su y
"""
_ENGLISH_WORDS, _OTHER_WORDS = frozenset(_SMALL_ENGLISH.split()), frozenset(_SMALL_OTHERS.split())
"""Articles, prepositions and conjunctions, which the names of journals have in lower case: of English, and of German,
Dutch, the languages of Scandinavia, French, Spanish, Portuguese and Italian."""
_JOURNALS = frozenset(("article-journal", "article-magazine", "article-newspaper", "review", "review-book"))


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


def with_journal_as_written(item: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a CSL-JSON item in which the name of its journal is protected from title case, if it must be kept."""
    name = item.get("container-title")
    is_kept = item.get("type") in _JOURNALS and isinstance(name, str) and "<" not in name and keeps_capitals(name)
    return {**item, "container-title": f'<span class="nocase">{name}</span>'} if is_kept else dict(item)


def keeps_capitals(journal: str) -> bool:
    """Returns True if the name of a journal is written with its own capitals: “Zeitschrift für Psychologie”, “Revista
    española de cardiología”. The rules of English title case do not apply to other languages, and the language of a
    paper is seldom known.

    False for a name in lower case (“nature neuroscience”), and for an English one in which only the first word has a
    capital, as libraries write it (“The New England journal of medicine”).
    """
    words = _LETTERS.findall(journal)
    small = [word for word in words if word.islower()]
    if len(small) == len(words):
        return False
    is_foreign = not journal.isascii() or any(word in _OTHER_WORDS for word in small)
    return is_foreign or all(word in _ENGLISH_WORDS for word in small)
