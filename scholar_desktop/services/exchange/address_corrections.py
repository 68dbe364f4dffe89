"""Corrects what else names a work in an entry: the address that is made of a wrong identifier, and an arXiv ID that is
not that of the record. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Scheme
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.manuscript import Correction

_FIELDS = {Scheme.DOI: "DOI", Scheme.ARXIV: "arxiv"}
_ADDRESSES = {"DOI": "https://doi.org/{}", "arxiv": "https://arxiv.org/abs/{}"}
_VERSION = re.compile(r"v[0-9]{1,3}$")


def address_correction(entry: FullEntry, details: Sequence[Correction]) -> Correction | None:
    """Returns the correction of the address of *entry* if *details*, its other corrections, change the identifier that
    the address is made of: 'https://doi.org/10.1000/1' with the DOI 10.1000/1. It is removed if nothing takes the place
    of the identifier. None if the address is right, or is not made of an identifier."""
    url = entry.text("URL")
    field, value = _named(url)
    wrong = next((one for one in details if one.field == field and one.was and _is_same(one.was, value)), None)
    if wrong is None or any(one.field == "URL" for one in details):
        return None
    now = {one.field: one.now for one in (wrong, *details) if one.field in _ADDRESSES and one.now}
    name = field if field in now else next(iter(now), "")
    return Correction("URL", url, _ADDRESSES[name].format(now[name]) if name else None)


def contradicting_identifiers(entry: FullEntry, paper: Paper) -> Iterator[Correction]:
    """Yields the corrections of an arXiv ID, and of an address at arXiv, that are not those of *paper*, the record of
    *entry*. A paper has one arXiv ID, but may have several DOIs: one that the record lacks is not called wrong."""
    right = _without_version(paper.ids.arxiv or "")
    if not right:
        return
    stated = entry.text("arxiv")
    value = _named(f"arXiv:{stated}")[1] or _named(stated)[1]
    if stated and value and not _is_same(value, right):
        yield Correction("arxiv", stated, right)
    url = entry.text("URL")
    field, value = _named(url)
    if field == "arxiv" and not _is_same(value, right):
        yield Correction("URL", url, _ADDRESSES["arxiv"].format(right))


def _named(text: str) -> tuple[str, str]:
    """Returns the field and the value of the DOI or the arXiv ID that *text* is; two empty texts if it is none."""
    known = identifiers.parse(text) if text else None
    if known is None or known.scheme not in _FIELDS:
        return "", ""
    return _FIELDS[known.scheme], known.value


def _is_same(one: str, other: str) -> bool:
    return _without_version(one).casefold() == _without_version(other).casefold()


def _without_version(arxiv: str) -> str:
    return _VERSION.sub("", arxiv)
