"""Writes whole entries as Zotero RDF, with collections, tags, notes and files."""

# not translated in this file: names of Zotero

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from scholar_desktop.domain.csl_variables import ROLE_OF_ZOTERO, TYPE_OF_ZOTERO, csl_type
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.own_fields import Value
from scholar_desktop.domain.text.names import OTHERS
from scholar_desktop.formats.entries.html_notes import html_to_markdown, markdown_to_html
from scholar_desktop.formats.entries.plain_formulas import tagged_entry
from scholar_desktop.formats.entries.remainder import remainder_of
from scholar_desktop.formats.entries.zotero_rdf_reading import (
    BIB,
    DC,
    DCTERMS,
    FOAF,
    LINK,
    NUMBERED,
    PRISM,
    RDF,
    VCARD,
    Z,
    read_zotero_rdf,
)

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TYPES = {csl: name for name, csl in reversed(TYPE_OF_ZOTERO.items())} | {
    "broadcast": "podcast",
    "document": "document",
    "motion_picture": "film",
    "personal_communication": "letter",
}
"""CSL type -> Zotero's; those of the same name are left out."""
_SAME_NAME = frozenset(
    ("bill", "book", "dataset", "hearing", "interview", "manuscript", "map", "patent", "report", "standard", "thesis")
) | {"webpage"}
_ELEMENTS = {
    "journalArticle": "Article",
    "magazineArticle": "Article",
    "newspaperArticle": "Article",
    "book": "Book",
    "bookSection": "BookSection",
    "thesis": "Thesis",
    "report": "Report",
    "patent": "Patent",
    "letter": "Letter",
    "manuscript": "Manuscript",
}
_CONTAINERS = {
    "article-journal": f"{BIB}Journal",
    "article-magazine": f"{BIB}Periodical",
    "article-newspaper": f"{BIB}Newspaper",
    "webpage": f"{Z}Website",
    "post-weblog": f"{Z}Blog",
    "post": f"{Z}Forum",
}
_OWN = {
    "title-short": "shortTitle",
    "language": "language",
    "number-of-pages": "numPages",
    "number-of-volumes": "numberOfVolumes",
    "source": "libraryCatalog",
    "archive": "archive",
    "section": "section",
    "status": "status",
    "original-publisher": "originalPublisher",
    "scale": "scale",
    "authority": "authority",
    "PMID": "PMID",
    "PMCID": "PMCID",
}
"""Variables that are a property `z:NAME`."""
_PROPERTIES = {
    "title": f"{DC}title",
    "abstract": f"{DCTERMS}abstract",
    "page": f"{BIB}pages",
    "edition": f"{PRISM}edition",
    "license": f"{DC}rights",
    "genre": f"{DC}type",
    "medium": f"{DCTERMS}medium",
    "archive_location": f"{DC}coverage",
    "note": f"{DC}description",
}
_PLURALS = {"author": f"{BIB}authors", "editor": f"{BIB}editors", "contributor": f"{BIB}contributors"}
_ROLES = {role: name for name, role in reversed(ROLE_OF_ZOTERO.items()) if role != "author"}
_IN_CONTAINER = frozenset(("volume", "issue", "DOI", "ISSN"))


def write_zotero_rdf(entries: Sequence[FullEntry]) -> str:
    """Returns *entries* as a .rdf file of Zotero."""
    for prefix, namespace in _PREFIXES.items():
        register_namespace(prefix, namespace.strip("{}"))
    root = Element(f"{RDF}RDF")
    names = [f"#item_{number}" for number in range(1, len(entries) + 1)]
    for entry, name in zip(entries, names, strict=True):
        alone = Element(f"{RDF}RDF")
        item = _item(alone, tagged_entry(entry), name)
        read = read_zotero_rdf(tostring(alone, encoding="unicode")).entries
        plain = FullEntry(collections=entry.collections)
        found = read[0] if read else plain
        wanted = FullEntry(**{**_as_dict(entry), "collections": found.collections})
        if rest := remainder_of(wanted, found):
            SubElement(item, f"{Z}scholarDesktop").text = rest
        root.extend(list(alone))
    _collections(root, entries, names)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _as_dict(entry: FullEntry) -> dict[str, Value]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}


_PREFIXES = {
    "rdf": RDF,
    "z": Z,
    "dcterms": DCTERMS,
    "bib": BIB,
    "foaf": FOAF,
    "dc": DC,
    "link": LINK,
    "prism": PRISM,
    "vcard": VCARD,
}


def _text(above: Element, tag: str, text: str) -> None:
    if text:
        SubElement(above, tag).text = _CONTROL.sub("", text)


def _item(root: Element, entry: FullEntry, name: str) -> Element:
    item_type = entry.item_type or "document"
    kept = entry.extra.get("itemType")
    fits = isinstance(kept, str) and csl_type(kept) == item_type and kept not in ("attachment", "note", "annotation")
    kind = str(kept) if fits else item_type if item_type in _SAME_NAME else _TYPES.get(item_type, "document")
    item = SubElement(root, f"{BIB}{_ELEMENTS.get(kind, 'Document')}")
    item.set(f"{RDF}about", name)
    _text(item, f"{Z}itemType", kind)
    _container(item, entry, item_type)
    if kind in NUMBERED:
        _text(item, f"{PRISM}number", entry.text("number"))
    _publisher(item, entry)
    for role in dict.fromkeys(one.role for one in entry.people):
        tag = _PLURALS.get(role) or f"{Z}{_ROLES.get(role, role)}s"
        if not re.fullmatch(r"\{[^}]*\}[A-Za-z][\w-]*", tag):
            continue
        people = SubElement(SubElement(item, tag), f"{RDF}Seq")
        for one in entry.of_role(role):
            person = SubElement(SubElement(people, f"{RDF}li"), f"{FOAF}Person")
            family = f"{one.particle} {one.family}".strip()
            _text(person, f"{FOAF}surname", one.literal if one.literal is not None else family)
            _text(person, f"{FOAF}givenName", one.given if one.literal is None else "")
        if role in entry.with_others:
            person = SubElement(SubElement(people, f"{RDF}li"), f"{FOAF}Person")
            _text(person, f"{FOAF}surname", OTHERS)
    for variable, tag in _PROPERTIES.items():
        _text(item, tag, entry.text(variable))
    for variable, own in _OWN.items():
        _text(item, f"{Z}{own}", entry.text(variable))
    _text(item, f"{Z}citationKey", entry.key)
    _dates(item, entry)
    if url := entry.text("URL"):
        value = SubElement(SubElement(item, f"{DC}identifier"), f"{DCTERMS}URI")
        _text(value, f"{RDF}value", url)
    if isbn := entry.text("ISBN"):
        _text(item, f"{DC}identifier", f"ISBN {isbn}")
    if number := entry.text("call-number"):
        _text(SubElement(SubElement(item, f"{DC}subject"), f"{DCTERMS}LCC"), f"{RDF}value", number)
    for tag in entry.tags:
        _text(item, f"{DC}subject", tag)
    _notes(root, item, entry, name)
    for place, file in enumerate(entry.files, 1):
        about = f"{name}_file_{place}"
        SubElement(item, f"{LINK}link").set(f"{RDF}resource", about)
        attachment = SubElement(root, f"{Z}Attachment")
        attachment.set(f"{RDF}about", about)
        _text(attachment, f"{Z}itemType", "attachment")
        SubElement(attachment, f"{RDF}resource").set(f"{RDF}resource", file.path)
        _text(attachment, f"{DC}title", file.title)
        _text(attachment, f"{LINK}type", file.type)
    for place, pair in enumerate(entry.extra.get("links") or (), 1):
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
            about = f"{name}_link_{place}"
            SubElement(item, f"{LINK}link").set(f"{RDF}resource", about)
            attachment = SubElement(root, f"{Z}Attachment")
            attachment.set(f"{RDF}about", about)
            _text(attachment, f"{Z}itemType", "attachment")
            value = SubElement(SubElement(attachment, f"{DC}identifier"), f"{DCTERMS}URI")
            _text(value, f"{RDF}value", pair[1])
            _text(attachment, f"{DC}title", pair[0])
    return item


def _container(item: Element, entry: FullEntry, item_type: str) -> None:
    title, doi = entry.text("container-title"), entry.text("DOI")
    if title or doi or any(entry.text(name) for name in _IN_CONTAINER):
        container = SubElement(SubElement(item, f"{DCTERMS}isPartOf"), _CONTAINERS.get(item_type, f"{BIB}Book"))
        _text(container, f"{DC}title", title)
        _text(container, f"{DCTERMS}alternative", entry.text("container-title-short"))
        _text(container, f"{PRISM}volume", entry.text("volume"))
        _text(container, f"{PRISM}number", entry.text("issue"))
        _text(container, f"{DC}identifier", f"DOI {doi}" if doi else "")
        issn = entry.text("ISSN")
        _text(container, f"{DC}identifier", f"ISSN {issn}" if issn else "")
    if series := entry.text("collection-title"):
        place = SubElement(SubElement(item, f"{DCTERMS}isPartOf"), f"{BIB}Series")
        _text(place, f"{DC}title", series)
        _text(place, f"{DC}identifier", entry.text("collection-number"))
    if meeting := entry.text("event-title"):
        _text(SubElement(SubElement(item, f"{BIB}presentedAt"), f"{BIB}Conference"), f"{DC}title", meeting)


def _publisher(item: Element, entry: FullEntry) -> None:
    name, place = entry.text("publisher"), entry.text("publisher-place")
    if not name and not place:
        return
    organization = SubElement(SubElement(item, f"{DC}publisher"), f"{FOAF}Organization")
    if place:
        address = SubElement(SubElement(organization, f"{VCARD}adr"), f"{VCARD}Address")
        _text(address, f"{VCARD}locality", place)
    _text(organization, f"{FOAF}name", name)


def _dates(item: Element, entry: FullEntry) -> None:
    for variable, tag in (("issued", f"{DC}date"), ("accessed", f"{DCTERMS}dateSubmitted")):
        value = entry.fields.get(variable)
        if isinstance(value, dict):
            ends = "/".join(str(value[end]) for end in ("from", "to") if value.get(end))
            _text(item, tag, str(value.get("literal") or ends))
    for variable, name in (("original-date", "originalDate"), ("submitted", "filingDate")):
        value = entry.fields.get(variable)
        if isinstance(value, dict):
            _text(item, f"{Z}{name}", str(value.get("literal") or value.get("from") or ""))


def _notes(root: Element, item: Element, entry: FullEntry, name: str) -> None:
    kept = [note for note in entry.extra.get("notes") or () if isinstance(note, str)]
    by_text = {html_to_markdown(note): note for note in kept}
    for place, note in enumerate(entry.notes, 1):
        about = f"{name}_note_{place}"
        SubElement(item, f"{DCTERMS}isReferencedBy").set(f"{RDF}resource", about)
        memo = SubElement(root, f"{BIB}Memo")
        memo.set(f"{RDF}about", about)
        _text(memo, f"{RDF}value", by_text.get(note) or markdown_to_html(note))


def _collections(root: Element, entries: Sequence[FullEntry], names: Sequence[str]) -> None:
    whole: dict[str, list[str]] = {}
    for entry, name in zip(entries, names, strict=True):
        for path in entry.collections:
            parts = path.split("/")
            for end in range(1, len(parts) + 1):
                whole.setdefault("/".join(parts[:end]), [])
            whole[path].append(name)
    numbers = {path: f"#collection_{number}" for number, path in enumerate(whole, 1)}
    for path, items in whole.items():
        one = SubElement(root, f"{Z}Collection")
        one.set(f"{RDF}about", numbers[path])
        _text(one, f"{DC}title", path.rpartition("/")[2])
        inside = [other for other in whole if other.rpartition("/")[0] == path and other != path]
        for about in (*(numbers[other] for other in inside), *items):
            SubElement(one, f"{DCTERMS}hasPart").set(f"{RDF}resource", about)
