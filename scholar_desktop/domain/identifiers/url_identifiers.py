"""Finds the paper that a web address names, from the address alone."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from scholar_desktop.domain.identifiers.kinds import Identifier, Scheme, identify, trim

_ADDRESS = re.compile(r"(?:https?:/{1,2}|//)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)
_ESCAPED = re.compile(r"https?%3a", re.IGNORECASE)
_DOI_IN_PATH = re.compile(r"(?:^|[/:=])(10\.[0-9]{4,9}(?:\.[0-9]+)*/.+)")
_DOI_PARAMETERS = ("doi", "id", "articledoi", "doinumber")
_PAGE_TAIL = re.compile(
    r"(?:/(?:full|fulltext|full-text|full\.pdf|abs|abstract|pdf|epdf|pdfdirect|html|htm|meta|epub|references|citations|"
    r"cited-by|figures|metrics|summary|download|supplementary-material|suppl_file|xml|tables|article-info)"
    r"|\.(?:full|abstract|short|long|article-info|supplementary-material|full-text|full\.pdf\+html)"
    r"|\.(?:pdf|epdf|epub|html|htm|svg)(?:\+html)?)$",
    re.IGNORECASE,
)
_SILVERCHAIR_PATH = re.compile(r"/(?:[a-z]+-)?article(?:-[a-z]+)*/doi/(10\.[0-9.]+/.+?)/[0-9]{4,}(?:/[^/]*)?/?$")
"""Oxford and others append a number of their own and a file name to the DOI."""
_SHA = re.compile(r"/([0-9a-f]{40})(?=/|$)", re.IGNORECASE)
_PDFS_SHA = re.compile(r"/([0-9a-f]{4})/([0-9a-f]{36})\.pdf", re.IGNORECASE)
_S2_PREFIXED = re.compile(r"/(?:graph/v1/paper/|v1/paper/)?([a-z0-9]+):(.+)", re.IGNORECASE)
_S2_SHORT = re.compile(r"/(p|arxiv)/(.+?)/*", re.IGNORECASE)
"""`/p/CORPUSID` and `/arxiv/ID` lead to the paper's page."""
_S2_NAMES = {
    "corpusid": Scheme.CORPUS,
    "doi": Scheme.DOI,
    "arxiv": Scheme.ARXIV,
    "mag": Scheme.MAG,
    "acl": Scheme.ACL,
    "pmid": Scheme.PMID,
    "pmcid": Scheme.PMCID,
}
_ARXIV_PATH = re.compile(r"/(?:abs|pdf|html|ps|format|e-print|src|papers|overview)/(.+?)(?:\.pdf|\.ps|\.gz)?/*")
_ARXIV_HOSTS = (
    "arxiv.org",
    "ar5iv.org",
    "ar5iv.labs.arxiv.org",
    "xxx.lanl.gov",
    "alphaxiv.org",
    "huggingface.co",
)
_PMID_PATH = re.compile(r"/(?:pubmed/|pmc/articles/pmid/|articles/pmid/|(?:article|abstract)/MED/)?([0-9]+)/?", re.I)
_PMCID_PATH = re.compile(
    r"/(?:(?:pmc/)?(?:articles?|abstract)/(?:PMC/)?PMC|pmc/articles/)([0-9]+(?:\.[0-9]+)?)(?:/.*)?", re.IGNORECASE
)
"""Unpaywall omits the letters: `/pmc/articles/4221854`."""
_ACL_PATH = re.compile(r"/([^/]+?)(?:\.pdf|\.bib|\.xml)?/*$")
_ZENODO_PATH = re.compile(r"/(?:api/)?records?/([0-9]+)(?:/.*)?")
_DBLP_PATH = re.compile(r"/rec/(?:bibtex/|html/|xml/)?(.+?(?<!/))(?:\.html|\.bib|\.xml)?/*+")
_EARLY = re.compile(
    r"/content/(?:(?:bio|med)rxiv/)?early/[0-9]{4}/[0-9]{2}/[0-9]{2}/([0-9]{4}\.[0-9]{2}\.[0-9]{2}\.[0-9]+?)(?:v[0-9]+)?"
    r"(?:\.full)?(?:\.pdf)?/*"
)
_NATURE_PATH = re.compile(r"/articles/([a-z0-9-]+(?:\.[0-9]+)?)(?:\.pdf|/.*)?", re.IGNORECASE)

S2_URL_HOSTS = ("aclweb.org", "acm.org", "biorxiv.org")
"""Hosts accepted by Semantic Scholar's `URL:` whose addresses may name a paper without containing an identifier. The
other two hosts that it accepts, semanticscholar.org and arxiv.org, always contain one."""


def is_address(text: str) -> bool:
    """Returns True if *text* (trimmed, no spaces) has the form of a web address, with or without https://."""
    return bool(_ESCAPED.match(text) or _ADDRESS.fullmatch(text))


def split_address(text: str) -> SplitResult | None:
    """Returns the parts of the address, or None if *text* is not an address.

    The scheme is https if it has none; the host is in lower case and without `www.`.
    """
    if _ESCAPED.match(text):
        text = unquote(text)
    if not _ADDRESS.fullmatch(text):
        return None
    _, colon, rest = text.partition(":/")
    bare = rest.lstrip("/") if colon and text[:4].lower() == "http" else text.lstrip("/")
    try:
        parts = urlsplit("https://" + bare)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return parts._replace(netloc=host) if host else None


def is_on_host(host: str, *names: str) -> bool:
    """Returns True if *host* is one of *names* or a subdomain of one."""
    return any(host == name or host.endswith("." + name) for name in names)


def identifier_from_address(text: str) -> Identifier | None:
    """Returns the identifier of the paper that the address names, or None.

    None if *text* is not an address, or if the address alone does not say which paper it is.
    """
    parts = split_address(text)
    if parts is None:
        return None
    host, path = parts.netloc, unquote(parts.path)
    for find in (_resolver, _semantic_scholar, _arxiv, _pubmed, _acl, _zenodo, _dblp, _rxiv):
        if (found := find(host, path)) is not None:
            return found
    if (named := _named_in_query(host, parts.query)) is not None:
        return named
    return _publisher(host, path, parts.query) or _only_semantic_scholar_knows(host, parts)


def _resolver(host: str, path: str) -> Identifier | None:
    """Returns the DOI in an address of doi.org or dx.doi.org, which contains it unchanged: no suffix is removed from
    it."""
    return identify(Scheme.DOI, path.lstrip("/")) if host in ("doi.org", "dx.doi.org") else None


def _semantic_scholar(host: str, path: str) -> Identifier | None:
    if not is_on_host(host, "semanticscholar.org"):
        return None
    if (pdf := _PDFS_SHA.fullmatch(path)) is not None:
        return identify(Scheme.S2, pdf[1] + pdf[2])
    if (sha := _SHA.search(path)) is not None:
        return identify(Scheme.S2, sha[1])
    if (short := _S2_SHORT.fullmatch(path)) is not None:
        return identify(Scheme.CORPUS if short[1].lower() == "p" else Scheme.ARXIV, short[2])
    if (prefixed := _S2_PREFIXED.fullmatch(path)) is not None:
        scheme = _S2_NAMES.get(prefixed[1].lower())
        return identify(scheme, trim(prefixed[2])) if scheme else None
    return None


def _arxiv(host: str, path: str) -> Identifier | None:
    if not is_on_host(host, *_ARXIV_HOSTS) or (found := _ARXIV_PATH.fullmatch(path)) is None:
        return None
    return identify(Scheme.ARXIV, found[1])


def _pubmed(host: str, path: str) -> Identifier | None:
    if not is_on_host(host, "ncbi.nlm.nih.gov", "europepmc.org"):
        return None
    if (pmcid := _PMCID_PATH.fullmatch(path)) is not None:
        return identify(Scheme.PMCID, pmcid[1])
    pmid = _PMID_PATH.fullmatch(path)
    return identify(Scheme.PMID, pmid[1]) if pmid else None


def _acl(host: str, path: str) -> Identifier | None:
    if not is_on_host(host, "aclanthology.org", "aclweb.org", "aclanthology.info"):
        return None
    last = _ACL_PATH.search(path)
    return identify(Scheme.ACL, last[1]) if last else None


def _zenodo(host: str, path: str) -> Identifier | None:
    if host != "zenodo.org" or (record := _ZENODO_PATH.fullmatch(path)) is None:
        return None
    return identify(Scheme.ZENODO, record[1])


def _dblp(host: str, path: str) -> Identifier | None:
    if not is_on_host(host, "dblp.org", "dblp.uni-trier.de") or (record := _DBLP_PATH.fullmatch(path)) is None:
        return None
    return identify(Scheme.DBLP, record[1])


def _rxiv(host: str, path: str) -> Identifier | None:
    """Returns the DOI of an older PDF at bioRxiv or medRxiv, which has the DOI's number in its file name. Names that
    consist of a number alone (before December 2019) are left to Semantic Scholar, because that number identifies the
    manuscript."""
    if not is_on_host(host, "biorxiv.org", "medrxiv.org") or (early := _EARLY.fullmatch(path)) is None:
        return None
    return identify(Scheme.DOI, f"10.1101/{early[1]}")


def _named_in_query(host: str, query: str) -> Identifier | None:
    """Returns the identifier in a PubMed search for one number, or in ACM's `doid` parameter, which omits the DOI's
    prefix."""
    given = dict(parse_qsl(query))
    if is_on_host(host, "pubmed.ncbi.nlm.nih.gov") and (term := given.get("term", "").strip()).isdigit():
        return identify(Scheme.PMID, term)
    if is_on_host(host, "acm.org") and (doid := given.get("doid")) is not None:
        return identify(Scheme.DOI, doid if doid.startswith("10.") else f"10.1145/{doid}")
    return None


def _publisher(host: str, path: str, query: str) -> Identifier | None:
    """Returns a DOI that is written out in the path (`/doi/abs/10...`) or in a parameter (PLOS's `?id=10...`)."""
    if (numbered := _SILVERCHAIR_PATH.search(path)) is not None:
        return identify(Scheme.DOI, numbered[1])
    if (found := _DOI_IN_PATH.search(path)) is not None:
        doi = found[1]
        while (shorter := _PAGE_TAIL.sub("", trim(doi))) != doi:
            doi = shorter
        return identify(Scheme.DOI, doi)
    for name, value in parse_qsl(query):
        if name.lower() in _DOI_PARAMETERS and (identifier := identify(Scheme.DOI, value)) is not None:
            return identifier
    if host == "nature.com" and (article := _NATURE_PATH.fullmatch(path)) is not None:
        return identify(Scheme.DOI, f"10.1038/{article[1]}")
    return None


def _only_semantic_scholar_knows(host: str, parts: SplitResult) -> Identifier | None:
    if not is_on_host(host, *S2_URL_HOSTS) or not parts.path.strip("/"):
        return None
    query = f"?{parts.query}" if parts.query else ""
    return identify(Scheme.URL, trim(f"https://{host}{parts.path}{query}"))
