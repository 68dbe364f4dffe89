"""Makes an entry of an item of Zotero, whichever way it came: the RDF export or Zotero's own database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.bibliographic_entry import make_person
from scholar_desktop.domain.csl_variables import DATES, ROLE_OF_ZOTERO, ROLES, TEXTS, csl_type, field_name
from scholar_desktop.domain.entry_dates import make_date, read_date_words
from scholar_desktop.domain.full_entry import FullEntry, LinkedFile
from scholar_desktop.domain.identifiers.kinds import Scheme, clean_doi, identify
from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.formats.entries.html_notes import html_to_markdown, is_html
from scholar_desktop.formats.entries.names import split_others
from scholar_desktop.formats.entries.vendor_habits import add_stated_arxiv, check_identifiers

_MULTIPART = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2}) (.*)", re.DOTALL)
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:]+Z?)")
_LINE = re.compile(r"([A-Za-z][A-Za-z .-]{1,40}): *(\S.*)")
_OWN_NAMES = {  # not translated: names of Zotero and CSL
    "citation key": "citation-key",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "doi": "DOI",
    "arxiv": "arxiv",
    "original date": "original-date",
    "event place": "event-place",
    "publisher place": "publisher-place",
    "original title": "original-title",
    "original publisher": "original-publisher",
    "original publisher place": "original-publisher-place",
}
_VARIABLES = {"journalAbbreviation": "container-title-short", "shortTitle": "title-short"}
_EVENT_PLACES = frozenset(("audioRecording", "presentation", "videoRecording"))


class ZoteroCreator(msgspec.Struct, frozen=True):
    """A person of an item. is_group: the whole name is in `last`."""

    role: str
    last: str
    first: str = ""
    is_group: bool = False


class ZoteroItem(msgspec.Struct, frozen=True):
    """An item. fields: by Zotero's names, as text; notes: HTML; relations: (predicate, URI); links: (title, address) of
    the attachments that are links."""

    type: str
    fields: Mapping[str, str]
    creators: Sequence[ZoteroCreator] = ()
    tags: Sequence[str] = ()
    collections: Sequence[str] = ()
    notes: Sequence[str] = ()
    files: Sequence[LinkedFile] = ()
    relations: Sequence[tuple[str, str]] = ()
    links: Sequence[tuple[str, str]] = ()
    key: str = ""
    line: int = 0
    more: Mapping[str, Any] = {}


def entry_of_item(item: ZoteroItem) -> FullEntry:
    """Returns the entry of an item."""
    fields: dict[str, Value] = {}
    extra: dict[str, Any] = {"itemType": item.type, **item.more}
    key = item.key
    for name, sent in item.fields.items():
        text = sent.strip()
        if not text:
            continue
        variable = _VARIABLES.get(name) or field_name(name)
        if name == "place" and item.type in _EVENT_PLACES:
            variable = "event-place"
        if variable == "citation-key":
            key = key or text
        elif variable == "note":
            fields["note"] = text
        elif variable in DATES:
            fields[variable] = read_zotero_date(text)
        elif variable == "DOI":
            doi = clean_doi(text)
            fields["DOI" if doi else "doi"] = doi or text
        elif variable in fields:
            fields[name] = text  # two fields of Zotero are one variable: the second keeps its name
        else:
            fields[variable] = text
    if item.links:
        extra["links"] = [list(pair) for pair in item.links]
        if "DOI" not in fields:
            fields.setdefault("URL", item.links[0][1])
    key = _read_extra(fields, key)
    _read_archive(fields)
    check_identifiers(fields)
    add_stated_arxiv(fields)
    notes: list[str] = []
    html: list[str] = []
    for note in item.notes:
        if is_html(note):
            html.append(note)
            notes.append(html_to_markdown(note))
        elif note.strip():
            notes.append(note.strip())
    if html:
        extra["notes"] = html
    if item.relations:
        extra["relations"] = [list(pair) for pair in item.relations]
    people, with_others = split_others([_contributor(one) for one in item.creators if one.last or one.first])
    return FullEntry(
        key=key,
        item_type=csl_type(item.type) or "document",
        fields=fields,
        people=people,
        with_others=with_others,
        tags=tuple(dict.fromkeys(tag for tag in item.tags if tag)),
        collections=tuple(dict.fromkeys(item.collections)),
        notes=tuple(note for note in notes if note.strip()),
        files=tuple(dict.fromkeys(item.files)),
        extra=extra,
        line=item.line,
    )


def read_zotero_date(text: str) -> Value:
    """Returns a date: `2005-03-00 March 2005` has a part for sorting and then what the user typed."""
    if (time := _TIME.fullmatch(text)) is not None:
        return make_date(time[1])
    found = _MULTIPART.fullmatch(text)
    if found is not None:
        year, month, day, typed = found[1], int(found[2]), int(found[3]), found[4].strip()
        if year == "0000":
            return make_date(None, None, literal=typed)
        first = year if not month else f"{year}-{month:02}" if not day else f"{year}-{month:02}-{day:02}"
        value = read_date_words(typed) if typed else make_date(first)
        if value.get("from") and not value.get("literal") and str(value["from"]).startswith(first):
            return value
        if value.get("from") == first or typed in ("", first):
            return make_date(first)
        return make_date(first, None, literal=typed)
    return read_date_words(text)


def _contributor(one: ZoteroCreator) -> Contributor:
    role = ROLE_OF_ZOTERO.get(one.role, one.role)
    role = role if role in ROLES else "contributor"
    if one.is_group:
        return Contributor(role, literal=one.last)
    if len(one.last) > 2 and one.last[0] == one.last[-1] == '"':
        return Contributor(role, family=one.last[1:-1], given=one.first)  # the sign that nothing is a particle
    person = make_person(one.last, one.first)  # Zotero has particles in either part: `Ludwig van`, `van Beethoven`
    return Contributor(role, person.family, person.given, person.particle)


def _read_extra(fields: dict[str, Value], key: str) -> str:
    """Takes the lines `Label: value` of Zotero's Extra as fields, which stays whole. Returns the citation key."""
    for line in str(fields.get("note", "")).split("\n"):
        found = _LINE.fullmatch(line.strip())
        if found is None:
            continue
        label, value = " ".join(found[1].replace("-", " ").lower().split()), found[2].strip()
        variable = _OWN_NAMES.get(label) or field_name(label.replace(" ", "-"))
        if variable == "citation-key":
            key = key or value
        elif variable in fields or variable == "note":
            continue
        elif variable in ("PMID", "PMCID", "arxiv"):
            known = identify(Scheme(variable.lower()), value.removeprefix("arXiv:").split(" ")[0])
            if known is not None:
                fields[variable] = known.value
        elif variable == "DOI":
            if doi := clean_doi(value):
                fields["DOI"] = doi
        elif variable in DATES:
            fields[variable] = read_date_words(value)
        elif variable in TEXTS:
            fields[variable] = value
    return key


def _read_archive(fields: dict[str, Value]) -> None:
    """Takes the number of a preprint at arXiv as its identifier."""
    number = fields.get("number")
    if "arxiv" not in fields and isinstance(number, str) and number.lower().startswith("arxiv:"):
        found = identify(Scheme.ARXIV, number[6:].split(" ")[0].strip())
        if found is not None:
            fields["arxiv"] = found.value
