"""Corrects the identifiers of a reference: those that are of another work or of none, and the address that is made of
one. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, clean_doi
from scholar_desktop.domain.identifiers.url_identifiers import is_on_host, split_address
from scholar_desktop.domain.merging.merge_fields import is_deposit_doi
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.reference_lists.manuscript import Correction
from scholar_desktop.formats.plain_reference import link

_FIELD_OF_SCHEME = {Scheme.DOI: "DOI", Scheme.ARXIV: "arxiv", Scheme.PMID: "PMID", Scheme.PMCID: "PMCID"}
_SCHEME_OF_FIELD = {field: scheme for scheme, field in _FIELD_OF_SCHEME.items()}
_VERSION = re.compile(r"[./-]v?[0-9]{1,2}$")
_ARXIV_DOI = "10.48550/arxiv."


def wrong_identifiers(
    entry: FullEntry | None, identifier: str | None, papers: Sequence[Paper], *, is_wrong: bool
) -> tuple[Correction, ...]:
    """Returns the corrections of the identifiers of a reference, and of its address.

    Args:
        entry: that of the reference; None for a plain text, of which only *identifier* is compared.
        identifier: by which the reference was looked up; None if it states none.
        papers: the records of its work.
        is_wrong: *identifier* is that of another work or of none.
    """
    paper = papers[0]
    found = identifier_corrections(identifier, paper, entry) if identifier is not None and is_wrong else ()
    if entry is None:
        return found
    found = (*found, *address_corrections(entry, found, paper, is_wrong=True))
    own = None if is_wrong else identifier
    return (*found, *_contradicted(entry, own, papers, {one.field for one in found}))


def identifier_corrections(
    identifier: str, paper: Paper | None, entry: FullEntry | None = None
) -> tuple[Correction, ...]:
    """Returns the corrections of a reference whose *identifier* is not that of its work, *paper*.

    Args:
        paper: None if it is not known.
        entry: that of the reference, if it has one; each of its fields that states the identifier is corrected.
    """
    known = identifiers.parse(identifier)
    field = _FIELD_OF_SCHEME.get(known.scheme, "URL") if known is not None else "URL"
    fields = {field: known.value if known is not None else identifier}
    if entry is not None and known is not None and paper is not None:
        stated = {name: entry.text(name) for name in _SCHEME_OF_FIELD}
        fields = {name: text for name, text in stated.items() if _states(name, text, known)} or fields
    ids = _ids_of(paper) if paper is not None else {}
    found = [Correction(name, was, _instead(name, was, ids)) for name, was in fields.items()]
    if all(one.now is None for one in found):
        other = next((name for name in ("DOI", "arxiv", "PMID") if ids.get(name)), None)
        if other is not None and (entry is None or entry.text(other) != ids[other]):
            found.append(Correction(other, None, ids[other]))
    return tuple(found)


def address_corrections(
    entry: FullEntry, details: Sequence[Correction], paper: Paper, *, is_wrong: bool
) -> Iterator[Correction]:
    """Yields the correction of the address of *entry* if *details*, its corrections, change the identifier of which the
    address is made.

    Args:
        paper: its work.
        is_wrong: the identifier is that of another work or of none, so that each address with it is wrong. The page of
            a preprint stays right when the work was published since: only an address of doi.org is that of the DOI.
    """
    url = entry.text("URL")
    if not url or any(one.field == "URL" for one in details):
        return
    named = identifiers.parse(url)
    for one in details:
        if one.field not in _SCHEME_OF_FIELD or not one.was:
            continue
        is_of_doi = one.field == "DOI" and clean_doi(url) == one.was
        if is_of_doi or (is_wrong and named is not None and _states(one.field, one.was, named)):
            kept = {name: value for name, value in _ids_of(paper).items() if value and entry.text(name) == value}
            now = {**kept, **{each.field: each.now for each in details if each.field in _SCHEME_OF_FIELD}}
            field = next((name for name in (one.field, *_SCHEME_OF_FIELD) if now.get(name)), None)
            yield Correction("URL", url, address_of(field, now[field] or "") if field is not None else None)
            return


def _contradicted(
    entry: FullEntry, own: str | None, papers: Sequence[Paper], corrected: Collection[str]
) -> Iterator[Correction]:
    """Yields the corrections of the arXiv ID and of the address at doi.org or arxiv.org of *entry* if they are those of
    another work than *papers*. What the records do not state may be right.

    Args:
        own: the identifier of the entry by which its work was found; None if it was found by its title.
        papers: the records of the work.
        corrected: fields that have a correction already.
    """
    found = identifiers.parse(own) if own is not None else None
    right = [found] if found is not None else []
    for one in papers:
        stated = (("doi", one.ids.doi), ("arxiv", one.ids.arxiv))
        right += [known for name, value in stated if value and (known := identifiers.parse(f"{name}:{value}"))]
    for field, named in (("arxiv", _arxiv_of(entry)), ("URL", _resolved(entry.text("URL")))):
        other = _contradiction(named, right) if named is not None and field not in corrected else None
        if other is not None:
            now = address_of(_FIELD_OF_SCHEME[other.scheme], other.value) if field == "URL" else other.value
            yield Correction(field, entry.text(field), now)


def _arxiv_of(entry: FullEntry) -> Identifier | None:
    text = entry.text("arxiv")
    return identifiers.parse(f"arxiv:{text}") if text else None


def _resolved(url: str) -> Identifier | None:
    """Returns the DOI or the arXiv ID of an address that is made of nothing else; None for a page of a publisher."""
    parts = split_address(url.strip()) if url else None
    if parts is None or not is_on_host(parts.netloc, "doi.org", "arxiv.org"):
        return None
    known = identifiers.parse(url)
    return known if known is not None and known.scheme in (Scheme.DOI, Scheme.ARXIV) else None


def _contradiction(named: Identifier, right: Sequence[Identifier]) -> Identifier | None:
    """Returns the identifier that a work has instead of *named*; None if *named* may be one of it. A DOI of a
    repository may be that of a copy, beside the DOI of the publisher."""
    same = [one for one in right if one.scheme is named.scheme]
    if named.scheme is Scheme.DOI:
        same = [one for one in same if not is_deposit_doi(one.value)]
        if is_deposit_doi(named.value) or any(_is_same_doi(named.value, one.value) for one in same):
            return None
    return same[0] if same and named not in same else None


def _is_same_doi(one: str, other: str) -> bool:
    """True if the DOIs are those of one work: one of its versions, or a part of it, such as a figure."""
    short, long = sorted((_VERSION.sub("", one), _VERSION.sub("", other)), key=len)
    return long == short or long.startswith((f"{short}.", f"{short}/"))


def address_of(field: str, value: str) -> str:
    """Returns the address that is made of the identifier *value* in *field*, as `DOI` or `arxiv`."""
    return link(Paper("", ids=Ids(**{_SCHEME_OF_FIELD[field].value: value})))


def _ids_of(paper: Paper) -> dict[str, str | None]:
    return {name: getattr(paper.ids, scheme.value) for name, scheme in _SCHEME_OF_FIELD.items()}


def _states(field: str, text: str, identifier: Identifier) -> bool:
    """True if the *text* of a field is *identifier*; a DOI of arXiv is the arXiv ID in it."""
    return bool(text) and identifiers.parse(f"{_SCHEME_OF_FIELD[field].value}:{text}") == identifier


def _instead(field: str, was: str, ids: Mapping[str, str | None]) -> str | None:
    """Returns the identifier of the work that *field* should have instead of *was*; None if it is not known."""
    arxiv = ids.get("arxiv")
    if field == "DOI" and not ids.get("DOI") and arxiv and was.startswith(_ARXIV_DOI):
        return f"{_ARXIV_DOI}{arxiv}"
    return ids.get(field)
