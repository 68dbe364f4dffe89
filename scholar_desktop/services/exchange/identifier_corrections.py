"""Corrects the identifiers of a reference: that which is of another work or of none, and the address that is made of
it. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, clean_doi
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.reference_lists.manuscript import Correction
from scholar_desktop.formats.plain_reference import link

_FIELD_OF_SCHEME = {Scheme.DOI: "DOI", Scheme.ARXIV: "arxiv", Scheme.PMID: "PMID", Scheme.PMCID: "PMCID"}
_SCHEME_OF_FIELD = {field: scheme for scheme, field in _FIELD_OF_SCHEME.items()}
_ARXIV_DOI = "10.48550/arxiv."


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
