"""An entry with all that a file of another program says about it, on its way into the library or out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.bibliographic_entry import Biblio
from scholar_desktop.domain.bibliographic_entry import LinkedFile as LinkedFile  # a part of an entry, too
from scholar_desktop.domain.identifiers.kinds import clean_doi
from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message


class FullEntry(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename=stored("key item_type fields people tags collections notes files extra other_keys line with_others record"),
):
    """An entry.

    key: its citation key, empty if it has none; item_type: a CSL type, None if it is not stated; fields: by CSL
    variable, others by their own name, dates as in `OwnFields`; people: in their order; with_others: the roles whose
    people end in 'and others', sorted; collections: paths; notes: each text; extra: what has no other place, for the
    format that it was read from; other_keys: further citation keys that find it; line: where it begins in the file,
    from 1, 0 if there are no lines; record: what the services state of the work, if nobody wrote or imported one of its
    fields: BibTeX and BibLaTeX files have it as for a paper outside of the library.
    """

    key: str = ""
    item_type: str | None = None
    fields: dict[str, Value] = {}
    people: tuple[Contributor, ...] = ()
    tags: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[LinkedFile, ...] = ()
    extra: dict[str, Any] = {}
    other_keys: tuple[str, ...] = ()
    line: int = 0
    with_others: tuple[str, ...] = ()
    record: Biblio | None = None

    def text(self, name: str) -> str:
        """The text of a field; empty if it has none or is a date."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    @property
    def is_empty(self) -> bool:
        """True if nothing is known of the work but its type and its key."""
        return not (self.fields or self.people or self.tags or self.notes or self.files or self.collections)

    def of_role(self, role: str) -> tuple[Contributor, ...]:
        """The people with a role."""
        return tuple(one for one in self.people if one.role == role)


class SkippedPart(msgspec.Struct, frozen=True):
    """A part of a file that was not taken in. line: where it begins, from 1, 0 if there are no lines; text: how it
    begins; reason: a sentence."""

    line: int
    text: str
    reason: str


class FileEntries(msgspec.Struct, frozen=True):
    """The content of a file. format: its name on the command line; folders: where its linked files may be besides its
    own folder, as the file states them; problems: what could not be taken in beside an entry that was, and faults
    in entries that were read; tag_colours: names of tags, each with its colour, in the order of their keys 1 to 9;
    renamed: names of groups or collections that have a “/”, each with the one that the collection gets."""

    format: str
    entries: Sequence[FullEntry] = ()
    skipped: tuple[SkippedPart, ...] = ()
    folders: tuple[str, ...] = ()
    problems: tuple[SkippedPart, ...] = ()
    tag_colours: tuple[tuple[str, str], ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


def without_slash(name: str) -> str:
    """Return *name* as a part of the path of a collection, in which “/” separates the parts."""
    return name.replace("/", "-")


def renamed_groups(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return those of *names* that have a “/”, each with its name in the library."""
    return tuple((name, without_slash(name)) for name in dict.fromkeys(names) if "/" in name)


NO_TITLE = Message("The entry has no title.")
NO_RECORD = Message("The line does not belong to a record.")
NO_START = Message("“ER  -” ends no record: “TY  -” is missing before it.")
HEAD_NOT_CLOSED = Message("The first row, which names the columns, has a quotation mark that is not closed.")
OF_NO_ENTRY = (NO_RECORD, NO_START, HEAD_NOT_CLOSED)
"""The problems of lines that belong to no entry: nothing is imported or left out."""
_DIGIT = re.compile(r"[0-9]")
_YEAR = re.compile(r"[0-9]{3,4}")

_NO_DOI = frozenset(("", "-", "--", "–", "—", "?", "n/a", "na", "nan", "nil", "no", "none", "null", "unknown"))
"""What people and programs write where a work has no DOI."""


def entry_faults(line: int, key: str, *, has_title: bool, years: Iterable[str]) -> Iterator[SkippedPart]:
    """Yield what the report says about an entry that was read, but lacks what its row in the library needs.

    Args:
        line: where it begins; key: how it is named; years: its dates as they are written.
    """
    if not has_title:
        yield SkippedPart(line, key[:200], NO_TITLE)
    written = list(years)
    if not any(map(_YEAR.search, written)) and any(_DIGIT.search(one) for one in written):  # not “in press”
        reason = Message("“{text}” is not a year. It is kept as it is written.", text=written[0][:60])
        yield SkippedPart(line, key[:200], reason)


def doi_faults(line: int, key: str, written: Iterable[str]) -> Iterator[SkippedPart]:
    """Yield what the report says about an entry whose field for the DOI has none, as `10.1000/a b`.

    Args:
        line: where it begins; key: how it is named; written: its DOIs as they are written.
    """
    texts = [text for one in written if (text := " ".join(one.split()))]
    if any(map(clean_doi, texts)):
        return
    for text in texts:
        if text.casefold().strip(" .") not in _NO_DOI:
            reason = Message(
                "“{text}” is not a DOI. It is kept as it is written, and the entry has no DOI.", text=text[:60]
            )
            yield SkippedPart(line, key[:200], reason)


def _written_dois(entry: FullEntry) -> list[str]:
    """Return the DOIs of an entry as they are written; none if it has one that can be read."""
    if entry.text("DOI"):
        return []
    more = entry.extra.get("more")
    texts = [entry.text("doi")]
    for one in more if isinstance(more, list) else ():
        match one:
            case ["DI", str(text)]:  # Web of Science
                texts.append(text)
            case ["LID" | "AID", str(text)] if text.lower().endswith("[doi]"):  # PubMed
                texts.append(text[: -len("[doi]")])
    return list(dict.fromkeys(map(str.strip, texts)))


def without_empty(
    form: str,
    entries: Sequence[FullEntry],
    skipped: Sequence[SkippedPart] = (),
    problems: Iterable[SkippedPart] = (),
) -> FileEntries:
    """Return the content of a file in which *entries* were read. The empty ones are named as not taken in."""
    empty = [SkippedPart(one.line, one.key[:200], Message("The entry is empty.")) for one in entries if one.is_empty]
    kept = [one for one in entries if not one.is_empty] if empty else entries
    left_out = sorted((*skipped, *empty), key=lambda part: part.line)
    return FileEntries(form, tuple(kept), tuple(left_out), problems=tuple(problems))


def entry_name(entry: FullEntry, number: int) -> str:
    """Return what a report calls an entry: its key, else what it has; number: in the file, from 1."""
    people = entry.people[0].shown if entry.people else ""
    return entry.key or entry.text("title") or entry.text("DOI") or entry.text("PMID") or people or f"#{number}"


def with_entry_faults(content: FileEntries) -> FileEntries:
    """Return *content* with what its entries lack among its problems, each with its line. An entry without a line is
    named by its key, or its number in the file."""
    problems = list(content.problems)
    for number, entry in enumerate(content.entries, 1):
        issued = entry.fields.get("issued")
        literal = issued.get("literal") if isinstance(issued, dict) and not issued.get("from") else None
        title, dois = entry.text("title"), _written_dois(entry)
        if title and not literal and not dois:
            continue
        years = [literal] if isinstance(literal, str) else []
        name = entry_name(entry, number)
        problems += entry_faults(entry.line, name, has_title=bool(title), years=years)
        problems += doi_faults(entry.line, name, dois)
    if len(problems) == len(content.problems):
        return content
    return msgspec.structs.replace(content, problems=tuple(sorted(problems, key=lambda part: part.line)))


class MissingFields(msgspec.Struct, frozen=True):
    """An entry of a .bib file, by its citation key, and the required fields that it does not have."""

    key: str
    fields: tuple[str, ...]
