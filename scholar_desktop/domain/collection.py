"""Collections: groups of papers in the library, made by the user, which may contain other collections."""

from __future__ import annotations

import re

import msgspec

from scholar_desktop.domain.text.unicode_forms import normalize

LONGEST_NAME = 120
"""Maximum length of one name in characters: a menu shows a whole path on one line."""
PATH_SEPARATOR = "/"
_NUMBER = re.compile(r"(\d+)")


class Collection(msgspec.Struct, frozen=True):
    """A collection of the library.

    key: its number in the library, which stays the same after a restart or renaming, but not after the library is
    rebuilt; path: the names of the collections above it and its own name, separated by slashes; parent: the key of the
    collection above, None at the top level; papers: number of papers in it and in the collections below it, each
    counted once; has_note: the user wrote a note on it.
    """

    key: int
    path: str
    parent: int | None = None
    papers: int = 0
    has_note: bool = False

    @property
    def name(self) -> str:
        return self.path.rpartition(PATH_SEPARATOR)[2]

    @property
    def depth(self) -> int:
        """The number of collections above it."""
        return self.path.count(PATH_SEPARATOR)

    @property
    def title(self) -> str:
        """Its path as displayed: `Thesis / Chapter 2`."""
        return display_path(self.path)


def display_path(path: str) -> str:
    """Returns a path as displayed to the user."""
    return path.replace(PATH_SEPARATOR, f" {PATH_SEPARATOR} ")


def clean_name(text: str) -> str:
    """Returns *text* as the name of a collection, on one line and without surrounding blanks; empty if nothing is left.

    *text* must not contain a slash, which separates the levels of a path; see `path_names`.
    """
    return normalize("NFC", " ".join(text.split()))[:LONGEST_NAME].rstrip()


def path_names(path: str) -> tuple[str, ...]:
    """Returns the names in `Thesis / Chapter 2` from the top; blank names are left out."""
    return tuple(name for part in path.split(PATH_SEPARATOR) if (name := clean_name(part)))


def fold_name(name: str) -> str:
    """Returns the form in which names are compared: names that differ only in case are the same."""
    from scholar_desktop.domain.text.text_folding import fold_file_name  # not part of the start

    return fold_file_name(clean_name(name))


def fold_path(path: str) -> tuple[str, ...]:
    """Returns the form in which paths are compared: `thesis / chapter 2` is `Thesis/Chapter 2`."""
    return tuple(map(fold_name, path_names(path)))


def name_sort_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Returns the sort key of a name within one level: `Chapter 10` comes after `Chapter 2`."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _NUMBER.split(fold_name(name)))
