"""Reads Zotero RDF, Zotero's own export with collections, tags, notes and files."""

# not translated in this file: names of Zotero

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.full_entry import (
    FileEntries,
    FullEntry,
    LinkedFile,
    SkippedPart,
    renamed_groups,
    with_entry_faults,
    without_empty,
    without_slash,
)
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.entries.remainder import with_remainder
from scholar_desktop.formats.entries.xml_files import joined_text, parse_xml
from scholar_desktop.formats.entries.zotero_items import ZoteroCreator, ZoteroItem, entry_of_item

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
BIB = "{http://purl.org/net/biblio#}"
DC = "{http://purl.org/dc/elements/1.1/}"
DCTERMS = "{http://purl.org/dc/terms/}"
PRISM = "{http://prismstandard.org/namespaces/1.2/basic/}"
FOAF = "{http://xmlns.com/foaf/0.1/}"
VCARD = "{http://nwalsh.com/rdf/vCard#}"
LINK = "{http://purl.org/rss/1.0/modules/link/}"
Z = "{http://www.zotero.org/namespaces/export#}"

_ABOUT = re.compile(r"rdf:about=\"([^\"]*)\"")
_MOST_LEVELS = 40
_NO_ITEMS = (f"{Z}Collection", f"{Z}Attachment", f"{BIB}Memo")
_CONTAINERS = frozenset(
    f"{BIB}{name}"
    for name in ("Journal", "Periodical", "Newspaper", "Magazine", "Book", "CourtReporter", "Proceedings")
) | frozenset(f"{Z}{name}" for name in ("Website", "Blog", "Forum", "Dictionary", "Encyclopedia"))
# not translated: names of Zotero
_TEXTS = {
    f"{DC}title": "title",
    f"{DC}date": "date",
    f"{DC}rights": "rights",
    f"{DC}type": "type",
    f"{DC}coverage": "archiveLocation",
    f"{DC}description": "extra",
    f"{DC}language": "language",
    f"{DCTERMS}abstract": "abstractNote",
    f"{DCTERMS}dateSubmitted": "accessDate",
    f"{DCTERMS}issued": "issueDate",
    f"{DCTERMS}medium": "medium",
    f"{DCTERMS}alternative": "journalAbbreviation",
    f"{BIB}pages": "pages",
    f"{PRISM}edition": "edition",
    f"{PRISM}volume": "volume",
    f"{PRISM}number": "issue",
}
NUMBERED = frozenset(("book", "report", "patent", "standard", "statute", "bill", "case", "dataset", "podcast", "map"))
"""Zotero's types with a number of their own, which Zotero writes where journals have the issue."""
_PEOPLE = {"authors": "author", "editors": "editor", "contributors": "contributor"}
_PLURALS = {"attorneyAgents": "attorneyAgent"}


def read_zotero_rdf(text: str) -> FileEntries:
    """Returns every item of a .rdf file of Zotero. Never raises for its content."""
    root = parse_xml(text, "zotero-rdf")
    if isinstance(root, FileEntries):
        return root
    if root.tag != f"{RDF}RDF":
        reason = Message("The file is not RDF.")
        return FileEntries("zotero-rdf", (), (SkippedPart(1, text[:200], reason),))
    graph = _Graph(root, text)
    content = with_entry_faults(without_empty("zotero-rdf", list(graph.entries())))
    return msgspec.structs.replace(content, renamed=graph.renamed)


class _Graph:
    """The resources of a file; they stand within each other, or refer to each other by name."""

    def __init__(self, root: Element, text: str) -> None:
        self._named: dict[str, Element] = {}
        self._order: list[Element] = []
        self._walk(root, 0)
        self._top = list(root)
        self._text = text
        self._lines: dict[str, int] = {}
        line, place = 1, 0
        for found in _ABOUT.finditer(text):
            line += text.count("\n", place, found.start())
            place = found.start()
            self._lines.setdefault(found[1], line)
        self._collections = self._collection_paths()

    def _walk(self, element: Element, level: int) -> None:
        for one in element:
            name = one.get(f"{RDF}about")
            if name is not None:
                self._named.setdefault(name, one)
            if level < _MOST_LEVELS:
                self._walk(one, level + 1)

    def entries(self) -> Iterator[FullEntry]:
        """Yields the items in the order of the file."""
        turns = Yielder()
        for one in self._top:
            turns.yield_to_ui()
            kind = (one.findtext(f"{Z}itemType") or "").strip()
            if one.tag in _CONTAINERS and not kind:
                continue
            if one.tag in _NO_ITEMS or kind == "attachment":
                if one.tag == f"{Z}Attachment" and self._is_alone(one):
                    yield self._alone(one)
                elif one.tag == f"{BIB}Memo" and self._is_lone_note(one):
                    yield self._lone_note(one)
                continue
            yield self._entry(one, kind or _type_of(one.tag))

    def _of(self, element: Element | None) -> Element | None:
        """Returns the resource that a property has: within it, or by its name."""
        if element is None:
            return None
        name = element.get(f"{RDF}resource")
        if name is not None:
            return self._named.get(name)
        return next(iter(element), None)

    def _collection_paths(self) -> dict[str, list[str]]:
        """Returns the paths of the collections of each item, by its name."""
        inside: dict[str, list[str]] = {}
        titles: dict[str, str] = {}
        for one in self._top:
            if one.tag != f"{Z}Collection":
                continue
            name = one.get(f"{RDF}about") or ""
            titles[name] = (one.findtext(f"{DC}title") or "").strip() or "Collection"
            inside[name] = [part.get(f"{RDF}resource") or "" for part in one.iterfind(f"{DCTERMS}hasPart")]
        parents = {part: name for name, parts in inside.items() for part in parts if part in titles}
        self.renamed = renamed_groups(titles.values())
        paths: dict[str, list[str]] = {}
        for name, parts in inside.items():
            path, above, seen = [without_slash(titles[name])], parents.get(name), {name}
            while above is not None and above not in seen:
                seen.add(above)
                path.insert(0, without_slash(titles[above]))
                above = parents.get(above)
            for part in parts:
                if part not in titles:
                    paths.setdefault(part, []).append("/".join(path))
        return paths

    def _entry(self, one: Element, kind: str) -> FullEntry:
        name = one.get(f"{RDF}about") or ""
        fields: dict[str, str] = {}
        tags: list[str] = []
        notes: list[str] = []
        files: list[LinkedFile] = []
        relations: list[tuple[str, str]] = []
        links: list[tuple[str, str]] = []
        creators: list[ZoteroCreator] = []
        rest = ""
        for part in one:
            tag = part.tag
            if tag == f"{Z}itemType":
                continue
            if tag == f"{Z}scholarDesktop":
                rest = joined_text(part)
            elif tag == f"{DC}subject":
                self._read_subject(part, fields, tags)
            elif tag == f"{DC}identifier":
                self._read_identifier(part, fields)
            elif tag == f"{DC}publisher":
                _read_publisher(part, fields)
            elif tag == f"{DC}relation":
                relations.append(("dc:relation", part.get(f"{RDF}resource") or joined_text(part)))
            elif tag == f"{DCTERMS}isPartOf":
                self._read_container(self._of(part), kind, fields)
            elif tag == f"{DCTERMS}isReferencedBy":
                self._read_note(self._of(part), notes, tags)
            elif tag == f"{LINK}link":
                attachment = self._of(part)
                _read_file(attachment, files, links)
                if attachment is not None and (note := joined_text(attachment.find(f"{DC}description"))):
                    notes.append(note)
            elif tag == f"{BIB}presentedAt":
                meeting = self._of(part)
                if meeting is not None:
                    fields.setdefault("meetingName", joined_text(meeting.find(f"{DC}title")))
            elif part.find(f"{RDF}Seq") is not None:
                creators += _read_people(part)
            elif tag == f"{PRISM}number":
                fields.setdefault("number" if kind in NUMBERED else "issue", joined_text(part))
            elif tag in _TEXTS:
                fields.setdefault(_TEXTS[tag], joined_text(part))
            elif tag.startswith(Z):
                fields.setdefault(tag.removeprefix(Z), joined_text(part))
        if not (fields.get("url") or fields.get("DOI") or links) and name.startswith(("http://", "https://")):
            fields["url"] = name
        entry = entry_of_item(
            ZoteroItem(
                kind,
                fields,
                creators,
                tags,
                self._collections.get(name, []),
                notes,
                files,
                relations,
                links,
                line=self._lines.get(name, 0),
                more={"about": name} if relations or name.startswith("#") else {},
            )
        )
        return with_remainder(entry, rest) if rest else entry

    def _read_subject(self, part: Element, fields: dict[str, str], tags: list[str]) -> None:
        inner = next(iter(part), None)
        if inner is None:
            tags.append(joined_text(part))
        elif inner.tag == f"{DCTERMS}LCC":
            fields["callNumber"] = joined_text(inner.find(f"{RDF}value"))
        else:
            tags.append(joined_text(inner.find(f"{RDF}value")))

    def _read_identifier(self, part: Element, fields: dict[str, str]) -> None:
        inner = part.find(f"{DCTERMS}URI")
        if inner is not None:
            fields.setdefault("url", joined_text(inner.find(f"{RDF}value")))
            return
        text = joined_text(part)
        for word in ("ISBN", "ISSN", "DOI"):
            if text.startswith(f"{word} "):
                fields.setdefault(word, text.removeprefix(word).strip())
                return
        fields.setdefault("number", text)

    def _read_container(self, container: Element | None, kind: str, fields: dict[str, str]) -> None:
        if container is None:
            return
        title = joined_text(container.find(f"{DC}title"))
        short = joined_text(container.find(f"{DCTERMS}alternative"))
        if container.tag == f"{BIB}Series":
            fields.setdefault("series", title)
            if short:
                fields.setdefault("seriesTitle", short)
            if number := joined_text(container.find(f"{DC}identifier")):
                fields.setdefault("seriesNumber", number)
            if text := joined_text(container.find(f"{DC}description")):
                fields.setdefault("seriesText", text)
        elif container.tag == f"{BIB}Part":
            fields.setdefault("section", title)
        else:
            if title:
                fields.setdefault("publicationTitle", title)
            if short:
                fields.setdefault("journalAbbreviation", short)
        for part in container:
            if part.tag == f"{DC}identifier" and container.tag != f"{BIB}Series":
                self._read_identifier(part, fields)
            elif part.tag == f"{PRISM}volume":
                fields.setdefault("volume", joined_text(part))
            elif part.tag == f"{PRISM}number":
                fields.setdefault("issue", joined_text(part))
            elif part.tag == f"{DCTERMS}isPartOf":
                self._read_container(self._of(part), kind, fields)

    def _read_note(self, memo: Element | None, notes: list[str], tags: list[str]) -> None:
        if memo is not None and (text := joined_text(memo.find(f"{RDF}value"))):
            notes.append(text)
            tags += [joined_text(one) for one in memo.iterfind(f"{DC}subject")]

    def _referenced(self) -> set[str]:
        return {
            part.get(f"{RDF}resource") or ""
            for one in self._top
            for tag in (f"{LINK}link", f"{DCTERMS}isReferencedBy")
            for part in one.iterfind(tag)
        }

    def _is_alone(self, attachment: Element) -> bool:
        return (attachment.get(f"{RDF}about") or "") not in self._referenced() and bool(_path_of(attachment))

    def _is_lone_note(self, memo: Element) -> bool:
        return (memo.get(f"{RDF}about") or "") not in self._referenced()

    def _alone(self, attachment: Element) -> FullEntry:
        name, path = attachment.get(f"{RDF}about") or "", _path_of(attachment)
        title = joined_text(attachment.find(f"{DC}title")) or path.rpartition("/")[2]
        files = [LinkedFile(path, title, joined_text(attachment.find(f"{LINK}type")))]
        collections = self._collections.get(name, [])
        item = ZoteroItem("attachment", {"title": title}, (), (), collections, (), files, line=self._lines.get(name, 0))
        return entry_of_item(item)

    def _lone_note(self, memo: Element) -> FullEntry:
        name = memo.get(f"{RDF}about") or ""
        text, tags = joined_text(memo.find(f"{RDF}value")), [joined_text(one) for one in memo.iterfind(f"{DC}subject")]
        plain = " ".join(re.sub(r"<[^>]*>", " ", text).split())
        item = ZoteroItem(
            "note",
            {"title": plain[:80]},
            (),
            tags,
            self._collections.get(name, []),
            [text],
            line=self._lines.get(name, 0),
        )
        return entry_of_item(item)


def _read_file(attachment: Element | None, files: list[LinkedFile], links: list[tuple[str, str]]) -> None:
    if attachment is None:
        return
    title = joined_text(attachment.find(f"{DC}title"))
    if path := _path_of(attachment):
        files.append(LinkedFile(path, title, joined_text(attachment.find(f"{LINK}type"))))
    elif address := joined_text(attachment.find(f"{DC}identifier/{DCTERMS}URI/{RDF}value")):
        links.append((title, address))


def _path_of(attachment: Element) -> str:
    stated = attachment.find(f"{Z}path")
    if stated is not None:
        return stated.get(f"{RDF}resource") or joined_text(stated)
    before = attachment.find(f"{RDF}resource")
    return "" if before is None else before.get(f"{RDF}resource") or joined_text(before)


def _read_publisher(part: Element, fields: dict[str, str]) -> None:
    organization = part.find(f"{FOAF}Organization")
    if organization is None:
        fields.setdefault("publisher", joined_text(part))
        return
    if name := joined_text(organization.find(f"{FOAF}name")):
        fields.setdefault("publisher", name)
    if place := joined_text(organization.find(f"{VCARD}adr/{VCARD}Address/{VCARD}locality")):
        fields.setdefault("place", place)


def _read_people(part: Element) -> Iterator[ZoteroCreator]:
    bare = part.tag.rpartition("}")[2]
    role = _PEOPLE.get(bare) if part.tag.startswith(BIB) else None
    role = role or _PLURALS.get(bare) or bare.removesuffix("s")
    for person in part.iter(f"{FOAF}Person"):
        last = joined_text(person.find(f"{FOAF}surname"))
        first = joined_text(person.find(f"{FOAF}givenName")) or joined_text(person.find(f"{FOAF}givenname"))
        yield ZoteroCreator(role, last, first, is_group=not first)


def _type_of(tag: str) -> str:
    return {  # not translated: names of Zotero
        f"{BIB}Article": "journalArticle",
        f"{BIB}Book": "book",
        f"{BIB}BookSection": "bookSection",
        f"{BIB}Thesis": "thesis",
        f"{BIB}Report": "report",
        f"{BIB}Patent": "patent",
        f"{BIB}Letter": "letter",
        f"{BIB}Manuscript": "manuscript",
    }.get(tag, "document")
