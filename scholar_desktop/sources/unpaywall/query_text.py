"""What a person typed, as Unpaywall's title search takes it: words, "phrases", OR, and -words to shut out. Pure."""

from __future__ import annotations

import re
from itertools import product
from math import prod

from scholar_desktop.domain.search.query_text import TITLE, QueryTerm, parse_operators

_TERM = re.compile(r'-?"[^"]*"|\S+')
_DASHES = re.compile(r"[-–—−]+")
MOST_ALTERNATIVES = 24
"""Combinations of the sides of several ORs; with more of them only the sides themselves are sent."""


def title_query(text: str) -> str:
    """The value of `query`: *text* in one line, with what would not be understood put right. Empty when nothing is left
    to look for.

    The service knows neither AND nor NOT (they would be words), and its OR parts all that stands on its sides: what
    must be there beside an OR is said on each of its sides. It strips a `-` at the very start, so what is to be shut
    out goes behind the words. Only titles are searched: nothing is left of authors, venues and years.
    """
    if not _has_words(text):
        return ""
    groups = [group for group in parse_operators(text).groups if all(term.field in (None, TITLE) for term in group)]
    if prod(map(len, groups)) > MOST_ALTERNATIVES:
        groups = [group[:1] for group in groups if len(group) == 1] or groups[:1]
    sides = [_side(side) for side in product(*groups)] if groups else []
    known = sorted((side for side in sides if side), key=lambda side: side.startswith("-"))
    return " OR ".join(dict.fromkeys(known)) if known and not known[0].startswith("-") else ""


def _has_words(text: str) -> bool:
    """Whether *text* holds more than words to leave out, dashes and operators."""
    if text.count('"') % 2:
        text = text.replace('"', " ")
    return any(
        term.strip('-"').strip() and not _DASHES.fullmatch(term) and not term.startswith("-") and term != "OR"
        for term in _TERM.findall(text)
    ) or any(term.text.startswith("-") for group in parse_operators(text).groups for term in group)


def _side(terms: tuple[QueryTerm, ...]) -> str:
    """One side of an OR: what must be there, then what must not."""
    said = [(term.is_excluded, _said(term)) for term in terms]
    return " ".join(
        [*(text for excluded, text in said if text and not excluded)]
        + [f"-{text}" for excluded, text in said if text and excluded]
    )


def _said(term: QueryTerm) -> str:
    text = " ".join(word for word in term.text.split() if not _DASHES.fullmatch(word)).lstrip("-")
    return f'"{text}"' if term.is_phrase or " " in text else text
