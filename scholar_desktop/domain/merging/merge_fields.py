"""Merges two rows that are one paper, field by field, by the order of trust of the services."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from scholar_desktop.domain.identifiers.identifiers import arxiv_of_doi, zenodo_of_doi
from scholar_desktop.domain.merging.split_rows import distinct_rows
from scholar_desktop.domain.paper import Author, Copy, Counts, Facts, Ids, OpenAccess, Paper
from scholar_desktop.domain.source import LIBRARY, S2, UNPAYWALL
from scholar_desktop.domain.text.names import family_words, first_initial

T = TypeVar("T")

_DEPOSIT_DOI = re.compile(
    r"10\.48550/|10\.1101/[0-9]|10\.64898/|10\.21203/|10\.26434/|10\.3123[45]/|10\.3122[0-9]/|10\.31219/|10\.35542/|"
    r"10\.20944/preprints|10\.2139/ssrn|10\.36227/|10\.22541/|10\.1002/essoar|10\.7287/|10\.14293/|10\.32942/|"
    r"10\.33774/|10\.5281/|10\.6084/|10\.13140/|10\.17605/"
)
"""DOI prefixes of preprint servers and open repositories: arXiv, bioRxiv and medRxiv (two prefixes), Research Square,
ChemRxiv, OSF's preprint servers, EdArXiv, Preprints.org, SSRN, TechRxiv, Authorea, ESSOAr, PeerJ Preprints,
ScienceOpen, EcoEvoRxiv, Cambridge Open Engage, Zenodo, figshare, ResearchGate, OSF. A DOI registered there is not the
DOI of the published article."""
# not translated: names of venues as the services send them
_SERVER_VENUE = re.compile(
    r"(?:arxiv|biorxiv|chemrxiv|eartharxiv|engrxiv|medrxiv|psyarxiv|socarxiv|techrxiv|osf preprints|preprints\.org|"
    r"research square|ssrn|social science research network|zenodo|corr)\b",
    re.IGNORECASE,
)


def is_deposit_doi(doi: str) -> bool:
    """Returns True if a preprint server or an open repository registered the DOI."""
    return _DEPOSIT_DOI.match(doi) is not None


def is_server_venue(venue: str) -> bool:
    """Returns True if *venue* is a preprint server or Zenodo, and not where a work was published."""
    return _SERVER_VENUE.match(venue) is not None


def is_deposit(paper: Paper) -> bool:
    """Returns True if *paper* is a preprint or a deposited copy rather than a published work."""
    if paper.type == "preprint":
        return True
    if paper.ids.doi is not None:
        return is_deposit_doi(paper.ids.doi)
    nowhere = not paper.venue or is_server_venue(paper.venue)
    return nowhere and (paper.ids.arxiv or paper.ids.zenodo) is not None


def merge_fields(first: Paper, other: Paper) -> Paper:
    """Returns one paper merged from *first* and *other*, which are the same paper.

    For each field the first row that has a value wins, with these exceptions: the DOI, type, venue, year and date of
    the published work win over a preprint's; the type with which the DOI was registered (Unpaywall's genre) wins over
    Semantic Scholar's; Semantic Scholar's counts, abstract and TL;DR and Unpaywall's open-access
    state win over others'; of two Zenodo versions of one work the newer wins. Lists are joined; of two author lists the
    longer wins and receives the ids that the other has for its names. The newest facts of each source are kept. What
    a person wrote about the paper in the library wins over everything.
    """
    if _is_newer_version(other, first):
        first, other = other, first
    published, deposit = (other, first) if is_deposit(first) and not is_deposit(other) else (first, other)
    ranked = _by_source(S2, first, other)
    merged = Paper(
        title=first.title or other.title,
        ids=_ids(first, other, published, deposit),
        authors=_authors(first.authors, other.authors),
        year=_merge_known_fields(published.year, deposit.year),
        date=_date(published, deposit),
        venue=published.venue or deposit.venue,
        type=_type(published, deposit),
        abstract=ranked[0].abstract or ranked[1].abstract,
        tldr=ranked[0].tldr or ranked[1].tldr,
        fields=_join_words((*first.fields, *other.fields)),
        counts=_counts(*(paper.counts for paper in ranked)),
        oa=_open_access(*_by_source(UNPAYWALL, first, other)),
        sources=tuple(dict.fromkeys((*first.sources, *other.sources))),
        retrieved=max(filter(None, (first.retrieved, other.retrieved)), default=None),
        facts=_merge_facts((*first.facts, *other.facts)),
        parts=distinct_rows((*first.parts, *other.parts)),
    )
    if any(facts.source == LIBRARY for facts in merged.facts):
        # imported late: the first paint needs no entry
        from scholar_desktop.domain.own_fields import own_fields_of, with_own_fields

        return with_own_fields(merged, own_fields_of(merged))
    return merged


def fill_fields(kept: Paper, other: Paper) -> Paper:
    """Returns *kept* with what *other*, which is the same paper, adds to it: for a person who chose *kept*.

    What *kept* says about the work stays, also where `merge_fields` trusts *other* more. Copies, counts and the facts
    of other services are joined.
    """
    merged = merge_fields(kept, other)
    ids = {name: value for name in Ids.__struct_fields__ if (value := getattr(kept.ids, name))}
    sources = {facts.source for facts in kept.facts}
    dates = {} if kept.year is None else {"year": kept.year, "date": _date(kept, merged)}
    stated = {name: value for name in _OF_THE_WORK if (value := getattr(kept, name))}
    return msgspec.structs.replace(
        merged,
        ids=msgspec.structs.replace(merged.ids, **ids),
        facts=(*kept.facts, *(facts for facts in merged.facts if facts.source not in sources)),
        **stated,
        **dates,
    )


_OF_THE_WORK = ("title", "authors", "venue", "type", "abstract", "tldr")


def _merge_known_fields(one: T | None, other: T | None) -> T | None:
    return other if one is None else one


def _counts(first: Counts, other: Counts) -> Counts:
    """Returns the counts of *first*, with those of *other* where it has none. The date is that of the citations."""
    return Counts(
        _merge_known_fields(first.citations, other.citations),
        _merge_known_fields(first.references, other.references),
        _merge_known_fields(first.influential, other.influential),
        other.dated if first.citations is None else first.dated,
    )


def _type(published: Paper, deposit: Paper) -> str | None:
    """Returns the type: that of the row which Unpaywall has for the DOI of the published work, else the first known.

    Unpaywall sends the type with which the DOI was registered; Semantic Scholar's is guessed. Only a review is an
    article in a registration.
    """
    doi = _merge_known_fields(published.ids.doi, deposit.ids.doi)
    registered = [row for row in (published, deposit) if row.sources == (UNPAYWALL,) and row.ids.doi == doi]
    others = [row.type for row in (published, deposit) if row not in registered]
    type_ = next((row.type for row in registered if row.type not in (None, "other")), None)
    if type_ is None or (type_ == "article" and "review" in others):
        return _merge_known_fields(published.type, deposit.type)
    return type_


def _by_source(source: str, first: Paper, other: Paper) -> tuple[Paper, Paper]:
    """Returns the two papers, the one known to *source* first."""
    return (other, first) if _is_from(source, other) and not _is_from(source, first) else (first, other)


def _is_from(source: str, paper: Paper) -> bool:
    return source in paper.sources or (source == S2 and paper.ids.s2 is not None)


def _is_newer_version(paper: Paper, than: Paper) -> bool:
    """Returns True if both are versions of one Zenodo work and *paper* is the later one (record numbers increase)."""
    mine, others = paper.ids, than.ids
    if mine.zenodo_concept is None or mine.zenodo_concept != others.zenodo_concept:
        return False
    return mine.zenodo is not None and others.zenodo is not None and _number(mine.zenodo) > _number(others.zenodo)


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() else -1


def _date(published: Paper, deposit: Paper) -> str | None:
    """Returns the published work's date; the deposit's date only if it is in the published work's year."""
    if published.date is not None or published.year is None:
        return _merge_known_fields(published.date, deposit.date)
    return deposit.date if deposit.date is not None and deposit.date.startswith(str(published.year)) else None


def _ids(first: Paper, other: Paper, published: Paper, deposit: Paper) -> Ids:
    values = {
        name: _merge_known_fields(getattr(first.ids, name), getattr(other.ids, name)) for name in Ids.__struct_fields__
    }
    values["key"] = first.ids.key or other.ids.key
    values["doi"] = _merge_known_fields(published.ids.doi, deposit.ids.doi)
    for ids in (deposit.ids, published.ids):
        # the number in a preprint's DOI stays known when the DOI gives way to that of the published work
        if ids.doi is not None and is_deposit_doi(ids.doi):
            values["arxiv"] = _merge_known_fields(values["arxiv"], arxiv_of_doi(ids.doi))
            if ids.doi != values["doi"]:
                values["zenodo"] = _merge_known_fields(values["zenodo"], zenodo_of_doi(ids.doi))
    if (concept := values["zenodo_concept"]) is not None:
        for ids in (first.ids, other.ids):
            _prefer_version(values, concept, ids)
    return Ids(**values)


def _prefer_version(values: dict[str, str | None], concept: str, ids: Ids) -> None:
    """Replaces the number and DOI of the concept in *values* by those of a version."""
    if values["zenodo"] == concept and ids.zenodo not in (None, concept):
        values["zenodo"] = ids.zenodo
    doi = values["doi"]
    if doi is None or zenodo_of_doi(doi) != concept or ids.doi is None:
        return
    if zenodo_of_doi(ids.doi) == values["zenodo"]:
        values["doi"] = ids.doi


def _authors(first: tuple[Author, ...], other: tuple[Author, ...]) -> tuple[Author, ...]:
    """Returns the longer list (of equal lengths the one with more ids, then the first), with ids added from the other
    list."""
    if (len(other), _linked(other)) > (len(first), _linked(first)):
        first, other = other, first
    if not other or _linked(other) == 0:
        return first
    return tuple(
        author
        if (author.id is not None and author.orcid is not None) or (twin := _same_author(author, other)) is None
        else msgspec.structs.replace(author, id=author.id or twin.id, orcid=author.orcid or twin.orcid)
        for author in first
    )


def _linked(authors: Iterable[Author]) -> int:
    return sum((author.id is not None) + (author.orcid is not None) for author in authors)


def _same_author(author: Author, others: tuple[Author, ...]) -> Author | None:
    """Returns the only one of *others* that can be *author*: the same family name, and no different initial of the
    given name."""
    mine, letter = family_words(author.name), first_initial(author.name)
    twins = [
        other
        for other in others
        if not mine.isdisjoint(family_words(other.name))
        and (not letter or not first_initial(other.name) or letter == first_initial(other.name))
    ]
    return twins[0] if len(twins) == 1 else None


def _join_words(words: Iterable[str]) -> tuple[str, ...]:
    once: dict[str, str] = {}
    for word in words:
        once.setdefault(word.casefold(), word)
    return tuple(once.values())


def _open_access(first: Paper, other: Paper) -> OpenAccess:
    """Returns the merged open-access data; *first* is the more trusted source. 'Closed', and 'not open' (which Semantic
    Scholar sends if it knows no address), mean that no open copy is known: they do not overrule a copy that the other
    source knows."""
    mine, theirs = first.oa, other.oa
    copies = _merge_copies((*mine.copies, *theirs.copies))
    license_ = _merge_known_fields(mine.license, theirs.license)
    finds_none = mine.status == "closed" or (mine.is_oa is False and not mine.copies)
    if finds_none and theirs.copies and theirs.status != "closed":
        is_oa, status = _merge_known_fields(theirs.is_oa, True), _merge_known_fields(theirs.status, "green")
        license_ = _merge_known_fields(theirs.license, mine.license)
    else:
        is_oa, status = _merge_known_fields(mine.is_oa, theirs.is_oa), _merge_known_fields(mine.status, theirs.status)
    return OpenAccess(is_oa=is_oa, status=status, license=license_.lower() if license_ else None, copies=copies)


def _merge_copies(copies: Iterable[Copy]) -> tuple[Copy, ...]:
    """Returns each address once, with all that is known of it; at most one copy is the best, Unpaywall's choice
    first."""
    by_address: dict[str, Copy] = {}
    for copy in copies:
        key = _address_key(copy.pdf_url or copy.url)
        known = by_address.get(key)
        by_address[key] = copy if known is None else _fill_copy(known, copy)
    joined = tuple(by_address.values())
    best = next((copy for copy in joined if copy.is_best and copy.source == UNPAYWALL), None)
    best = best or next((copy for copy in joined if copy.is_best), None)
    return tuple(
        copy if copy.is_best == (copy is best) else msgspec.structs.replace(copy, is_best=copy is best)
        for copy in joined
    )


def _fill_copy(copy: Copy, other: Copy) -> Copy:
    unknown = {name: getattr(other, name) for name in _unknown_fields(copy) if getattr(other, name)}
    if other.is_best and other.source == UNPAYWALL and copy.source != UNPAYWALL:
        unknown |= {"is_best": True, "source": UNPAYWALL}
    return msgspec.structs.replace(copy, **unknown) if unknown else copy


def _unknown_fields(copy: Copy) -> Iterator[str]:
    return (name for name in Copy.__struct_fields__ if getattr(copy, name) in (None, ""))


def _address_key(url: str) -> str:
    """Returns *url* without the parts that do not change the place: http or https, `www.`, a fragment, a slash at the
    end, arXiv's `.pdf`."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url
    path = parts.path.rstrip("/")
    if host == "arxiv.org":
        path = path.removesuffix(".pdf")
    return f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"


def _merge_facts(facts: Iterable[Facts]) -> tuple[Facts, ...]:
    newest: dict[str, Facts] = {}
    for said in facts:
        if said.source not in newest or said.retrieved > newest[said.source].retrieved:
            newest[said.source] = said
    return tuple(newest.values())
