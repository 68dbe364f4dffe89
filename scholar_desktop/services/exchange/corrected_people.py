"""Corrects the people of a reference: what agrees with its record stays as the user wrote it. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.domain.text.given_names import have_other_given_names
from scholar_desktop.domain.text.names import family_words, without_umlauts
from scholar_desktop.domain.text.text_folding import fold_person_name

_MOST_INITIALS = 3
"""A name of so few capitals is made of initials: 'JC'."""

_PLAIN_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[.'’-]{1,2}[^\W\d_]+)*\.?")
_MOST_GIVEN_NAMES = 4
"""What is read as more given names may have words of a title."""


def is_person(mine: Contributor, its: str) -> bool:
    """Returns True if a person of an entry may be the one with the name *its* in the record, who may have the family
    name first."""
    if _share_family(mine, its):
        return _have_same_given_names(mine, its)
    whole = _without_umlauts(fold_person_name(its).split())
    return not _without_umlauts(family_words(mine.name.family_whole)).isdisjoint(whole)


def _share_family(mine: Contributor, its: str) -> bool:
    return not _without_umlauts(family_words(mine.shown)).isdisjoint(_without_umlauts(family_words(its)))


def _have_same_given_names(mine: Contributor, its: str) -> bool:
    family = family_words(its)
    given = [word for word in re.split(r"[\s,]+", its) if family.isdisjoint(fold_person_name(word).split())]
    return not have_other_given_names([mine.name.given], given)


def _without_umlauts(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(without_umlauts, words))


def corrected_people(mine: Sequence[Contributor], its: Sequence[Contributor]) -> tuple[Contributor, ...]:
    """Returns *its*, the people of a record, in which those whom an entry has, too, are written as in *mine*, its
    people; with the given names of the record if these are fuller."""
    same = _pairs(mine, its)
    return tuple(_joined(mine[same[place]], one) if place in same else one for place, one in enumerate(its))


def _joined(mine: Contributor, its: Contributor) -> Contributor:
    given = its.given if _share_family(mine, its.shown) and _is_fuller(its.given, mine.given) else mine.given
    return msgspec.structs.replace(mine, given=given, suffix=mine.suffix or its.suffix, orcid=mine.orcid or its.orcid)


def with_given_names(its: Sequence[Contributor], mine: Sequence[Contributor]) -> tuple[Contributor, ...]:
    """Returns *its*, the people of a record, with the given names of *mine*, the people whom a text names, where these
    are fuller: 'Polich, John' of 'Polich, J.'."""
    same = _pairs(mine, its)
    return tuple(
        msgspec.structs.replace(one, given=mine[same[place]].given)
        if place in same and _is_named_in_full(mine[same[place]], one)
        else one
        for place, one in enumerate(its)
    )


def _is_named_in_full(mine: Contributor, its: Contributor) -> bool:
    """True if the given names of *mine*, as they are read from a text, are plain names, and fuller than those of
    *its*."""
    words = mine.given.split()
    is_plain = all(_PLAIN_NAME.fullmatch(word) for word in words)
    has_case = not any(len(re.sub(r"\W", "", word)) > 1 and word.isupper() and "." not in word for word in words)
    family = fold_person_name(its.name.family_whole).split()
    is_given = not any(fold_person_name(word) in family for word in words)
    is_read = is_plain and has_case and is_given and len(words) <= _MOST_GIVEN_NAMES
    return is_read and _share_family(mine, its.shown) and _is_fuller(mine.given, its.given)


def _pairs(mine: Sequence[Contributor], its: Sequence[Contributor]) -> dict[int, int]:
    """Returns the places in *mine* of those of *its* who may be the same people, by their places there: first those
    with the same family name."""
    by_word: dict[str, list[int]] = {}
    for place, person in enumerate(mine):
        if person.literal is None:
            for word in _without_umlauts(family_words(person.name.family_whole)):
                by_word.setdefault(word, []).append(place)
    pairs: dict[int, int] = {}
    for needs_family in (True, False):
        used = set(pairs.values())
        for place, one in enumerate(its):
            if place in pairs or one.literal is not None:
                continue
            words = _without_umlauts(fold_person_name(one.shown).split()) | _without_umlauts(family_words(one.shown))
            near = sorted({at for word in words for at in by_word.get(word, ())} - used, key=lambda at: abs(at - place))
            for at in near:
                if _share_family(mine[at], one.shown) == needs_family and is_person(mine[at], one.shown):
                    pairs[place] = at
                    used.add(at)
                    break
    return pairs


def _is_fuller(given: str, other: str) -> bool:
    """Returns True if *given* has all of the given names *other*, and says more: 'Kurt' and 'K.', 'Ann B.' and
    'Ann'."""
    names = [fold_person_name(word).replace(" ", "") for word in re.split(r"[\s.-]+", given)]
    initials = {name[0] for name in names if name}
    for word in re.split(r"[\s.-]+", other):
        folded = fold_person_name(word).replace(" ", "")
        is_short = word.isupper() and len(word) <= _MOST_INITIALS
        if not (set(folded) <= initials if is_short else not folded or folded in names):
            return False
    return sum(map(str.isalpha, given)) > sum(map(str.isalpha, other))
