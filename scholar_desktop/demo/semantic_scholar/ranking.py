"""A small search index over titles, authors, venues and abstracts."""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Callable, Iterable

STOP = frozenset(
    ("a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with")
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_POSSESSIVE = re.compile(r"['’]s?$")


def words_of(text: str) -> list[str]:
    """Returns the words of *text* in normalised form: lower case, without diacritics, without the s of a plural."""
    plain = text.lower()
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return list(map(stem, _WORD.findall(plain)))


@functools.lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Returns a word without a possessive or plural s."""
    word = _POSSESSIVE.sub("", word)
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


class WordIndex:
    """An index of numbered documents with text fields; each field has a weight."""

    def __init__(self, weights: dict[str, float]) -> None:
        self._weights = weights
        self._postings: dict[str, dict[int, float]] = {}
        self._boost: dict[int, float] = {}

    def add(self, number: int, fields: dict[str, str], boost: float = 0.0) -> None:
        """Adds a document. boost: added to its score whenever it matches."""
        self._boost[number] = boost
        for field, text in fields.items():
            weight = self._weights[field]
            for word in words_of(text):
                found = self._postings.setdefault(word, {})
                before = found.get(number)
                more = weight * 0.1 if before is None else before + weight * 0.1
                found[number] = more if more > weight else weight

    def search(self, text: str, share: float = 1.0) -> list[tuple[int, float]]:
        """Returns (document, score), best first, of documents with at least *share* of the words of *text*."""
        terms = list(dict.fromkeys(words_of(text)))
        terms = [term for term in terms if term not in STOP] or terms
        if not terms:
            return []
        scores: dict[int, float] = {}
        hits: dict[int, int] = {}
        for term in terms:
            found = self._postings.get(term, {})
            rarity = math.log(1 + len(self._boost) / (1 + len(found)))
            for number, weight in found.items():
                scores[number] = scores.get(number, 0.0) + weight * rarity
                hits[number] = hits.get(number, 0) + 1
        needed = math.ceil(share * len(terms))
        ranked = [(number, score + self._boost[number]) for number, score in scores.items() if hits[number] >= needed]
        return sorted(ranked, key=lambda each: (-each[1], each[0]))


def filtered(ranked: Iterable[tuple[int, float]], keep: Callable[[int], bool]) -> list[int]:
    """Returns the document numbers of *ranked* that pass *keep*, in order."""
    return [number for number, _ in ranked if keep(number)]
