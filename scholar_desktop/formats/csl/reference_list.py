"""Writes a reference list: its order, the letters after equal years, and the marks for repeated authors."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scholar_desktop.domain.text.styled_text import without_marks
from scholar_desktop.formats.csl.context import AuthorSubstitute, NameExpansion
from scholar_desktop.formats.csl.item import Values
from scholar_desktop.formats.csl.style import SortKey, Style, number_works


def write_references(
    style: Style, items: Sequence[Mapping[str, Any]], *, numbers: bool = True
) -> Iterator[tuple[int, str]]:
    """Yields the position in *items* and the reference of each of the CSL-JSON *items*, in the order of the style.

    numbers: whether the references have the numbers of the style, if it has any.
    """
    works = [style.read(item) for item in items]
    number_works(works)
    order = _sorted(style, style.sort_keys, works)
    number_works([works[place] for place in order])
    if style.sort_keys and _counts_down(style):
        number_works([works[place] for place in reversed(order)])
    letters, ambiguous = _ambiguous(style, works, _ambiguous_groups(style, works, order))
    mark: AuthorSubstitute | None = None
    for place in order:
        if not numbers:
            works[place].pop("citation-number")
        context = style.context(works[place])
        context.year_suffix = letters.get(place, "")
        context.is_ambiguous = place in ambiguous
        context.substitute = mark
        yield place, style.reference(context)
        mark = style.author_substitute(context)


def write_citation(style: Style, items: Sequence[Mapping[str, Any]], page: str = "") -> str:
    """Returns the citation in the text of the CSL-JSON *items*, such as '(Yilmaz, 2014, p. 2)'.

    They are in the order that the style gives them in a citation, and the letters after equal years are those of the
    reference list. Empty for a style that cites by numbers, which only a list of references gives.

    Args:
        page: where in the work; empty for no page.
    """
    works = [style.read(item) for item in items]
    listed = _sorted(style, style.sort_keys, works)
    groups = _ambiguous_groups(style, works, listed)
    letters, ambiguous = _ambiguous(style, works, groups)
    expansions = _expansions(style, works, groups)
    contexts = []
    keys = style.citation_sort_keys
    for place in _sorted(style, keys, works, listed) if keys else range(len(works)):
        context = style.context(works[place] | {"locator": page} if page else works[place])
        context.year_suffix, context.is_ambiguous = letters.get(place, ""), place in ambiguous
        context.expansion = expansions.get(place)
        contexts.append(context)
    return style.in_text_citation(contexts)


def _counts_down(style: Style) -> bool:
    key = style.sort_keys[0]
    return key.is_descending and key.variable == "citation-number"


def _sorted(
    style: Style, keys: Sequence[SortKey], works: Sequence[Values], order: Sequence[int] | None = None
) -> list[int]:
    """Returns the positions of *works* in the order of *keys*, which *style* has for its reference list or for its
    citations; works without a known key come last, and equal ones stay in *order* (None: the given one)."""
    order = list(range(len(works))) if order is None else list(order)
    if len(order) < 2:
        return order
    for key in reversed(keys):
        order = _sorted_by(style, key, works, order)
    return order


def _sorted_by(style: Style, key: SortKey, works: Sequence[Values], order: list[int]) -> list[int]:
    values = {place: style.sort_value(key, works[place]) for place in order}
    keys = {place: collation_key(value) for place, value in values.items() if value is not None}
    known = [place for place in order if place in keys]
    known.sort(key=keys.__getitem__, reverse=key.is_descending)
    return known + [place for place in order if place not in keys]


def collation_key(text: str) -> tuple[str, ...]:
    """Returns a key by which texts are ordered like the words of a dictionary: marks do not count, then letters without
    their accents, then accents, then small letters before capitals."""
    letters = without_marks(text).replace("-", "")
    words = "".join(" " if unicodedata.category(letter)[0] in "PC" else letter for letter in letters)
    folded = unicodedata.normalize("NFKD", " ".join(words.split()))
    base = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return base.casefold(), folded.casefold(), base.swapcase()


def _ambiguous_groups(style: Style, works: Sequence[Values], order: Sequence[int]) -> list[list[int]]:
    """Returns the groups of two or more works whose citations would be equal; none if the style tells none apart."""
    if len(order) < 2 or not (style.adds_year_suffix or style.adds_names or style.adds_given_names):
        return []
    return _equal_citations(style, works, order, None)


def _ambiguous(
    style: Style, works: Sequence[Values], groups: Sequence[Sequence[int]]
) -> tuple[dict[int, str], set[int]]:
    """Returns the letters after the years, and the works whose citations would still be equal. groups: the works whose
    citations are equal without them."""
    if style.adds_names or style.adds_given_names:
        given = style.given_name_rule if style.adds_given_names else None
        expansion = NameExpansion(style.adds_names, given)
        groups = [part for group in groups for part in _equal_citations(style, works, group, expansion)]
    letters = {}
    if style.adds_year_suffix:
        for group in groups:
            letters.update({place: _letter(number) for number, place in enumerate(group)})
        return letters, set()
    return {}, {place for group in groups for place in group}


def _expansions(style: Style, works: Sequence[Values], groups: Sequence[Sequence[int]]) -> dict[int, NameExpansion]:
    """Returns how the names of works whose citations would be equal are written in the text: with given names if these
    tell some of them apart, and those that are still equal with all names, too. Works that all of this leaves equal
    have none. groups: the works with equal citations."""
    given = style.given_name_rule if style.adds_given_names else None
    found: dict[int, NameExpansion] = {}
    for group in groups:
        rule, rest = None, [list(group)]
        if given is not None:
            by_given = NameExpansion(False, given)
            parts = _equal_citations(style, works, group, by_given)
            if parts != rest:
                rule, rest = given, parts
                found.update(dict.fromkeys(group, by_given))
        for part in rest if style.adds_names else ():
            for expansion in (NameExpansion(True, one) for one in dict.fromkeys((rule, given))):
                if _equal_citations(style, works, part, expansion) != [part]:
                    found.update(dict.fromkeys(part, expansion))
                    break
    return found


def _equal_citations(
    style: Style, works: Sequence[Values], places: Sequence[int], expansion: NameExpansion | None
) -> list[list[int]]:
    """Returns the groups of two or more works whose citations are equal."""
    groups: dict[str, list[int]] = {}
    for place in places:
        groups.setdefault(style.citation(style.context(works[place]), expansion), []).append(place)
    return [group for group in groups.values() if len(group) > 1]


def _letter(number: int) -> str:
    """Returns the letter of the work at position *number* (from 0): a to z, then aa."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
