"""Writes whole entries as EndNote XML, with keywords, notes and files."""

# not translated in this file: names of EndNote

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.formats.entries.endnote_reading import MARK, read_record
from scholar_desktop.formats.entries.endnote_types import (
    NAME_OF_TYPE,
    NUMBER_OF_NAME,
    OWN_ELEMENTS,
    SERIES_IN_SECONDARY,
    TEXT_OF_TAG,
    TYPE_OF_ENDNOTE,
    variable_of_number,
)
from scholar_desktop.formats.entries.names import write_inverted_name
from scholar_desktop.formats.entries.plain_formulas import plain_entry
from scholar_desktop.formats.entries.remainder import NAME, remainder_of, second_values

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OTHERS = "et al.,"
"""The last name of a list that names not all people, as EndNote's manual has it."""
_PLACES = {
    "alt-title": "titles/alt-title",
    "full-title": "periodical/full-title",
    "abbr-1": "periodical/abbr-1",
    "tertiary-title": "titles/tertiary-title",
}
"""Where the second values of a title are; the first is in another element."""
_ADDRESSES = frozenset(("web-urls", "related-urls", "text-urls", "pdf-urls", "image-urls"))
_PATHS = {
    "title": ("titles/title",),
    "container-title": ("titles/secondary-title", "periodical/full-title"),
    "collection-title": ("titles/tertiary-title", "titles/secondary-title"),
    "title-short": ("titles/short-title",),
    "original-title": ("titles/translated-title",),
    "abstract": ("abstract",),
}
"""The elements whose faces are kept."""
_TAG = re.compile("(</?(?:b|i|u|sup|sub)>)")
_UNDERLINE = re.compile("</?u>")
"""The tag that titles in the library do not have."""
_FACES = {"b": "bold", "i": "italic", "sup": "superscript", "sub": "subscript", "u": "underline"}
_NAME = re.compile("[a-z][a-z0-9-]*")


def write_endnote_entries(entries: Sequence[FullEntry]) -> str:
    """Returns *entries* as an EndNote XML file."""
    parts = [tostring(_record(entry, number), encoding="unicode") for number, entry in enumerate(entries, 1)]
    return '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n' + "\n".join(parts) + "\n</records></xml>\n"


def _record(entry: FullEntry, number: int) -> Element:
    record = _write(plain_entry(entry), number)
    if rest := remainder_of(entry, read_record(record)):
        _add(record, MARK, f"{NAME}: {rest}")
    return record


def _add(above: Element, path: str, text: str) -> None:
    """Adds an element at *path*, whose last part is new."""
    *steps, last = path.split("/")
    for step in steps:
        found = above.find(step)
        above = SubElement(above, step) if found is None else found
    if text:
        SubElement(above, last).text = _CONTROL.sub("", text)


def _write(entry: FullEntry, number: int) -> Element:
    record = Element("record")
    item_type = entry.item_type or "document"
    kept = entry.extra.get("type")
    known = kept if isinstance(kept, str) and TYPE_OF_ENDNOTE.get(kept.lower()) == item_type else None
    name = known or NAME_OF_TYPE.get(item_type, "Generic")
    _add(record, "rec-number", str(entry.extra.get("rec-number") or number))
    kind = SubElement(record, "ref-type")
    kind.set("name", name)
    kind.text = str(NUMBER_OF_NAME.get(name, 13))
    is_edited = name == "Edited Book"
    is_series = item_type in SERIES_IN_SECONDARY
    places = {"author": "authors", "translator": "subsidiary-authors"}
    places["editor"] = "authors" if is_edited else "tertiary-authors" if is_series else "secondary-authors"
    places["collection-editor"] = "secondary-authors" if is_edited or is_series else "tertiary-authors"
    for one in entry.people:
        if (place := places.get(one.role)) is not None and not (is_edited and one.role == "author"):
            _add(record, f"contributors/{place}/author", _name(one))
    for role in entry.with_others:
        if (place := places.get(role)) is not None and not (is_edited and role == "author"):
            _add(record, f"contributors/{place}/author", _OTHERS)
    _add(record, "titles/title", entry.text("title"))
    _add(record, "titles/secondary-title", entry.text("collection-title" if is_series else "container-title"))
    if not is_series:
        _add(record, "titles/tertiary-title", entry.text("collection-title"))
        if item_type.startswith("article"):
            _add(record, "periodical/full-title", entry.text("container-title"))
            _add(record, "periodical/abbr-1", entry.text("container-title-short"))
    _add(record, "titles/short-title", entry.text("title-short"))
    _add(record, "titles/translated-title", entry.text("original-title"))
    _add(record, "pages", entry.text("page"))
    _add(record, "number", entry.text(variable_of_number(item_type)))
    for tag, variable in TEXT_OF_TAG.items():
        if variable != "number" or variable_of_number(item_type) != "number":
            _add(record, tag, entry.text(variable))
    for tag in entry.tags:
        _add(record, "keywords/keyword", tag)
    issued = entry.fields.get("issued")
    if isinstance(issued, dict) and isinstance(issued.get("from"), str):
        _add(record, "dates/year", issued["from"][:4])
        if len(issued["from"]) > 4:
            _add(record, "dates/pub-dates/date", issued["from"])
    elif isinstance(issued, dict) and isinstance(issued.get("literal"), str):
        _add(record, "dates/year", issued["literal"])
    accessed = entry.fields.get("accessed")
    if isinstance(accessed, dict) and isinstance(accessed.get("from"), str):
        _add(record, "access-date", accessed["from"])
    _add(record, "isbn", entry.text("ISSN") or entry.text("ISBN"))
    _add(record, "electronic-resource-num", entry.text("DOI"))
    _add(record, "accession-num", entry.text("PMID"))
    _add(record, "custom2", entry.text("PMCID"))
    _add(record, "label", entry.key)
    for place, note in zip(("notes", "research-notes"), entry.notes, strict=False):
        _add(record, place, note)
    _add(record, "urls/web-urls/url", entry.text("URL"))
    for file in entry.files:
        path = f"internal-pdf://{quote(file.path[4:])}" if file.path.startswith("PDF/") else file.path
        _add(record, "urls/pdf-urls/url", path)
    for tag in sorted(OWN_ELEMENTS - {MARK}):
        if record.find(tag) is None:
            _add(record, tag, entry.text(tag))
    _add_more(record, entry)
    _add_faces(record, entry)
    return record


def _add_more(record: Element, entry: FullEntry) -> None:
    """Adds second values and elements of other names, as they were read."""
    for tag, text in second_values(entry):
        if tag in _PLACES:
            if (there := record.find(_PLACES[tag])) is not None:
                there.text = _CONTROL.sub("", text)
            else:
                _add(record, _PLACES[tag], text)
        elif tag in _ADDRESSES:
            _add(record, f"urls/{tag}/url", text)
        elif _NAME.fullmatch(tag) is not None and record.find(tag) is None:
            _add(record, tag, text)


def _add_faces(record: Element, entry: FullEntry) -> None:
    """Divides texts into their faces (italic, raised): those that were read, if the text still says the same, and
    those that CSL has as tags in titles."""
    faces = entry.extra.get("raw")
    kept = faces if isinstance(faces, dict) else {}
    for variable, paths in _PATHS.items():
        for element in [one for one in map(record.find, paths) if one is not None]:
            text = element.text or ""
            html = kept.get(variable)
            parts = [part for part in _TAG.split(html) if part] if isinstance(html, str) else []
            if text not in (_without(parts, _TAG), _without(parts, _UNDERLINE)):
                parts = [part for part in _TAG.split(text) if part] if variable != "abstract" else []
            if text and len(parts) > 1 and _is_balanced(parts):
                _divide(element, parts)


def _without(parts: Sequence[str], tags: re.Pattern[str]) -> str:
    return " ".join("".join(part for part in parts if tags.fullmatch(part) is None).split())


def _is_balanced(parts: Sequence[str]) -> bool:
    """Returns True if each tag among *parts* is closed, in the right order."""
    open_tags: list[str] = []
    for tag in filter(_TAG.fullmatch, parts):
        if not tag.startswith("</"):
            open_tags.append(tag[1:-1])
        elif not open_tags or open_tags.pop() != tag[2:-1]:
            return False
    return not open_tags


def _divide(element: Element, parts: Sequence[str]) -> None:
    """Writes text and tags as the styles of *element*."""
    element.text, open_tags = None, list[str]()
    for part in parts:
        if _TAG.fullmatch(part) is None:
            style = SubElement(element, "style")
            style.set("face", " ".join(_FACES[tag] for tag in open_tags) or "normal")
            style.text = _CONTROL.sub("", part)
        elif part.startswith("</"):
            open_tags = open_tags[:-1]
        else:
            open_tags.append(part[1:-1])


def _name(one: Contributor) -> str:
    return f"{one.literal}," if one.literal is not None else write_inverted_name(one)
