"""Lookups: requests to PMC's cloud, Europe PMC, bioRxiv, medRxiv and Zenodo that return the addresses of PDFs.

A lookup is one address among the candidates and is requested in its turn; its answer is used like the links of a
landing page. This module only builds the addresses and parses the answers; it does no I/O. Source of the formats:
docs/services.md, 'Hosts of open copies'.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from scholar_desktop.services.web import url_rules
from scholar_desktop.services.web.landing_page import LandingPage

PMC_CLOUD = "https://pmc-oa-opendata.s3.amazonaws.com"
EUROPE_PMC_SEARCH = "https://www.ebi.ac.uk/europepmc/webservices/rest/search"
RXIV_DETAILS = "https://api.biorxiv.org/details"

ZENODO_RECORDS = "https://zenodo.org/api/records"

_ZENODO = re.compile(re.escape(ZENODO_RECORDS) + r"/\d+")
_PMC_KEY = re.compile(r"(PMC\d+)\.(\d{1,9})/\1\.\2\.pdf")
_OPEN_CODES = frozenset({"OA", "F"})
"""Values of Europe PMC's availabilityCode: open access, free."""
_NOT_FOR_PROGRAMS = frozenset({"PubMedCentral"})
_RXIV_SERVERS = ("biorxiv", "medrxiv")
_MOST_VERSIONS = 2
"""How many versions of a preprint are tried: the newest, and the one before it, since a version may be announced before
its PDF exists."""


def pmc_cloud_url(pmcid: str) -> str:
    """Returns the address that lists the files of *pmcid* in PMC's cloud.

    The final dot prevents PMC12 from listing PMC123 as well.
    """
    return f"{PMC_CLOUD}/?list-type=2&prefix={pmcid}."


def europe_pmc_search_url(doi: str) -> str:
    """Returns the address of Europe PMC's record of a DOI, with its PMCID and the addresses of full texts."""
    quoted = doi.replace('"', " ")
    query = quote(f'DOI:"{quoted}"', safe="")  # not translated: a query of the service
    return f"{EUROPE_PMC_SEARCH}?query={query}&resultType=core&format=json"


def rxiv_details_url(doi: str, server: str) -> str:
    """Returns the address that lists all versions of a preprint at *server* (`biorxiv` or `medrxiv`)."""
    return f"{RXIV_DETAILS}/{server}/{quote(doi, safe='/')}/na/json"


def zenodo_record_url(number: str) -> str:
    """Returns the API address of a record with all its files; the web page of a record names only one of them."""
    return f"{ZENODO_RECORDS}/{number}"


def is_lookup(url: str) -> bool:
    """Returns True if *url* is an address of one of the lookups in this module."""
    return _reader_of(url) is not None


def is_search_index(url: str) -> bool:
    """Returns True if *url* is a lookup in an index of many papers, which may or may not know a copy.

    Such a request says nothing about the known copies, so it is not recorded as an attempt if it fails or finds
    nothing.
    """
    return is_lookup(url) and not _ZENODO.fullmatch(url)


def read_lookup(url: str, body: bytes) -> LandingPage | None:
    """Parses the answer *body* of the lookup at *url*.

    Returns:
        Links to PDFs, best first; no links when the lookup found none, or when the answer cannot be parsed. None when
        *url* is not a lookup.
    """
    reader = _reader_of(url)
    return None if reader is None else reader(url, body)


def _reader_of(url: str) -> Callable[[str, bytes], LandingPage] | None:
    if url.startswith(f"{PMC_CLOUD}/?list-type=2"):
        return _read_cloud
    if url.startswith(f"{EUROPE_PMC_SEARCH}?"):
        return _read_europe_pmc
    if _ZENODO.fullmatch(url):
        return _read_zenodo
    return _read_rxiv if url.startswith(f"{RXIV_DETAILS}/") else None


def _read_cloud(url: str, body: bytes) -> LandingPage:
    """Reads the bucket listing of PMC's cloud: the highest version of the requested article that has a PDF."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    wanted = next(iter(parse_qs(urlsplit(url).query).get("prefix", ())), "").rstrip(".")
    try:
        keys = [element.text or "" for element in fromstring(body).iter() if element.tag.rpartition("}")[2] == "Key"]
    except (ParseError, DefusedXmlException, ValueError):
        return LandingPage()
    versions = [int(found[2]) for key in keys if (found := _PMC_KEY.fullmatch(key)) and found[1] == wanted]
    if not versions:
        return LandingPage()
    newest = f"{wanted}.{max(versions)}"
    return LandingPage(links=(f"{PMC_CLOUD}/{newest}/{newest}.pdf",))


def _read_europe_pmc(url: str, body: bytes) -> LandingPage:
    """Reads a search result of Europe PMC.

    Its own rendering of an article comes first, then PDFs elsewhere that it marks as open, except those of PMC itself.
    """
    quoted = re.search(r'DOI:"([^"]*)"', next(iter(parse_qs(urlsplit(url).query).get("query", ())), ""))
    wanted = quoted[1].lower() if quoted is not None else ""
    results = _dict(_dict(_json(body)).get("resultList")).get("result")
    links: list[str] = []
    terms: str | None = None
    for result in results if isinstance(results, list) else []:
        row = _dict(result)
        if str(row.get("doi") or "").lower() != wanted:
            continue
        terms = terms or _licence(row.get("license"))
        pmcid = str(row.get("pmcid") or "")
        if re.fullmatch(r"PMC\d+", pmcid) and row.get("hasPDF") == "Y":
            links.append(url_rules.europe_pmc_pdf(pmcid))
        texts = _dict(row.get("fullTextUrlList")).get("fullTextUrl")
        for text in map(_dict, texts if isinstance(texts, list) else []):
            address = str(text.get("url") or "")
            if (
                text.get("documentStyle") == "pdf"
                and text.get("availabilityCode") in _OPEN_CODES
                and text.get("site") not in _NOT_FOR_PROGRAMS
                and url_rules.is_web(address)
            ):
                pmcid_there = url_rules.pmcid_in(address)
                links.append(url_rules.europe_pmc_pdf(pmcid_there) if pmcid_there is not None else address)
    each = {url_rules.normalise_url(link): link for link in reversed(links)}
    return LandingPage(links=tuple(reversed(each.values()))[:3], license=terms)


def _read_rxiv(url: str, body: bytes) -> LandingPage:
    """Reads the version list of bioRxiv or medRxiv; the newest version comes first."""
    rows = _dict(_json(body)).get("collection")
    found: list[tuple[int, str, str | None]] = []
    for row in map(_dict, rows if isinstance(rows, list) else []):
        version, doi = str(row.get("version") or ""), str(row.get("doi") or "")
        server = str(row.get("server") or url.removeprefix(f"{RXIV_DETAILS}/").partition("/")[0]).lower()
        if version.isdecimal() and len(version) < 6 and url_rules.is_rxiv_doi(doi) and server in _RXIV_SERVERS:
            address = f"https://www.{server}.org/content/{quote(doi, safe='/')}v{int(version)}.full.pdf"
            found.append((int(version), address, _licence(row.get("license"))))
    found.sort(reverse=True)
    return LandingPage(
        links=tuple(address for _, address, _ in found[:_MOST_VERSIONS]), license=found[0][2] if found else None
    )


def _read_zenodo(url: str, body: bytes) -> LandingPage:
    """Reads a Zenodo record: its likeliest PDFs by name and size (`domain.zenodo.record`)."""
    from scholar_desktop.domain.zenodo.record import likeliest_pdfs
    from scholar_desktop.sources.zenodo.files import files_of

    sent = _dict(_json(body))
    files, _ = files_of(sent.get("files"), sent)
    told = _dict(sent.get("metadata"))
    title, doi = told.get("title"), sent.get("doi")
    return LandingPage(
        links=tuple(file.url for file in likeliest_pdfs(files) if file.url is not None)[:3],
        titles=(title,) if isinstance(title, str) else (),
        cited_titles=(title,) if isinstance(title, str) else (),
        dois=(doi.lower(),) if isinstance(doi, str) else (),
        license=_licence(_dict(told.get("license")).get("id")),
    )


def _licence(sent: Any) -> str | None:
    """Returns `cc-by` for `cc_by`, `cc by` or `CC-BY`; None if no licence is stated, or that there is none."""
    text = re.sub(r"[\s_]+", "-", sent.strip().lower()) if isinstance(sent, str) else ""
    return None if text in ("", "none", "cc-no", "no-license") else text


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
