"""Reads the works that a note states, in forms such as `Given Family, Title (Place: Publisher, Year), page`.

The forms are those of the notes of Chicago, Oxford and MHRA. What does not have such a form is left to the other
readers, or is no reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_YEAR = r"(?:1[5-9]|20)[0-9]{2}"
_PARTICLE = r"(?:van|von|de|der|den|di|da|del|della|la|le|du|dos|ter|ten|zu|al|el|y|d['’][^\W\d_a-z][\w’'-]{1,30})"
_NAME = (
    rf"(?:(?:(?:[^\W\d_a-z]\.-?){{1,4}}|[^\W\d_a-z][\w'’-]{{0,30}}|{_PARTICLE})\s+){{1,5}}"
    r"[^\W\d_a-z][\w'’-]{1,40}"
    r"(?:,?\s+(?:Jr\.?|Sr\.?|II|III|IV)(?=[,\s]))?"
)
# not translated: a pattern
_PEOPLE = re.compile(
    rf"(?P<first>{_NAME})"
    rf"(?:(?:,\s+{_NAME}){{0,9}},?\s+(?:and|&|und|et|y)\s+{_NAME}(?=,)|,?\s+et\s+al\.|,?\s+and\s+others)?"
    r"(?:,\s+(?:eds?|trans|comp)\.|,\s+(?:editors?|eds)|\s+\((?:eds?|Hg|Hrsg)\.?\))?,\s+"
)
"""The people before a title, the first given name first."""
_QUOTED = re.compile(
    r"[“\"„«](?P<double>[^“”\"„«»]{4,400}?)[,.]?[”\"“»](?=[\s,.(:]|$)"
    r"|[‘'‚](?P<single>(?!\s).{4,400}?)[,.]?[’'‘](?=,|\s+\(|\s+in[\s:]|\.?$)"
)
_BOOK = re.compile(
    rf"(?P<title>(?=[^\W_a-z])[^“”„«»()]{{3,300}}?(?:\([^()]{{1,60}}\)[^“”„«»()]{{0,200}}?)?)\s+"
    rf"\((?=[^()]*[^\W\d_]{{3}})(?:[^()]{{0,160}}?[\s,:.])?(?:c(?:a|irca)?\.?\s*)?(?P<year>{_YEAR})[a-z]?(?:[;,][^()]{{0,80}})?\)"
)
_MORE_PEOPLE = re.compile(r"(?:[^\W\d_a-z]\.[\s-]?){1,4}[^\W\d_a-z][\w'’-]+,")
"""A title that begins so is a second author, in a list of authors without 'and'."""
_YEAR_IN_BRACKETS = re.compile(rf"\((?:[^()]{{0,160}}?[\s,:.])?({_YEAR})[a-z]?\)")
_YEAR_ALONE = re.compile(rf"(?<![0-9./:–-])({_YEAR})(?![0-9/–-])")
_EDITION = re.compile(
    r",\s+(?:\d{1,3}(?:st|nd|rd|th)\s+ed|rev\.?\s+ed|new\s+ed|repr|reprint|trans(?:lated)?\b|ed(?:s|ited)?\b|vol|\d+\s+vols)"
    r"\b.*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:for\b[^.;]{1,120},\s+)?(?:(?:but|and|or)\s+)?"
    r"(?:see(?:,?\s+(?:also|e\.\s?g\.,?|for\s+example,?|especially))?|e\.\s?g\.,?|cf\.|compare|also|following|"
    r"(?:quoted|cited)\s+(?:in|from)|vgl\.|siehe|and|or)\s+",
    re.IGNORECASE,
)
_NEXT = re.compile(r"(?:;(?![^()]{0,160}\))|(?<=[\d)”’\"]\.))\s+(?=[^\W\d_])")
"""Between two works that a note names."""
_LONGEST = 2_000


class NoteReference(NamedTuple):
    """A work as a note states it in full. first_author: as it is written, given name first; text: the part of the note
    that states it."""

    title: str
    first_author: str
    year: int
    text: str


def read_note_reference(text: str) -> NoteReference | None:
    """Returns the work that *text* states as notes do; None if it has no such form."""
    people = _PEOPLE.match(text[:_LONGEST])
    if people is None:
        return None
    rest = text[people.end() : _LONGEST]
    quoted = _QUOTED.match(rest)
    if quoted is not None:
        after = rest[quoted.end() :]
        year = _YEAR_IN_BRACKETS.search(after) or _YEAR_ALONE.search(after)
        title = (quoted["double"] or quoted["single"]).strip(" ,.")
        return None if year is None else NoteReference(title, people["first"], int(year[1]), text)
    book = _BOOK.match(rest)
    if book is None or _MORE_PEOPLE.match(rest) is not None:
        return None
    return NoteReference(_EDITION.sub("", book["title"]).strip(" ,."), people["first"], int(book["year"]), text)


def works_in_note(note: str) -> Iterator[NoteReference]:
    """Yields the works that a note states in full. Short forms ('Yates, Art of Memory, 12', 'Ibid.') are none."""
    for part in _NEXT.split(" ".join(note[:_LONGEST].split())):
        found = read_note_reference(_LEAD.sub("", part.strip()))
        if found is not None:
            yield found
