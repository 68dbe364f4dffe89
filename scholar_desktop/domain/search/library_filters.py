"""The filters of a list of the library, and the rule (`library_rule`) that each of them is."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.csl_variables import CSL_TYPE_OF_PAPER
from scholar_desktop.domain.library import RECENT_DAYS, LibraryView
from scholar_desktop.domain.search.filters import IS_OA, Filters, split_values
from scholar_desktop.domain.search.query_parser import QUOTES

PDF, YEARS, TYPE, TAG, OPEN_ACCESS = "pdf", "years", "type", "tag", "open_access"
"""Those that a search has, too, have the names of its filters."""
NAMES = (PDF, YEARS, TYPE, TAG, OPEN_ACCESS)
YES, NO = "yes", "no"
SEVERAL = (TYPE, TAG)
"""Filters that accept several values: a paper must have one of them."""
_RULES = {(PDF, YES): "has:pdf", (PDF, NO): "-has:pdf", (OPEN_ACCESS, YES): "is:open", (OPEN_ACCESS, NO): "-is:open"}
_VIEW_RULES = {
    LibraryView.RECENT: f"added:{RECENT_DAYS}d",
    LibraryView.WITHOUT_PDF: "-has:pdf",
    LibraryView.STARRED: "is:star",
    LibraryView.TO_READ: "is:to_read",
}
_TYPES_OF_SEARCH = {found: csl for found, csl in CSL_TYPE_OF_PAPER.items() if found != "other"}
"""Types of the search -> those of the library. The library has none for papers of another type alone: its documents are
also the papers whose type is not known."""
_WITHOUT_QUOTES = str.maketrans(dict.fromkeys(QUOTES, " "))


class LibraryFilters(msgspec.Struct, frozen=True, omit_defaults=True):
    """The filters that are set. All of them must match.

    pdf, open_access: YES or NO, empty for any; NO of open access also matches papers whose status is unknown; years:
    first and last, inclusive, None for open; type: item types of CSL; tag: names of tags.
    """

    pdf: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    type: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    open_access: tuple[str, ...] = ()

    @property
    def any_set(self) -> bool:
        return self != NO_LIBRARY_FILTERS

    def names(self) -> tuple[str, ...]:
        """Returns the names of the filters that are set, in the order of NAMES."""
        return tuple(name for name in NAMES if self.rule_of(name))

    def values(self, name: str) -> tuple[str, ...]:
        """Returns the values of a filter other than YEARS."""
        return tuple(getattr(self, name))

    def replaced(self, name: str, values: Sequence[str]) -> LibraryFilters:
        """Returns the filters with other values of *name*, a filter other than YEARS."""
        return msgspec.structs.replace(self, **{name: tuple(values)})

    def with_years(self, first: int | None, last: int | None) -> LibraryFilters:
        """Returns the filters with other years."""
        return msgspec.structs.replace(self, year_from=first, year_to=last)

    def without(self, name: str) -> LibraryFilters:
        """Returns the filters without *name*."""
        return self.with_years(None, None) if name == YEARS else self.replaced(name, ())

    def rule_of(self, name: str) -> str:
        """Returns the rule of one filter; empty if it is not set."""
        if name == YEARS:
            return _years_rule(self.year_from, self.year_to)
        if name in SEVERAL:
            values = [value for value in self.values(name) if can_filter(name, value)]
            return " OR ".join(f'{name}:"{_quoted(value)}"' for value in values)
        return " ".join(_RULES.get((name, value), "") for value in self.values(name)).strip()

    def rule(self) -> str:
        """Returns the rule of all filters; empty if none is set."""
        return " ".join(rule for name in NAMES if (rule := self.rule_of(name)))


NO_LIBRARY_FILTERS = LibraryFilters()


def filters_of_search(searched: Filters) -> tuple[LibraryFilters, tuple[str, ...]]:
    """Returns those of the filters of a search that the library has, too, and the names of the others."""
    types = split_values(searched.type)
    known = [YEARS, OPEN_ACCESS]
    if is_of_types := all(one in _TYPES_OF_SEARCH for one in types):
        known.append(TYPE)
    if searched.is_oa:  # not for False: the closed papers of the library include those of unknown access
        known.append(IS_OA)
    found = LibraryFilters(
        year_from=searched.year_from,
        year_to=searched.year_to,
        type=tuple(_TYPES_OF_SEARCH[one] for one in types) if is_of_types else (),
        open_access=(YES,) if searched.open_access or searched.is_oa else (),
    )
    return found, searched.without(*known).names()


def can_filter(name: str, value: str) -> bool:
    """Returns False for a value that no rule finds: the name of a tag without a letter or digit."""
    return name != TAG or any(character.isalnum() for character in value)


def part_rule(view: LibraryView, collection: str, tag: str, rule: str) -> str:
    """Returns the rule of a part of the library, as far as rules can express it.

    Args:
        collection: the path of a collection, empty for none.
        tag: the name of a tag, empty for none.
        rule: that of a smart view, empty for none.
    """
    of_collection = f'collection:"{_quoted(collection)}"' if collection else ""
    of_tag = f'tag:"{_quoted(tag)}"' if tag else ""
    return " ".join(one for one in (_VIEW_RULES.get(view, ""), of_collection, of_tag, rule) if one)


def _quoted(value: str) -> str:
    return " ".join(value.translate(_WITHOUT_QUOTES).split())


def _years_rule(first: int | None, last: int | None) -> str:
    if first is None and last is None:
        return ""
    if first == last:
        return f"year:{first}"
    return f"year:{'' if first is None else first}-{'' if last is None else last}"
