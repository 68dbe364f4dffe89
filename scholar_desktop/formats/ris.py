"""Writes and reads RIS, the format that every reference manager reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scholar_desktop.domain.bibliographic_entry import Biblio, Entry, Person, ReadEntries, make_person, parse_person
from scholar_desktop.domain.identifiers.identifiers import clean_doi
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import OTHERS, means_others
from scholar_desktop.formats.bibliographic import parse_pages
from scholar_desktop.formats.entries.vendor_habits import arxiv_of_journal, arxiv_of_texts

_TYPES = {
    "article": "JOUR",
    "conference": "CONF",
    "book": "BOOK",
    "chapter": "CHAP",
    "preprint": "UNPB",
    "thesis": "THES",
    "report": "RPRT",
    "dataset": "DATA",
    "software": "COMP",
    "other": "GEN",
}
_VERSIONED = ("dataset", "software")
"""The types whose ET is a version, not an edition."""
_OTHER_TYPES = {
    "EJOUR": "article",
    "MGZN": "article",
    "INPR": "article",
    "CPAPER": "conference",
    "EBOOK": "book",
    "EDBOOK": "book",
    "ECHAP": "chapter",
    "MANSCPT": "preprint",
}
"""Types that other programs write and that are not in `_TYPES`."""
_IDS = {"arxiv": "arXiv", "pmid": "PMID", "pmcid": "PMCID"}
"""Identifiers without a RIS tag are written in a note: `N1  - arXiv:1706.03762`."""
_NOTE_FIELDS = re.compile(r"(arXiv|PMID|PMCID)\s*:\s*(\S+)", re.IGNORECASE)
_YEAR = re.compile(r"[12][0-9]{3}(?![0-9])")
_ISSN = re.compile(r"[0-9]{4}-[0-9]{3}[0-9xX]")


def ris(entries: Sequence[Entry], *, abstracts: bool = False) -> str:
    """Returns *entries* as a .ris file. abstracts: include abstracts. Loads rispy."""
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]  # rispy has no types
        """Omits the number that rispy writes before each record.

        Older programs read that number as part of the record.
        """

        def set_header(self, count: int) -> str:
            return ""

    records = [dict(_tags(entry, abstracts)) for entry in entries]
    # also lists of tags that rispy has no lists of: a line L1 for each file
    written: str = rispy.dumps(records, implementation=Writer, enforce_list_tags=False)
    return written


def _tags(entry: Entry, abstracts: bool) -> Iterator[tuple[str, Any]]:
    """Yields (rispy's name of a tag, value) in the order of writing; each value is on one line."""
    one = entry.biblio
    yield "type_of_reference", _TYPES.get(one.type, "GEN")
    if entry.key:
        yield "id", entry.key
    if one.authors:
        yield "authors", _names(one, "author", one.authors)
    if one.editors:
        yield "secondary_authors", _names(one, "editor", one.editors)
    if one.translators:
        yield "subsidiary_authors", _names(one, "translator", one.translators)
    yield "title", one.title
    if one.container is not None:
        yield "secondary_title", one.container
        if one.type == "article":
            yield "alternate_title3", one.container  # JF, which some programs read
    if one.year is not None:
        yield "year", str(one.year)
        if one.month is not None:
            yield "date", f"{one.year:04}/{one.month:02}/" + (f"{one.day:02}/" if one.day is not None else "/")
    if one.volume is not None:
        yield "volume", one.volume
    if one.issue is not None:
        yield "number", one.issue
    if one.pages is not None:
        yield "start_page", one.pages[0]
        if one.pages[1] is not None:
            yield "end_page", one.pages[1]
    if one.publisher is not None:
        yield "publisher", one.publisher
    if one.place is not None:
        yield "place_published", one.place
    if (edition := one.version or one.edition) is not None:
        yield "edition", edition
    if one.issn or one.isbn is not None:
        yield "issn", " ".join(one.issn) or one.isbn
    if one.doi is not None:
        yield "doi", one.doi
    if one.url is not None:
        yield "urls", [one.url]
    notes = [f"{word}:{value}" for name, word in _IDS.items() if (value := getattr(one, name)) is not None]
    if notes:
        yield "notes", notes
    if abstracts and one.abstract:
        yield "abstract", one.abstract
    if entry.files:
        yield "file_attachments1", [file.path for file in entry.files]


def _names(one: Biblio, role: str, people: Sequence[Person]) -> list[str]:
    return [*map(_name, people), *([OTHERS] if role in one.with_others else [])]


def _name(author: Person) -> str:
    """Returns `van der Maaten, Laurens`; a group's name without a comma, so that it is not read as a person's."""
    if author.is_group:
        return author.family.replace(",", "")
    return ", ".join(part for part in (author.family_whole, author.given, author.suffix) if part)


def read_ris(text: str) -> ReadEntries:
    """Returns every record of a .ris file in order. Never raises for the content of the file. Loads rispy."""
    import rispy

    lines = "\n".join(line.lstrip("\ufeff") for line in text.splitlines())
    if "TY  - " not in lines:
        return ReadEntries(problems=(Message("The file has no RIS records: no line starts with “TY  - ”."),))
    try:
        # the last record may lack its end; an end without a beginning is ignored
        records = rispy.loads(f"{lines}\nER  - \n", delimiter_tags_mapping={})  # not translated: a part of files
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        return ReadEntries(problems=(Message("The RIS file could not be read: {reason}.", reason=str(error)),))
    return ReadEntries(tuple(Entry(_one(record, "id") or "", _biblio(record)) for record in records))


def _biblio(record: Mapping[str, Any]) -> Biblio:
    kind = (_one(record, "type_of_reference") or "").upper()
    ours = next((name for name, theirs in _TYPES.items() if theirs == kind), None) or _OTHER_TYPES.get(kind, "other")
    year, month, day = _date(record)
    first, last = _one(record, "start_page"), _one(record, "end_page")
    numbers = _one(record, "issn") or ""
    issn = tuple(found.upper() for found in _ISSN.findall(numbers)) if ours not in ("book", "chapter") else ()
    noted = {found[1].lower(): found[2] for note in _all(record, "notes") if (found := _NOTE_FIELDS.fullmatch(note))}
    container = _one(record, "secondary_title", "alternate_title3", "journal_name", "alternate_title2")
    return Biblio(
        type=ours,
        title=_one(record, "title", "primary_title") or "",
        authors=_people((*_all(record, "authors"), *_all(record, "first_authors"))),
        year=year,
        month=month,
        day=day,
        container=container,
        volume=_one(record, "volume"),
        issue=_one(record, "number"),
        pages=(first, last) if first and last else parse_pages(first),
        publisher=_one(record, "publisher"),
        place=_one(record, "place_published"),
        issn=issn,
        isbn=numbers if numbers and not issn else None,
        version=_one(record, "edition") if ours in _VERSIONED else None,
        doi=clean_doi(_one(record, "doi") or ""),
        arxiv=noted.get("arxiv")
        or arxiv_of_journal(container or "", _one(record, "volume") or "", first or "")
        or arxiv_of_texts((*_all(record, "urls"), *_all(record, "notes"), _one(record, "note"))),
        pmid=noted.get("pmid"),
        pmcid=noted.get("pmcid"),
        url=_one(record, "urls"),
        abstract=_one(record, "abstract", "notes_abstract"),
        edition=_one(record, "edition") if ours not in _VERSIONED else None,
        editors=_people(_all(record, "secondary_authors")),
        translators=_people(_all(record, "subsidiary_authors")),
    )


def _people(names: Sequence[str]) -> tuple[Person, ...]:
    return tuple(_person(name) for name in names if not means_others(name))


def _person(name: str) -> Person:
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1:
        known = parse_person(name)
        return known if " " not in known.family_whole or known.given else Person(name, is_group=True)
    return make_person(parts[0], parts[1], parts[2] if len(parts) > 2 else "")


def _date(record: Mapping[str, Any]) -> tuple[int | None, int | None, int | None]:
    """Returns year, month and day. DA is `2017/06/12/` with parts that may be empty; PY may be the same or only a
    year."""
    for field in ("date", "year", "publication_year"):
        parts = [part.strip() for part in re.split(r"[/-]", _one(record, field) or "")]
        if (found := _YEAR.search(parts[0])) is None:
            continue
        numbers = [int(part) if part.isdecimal() and len(part) < 3 else 0 for part in (*parts[1:3], "", "")]
        month = numbers[0] if 1 <= numbers[0] <= 12 else None
        return int(found[0]), month, numbers[1] if month is not None and 1 <= numbers[1] <= 31 else None
    return None, None, None


def _one(record: Mapping[str, Any], *names: str) -> str | None:
    return next((values[0] for name in names if (values := _all(record, name))), None)


def _all(record: Mapping[str, Any], name: str) -> list[str]:
    """Returns every value of a tag, each on one line; empty values are left out."""
    sent = record.get(name)
    values = sent if isinstance(sent, list) else [sent] if isinstance(sent, str) else []
    return [text for value in values if isinstance(value, str) and (text := " ".join(value.split()))]
