"""The limits of a reference list that is read, and what is reported when it exceeds them.

They are far above what people have, and keep a file that was made to exhaust memory or time within some hundreds of
megabytes and some seconds.
"""

from __future__ import annotations

import re

import msgspec

from scholar_desktop.domain.bibliographic_entry import Biblio, Person
from scholar_desktop.domain.text.message import Message

MOST_REFERENCES = 100_000
"""How many references of one list are read."""
MOST_LINES = 2_000_000
"""How many lines of a text are read."""
LONGEST_FIELD = 50_000
"""Maximum length in characters of a field, such as a title or an abstract."""
LONGEST_ENTRY = 500_000
"""Maximum length in characters of one entry of a .bib file."""
LONGEST_REFERENCE = 5_000
"""Maximum length in characters of a reference that is joined from several lines."""
MOST_VALUES = 5_000_000
"""How many values a JSON file may have: each takes some 100 bytes of memory."""
MOST_BROKEN_OBJECTS = 100
"""How many broken objects of a JSON file are searched for whole ones."""
MOST_PEOPLE = 10_000
"""How many authors of one reference are read."""

_LINE_ENDS = "\n\r\x0b\x0c\x85\u2028\u2029"
_LINE_END = re.compile(f"\r\n|[{_LINE_ENDS}]")


def first_lines(text: str) -> tuple[str, str]:
    """Return (the first lines of *text*, a sentence about the rest; empty if there is none)."""
    # counting is fast and nearly always enough; a search for the last line end in one call would keep the window
    # waiting for 60 ms with a file of 10,000 entries, because it does not release the interpreter
    if len(text) < MOST_LINES or sum(map(text.count, _LINE_ENDS)) < MOST_LINES:
        return text, ""
    for number, end in enumerate(_LINE_END.finditer(text), start=1):
        if number == MOST_LINES and end.end() < len(text):
            return text[: end.end()], Message("Only the first {number} lines were read.", number=MOST_LINES)
    return text, ""


def more_references() -> str:
    """Return the sentence about the references after the last one that is read."""
    return Message("Only the first {number} references were read.", number=MOST_REFERENCES)


def limit_fields(work: Biblio) -> Biblio:
    """Return *work* with no field longer than LONGEST_FIELD."""
    changed = {
        name: value[:LONGEST_FIELD]
        for name in work.__struct_fields__
        if isinstance(value := getattr(work, name), str) and len(value) > LONGEST_FIELD
    }
    if len(work.authors) > MOST_PEOPLE or any(map(_is_long, work.authors[:MOST_PEOPLE])):
        people = tuple(map(_shortened, work.authors[:MOST_PEOPLE]))
        return msgspec.structs.replace(work, authors=people, **changed)
    return msgspec.structs.replace(work, **changed) if changed else work


def _is_long(person: Person) -> bool:
    return max(len(person.family), len(person.given), len(person.particle), len(person.suffix)) > LONGEST_FIELD


def _shortened(person: Person) -> Person:
    parts = {name: getattr(person, name)[:LONGEST_FIELD] for name in ("family", "given", "particle", "suffix")}
    return msgspec.structs.replace(person, **parts)
