"""Finds the names in which two lists of people differ: as a reference writes them, and as its record has them. Pure
functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from scholar_desktop.domain.text.names import (
    family_name_of,
    family_words,
    is_group,
    is_particle,
    name_particle,
    without_umlauts,
)
from scholar_desktop.domain.text.text_folding import fold_person_name

# not translated: words that are compared
_OTHERS = r"\bet\.?\s++al\b\.?|\b(?:and\s++)?others\b|等|…|\.\s?\.\s?\."
_OTHERS_NAMED = re.compile(_OTHERS)
_AND = r"(?:&|\b(?:and|und|et|y|e)\b)"
_BETWEEN = re.compile(rf"{_OTHERS}|[,;](?:\s*+{_AND}(?!\.?\s++al\b))?|(?<=\s){_AND}(?=\s)")
_IN_A_RECORD = re.compile(";")
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?[\s-]?){1,4}|[^\W\d_a-z][a-z]\.")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\b\.?")
_LONG = 8
"""A list of more names is shortened."""
_MOST_PAIRS = 250_000
"""Two lists of more pairs of names are compared without their order."""
ELLIPSIS = "…"


class NamePart(msgspec.Struct, frozen=True):
    """A piece of a list of people: a name, or what is between two. differs: the other list does not have this name, or
    has it at another place."""

    text: str
    is_name: bool = False
    differs: bool = False


class _Person(msgspec.Struct):
    """Where a name is in its text, and its words, folded."""

    start: int
    end: int
    family: frozenset[str]
    given: tuple[str, ...]

    @property
    def words(self) -> frozenset[str]:
        given = (map(without_umlauts, fold_person_name(one).split()) for one in self.given)
        return self.family.union(*given)


def compare_names(
    was: str, now: str, *, is_entry: bool = False, is_cut: bool = False
) -> tuple[tuple[NamePart, ...], tuple[NamePart, ...]]:
    """Returns *was*, people as a reference writes them, and *now*, people as `Family, Given; Family, Given`, in pieces.

    Args:
        is_entry: *was* is written as *now* is.
        is_cut: the reference says that it does not name everybody. 'et al.' in its text says so, too.
    """
    its = [_person(now, *span) for span in _spans(now, _IN_A_RECORD)]
    is_listed = is_entry or ";" in was
    mine = [_person(was, *span) for span in _spans(was, _IN_A_RECORD)] if is_listed else _people(was, its)
    mine_left, its_left = _unmatched(mine, its, is_cut=is_cut or _OTHERS_NAMED.search(was) is not None)
    return _parts(was, mine, mine_left), _parts(now, its, its_left)


def shortened(parts: Sequence[NamePart], *, around: int = 1) -> tuple[NamePart, ...]:
    """Returns a long list of people without those that do not differ: the first one, the last one, and those beside a
    name that differs stay. A list in which no name differs stays whole.

    Args:
        around: how many names stay before and after one that differs; with 0, the first and the last go, too.
    """
    names = [place for place, part in enumerate(parts) if part.is_name]
    differing = [number for number, place in enumerate(names) if parts[place].differs]
    if len(names) <= _LONG or not differing:
        return tuple(parts)
    kept = {near for number in differing for near in range(number - around, number + around + 1)}
    kept |= {0, len(names) - 1} if around else set()
    found: list[NamePart] = []
    is_left_out = False
    for number, place in enumerate(names):
        if number not in kept:
            is_left_out = True
            continue
        if is_left_out:
            found.append(NamePart(f" {ELLIPSIS} " if found else f"{ELLIPSIS} "))
        elif place:
            found.append(parts[place - 1])
        found.append(parts[place])
        is_left_out = False
    found += [NamePart(f" {ELLIPSIS}")] if is_left_out else list(parts[names[-1] + 1 :])
    return tuple(found)


def _spans(text: str, between: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Returns where the pieces of *text* begin and end that have a letter."""
    start = 0
    for start_of_gap, end_of_gap in (*(hit.span() for hit in between.finditer(text)), (len(text), len(text))):
        piece = text[start:start_of_gap]
        if any(letter.isalpha() for letter in piece):
            yield start + len(piece) - len(piece.lstrip(" .")), start + len(piece.rstrip())
        start = end_of_gap


def _person(text: str, start: int, end: int) -> _Person:
    name = text[start:end]
    if is_group(name):
        return _Person(start, end, family_words(name), ())
    family = _family_name(name)
    given = re.split(r"[\s,]+", name.replace(family, " ", 1))
    words = frozenset(map(without_umlauts, family_words(f"{family},")))
    return _Person(start, end, words, tuple(one for one in given if one and not _SUFFIX.fullmatch(one)))


def _family_name(name: str) -> str:
    """Returns the family name of a person; also of 'Kaiser Ł' and of 'van der Berg' alone."""
    before, _, after = name.rpartition(" ")
    if before and "," not in name and _INITIALS.fullmatch(after) and not _INITIALS.fullmatch(before):
        return before
    return name if name_particle(name) and "," not in name else family_name_of(name)


def _people(text: str, known: Sequence[_Person]) -> list[_Person]:
    """Returns the people in *text*, in any style without semicolons.

    Initials after a family name and a comma belong to it, and so does another name after the first, unless it is the
    family name of one of *known*.
    """
    spans = list(_spans(text, _BETWEEN))
    families = [_is_family_of(text[start:end], known) for start, end in spans]
    has_families_alone = any(one and other for one, other in pairwise(families))
    people: list[_Person] = []
    for (start, end), is_family in zip(spans, families, strict=True):
        piece, last = text[start:end], people[-1] if people else None
        if last is None:
            people.append(_person(text, start, end))
        elif _SUFFIX.fullmatch(piece):
            last.end = end
        elif _INITIALS.fullmatch(piece) and not any(map(_INITIALS.fullmatch, last.given)):
            last.family, last.given, last.end = last.words, (piece,), end
        elif not last.given and not is_family and not has_families_alone and _shares_family(last, known):
            last.given, last.end = tuple(piece.split()), end
        else:
            people.append(_person(text, start, end))
    return people


def _is_family_of(piece: str, known: Sequence[_Person]) -> bool:
    """True if *piece* is nothing but the family name of one of *known*."""
    words = {without_umlauts(word) for word in fold_person_name(piece).split()}
    return any(one.family <= words and all(map(is_particle, words - one.family)) for one in known)


def _shares_family(person: _Person, known: Sequence[_Person]) -> bool:
    return any(not person.family.isdisjoint(one.family) for one in known)


def _is_same(one: _Person, other: _Person) -> bool:
    from scholar_desktop.domain.text.given_names import have_other_given_names  # loads a library that starts slowly

    if one.family.isdisjoint(other.family):
        return one.words == other.words
    return not have_other_given_names(one.given, other.given)


def _unmatched(mine: Sequence[_Person], its: Sequence[_Person], *, is_cut: bool) -> tuple[set[int], set[int]]:
    """Returns the places of the people who have no counterpart in the other list, in the order of both."""
    pairs = _pairs(mine, its)
    mine_left, its_left = set[int](), set[int]()
    at, other_at = 0, 0
    for place, other in (*pairs, (len(mine), len(its))):
        alone, others = range(at, place), range(other_at, other)
        mine_left.update(alone)
        its_left.update(others[: len(alone)] if is_cut else others)
        at, other_at = place + 1, other + 1
    return mine_left, its_left


def _pairs(mine: Sequence[_Person], its: Sequence[_Person]) -> list[tuple[int, int]]:
    """Returns the longest list of people whom both have, in the order of both."""
    if len(mine) * len(its) > _MOST_PAIRS:
        both = enumerate(zip(mine, its, strict=False))
        return [(place, place) for place, (one, other) in both if _is_same(one, other)]
    same = [[_is_same(one, other) for other in its] for one in mine]
    lengths = [[0] * (len(its) + 1) for _ in range(len(mine) + 1)]
    for row in reversed(range(len(mine))):
        for column in reversed(range(len(its))):
            longest = max(lengths[row + 1][column], lengths[row][column + 1])
            lengths[row][column] = longest
            if same[row][column]:
                lengths[row][column] = max(longest, lengths[row + 1][column + 1] + 1)
    pairs: list[tuple[int, int]] = []
    row = column = 0
    while row < len(mine) and column < len(its):
        if same[row][column] and lengths[row][column] == lengths[row + 1][column + 1] + 1:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif lengths[row + 1][column] >= lengths[row][column + 1]:
            row += 1
        else:
            column += 1
    return pairs


def _parts(text: str, people: Sequence[_Person], differing: set[int]) -> tuple[NamePart, ...]:
    parts, at = list[NamePart](), 0
    for place, one in enumerate(people):
        if one.start > at:
            parts.append(NamePart(text[at : one.start]))
        parts.append(NamePart(text[one.start : one.end], is_name=True, differs=place in differing))
        at = one.end
    return (*parts, NamePart(text[at:])) if at < len(text) else tuple(parts)
