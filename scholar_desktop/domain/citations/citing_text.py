"""Finds the position of the citation mark in a citing sentence.

Semantic Scholar sends the sentences, but not where in them the paper is cited. This module searches for the usual
forms: an author with a year, a number in brackets, a year alone in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.names import family_name_of

_NUMBERS = re.compile(r"\[\s*\d{1,4}[a-z]?(?:\s*[,;–—-]\s*\d{1,4}[a-z]?)*\s*\]")
_ROUND_NUMBERS = re.compile(
    r"(?<=[^:]\s)\(\s*(?:[1-9](?=\s*\)\s*(?:[.,;)]|$))|[1-9]\d{1,2}|\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})+)\s*\)"
)
"""A single digit only where the sentence or a part of it ends: '(1) we measure' is an enumeration."""
_COUNTED = re.compile(
    r"\b(?:eqs?|equations?|figs?|figures?|tables?|sections?|steps?|cases?|chapters?|n|age|aged|model|theorem|lemma)\W*$",
    re.IGNORECASE,
)
"""Words before a number in round brackets that is the number of something else."""
_AUTHOR_YEAR_GROUP = re.compile(r"\([^()]{0,160}?\b(?:1[89]|20)\d\d[a-z]?[^()]{0,80}?\)")
_NAME = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'.-]+"
_ET_AL = r"\s+(?i:et\s+al\b\.?|and\s+colleagues)"
_PEOPLE = rf"(?:{_ET_AL}|(?:(?:\s*,\s*(?:&\s*|and\s+)?|\s*&\s*|\s+and\s+){_NAME}){{1,3}}(?:{_ET_AL})?)?"
"""Who follows the first author, before a year or a number."""
_PEOPLE_ALONE = re.compile(
    rf"(?:{_ET_AL}|(?:\s*,\s*{_NAME}){{0,2}}(?:\s*,)?(?:\s*&\s*|\s+and\s+){_NAME}(?:{_ET_AL})?)?"
)
"""The same where neither follows: after a comma alone, the sentence may go on ('As shown by Kim, Transformers …')."""


def find_citation_marks(sentence: str, cited: Paper | None) -> tuple[tuple[int, int], ...]:
    """Returns the spans (start, end) of *sentence* that cite *cited*; empty if nothing was found.

    An author of *cited* together with its year is certain, and then nothing else is marked. Without it, a bracket that
    contains the year is marked; else the only bracket of the sentence that contains a number or any year (a preprint's
    year may differ), or else the only number in round brackets, such as '(42)'. If there are several such brackets, the
    right one cannot be known, so nothing is marked.

    The year is also that which a service states, if the user wrote another one.
    """
    if cited is not None:
        years = _years(cited)
        for name in _names(cited):
            found = _author_and_year(sentence, name, years)
            if found:
                return found
        for year in years:
            for group in _AUTHOR_YEAR_GROUP.finditer(sentence):
                if year in group[0]:
                    return (group.span(),)
    guesses = [found.span() for pattern in (_NUMBERS, _AUTHOR_YEAR_GROUP) for found in pattern.finditer(sentence)]
    if not guesses:
        numbers = _ROUND_NUMBERS.finditer(sentence)
        guesses = [one.span() for one in numbers if not _COUNTED.search(sentence[: one.start()])]
    return (guesses[0],) if len(guesses) == 1 else ()


def _names(cited: Paper) -> Sequence[str]:
    """Returns the names to search for: the first author's family name, then the part of the title before a colon if it
    is a single word ('Longformer')."""
    names = [family_name_of(author.name) for author in cited.authors[:1]]
    short = cited.title.partition(":")[0].strip()
    if short != cited.title and len(short) >= 4 and " " not in short:
        names.append(short)
    return [name for name in names if len(name) >= 2]


def _years(cited: Paper) -> tuple[str, ...]:
    """Returns the year that is shown, then those that services state."""
    stated = (facts.fields.get("year") for facts in cited.facts if facts.source != LIBRARY)
    found = (cited.year, *(year for year in stated if isinstance(year, int) and not isinstance(year, bool)))
    return tuple(dict.fromkeys(str(year) for year in found if year is not None))


def _author_and_year(sentence: str, name: str, years: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Returns the spans of *name* together with what follows it: 'et al.', a second author, the year, a number in
    brackets."""
    of_name, with_number = re.compile(rf"(?<!\w)\(?(?i:{re.escape(name)})(?!\w)"), _people_with_number(tuple(years))
    spans = []
    end = 0
    while (found := of_name.search(sentence, end)) is not None:
        followed = with_number.match(sentence, found.end()) or _PEOPLE_ALONE.match(sentence, found.end())
        assert followed is not None  # the second pattern also matches an empty text
        start, end = found.start(), followed.end()
        text = sentence[start:end].rstrip(" ,;")
        if text.startswith("(") and not text.endswith(")"):
            # 'Longformer (Beltagy et al., 2020; Tay 2021)': other citations follow in the same bracket
            text, start = text[1:], start + 1
        if text.endswith(")") and "(" not in text:
            text = text[:-1]
        if text:
            spans.append((start, start + len(text)))
    sure = [span for span in spans if any(year in sentence[slice(*span)] for year in years)]
    return tuple(sure or spans)


@lru_cache
def _people_with_number(years: tuple[str, ...]) -> re.Pattern[str]:
    """Returns the pattern of what follows a name up to one of *years* or a number in brackets. To compile it takes a
    millisecond, which is why the name, another one for each paper, is not in it."""
    tail = rf"(?:\s*,?\s*[(\[]?\s*(?:{'|'.join(years)})[a-z]?\s*[)\]]?)" if years else r"(?!x)x"
    digits = r"\d{1,4}(?:\s*[,;–—-]\s*\d{1,4})*"
    number = rf"(?:\s*\[\s*{digits}\s*\]|\s*\((?!(?:1[89]|20)\d\d)\s*{digits}\s*\))"
    return re.compile(rf"{_PEOPLE}(?:{tail}|{number})")
