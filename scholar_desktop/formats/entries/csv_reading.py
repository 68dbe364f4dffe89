"""Reads tables (CSV) as whole entries: our own, and those of Zotero, Scopus, Web of Science and spreadsheets."""

# not translated in this file: heads of columns in files of other programs

from __future__ import annotations

import csv
import io
import re

from scholar_desktop.domain.csl_variables import DATES, PAPER_TYPE_OF_CSL, ROLES, TEXTS, csl_type, field_name
from scholar_desktop.domain.entry_dates import read_date_words
from scholar_desktop.domain.full_entry import FileEntries, FullEntry, LinkedFile, SkippedPart, with_entry_faults
from scholar_desktop.domain.identifiers.kinds import Scheme, clean_doi, identify
from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.entries.names import read_inverted_name, split_others
from scholar_desktop.formats.entries.remainder import NAME, with_remainder
from scholar_desktop.formats.entries.vendor_habits import add_doi_of_address, add_stated_arxiv

_WIDEST = 1_000_000
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
_TYPE_OF_PAPER = {paper: csl for csl, paper in reversed(PAPER_TYPE_OF_CSL.items())} | {
    "article": "article-journal",
    "preprint": "article",
    "chapter": "chapter",
    "other": "document",
}


def read_csv_entries(text: str) -> FileEntries:
    """Returns every row of a table with a head. Never raises for its content."""
    csv.field_size_limit(_WIDEST)
    text = text.lstrip("\ufeff")
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    heads: list[str] = []
    entries, skipped = [], []
    turns = Yielder()
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            skipped.append(SkippedPart(line, "", Message("The row cannot be read: {reason}.", reason=str(error))))
            continue
        turns.yield_to_ui()
        if not any(cell.strip() for cell in cells):
            continue
        if not heads:
            heads = [cell.strip() for cell in cells]
            continue
        entry = read_row(dict(zip(heads, map(unprotected, cells), strict=False)), line)
        if any(map(entry.text, _NAMES_WORK)) or entry.people or (entry.key and not entry.is_empty):
            entries.append(entry)
        else:
            reason = Message("The row has no title, no people and no identifier.")
            skipped.append(SkippedPart(line, separator.join(cells)[:200], reason))
    content = FileEntries("csv", tuple(entries), tuple(skipped))
    has_titles = any(entry.text("title") for entry in entries)  # else it is a list of identifiers
    return with_entry_faults(content) if has_titles else content


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
            item_type = csl_type(text) or _TYPE_OF_PAPER.get(text.casefold())
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
