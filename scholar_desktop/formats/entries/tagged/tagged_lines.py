"""What the tagged formats have in common: their lines, and names and numbers as MEDLINE and Web of Science write
them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scholar_desktop.domain.own_fields import Contributor, Value

Tag = tuple[str, str]

ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_INITIALS = re.compile(r"[A-Z]{1,4}")


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yields each line with its number, from 1. Not `splitlines`: an abstract may have other signs at which that
    divides."""
    return enumerate(_LINE_END.split(text.lstrip("\ufeff")), 1)


def with_full_stops(initials: str) -> str:
    """Returns `J. A.` for `JA`; any other text as it is."""
    return " ".join(f"{letter}." for letter in initials) if _INITIALS.fullmatch(initials) else initials


def with_orcid(one: Contributor, orcid: str) -> Contributor:
    """Returns a person with an ORCID iD."""
    return Contributor(one.role, one.family, one.given, one.particle, one.suffix, one.literal, orcid)


class OpenRecord:
    """The tags of a record while its lines are read."""

    def __init__(self) -> None:
        self._tags: list[tuple[str, list[str]]] = []
        self.names: set[str] = set()

    @property
    def last(self) -> str:
        """The name of the last tag; empty if there is none."""
        return self._tags[-1][0] if self._tags else ""

    def add(self, name: str, value: str) -> None:
        """Adds a tag."""
        self._tags.append((name, [value]))
        self.names.add(name)

    def continue_last(self, line: str, separator: str = " ") -> None:
        """Adds a line to the value of the last tag."""
        parts = self._tags[-1][1]
        if parts == [""]:
            parts[0] = line.strip()
        else:
            parts += (separator, line.strip())

    def close(self) -> list[Tag]:
        """Returns the tags, and is empty afterwards."""
        tags = [(name, "".join(parts)) for name, parts in self._tags]
        self._tags.clear()
        self.names.clear()
        return tags


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
