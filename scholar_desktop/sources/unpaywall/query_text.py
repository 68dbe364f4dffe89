"""Converts the user's query to Unpaywall's title search: words, "phrases", OR, and -words to
exclude. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from math import prod

from msgspec.structs import replace

from scholar_desktop.domain.search.query_parser import TITLE, QueryTerm, parse_operators
from scholar_desktop.domain.search.word_filter import TermGroup

_TERM = re.compile(r'-?"[^"]*"|\S+')
_DASHES = re.compile(r"[-–—−]+")
MOST_ALTERNATIVES = 24
"""The maximum number of combinations of the sides of several ORs; with more, only the sides themselves are sent."""


def title_query(text: str) -> str:
    """Return the value of `query`: *text* in one line, in a form that the service understands. Empty when no words are
    left.

    The service has neither AND nor NOT (they would be words), and its OR separates everything on its two sides: a word
    that must occur in addition to an OR is repeated on each side. It removes a `-` at the very start, so excluded words
    follow the others. Only titles are searched: authors, venues and years are left out.
    """
    if not _has_words(text):
        return ""
    groups = [group for group in parse_operators(text).groups if all(term.field in (None, TITLE) for term in group)]
    groups = _without_repetition(groups)
    if prod(map(len, groups)) > MOST_ALTERNATIVES:
        groups = [group[:1] for group in groups if len(group) == 1] or groups[:1]
    every = [tuple(dict.fromkeys(side)) for side in product(*groups)] if groups else []
    sets = [frozenset(side) for side in every]
    # a AND b says nothing beside a alone
    sides = [_side(side) for side, own in zip(every, sets, strict=True) if not any(other < own for other in sets)]
    known = sorted((side for side in sides if side), key=lambda side: side.startswith("-"))
    return " OR ".join(dict.fromkeys(known)) if known and not known[0].startswith("-") else ""


def _without_repetition(groups: Sequence[TermGroup]) -> list[TermGroup]:
    """Return *groups* without repeated terms and groups, and without an OR that every title meets, such as a word and
    its exclusion, unless nothing else is left."""
    distinct = list(dict.fromkeys(tuple(dict.fromkeys(group)) for group in groups))
    some = [
        group
        for group in distinct
        if not any(replace(term, is_excluded=not term.is_excluded) in group for term in group)
    ]
    return some or distinct[:1]


def _has_words(text: str) -> bool:
    """Return whether *text* contains more than excluded words, dashes and operators."""
    if text.count('"') % 2:
        text = text.replace('"', " ")
    return any(
        term.strip('-"').strip() and not _DASHES.fullmatch(term) and not term.startswith("-") and term != "OR"
        for term in _TERM.findall(text)
    ) or any(term.text.startswith("-") for group in parse_operators(text).groups for term in group)


def _side(terms: tuple[QueryTerm, ...]) -> str:
    """Return one side of an OR: the required words, then the excluded ones."""
    said = [(term.is_excluded, _said(term)) for term in terms]
    return " ".join(
        [*(text for excluded, text in said if text and not excluded)]
        + [f"-{text}" for excluded, text in said if text and excluded]
    )


def _said(term: QueryTerm) -> str:
    text = " ".join(word for word in term.text.split() if not _DASHES.fullmatch(word)).lstrip("-")
    return f'"{text}"' if term.is_phrase or " " in text else text
