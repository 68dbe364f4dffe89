"""Rules for the addresses of copies: comparing them, building them from identifiers, and what is known of the hosts.

Does no I/O.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

from scholar_desktop.domain.text.web_address import host_of

DEFAULT_PORTS = {"http": 80, "https": 443}

GUARDED_HOSTS = frozenset(
    {
        "academic.oup.com",
        "aip.scitation.org",
        "biorxiv.org",
        "chemrxiv.org",
        "dl.acm.org",
        "ieeexplore.ieee.org",
        "iopscience.iop.org",
        "jneurosci.org",
        "journals.sagepub.com",
        "jstor.org",
        "linkinghub.elsevier.com",
        "mdpi.com",
        "medrxiv.org",
        "onlinelibrary.wiley.com",
        "papers.ssrn.com",
        "pubs.acs.org",
        "pubs.aip.org",
        "researchgate.net",
        "sciencedirect.com",
        "tandfonline.com",
    }
)
"""Hosts that usually answer a program with a challenge page or 403 (docs/services.md, 'Hosts of open copies'):
tried after the others. This only affects the order; the actual answer decides."""

PMC_HOSTS = frozenset({"ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov", "europepmc.org"})
_PMCID = re.compile(r"(?:\bPMC|^/(?:pmc/)?articles/)(\d+)\b", re.I)
"""Unpaywall omits the letters PMC: www.ncbi.nlm.nih.gov/pmc/articles/12008803."""
_ARXIV = re.compile(r"^/(?:pdf|abs|html)/((?:[a-z-]+(?:\.[a-z]{2})?/)?[\d.]+?)(v\d+)?(?:\.pdf)?/?$", re.I)
_ACL_DOI = re.compile(r"10\.18653/v1/([a-z0-9.-]+)$", re.I)
_OLD_ACL = re.compile(r"[a-z][0-9]{2}-[0-9]{4}", re.I)
_ACL_PATH = re.compile(
    r"^/(?:anthology/)?((?:[A-Z][0-9]{2}-[0-9]{4}|[0-9]{4}\.[a-z0-9_-]+\.[0-9]+))(?:\.pdf|/)?$", re.I
)
_ZENODO_PAGE = re.compile(r"^/records?/(\d+)/?$")
_FORUM = re.compile(r"[A-Za-z0-9_-]{4,40}")
_RXIV_DOI = re.compile(r"10\.(?:1101/[0-9]|64898/)")
_ARXIV_HOSTS = frozenset({"arxiv.org", "export.arxiv.org"})


def is_web(url: str | None) -> bool:
    """Returns True if *url* is a complete http or https address."""
    if not url:
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)


def normalise_url(url: str) -> str:
    """Returns a form of *url* that is equal for addresses of the same file or page.

    Ignores the scheme, `www.`, the default port, the fragment, the letter case of the host and of percent-escapes, and
    the different spellings of an arXiv PDF. For comparisons only; the result is not a usable address.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    host = host_of(url) or ""
    path = re.sub("%([0-9a-f]{2})", lambda escape: escape[0].upper(), parts.path or "/", flags=re.I)
    if host in _ARXIV_HOSTS and (arxiv := _ARXIV.match(path)) is not None:
        return f"//arxiv.org/pdf/{arxiv[1].lower()}{arxiv[2] or ''}"
    if host in ("doi.org", "dx.doi.org"):
        host, path = "doi.org", path.lower()
    place = host if port in (None, DEFAULT_PORTS.get(parts.scheme.lower())) else f"{host}:{port}"
    return f"//{place}{path}" + (f"?{parts.query}" if parts.query else "")


def is_guarded(url: str | None) -> bool:
    """Returns True if the host of *url*, or a parent domain of it, usually refuses programs."""
    host = host_of(url)
    if host is None:
        return False
    return any(host == guarded or host.endswith(f".{guarded}") for guarded in GUARDED_HOSTS)


def arxiv_pdf(arxiv: str) -> str:
    """Returns the address of the newest PDF of the arXiv ID *arxiv*; the slash of an old ID is part of the path."""
    return f"https://arxiv.org/pdf/{quote(arxiv, safe='/')}"


def arxiv_page(arxiv: str) -> str:
    """Returns the address of arXiv's page of the ID *arxiv*."""
    return f"https://arxiv.org/abs/{quote(arxiv, safe='/')}"


def arxiv_id_in(url: str | None) -> str | None:
    """Returns the arXiv ID (without version) that *url* points to, or None."""
    if host_of(url) not in _ARXIV_HOSTS or url is None:
        return None
    found = _ARXIV.match(urlsplit(url).path)
    return found[1].lower() if found is not None else None


def doi_page(doi: str) -> str:
    """Returns the doi.org address of *doi*, percent-encoded except for slashes."""
    return f"https://doi.org/{quote(doi, safe='/')}"


def pmcid_in(url: str | None) -> str | None:
    """Returns the PMCID if *url* is an address of PMC, which programs may not fetch, or of Europe PMC; else None."""
    if url is None or host_of(url) not in PMC_HOSTS:
        return None
    found = _PMCID.search(urlsplit(url).path)
    return f"PMC{found[1]}" if found is not None else None


def europe_pmc_pdf(pmcid: str) -> str:
    """Returns the address at which Europe PMC serves the PDF of *pmcid* to programs."""
    return f"https://europepmc.org/articles/{pmcid}?pdf=render"


def pmc_page(pmcid: str) -> str:
    """Returns the address of PMC's page of an article, which is not for programs."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"


def zenodo_record_in(url: str | None) -> str | None:
    """Returns the record number if *url* is the page of a Zenodo record; None for other addresses, also of files."""
    if url is None or host_of(url) != "zenodo.org":
        return None
    found = _ZENODO_PAGE.match(urlsplit(url).path)
    return found[1] if found is not None else None


def acl_pdf(acl: str) -> str:
    """Returns the address of the PDF of *acl* in the ACL Anthology (`P19-1001`, `2020.acl-main.1`)."""
    return f"https://aclanthology.org/{quote(acl, safe='')}.pdf"


def acl_page(acl: str) -> str:
    """Returns the address of the page of *acl* in the ACL Anthology."""
    return f"https://aclanthology.org/{quote(acl, safe='')}/"


def acl_id_of_doi(doi: str | None) -> str | None:
    """Returns the ACL Anthology key in a DOI of the Anthology (`10.18653/v1/p19-1001`), else None.

    The key is spelled as in the Anthology's addresses.
    """
    found = _ACL_DOI.match(doi or "")
    if found is None:
        return None
    return found[1].upper() if _OLD_ACL.fullmatch(found[1]) else found[1]


def acl_id_in(url: str | None) -> str | None:
    """Returns the key of the paper that an address of the ACL Anthology, old or new, points to.

    Returns None for other addresses, and for attachments, volumes and corrected versions.
    """
    if url is None or host_of(url) not in ("aclanthology.org", "aclweb.org"):
        return None
    found = _ACL_PATH.match(urlsplit(url).path)
    return found[1] if found is not None else None


def openreview_pdf_of(url: str | None) -> str | None:
    """Returns the address of the PDF of the OpenReview forum or note at *url*; None for other addresses."""
    if url is None or host_of(url) != "openreview.net":
        return None
    parts = urlsplit(url)
    forum = next(iter(parse_qs(parts.query).get("id", ())), "")
    if parts.path not in ("/forum", "/pdf") or not _FORUM.fullmatch(forum):
        return None
    return f"https://openreview.net/pdf?id={forum}"


def is_rxiv_doi(doi: str | None) -> bool:
    """Returns True if *doi* was assigned by bioRxiv or medRxiv, which share their prefixes.

    Returns False for DOIs of journals with the same prefix.
    """
    return doi is not None and _RXIV_DOI.match(doi) is not None
