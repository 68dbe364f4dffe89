"""Addresses of copies: when two are the same place, and what is known of the hosts. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

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
"""Hosts that mostly answer a program with a challenge or 403 (`api-facts.md` 4.1, 4.2, 4.4): asked after the others.
A hint only; what arrives decides."""

PMC_HOSTS = frozenset({"ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov", "europepmc.org"})
_PMCID = re.compile(r"(?:\bPMC|^/(?:pmc/)?articles/)(\d+)\b", re.I)
"""Unpaywall leaves the letters out: www.ncbi.nlm.nih.gov/pmc/articles/12008803."""
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


def host_of(url: str | None) -> str | None:
    """The host of *url* in lower case without `www.`; None when it has none."""
    if not url:
        return None
    try:
        name = urlsplit(url).hostname
    except ValueError:
        return None
    return name.lower().removeprefix("www.") if name else None


def is_web(url: str | None) -> bool:
    """Whether *url* is a whole http or https address."""
    if not url:
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)


def normalise_url(url: str) -> str:
    """A form in which addresses of the same thing are equal: scheme, `www.`, default port, fragment, letter case of the
    host and percent-escapes, and arXiv's several spellings of one PDF make no difference. For comparing only."""
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
    """Whether the host of *url*, or one that it belongs to, mostly refuses programs."""
    host = host_of(url)
    if host is None:
        return False
    return any(host == guarded or host.endswith(f".{guarded}") for guarded in GUARDED_HOSTS)


def arxiv_pdf(arxiv: str) -> str:
    """Where arXiv gives the newest PDF of the id *arxiv*; the slash of an old id belongs to the path."""
    return f"https://arxiv.org/pdf/{quote(arxiv, safe='/')}"


def arxiv_page(arxiv: str) -> str:
    return f"https://arxiv.org/abs/{quote(arxiv, safe='/')}"


def arxiv_id_in(url: str | None) -> str | None:
    """The arXiv id (without version) that *url* leads to, or None."""
    if host_of(url) not in _ARXIV_HOSTS or url is None:
        return None
    found = _ARXIV.match(urlsplit(url).path)
    return found[1].lower() if found is not None else None


def doi_page(doi: str) -> str:
    """The page that doi.org leads to: all but the DOI's slashes is percent-encoded."""
    return f"https://doi.org/{quote(doi, safe='/')}"


def pmcid_in(url: str | None) -> str | None:
    """The PMCID when *url* is a page or file of PMC itself, which no program may fetch, or of Europe PMC; else None."""
    if url is None or host_of(url) not in PMC_HOSTS:
        return None
    found = _PMCID.search(urlsplit(url).path)
    return f"PMC{found[1]}" if found is not None else None


def europe_pmc_pdf(pmcid: str) -> str:
    """Where Europe PMC gives the PDF of *pmcid* to programs."""
    return f"https://europepmc.org/articles/{pmcid}?pdf=render"


def pmc_page(pmcid: str) -> str:
    """PMC's page of an article: for people alone."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"


def zenodo_record_in(url: str | None) -> str | None:
    """The number of the Zenodo record whose page *url* is; None for other addresses, those of files too."""
    if url is None or host_of(url) != "zenodo.org":
        return None
    found = _ZENODO_PAGE.match(urlsplit(url).path)
    return found[1] if found is not None else None


def acl_pdf(acl: str) -> str:
    """Where the ACL Anthology gives the PDF of *acl* (`P19-1001`, `2020.acl-main.1`)."""
    return f"https://aclanthology.org/{quote(acl, safe='')}.pdf"


def acl_page(acl: str) -> str:
    return f"https://aclanthology.org/{quote(acl, safe='')}/"


def acl_id_of_doi(doi: str | None) -> str | None:
    """The Anthology's own id in a DOI that it gave (`10.18653/v1/p19-1001`), as its addresses write it; else None."""
    found = _ACL_DOI.match(doi or "")
    if found is None:
        return None
    return found[1].upper() if _OLD_ACL.fullmatch(found[1]) else found[1]


def acl_id_in(url: str | None) -> str | None:
    """The id of the paper that an address of the ACL Anthology, old or new, leads to; None for other addresses and for
    attachments, volumes and corrected versions."""
    if url is None or host_of(url) not in ("aclanthology.org", "aclweb.org"):
        return None
    found = _ACL_PATH.match(urlsplit(url).path)
    return found[1] if found is not None else None


def openreview_pdf_of(url: str | None) -> str | None:
    """Where OpenReview gives the PDF of the forum or note that *url* shows; None for other addresses."""
    if url is None or host_of(url) != "openreview.net":
        return None
    parts = urlsplit(url)
    forum = next(iter(parse_qs(parts.query).get("id", ())), "")
    if parts.path not in ("/forum", "/pdf") or not _FORUM.fullmatch(forum):
        return None
    return f"https://openreview.net/pdf?id={forum}"


def is_rxiv_doi(doi: str | None) -> bool:
    """Whether bioRxiv or medRxiv gave *doi* (they share their prefixes). Not the journals with the same prefix."""
    return doi is not None and _RXIV_DOI.match(doi) is not None
