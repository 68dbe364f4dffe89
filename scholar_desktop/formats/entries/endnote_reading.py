"""Reads EndNote XML as whole entries, as EndNote, Mendeley, Papers and Zotero write it."""

# not translated in this file: names of EndNote

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scholar_desktop.domain.entry_dates import read_date_words
from scholar_desktop.domain.full_entry import (
    FileEntries,
    FullEntry,
    LinkedFile,
    SkippedPart,
    with_entry_faults,
    without_empty,
)
from scholar_desktop.domain.identifiers.kinds import Scheme, clean_doi, identify
from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.entries.endnote_types import (
    NAME_OF_NUMBER,
    NAME_OF_TYPE,
    OWN_ELEMENTS,
    SERIES_IN_SECONDARY,
    TEXT_OF_TAG,
    TYPE_OF_ENDNOTE,
    variable_of_number,
)
from scholar_desktop.formats.entries.names import read_inverted_name, split_others
from scholar_desktop.formats.entries.remainder import NAME, with_remainder
from scholar_desktop.formats.entries.vendor_habits import (
    add_doi_of_address,
    add_stated_arxiv,
    is_number_of_pubmed,
    name_of_number,
    path_of_address,
    split_addresses,
)
from scholar_desktop.formats.entries.xml_files import joined_text, lines_of, parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_RECORD = re.compile(r"<record\b")
_WITH_TAGS = frozenset(("title", "title-short", "original-title", "container-title", "collection-title"))
"""The fields whose faces are the tags of CSL."""
_OTHER_FACE = re.compile("</?u>")
"""A face for which CSL has no tag in titles."""
_FACES = {"bold": "b", "italic": "i", "superscript": "sup", "subscript": "sub", "underline": "u"}
_KNOWN = (
    frozenset(TEXT_OF_TAG)
    | OWN_ELEMENTS
    | frozenset(
        (
            "access-date",
            "contributors",
            "database",
            "dates",
            "electronic-resource-num",
            "foreign-keys",
            "isbn",
            "keywords",
            "label",
            "modified-date",
            "notes",
            "number",
            "pages",
            "periodical",
            "rec-number",
            "ref-type",
            "research-notes",
            "source-app",
            "titles",
            "urls",
        )
    )
)
"""The elements of a record that are read, or say something about EndNote's own library."""
MARK = "misc3"
"""The element for what EndNote has no field for (`formats/entries/remainder.py`)."""


def read_endnote_entries(text: str) -> FileEntries:
    """Returns every record of an EndNote XML file. Never raises for its content."""
    root = parse_xml(text, "endnote-xml")
    if isinstance(root, FileEntries):
        return root
    lines, turns = lines_of(text, _RECORD), Yielder()
    entries = []
    records = list(root.iter("record"))
    for number, record in enumerate(records):
        turns.yield_to_ui()
        entries.append(_RecordReader(record, lines[number] if number < len(lines) else 0).read())
    if not records:
        reason = Message("The file has no EndNote records.")
        return FileEntries("endnote-xml", (), (SkippedPart(1, text[:200], reason),))
    return with_entry_faults(without_empty("endnote-xml", entries))


def read_record(record: Element) -> FullEntry:
    """Returns one record alone."""
    return _RecordReader(record, 0).read()


class _RecordReader:
    """Reads one record."""

    def __init__(self, record: Element, line: int) -> None:
        self._record = record
        self._line = line
        self._fields: dict[str, Value] = {}
        self._people: list[Contributor] = []
        self._rest = ""
        self._raw: dict[str, str] = {}
        self._more: list[list[str]] = []
        self._name = _type_name(record.find("ref-type"))
        self._type = TYPE_OF_ENDNOTE.get(self._name.lower(), "document")

    def read(self) -> FullEntry:
        record = self._record
        self._read_people()
        self._read_titles()
        for tag, variable in TEXT_OF_TAG.items():
            self._put(variable, record.find(tag))
        self._put(variable_of_number(self._type), record.find("number"))
        self._put("page", record.find("pages"))
        self._read_dates()
        self._read_numbers()
        keywords = [word for one in record.iterfind("keywords/keyword") for word in joined_text(one).split("\n")]
        notes = [note for tag in ("notes", "research-notes") if (note := _text(record, tag))]
        files = self._read_urls()
        for tag in sorted(OWN_ELEMENTS):
            if text := _text(record, tag):
                self._read_own(tag, text)
        for one in record:
            if one.tag not in _KNOWN and (text := joined_text(one)):
                self._more.append([one.tag, text])
        add_stated_arxiv(self._fields)
        add_doi_of_address(self._fields)
        key = _text(record, "label")
        extra: dict[str, Any] = {}
        if NAME_OF_TYPE.get(self._type) != self._name:
            extra["type"] = self._name
        if number := _text(record, "rec-number"):
            extra["rec-number"] = number
        if self._raw:
            extra["raw"] = self._raw
        if self._more:
            extra["more"] = self._more
        people, with_others = split_others(self._people)
        entry = FullEntry(
            key=key,
            item_type=self._type,
            fields=self._fields,
            people=people,
            with_others=with_others,
            tags=tuple(dict.fromkeys(word.strip() for word in keywords if word.strip())),
            notes=tuple(notes),
            files=files,
            extra=extra,
            line=self._line,
        )
        return with_remainder(entry, self._rest) if self._rest else entry

    def _put(self, variable: str, element: Element | None) -> None:
        text = joined_text(element)
        if not text or element is None:
            return
        if variable in self._fields:
            if self._fields[variable] != text:
                self._more.append([element.tag, text])
            return
        html = _with_faces(element)
        kept = text if variable == "abstract" else " ".join(text.split())
        if variable in _WITH_TAGS:
            kept = " ".join(_OTHER_FACE.sub("", html).split())
        self._fields[variable] = kept
        if " ".join(html.split()) != " ".join(kept.split()):
            self._raw[variable] = html

    def _read_people(self) -> None:
        edited = self._name.lower() == "edited book"
        secondary = "collection-editor" if self._type in SERIES_IN_SECONDARY and not edited else "editor"
        roles = {
            "authors": "editor" if edited else "author",
            "secondary-authors": "collection-editor" if edited else secondary,
            "tertiary-authors": "collection-editor" if secondary == "editor" else "editor",
            "subsidiary-authors": "translator",
            "translated-authors": "translator",
        }
        for tag, role in roles.items():
            for one in self._record.iterfind(f"contributors/{tag}/author"):
                name = " ".join(joined_text(one).split())
                suffix, given = one.get("suffix"), one.get("first-name")
                if one.get("corp-name"):
                    self._people.append(Contributor(role, literal=one.get("corp-name")))
                elif name.endswith(","):  # the sign for a group
                    self._people.append(Contributor(role, literal=name[:-1].strip()))
                elif name:
                    person = read_inverted_name(name, role)
                    if suffix and not person.suffix and given and person.literal is None:
                        person = Contributor(role, person.family, person.given, person.particle, suffix)
                    self._people.append(person)

    def _read_titles(self) -> None:
        titles = self._record.find("titles")
        periodical = self._record.find("periodical")
        if titles is not None:
            self._put("title", titles.find("title"))
            secondary = "collection-title" if self._type in SERIES_IN_SECONDARY else "container-title"
            self._put(secondary, titles.find("secondary-title"))
            if secondary == "container-title":
                self._put("collection-title", titles.find("tertiary-title"))
            else:
                self._put("tertiary-title", titles.find("tertiary-title"))
            self._put("title-short", titles.find("short-title"))
            self._put("original-title", titles.find("translated-title"))
        if periodical is not None and self._type not in SERIES_IN_SECONDARY:
            self._put("container-title", periodical.find("full-title"))
            self._put("container-title-short", periodical.find("abbr-1"))
        if titles is not None:
            self._put("container-title-short", titles.find("alt-title"))

    def _read_dates(self) -> None:
        year = _text(self._record, "dates/year")
        day = _text(self._record, "dates/pub-dates/date")
        if year or day:
            value = read_date_words(f"{day} {year}".strip() if year not in day else day)
            if year and day and value.get("literal") and value.get("from") == year:
                value = {**value, "literal": day}
            self._fields["issued"] = value
        if accessed := _text(self._record, "access-date"):
            self._fields["accessed"] = read_date_words(accessed)

    def _read_numbers(self) -> None:
        number = " ".join(_text(self._record, "isbn").split())
        if number:
            self._fields[name_of_number(number, self._type)] = number
        if sent := _text(self._record, "electronic-resource-num"):
            doi = clean_doi(sent)
            self._fields["DOI" if doi else "doi"] = doi or sent

    def _read_own(self, tag: str, text: str) -> None:
        if tag == MARK and text.startswith(f"{NAME}: "):
            self._rest = text.removeprefix(f"{NAME}: ")
            return
        found = identify(Scheme.PMCID, text) if tag == "custom2" and text.upper().startswith("PMC") else None
        if found is not None:
            self._fields["PMCID"] = found.value
        elif tag == "accession-num" and self._is_of_pubmed() and (found := identify(Scheme.PMID, text)) is not None:
            self._fields["PMID"] = found.value
        else:
            self._fields[tag] = text

    def _is_of_pubmed(self) -> bool:
        names = ("remote-database-name", "remote-database-provider")
        return is_number_of_pubmed(" ".join(_text(self._record, name) for name in names))

    def _read_urls(self) -> tuple[LinkedFile, ...]:
        files: list[LinkedFile] = []
        for kind in ("web-urls", "related-urls", "text-urls"):
            for one in self._record.iterfind(f"urls/{kind}/url"):
                text = joined_text(one)
                addresses = split_addresses(text)
                if not addresses and text:
                    self._more.append([kind, text])
                for address in addresses:
                    if "URL" not in self._fields:
                        self._fields["URL"] = address
                    elif self._fields["URL"] != address:
                        self._more.append([kind, address])
        for kind in ("pdf-urls", "image-urls"):
            for one in self._record.iterfind(f"urls/{kind}/url"):
                path = joined_text(one)
                if path.lower().startswith(("http://", "https://")):
                    self._more.append([kind, path])
                elif path:
                    files.append(LinkedFile(path_of_address(path)))
        return tuple(dict.fromkeys(files))


def _type_name(element: Element | None) -> str:
    """Returns the name of a type: the attribute first, because the numbers of some programs are wrong."""
    if element is None:
        return "Generic"  # not translated: a type of EndNote
    number = (element.text or "").strip()
    return element.get("name") or NAME_OF_NUMBER.get(int(number) if number.isdecimal() else 13, "Generic")


def _text(record: Element, path: str) -> str:
    return joined_text(record.find(path))


def _with_faces(element: Element) -> str:
    """Returns the text of an element with its faces as HTML."""
    parts = [element.text or ""]
    for style in element:
        text = "".join(style.itertext())
        faces = (style.get("face") or "").split() if text.strip() else []
        tags = [_FACES[face] for face in faces if face in _FACES]
        opening = "".join(f"<{tag}>" for tag in tags)
        closing = "".join(f"</{tag}>" for tag in reversed(tags))
        parts.append(f"{opening}{text}{closing}{style.tail or ''}")
    return "".join(parts).replace("\r\n", "\n").replace("\r", "\n").strip()
