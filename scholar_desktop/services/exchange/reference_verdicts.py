"""Compares a reference of a manuscript with its paper: what is wrong, and how it should be. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

import msgspec

from scholar_desktop.domain.bibliographic_entry import Person
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.merging.merge_fields import is_deposit_doi
from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.line_comparison import compare_line, find_title, without_identifiers
from scholar_desktop.domain.reference_lists.manuscript import Correction, ManuscriptReference
from scholar_desktop.domain.reference_lists.named_people import MOST_AUTHORS_OF_UNPAYWALL, differs_in_people
from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine
from scholar_desktop.domain.reference_lists.reference_marks import without_emphasis
from scholar_desktop.domain.reference_lists.title_agreement import (
    NEAR,
    NO,
    OK,
    assess_candidate,
    differs_in_title,
    title_part,
)
from scholar_desktop.domain.reference_lists.venue_agreement import (
    are_different_venues,
    find_venue,
    is_server,
    venue_names,
)
from scholar_desktop.domain.search.venues import is_conference
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.names import is_group
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.title_marks import marks_in
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.formats.bibliographic import is_meeting, without_final_stop
from scholar_desktop.formats.entries.kept_entries import full_entry
from scholar_desktop.formats.manuscripts.reference_entries import (
    entry_of_line,
    place_of_line,
    venue_of_line,
    whole_venue_of_line,
    year_of,
)
from scholar_desktop.services.exchange.corrected_people import corrected_people, is_person, with_given_names
from scholar_desktop.services.exchange.place_differences import agreeing_places, place_differences

# not translated: words that are compared
_SERVER_NAME = re.compile(r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|ssrn|corr|research square)\b", re.IGNORECASE)
_QUOTES = ' “”„«»‘’"'
_YEAR_BEHIND = re.compile(r"\s?\(?(?:1[5-9]|20)[0-9]{2}[a-z]?\)?[.,:]?\s?$")
_ANY_YEAR = r"(?:1[5-9]|20)[0-9]{2}"
# not translated: words of references
_VOLUME_ALONE = re.compile(
    rf"[\s.,;:]{{0,4}}(?:\(?{_ANY_YEAR}(?:\s[A-Z][a-z]{{2}}(?:\s[0-9]{{1,2}})?(?=;))?\)?[\s.,;:]{{1,3}})?"
    r"(?:[Vv]ol(?:ume)?\b\.?\s?(?P<stated>[0-9]{1,4})(?![\w/‐–-]|\.[0-9])"
    rf"|(?P<bare>[0-9]{{1,4}})(?=\s?\({_ANY_YEAR}\)|,\s{_ANY_YEAR}\b|\.?\s*(?:$|PubMed\b)))"
)
"""What follows a journal: ', vol. 154, 2022', ' 154 (2022)', ', 154.', '. 2022 Jun 3;154.'"""
_FROM_FIRST_PAGE = re.compile(r"\s*0*1\s*[-‐–—]")
_PLACE_FIELDS = ("volume", "issue", "page")
_SERIES_FIELDS = ("collection-title", "collection-number")
_PUBLISHED_FIELDS = ("container-title", "issued", "volume", "issue", "page", "DOI", "publisher")
"""What the corrections of a preprint take from its published version."""


def field_corrections(reference: ManuscriptReference, line: ReferenceLine, paper: Paper) -> tuple[Correction, ...]:
    """Returns the corrections of the title, the people and the year of a reference to *paper*. A field that one of
    both does not state is not compared."""
    if reference.entry is not None:
        return tuple(_of_entry(reference.entry, line, paper))
    return tuple(_of_text(line, paper))


def other_venue(reference: ManuscriptReference, line: ReferenceLine, paper: Paper) -> str:
    """Returns the place of publication of *paper* if the reference clearly names another one; else empty.

    An abbreviation, another name of the same venue, and a preprint server are not another place.
    """
    entry = reference.entry
    said = entry.text("container-title") if entry is not None else line.text
    if not said or not paper.venue or is_server(paper.venue) or _SERVER_NAME.search(said) is not None:
        return ""
    same = paper if entry is not None else _with_title_of_line(line, paper)
    compared = assess_candidate(line.wanted, line.text, same)
    how = next((part.how for part in compared.parts if part.words == "venue"), OK)
    name = said if entry is not None else venue_of_line(said)
    if how == OK or (how == NEAR and not are_different_venues(name, venue_names(paper))):
        return ""
    if entry is not None and _are_initials(said, paper.venue):
        return ""
    return plain(paper.venue)


def place_corrections(reference: ManuscriptReference, line: ReferenceLine, paper: Paper) -> tuple[Correction, ...]:
    """Returns the corrections of the volume, the issue and the pages of a reference to *paper* in the place of
    publication that it names: another place has other ones."""
    stated = _comparable_places(reference, line, paper)
    if not stated:
        return ()
    if _is_conference_paper(reference) and _FROM_FIRST_PAGE.match(stated.get("page", "")) is not None:
        del stated["page"]  # many publishers count the pages of each paper of a conference from 1
    record, entry = entry_of(paper), reference.entry
    is_conference = "paper-conference" in (record.item_type, entry.item_type if entry is not None else None)
    if is_conference and not _is_conference_paper(reference):  # of such an entry, it is known already
        is_conference = _has_places_of_conference(paper, stated.get("container-title", ""))
    return tuple(place_differences(stated, record, year=paper.year, is_conference=is_conference))


def places_that_agree(reference: ManuscriptReference, line: ReferenceLine, paper: Paper) -> list[str]:
    """Returns which of the volume, the issue and the pages of a reference were compared with *paper* and agree, as CSL
    variables; empty also if none could be compared."""
    stated = _comparable_places(reference, line, paper)
    return agreeing_places(stated, entry_of(paper)) if stated else []


def _comparable_places(reference: ManuscriptReference, line: ReferenceLine, paper: Paper) -> dict[str, str]:
    """Returns the volume, the issue and the pages of a reference by CSL variable; empty if they may be those of another
    place of publication than that of *paper*, or are not those of an article. Of a conference paper in a
    series, it returns the pages alone: the volume may be the number in the series."""
    entry = reference.entry
    if entry is not None:
        if entry.item_type not in ("article-journal", "article", "paper-conference", None):
            return {}
        is_in_series = _is_conference_paper(reference) and any(map(entry.text, _SERIES_FIELDS))
        names = ("page",) if is_in_series else _PLACE_FIELDS
        stated = {name: entry.text(name) for name in names if entry.text(name)}
    else:
        title = _with_title_of_line(line, paper).title
        stated = (
            place_of_line(line.text, paper.title)
            or volume_alone(line.text, title, paper)
            or _pages_alone(line.text, title, paper)
        )
    venue = entry.text("container-title") if entry is not None else stated.get("container-title", "")
    if not stated or (venue and paper.venue and find_venue(venue, venue_names(paper)) is None):
        return {}
    if not (venue and paper.venue) and not _has_doi(line, paper):
        return {}
    if _is_conference_paper(reference) and not _has_places_of_conference(paper, venue):
        return {}
    return stated


def _is_conference_paper(reference: ManuscriptReference) -> bool:
    """True if a reference is an entry of a conference paper. Of a plain text, the type is not known."""
    return reference.entry is not None and reference.entry.item_type == "paper-conference"


def _has_places_of_conference(paper: Paper, venue: str) -> bool:
    """True if the volume and the pages that Semantic Scholar states of *paper* are not those of a journal that it names
    besides the conference *venue*: where the extended version appeared."""
    facts = next((facts.fields for facts in paper.facts if facts.source == S2), {})
    journal = facts.get("journal")
    name = str(journal.get("name") or "") if isinstance(journal, dict) else ""
    return not name or is_meeting(name) or is_conference(name) or find_venue(venue, [name]) is not None


def volume_alone(text: str, title: str, paper: Paper) -> dict[str, str]:
    """Returns the journal of *paper* and the volume after it that a plain reference states after its title, without
    an issue and pages; empty if it does not. title: as the reference has it."""
    line = without_emphasis(without_identifiers(text))
    place = find_title(line, title)
    after = line[place[1] :] if place is not None else ""
    venue = find_venue(after, venue_names(paper))
    found = _VOLUME_ALONE.match(after, venue[1]) if venue is not None else None
    if venue is None or found is None:
        return {}
    return {"container-title": after[slice(*venue)], "volume": found["stated"] or found["bare"]}


def _pages_alone(text: str, title: str, paper: Paper) -> dict[str, str]:
    """Returns the conference of *paper* and the pages that a plain reference states after its title, without a volume;
    empty if it does not. Pages from 1 on are those of one paper, and of a journal, an issue may be missing.

    Args:
        title: as of `volume_alone`.
    """
    if entry_of(paper).item_type != "paper-conference":
        return {}
    stated = whole_venue_of_line(text, title, undated=True)
    page, venue = stated.get("page", ""), stated.get("container-title", "")
    is_compared = page and _FROM_FIRST_PAGE.match(page) is None and _has_places_of_conference(paper, venue)
    return stated if is_compared else {}


def _has_doi(line: ReferenceLine, paper: Paper) -> bool:
    return paper.ids.doi is not None and line.wanted.identifier == f"doi:{paper.ids.doi}"


def is_by_doi(line: ReferenceLine, paper: Paper) -> bool:
    """True if a reference states the DOI of *paper*, which is that of one published version. The journal of a reference
    without it may be right: that of another version of the work."""
    return _has_doi(line, paper) and not is_deposit_doi(paper.ids.doi or "")


def venue_corrections(
    reference: ManuscriptReference, line: ReferenceLine, paper: Paper, venue: str
) -> tuple[Correction, ...]:
    """Returns the corrections of the place of publication of a reference, for *venue* as `other_venue` returns it, and
    of the volume, the issue and the pages that it states there. They are no fault by themselves, but belong to the
    corrections of a reference that has another one, or that states the DOI of *paper*."""
    entry = reference.entry
    was = _values(entry) if entry is not None else dict[str, str | None](place_of_line(line.text))
    now = _values(entry_of(paper))
    name = entry.text("container-title") if entry is not None else venue_of_line(line.text)
    places = [Correction(one, was[one], now[one]) for one in _PLACE_FIELDS if was.get(one) and now.get(one)]
    return (Correction("container-title", name or None, venue), *(one for one in places if one.was != one.now))


def _are_initials(one: str, other: str) -> bool:
    """True if one name is made of the initials of the other: 'PNAS'."""
    first, second = fold_person_name(one).split(), fold_person_name(other).split()
    return any(
        len(short) == 1 and len(short[0]) > 1 and _is_spread(short[0], "".join(word[0] for word in long))
        for short, long in ((first, second), (second, first))
    )


def _is_spread(letters: str, initials: str) -> bool:
    """True if *letters* are in *initials*, in their order."""
    rest = iter(initials)
    return all(letter in rest for letter in letters)


def _of_entry(entry: FullEntry, line: ReferenceLine, paper: Paper) -> Iterator[Correction]:
    compared = assess_candidate(line.wanted, line.text, paper)
    if differs_in_title(line.wanted, line.text, compared):
        yield Correction("title", entry.text("title"), without_final_stop(paper.title))
    people = entry.of_role("author")
    if people and paper.authors and not _agree(entry, people, paper):
        now = corrected_people(people, people_of(paper))
        yield Correction("author", written_people(people), written_people(now))
    said = year_of(entry)
    if said is not None and paper.year is not None and said != paper.year:
        yield Correction("issued", str(said), str(paper.year))


def _agree(entry: FullEntry, people: Sequence[Contributor], paper: Paper) -> bool:
    """Returns True if the names agree, in their order; an entry that ends in 'and others' may have fewer people, and
    one may have more than Unpaywall names."""
    if any(one.literal is not None for one in people) or any(is_group(one.name) for one in paper.authors):
        return True
    authors, half = paper.authors, len(paper.authors) // 2
    if len(people) == half and authors[:half] == authors[half:]:  # a record that has all its authors twice
        authors = authors[:half]
    is_cut = "author" in entry.with_others
    may_lack_some = len(authors) == MOST_AUTHORS_OF_UNPAYWALL
    if (len(people) < len(authors) and not is_cut) or (len(people) > len(authors) and not may_lack_some):
        return False
    return all(is_person(mine, its.name) for mine, its in zip(people, authors, strict=False))


def _of_text(read: ReferenceLine, paper: Paper) -> Iterator[Correction]:
    text = read.text
    if differs_in_title(read.wanted, text, assess_candidate(read.wanted, text, paper)):
        yield Correction("title", read.wanted.title, without_final_stop(plain(paper.title)))
    line, paper = without_identifiers(text), _with_title_of_line(read, paper)
    compared = compare_line(text, paper, read.wanted.title)
    place = find_title(line, paper.title)
    end = _end_of_names(line, place[0]) if place is not None else 0
    names, is_marked = line[:end], place is not None and end < place[0]
    is_wrong = compared.first_author is False or compared.doubt == "the line names other authors"
    is_title_longer = not is_marked and compared.doubt.startswith("the title in the line starts")
    if not is_wrong and compared.first_author and not is_title_longer:
        is_wrong = differs_in_people(names, paper.authors)
    if is_wrong and paper.authors:
        now = with_given_names(people_of(paper), entry_of_line(text).of_role("author"))
        was = _YEAR_BEHIND.sub("", names.rstrip(_QUOTES)).strip(f".,;:({_QUOTES}")
        yield Correction("author", was or None, written_people(now))
    if compared.year is False and compared.stated_year is not None:
        yield Correction("issued", str(compared.stated_year), str(paper.year))


def _with_title_of_line(read: ReferenceLine, paper: Paper) -> Paper:
    """Returns *paper* with the title of a plain reference if that is nearly its own, so that the names before it and
    the venue after it are found."""
    line, wanted = without_identifiers(read.text), read.wanted
    if wanted.is_loose or find_title(line, paper.title) is not None or find_title(line, wanted.title) is None:
        return paper
    title = title_part(assess_candidate(wanted, read.text, paper))
    is_near = title is not None and title.how != NO
    return msgspec.structs.replace(paper, title=wanted.title) if is_near else paper


def _end_of_names(line: str, start: int) -> int:
    """Returns where the names before a title end, which begins at *start* of *line*: before a mark of the title, such
    as 'RETRACTED:', which is no name."""
    before = (one.start for one in marks_in(line) if one.is_before and one.end <= start and not line[one.end : start])
    return next(before, start)


def is_said_to_be_preprint(reference: ManuscriptReference, line: ReferenceLine, paper: Paper) -> bool:
    """True if a reference is to a preprint: it names a server, and no journal or proceedings."""
    entry = reference.entry
    if entry is not None:
        container, doi = entry.text("container-title"), entry.text("DOI")
        names_server = bool(entry.text("arxiv")) or is_deposit_doi(doi) or bool(container and is_server(container))
        names_server = names_server or (not container and _SERVER_NAME.search(entry.text("publisher")) is not None)
        is_published = bool(container and not is_server(container)) or bool(doi and not is_deposit_doi(doi))
        return names_server and not is_published
    if _SERVER_NAME.search(line.text) is None:
        return False
    doi = next((one for one in [line.wanted.identifier or ""] if one.startswith("doi:")), "")
    if doi and not is_deposit_doi(doi.removeprefix("doi:")):
        return False
    place = find_title(without_identifiers(line.text), paper.title)
    after = without_identifiers(line.text)[place[1] :] if place is not None else line.text
    names = [name for name in venue_names(paper) if not is_server(name)]
    return find_venue(after, names) is None


def is_published(paper: Paper) -> bool:
    """True if the record of *paper* is that of a published work."""
    has_venue = bool(paper.venue) and not is_server(paper.venue or "")
    return has_venue or (paper.ids.doi is not None and not is_deposit_doi(paper.ids.doi))


def published_corrections(
    reference: ManuscriptReference, line: ReferenceLine, published: Paper
) -> tuple[Correction, ...]:
    """Returns what is other in the published version of a preprint."""
    entry = reference.entry or FullEntry()
    now = _values(entry_of(published))
    was = _values(entry)
    if reference.entry is None and line.wanted.year is not None:
        was["issued"] = str(line.wanted.year)
    changes = [
        Correction(name, was.get(name), now[name])
        for name in _PUBLISHED_FIELDS
        if now.get(name) and now[name] != was.get(name) and not (name == "DOI" and is_deposit_doi(now[name] or ""))
    ]
    container = was.get("container-title")
    if container and is_server(container) and not now.get("container-title"):  # its journal is not the server
        changes.insert(0, Correction("container-title", container, None))
    item_type = entry_of(published).item_type
    if reference.entry is not None and published.type is not None and entry.item_type != item_type:
        changes.append(Correction(ITEM_TYPE, entry.item_type, item_type))
    return tuple(changes)


def corrected_entry(entry: FullEntry, details: Sequence[Correction], paper: Paper) -> FullEntry:
    """Returns *entry* with its corrections. paper: the work."""
    fields, people, item_type, with_others = dict(entry.fields), entry.people, entry.item_type, entry.with_others
    for one in details:
        if one.field == "author":
            others = [other for other in people if other.role != "author"]
            people = (*corrected_people(entry.of_role("author"), people_of(paper)), *others)
            with_others = tuple(role for role in with_others if role != "author")
        elif one.field == "issued":
            fields["issued"] = {"from": _corrected_date(entry, one, paper), "to": None}
        elif one.field == ITEM_TYPE:
            item_type = one.now
        elif one.now is None:
            fields.pop(one.field, None)
        elif one.field != "key":
            fields[one.field] = one.now
    return msgspec.structs.replace(entry, fields=fields, people=people, item_type=item_type, with_others=with_others)


def _corrected_date(entry: FullEntry, one: Correction, paper: Paper) -> str | None:
    """Returns the date of a correction of the year with the month and the day that *entry* states, as far as the record
    of *paper* has the same ones in that year: they may belong to the wrong year otherwise."""
    stated, known = _start(entry), _start(entry_of(paper))
    if not one.is_of_year or not known.startswith(f"{one.now}-"):
        return one.now
    same = takewhile(lambda pair: pair[0] == pair[1], zip(stated.split("-")[1:], known.split("-")[1:], strict=False))
    return "-".join([one.now or "", *(part for part, _known in same)])


def _start(entry: FullEntry) -> str:
    """Returns the date of an entry, or the first of a range, as YYYY-MM-DD, YYYY-MM or YYYY; empty without one."""
    issued = entry.fields.get("issued")
    return str(issued.get("from") or "") if isinstance(issued, Mapping) else ""


def entry_of(paper: Paper) -> FullEntry:
    """Returns the entry of a paper as the services state it."""
    return full_entry(KeptPaper("", paper), "bibtex", abstracts=False)


def people_of(paper: Paper) -> tuple[Contributor, ...]:
    """Returns the authors of a paper with the parts of their names."""
    return entry_of(paper).of_role("author")


def written_people(people: Sequence[Contributor]) -> str:
    """Returns names as the command `library edit` reads them: 'Family, Given; Family, Given'."""
    return "; ".join(_written(one.name) for one in people)


def _written(person: Person) -> str:
    return ", ".join(filter(None, (person.family_whole, person.suffix, person.given)))


def _values(entry: FullEntry) -> dict[str, str | None]:
    """Returns the fields of an entry as text, its date as the year."""
    year = year_of(entry)
    return {**{name: entry.text(name) or None for name in entry.fields}, "issued": str(year) if year else None}
