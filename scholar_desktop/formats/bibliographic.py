"""Builds the bibliographic record of a paper, completed from all that the services sent about it (its facts).

Journal, volume and pages come from Semantic Scholar's `journal`, publisher and ISSN from Unpaywall, the issue from
Zenodo or from Semantic Scholar's volume ('283 13' is volume 283, issue 13).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from scholar_desktop.domain.bibliographic_entry import Biblio, Person, make_person, parse_person
from scholar_desktop.domain.csl_variables import DATES, PAPER_TYPE_OF_CSL, ROLES, TEXTS
from scholar_desktop.domain.merging.merge_fields import is_deposit, is_deposit_doi
from scholar_desktop.domain.own_fields import ITEM_TYPE, OwnFields, own_fields_of
from scholar_desktop.domain.paper import TYPE_OF_GENRE, Author, Paper
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.names import family_words, first_initial
from scholar_desktop.domain.text.text_folding import fold_person_name
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.formats.plain_reference import cited_doi, link

# not translated: names of venues as the services send them
_ARXIV = ("arxiv", "arxiv.org", "corr", "arxiv (cornell university)")
# not translated: names of venues as the services send them
_SERVERS = (*_ARXIV, "biorxiv", "medrxiv", "chemrxiv", "ssrn electronic journal", "research square", "zenodo")
_VOLUME_AND_ISSUE = re.compile(r"([0-9]+)\s+(\S.*)")
_PAGES = re.compile(r"(\S+?)(\s*[-‐–—−]+\s*)(\S+)")
_ISSN = re.compile(r"[0-9]{4}-[0-9]{3}[0-9X]")
_DIGITS = 20
"""The number of a page has fewer digits; Python refuses to convert very long ones."""
_ARXIV_MONTH = re.compile(r"(?:[a-z.-]+/)?([0-9]{2})([0-9]{2})", re.IGNORECASE)
_DAYS_TO_ID = 7
_PROCEEDINGS = re.compile(r"\b(?:proceedings|proc\.|companion)\b", re.IGNORECASE)
# not translated: words in the names of venues
_MEETING = re.compile(
    r"\b(?:conferences?|conf|symposium|symposion|symposia|symp|workshops?|worksh|wkshp|congress(?:es)?|congr"
    r"|meetings?(?!\s+abstracts)|\w*tagung(?:en)?|tagungsb[aä]nde?|\w*kongress(?:e|es|en)?|\w*kongreß|\w*konferenz(?:en)?)\b",
    re.IGNORECASE,
)
_OF_PROCEEDINGS = re.compile(
    r"\b(?<!mayo clinic )(?:proceedings|proc\.)"
    r"(?!.*\b(?:academy|acad|society|soc|royal|institution|institute|inst|endowment|endow|"
    r"biological|biol|geologists)\b| of the (?:ieee|acm on)\b| (?:ieee|acm)\.?$| acm (?:program|hum|interact|meas|"
    r"manag|netw|comput)\w*\.)",
    re.IGNORECASE,
)
"""But not a journal such as the Proceedings of the National Academy of Sciences, of the IEEE or of the ACM on ..."""
_JOURNAL = re.compile(
    r"\b(?:journal|zeitschrift|quarterly)\b|^(?:the )?j\.? |\bj\.?$|\blibrary of congress\b|\bcongress (?:&|and) the "
    r"presidency|\bsymposia on quantitative biology\b",
    re.IGNORECASE,
)
_TYPES = {
    "article": "article",
    "review": "article",
    "conference": "conference",
    "book": "book",
    "chapter": "chapter",
    "preprint": "preprint",
    "thesis": "thesis",
    "report": "report",
    "dataset": "dataset",
    "software": "software",
}


def is_meeting(venue: str) -> bool:
    """Returns True if *venue* is by its words a conference or its proceedings, not a journal."""
    if _PROCEEDINGS.search(venue) is None and _JOURNAL.search(venue) is not None:
        return False
    return _MEETING.search(venue) is not None or _OF_PROCEEDINGS.search(venue) is not None


def bibliographic_record(paper: Paper) -> Biblio:
    """Returns the bibliographic record of *paper*.

    Sends no requests; for a paper without facts, only its own fields are used.
    """
    s2, unpaywall, zenodo = (_facts_of(paper, source) for source in (S2, UNPAYWALL, ZENODO))
    genre = _registered_type(paper, unpaywall)
    if paper.ids.doi is None or _text(unpaywall.get("doi")) != paper.ids.doi or is_deposit_doi(paper.ids.doi):
        unpaywall = {}  # its data are about another version
    journal = _journal(s2)
    meta, custom = _dict(zenodo.get("metadata")), _dict(zenodo.get("custom_fields"))
    zenodo_journal = _dict(meta.get("journal")) or _dict(custom.get("journal:journal"))
    type_ = _type(paper, s2, genre, journal)
    volume, issue = _volume_and_issue(_text(journal.get("volume")) or _text(zenodo_journal.get("volume")))
    imprint = _dict(meta.get("imprint")) or _dict(custom.get("imprint:imprint"))
    year, month, day = _date(paper, type_, s2, unpaywall)
    container = _container(type_, paper, unpaywall, journal, meta, custom)
    record = Biblio(
        type=type_,
        title=without_final_stop(plain(paper.title)),
        authors=tuple(_people(paper, unpaywall, meta)),
        year=year,
        month=month,
        day=day,
        container=container,
        volume=volume,
        issue=_text(zenodo_journal.get("issue")) or issue,
        pages=parse_pages(
            _text(journal.get("pages"))
            or _text(zenodo_journal.get("pages"))
            or _text(_dict(meta.get("part_of")).get("pages"))
        ),
        publisher=_publisher(type_, paper, unpaywall, meta, custom, imprint),
        place=_text(imprint.get("place")),
        issn=_issns(s2, unpaywall) if type_ == "article" else (),
        isbn=_text(imprint.get("isbn")),
        version=_text(meta.get("version")) if type_ in ("dataset", "software") else None,
        doi=cited_doi(paper),
        arxiv=paper.ids.arxiv,
        pmid=paper.ids.pmid,
        pmcid=paper.ids.pmcid,
        url=link(paper) or None,
        abstract=" ".join(paper.abstract.split()) if paper.abstract else None,
        edition=_text(imprint.get("edition")),
        editors=tuple(_contributors(meta, "editor")),
        translators=tuple(_contributors(meta, "translator")),
    )
    own = own_fields_of(paper)
    return record if own is None else _with_own(record, paper, own)


def _with_own(record: Biblio, paper: Paper, own: OwnFields) -> Biblio:
    """Returns *record* with the fields that a person or an import wrote in the library in place of the services'."""
    changed: dict[str, Any] = {
        attribute: own.text(name) for name, attribute in _RECORD_FIELDS.items() if name in own.origin
    }
    if own.item_type is not None:
        changed["type"] = _TYPES.get(PAPER_TYPE_OF_CSL.get(own.item_type, "other"), "other")
    if "title" in own.origin:
        changed["title"] = own.text("title") or ""
    variables = csl_variables(own)
    with_others = {role for role in dict.fromkeys(one.role for one in own.people) if own.ends_in_others(role)}
    if "author" in with_others and len(paper.authors) > len(own.of_role("author")):
        # a service names the others; the paper is shown with all of them, too
        with_others.remove("author")
        variables.pop("author", None)
    for role, attribute in (("author", "authors"), ("editor", "editors"), ("translator", "translators")):
        if role in variables:
            changed[attribute] = tuple(one.name for one in own.of_role(role))
    if "issued" in own.origin:
        value = own.fields.get("issued")
        parts = _date_parts(value.get("from")) if isinstance(value, dict) else []
        changed["year"], changed["month"], changed["day"] = (*parts, None, None, None)[:3]
    if "page" in own.origin:
        changed["pages"] = parse_pages(own.text("page"))
    if "ISSN" in own.origin:
        changed["issn"] = tuple(_ISSN.findall((own.text("ISSN") or "").upper()))
    if changed.get("type", record.type) == "preprint" and "publisher" in own.origin:
        changed["container"] = own.text("publisher")
    return msgspec.structs.replace(record, **changed, variables=variables, with_others=tuple(sorted(with_others)))


_RECORD_FIELDS = {
    "container-title": "container",
    "volume": "volume",
    "issue": "issue",
    "publisher": "publisher",
    "publisher-place": "place",
    "ISBN": "isbn",
    "version": "version",
    "DOI": "doi",
    "arxiv": "arxiv",
    "PMID": "pmid",
    "PMCID": "pmcid",
    "URL": "url",
    "abstract": "abstract",
    "edition": "edition",
}
"""Variables whose text is a field of Biblio."""


def csl_variables(own: OwnFields) -> dict[str, Any]:
    """Returns *own* as variables of CSL-JSON; None for one that was emptied. What CSL does not have is in `custom`."""
    found: dict[str, Any] = {} if own.item_type is None else {"type": own.item_type}
    custom: dict[str, Any] = {}
    for name in own.origin:
        value: Any = own.fields.get(name)
        if name == ITEM_TYPE:
            continue
        if people := own.of_role(name):
            value = [csl_name(one.name) for one in people]
        elif isinstance(value, dict):
            parts = [part for end in ("from", "to") if (part := _date_parts(value.get(end)))]
            value = {"date-parts": parts} if parts else {"literal": str(value.get("literal") or "")}
        if name in TEXTS or name in DATES or name in ROLES:
            found[name] = value
        elif value is not None:
            custom[name] = value
    return found | ({"custom": custom} if custom else {})


def csl_name(person: Person) -> dict[str, str]:
    """Returns a name as CSL-JSON has it."""
    if person.is_group:
        return {"literal": person.family}
    parts = {"given": person.given, "non-dropping-particle": person.particle, "suffix": person.suffix}
    return {"family": person.family} | {name: part for name, part in parts.items() if part}


def _date_parts(text: Any) -> list[int]:
    return [int(part) for part in text.split("-")] if isinstance(text, str) and text[:4].isdecimal() else []


def parse_pages(text: str | None) -> tuple[str, str | None] | None:
    """Returns the first and last page of the text in a file or from a service, or None if it is empty.

    Examples: '686-91', ' 1 - 14 ', 'e1234', '75:1--75:35'. The last page is None for a single page. It is completed
    ('686-91') only in a range without spaces, the form of those who shorten. In a range with spaces the two pages may
    be in the wrong order.
    """
    words = " ".join((text or "").split())
    if not words:
        return None
    found = _PAGES.fullmatch(words)
    if found is None:
        return words, None
    first, dash, last = found.groups()
    if " " in dash:
        if first.isdecimal() and last.isdecimal() and max(len(first), len(last)) < _DIGITS and int(last) < int(first):
            first, last = last, first
    elif (start := re.search(r"[0-9]+$", first)) and last.isdecimal() and len(last) < len(start[0]):
        whole = first[: len(first) - len(last)] + last
        last = whole if whole > first else last
    return first, None if last == first else last


def _registered_type(paper: Paper, unpaywall: dict[str, Any]) -> str | None:
    """Returns the type with which the DOI of *paper* was registered (Unpaywall's genre); None if it is not known, or if
    the DOI is that of a preprint of a paper which was published since."""
    doi = paper.ids.doi
    if doi is None or (_text(unpaywall.get("doi")) or "").lower() != doi:
        return None
    found = TYPE_OF_GENRE.get(_text(unpaywall.get("genre")) or "")
    was_published = is_deposit_doi(doi) and paper.type != "preprint" and bool(paper.venue) and not _at_server(paper)
    return None if was_published else found


def _type(paper: Paper, s2: dict[str, Any], genre: str | None, journal: dict[str, Any]) -> str:
    """Returns the type: that with which the DOI was registered, if it is known; else that of the paper. For a paper
    stored as an article or conference paper, the type of its venue is used: Semantic Scholar assigns both types to
    papers in a conference's journal. If the type of the venue is not known, its name shows a conference. A paper
    without any type that has a venue and the DOI of a publisher is what its venue is by its name: as a work of another
    type, citation styles give it the month and day of a document."""
    if genre is not None:
        return genre
    found = _TYPES.get(paper.type or "", "other")
    doi = paper.ids.doi
    is_published = doi is not None and not is_deposit_doi(doi)
    if found == "preprint" and is_published and not _at_server(paper):
        found = "article"
    if found == "other" and paper.ids.arxiv is not None and not is_published:
        found = "preprint"
    if found == "article" and not is_published and _at_preprint_server(paper) and not journal.get("name"):
        found = "preprint"  # such as a review that is only at arXiv
    if found not in ("article", "conference", "other") or (found == "other" and paper.type is not None):
        return found
    kind = {"journal": "article", "conference": "conference"}.get(
        _text(_dict(s2.get("publicationVenue")).get("type")) or ""
    )
    if _at_server(paper):
        kind = None
    if kind is None and found in ("article", "other") and paper.venue and not _at_server(paper):
        if is_meeting(paper.venue):
            return "conference"
        if is_published or journal.get("volume"):
            return "article"
    return kind or found


def _at_server(paper: Paper) -> bool:
    venue = (paper.venue or "").casefold()
    return venue in _SERVERS or venue.startswith("arxiv:")


def _at_preprint_server(paper: Paper) -> bool:
    return _at_server(paper) and (paper.venue or "").casefold() != "zenodo"


def without_final_stop(title: str) -> str:
    """Returns *title* without a final full stop, unless that may be one of an abbreviation: PubMed adds one to every
    title, and each citation style sets its own."""
    last = title.rpartition(" ")[2]
    return title[:-1] if last.endswith(".") and last.count(".") == 1 and len(last) > 4 else title


def _journal(s2: dict[str, Any]) -> dict[str, Any]:
    """Returns Semantic Scholar's `journal` without arXiv's values, which a published paper may have as well (volume
    `abs/1706.03762`)."""
    journal = dict(_dict(s2.get("journal")))
    if (_text(journal.get("volume")) or "").startswith("abs/"):
        journal.pop("volume")
    if (_text(journal.get("name")) or "").casefold() in _ARXIV:
        journal.pop("name")
    return journal


def _volume_and_issue(volume: str | None) -> tuple[str | None, str | None]:
    found = _VOLUME_AND_ISSUE.fullmatch(volume or "")
    return (found[1], found[2]) if found is not None else (volume, None)


def _date(
    paper: Paper, type_: str, s2: dict[str, Any], unpaywall: dict[str, Any]
) -> tuple[int | None, int | None, int | None]:
    """Returns year, month and day; month and day only if the date is one, is in the paper's year, and is not that of
    the preprint of a published work: an article or conference paper, or one of unknown type with the DOI of a
    publisher, as a row has it that only Semantic Scholar sent."""
    try:
        day = date.fromisoformat(paper.date or "")
    except ValueError:  # a sidecar of another program may hold anything
        return paper.year, None, None
    if paper.year not in (None, day.year):
        return paper.year, None, None
    is_published = type_ in ("article", "conference") or not (paper.ids.doi is None or is_deposit_doi(paper.ids.doi))
    if is_published and _is_preprint_date(paper, day):
        return day.year, None, None
    is_of_unpaywall = unpaywall.get("published_date") == paper.date and s2.get("publicationDate") != paper.date
    if is_of_unpaywall and day.day == 1:  # Unpaywall writes the first for a day or month that was not registered
        return day.year, None if day.month == 1 else day.month, None
    return day.year, day.month, day.day


def _is_preprint_date(paper: Paper, day: date) -> bool:
    """Returns True if *day* is when the preprint of *paper* came out.

    Semantic Scholar has one date for all versions of a work, which is often that of the first one. A row that is a
    preprint may have it, or the number of the arXiv id, which begins with year and month: arXiv gives the id when a
    preprint is announced, some days after it was sent.
    """
    if any(part.date == paper.date and is_deposit(part) for part in paper.parts):
        return True
    found = _ARXIV_MONTH.match(paper.ids.arxiv or "")
    if found is None or not 1 <= int(found[2]) <= 12:
        return False
    year = int(found[1])
    month = date(year + (1900 if year > 90 else 2000), int(found[2]), 1)  # arXiv began in 1991
    return (day.year, day.month) == (month.year, month.month) or 0 < (month - day).days <= _DAYS_TO_ID


def _container(
    type_: str,
    paper: Paper,
    unpaywall: dict[str, Any],
    journal: dict[str, Any],
    meta: dict[str, Any],
    custom: dict[str, Any],
) -> str | None:
    venue = paper.venue if not _at_server(paper) else None
    if type_ == "preprint":
        server = (paper.venue or "").casefold()
        at_arxiv = server in _ARXIV or server.startswith("arxiv:") or (not server and paper.ids.arxiv is not None)
        return "arXiv" if at_arxiv else _text(paper.venue)
    if type_ in ("book", "thesis", "report", "dataset", "software"):
        return None
    named = [_text(unpaywall.get("journal_name")), _text(venue), _text(journal.get("name"))]
    if type_ == "conference":
        volume = _text(journal.get("name"))
        if volume is not None and _PROCEEDINGS.search(volume):
            named.insert(1, volume)  # the title of the volume, which a booktitle is, and not the series of meetings
        meeting = _dict(meta.get("meeting")) or _dict(custom.get("meeting:meeting"))
        named.append(_text(meeting.get("title")))
    if type_ == "chapter":
        named.insert(0, _text(_dict(meta.get("part_of")).get("title")))
    return next((plain(name) for name in named if name), None)


def _publisher(
    type_: str,
    paper: Paper,
    unpaywall: dict[str, Any],
    meta: dict[str, Any],
    custom: dict[str, Any],
    imprint: dict[str, Any],
) -> str | None:
    thesis = _dict(meta.get("thesis")) or _dict(custom.get("thesis:thesis"))
    is_copy = paper.ids.doi is not None and cited_doi(paper) is None  # Zenodo published the copy, not the article
    named = [
        _text(thesis.get("university")) or _text(custom.get("thesis:university")),
        _text(imprint.get("publisher")) or (None if is_copy else _text(meta.get("publisher"))),
        _text(unpaywall.get("publisher")),
    ]
    if type_ in ("thesis", "report", "book", "dataset", "software"):
        named.append(_text(paper.venue))
    if (cited_doi(paper) or "").startswith("10.5281/"):
        named.append("Zenodo")
    return next((plain(name) for name in named if name), None)


def _issns(s2: dict[str, Any], unpaywall: dict[str, Any]) -> tuple[str, ...]:
    sent = " ".join(
        filter(
            None,
            (
                _text(unpaywall.get("journal_issn_l")),
                _text(unpaywall.get("journal_issns")),
                _text(_dict(s2.get("publicationVenue")).get("issn")),
            ),
        )
    )
    return tuple(dict.fromkeys(_ISSN.findall(sent.upper())))


def _people(paper: Paper, unpaywall: dict[str, Any], meta: dict[str, Any]) -> Iterator[Person]:
    """Yields the authors with separate name parts. The parts come from a service that has them, for the same name; if
    the paper has only a shorter form ('A. Vaswani'), for the same position in a list of the same length."""
    lists = [known for known in (_named_parts(unpaywall, meta)) if known]
    by_name = {
        fold_person_name(f"{one.given} {one.family_whole}"): one for known in lists for one in known if not one.is_group
    }
    for place, author in enumerate(paper.authors):
        name = plain(author.name)
        if not name:
            continue
        as_long = (known[place] for known in lists if len(known) == len(paper.authors))
        fuller = next((one for one in as_long if _complete_name(one, author)), None)
        yield by_name.get(fold_person_name(name)) or fuller or parse_person(name)


def _named_parts(unpaywall: dict[str, Any], meta: dict[str, Any]) -> Iterator[list[Person]]:
    """Yields the authors as Crossref (given, family), OpenAlex (raw_author_name) and Zenodo ('Family, Given') name
    them."""
    authors = []
    for item in _dicts(unpaywall.get("z_authors")):
        family, given = _text(item.get("family")), _text(item.get("given"))
        raw = _text(item.get("raw_author_name")) or _text(item.get("name")) or family or ""
        known = make_person(plain(family), plain(given), _text(item.get("suffix")) or "") if family and given else None
        authors.append(known or parse_person(plain(raw)))
    yield authors
    creators = []
    for item in _dicts(meta.get("creators")):
        someone = _dict(item.get("person_or_org")) or item
        family, given = _text(someone.get("family_name")), _text(someone.get("given_name"))
        name = _text(someone.get("name")) or ""
        creators.append(make_person(plain(family), plain(given)) if family and given else parse_person(plain(name)))
    yield creators


def _contributors(meta: dict[str, Any], role: str) -> Iterator[Person]:
    """Yields Zenodo's contributors with this role (`type` in its own form, `role` in InvenioRDM's)."""
    for item in _dicts(meta.get("contributors")):
        sent = _text(item.get("type")) or _text(_dict(item.get("role")).get("id")) or _text(item.get("role")) or ""
        someone = _dict(item.get("person_or_org")) or item
        family, given = _text(someone.get("family_name")), _text(someone.get("given_name"))
        name = _text(someone.get("name")) or ""
        if sent.lower() == role and (family or name):
            yield (
                make_person(plain(family), plain(given))
                if family and given
                else parse_person(plain(name or family or ""))
            )


def _complete_name(known: Person, author: Author) -> bool:
    """Returns True if *known* is *author* with a more complete given name."""
    short = parse_person(plain(author.name))
    return (
        not known.is_group
        and len(known.given) > len(short.given)
        and not family_words(known.family_whole).isdisjoint(family_words(author.name))
        and first_initial(f"{known.family_whole}, {known.given}") == first_initial(author.name)
    )


def _facts_of(paper: Paper, source: str) -> dict[str, Any]:
    return next((facts.fields for facts in paper.facts if facts.source == source), {})


def _text(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
