"""Writes and reads CSL-JSON, the input format of citation processors, which Zotero and Pandoc also read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from scholar_desktop.domain.bibliographic_entry import Biblio, Entry, Person, ReadEntries
from scholar_desktop.domain.identifiers.identifiers import clean_doi
from scholar_desktop.domain.merging.merge_fields import is_server_venue
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.names import OTHERS, means_others
from scholar_desktop.formats.bibliographic import csl_name, parse_pages
from scholar_desktop.formats.entries.remainder import NAME, files_part

Item = dict[str, Any]

_TYPES = {
    "article": "article-journal",
    "conference": "paper-conference",
    "book": "book",
    "chapter": "chapter",
    "preprint": "article",
    "thesis": "thesis",
    "report": "report",
    "dataset": "dataset",
    "software": "software",
    "other": "document",
}
_NO_TYPE = "document"
_OTHER_TYPES = {
    "article-magazine": "article",
    "article-newspaper": "article",
    "review": "article",
    "manuscript": "preprint",
    "speech": "conference",
}
_DIGITS = 10
"""A number of a date has fewer digits; Python refuses to convert very long ones."""
_EN_DASH = "–"


def csl_json(entries: Sequence[Entry], *, abstracts: bool = False) -> str:
    """Returns *entries* as a CSL-JSON file. abstracts: include abstracts."""
    found = items(entries, abstracts=abstracts, others=True)
    for item, entry in zip(found, entries, strict=True):
        if entry.files:
            item["custom"] = {**item.get("custom", {}), NAME: {"files": files_part(entry.files)}}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def items(entries: Sequence[Entry], *, abstracts: bool = False, others: bool = False) -> list[Item]:
    """Returns the items of the CSL-JSON file as plain values.

    Args:
        abstracts: include abstracts.
        others: a list of people that ends in 'and others' gets that name, which pandoc and `formats/csl` write as
            'et al.'.
    """
    found = [_with_variables(dict(_item(entry, abstracts)), entry.biblio, abstracts) for entry in entries]
    if others:
        for item, entry in zip(found, entries, strict=True):
            for role in entry.biblio.with_others:
                item[role] = [*item.get(role, ()), {"literal": OTHERS}]
    return found


def item_type(one: Biblio) -> str:
    """Returns the CSL type of *one*, as `items` states it."""
    return str(one.variables.get("type") or _TYPES.get(one.type, _NO_TYPE))


def _with_variables(item: Item, one: Biblio, abstracts: bool) -> Item:
    """Returns *item* with the variables of an entry of the library in place of its own; an emptied one is left out."""
    if not one.variables:
        return item
    custom = item.get("custom", {}) | one.variables.get("custom", {})
    whole = item | dict(one.variables) | ({"custom": custom} if custom else {})
    if not abstracts:
        whole.pop("abstract", None)
    return {name: value for name, value in whole.items() if value is not None}


def _item(entry: Entry, abstracts: bool) -> Iterator[tuple[str, Any]]:
    one = entry.biblio
    yield "id", entry.key
    yield "type", _TYPES.get(one.type, _NO_TYPE)
    yield "title", one.title
    if one.authors:
        yield "author", [csl_name(author) for author in one.authors]
    if one.editors:
        yield "editor", [csl_name(editor) for editor in one.editors]
    if one.translators:
        yield "translator", [csl_name(translator) for translator in one.translators]
    if one.year is not None:
        parts = [part for part in (one.year, one.month, one.day) if part is not None]
        yield "issued", {"date-parts": [parts]}
    server = _server(one)
    if one.container is not None and server is None:
        yield "container-title", one.container
    if one.volume is not None:
        yield "volume", one.volume
    if one.issue is not None:
        yield "issue", one.issue
    if one.pages is not None:
        first, last = one.pages
        yield "page", first if last is None else f"{first}-{last}"
    if (publisher := server or one.publisher) is not None:
        yield "publisher", publisher
    if one.place is not None:
        yield "publisher-place", one.place
    if one.version is not None:
        yield "version", one.version
    if one.edition is not None:
        yield "edition", one.edition
    if one.issn:
        yield "ISSN", ",".join(one.issn)
    if one.isbn is not None:
        yield "ISBN", one.isbn
    if one.arxiv is not None:
        # styles print `number` for a published article, too, so only preprints use it
        yield ("number", f"arXiv:{one.arxiv}") if one.type == "preprint" else ("custom", {"arxiv": one.arxiv})
    if one.doi is not None:
        yield "DOI", one.doi
    if one.pmid is not None:
        yield "PMID", one.pmid
    if one.pmcid is not None:
        yield "PMCID", one.pmcid
    if one.url is not None:
        yield "URL", one.url
    if abstracts and one.abstract:
        yield "abstract", one.abstract


def _server(one: Biblio) -> str | None:
    """Returns the server of a preprint, which is its publisher. A service may name the journal in which it came out
    later as its venue."""
    if one.type != "preprint" or one.container is None:
        return None
    return one.container if one.container == one.publisher or is_server_venue(one.container) else None


def read_csl_json(text: str) -> ReadEntries:
    """Returns every item of a CSL-JSON file in order. Never raises for the content of the file."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        return ReadEntries(problems=(Message("The file is not JSON: {reason}.", reason=str(error)),))
    if isinstance(data, dict):
        data = data.get("items", [data])
    if not isinstance(data, list):
        return ReadEntries(problems=(Message("The file is not CSL-JSON: it has no list of items."),))
    entries = tuple(Entry(_text(item.get("id")) or "", _biblio(item)) for item in data if isinstance(item, dict))
    lost = len(data) - len(entries)
    return ReadEntries(
        entries, (Message("{lost} of {data} items are not objects.", lost=lost, data=len(data)),) if lost else ()
    )


def _biblio(item: Item) -> Biblio:
    sent = _text(item.get("type")) or ""
    type_ = next((ours for ours, theirs in _TYPES.items() if theirs == sent), None) or _OTHER_TYPES.get(sent, "other")
    year, month, day = _date(item.get("issued"))
    publisher, venue = _text(item.get("publisher")), _text(item.get("container-title"))
    is_server = type_ == "preprint" and venue is None
    number, custom = _text(item.get("number")) or "", item.get("custom")
    noted = _text(custom.get("arxiv")) if isinstance(custom, dict) else None
    issn = _text(item.get("ISSN")) or ""
    first, dash, last = (_text(item.get("page")) or "").partition("-")
    whole = (first, last) if dash and first and last and _EN_DASH not in first else None
    return Biblio(
        type=type_,
        title=_text(item.get("title")) or "",
        authors=tuple(_people(item.get("author"))),
        year=year,
        month=month,
        day=day,
        container=publisher if is_server else venue,
        volume=_text(item.get("volume")),
        issue=_text(item.get("issue")),
        pages=whole or parse_pages(_text(item.get("page"))),
        publisher=None if is_server else publisher,
        place=_text(item.get("publisher-place")),
        issn=tuple(part.strip() for part in issn.replace(";", ",").split(",") if part.strip()),
        isbn=_text(item.get("ISBN")),
        version=_text(item.get("version")),
        doi=clean_doi(_text(item.get("DOI")) or ""),
        arxiv=number[6:] if number.lower().startswith("arxiv:") else noted,
        pmid=_text(item.get("PMID")),
        pmcid=_text(item.get("PMCID")),
        url=_text(item.get("URL")),
        abstract=_text(item.get("abstract")),
        edition=_text(item.get("edition")),
        editors=tuple(_people(item.get("editor"))),
        translators=tuple(_people(item.get("translator"))),
    )


def _people(sent: Any) -> Iterator[Person]:
    for item in sent if isinstance(sent, list) else []:
        if not isinstance(item, dict):
            continue
        family, literal = _text(item.get("family")), _text(item.get("literal"))
        if family is None:
            if literal is not None and not means_others(literal):
                yield Person(literal, is_group=True)
            continue
        particles = (_text(item.get("dropping-particle")), _text(item.get("non-dropping-particle")))
        yield Person(
            family,
            _text(item.get("given")) or "",
            " ".join(filter(None, particles)),
            _text(item.get("suffix")) or "",
        )


def _date(sent: Any) -> tuple[int | None, int | None, int | None]:
    parts = sent.get("date-parts") if isinstance(sent, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    texts = [_text(part) or "" for part in first[:3]]
    numbers = [int(text) if text.isdecimal() and len(text) < _DIGITS else None for text in texts]
    year, month, day = (*numbers, None, None, None)[:3]
    month = month if year is not None and month is not None and 1 <= month <= 12 else None
    return year, month, day if month is not None and day is not None and 1 <= day <= 31 else None


def _text(value: Any) -> str | None:
    """Returns a text on one line; a number as text (ids and volumes may be either)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(value)
    return " ".join(value.split()) or None if isinstance(value, str) else None
