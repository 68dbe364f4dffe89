"""The ladder: the places where an open copy of a paper may be had, each once, best first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.identifiers import arxiv_of_doi
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.source import SourceReport
from scholar_desktop.services import addresses

ARXIV = "arxiv"
LANDING = "landing"

_VERSIONS = {"publishedVersion": 0, "acceptedVersion": 1, None: 2, "submittedVersion": 3}


class Ladder(msgspec.Struct, frozen=True):
    """What is to be tried for one paper.

    paper: with all that was learned on the way; copies: best first; reports: what each service did; missing: why
    services that should have been asked were not, or gave no answer; known: some service knows the paper;
    last_resort: no service names a copy, and `copies` holds only the paper's own page; checksums: of copies whose
    place gives one, by address (`md5:<hex>`).
    """

    paper: Paper
    copies: tuple[Copy, ...] = ()
    reports: tuple[SourceReport, ...] = ()
    missing: tuple[ErrorInfo, ...] = ()
    known: bool = True
    last_resort: bool = False
    checksums: Mapping[str, str] = {}

    @property
    def closed_known(self) -> bool:
        """Every service that could know was asked, and none knows of an open copy."""
        return self.known and not self.missing and (not self.copies or self.last_resort)


def address_of(copy: Copy) -> str:
    """The address that is asked for *copy*: its file where that is known, else its page."""
    return copy.pdf_url or copy.url or copy.landing_url or ""


def order(paper: Paper) -> tuple[Copy, ...]:
    """All copies that the services name of *paper*, and arXiv's own, each place once.

    Direct links go before pages, hosts that serve programs before guarded ones, the copy that Unpaywall calls best
    first among equals, then published, accepted, unknown and submitted versions; else as the services sent them.
    """
    named = [fetchable for copy in paper.oa.copies if (fetchable := _fetchable(copy)) is not None]
    arxiv = paper.ids.arxiv or (arxiv_of_doi(paper.ids.doi) if paper.ids.doi is not None else None)
    if arxiv is not None and all(addresses.arxiv_id_in(copy.pdf_url) != arxiv for copy in named):
        named.append(_arxiv_copy(arxiv))
    merged = _each_once(named)
    return tuple(sorted(merged, key=_rank))


def own_page(paper: Paper) -> Copy | None:
    """The page that the paper's DOI leads to, where it could name an open copy that no service knows of; else None.

    Unpaywall's word that a paper is closed is taken: its page would name a PDF for subscribers. Zenodo and arXiv have
    answered for themselves.
    """
    doi = paper.ids.doi
    if doi is None or doi.startswith(("10.5281/zenodo.", "10.48550/arxiv.")):
        return None
    if any(facts.source == "unpaywall" and facts.fields.get("is_oa") is False for facts in paper.facts):
        return None
    page = addresses.doi_page(doi)
    return Copy(
        url=page,
        landing_url=page,
        host="doi.org",
        source=LANDING,
        evidence="No service names an open copy; the paper's own page may",
    )


def _rank(copy: Copy) -> tuple[bool, bool, bool, int]:
    address = address_of(copy)
    return (
        copy.pdf_url is None,
        addresses.is_guarded(address),
        not copy.is_best,
        _VERSIONS.get(copy.version, 2),
    )


def _fetchable(copy: Copy) -> Copy | None:
    """*copy* with addresses that a program may ask; None when it has none.

    PMC's own pages are not for programs: Europe PMC gives the same files. arXiv's page of a paper tells its PDF.
    """
    pdf, page = (url if addresses.is_web(url) else None for url in (copy.pdf_url, copy.landing_url))
    url = copy.url if addresses.is_web(copy.url) else None
    address = pdf or url or page
    if address is None:
        return None
    if (pmcid := addresses.pmcid_in(address) or (addresses.pmcid_in(page) if pdf is None else None)) is not None:
        pdf, host = addresses.europe_pmc_pdf(pmcid), addresses.host_of(address)
        evidence = copy.evidence if host == "europepmc.org" else _added(copy.evidence, "asked for at Europe PMC")
        return msgspec.structs.replace(copy, url=pdf, pdf_url=pdf, host="europepmc.org", evidence=evidence)
    if pdf is None and (arxiv := addresses.arxiv_id_in(address)) is not None:
        pdf = address = addresses.arxiv_pdf(arxiv)
    return msgspec.structs.replace(
        copy, url=address, pdf_url=pdf, landing_url=page, host=addresses.host_of(address) or copy.host
    )


def _arxiv_copy(arxiv: str) -> Copy:
    pdf = addresses.arxiv_pdf(arxiv)
    return Copy(
        url=pdf,
        pdf_url=pdf,
        landing_url=addresses.arxiv_page(arxiv),
        host="arxiv.org",
        host_type="repository",
        version="submittedVersion",
        source=ARXIV,
        evidence=f"The paper's arXiv id is {arxiv}",
    )


def _each_once(copies: Iterable[Copy]) -> list[Copy]:
    """*copies* without repeats; the first of a place keeps its word, and takes from the others what it does not say."""
    found: dict[str, Copy] = {}
    for copy in copies:
        key = addresses.normalise(address_of(copy))
        known = found.get(key)
        found[key] = copy if known is None else _both(known, copy)
    return list(found.values())


def _both(first: Copy, other: Copy) -> Copy:
    secure = next((c for c in (first, other) if address_of(c).lower().startswith("https:")), first)
    return msgspec.structs.replace(
        first,
        url=secure.url,
        pdf_url=(secure.pdf_url or first.pdf_url or other.pdf_url),
        landing_url=first.landing_url or other.landing_url,
        host_type=first.host_type or other.host_type,
        version=first.version or other.version,
        license=first.license or other.license,
        is_best=first.is_best or other.is_best,
    )


def _added(evidence: str | None, more: str) -> str:
    return f"{evidence}; {more}" if evidence else more[0].upper() + more[1:]
