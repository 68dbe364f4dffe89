"""Decides whether two names can be of the same person.

Names may have initials or full given names, be in either order, and be with or without accents.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from scholar_desktop.domain.paper import Author
from scholar_desktop.domain.text.names import family_words, first_initial, is_group
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.titles import plain

_DOUBLE_LETTERS = re.compile("ae|oe|ue|aa")
_UMLAUT = {"ae": "a", "oe": "o", "ue": "u", "aa": "a"}


class NameKeys:
    """The parts of a name that are compared.

    families: words of the family name, with umlauts in one spelling; initial: of the given name, empty if there is
    none; words: all words of the name longer than one letter.
    """

    __slots__ = ("families", "initial", "is_group", "words")

    def __init__(self, name: str) -> None:
        if "\\" in name or "&" in name:
            name = plain(name)
        self.is_group = is_group(name)
        said = family_words(name)
        families = {_one_spelling(word) for word in said}
        if len(families) > 1:
            families = {word for word in families if len(word) > 1} | {
                _one_spelling("".join(fold_person_name(name).split()))
            }
            families |= {_one_spelling("".join(_family_in_order(name)))}
        self.families = frozenset(families)
        self.initial = first_initial(name)
        self.words = frozenset(_one_spelling(word) for word in fold_person_name(name).split() if len(word) > 1)


@functools.lru_cache(maxsize=60_000)
def name_keys(name: str) -> NameKeys:
    """Returns the keys of *name* (cached)."""
    return NameKeys(name)


def can_be_same_person(one: NameKeys, other: NameKeys) -> bool:
    """Returns True if both names can be of one person (or group).

    They need a common family name and no different initial of the given name, or the same words in another order.
    """
    if one.is_group != other.is_group:
        return False
    if not one.families.isdisjoint(other.families):
        return not one.initial or not other.initial or one.initial == other.initial or _is_turned(one, other)
    return _is_turned(one, other)


def share_family(one: NameKeys, other: NameKeys) -> bool:
    """Returns True if the family names can be the same."""
    return not one.families.isdisjoint(other.families) or _is_turned(one, other)


def same_people(one: Sequence[Author], other: Sequence[Author]) -> bool:
    """Returns True if both lists name the same people, in any order. False for an empty list."""
    if not one or len(one) != len(other):
        return False
    left = [name_keys(author.name) for author in other]
    for author in one:
        mine = name_keys(author.name)
        twin = next((place for place, its in enumerate(left) if can_be_same_person(mine, its)), None)
        if twin is None:
            return False
        del left[twin]
    return True


def _is_turned(one: NameKeys, other: NameKeys) -> bool:
    return len(one.words) > 1 and one.words == other.words


def _one_spelling(word: str) -> str:
    return _DOUBLE_LETTERS.sub(lambda found: _UMLAUT[found[0]], word)


def _family_in_order(name: str) -> list[str]:
    words = family_words(name)
    return [word for word in fold_person_name(name).split() if word in words]
