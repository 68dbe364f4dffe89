"""Corrects entries in the text of a .bib file: comments, @string, @preamble, order and layout stay as they are."""

# not translated in this file: names of BibTeX and BibLaTeX

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.formats.entries.bibtex_blocks import BibtexFields, FieldPlace, divide, places_of_fields
from scholar_desktop.formats.entries.bibtex_writing import written_fields
from scholar_desktop.formats.latex import LatexReader

_SAME_FIELDS = (
    ("journal", "journaltitle"),
    ("year", "date"),
    ("address", "location"),
    ("archiveprefix", "eprinttype"),
    ("school", "institution", "publisher", "organization"),
    ("pages", "eid"),
)
"""Names of one field, of which an entry has one."""
_OF_ADDRESS = {"doi": "doi:", "eprint": "arxiv:"}
"""The fields whose identifier is also read from the address, with the prefix of the identifier."""
_KIND = re.compile(r"@\s*([A-Za-z][\w+-]*)")
_COMMA = re.compile(r"[ \t]*,")
_ENCODING = re.compile(r"(%\s*Encoding\s*:\s*|x-kbibtex-encoding\s*=\s*)[\w-]+", re.IGNORECASE)


class _Edit(NamedTuple):
    """Replaces text[start:end] by new."""

    start: int
    end: int
    new: str


def correct_bibtex(text: str, corrected: Sequence[tuple[FullEntry, FullEntry]], *, biblatex: bool) -> str:
    """Returns *text* with corrected entries, and UTF-8 as the encoding that it names. Loads pylatexenc.

    Args:
        corrected: pairs of an entry as it was read from *text*, and as it should be.
    """
    changes = {(before.line, before.key): (before, after) for before, after in corrected if before != after}
    latex = LatexReader()
    edits: list[_Edit] = []
    for part in divide(text) if changes else ():
        if isinstance(part, BibtexFields) and (pair := changes.pop((part.line, part.key), None)) is not None:
            edits += _edits(text, part, *pair, latex, biblatex)
    pieces: list[str] = []
    place = 0
    for one in sorted(edits):
        pieces += [text[place : one.start], one.new]
        place = one.end
    return _ENCODING.sub(r"\g<1>UTF-8", "".join((*pieces, text[place:])))


def _edits(
    text: str, sent: BibtexFields, before: FullEntry, after: FullEntry, latex: LatexReader, biblatex: bool
) -> Iterator[_Edit]:
    old_kind, old = written_fields(before, latex, biblatex=biblatex)
    new_kind, new = written_fields(after, latex, biblatex=biblatex)
    if new_kind != old_kind and (kind := _KIND.match(text, sent.start)) is not None:
        yield _Edit(kind.start(1), kind.end(1), new_kind)
    places = places_of_fields(text, sent.start)
    there = {one.name: one for one in reversed(places)}
    added: list[tuple[str, str]] = []
    for name, value in new.items():
        if old.get(name) == value:
            continue
        place = _place_of(name, there)
        if place is None:
            if name in old and _is_of_address(name, value, new):
                continue
            added.append((name, value))
        else:
            del there[place.name]
            yield _Edit(place.value, place.end, value)
    for name in old:
        if name not in new and (place := there.pop(name, None)) is not None:
            yield _removal(text, place, is_last=place is places[-1] and bool(added))
    if added:
        yield _addition(text, sent, places, added)


def _is_of_address(name: str, value: str, fields: Mapping[str, str]) -> bool:
    """Returns True if the field *name* was read from the address alone, and the address of *fields* states its new
    *value*, so that the entry goes without it."""
    known = identifiers.parse(fields.get("url", "").strip("{}"))
    prefix = _OF_ADDRESS.get(name)
    return prefix is not None and known is not None and identifiers.parse(f"{prefix}{value.strip('{}')}") == known


def _place_of(name: str, there: Mapping[str, FieldPlace]) -> FieldPlace | None:
    names = next((names for names in _SAME_FIELDS if name in names), (name,))
    return there.get(name) or next((there[other] for other in names if other in there), None)


def _removal(text: str, place: FieldPlace, *, is_last: bool) -> _Edit:
    """Removes a field with its comma and its line. is_last: the comma before it goes, because another is written."""
    start, end = place.start, place.end
    if is_last:
        start = text.rindex(",", 0, start)
        return _Edit(start, end, "")
    if (comma := _COMMA.match(text, end)) is not None:
        end = comma.end()
    while text[start - 1] in " \t":
        start -= 1
    if text[start - 1] == "\n" and text[end : end + 1] in ("\n", "\r", "}"):
        start -= 2 if text[start - 2] == "\r" else 1
    return _Edit(start, end, "")


def _addition(text: str, sent: BibtexFields, places: Sequence[FieldPlace], added: list[tuple[str, str]]) -> _Edit:
    """Adds fields after the last one, laid out as it is."""
    if not places:
        end = re.compile(r"[^,})]*").match(text, text.index(sent.key, sent.start))
        place = sent.start if end is None else end.end()
        fields = ",".join(f"\n  {name} = {value}" for name, value in added)
        return _Edit(place, place, f",{fields}")
    last = places[-1]
    start = last.start
    while text[start - 1] in " \t":
        start -= 1
    is_own_line = text[start - 1] == "\n"
    lead = text[start : last.start] if is_own_line else " "
    if is_own_line:
        lead = ("\r\n" if text[start - 2] == "\r" else "\n") + lead
    sign = text.index("=", last.start)
    gap = text[sign + 1 : last.value] if text[sign + 1 : last.value].isspace() else ""
    width = sign - last.start if text[sign - 1].isspace() else 0
    written = (f"{lead}{name if not width else name + ' ':<{width}}={gap}{value}" for name, value in added)
    return _Edit(last.end, last.end, "," + ",".join(written))
