"""Reads tables (CSV) as whole entries: our own, and those of Zotero, Scopus, Web of Science and spreadsheets."""

# not translated in this file: heads of columns in files of other programs

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scholar_desktop.domain.csl_variables import CSL_TYPE_OF_PAPER, DATES, ROLES, TEXTS, csl_type, field_name
from scholar_desktop.domain.entry_dates import read_date_words
from scholar_desktop.domain.full_entry import (
    HEAD_NOT_CLOSED,
    FileEntries,
    FullEntry,
    LinkedFile,
    SkippedPart,
    entry_name,
    with_entry_faults,
)
from scholar_desktop.domain.identifiers.kinds import Scheme, clean_doi, identify
from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.entries.names import read_inverted_name, split_others
from scholar_desktop.formats.entries.remainder import NAME, with_remainder
from scholar_desktop.formats.entries.vendor_habits import add_doi_of_address, add_stated_arxiv

NOT_CLOSED = Message("The row has a quotation mark that is not closed.")
MAY_BE_SEVERAL = Message(
    "The quotation marks of this row enclose lines that look like rows of their own. They were read as one row."
)
_WIDEST = 1_000_000
_FEWEST = 3
"""A table with fewer columns has no lines that look like rows: a note with a comma in each line would, too."""
_QUOTED = re.compile(r'"(?:[^"]++|"")*+("?)')
_COLUMNS = {
    "abstract note": "abstract",
    "article title": "title",
    "arxiv id": "arxiv",
    "author full names": "author",
    "author names": "author",
    "author(s)": "author",
    "author keywords": "tags",
    "authors": "author",
    "automatic tags": "tags",
    "bibtex key": "key",
    "citation key": "key",
    "collections": "collections",
    "container": "container-title",
    "date": "issued",
    "document title": "title",
    "document type": "genre",
    "doi": "DOI",
    "doi link": "DOI",
    "editors": "editor",
    "file attachments": "files",
    "files": "files",
    "isbn": "ISBN",
    "issn": "ISSN",
    "issue": "issue",
    "item type": "type",
    "journal": "container-title",
    "journal abbreviation": "container-title-short",
    "journal/book": "container-title",
    "keywords": "tags",
    "key": "key",
    "link": "URL",
    "link attachments": "URL",
    "manual tags": "tags",
    "name": "title",
    "notes": "notes",
    "num pages": "number-of-pages",
    "pages": "page",
    "paper title": "title",
    "place": "publisher-place",
    "pmcid": "PMCID",
    "pmid": "PMID",
    "publication title": "container-title",
    "publication year": "year",
    "published": "issued",
    "publisher": "publisher",
    "source": "container-title",
    "source title": "container-title",
    "short title": "title-short",
    "tags": "tags",
    "title": "title",
    "translators": "translator",
    "type": "type",
    "url": "URL",
    "venue": "container-title",
    "year": "year",
}
_OURS = frozenset(
    ("id", "citations", "oa_status", "license", "pdf_url", "sources", "zenodo", "date added", "date modified")
)
"""Columns that say something about a copy or a service, not about the work."""
_NAMES_WORK = ("title", "DOI", "PMID", "PMCID", "arxiv", "ISBN", "URL")
"""A row without any of these fields, without people and without a citation key is left out."""
_SEPARATOR = re.compile(r"[;\n]")


def read_csv_entries(text: str) -> FileEntries:
    """Returns every row of a table with a head. Never raises for its content."""
    text = text.lstrip("\ufeff")
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    heads: list[str] = []
    entries, skipped, problems = [], [], []
    turns = Yielder()
    for row in table_rows(text, separator):
        turns.yield_to_ui()
        if row.cells is None:
            skipped.append(SkippedPart(row.line, row.text[:200], row.fault or ""))
            continue
        if not heads:
            heads = [cell.strip() for cell in row.cells]
            problems += [SkippedPart(row.line, "", row.fault)] if row.fault else []
            continue
        entry = read_row(dict(zip(heads, map(unprotected, row.cells), strict=False)), row.line)
        if any(map(entry.text, _NAMES_WORK)) or entry.people or (entry.key and not entry.is_empty):
            entries.append(entry)
            for fault in filter(None, (row.fault, _width_fault(heads, row.cells))):
                problems.append(SkippedPart(row.line, entry_name(entry, len(entries))[:200], fault))
        else:
            reason = Message("The row has no title, no people and no identifier.")
            skipped.append(SkippedPart(row.line, separator.join(row.cells)[:200], reason))
    content = FileEntries("csv", tuple(entries), tuple(skipped), problems=tuple(problems))
    has_titles = any(entry.text("title") for entry in entries)  # else it is a list of identifiers
    return with_entry_faults(content) if has_titles else content


def _width_fault(heads: Sequence[str], cells: Sequence[str]) -> str | None:
    """Returns what the report says of a row with fewer cells than the columns that the first row names, or with text
    in further ones; None if all have their column."""
    named = len(heads) - next((place for place, head in enumerate(reversed(heads)) if head), len(heads))
    written = len(cells) - next((place for place, cell in enumerate(reversed(cells)) if cell.strip()), len(cells))
    if len(cells) < named:
        return Message.counted(
            "The row has {count} field, but the first row names {columns} columns. The others are empty.",
            "The row has {count} fields, but the first row names {columns} columns. The others are empty.",
            len(cells),
            columns=named,
        )
    if written > len(heads):
        return Message.counted(
            "The row has {count} field, but the first row names {columns} columns. The others are left out.",
            "The row has {count} fields, but the first row names {columns} columns. The others are left out.",
            written,
            columns=len(heads),
        )
    return None


def read_row(row: dict[str, str], line: int = 0) -> FullEntry:
    """Returns the entry of a row, by the heads of its columns."""
    fields: dict[str, Value] = {}
    people: list[Contributor] = []
    lists: dict[str, list[str]] = {"tags": [], "collections": [], "notes": [], "files": []}
    item_type, key, year = None, "", ""
    for head, cell in row.items():
        text = cell.strip()
        if not text:
            continue
        name = _COLUMNS.get(head.casefold()) or _named(head)
        if name in _OURS or name == NAME:
            continue
        if name == "type":
            item_type = csl_type(text) or CSL_TYPE_OF_PAPER.get(text.casefold())
            if item_type is None:
                fields.setdefault("genre", text)
        elif name == "key":
            key = text
        elif name == "year":
            year = text
        elif name in lists:
            lists[name] += [text] if name == "notes" else list(filter(None, map(str.strip, _SEPARATOR.split(text))))
        elif name in ROLES:
            people += [read_inverted_name(part, name) for part in _names(text)]
        elif name in DATES:
            fields[name] = read_date_words(text)
        elif name == "DOI":
            doi = clean_doi(text)
            fields["DOI" if doi else "doi"] = doi or text
        elif name in ("PMID", "PMCID", "arxiv"):
            found = identify(Scheme(name.lower()), text)
            fields[name if found else name.lower()] = found.value if found else text
        elif name == "page":
            fields["page"] = text.replace("–", "-")
        else:
            fields.setdefault(name, text)
    if year and not (fields.get("issued") or {}).get("from"):
        fields["issued"] = read_date_words(year)
    add_stated_arxiv(fields)
    add_doi_of_address(fields)
    named, with_others = split_others(people)
    entry = FullEntry(
        key=key,
        item_type=item_type or "article-journal",
        fields=fields,
        people=named,
        with_others=with_others,
        tags=tuple(dict.fromkeys(lists["tags"])),
        collections=tuple(dict.fromkeys(lists["collections"])),
        notes=tuple(lists["notes"]),
        files=tuple(LinkedFile(path) for path in lists["files"]),
        line=line,
    )
    rest = row.get(NAME, "")
    return with_remainder(entry, rest) if rest else entry


def unprotected(cell: str) -> str:
    """Returns a cell without the quote that keeps a spreadsheet from running it as a formula."""
    rest = cell[1:]
    return rest if cell[:1] == "'" and (rest.lstrip()[:1] in ("=", "+", "-", "@") or rest[:1] in "\t\r\n") else cell


def _names(text: str) -> list[str]:
    parts = text.split(";") if ";" in text else text.split(" and ") if " and " in text else [text]
    return [part.strip() for part in parts if part.strip()]


def _named(head: str) -> str:
    """Returns the variable or role that a column is named after, as CSL or Zotero spell it; else its own name."""
    known = field_name(head)
    if known in TEXTS or known in DATES or known in ROLES:
        return known
    words = head.split()
    camel = "".join([words[0].lower(), *(word.capitalize() for word in words[1:])]) if words else head
    known = field_name(camel)
    return known if known in TEXTS or known in DATES or known in ROLES else head


class CsvRow(NamedTuple):
    """A row of a table. line: where it begins, from 1; cells: None if it is left out; text: its first line; fault: what
    the report says about it, None for nothing."""

    line: int
    cells: list[str] | None
    text: str
    fault: str | None = None


class _Lines:
    """The lines of a text for a reader, which can be moved to another line. place: the number of the next one."""

    def __init__(self, text: str) -> None:
        self.all = list(io.StringIO(text, newline=""))
        self.place = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.place >= len(self.all):
            raise StopIteration
        self.place += 1
        return self.all[self.place - 1]


def table_rows(text: str, separator: str) -> Iterator[CsvRow]:
    """Yields the rows of a table, without empty ones. Never raises for the content.

    A quoted cell may have line breaks. A row whose quotation mark is not closed is left out; if a line that the mark
    encloses has as many cells as the first row of the table, the next line begins another row. The first row, which
    names the columns, is read without its marks instead.
    """
    csv.field_size_limit(_WIDEST)
    lines = _Lines(text)
    rows = csv.reader(lines, delimiter=separator)
    width = 0
    while lines.place < len(lines.all):
        first = lines.place
        fault: str | None = None
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            cells, fault = [], Message("The row cannot be read: {reason}.", reason=str(error))
        read = lines.all[first : lines.place]
        row = CsvRow(first + 1, cells if fault is None else None, read[0].strip(), fault)
        if len(read) > 1 or lines.place == len(lines.all):
            opened = _open_line(read, separator)
            if opened is not None and not width:
                heads = [cell.strip().strip('"') for cell in read[0].split(separator)]
                row = row._replace(cells=heads, fault=HEAD_NOT_CLOSED)
                lines.place = first + 1
            elif opened is not None:
                row = row._replace(cells=None, fault=NOT_CLOSED)
                # the lines after it are read twice at most: no other mark is open in lines that close none
                if any(_can_be_row(line, separator, width) for line in read[opened + 1 :]):
                    lines.place = first + opened + 1
            elif len(read) > 1 and width >= _FEWEST and all(line.count(separator) == width - 1 for line in read):
                row = row._replace(fault=fault or MAY_BE_SEVERAL)
        if row.cells is None or any(cell.strip() for cell in row.cells):
            width = width or len(row.cells or ())
            yield row


def _open_line(lines: Sequence[str], separator: str) -> int | None:
    """Returns the number of the one of *lines*, which are a row, with a quotation mark that nothing closes; None if
    there is none. What encloses a line break is closed before a separator or the end of a line; spaces may follow."""
    text, place, end_of_cell = "".join(lines), 0, re.compile(f"[{separator}\r\n]|$")
    while place < len(text):
        quoted = _QUOTED.match(text, place)
        end = end_of_cell.search(text, place if quoted is None else quoted.end())
        assert end is not None
        if quoted is not None:
            encloses_lines = "\n" in quoted[0] or "\r" in quoted[0]
            if not quoted[1] or (encloses_lines and text[quoted.end() : end.start()].strip()):
                return len(list(io.StringIO(text[: place + 1], newline=""))) - 1
        place = end.start() + 1
    return None


def _can_be_row(line: str, separator: str, width: int) -> bool:
    """Returns True if a line has *width* cells as a row of its own, which may have an open quotation mark, too."""
    try:
        cells = next(csv.reader([line], delimiter=separator), ())
    except csv.Error:
        cells = ()
    return width in (len(cells), line.count(separator) + 1)
