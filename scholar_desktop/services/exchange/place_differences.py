"""Compares the volume, the issue and the pages that a reference states with those of its record. Pure functions.

What cannot be read, and what may be written in another way, is no difference: a right reference must not be accused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.reference_lists.manuscript import Correction
from scholar_desktop.formats.bibliographic import parse_pages

_NUMBER = re.compile(r"0*([1-9]\d{0,4})")
_NUMBER_ALONE = re.compile(r"0*([1-9]\d{2,8})")
_WITH_ISSUE = re.compile(r"0*([1-9]\d{0,3})(?: ?\((\d{1,4})\)| (\d{1,4}))")
"""How Semantic Scholar writes the volume and the issue: '40 6'."""
_ROMAN = re.compile(r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_VALUES = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
_LEAST_YEAR, _MOST_YEAR = 1700, 2100
_MOST_YEARS_APART = 1
"""Between the year of a volume and that of a work in it."""
_MOST_ISSUES = 100
"""A higher number may be one that is counted from the first volume on."""
_DIGITS_OF_SERIES = 2
"""Digits that the number of proceedings in a series, such as 9351, has more than the volume of one conference."""
# not translated: CSL types
_TYPES = (None, "article-journal", "article", "document", "article-magazine")


def place_differences(
    stated: Mapping[str, str], record: FullEntry, *, year: int | None, is_conference: bool = False
) -> Iterator[Correction]:
    """Yields the corrections of the volume, the issue and the pages, as far as both sides state them plainly.

    Args:
        stated: by CSL variable, as the reference writes them; record: the entry of its record; year: of the work.
        is_conference: the volume and the issue are those of the proceedings of one conference on both sides.
    """
    known = _places_of(record)
    is_compared = record.item_type in _TYPES or is_conference
    mine, its = _number(stated.get("volume", "")), _number(known["volume"])
    my_issue, its_issue = _number(stated.get("issue", "")), _number(known["issue"])
    is_exchanged = mine is not None and my_issue is not None and (mine, my_issue) == (its_issue, its)
    # some journals are cited by the number of the issue alone, counted from the first volume on
    is_number_of_issue = mine is not None and mine == its_issue and mine >= _MOST_ISSUES
    is_year = mine is not None and its is not None and _may_be_by_year(mine, its, year)
    is_same_volume = mine is None or its is None or mine == its
    is_other_volume = not is_same_volume and not is_number_of_issue and not is_year and is_compared
    if is_conference and mine is not None and its is not None:
        is_other_volume = is_other_volume and abs(len(str(mine)) - len(str(its))) < _DIGITS_OF_SERIES
    if is_other_volume:
        yield Correction("volume", stated["volume"], known["volume"])
    is_plain = my_issue is not None and its_issue is not None and max(my_issue, its_issue) < _MOST_ISSUES
    is_other_issue = is_plain and my_issue != its_issue and is_same_volume and my_issue != its and is_compared
    if is_other_issue or (is_other_volume and is_exchanged):
        yield Correction("issue", stated["issue"], known["issue"])
    is_in_volume = mine is not None and mine == its
    if _are_other_pages(stated.get("page", ""), known["page"]) or (
        is_in_volume and _are_other_numbers(stated.get("page", ""), known["page"])
    ):
        yield Correction("page", stated["page"], known["page"])


def agreeing_places(stated: Mapping[str, str], record: FullEntry) -> list[str]:
    """Returns which of the volume, the issue and the pages both sides state plainly, with the same numbers."""
    known = _places_of(record)
    numbers = {name: (_number(stated.get(name, "")), _number(known[name])) for name in ("volume", "issue")}
    pages = (_range(stated.get("page", "")), _range(known["page"]))
    return [name for name, (mine, its) in {**numbers, "page": pages}.items() if mine is not None and mine == its]


def _may_be_by_year(mine: int, its: int, year: int | None) -> bool:
    """True if the volume *mine* of a reference and *its*, that of its record, may be one volume, which one of both
    states by its year. year: in which the work was published. Two numbers like years are two volumes."""
    if not _is_like_year(mine):
        return _is_like_year(its)
    if _is_like_year(its):
        return year is None or mine == year
    return year is None or abs(mine - year) <= _MOST_YEARS_APART


def _is_like_year(number: int) -> bool:
    return _LEAST_YEAR < number < _MOST_YEAR


def _places_of(record: FullEntry) -> dict[str, str]:
    """Returns the volume, the issue and the pages of *record*; '12(3)' as a volume states both."""
    known = {name: " ".join(record.text(name).split()) for name in ("volume", "issue", "page")}
    if (both := _WITH_ISSUE.fullmatch(known["volume"])) is not None:
        known |= {"volume": both[1], "issue": known["issue"] or both[2] or both[3]}
    return known


def _number(text: str) -> int | None:
    """Returns the number that *text* is, also a Roman one of several letters; None for all else."""
    bare = text.strip()
    if (found := _NUMBER.fullmatch(bare)) is not None:
        return int(found[1])
    if len(bare) > 1 and _ROMAN.fullmatch(bare) is not None:
        values = [_VALUES[letter] for letter in bare]
        following = [*values[1:], 0]
        return sum(-one if one < after else one for one, after in zip(values, following, strict=True))
    return None


def _are_other_pages(stated: str, known: str) -> bool:
    """True if both are ranges of pages, and clearly different ones. An article number, the first page alone, a range
    with letters, and a record that counts from page 1, as of a PDF, say nothing."""
    mine, its = _range(stated), _range(known)
    if mine is None or its is None or its[0] == 1:
        return False
    return mine != its


def _are_other_numbers(stated: str, known: str) -> bool:
    """True if both are numbers with as many digits, and different ones. In one volume, these are numbers of articles,
    or first pages; a number with fewer digits may be one of the other kind."""
    mine, its = (_NUMBER_ALONE.fullmatch(one.strip()) for one in (stated, known))
    return mine is not None and its is not None and len(mine[1]) == len(its[1]) and mine[1] != its[1]


def _range(text: str) -> tuple[int, int] | None:
    first, last = parse_pages(re.sub(r"\s*[-‐–—]{1,2}\s*", "-", text)) or ("", None)
    if last is None or not (first.isdecimal() and last.isdecimal() and len(last) <= 6):
        return None
    return (int(first), int(last)) if 0 < int(first) < int(last) else None
