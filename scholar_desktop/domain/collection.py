"""A collection: papers of the library that a person has put together, with others below it."""

from __future__ import annotations

import re
import unicodedata

import msgspec

LONGEST_NAME = 120
"""Letters of one name: a whole path is shown in one line of a menu."""
PATH_SEPARATOR = "/"
_NUMBER = re.compile(r"(\d+)")


class Collection(msgspec.Struct, frozen=True):
    """key: its own number in the library, the same over restarts and renaming, though not over a rebuild; path: the
    names of those above it and its own, with slashes between; parent: the key of the one above, None at the top;
    papers: how many are in it or below it, each once."""

    key: int
    path: str
    parent: int | None = None
    papers: int = 0

    @property
    def name(self) -> str:
        return self.path.rpartition(PATH_SEPARATOR)[2]

    @property
    def depth(self) -> int:
        """How many stand above it."""
        return self.path.count(PATH_SEPARATOR)

    @property
    def title(self) -> str:
        """Its path as it is shown: `Thesis / Chapter 2`."""
        return display_path(self.path)


def display_path(path: str) -> str:
    """A path as a person reads it."""
    return path.replace(PATH_SEPARATOR, f" {PATH_SEPARATOR} ")


def clean_name(text: str) -> str:
    """*text* as the name of a collection, in one line without blanks around it; empty when nothing is left.

    A slash would be read as a step down, so none may be in *text*; see `path_names`.
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))[:LONGEST_NAME].rstrip()


def path_names(path: str) -> tuple[str, ...]:
    """The names of `Thesis / Chapter 2` from the top; blank ones are left out."""
    return tuple(name for part in path.split(PATH_SEPARATOR) if (name := clean_name(part)))


def fold_name(name: str) -> str:
    """Two names with the same answer are one name: capitals do not make two."""
    return unicodedata.normalize("NFC", clean_name(name).casefold())


def name_sort_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """By what collections of one level are sorted: `Chapter 10` after `Chapter 2`."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _NUMBER.split(fold_name(name)))
