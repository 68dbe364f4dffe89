"""Builds the list of candidates of a paper: the addresses that may lead to its PDF, each once, best first.

Does no I/O.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from scholar_desktop.domain.attempt import Lookup
from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.identifiers.identifiers import arxiv_of_doi, parse
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.search import licences
from scholar_desktop.domain.source import SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.web_address import host_of
from scholar_desktop.domain.zenodo.record import RecordFile
from scholar_desktop.services.web import pdf_locators, url_rules

ARXIV = "arxiv"
ACL = "acl"
PMC = "pmc"
EUROPE_PMC = "europepmc"
RXIV = "biorxiv"
LANDING_PAGE = "landing"
USER = "user"

BY_IDENTIFIER = frozenset({ACL, PMC, EUROPE_PMC, RXIV})
"""Sources of copies that no service names; their addresses follow from the paper's identifiers."""
# not translated: values of the service; ui/words/field_of_study.py shows them
_LIFE_SCIENCES = frozenset({"Biology", "Medicine"})

_VERSIONS = {"publishedVersion": 0, "acceptedVersion": 1, None: 2, "submittedVersion": 3}


class Preference(enum.StrEnum):
    """Which copies the user prefers."""

    QUICKEST = "quickest"
    PUBLISHED = "published"
    LICENSED = "licensed"


class PdfCandidates(msgspec.Struct, frozen=True):
    """The candidates for the PDF of one paper.

    paper: the paper, with everything that the services said about it; copies: best first; reports: what each service
    did; missing: errors of services that should have been queried but were not, or gave no answer; known: at least one
    service knows the paper; last_resort: no service names a copy, so `copies` contains only addresses that may lead to
    one; left_out: copies are known, but the user's preference excludes all of them; checksums: by address
    (`md5:<hex>`), for copies whose host states one; other_files: the files of the paper's open Zenodo record, if none
    of them is a PDF; access: the access right of the paper's Zenodo record, empty if it is open or not known; asked:
    the answer of each service that was asked for copies, now or earlier.
    """

    paper: Paper
    copies: tuple[Copy, ...] = ()
    reports: tuple[SourceReport, ...] = ()
    missing: tuple[ErrorInfo, ...] = ()
    known: bool = True
    last_resort: bool = False
    left_out: bool = False
    checksums: Mapping[str, str] = {}
    other_files: tuple[RecordFile, ...] = ()
    access: str = ""
    asked: tuple[Lookup, ...] = ()

    @property
    def closed_known(self) -> bool:
        """True if every service that could know was queried, and none knows an open copy."""
        return self.known and not self.missing and not self.left_out and (not self.copies or self.last_resort)


class CandidateUrl(msgspec.Struct, frozen=True):
    """One address to try: that of *copy*, or one found on a page for it.

    depth: how many pages led to it; after_stall: it is the landing page of a copy whose file did not come in its time,
    or a link on that page.
    """

    url: str
    source: str
    copy: Copy
    referer: str | None = None
    depth: int = 0
    after_stall: bool = False


def fetch_url(copy: Copy) -> str:
    """Returns the address to request for *copy*: its file if known, else its page."""
    return copy.pdf_url or copy.url or copy.landing_url or ""


LookupResults = Mapping[str, Sequence[Copy]]
"""The results of lookups that were made already: the copies found, possibly none, by the address of the lookup."""


def order_copies(
    paper: Paper,
    preference: Preference = Preference.QUICKEST,
    own: Iterable[Copy] = (),
    found: LookupResults | None = None,
) -> tuple[Copy, ...]:
    """Returns the copies of *paper* that services name and those that its identifiers lead to, in order of preference.

    Each address occurs once. Copies are sorted by `preference_key`; equal ones keep the order of the services.

    Args:
        preference: the order; `Preference.LICENSED` also excludes copies without an open licence.
        own: copies that the user added to this paper; they come first with every preference.
        found: results of earlier lookups; they replace the lookups.
    """
    kept = [copy for copy in all_copies(paper, own, found) if exclusion_reason(copy, preference) is None]
    return tuple(sorted(kept, key=lambda copy: preference_key(copy, preference)))


def all_copies(paper: Paper, own: Iterable[Copy] = (), found: LookupResults | None = None) -> list[Copy]:
    """Returns all copies without excluding or sorting any, each address once; arguments as for `order_copies`."""
    named = [fetchable for copy in (*own, *paper.oa.copies) if (fetchable := _fetchable(copy)) is not None]
    copies = _deduplicate((*named, *_by_identifiers(paper, named)))
    page = _publisher_page_copy(paper, copies)
    if page is not None:
        copies.append(page)
    if not found:
        return copies
    return _deduplicate(result for copy in copies for result in found.get(fetch_url(copy), (copy,)))


def preference_key(copy: Copy, preference: Preference) -> tuple[int, ...]:
    """Returns the sort key of *copy*: copies with a lower key are tried earlier.

    With `Preference.QUICKEST`, direct links come before copies that need a lookup, and hosts that serve programs before
    those that usually refuse them; among equals, the copy that Unpaywall calls best comes first, then published,
    accepted, unknown and submitted versions. With `Preference.PUBLISHED`, the version is compared first.
    """
    version = _VERSIONS.get(copy.version, 2)
    quick = (
        _step(copy),
        0 if copy.is_best else 1,
        version,
    )
    is_last = _step(copy) == _OWN_PAGE
    if preference is Preference.PUBLISHED and copy.source != USER and not is_last:
        return (1, version, *quick)
    return (0 if copy.source == USER else 2 if is_last else 1, *quick)


def exclusion_reason(copy: Copy, preference: Preference) -> str | None:
    """Returns why the program does not try *copy* automatically; None when it does."""
    if preference is not Preference.LICENSED or copy.source == USER or licences.is_open(copy.license):
        return None
    return Message("Not tried: it states no open licence, and your settings require one")


def order_reason(copy: Copy, preference: Preference) -> str:
    """Returns the reason for the position of *copy* among the candidates, in a few words for the user."""
    if copy.source == USER:
        return Message("Tried first: you added this link")
    step = _step(copy)
    if step == _DIRECT and copy.is_best:
        words = Message("Direct link, the best one according to Unpaywall")
    else:
        words = _STEP_WORDS[step]
    if preference is not Preference.PUBLISHED or step == _OWN_PAGE or copy.version is None:
        return words
    match _VERSIONS.get(copy.version, 2):
        case 0:
            return Message("Published version: tried first. {how}", how=words)
        case 1:
            return Message("Accepted version: tried second. {how}", how=words)
        case 3:
            return Message("Not peer-reviewed yet: tried last. {how}", how=words)
        case _:
            return words


def doi_landing_page(paper: Paper) -> Copy | None:
    """Returns the landing page of the paper's DOI if it could name an open copy that no service knows; else None.

    None if Unpaywall says that the paper is closed, because its page would name a PDF for subscribers. Also None for
    DOIs of Zenodo and arXiv, which have lookups of their own.
    """
    doi = paper.ids.doi
    if doi is None or doi.startswith(("10.5281/zenodo.", "10.48550/arxiv.")):
        return None
    if is_reported_closed(paper):
        return None
    page = url_rules.doi_page(doi)
    return Copy(
        url=page,
        landing_url=page,
        host="doi.org",
        source=LANDING_PAGE,
        evidence=Message("No service lists an open copy, but the paper's own page may have one"),
    )


def only_names_copies(copy: Copy) -> bool:
    """Returns True if *copy* is only a lookup or page that may name copies; if it names none, nothing was tried."""
    return copy.pdf_url is None and copy.source in (PMC, EUROPE_PMC, RXIV, LANDING_PAGE)


_DIRECT, _LOOKED_UP, _GUARDED, _PAGE, _SEARCHED, _OWN_PAGE = range(6)
_STEP_WORDS = {
    _DIRECT: Message("Direct link"),
    _LOOKED_UP: Message("Looked up when its turn comes"),
    _GUARDED: Message("Tried late: its host often blocks programs"),
    _PAGE: Message("Web page: searched for a link to the PDF"),
    _SEARCHED: Message("Looked up only if the others have no PDF"),
    _OWN_PAGE: Message("The paper's own page: searched last"),
}


def _step(copy: Copy) -> int:
    """Returns how direct the way to the file is; a lower value is tried earlier."""
    address = fetch_url(copy)
    if copy.source == LANDING_PAGE:
        return _OWN_PAGE
    if pdf_locators.is_lookup(address):
        return _SEARCHED if copy.source == EUROPE_PMC else _LOOKED_UP
    if copy.pdf_url is None:
        return _PAGE
    return _GUARDED if url_rules.is_guarded(address) else _DIRECT


def _fetchable(copy: Copy) -> Copy | None:
    """Returns *copy* with addresses that a program may request; None when it has none.

    PMC's pages are not for programs, so they are replaced by Europe PMC, which has the same files. The PDF address of
    an arXiv paper follows from that of its page.
    """
    pdf, page = (url if url_rules.is_web(url) else None for url in (copy.pdf_url, copy.landing_url))
    url = copy.url if url_rules.is_web(copy.url) else None
    address = pdf or url or page
    if address is None:
        return None
    if (pmcid := url_rules.pmcid_in(address) or (url_rules.pmcid_in(page) if pdf is None else None)) is not None:
        pdf, host = url_rules.europe_pmc_pdf(pmcid), host_of(address)
        evidence = copy.evidence if host == "europepmc.org" else _found_at_europe_pmc(copy.evidence)
        return msgspec.structs.replace(copy, url=pdf, pdf_url=pdf, host="europepmc.org", evidence=evidence)
    # Semantic Scholar also gives OpenReview's web pages as PDF addresses.
    known = _pdf_of_page(address) if pdf is None else url_rules.openreview_pdf_of(pdf)
    if known is not None:
        pdf = address = known
    elif pdf is None and (record := url_rules.zenodo_record_in(address)) is not None:
        page, address = page or address, pdf_locators.zenodo_record_url(record)
    return msgspec.structs.replace(copy, url=address, pdf_url=pdf, landing_url=page, host=host_of(address) or copy.host)


def _pdf_of_page(page: str) -> str | None:
    """Returns the PDF address for *page* if the host's addresses follow a simple rule; None for other pages."""
    if (arxiv := url_rules.arxiv_id_in(page)) is not None:
        return url_rules.arxiv_pdf(arxiv)
    if (acl := url_rules.acl_id_in(page)) is not None:
        return url_rules.acl_pdf(acl)
    return url_rules.openreview_pdf_of(page)


def _by_identifiers(paper: Paper, named: Sequence[Copy]) -> Iterator[Copy]:
    """Yields copies whose addresses follow from the paper's identifiers and that are not in *named*.

    Nothing is requested here, also not for copies that need a lookup.
    """
    ids = paper.ids
    arxiv = ids.arxiv or (arxiv_of_doi(ids.doi) if ids.doi is not None else None)
    if arxiv is not None and all(url_rules.arxiv_id_in(copy.pdf_url) != arxiv for copy in named):
        yield _arxiv_copy(arxiv)
    acl = ids.acl or url_rules.acl_id_of_doi(ids.doi)
    if acl is not None and all((url_rules.acl_id_in(copy.pdf_url) or "").lower() != acl.lower() for copy in named):
        yield _acl_copy(acl)
    pmcids = dict.fromkeys(
        pmcid for pmcid in (ids.pmcid, *(url_rules.pmcid_in(copy.pdf_url) for copy in named)) if pmcid is not None
    )
    for pmcid in pmcids:
        same = next((copy for copy in named if url_rules.pmcid_in(copy.pdf_url) == pmcid), None)
        yield _europe_pmc_copy(pmcid)
        yield _pmc_cloud_copy(pmcid, same)
    if (preprint := _rxiv_doi(paper, named)) is not None:
        yield from _rxiv_copies(paper, preprint, named)
    if ids.doi is not None and not pmcids and _may_be_in_europe_pmc(paper):
        yield _europe_pmc_search(ids.doi)


def _arxiv_copy(arxiv: str) -> Copy:
    pdf, page = url_rules.arxiv_pdf(arxiv), url_rules.arxiv_page(arxiv)
    copy = _repository_copy(pdf, page, "arxiv.org", ARXIV, Message("The paper's arXiv ID is {arxiv}", arxiv=arxiv))
    return msgspec.structs.replace(copy, version="submittedVersion")


def _acl_copy(acl: str) -> Copy:
    pdf, page = url_rules.acl_pdf(acl), url_rules.acl_page(acl)
    copy = _repository_copy(
        pdf, page, "aclanthology.org", ACL, Message("The paper is {acl} in the ACL Anthology", acl=acl)
    )
    return msgspec.structs.replace(copy, host_type="publisher", version="publishedVersion")


def _europe_pmc_copy(pmcid: str) -> Copy:
    pdf, page = url_rules.europe_pmc_pdf(pmcid), f"https://europepmc.org/articles/{pmcid}"
    evidence = Message("The paper is {pmcid} in PubMed Central, which Europe PMC mirrors", pmcid=pmcid)
    return _repository_copy(pdf, page, "europepmc.org", EUROPE_PMC, evidence)


def _repository_copy(pdf: str, page: str, host: str, source: str, evidence: str) -> Copy:
    """Returns the copy for a repository's PDF whose address follows from an identifier."""
    return Copy(
        url=pdf,
        pdf_url=pdf,
        landing_url=page,
        host=host,
        host_type="repository",
        source=source,
        evidence=evidence,
    )


def _pmc_cloud_copy(pmcid: str, same: Copy | None) -> Copy:
    """Returns the lookup of an article in PMC's cloud; its newest version is found when the lookup is tried.

    same: the copy of the same article at PMC that a service names, for its version and licence; None if there is none.
    """
    return Copy(
        url=pdf_locators.pmc_cloud_url(pmcid),
        landing_url=url_rules.pmc_page(pmcid),
        host=host_of(pdf_locators.PMC_CLOUD),
        host_type="repository",
        version=same.version if same is not None else None,
        license=same.license if same is not None else None,
        source=PMC,
        evidence=Message("The paper is {pmcid} in PubMed Central, which may have its PDF", pmcid=pmcid),
    )


def _rxiv_doi(paper: Paper, named: Sequence[Copy]) -> str | None:
    """Returns the DOI of the paper's preprint at bioRxiv or medRxiv, or None.

    It is the paper's own DOI, or the one in the address of a copy there: when a preprint and its article are merged,
    the paper has the article's DOI.
    """
    if url_rules.is_rxiv_doi(paper.ids.doi):
        return paper.ids.doi
    there = (copy.url for copy in named if "rxiv.org" in (copy.host or host_of(copy.url) or ""))
    found = (parse(url) for url in there)
    return next((one.value for one in found if one is not None and url_rules.is_rxiv_doi(one.value)), None)


def _rxiv_copies(paper: Paper, doi: str, named: Sequence[Copy]) -> Iterator[Copy]:
    """Yields the lookups of a preprint.

    bioRxiv and medRxiv share DOI prefixes, so both are looked up if nothing says which of them has the preprint.
    """
    hints = " ".join(filter(None, (paper.venue, *(copy.host for copy in named)))).lower()
    servers = [server for server in ("biorxiv", "medrxiv") if server in hints] or ["biorxiv", "medrxiv"]
    for server in servers:
        yield Copy(
            url=pdf_locators.rxiv_details_url(doi, server),
            landing_url=f"https://www.{server}.org/content/{doi}",
            host=f"{server}.org",
            host_type="repository",
            version="submittedVersion",
            source=RXIV,
            evidence=Message(
                "{server} lists the versions of a preprint", server="bioRxiv" if server == "biorxiv" else "medRxiv"
            ),
        )


def _europe_pmc_search(doi: str) -> Copy:
    return Copy(
        url=pdf_locators.europe_pmc_search_url(doi),
        landing_url=url_rules.doi_page(doi),
        host="ebi.ac.uk",
        host_type="repository",
        source=EUROPE_PMC,
        evidence=Message("Europe PMC may have the PDF, or know where it is"),
    )


def _may_be_in_europe_pmc(paper: Paper) -> bool:
    """Returns True for papers and preprints of the life sciences, unless Unpaywall says that the paper is closed."""
    if is_reported_closed(paper):
        return False
    life = bool(_LIFE_SCIENCES.intersection(paper.fields)) or url_rules.is_rxiv_doi(paper.ids.doi)
    return paper.ids.pmid is not None or life


def has_open_copy(paper: Paper) -> bool:
    """Returns True if a service names an open copy, or if the paper is on arXiv."""
    arxiv = paper.ids.arxiv or (arxiv_of_doi(paper.ids.doi) if paper.ids.doi is not None else None)
    return arxiv is not None or any(_fetchable(copy) is not None for copy in paper.oa.copies)


def is_reported_closed(paper: Paper) -> bool:
    """Returns True if Unpaywall has answered that it knows no open copy."""
    return any(facts.source == "unpaywall" and facts.fields.get("is_oa") is False for facts in paper.facts)


def _publisher_page_copy(paper: Paper, found: Sequence[Copy]) -> Copy | None:
    """Returns the landing page of the paper's DOI as the last candidate after others, or None.

    It is added if a service calls the paper open at its publisher (gold, hybrid or bronze), and no page of the
    publisher, which is where the DOI leads, is among the candidates already.
    """
    if not found or paper.oa.status not in ("gold", "hybrid", "bronze"):
        return None
    if any(copy.pdf_url is None and copy.host_type == "publisher" for copy in found):
        return None
    page = doi_landing_page(paper)
    if page is None:
        return None
    place = url_rules.normalise_url(page.url)
    if any(url_rules.normalise_url(fetch_url(copy)) == place for copy in found):
        return None
    return msgspec.structs.replace(
        page, evidence=Message("The paper is open access at its publisher, so its page may link to the PDF")
    )


def _deduplicate(copies: Iterable[Copy]) -> list[Copy]:
    """Returns *copies* with one copy for each address: the first, with fields that it lacks taken from the others."""
    found: dict[str, Copy] = {}
    for copy in copies:
        key = url_rules.normalise_url(fetch_url(copy))
        known = found.get(key)
        found[key] = copy if known is None else _merge_copies(known, copy)
    return list(found.values())


def _merge_copies(first: Copy, other: Copy) -> Copy:
    secure = next((c for c in (first, other) if fetch_url(c).lower().startswith("https:")), first)
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


def _found_at_europe_pmc(evidence: str | None) -> Message:
    if not evidence:
        return Message("Looked up at Europe PMC")
    return Message("{evidence}; looked up at Europe PMC", evidence=evidence)
