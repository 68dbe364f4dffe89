"""The bibliographic description of a work: the fields that BibTeX, RIS, CSL and similar formats have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text import names

BIBLIO_TYPES = (
    "article",
    "conference",
    "book",
    "chapter",
    "preprint",
    "thesis",
    "report",
    "dataset",
    "software",
    "other",
)
_INITIALS_IN_ONE = re.compile(r"[A-Z]{2,3}")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)


class Person(msgspec.Struct, frozen=True, gc=False, rename=stored("family given particle suffix is_group")):
    """A name, split into its parts.

    family: without its particle ('Maaten'), or the whole name of a group; particle: 'van der'; suffix: 'Jr.'; missing
    parts are empty.
    """

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""
    is_group: bool = False

    @property
    def family_whole(self) -> str:
        """The family name with its particle: 'van der Maaten'."""
        return f"{self.particle} {self.family}".strip()


class Biblio(
    msgspec.Struct,
    frozen=True,
    gc=False,
    rename=stored(
        "type title authors year month day container volume issue pages publisher place issn isbn version doi arxiv "
        "pmid pmcid url abstract edition editors translators variables with_others"
    ),
):
    """The bibliographic fields of one work. Unknown fields are None or empty; all text is plain and on one line.

    type: one of BIBLIO_TYPES (a review is an article here); container: the journal, the proceedings, the book that
    contains a chapter, or the server of a preprint; pages: first and last page, the last None for a single page or an
    article number; publisher: also the university of a thesis and the institution of a report; issn: each `1234-567X`;
    month: only with a year; day: only with a month; editors: of the work, or of the book or proceedings that contain
    it; variables: of an entry of the library, as in CSL-JSON, with None for one that was emptied: they take precedence
    in formats that have them; with_others: the roles in CSL whose people end in 'and others'.
    """

    type: str
    title: str
    authors: tuple[Person, ...] = ()
    year: int | None = None
    month: int | None = None
    day: int | None = None
    container: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: tuple[str, str | None] | None = None
    publisher: str | None = None
    place: str | None = None
    issn: tuple[str, ...] = ()
    isbn: str | None = None
    version: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    abstract: str | None = None
    edition: str | None = None
    editors: tuple[Person, ...] = ()
    translators: tuple[Person, ...] = ()
    variables: Mapping[str, Any] = {}
    with_others: tuple[str, ...] = ()


class LinkedFile(msgspec.Struct, frozen=True, gc=False, rename=stored("path title type")):
    """A file that belongs to an entry. path: as it is written, relative or absolute; type: a MIME type or a name of one
    ("PDF"), empty if it is not stated."""

    path: str
    title: str = ""
    type: str = ""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A work in a list and its citation key, which is empty if the file has none. files: its files, for a file of
    references that links to them."""

    key: str
    biblio: Biblio
    files: tuple[LinkedFile, ...] = ()


class ReadEntries(msgspec.Struct, frozen=True):
    """The result of reading a file. problems: one sentence for each part of the file that could not be understood."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()


def parse_person(name: str) -> Person:
    """Returns the parts of a name as services write it.

    Examples: 'Laurens van der Maaten', 'Maaten, Laurens van der', 'Vaswani AN', 'Martin Luther King, Jr.'. A one-word
    name or the name of a group is not split.
    """
    text = " ".join(name.split())
    before, *after = (part.strip() for part in text.split(","))
    after = [part for part in after if part]
    if names.is_group(text) or len(after) > 2 or (len(after) == 2 and not _SUFFIX.fullmatch(after[0])):
        return Person(text, is_group=True)
    if len(after) == 2:
        return make_person(before, after[1], after[0])
    if after and not _SUFFIX.fullmatch(after[0]):
        return make_person(before, after[0])
    suffix = after[0] if after else ""
    words = before.split()
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    whole = " ".join(words)
    family = names.family_name_of(whole)
    if whole.endswith(family):
        return make_person(family, whole.removesuffix(family), suffix)
    given = whole.removeprefix(family).strip()
    if _INITIALS_IN_ONE.fullmatch(given):
        given = " ".join(f"{letter}." for letter in given)
    return make_person(family, given, suffix)


def make_person(family: str, given: str, suffix: str = "") -> Person:
    """Returns a name whose family and given names are already separate.

    Only the particle is still to be found: it may precede the family name or follow the given name ('Maaten', 'Laurens
    van der').
    """
    family, given = " ".join(family.split()), " ".join(given.split())
    particle = names.name_particle(family)
    family = family.removeprefix(particle).strip()
    if not particle:
        words = given.split()
        start = len(words)
        while start > 1 and names.is_particle(words[start - 1]):
            start -= 1
        given, particle = " ".join(words[:start]), " ".join(words[start:])
    return Person(family, given, particle, " ".join(suffix.split()))
