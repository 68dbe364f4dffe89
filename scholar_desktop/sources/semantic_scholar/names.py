"""How Semantic Scholar spells an identifier (`{paper_id}` of its API)."""

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
    """The identifier as Semantic Scholar takes it, or None for one that it cannot look up (a DBLP key, a page).

    arXiv's own DOIs are asked for as ARXIV: `DOI:10.48550/arXiv.X` answers for some papers and is 404 for others. A
    Zenodo record is asked for by its DOI.
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
        case Scheme.DBLP | Scheme.PAGE:
            return None
        case scheme:
            return f"{_PREFIXES[scheme]}:{identifier.value}"


def quote_path(name: str) -> str:
    """A name of the service as it stands in a path: percent-encoded, all but slashes and the colon of its prefix."""
    prefix, colon, value = name.partition(":")
    if not colon:
        return quote(name, safe="")
    return f"{prefix}:{quote(value, safe=':/' if prefix == 'URL' else '/')}"
