"""Reads .nbib files (the MEDLINE format of PubMed) as whole entries."""

# not translated in this file: parts of names

from __future__ import annotations

import re
from collections.abc import Iterator

from scholar_desktop.domain.entry_dates import read_date_words
from scholar_desktop.domain.full_entry import FileEntries, FullEntry, SkippedPart, with_entry_faults
from scholar_desktop.domain.identifiers.kinds import Scheme, clean_doi, identify
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import means_others
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.bibliographic import parse_pages
from scholar_desktop.formats.entries.names import read_inverted_name, split_others
from scholar_desktop.formats.entries.tagged.tagged_lines import (
    ORCID,
    OpenRecord,
    Tag,
    TaggedFields,
    numbered_lines,
    with_full_stops,
    with_orcid,
)

_TITLES = frozenset(("TI", "BTI", "CTI"))
_NAMES_WORK = _TITLES | {"TT", "PMID", "PMC", "LID", "AID", "FAU", "AU", "FED", "ED", "CN"}
"""A record without any of these tags is left out."""
_NO_TITLE = "Not Available"
"""What PubMed has in place of a title that was not translated."""

_TAG = re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)")
_LOCATION = re.compile(r"(.+?) \[(doi|pii)\]", re.IGNORECASE)
_SUFFIXES = ("Jr", "Sr", "2nd", "3rd", "4th", "II", "III", "IV")
_ISSN = re.compile(r"([0-9]{4}-[0-9]{3}[0-9Xx])(?: \((\w+)\))?")
# not translated: names of MEDLINE and CSL
_TEXTS = {
    "TA": "container-title-short",
    "VI": "volume",
    "IP": "issue",
    "PL": "publisher-place",
    "PB": "publisher",
    "EN": "edition",
}
_PEOPLE = {"FAU": "author", "FED": "editor", "FIR": "investigator"}
_SHORT = {"AU": "FAU", "ED": "FED", "IR": "FIR"}
_GROUPS = {"CN": "author"}


def read_nbib_entries(text: str) -> FileEntries:
    """Returns every record of a .nbib file. Never raises for its content."""
    turns = Yielder()
    entries, skipped = [], []
    for line, tags, fault in _records(text):
        turns.yield_to_ui()
        if fault:
            skipped.append(SkippedPart(line, f"{tags[0][0]}- {tags[0][1]}".removeprefix("- ")[:200], fault))
        else:
            entries.append(_entry(line, tags))
    return with_entry_faults(FileEntries("nbib", tuple(entries), tuple(skipped)))


def _records(text: str) -> Iterator[tuple[int, list[Tag], str]]:
    """Yields the line, the tags and the fault of each record. A record with neither a title nor people nor an
    identifier is a fault."""
    waiting: tuple[int, list[Tag]] | None = None
    for start, tags, fault in _blocks(text):
        if fault:
            yield start, tags, fault
            continue
        names = {name for name, _ in tags}
        if waiting is not None and "PMID" not in names and names.isdisjoint(_TITLES):
            waiting[1].extend(tags)  # an empty line within a record
            continue
        if waiting is not None:
            yield _checked(*waiting)
        waiting = start, tags
    if waiting is not None:
        yield _checked(*waiting)


def _checked(start: int, tags: list[Tag]) -> tuple[int, list[Tag], str]:
    names_work = any(name in _NAMES_WORK and value for name, value in tags)
    return start, tags, "" if names_work else Message("The record has no title.")


def _blocks(text: str) -> Iterator[tuple[int, list[Tag], str]]:
    record = OpenRecord()
    start = 0
    for number, line in numbered_lines(text):
        found = _TAG.match(line)
        if found is not None:
            if found[1] == "PMID" and "PMID" in record.names:
                yield start, record.close(), ""
            if not record.last:
                start = number
            record.add(found[1], found[2].strip())
        elif not line.strip():
            if record.last:
                yield start, record.close(), ""
        elif line[0].isspace() and record.last:
            record.continue_last(line)
        else:
            fault = Message("The line has no MEDLINE tag, such as “PMID-”.")
            yield number, [("", line)], fault
    if record.last:
        yield start, record.close(), ""


def _entry(line: int, tags: list[Tag]) -> FullEntry:
    taken = TaggedFields()
    fields, more, put = taken.fields, taken.more, taken.put
    people: list[Contributor] = []
    keywords: list[str] = []
    types: list[str] = []
    issn: list[str] = []
    full = {name for name, _ in tags if name in _PEOPLE}
    is_chapter = _is_chapter(tags)

    for name, value in tags:
        if not value:
            continue
        if name == "PMID" and identify(Scheme.PMID, value) is not None:
            put("PMID", name, value)
        elif name == "PMC" and (pmcid := identify(Scheme.PMCID, value)) is not None:
            put("PMCID", name, pmcid.value)
        elif name in ("TI", "BTI"):
            put("container-title" if name == "BTI" and is_chapter else "title", name, _title(value))
        elif name == "CTI":
            put("title", name, _title(value))
        elif name == "JT":
            put("container-title", name, value)
        elif name in ("AB", "OAB"):
            put("abstract", name, value)
        elif name == "DP":
            fields["issued"] = read_date_words(value)
        elif name == "DEP":
            fields["available-date"] = read_date_words(
                f"{value[:4]}/{value[4:6]}/{value[6:8]}" if value.isdecimal() else value
            )
        elif name == "PG":
            pages = parse_pages(value)
            put("page", name, value if pages is None or "," in value else "-".join(part for part in pages if part))
        elif name in ("LID", "AID") and (found := _LOCATION.fullmatch(value)) is not None:
            doi = clean_doi(found[1]) if found[2].lower() == "doi" else None
            if doi is not None:
                put("DOI", name, doi)
            elif [found[1], name] not in [one[::-1] for one in more]:
                more.append([name, value])
        elif name == "IS" and (number := _ISSN.match(value)) is not None:
            issn.append(number[1].upper())
        elif name == "ISBN":
            put("ISBN", name, value.partition(" ")[0])
        elif name == "TT":
            put("original-title", name, _title(value))
        elif name in _PEOPLE:
            people.append(_full_name(value, _PEOPLE[name]))
        elif name in _SHORT:
            if _SHORT[name] not in full or means_others(value):
                people.append(_short_name(value, _PEOPLE[_SHORT[name]]))
        elif name in _GROUPS:
            people.append(Contributor(_GROUPS[name], literal=value))
        elif name == "AUID" and people and (orcid := ORCID.search(value)) is not None:
            people[-1] = with_orcid(people[-1], orcid[0])
        elif name in ("MH", "OT"):
            keywords.append(value.replace("*", ""))
        elif name == "PT":
            types.append(value)
        elif name == "LA":
            put("language", name, value)
        elif name in _TEXTS:
            put(_TEXTS[name], name, value)
        else:
            more.append([name, value])
    if fields.get("title", _NO_TITLE).strip("[]. ") == _NO_TITLE and "original-title" in fields:
        fields["title"] = fields.pop("original-title")
    if issn:
        fields["ISSN"] = ", ".join(dict.fromkeys(issn))
    if types:
        fields["publication-type"] = "; ".join(types)
    named, with_others = split_others(people)
    return FullEntry(
        item_type=_type(tags, types),
        fields=fields,
        people=named,
        with_others=with_others,
        tags=tuple(dict.fromkeys(keywords)),
        extra=taken.extra,
        line=line,
    )


def _type(tags: list[Tag], types: list[str]) -> str:
    names = {name for name, _ in tags}
    if "CTI" in names or _is_chapter(tags):
        return "chapter"
    if "BTI" in names:
        return "book"
    return "article" if "Preprint" in types else "article-journal"


def _is_chapter(tags: list[Tag]) -> bool:
    """Returns True if the record has a title of its own beside that of the book, as those of Bookshelf."""
    books = {value for name, value in tags if name == "BTI"}
    return bool(books) and any(name in ("TI", "CTI") and value and value not in books for name, value in tags)


def _title(value: str) -> str:
    """Returns a title without the full stop that PubMed adds to each."""
    return value[:-1] if value.endswith(".") and not value.endswith("..") else value


def _full_name(value: str, role: str) -> Contributor:
    """Returns a name of the form `Smith, John A`, or `Smith, John A Jr`."""
    whole, _, last = value.rpartition(" ")
    if last in _SUFFIXES and "," in whole and not whole.endswith(","):
        one = read_inverted_name(whole, role)
        return Contributor(role, one.family, one.given, one.particle, last, one.literal)
    return read_inverted_name(value, role)


def _short_name(value: str, role: str) -> Contributor:
    """Returns a name of the form `Smith JA`, or `Smith JA Jr`."""
    words = value.split()
    suffix = words.pop() if len(words) > 2 and words[-1] in _SUFFIXES else ""
    if len(words) > 1 and (given := with_full_stops(words[-1])) != words[-1]:
        return Contributor(role, " ".join(words[:-1]), given, "", suffix)
    return read_inverted_name(value, role)
