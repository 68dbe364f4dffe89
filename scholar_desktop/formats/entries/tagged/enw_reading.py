"""Reads EndNote's tagged format (.enw) as whole entries, as EndNote, Google Scholar, bibutils and publishers write it.

Its tags are the elements of EndNote XML, so a record is made one of these and read as such.
"""

# not translated in this file: names of EndNote

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.full_entry import FileEntries, FullEntry, SkippedPart, with_entry_faults, without_empty
from scholar_desktop.domain.identifiers.identifiers import clean_doi
from scholar_desktop.domain.own_fields import Value
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import is_group, means_others
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.entries.endnote_reading import read_record
from scholar_desktop.formats.entries.endnote_types import SERIES_IN_SECONDARY, TYPE_OF_ENDNOTE
from scholar_desktop.formats.entries.tagged.tagged_lines import OpenRecord, Tag, numbered_lines
from scholar_desktop.formats.entries.vendor_habits import name_of_number, page_range

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TAG = re.compile(r"%([0-9A-Z@!#$&+>\[\]^~?<*()=])(?:[ \t]+(.*)|$)")
_SCHOOL = re.compile(r"univ|school|institut|college|academ|hochschule|écol|facult", re.IGNORECASE)
_DOI_START = re.compile(r"10\.[0-9]{4}")
_DOI_ADDRESS = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_MOST_WORDS_OF_A_PERSON = 4
_LINES = frozenset("KUZX<>")
"""Tags whose lines stay apart."""
_PEOPLE = {
    "A": "authors",
    "E": "secondary-authors",
    "Y": "tertiary-authors",
    "?": "subsidiary-authors",
    "H": "translated-authors",
}
_ELEMENTS = {
    "T": "titles/title",
    "S": "titles/tertiary-title",
    "Q": "titles/translated-title",
    "!": "titles/short-title",
    "C": "pub-location",
    "D": "dates/year",
    "8": "dates/pub-dates/date",
    "F": "label",
    "G": "language",
    "I": "publisher",
    "L": "call-num",
    "M": "accession-num",
    "N": "number",
    "P": "pages",
    "R": "electronic-resource-num",
    "V": "volume",
    "W": "remote-database-provider",
    "X": "abstract",
    "1": "custom1",
    "2": "custom2",
    "3": "custom3",
    "4": "custom4",
    "#": "custom5",
    "$": "custom6",
    "]": "custom7",
    "6": "num-vols",
    "7": "edition",
    "9": "work-type",
    "&": "section",
    "(": "orig-pub",
    "*": "reviewed-item",
    "+": "auth-address",
    "^": "caption",
    "[": "access-date",
    "~": "remote-database-name",
}
_MANY = {"U": "urls/web-urls/url", ">": "urls/pdf-urls/url", "K": "keywords/keyword"}


def read_enw_entries(text: str) -> FileEntries:
    """Returns every record of an .enw file. Never raises for its content."""
    turns = Yielder()
    entries, skipped = [], []
    for line, tags, fault in _records(text):
        turns.yield_to_ui()
        if fault:
            skipped.append(SkippedPart(line, tags[0][1][:200], fault))
        else:
            entries.append(_entry(line, tags))
    return with_entry_faults(without_empty("enw", entries, skipped))


def _records(text: str) -> Iterator[tuple[int, list[Tag], str]]:
    """Yields the line where each record begins, its tags, and the fault of a text that is in none. Records begin with
    %0, or after an empty line in a file that has no %0 (Refer, BibIX)."""
    has_types = re.search(r"^%0[ \t]", text, re.MULTILINE) is not None
    record = OpenRecord()
    start, is_after_empty = 0, False
    for number, line in numbered_lines(text):
        found = _TAG.match(line.rstrip())
        if found is None:
            if not line.strip():
                is_after_empty = True
            elif record.last:
                record.continue_last(line, "\n" if record.last in _LINES else " ")
            else:
                fault = Message("This text is before the first record, which starts with “%0”.")
                yield number, [("", line.strip())], fault
            continue
        name, value = found[1], (found[2] or "").strip()
        begins = name == "0" and bool(record.names - {"0"})
        if begins or (is_after_empty and not has_types and record.last):
            yield start, record.close(), ""
        if not record.last:
            start = number
        record.add(name, value)
        is_after_empty = False
    if record.last:
        yield start, record.close(), ""


def _entry(line: int, tags: list[Tag]) -> FullEntry:
    from xml.etree.ElementTree import Element

    values: dict[str, list[str]] = {}
    for name, value in tags:
        if value:
            values.setdefault(name, []).append(value)
    kind = values.pop("0", ["Generic"])[-1]
    item_type = TYPE_OF_ENDNOTE.get(kind.lower(), "document")
    record = Element("record")
    _add(record, "ref-type", "").set("name", kind)
    _prepare(values, item_type)
    more: list[list[str]] = []
    editors = "Y" if values.pop("editors", None) else "E"
    people = [(editors if name == "E" else name, value) for name, value in tags if name in _PEOPLE and value]
    for name, value in (*people, *(("A", f"{group},") for group in values.pop("corporate", ()))):
        _add(record, f"contributors/{_PEOPLE[name]}/author", _name(value))
    for name, path in _ELEMENTS.items():
        first, *others = values.pop(name, None) or [""]
        if first:
            _add(record, path, first)
        more += [[path.rpartition("/")[2], other] for other in others]
    secondary = [*values.pop("J", ()), *values.pop("B", ())]
    for number, value in enumerate(dict.fromkeys(secondary)):
        if number:
            more.append(["secondary-title", value])
        else:
            _add(record, "titles/secondary-title", value)
    for name, path in _MANY.items():
        for value in values.pop(name, ()):
            for one in _parts(name, value):
                _add(record, path, one)
    notes = [*values.pop("Z", ()), *values.pop("<", ())]
    numbers, printed = values.pop("@", []), values.pop("O", [])
    for name in _PEOPLE:
        values.pop(name, None)
    more += [[f"%{name}", value] for name, several in values.items() for value in several]
    return _with_rest(read_record(record), line, notes, numbers, printed, more)


def _prepare(values: dict[str, list[str]], item_type: str) -> None:
    """Puts what programs write into other tags where EndNote has it."""
    if "Q" in values and "A" not in values:  # Refer and bibutils: a group; in EndNote the translated title
        values["corporate"] = values.pop("Q")
    if item_type == "thesis" and "I" not in values and "C" in values:  # bibutils
        values["I"] = [value for value in values["C"] if _SCHOOL.search(value)] or values["C"][1:2]
        schools = frozenset(values["I"])
        values["C"] = [value for value in values["C"] if value not in schools]
    if item_type in SERIES_IN_SECONDARY and not ("A" in values and "B" in values):
        values["editors"] = values.get("E", [])  # other programs; in EndNote the editors of the series
    has_series = item_type in SERIES_IN_SECONDARY or item_type == "paper-conference"
    if has_series and "S" in values and not values.keys() & {"B", "J"}:  # bibutils
        values["B"] = values.pop("S")
    if "R" in values and "9" not in values and item_type != "article-journal":
        number = values["R"][0]
        if clean_doi(number) is None and _DOI_START.match(number) is None:  # the latter is a DOI with a fault
            values["9"] = values.pop("R")  # Zotero
    addresses = [one for value in values.get("U", ()) for one in value.split("\n")]
    if known := [one for one in addresses if _is_doi(one)]:
        values.setdefault("R", known[:1])
        values["U"] = sorted(addresses, key=_is_doi)


def _is_doi(address: str) -> bool:
    return _DOI_ADDRESS.match(address) is not None and clean_doi(address) is not None


def _parts(name: str, value: str) -> list[str]:
    parts = value.split("\n")
    return value.split(";") if name == "K" and len(parts) == 1 else parts


def _name(value: str) -> str:
    """Returns a name as `Family, Given`. One without a comma is that of a person, too, unless it is a group's."""
    text = " ".join(value.split())
    words = text.split()
    if "," in text or not 1 < len(words) <= _MOST_WORDS_OF_A_PERSON or is_group(text) or means_others(text):
        return text
    from scholar_desktop.domain.bibliographic_entry import parse_person

    person = parse_person(text)
    return f"{person.family_whole}, {person.given}" if person.given and person.family else text


def _with_rest(
    entry: FullEntry, line: int, notes: list[str], numbers: list[str], printed: list[str], more: list[list[str]]
) -> FullEntry:
    fields: dict[str, Value] = dict(entry.fields)
    item_type = entry.item_type or "document"
    named = [(name_of_number(value, item_type), value) for value in numbers]
    for name in dict.fromkeys(name for name, _ in named):
        fields[name] = ", ".join(value for other, value in named if other == name)
    if printed:  # %O: another title of the journal in EndNote, a note in Refer
        variable = "container-title-short" if item_type.startswith("article-") else "note"
        if variable not in fields:
            fields[variable] = printed.pop(0)
    pages = fields.get("page")
    if isinstance(pages, str):
        fields["page"] = page_range(pages)
    extra = dict(entry.extra)
    if kept := [*extra.pop("more", []), *more, *(["%O", value] for value in printed)]:
        extra["more"] = kept
    return msgspec.structs.replace(entry, fields=fields, notes=(*entry.notes, *notes), extra=extra, line=line)


def _add(above: Element, path: str, text: str) -> Element:
    from xml.etree.ElementTree import SubElement

    *steps, last = path.split("/")
    for step in steps:
        found = above.find(step)
        above = SubElement(above, step) if found is None else found
    element = SubElement(above, last)
    element.text = text
    return element
