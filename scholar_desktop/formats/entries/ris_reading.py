"""Reads RIS as whole entries, in the variants that programs and publishers write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scholar_desktop.domain.entry_dates import read_date_words
from scholar_desktop.domain.full_entry import (
    NO_RECORD,
    NO_START,
    FileEntries,
    FullEntry,
    LinkedFile,
    SkippedPart,
    doi_faults,
    entry_faults,
    entry_name,
    without_empty,
)
from scholar_desktop.domain.identifiers.kinds import Scheme, clean_doi, identify
from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.entries.names import read_inverted_name, split_others
from scholar_desktop.formats.entries.remainder import NAME, with_remainder
from scholar_desktop.formats.entries.ris_tags import (
    MARK,
    OWN_NUMBERED,
    ROLE_OF_TAG,
    ROLES_BY_TYPE,
    SERIES_IN_T2,
    TEXT_OF_TAG,
    TEXTS_BY_TYPE,
    TYPE_OF_RIS,
    VERSIONED,
)
from scholar_desktop.formats.entries.tagged.tagged_lines import OpenRecord, Tag
from scholar_desktop.formats.entries.vendor_habits import (
    NUMBERED_SERIES,
    add_stated_arxiv,
    arxiv_of_text,
    is_number_of_pubmed,
    name_of_number,
    page_range,
    path_of_address,
    split_addresses,
)

_TAG = re.compile(r"([A-Z][A-Z0-9])(?: {1,2}|\t)-(?: |$)(.*)", re.DOTALL)
_CONTINUED = frozenset(("AB", "N1", "N2", "KW", "L1", "TI", "T1"))
_YEARS = frozenset(("PY", "Y1", "DA"))
_LINE_ENDS = re.compile("\r\n|[\n\r\u2028]")
_NOTED = re.compile(r"(arXiv|PMID|PMCID)\s*:\s*(\S+)", re.IGNORECASE)
_DOI_PREFIX = re.compile(r"^(?:doi:|https?://(?:dx\.)?doi\.org/)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}")


def read_ris_entries(text: str) -> FileEntries:
    """Returns every record of a .ris file. Never raises for its content."""
    turns = Yielder()
    entries, skipped = [], []
    problems: list[SkippedPart] = []
    for line, tags, fault in _records(text, problems):
        turns.yield_to_ui()
        if fault:
            skipped.append(SkippedPart(line, tags[0][1][:200], fault))
            continue
        entry = _RecordReader(line, tags).read()
        entries.append(entry)
        if tags[-1][0] != "ER" and not entry.is_empty:
            reason = Message("The record was read, but “ER  -” is missing at its end.")
            problems.append(SkippedPart(line, entry.key or entry.text("title")[:200], reason))
        if not entry.is_empty:
            years = [value for name, value in tags if name in _YEARS and value]
            name = entry_name(entry, len(entries))
            problems += entry_faults(line, name, has_title=bool(entry.text("title")), years=years)
            if not entry.text("DOI"):
                problems += doi_faults(line, name, [value for tag, value in tags if tag == "DO"])
    problems.sort(key=lambda part: part.line)
    return without_empty("ris", entries, skipped, problems)


def read_record(tags: list[Tag]) -> FullEntry:
    """Returns one record alone."""
    return _RecordReader(0, tags).read()


def _records(text: str, problems: list[SkippedPart]) -> Iterator[tuple[int, list[Tag], str]]:
    """Yields (line where it begins, tags, what is wrong) for every record and every line that is in none. The last tag
    is ER, unless the record has none.

    problems: gets the lines that are not of the format and lose nothing.
    """
    record = OpenRecord()
    start = 0
    for number, written in enumerate(_LINE_ENDS.split(text), 1):
        line = written.lstrip("\ufeff")
        found = _TAG.match(line)
        if found is None:
            if record.last in _CONTINUED:
                record.continue_last(line, "\n")
            elif record.last and line.strip():
                reason = Message("The line has no tag. It was added to the field {tag} before it.", tag=record.last)
                problems.append(SkippedPart(number, line.strip()[:200], reason))
                record.continue_last(line)
            elif line.strip() and not line.strip().isdecimal() and start:
                problems.append(SkippedPart(number, line.strip()[:200], NO_RECORD))
            continue  # lines before the first record: who made the file, a number
        name, value = found[1], found[2].strip()
        if name == "TY":
            if record.last:
                yield start, record.close(), ""
            record.add(name, value)
            start = number
        elif name == "ER":
            if record.last:
                record.add(name, "")
                yield start, record.close(), ""
            else:
                problems.append(SkippedPart(number, line.strip()[:200], NO_START))
        elif record.last:
            record.add(name, value)
        else:
            yield number, [("", line)], Message("The line does not belong to a record: “TY  -” is missing before it.")
    if record.last:
        yield start, record.close(), ""


class _RecordReader:
    """Reads one record."""

    def __init__(self, line: int, tags: list[Tag]) -> None:
        self._line = line
        self._fields: dict[str, Value] = {}
        self._people: list[Contributor] = []
        self._tags: list[Tag] = [(name, value.strip()) for name, value in tags if value.strip()]
        self._ris = tags[0][1].strip().upper()
        self._type = TYPE_OF_RIS.get(self._ris, "document")
        self._more: list[list[str]] = []
        self._keywords: list[str] = []
        self._notes: list[str] = []
        self._files: list[LinkedFile] = []
        self._key = ""
        self._rest = ""
        self._tag = self._container = ""
        self._articles: list[str] = []
        self._databases = " ".join(value for name, value in self._tags if name in ("DB", "DP"))

    def read(self) -> FullEntry:
        pages: dict[str, str] = {}
        for name, value in self._tags:
            if name in ("SP", "EP"):
                if name in pages:
                    self._more.append([name, value])
                pages.setdefault(name, value)
            elif name != "TY":
                self._tag = name
                self._read_tag(name, value)
        self._read_pages(pages)
        add_stated_arxiv(self._fields)
        extra: dict[str, Any] = {}
        if self._ris not in TYPE_OF_RIS or self._ris in _ALIASES:
            extra["type"] = self._ris
        if self._more:
            extra["more"] = self._more
        people, with_others = split_others(self._people)
        entry = FullEntry(
            key=self._key,
            item_type=self._type,
            fields=self._fields,
            people=people,
            with_others=with_others,
            tags=tuple(dict.fromkeys(self._keywords)),
            notes=tuple(self._notes),
            files=tuple(dict.fromkeys(self._files)),
            extra=extra,
            line=self._line,
        )
        return with_remainder(entry, self._rest) if self._rest else entry

    def _put(self, variable: str, tag: str, value: str) -> None:
        """Takes the text of a variable; a second one is kept for the way back."""
        if variable in self._fields:
            if self._fields[variable] != value:
                self._more.append([tag, value])
        else:
            self._fields[variable] = value

    def _read_tag(self, name: str, value: str) -> None:
        own = TEXTS_BY_TYPE.get(self._type, {}).get(name)
        role = ROLES_BY_TYPE.get(self._type, {}).get(name) or ROLE_OF_TAG.get(name)
        special = _SPECIAL.get(name)
        if own is not None:
            self._put(own, name, " ".join(value.split()))
        elif role is not None:
            self._people.append(read_inverted_name(" ".join(value.split()), role))
        elif special is not None:
            special(self, value)
        elif name in ("TI", "T1", "CT"):
            self._put("title", name, " ".join(value.split()))
        elif name in ("JF", "JO", "T2", "BT", "C3"):
            self._read_container(name, value)
        elif name in TEXT_OF_TAG:
            variable = TEXT_OF_TAG[name]
            if name == "AN" and not (is_number_of_pubmed(self._databases) and identify(Scheme.PMID, value)):
                self._more.append([name, value])
            elif name == "M3" and _DOI_PREFIX.sub("", value).startswith("10.") and clean_doi(value):
                self._read_doi(value)
            else:
                self._put(variable, name, value if variable == "abstract" else " ".join(value.split()))
        else:
            self._more.append([name, value])

    def _read_container(self, name: str, value: str) -> None:
        text = " ".join(value.split())
        if name == "BT" and self._type == "book":
            self._put("title", name, text)
        elif name == "T2" and self._type in SERIES_IN_T2:
            self._put("collection-title", name, text)
        elif name == "JO" and "container-title" in self._fields:
            if self._fields["container-title"] != text:
                self._put("container-title-short", name, text)
        elif self._container == "JO" and self._fields["container-title"] != text:
            self._put("container-title-short", "JO", self._fields["container-title"])
            self._fields["container-title"] = text
        else:
            self._put("container-title", name, text)
            self._container = self._container or name

    def _read_pages(self, pages: dict[str, str]) -> None:
        first, last = pages.get("SP", ""), pages.get("EP", "")
        if first and not last and self._type in ("book", "thesis") and first.isdecimal():
            self._put("number-of-pages", "SP", first)
        elif first or last:
            text = page_range(first, last)
            self._put("page", "SP", text)
        if self._articles and "page" not in self._fields and self._type.startswith("article"):
            self._fields["page"] = self._articles.pop(0)
        self._more += [["C7", number] for number in self._articles]

    def _read_doi(self, value: str) -> None:
        doi = clean_doi(value)
        if doi is None:
            self._more.append([self._tag, value])
        else:
            self._put("DOI", self._tag, doi)

    def _read_date(self, value: str) -> None:
        date = read_date_words(value)
        known = self._fields.get("issued")
        if known is None or not known.get("from") or len(str(date.get("from") or "")) > len(known["from"]):
            if known is not None and known.get("from") and not str(date.get("from")).startswith(known["from"][:4]):
                if date.get("from"):
                    self._more.append(["DA", value])
                return
            if date.get("from") is None and known is not None:
                return
            self._fields["issued"] = date

    def _read_access_date(self, value: str) -> None:
        is_meeting = self._type == "paper-conference" and "/" not in value and _WORD.search(value) is not None
        self._fields.setdefault("event-date" if is_meeting else "accessed", read_date_words(value))

    def _read_numbers(self, value: str) -> None:
        text = " ".join(value.split())
        if self._type in OWN_NUMBERED:
            self._put("number", "SN", text)
            return
        self._put(name_of_number(text, self._type), "SN", text)

    def _read_url(self, value: str) -> None:
        addresses = split_addresses(value)
        if not addresses:
            self._more.append([self._tag, value])
        for one in addresses:
            doi = clean_doi(one) if _DOI_PREFIX.match(one) else None
            if doi is not None and "DOI" not in self._fields and not any(name == "DO" for name, _ in self._tags):
                self._fields["DOI"] = doi
            self._put("URL", self._tag, one)
            if self._fields["URL"] != one and (arxiv := arxiv_of_text(one)) is not None:
                self._fields.setdefault("arxiv", arxiv)

    def _read_file(self, value: str) -> None:
        for one in re.split(r"\n|(?<=\.pdf);", value):
            path = path_of_address(one)
            if path.lower().startswith(("http://", "https://")):
                self._put("URL", self._tag, path)
            elif path:
                self._files.append(LinkedFile(path))

    def _read_note(self, value: str) -> None:
        found = _NOTED.fullmatch(value)
        scheme = None if found is None else Scheme(found[1].lower())
        known = None if found is None or scheme is None else identify(scheme, found[2])
        if known is not None and scheme is not None:
            self._fields.setdefault("arxiv" if scheme is Scheme.ARXIV else scheme.value.upper(), known.value)
        else:
            self._notes.append(value)
            if (arxiv := arxiv_of_text(value)) is not None:
                self._fields.setdefault("arxiv", arxiv)

    def _read_keyword(self, value: str) -> None:
        parts = value.split("\n")
        if len(parts) == 1 and ";" in value:
            parts = value.split(";")
        self._keywords += [word for part in parts if (word := " ".join(part.split()))]

    def _read_key(self, value: str) -> None:
        if not self._key:
            self._key = value
        elif value != self._key:
            self._more.append(["LB", value])

    def _read_edition(self, value: str) -> None:
        self._put("version" if self._type in VERSIONED else "edition", "ET", value)

    def _read_issue(self, value: str) -> None:
        is_own = self._type in OWN_NUMBERED or self._type in VERSIONED
        if self._type in NUMBERED_SERIES and not any(name == "M1" for name, _ in self._tags):
            self._put("collection-number", "IS", value)  # bibutils
        else:
            self._put("number" if is_own else "issue", "IS", value)

    def _read_series(self, value: str) -> None:
        self._put("collection-title", "T3", value)

    def _read_m1(self, value: str) -> None:
        if self._type in ("book", "chapter"):
            self._put("collection-number", "M1", value)
        elif self._type == "article-journal":
            self._put("issue", "M1", value)
        elif self._type == "patent" and any(name in ("SN", "IS") for name, _ in self._tags):
            self._more.append(["M1", value])
        else:
            self._put("number", "M1", value)

    def _read_short_container(self, value: str) -> None:
        self._put("container-title-short", self._tag, " ".join(value.split()))

    def _read_c2(self, value: str) -> None:
        found = identify(Scheme.PMCID, value) if value.upper().startswith("PMC") else None
        if found is not None:
            self._put("PMCID", "C2", found.value)
        else:
            self._more.append(["C2", value])

    def _read_article_number(self, value: str) -> None:
        self._articles.append(value)

    def _read_volume(self, value: str) -> None:
        self._put("volume", self._tag, value)

    def _read_l3(self, value: str) -> None:
        if not any(name == "DO" for name, _ in self._tags) and clean_doi(value):
            self._read_doi(value)
        else:
            self._more.append(["L3", value])

    def _read_marked(self, value: str) -> None:
        name, colon, text = value.partition(": ")
        if colon and name == NAME:
            self._rest = text
        else:
            self._more.append([MARK, value])


_ALIASES = frozenset(TYPE_OF_RIS) - frozenset(
    [
        "UNPB",
        "JOUR",
        "MGZN",
        "NEWS",
        "BILL",
        "BOOK",
        "CHAP",
        "CLSWK",
        "DATA",
        "GEN",
        "DICT",
        "ENCYC",
        "FIGURE",
        "ART",
        "HEAR",
        "CASE",
        "STAT",
        "MANSCPT",
        "MAP",
        "MPCT",
        "MUSIC",
        "PAMP",
        "CONF",
        "PAT",
        "JFULL",
        "PCOMM",
        "BLOG",
        "RPRT",
        "COMP",
        "SOUND",
        "SLIDE",
        "STAND",
        "THES",
        "ELEC",
    ]
)
"""The types that are not written for their CSL type."""
_SPECIAL: dict[str, Any] = {
    "DO": _RecordReader._read_doi,
    "PY": _RecordReader._read_date,
    "Y1": _RecordReader._read_date,
    "DA": _RecordReader._read_date,
    "Y2": _RecordReader._read_access_date,
    "SN": _RecordReader._read_numbers,
    "UR": _RecordReader._read_url,
    "L1": _RecordReader._read_file,
    "L2": _RecordReader._read_file,
    "L4": _RecordReader._read_file,
    "L3": _RecordReader._read_l3,
    "LK": _RecordReader._read_url,
    "N1": _RecordReader._read_note,
    "RN": _RecordReader._read_note,
    "C2": _RecordReader._read_c2,
    "C7": _RecordReader._read_article_number,
    "VO": _RecordReader._read_volume,
    "N2": lambda reader, value: reader._put("abstract", "N2", value),
    "KW": _RecordReader._read_keyword,
    "ID": _RecordReader._read_key,
    "LB": _RecordReader._read_key,
    "ET": _RecordReader._read_edition,
    "IS": _RecordReader._read_issue,
    "T3": _RecordReader._read_series,
    "M1": _RecordReader._read_m1,
    "JA": _RecordReader._read_short_container,
    "J1": _RecordReader._read_short_container,
    "J2": _RecordReader._read_short_container,
    MARK: _RecordReader._read_marked,
}
