"""Citations of a manuscript whose references are in its list with another year. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import msgspec

from scholar_desktop.domain.reference_lists.author_fit import ListedNames, listed_names
from scholar_desktop.domain.reference_lists.manuscript import CheckedReference, ReferenceVerdict
from scholar_desktop.domain.reference_lists.reference_marks import mark_of
from scholar_desktop.domain.text.text_folding import fold_person_name

_AUTHOR_AND_YEAR = re.compile(r"(.*\D) (\d{4})[a-z]?(?: \(\d+\))?")
"""The key of a reference or citation that has no other one; the number is that of a second reference with the same."""
_CAPITALIZED = re.compile(r"[^\W\d_a-z][\w'’-]+")
_LONGEST_NAMES = 200


class _AuthorYear(NamedTuple):
    name: str
    year: int


class _ListReference(NamedTuple):
    """A reference of the list: its year, the people with whom it begins, and its first words."""

    year: int
    people: ListedNames
    words: list[str]


class OtherYear(NamedTuple):
    """A citation that the list does not have, and the reference that seems to be meant.

    missing, listed: their places; cited_as: the citation as the text has it; listed_as: the same with the year of the
    list; is_corrected: the correction of the reference states the year of the citation.
    """

    missing: int
    listed: int
    cited_as: str
    listed_as: str
    is_corrected: bool


def find_other_years(references: Sequence[CheckedReference]) -> tuple[OtherYear, ...]:
    """Returns the citations by author and year whose authors a reference of the list has with another year.

    The text does not cite that reference, or its correction states the year of the citation.
    """
    missing = {
        place: cited
        for place, one in enumerate(references)
        if one.verdict is ReferenceVerdict.MISSING and (cited := _author_and_year(one)) is not None
    }
    if not missing:
        return ()
    listed = {
        place: _listed(cited, text[len(mark_of(text)) :])
        for place, one in enumerate(references)
        if one.is_in_text and (cited := _author_and_year(one)) is not None and (text := one.reference.text)
    }
    found = (_nearest(references, place, cited, listed) for place, cited in missing.items())
    return tuple(one for one in found if one is not None)


def apply_corrections(
    references: Sequence[CheckedReference], others: Sequence[OtherYear], accepted: Collection[int]
) -> dict[int, CheckedReference]:
    """Returns the references by their places as they are with the *accepted* corrections: the text cites a reference
    whose corrected year is that of a citation, which is no longer missing from the list then."""
    found = dict(enumerate(references))
    for one in others:
        if one.is_corrected and one.listed in accepted:
            found.pop(one.missing)
            found[one.listed] = msgspec.structs.replace(
                references[one.listed], is_cited=True, cited_as=found[one.listed].cited_as or one.cited_as
            )
    return found


def _author_and_year(one: CheckedReference) -> _AuthorYear | None:
    found = _AUTHOR_AND_YEAR.fullmatch(one.reference.key)
    return _AuthorYear(found[1], int(found[2])) if found is not None else None


def _listed(cited: _AuthorYear, text: str) -> _ListReference:
    return _ListReference(cited.year, listed_names(text, cited.name), fold_person_name(text[:_LONGEST_NAMES]).split())


def _nearest(
    references: Sequence[CheckedReference],
    missing: int,
    cited: _AuthorYear,
    listed: Mapping[int, _ListReference],
) -> OtherYear | None:
    """Returns the reference whose correction states the year of a citation, else the one of the nearest year.

    Args:
        listed: the references by their places.
    """
    as_written = references[missing].cited_as or f"{cited.name} {cited.year}"
    first = cited.name.partition(" & ")[0]
    names = {word for name in _CAPITALIZED.findall(as_written) for word in fold_person_name(name).split()}
    found: list[tuple[bool, int, int]] = []
    for place, (year, people, words) in listed.items():
        if year == cited.year or people.place_of((first,)) is None or not names.issubset(words):
            continue
        one = references[place]
        is_corrected = one.can_be_corrected and any(
            each.is_of_year and each.now == str(cited.year) for each in one.details
        )
        if is_corrected or not one.is_cited:
            found.append((not is_corrected, abs(year - cited.year), place))
    if not found:
        return None
    is_other, _, place = min(found)
    listed_as = as_written.replace(str(cited.year), str(listed[place].year))
    return OtherYear(missing, place, as_written, listed_as, not is_other)
