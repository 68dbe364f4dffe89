"""What the tagged formats have in common: their lines, and names and numbers as MEDLINE and Web of Science write
them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from scholar_desktop.domain.own_fields import Contributor, Value

Tag = tuple[str, str]

ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_INITIALS = re.compile(r"[A-Z]{1,4}")


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yields each line with its number, from 1. Not `splitlines`: an abstract may have other signs at which that
    divides."""
    return enumerate(_LINE_END.split(text.lstrip("\ufeff")), 1)


def continue_last(tags: list[Tag], line: str, apart: Container[str]) -> None:
    """Adds a line to the value of the last tag. apart: the tags whose lines stay apart."""
    name, value = tags[-1]
    tags[-1] = name, ("\n" if name in apart else " ").join(filter(None, (value, line.strip())))


def with_full_stops(initials: str) -> str:
    """Returns `J. A.` for `JA`; any other text as it is."""
    return " ".join(f"{letter}." for letter in initials) if _INITIALS.fullmatch(initials) else initials


def with_orcid(one: Contributor, orcid: str) -> Contributor:
    """Returns a person with an ORCID iD."""
    return Contributor(one.role, one.family, one.given, one.particle, one.suffix, one.literal, orcid)


class TaggedFields:
    """The fields of a record, and the second values of a field, which are kept for the way back."""

    def __init__(self) -> None:
        self.fields: dict[str, Value] = {}
        self.more: list[list[str]] = []

    def put(self, variable: str, tag: str, value: str) -> None:
        """Takes the text of a variable."""
        if variable in self.fields and self.fields[variable] != value:
            self.more.append([tag, value])
        else:
            self.fields[variable] = value

    @property
    def extra(self) -> dict[str, list[list[str]]]:
        """What has no place in the entry."""
        return {"more": self.more} if self.more else {}
