"""Converts identifiers to Semantic Scholar's notation (`{paper_id}` of its API)."""

from __future__ import annotations

from urllib.parse import quote

from scholar_desktop.domain.identifiers.kinds import Identifier, Scheme, arxiv_of_doi

_PREFIXES = {
    Scheme.CORPUS: "CorpusId",
    Scheme.ARXIV: "ARXIV",
    Scheme.PMID: "PMID",
    Scheme.PMCID: "PMCID",
    Scheme.MAG: "MAG",
    Scheme.ACL: "ACL",
    Scheme.URL: "URL",
}


def service_name(identifier: Identifier) -> str | None:
    """Return the identifier in Semantic Scholar's notation, or None for one that it cannot look up (a DBLP key, a
    page).

    arXiv's own DOIs are sent as ARXIV: `DOI:10.48550/arXiv.X` is found for some papers and is a 404 for others. A
    Zenodo record is sent as its DOI.
    """
    match identifier.scheme:
        case Scheme.S2:
            return identifier.value
        case Scheme.DOI:
            arxiv = arxiv_of_doi(identifier.value)
            return f"DOI:{identifier.value}" if arxiv is None else f"ARXIV:{arxiv}"
        case Scheme.PMCID:
            return f"PMCID:{identifier.value.removeprefix('PMC')}"
        case Scheme.ZENODO:
            return f"DOI:10.5281/zenodo.{identifier.value}"
        case Scheme.DBLP | Scheme.PAGE | Scheme.KEY:
            return None
        case scheme:
            return f"{_PREFIXES[scheme]}:{identifier.value}"


def quote_path(name: str) -> str:
    """Return a name percent-encoded for a path, except slashes and the colon of its prefix."""
    prefix, colon, value = name.partition(":")
    if not colon:
        return quote(name, safe="")
    return f"{prefix}:{quote(value, safe=':/' if prefix == 'URL' else '/')}"
