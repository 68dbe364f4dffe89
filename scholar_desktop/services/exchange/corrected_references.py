"""Writes the corrections of a manuscript's references: into its .bib files, and into the texts of its own list. Pure
functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.own_fields import Value
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.reference_lists.manuscript import CheckedReference, Correction
from scholar_desktop.domain.reference_lists.venue_agreement import find_venue, venue_names
from scholar_desktop.domain.search.venues import is_conference
from scholar_desktop.services.exchange.reference_verdicts import corrected_entry, year_of

_UNKNOWN_TYPES = (None, "document", "article")
"""The types of an entry whose record does not show where the work was published."""


def corrected_text(one: CheckedReference) -> str | None:
    """Returns the text of a reference with its corrections; of one whose paper is not known, as it is written. None if
    a correction has no single place in the text, such as other authors or another journal, so that the
    reference has to be written anew."""
    text = one.reference.text
    if one.paper is None:  # an identifier that no service knows has no correction
        return text
    for each in one.details:
        if each.field != "key":
            changed = _with_correction(text, each)
            if changed is None:
                return None
            text = changed
    return text


def _with_correction(text: str, one: Correction) -> str | None:
    if one.field in ("author", "container-title") or not one.was or not one.now:
        return None
    end = r"(?!\d)" if one.field == "issued" else r"(?!\w)"  # the year may have a letter: 2016a
    found = list(re.finditer(rf"(?<!\w){re.escape(one.was)}{end}", text, re.IGNORECASE))
    if len(found) != 1:
        return None
    return f"{text[: found[0].start()]}{one.now}{text[found[0].end() :]}"


def corrected_files(texts: Sequence[str], checked: Sequence[CheckedReference], form: str) -> list[str]:
    """Returns the texts of .bib files with the corrections of their entries. form: `bibtex` or `biblatex`."""
    from scholar_desktop.formats.entries.bibtex_editing import correct_bibtex

    pairs: list[list[tuple[FullEntry, FullEntry]]] = [[] for _ in texts]
    for one in checked:
        entry = one.reference.entry
        if entry is not None and one.paper is not None and one.reference.bib is not None:
            pairs[one.reference.bib].append((entry, corrected_entry(entry, one.details, one.paper)))
    return [
        correct_bibtex(text, corrected, biblatex=form == "biblatex")
        for text, corrected in zip(texts, pairs, strict=True)
    ]


def text_entries(checked: Sequence[CheckedReference], make_key: Callable[[Paper], str]) -> dict[int, FullEntry]:
    """Returns the entries of the references that have no entry in a file and no paper, as they are written, by their
    places in *checked*.

    Args:
        make_key: makes the key of an entry with author and year, before a letter makes it unique; the others have the
            number of the reference. A paper of the library has its type and its key there.
    """
    from scholar_desktop.domain.reference_lists.reference_marks import mark_of
    from scholar_desktop.formats.entries.kept_entries import full_entry
    from scholar_desktop.formats.manuscripts.reference_entries import entry_of_line

    found: dict[int, FullEntry] = {}
    for place, one in enumerate(checked):
        if one.reference.entry is None and one.paper is None and not one.is_only_in_library:
            entry = entry_of_line(one.reference.text)
            year = year_of(entry)
            if one.kept is not None:  # its correction is not accepted
                key = one.kept.cite_key
                entry = msgspec.structs.replace(entry, item_type=full_entry(one.kept, "bibtex").item_type)
            elif entry.people and year is not None:
                people = tuple(Author(person.shown) for person in entry.people)
                key = make_key(Paper(entry.text("title"), authors=people, year=year))
            else:
                number = re.search(r"\d+", mark_of(one.reference.text))
                key = f"reference{int(number[0]) if number is not None else place + 1}"
            found[place] = msgspec.structs.replace(entry, key=key)
    return found


def completed_entry(entry: FullEntry, one: CheckedReference) -> FullEntry:
    """Returns *entry*, that of the paper of a reference without an entry of a file, with the journal, the volume, the
    issue, the pages and the year that the entry does not state and the text of the reference does.

    A text that names another journal or volume adds nothing, nor does that of a preprint which was published since.
    """
    from scholar_desktop.formats.bibliographic import parse_pages
    from scholar_desktop.formats.manuscripts.reference_entries import entry_of_line

    if one.published is not None:
        return entry
    item_type, record = entry.item_type, entry.record
    stated: dict[str, Value] = {**_stated_place(one, {name: entry.text(name) for name in entry.fields}, item_type)}
    issued = entry_of_line(one.reference.text).fields.get("issued")
    stated |= {"issued": issued} if issued is not None else {}
    corrected = {each.field for each in one.details}
    added = {name: value for name, value in stated.items() if not entry.fields.get(name) and name not in corrected}
    if not added:
        return entry
    is_placed = "container-title" in added and item_type in _UNKNOWN_TYPES
    placed_type = _type_of_venue(str(added["container-title"])) if is_placed else item_type
    if record is not None:
        names = {"container-title": "container", "volume": "volume", "issue": "issue"}
        changed: dict[str, Any] = {names[name]: value for name, value in added.items() if name in names}
        if "page" in added:
            changed["pages"] = parse_pages(str(added["page"]))
        if "issued" in added:
            changed["year"] = year_of(msgspec.structs.replace(entry, fields=added))
        if is_placed:
            changed["type"] = "conference" if placed_type == "paper-conference" else "article"
        record = msgspec.structs.replace(record, **changed)
    return msgspec.structs.replace(
        entry,
        item_type=placed_type,
        fields={**entry.fields, **added},
        record=record,
    )


def completed_item(item: Mapping[str, Any], one: CheckedReference) -> dict[str, Any]:
    """Returns the CSL-JSON *item* of the paper of a reference with the journal, the volume, the issue and the pages
    that it does not state and the text of the reference does, as `completed_entry` adds them."""
    if one.published is not None:
        return dict(item)
    item_type = item.get("type")
    stated = _stated_place(one, {name: str(value) for name, value in item.items()}, item_type)
    corrected = {each.field for each in one.details}
    added = {name: value for name, value in stated.items() if not item.get(name) and name not in corrected}
    if "container-title" in added and item_type in _UNKNOWN_TYPES:
        added["type"] = _type_of_venue(added["container-title"])
    return {**item, **added}


def _stated_place(one: CheckedReference, known: Mapping[str, str], item_type: str | None) -> dict[str, str]:
    """Returns the venue, the volume, the issue and the pages that the text of a reference states; empty if it names
    another venue or volume than *known*, the fields of its record. A name without numbers is a venue unless the work
    is of a type that has none."""
    from scholar_desktop.formats.manuscripts.reference_entries import place_of_line, whole_venue_of_line

    stated = place_of_line(one.reference.text)
    if not stated and item_type in (*_UNKNOWN_TYPES, "article-journal", "paper-conference"):
        stated = whole_venue_of_line(one.reference.text)
    container, volume = known.get("container-title", ""), known.get("volume", "")
    venues = [container, *(venue_names(one.record) if one.record is not None else ())]
    is_other = container and find_venue(stated.get("container-title", ""), venues) is None
    return {} if is_other or (volume and volume != stated.get("volume", volume)) else stated


def _type_of_venue(name: str) -> str:
    from scholar_desktop.formats.bibliographic import is_meeting

    return "paper-conference" if is_conference(name) or is_meeting(name) else "article-journal"


def listed_entries(
    checked: Sequence[CheckedReference],
    of_papers: Mapping[int, FullEntry],
    of_texts: Mapping[int, FullEntry],
    taken: Collection[str],
) -> list[FullEntry]:
    """Returns the entries of the references that are not of a .bib file, in the order of *checked*. Two references to
    one paper have one entry.

    Args:
        of_papers: the entries of papers, by the places of their references.
        of_texts: the entries of texts, by the places of their references; a letter makes their keys unique, but for
            those of the library.
        taken: keys that no text may have.
    """
    from scholar_desktop.formats.cite_keys import make_unique

    used = {*taken, *(entry.key for entry in of_papers.values())}
    used.update(one.reference.entry.key for one in checked if one.reference.entry is not None)
    found: list[FullEntry] = []
    written: set[str] = set()
    for place, one in enumerate(checked):
        entry = one.reference.entry
        if place in of_texts and one.kept is not None:
            if of_texts[place].key not in written:
                written.add(of_texts[place].key)
                found.append(of_texts[place])
        elif place in of_texts:
            key = make_unique(of_texts[place].key, used.__contains__)
            used.add(key)
            found.append(msgspec.structs.replace(of_texts[place], key=key))
        elif place in of_papers:
            if of_papers[place].key not in written:
                written.add(of_papers[place].key)
                found.append(of_papers[place])
        elif entry is not None and one.reference.bib is None:
            found.append(entry if one.paper is None else corrected_entry(entry, one.details, one.paper))
    return found
