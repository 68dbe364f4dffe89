"""Compares given names as they are spelled and shortened in different sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scholar_desktop.domain.text.text_folding import fold_person_name

_MOST_INITIALS = 3
"""A name of so few capitals is made of initials: 'JC'."""
_LEAST_LETTERS = 3
"""Shorter names may be two initials: 'Jo'."""
_LEAST_CONSONANTS = 4
"""A name of so many consonants may have another one in another language: 'Katarzyna', 'Katarina'."""
# not translated: names that are compared
_SHORT_FORMS_TEXT = """
beth elizabeth, betty elizabeth, bill william, bob robert, bobby robert, dick richard, fritz friedrich, hal harold,
hank henry, hannes johannes, hans johannes, harry henry, heinz heinrich, jack john, jimmy james, kolya nikolai,
larry lawrence, larry laurence, larry laurent, lisa elisabeth, liz elizabeth, meg margaret, misha mikhail, molly mary,
nancy anne, paco francisco, peggy margaret, pepe jose, polly mary, sally sarah, sascha alexander, sasha alexander,
sepp josef, ted edward, ted theodore, tina christina, tony anthony, toni anton, vova vladimir
"""
_SHORT_FORMS = [pair.split() for pair in _SHORT_FORMS_TEXT.split(",")]
"""Short forms that have another first letter, or other consonants, than the whole name."""
_SOUNDS = (("x", "ks"), ("ph", "f"), ("ch", "k"), ("c", "k"), ("h", ""), ("v", "f"), ("w", "f"), ("z", "s"))
_VOWELS = re.compile("[aeiouy]")
_DOUBLED = re.compile(r"(.)\1+")


def have_other_given_names(one: Iterable[str], other: Iterable[str]) -> bool:
    """Returns True if people with one family name are told apart by their given names *one* and *other* (words,
    'J.-C.' or 'JC'): no name of one may be a name of the other, or whole names tell them apart ('Heather E.' and
    'Hannah E.'). False if one side has no names.

    An initial may be any name that begins with it. A short form ('Mike', 'Michael', 'Bill', 'William') and another
    spelling ('Sergei', 'Sergey') are no other name.
    """
    mine, its = _words(one), _words(other)
    if not mine or not its:
        return False
    return not any(_may_be_same(first, second) for first in mine for second in its) or _differ_in_whole(mine, its)


def has_other_whole_name(one: Iterable[str], other: Iterable[str]) -> bool:
    """Returns True if whole given names in *one* and names in *other* begin with the same letter, but none of these
    may be the same: 'Bernhard' and 'Björn'. An initial may be any name that begins with it."""
    return _differ_in_whole(_words(one), _words(other))


def _differ_in_whole(mine: Sequence[str], its: Sequence[str]) -> bool:
    alike = [(first, second) for first in mine for second in its if first[0] == second[0]]
    pairs = [pair for pair in alike if max(map(len, pair)) > 1]  # two equal initials say nothing of the other names
    return bool(pairs) and not any(_may_be_same(first, second) for first, second in pairs)


def whole_forms(names: Iterable[str]) -> list[str]:
    """Returns the whole names of short forms among *names* (folded) that have another first letter: 'robert' of
    'bob'."""
    return [whole for short, whole in _SHORT_FORMS if short in names]


def _words(names: Iterable[str]) -> list[str]:
    words: list[str] = []
    for written in (word for name in names for word in re.split(r"[\s.-]+", name)):
        folded = fold_person_name(written).replace(" ", "")
        words += folded if written.isupper() and len(written) <= _MOST_INITIALS else [folded] if folded else []
    return [*words, *whole_forms(words)]


def _may_be_same(one: str, other: str) -> bool:
    if one[0] != other[0]:
        return False
    if min(len(one), len(other)) < _LEAST_LETTERS or one.startswith(other) or other.startswith(one):
        return True
    first, second = _consonants(one), _consonants(other)
    if first.startswith(second) or second.startswith(first):
        return True
    from rapidfuzz.distance import Levenshtein  # not part of the start

    return max(len(first), len(second)) >= _LEAST_CONSONANTS and Levenshtein.distance(first, second) == 1


def _consonants(name: str) -> str:
    """Returns how the consonants of *name* sound, without those that are not heard or written twice."""
    for letters, sound in _SOUNDS:
        name = name.replace(letters, sound)
    return _DOUBLED.sub(r"\1", f"{name[0]}{_VOWELS.sub('', name[1:])}")
