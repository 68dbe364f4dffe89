"""Finds the record that a text names: a number, a Zenodo DOI or address, or the DOI of another publisher. Pure
functions.
"""

from __future__ import annotations

from urllib.parse import quote

from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, ids_of, parse
from scholar_desktop.domain.identifiers.kinds import canonical


def record_number_in(text: str) -> str | None:
    """Return the number of a record, or of a concept (a work in all its versions), that *text* names: `7078768`,
    `zenodo:N`, `10.5281/zenodo.N`, an address of zenodo.org. None when it names none.
    """
    plain = text.strip()
    number = canonical(Scheme.ZENODO, plain.removeprefix("zenodo:").strip())
    if number is not None:
        return number
    identifier = parse(plain)
    return ids_of(identifier).zenodo if identifier is not None else None


def foreign_name(text: str) -> Identifier | None:
    """Return the DOI or arXiv ID in *text*, for a record with the DOI of another publisher; None for anything else."""
    if record_number_in(text) is not None:
        return None
    identifier = parse(text)
    return identifier if identifier is not None and identifier.scheme in (Scheme.DOI, Scheme.ARXIV) else None


def quote_path(text: str) -> str:
    """Return *text* percent-encoded for a path, so that it cannot change the path."""
    return quote(text.strip(), safe="")
