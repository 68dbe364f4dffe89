"""Writes the corrections of a manuscript's references: into its .bib files, and into the texts of its own list. Pure
functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.own_fields import Contributor, Value
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.reference_lists.manuscript import CheckedReference, Correction, ReferenceVerdict
from scholar_desktop.domain.reference_lists.venue_agreement import (
    are_different_venues,
    find_venue,
    is_server,
    venue_names,
)
from scholar_desktop.domain.search.venues import is_conference
from scholar_desktop.domain.text.names import family_words
from scholar_desktop.domain.text.title_marks import title_mark
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.formats.manuscripts.reference_entries import year_of
from scholar_desktop.services.exchange.corrected_people import with_given_names
from scholar_desktop.services.exchange.reference_verdicts import corrected_entry, volume_alone

_DASH = re.compile("[ ]?[-‐–—]{1,2}[ ]?")
_ENDS = (".", "?", "!")
_IDENTIFIERS = ("DOI", "arxiv", "PMID", "PMCID")
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
    was, now, searched = re.escape(one.was), one.now, text
    before, after, flags = r"(?<!\w)", r"(?!\w)", re.IGNORECASE
    if one.field == "issued":
        after = r"(?!\d)"  # the year may have a letter: 2016a
    elif one.field == "page":  # with any dash, which stays
        was, after = re.sub(r"\\?-+", _DASH.pattern, was), r"(?![\w-])"
    elif one.field in ("volume", "issue"):  # no number of an identifier
        before, after, flags = r"(?<![\w./:–-])", r"(?![\w/–-]|\.\w)", re.NOFLAG
        searched = _without_addresses(text)
    found = list(re.finditer(f"{before}{was}{after}", searched, flags))
    if len(found) != 1:
        return None
    if one.field in _IDENTIFIERS and len(re.findall(rf"{was}(?!\w)", unquote(text), re.IGNORECASE)) > 1:
        return None  # an address has it, too, in another form
    if one.field == "page" and (dash := _DASH.search(found[0][0])) is not None:
        now = re.sub(r"-+", dash[0], now)
    rest = text[found[0].end() :]
    if one.field == "title":
        rest = _after_title(one.was, now, rest)
    return f"{text[: found[0].start()]}{now}{rest}"


def _after_title(was: str, now: str, rest: str) -> str:
    """Returns *rest*, what follows the title *was* in a reference, as it follows the title *now*. Each of them has one
    mark at its end: its own or a full stop."""
    if now.endswith(_ENDS):
        return rest[1:] if rest.startswith(".") and not rest.startswith("..") else rest
    return f".{rest}" if was.endswith(_ENDS) and rest.startswith(" ") else rest


def _without_addresses(text: str) -> str:
    """Returns *text* of the same length without its identifiers."""
    return re.sub(r"\b10\.\d{4,9}/\S+|https?://\S+", lambda found: "x" * len(found[0]), text)


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
    places in *checked*. One whose correction is not accepted has its journal, its volume and its pages in their fields;
    the others have them in their notes, as it is not known what the rest of their texts is.

    Args:
        make_key: makes the key of an entry with author and year, before a letter makes it unique; the others have the
            number of the reference. A paper of the library has its type there, and its key if first author and year
            are those of the text.
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
                entry = msgspec.structs.replace(entry, item_type=full_entry(one.kept, "bibtex").item_type)
            if one.refused is not None:
                entry = _with_place(entry, one, one.refused)
                entry = msgspec.structs.replace(entry, fields=_with_retraction(entry.fields, one))
            if one.kept is not None and _has_key_of(entry, one.kept.paper):
                key = one.kept.cite_key
            elif entry.people and year is not None:
                people = tuple(Author(person.shown) for person in entry.people)
                key = make_key(Paper(entry.text("title"), authors=people, year=year))
            else:
                number = re.search(r"\d+", mark_of(one.reference.text))
                key = f"reference{int(number[0]) if number is not None else place + 1}"
            found[place] = msgspec.structs.replace(entry, key=key)
    return found


def _has_key_of(entry: FullEntry, paper: Paper) -> bool:
    """True if first author and year of *entry* are those of *paper*, so that the key of the library is a key of
    both."""
    people, year = entry.of_role("author"), year_of(entry)
    if people and paper.authors and family_words(people[0].shown).isdisjoint(family_words(paper.authors[0].name)):
        return False
    return year is None or paper.year is None or year == paper.year


def _with_place(entry: FullEntry, one: CheckedReference, record: Paper) -> FullEntry:
    """Returns *entry* with the journal, the volume, the issue and the pages in their fields that its text states."""
    place = _place_of(msgspec.structs.replace(one, paper=record))
    if not place:
        return entry
    item_type = _type_of_venue(place["container-title"]) if entry.item_type in _UNKNOWN_TYPES else entry.item_type
    fields = {name: value for name, value in entry.fields.items() if name != "note"}
    return msgspec.structs.replace(entry, item_type=item_type, fields={**fields, **place})


PLACE_FIELDS = ("container-title", "volume", "issue", "page")
FILLED_FIELDS = (
    "author",
    "issued",
    "month",
    *PLACE_FIELDS,
    "publisher",
    "DOI",
    "arxiv",
    "PMID",
    "PMCID",
    "ISSN",
    "URL",
)
"""The fields that a saved entry often has from its record, in the order in which the window names them."""
_MONTH_IN_TEXT = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b", re.IGNORECASE)
_LEAST_TO_FIND = 5
"""A shorter value, such as a number, may be in a text for another reason."""


class WrittenEntry(NamedTuple):
    """An entry of a reference. filled: the fields, roles and `month` that its text does not state and its record does;
    differs: it keeps a journal, a volume, an issue or pages that are other ones in the record."""

    entry: FullEntry
    filled: frozenset[str] = frozenset()
    differs: bool = False


class CorrectedFile(NamedTuple):
    """The text of a corrected .bib file. completed: its entries of papers, each once, with what they have from their
    records; shared: the number of references without an entry of their own, because they repeat another one."""

    text: str
    completed: tuple[WrittenEntry, ...]
    shared: int = 0


def completed_entry(entry: FullEntry, one: CheckedReference, *, has_exact_title: bool = True) -> WrittenEntry:
    """Returns *entry*, that of the paper of a reference without an entry of a file, with what the text of the reference
    states and its corrections do not change: title, journal, volume, issue, pages and year. What the text does not
    state is that of *entry*; of a text that names another journal or volume, nothing is added that belongs to those of
    *entry*. That of a preprint which was published since has the place of the published version. Authors have the given
    names of the text where these are fuller.

    Args:
        has_exact_title: False for a text whose title may have hyphens and breaks of lines, as that of a PDF.
    """
    from scholar_desktop.formats.manuscripts.reference_entries import entry_of_line, title_of_line

    corrected = {each.field for each in one.details}
    read = entry_of_line(one.reference.text)
    stated: dict[str, Value] = {}
    fields = dict(entry.fields)
    if one.published is None:
        known = {name: entry.text(name) for name in entry.fields}
        place = {name: text for name, text in _place_of(one).items() if name not in corrected}
        if one.paper is None:  # only the library has it, where the user wrote it
            place = {} if _apart(place, known, one) else {name: place[name] for name in place if not known.get(name)}
        apart = _apart(place, known, one) - corrected
        fields = {name: value for name, value in fields.items() if name not in apart}
        if apart and "issued" in read.fields and "issued" not in corrected:  # without the month of the other volume
            stated["issued"] = read.fields["issued"]
        stated |= place
    has_other_date = year_of(read) != year_of(entry) or _has_month_besides(read.fields, "")
    if "issued" in read.fields and "issued" not in corrected and has_other_date:
        stated["issued"] = read.fields["issued"]
    title = title_of_line(one.reference.text, one.paper.title) if one.paper is not None else ""
    mark = title_mark(title)
    if title and "title" not in corrected and (mark is not None or (has_exact_title and not _has_markup(entry))):
        stated["title"] = title
    if (
        one.verdict is ReferenceVerdict.RETRACTED
        and title_mark(str(stated.get("title") or entry.text("title"))) is None
    ):
        stated["note"] = "Retracted"  # not translated: a field of the file
    fields |= stated
    differs = any(
        entry.text(name) and not _is_same(name, str(value), entry.text(name), one)
        for name, value in stated.items()
        if name in PLACE_FIELDS
    )
    of_text = {*stated, *read.fields, *corrected, "title", "note"}
    filled = {name for name in fields if fields[name] and name not in of_text}
    filled -= {name for name in filled if _is_in_text(fields[name], one.reference.text)}
    if "issued" in of_text and "issued" not in corrected and _has_month_besides(fields, one.reference.text):
        filled.add("month")
    filled |= {person.role for person in entry.people} - {person.role for person in read.people} - corrected
    entry = _with_given_names(entry, read)
    if "author" not in corrected and [*entry.of_role("author")] != [*read.of_role("author")]:
        filled.add("author")
    return WrittenEntry(_changed(entry, fields), frozenset(filled if one.paper is not None else ()), differs)


def _is_in_text(value: Value, text: str) -> bool:
    """True if *text* states *value*, an address also by the identifier that it is made of."""
    if not isinstance(value, str):
        return False
    known = identifiers.parse(value) if value.startswith(("http://", "https://")) else None
    names = (value, known.value) if known is not None else (value,)
    stated = _DASH.sub("-", text).casefold()
    return any(len(name) >= _LEAST_TO_FIND and _DASH.sub("-", name).casefold() in stated for name in names)


def _has_month_besides(fields: Mapping[str, Value], text: str) -> bool:
    """True if the date of *fields* has a month that *text* does not state."""
    issued = fields.get("issued")
    start = str(issued.get("from") or "") if isinstance(issued, Mapping) else ""
    return "-" in start and _MONTH_IN_TEXT.search(text) is None


def as_written(one: WrittenEntry, written: FullEntry) -> WrittenEntry:
    """Returns *one* with those of its filled fields that *written*, its entry as the file has it, has too: a format
    leaves out some."""
    there = {*written.fields, *(person.role for person in written.people)}
    if _has_month_besides(written.fields, ""):
        there.add("month")
    return one._replace(filled=one.filled & there)


def _with_given_names(entry: FullEntry, read: FullEntry) -> FullEntry:
    """Returns *entry* with the given names of its authors that *read*, the entry of the text, has in fuller form."""
    authors, record = entry.of_role("author"), entry.record
    named = with_given_names(authors, read.of_role("author"))
    if named == (*authors,):
        return entry
    if record is not None:
        record = msgspec.structs.replace(record, authors=tuple(one.name for one in named))
    others = [one for one in entry.people if one.role != "author"]
    return msgspec.structs.replace(entry, people=(*named, *others), record=record)


def _with_retraction(fields: Mapping[str, Value], one: CheckedReference) -> dict[str, Value]:
    """Returns *fields* with the note that the paper is retracted, unless its title says so."""
    if one.verdict is not ReferenceVerdict.RETRACTED or title_mark(str(fields.get("title") or "")) is not None:
        return dict(fields)
    notes = [str(note) for note in [fields.get("note")] if note]
    # not translated: a field of the file
    return dict(fields) if "Retracted" in " ".join(notes) else {**fields, "note": ". ".join(["Retracted", *notes])}


def _changed(entry: FullEntry, fields: dict[str, Value]) -> FullEntry:
    """Returns *entry* with *fields*, also in what the services state of it."""
    from scholar_desktop.formats.bibliographic import parse_pages

    now = msgspec.structs.replace(entry, fields=fields)
    if fields == entry.fields:
        return entry
    item_type, record = entry.item_type, entry.record
    container = str(fields.get("container-title") or "")
    is_placed = bool(container) and not entry.fields.get("container-title") and _is_placed_by(container, item_type)
    placed_type = _type_of_venue(container) if is_placed else item_type
    if record is not None and fields.get("note") != entry.fields.get("note"):
        record = None  # it has no notes
    if record is not None:
        names = {"title": "title", "container-title": "container", "volume": "volume", "issue": "issue"}
        names |= {"publisher": "publisher"}
        changed: dict[str, Any] = {
            its: fields.get(name) for name, its in names.items() if fields.get(name) != entry.fields.get(name)
        }
        if "ISSN" not in fields:
            changed["issn"] = ()
        if fields.get("page") != entry.fields.get("page"):
            changed["pages"] = parse_pages(str(fields.get("page") or ""))
        if fields.get("issued") != entry.fields.get("issued"):
            issued = fields.get("issued")
            parts = str(issued.get("from") or "").split("-") if isinstance(issued, Mapping) else []
            month, day = (*map(int, parts[1:3]), None, None)[:2]
            changed |= {"year": year_of(now), "month": month, "day": day}
        if is_placed:
            changed["type"] = "conference" if placed_type == "paper-conference" else "article"
        record = msgspec.structs.replace(record, **changed)
    return msgspec.structs.replace(now, item_type=placed_type, record=record)


def _place_of(one: CheckedReference) -> dict[str, str]:
    """Returns the venue, the volume, the issue and the pages that the text of a reference states."""
    from scholar_desktop.formats.manuscripts.reference_entries import (
        is_no_venue,
        place_of_line,
        venue_of_line,
        whole_venue_of_line,
    )

    text, record = one.reference.text, one.published or one.paper
    title = record.title if record is not None else ""
    found = place_of_line(text, title) or whole_venue_of_line(text, title)
    if not found and record is not None and (record.venue or one.other_venue):  # it may be shortened: 'Proc. Natl.'
        name = venue_of_line(text, title, venue_names(record))
        if name and not is_server(name) and not is_no_venue(name):
            return {**volume_alone(text, title, record), "container-title": name}
    return found


def _apart(stated: Mapping[str, str], known: Mapping[str, str], one: CheckedReference) -> set[str]:
    """Returns the fields of *known*, a record, that belong to another journal, or another volume, than *stated*."""
    for place, name in enumerate(PLACE_FIELDS[:2]):
        if name in stated and known.get(name) and not _is_same(name, stated[name], known[name], one):
            return {*PLACE_FIELDS[place + 1 :], "ISSN", *(("publisher",) if place == 0 else ())} - {*stated}
    return set()


def _is_same(name: str, stated: str, known: str, one: CheckedReference) -> bool:
    """True if both values of the field *name* are the same, whatever they are written like."""
    from scholar_desktop.formats.bibliographic import parse_pages

    if name == "container-title":
        record = one.published or one.paper
        names = [known, *(venue_names(record) if record is not None else ())]
        return find_venue(stated, names) is not None or not are_different_venues(stated, names)
    if name == "page":
        mine, its = parse_pages(stated), parse_pages(known)
        return mine is None or its is None or mine == its or (mine[1] is None and mine[0] == its[0])
    return stated.casefold().lstrip("0") == known.casefold().lstrip("0")


def _has_markup(entry: FullEntry) -> bool:
    return plain(entry.text("title")) != entry.text("title")


def completed_item(item: Mapping[str, Any], one: CheckedReference) -> dict[str, Any]:
    """Returns the CSL-JSON *item* of the paper of a reference with the journal, the volume, the issue and the pages
    that it does not state and the text of the reference does, and with the fuller given names of the text, as
    `completed_entry` has them."""
    item = _with_names_of_text(item, one)
    if one.published is not None:
        return dict(item)
    item_type = item.get("type")
    stated = _stated_place(one, {name: str(value) for name, value in item.items()}, item_type)
    corrected = {each.field for each in one.details}
    added = {name: value for name, value in stated.items() if not item.get(name) and name not in corrected}
    if "container-title" in added and _is_placed_by(added["container-title"], item_type):
        added["type"] = _type_of_venue(added["container-title"])
    return {**item, **added}


def _with_names_of_text(item: Mapping[str, Any], one: CheckedReference) -> Mapping[str, Any]:
    from scholar_desktop.formats.manuscripts.reference_entries import entry_of_line

    people = [person for person in item.get("author") or () if isinstance(person, dict)]
    authors = [
        Contributor("author", person.get("family", ""), person.get("given", ""), literal=person.get("literal"))
        for person in people
    ]
    named = with_given_names(authors, entry_of_line(one.reference.text).of_role("author"))
    if named == (*authors,):
        return item
    return {**item, "author": [{**was, "given": now.given} for was, now in zip(people, named, strict=True)]}


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


def _is_placed_by(venue: str, item_type: str | None) -> bool:
    """True if *venue*, which the record of a work does not state, shows the type of the work: an article may be one of
    a conference."""
    if item_type in _UNKNOWN_TYPES:
        return True
    return item_type == "article-journal" and _type_of_venue(venue) == "paper-conference"


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
        if place in of_texts and one.kept is not None and of_texts[place].key == one.kept.cite_key:
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
