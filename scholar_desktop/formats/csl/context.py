"""What is known while one reference is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scholar_desktop.formats.csl.item import DateValue, Name, Value, Values

Part = Callable[["Context"], str]  # not translated: the name of a type
"""A compiled element of a style: returns the text that it writes."""


class NameExpansion:
    """How names of a citation are written in full, to tell two works apart."""

    __slots__ = ("all_names", "given")

    def __init__(self, all_names: bool, given: str | None) -> None:
        """all_names: write all names instead of 'et al.'; given: the style's `givenname-disambiguation-rule`, or None
        if given names are not added."""
        self.all_names = all_names
        self.given = given


class AuthorSubstitute:
    """The text that replaces the names that an entry shares with the entry before it."""

    __slots__ = ("names", "rule", "text", "title")

    def __init__(self, text: str, rule: str, names: tuple[Name, ...], title: str) -> None:
        """names: the names of the entry before; title: what that entry has instead of names."""
        self.text = text
        self.rule = rule
        self.names = names
        self.title = title


class Context:
    """The work, and the state of the elements that were already written."""

    __slots__ = (
        "adds_year_suffix",
        "called",
        "expansion",
        "first_names",
        "in_citation",
        "in_sort",
        "inherited",
        "is_ambiguous",
        "is_english",
        "names_are_first",
        "nonempty",
        "sort_names",
        "substitute",
        "values",
        "year_suffix",
    )

    def __init__(self, values: Values, *, is_english: bool, in_sort: bool = False) -> None:
        """values: the values of the work; they are copied, since elements remove what they wrote instead of names."""
        self.values = dict(values)
        self.is_english = is_english
        self.in_sort = in_sort
        self.called = 0
        """How many variables were looked up, and how many of them had a value: decides which groups are empty."""
        self.nonempty = 0
        self.inherited: Any = None
        """Within `substitute`, the options of the names element that is replaced."""
        self.year_suffix = ""
        self.adds_year_suffix = True
        """Whether the first date or 'no date' is followed by the letter."""
        self.is_ambiguous = False
        self.in_citation = False
        self.expansion: NameExpansion | None = None
        self.substitute: AuthorSubstitute | None = None
        self.sort_names: dict[str, str] = {}
        """The name options of the sort key, which take the place of those of the names."""
        self.names_are_first = False
        self.first_names: tuple[tuple[Name, ...], str] | None = None
        """The names with which the entry begins, and the text that is written instead if there are none."""

    def look_up(self, variable: str) -> Value | None:
        """Returns the value of *variable*, and counts the lookup."""
        value = self.values.get(variable)
        if value is None and variable == "page-first":
            pages = self.values.get("page")
            if isinstance(pages, str):
                value = pages.replace("–", "-").partition("-")[0].partition(",")[0].partition(";")[0]
        self.called += 1
        if value is not None:
            self.nonempty += 1
        return value

    def date(self, variable: str) -> DateValue | None:
        """Returns the date *variable*, and counts the lookup."""
        from scholar_desktop.formats.csl.item import DateValue

        value = self.look_up(variable)
        return value if isinstance(value, DateValue) else None

    def take_year_suffix(self) -> str:
        """Returns the letter after the year the first time, later an empty text."""
        suffix, self.year_suffix = self.year_suffix, ""
        return suffix
