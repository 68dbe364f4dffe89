"""Reads the tagged format of Web of Science (.ciw, .isi, "plain text") as whole entries, and bibutils' form of it."""

# not translated in this file: names of Web of Science and CSL

from __future__ import annotations

import re
from collections.abc import Iterator

from scholar_desktop.domain.entry_dates import read_date_words
from scholar_desktop.domain.full_entry import FileEntries, FullEntry, SkippedPart, with_entry_faults, without_empty
from scholar_desktop.domain.identifiers.kinds import Scheme, clean_doi, identify
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import means_others
from scholar_desktop.domain.thread_yielding import Yielder
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
from scholar_desktop.formats.entries.vendor_habits import (
    NUMBERED_SERIES,
    add_stated_arxiv,
    name_of_number,
    page_range,
)

_TAG = re.compile(r"([A-Z][A-Z0-9])(?:[ \t]+(.*)|$)")
_OF_FILE = frozenset(("FN", "VR", "EF"))
"""Tags of the file, not of a record."""
_LINES = frozenset(("AU", "AF", "BA", "BF", "BE", "ED", "GP", "CA", "CR", "C1", "C3", "AB"))
"""Tags whose lines stay apart."""
_FULL = {"AF": "author", "BF": "container-author"}
_SHORT = {"AU": "AF", "BA": "BF"}
_EDITORS = ("BE", "ED")
_GROUPS = ("CA", "GP")
_TEXTS = {
    "AB": "abstract",
    "SE": "collection-title",
    "VL": "volume",
    "LA": "language",
    "PU": "publisher",
    "PI": "publisher-place",
    "DT": "publication-type",
    "CT": "event-title",
    "CL": "event-place",
    "UT": "accession-num",
    "WP": "URL",
}
_DATES = {"EA": "available-date", "CY": "event-date"}
_TYPE_OF_KIND = {
    "j": "article-journal",
    "journal": "article-journal",
    "b": "book",
    "book": "book",
    "chapter": "chapter",
    "c": "paper-conference",
    "p": "patent",
}


def read_ciw_entries(text: str) -> FileEntries:
    """Returns every record of a file of Web of Science. Never raises for its content."""
    turns = Yielder()
    entries, skipped, problems = [], [], []
    for line, tags, fault in _records(text):
        turns.yield_to_ui()
        if fault:
            skipped.append(SkippedPart(line, tags[0][1][:200], fault))
            continue
        entry = _entry(line, tags)
        entries.append(entry)
        if tags[-1][0] != "ER" and not entry.is_empty:
            reason = Message("The record was read, but “ER” is missing at its end.")
            problems.append(SkippedPart(line, entry.text("title")[:200], reason))
    return with_entry_faults(without_empty("ciw", entries, skipped, problems))


def _records(text: str) -> Iterator[tuple[int, list[Tag], str]]:
    """Yields the line where each record begins, its tags, and the fault of a line that is in none. The last tag is ER,
    unless the record has none."""
    record = OpenRecord()
    start = 0
    for number, line in numbered_lines(text):
        found = _TAG.match(line.rstrip())
        if found is None:
            if line[:1].isspace() and line.strip() and record.last:
                record.continue_last(line, "\n" if record.last in _LINES else " ")
            elif line.strip():
                yield number, [("", line.strip())], Message("The line has no tag of Web of Science, such as “TI”.")
            continue
        name, value = found[1], (found[2] or "").strip()
        if name in _OF_FILE:
            continue
        if name == "PT" and record.last:
            yield start, record.close(), ""
        if not record.last:
            start = number
        record.add(name, value)
        if name == "ER" and len(tags := record.close()) > 1:
            yield start, tags, ""
    if record.last:
        yield start, record.close(), ""


def _entry(line: int, tags: list[Tag]) -> FullEntry:
    by_name: dict[str, list[str]] = {}
    for name, value in tags:
        if value:
            by_name.setdefault(name, []).append(value)
    values = {name: "\n".join(several) for name, several in by_name.items()}
    taken = TaggedFields()
    item_type = _type(values)
    _read_titles(taken, values, item_type)
    people = _people(values)
    for name, variable in _TEXTS.items():
        if value := values.pop(name, ""):
            taken.put(variable, name, value)
    if value := values.pop("IS", ""):
        taken.put("collection-number" if item_type in NUMBERED_SERIES else "issue", "IS", value)
    for name, variable in _DATES.items():
        if value := values.pop(name, ""):
            taken.fields[variable] = read_date_words(value)
    if issued := " ".join(filter(None, (values.pop("PD", ""), values.pop("PY", "")))):
        taken.fields["issued"] = read_date_words(issued)
    pages = page_range(values.pop("BP", ""), values.pop("EP", ""))
    if not pages:
        pages = values.pop("AR", "")
    if pages:
        taken.fields["page"] = pages
    if item_type == "book" and "PG" in values:
        taken.fields["number-of-pages"] = values.pop("PG")
    _read_numbers(taken, values, item_type)
    keywords = [word for name in ("DE", "ID") for word in values.pop(name, "").split(";")]
    values.pop("ER", None)
    values.pop("PT", None)
    taken.more += [[name, value] for name, value in values.items()]
    add_stated_arxiv(taken.fields)
    named, with_others = split_others(people)
    return FullEntry(
        item_type=item_type,
        fields=taken.fields,
        people=named,
        with_others=with_others,
        tags=tuple(dict.fromkeys(word for one in keywords if (word := " ".join(one.split())))),
        extra=taken.extra,
        line=line,
    )


def _type(values: dict[str, str]) -> str:
    kind, document = values.get("PT", "").lower(), values.get("DT", "")
    found = _TYPE_OF_KIND.get(kind, "document")
    title, source = values.get("TI", ""), values.get("SO", "")
    is_part = "" not in (title, source) and source.casefold() != title.casefold()
    if found == "article-journal":
        return "review-book" if document == "Book Review" else found
    if kind in ("s", "b", "book") and "Proceedings Paper" in document:
        return "paper-conference"
    if kind == "s" or (found == "book" and is_part):
        return "chapter"
    return "paper-conference" if found == "document" and "CT" in values else found


def _read_titles(taken: TaggedFields, values: dict[str, str], item_type: str) -> None:
    title, source = values.pop("TI", ""), values.pop("SO", "")
    if item_type == "book" and source and not title:
        title, source = source, ""
    if title:
        taken.fields["title"] = title
    is_own = source == title or (item_type == "book" and source.casefold() == title.casefold())
    if source and not is_own:
        taken.fields["container-title"] = source
    if book := values.pop("BT", ""):  # bibutils
        taken.put("container-title", "BT", book)
    short = values.pop("JI", "") or values.pop("J9", "")
    if short:
        taken.fields["container-title-short"] = short
    if values.get("J9", short) == short:
        values.pop("J9", None)


def _people(values: dict[str, str]) -> list[Contributor]:
    people: list[Contributor] = []
    for short, full in _SHORT.items():
        names = values.pop(full, "").split("\n")
        abbreviated = values.pop(short, "").split("\n")
        if names == [""]:
            names = [_with_initials(name) for name in abbreviated]
        people += [read_inverted_name(name, _FULL[full]) for name in names if name]
        if names != [""] and means_others(abbreviated[-1]) and not means_others(names[-1]):
            people.append(Contributor(_FULL[full], family=abbreviated[-1]))
    for name in _GROUPS:
        people += [Contributor("author", literal=one) for one in values.pop(name, "").split("\n") if one]
    for name in _EDITORS:
        for line in values.pop(name, "").split("\n"):
            people += [read_inverted_name(_with_initials(one), "editor") for one in line.split(";") if one.strip()]
    places: dict[tuple[str, str], int] = {}
    for place, person in enumerate(people):
        places.setdefault((person.family.casefold(), person.given[:1]), place)
    for one in values.get("OI", "").split(";"):
        found = ORCID.search(one)
        family, _, given = one.partition("/")[0].partition(",")
        known = places.get((family.strip().casefold(), given.strip()[:1]))
        if found is not None and known is not None:
            people[known] = with_orcid(people[known], found[0])
    return people


def _with_initials(name: str) -> str:
    """Returns `Thompson, D. W.` for `Thompson, DW`."""
    family, comma, given = name.strip().partition(",")
    return f"{family}, {with_full_stops(given.strip())}" if comma else name.strip()


def _read_numbers(taken: TaggedFields, values: dict[str, str], item_type: str) -> None:
    for name in ("SN", "EI", "BN"):
        if value := values.pop(name, ""):
            variable = "ISBN" if name == "BN" else name_of_number(value, item_type)
            there = taken.fields.get(variable)
            taken.fields[variable] = f"{there}, {value}" if there else value
    for name, variable, scheme in (("DI", "DOI", Scheme.DOI), ("PM", "PMID", Scheme.PMID)):
        if not (value := values.get(name, "")):
            continue
        found = clean_doi(value) if scheme is Scheme.DOI else getattr(identify(scheme, value), "value", None)
        if found is not None:
            taken.fields[variable] = found
            del values[name]
