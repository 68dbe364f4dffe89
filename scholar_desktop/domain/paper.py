"""A paper and what is known about it. What no service has stated is None (or empty, for a list).

The collector of cyclic garbage does not track these objects (`gc=False`): they are frozen and made from JSON, so they
contain no cycles, and a list may have a hundred thousand of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from scholar_desktop.domain.source import UNPAYWALL, ZENODO
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import restore_messages

PAPER_TYPES = (
    "article",
    "conference",
    "review",
    "book",
    "chapter",
    "preprint",
    "thesis",
    "report",
    "dataset",
    "software",
    "other",
)


TYPE_OF_GENRE = {
    "journal-article": "article",
    "proceedings-article": "conference",
    "posted-content": "preprint",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "reference-entry": "chapter",
    "dissertation": "thesis",
    "report": "report",
    "report-series": "report",
    "report-component": "report",
    "dataset": "dataset",
}
"""Maps Crossref's types, which Unpaywall sends as `genre`, to PAPER_TYPES. The others (component, standard,
journal-issue, peer-review) say little about a paper."""


class Author(msgspec.Struct, frozen=True, gc=False, rename=stored("name id orcid")):
    """An author of a paper. id: Semantic Scholar's author id; None for a name that it has not linked to an author."""

    name: str
    id: str | None = None
    orcid: str | None = None


class Ids(
    msgspec.Struct,
    frozen=True,
    gc=False,
    rename=stored("s2 corpus doi arxiv pmid pmcid mag acl dblp zenodo zenodo_concept key"),
):
    """Every identifier of a paper, as text in its canonical form.

    s2: 40 hex digits in lower case; corpus, pmid, mag, zenodo, zenodo_concept: digits; doi: lower case, no prefix;
    arxiv: without prefix and version (`2004.05150`, `hep-th/9901001`); pmcid: `PMC` + digits; acl, dblp: as given; key:
    the citation key in the library of a work that has no other identifier; unset for all others, so that the stored
    form of these does not have it.
    """

    s2: str | None = None
    corpus: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    mag: str | None = None
    acl: str | None = None
    dblp: str | None = None
    zenodo: str | None = None
    zenodo_concept: str | None = None
    key: str | msgspec.UnsetType | None = msgspec.UNSET

    def items(self) -> list[tuple[str, str]]:
        """Returns (scheme, value) of every known id, in the order of the fields."""
        return [
            (name, value)
            for name in self.__struct_fields__
            if (value := getattr(self, name)) is not None and value is not msgspec.UNSET
        ]

    @property
    def has_public_one(self) -> bool:
        """True if services can look for the paper by one of them: a citation key is the user's own."""
        return any(name != "key" for name, _value in self.items())


S2_REQUEST_SCHEMES = ("s2", "corpus", "doi", "arxiv", "pmid", "pmcid", "mag", "acl")
"""The identifiers that Semantic Scholar accepts in a request, in the order in which they are tried."""


class Counts(msgspec.Struct, frozen=True, gc=False, rename=stored("citations references influential dated")):
    """Numbers of citations, references and influential citations of a paper; None if no service has stated them.

    dated: when they were requested, if they are newer than the rest of the paper (ISO 8601, UTC); unset for all others,
    so that the stored form of these does not have it.
    """

    citations: int | None = None
    references: int | None = None
    influential: int | None = None
    dated: str | msgspec.UnsetType = msgspec.UNSET


class Copy(
    msgspec.Struct,
    frozen=True,
    gc=False,
    rename=stored("url pdf_url landing_url host host_type version license source is_best evidence"),
):
    """One place where an open copy may be found.

    host_type: `publisher` or `repository`; version: `submittedVersion`, `acceptedVersion`, `publishedVersion`; source:
    who named it (`unpaywall`, `s2`, `zenodo`, `user`; by an identifier: `arxiv`, `acl`, `pmc`, `europepmc`, `biorxiv`;
    `landing`: the paper's own page); evidence: why it is listed.
    """

    url: str
    pdf_url: str | None = None
    landing_url: str | None = None
    host: str | None = None
    host_type: str | None = None
    version: str | None = None
    license: str | None = None
    source: str = ""
    is_best: bool = False
    evidence: str | None = None

    def __post_init__(self) -> None:
        restore_messages(self, "evidence")


class OpenAccess(msgspec.Struct, frozen=True, gc=False, rename=stored("is_oa status license copies")):
    """The open-access state of a paper.

    status: gold, hybrid, bronze, green, closed, or None if no service has stated it; license in lower case.
    """

    is_oa: bool | None = None
    status: str | None = None
    license: str | None = None
    copies: tuple[Copy, ...] = ()


class Facts(msgspec.Struct, frozen=True, gc=False, rename=stored("source retrieved fields")):
    """All that one service sent about a paper, unchanged (unknown keys too). retrieved: ISO 8601, UTC, ending in Z."""

    source: str
    retrieved: str
    fields: dict[str, Any]


class Paper(
    msgspec.Struct,
    frozen=True,
    gc=False,
    rename=stored(
        "title ids authors year date venue type abstract tldr fields counts oa sources retrieved facts parts"
    ),
):
    """One paper, merged from the rows of the services.

    date: YYYY-MM-DD, or None; type: one of PAPER_TYPES; tldr: Semantic Scholar's machine-generated summary; abstract:
    plain text; sources: names of the services that know it, in the order of trust; retrieved: when the newest of its
    facts was requested (ISO 8601, UTC); parts: the rows of the services that it was merged from, each without its
    facts, empty if it was not merged.
    """

    title: str
    ids: Ids = Ids()
    authors: tuple[Author, ...] = ()
    year: int | None = None
    date: str | None = None
    venue: str | None = None
    type: str | None = None
    abstract: str | None = None
    tldr: str | None = None
    fields: tuple[str, ...] = ()
    counts: Counts = Counts()
    oa: OpenAccess = OpenAccess()
    sources: tuple[str, ...] = ()
    retrieved: str | None = None
    facts: tuple[Facts, ...] = ()
    parts: tuple[Paper, ...] = ()

    @property
    def counted(self) -> str | None:
        """When its counts were requested (ISO 8601, UTC); None if that is not known."""
        return self.counts.dated if isinstance(self.counts.dated, str) else self.retrieved

    @property
    def id(self) -> str:
        """The name of the paper in the program and its interfaces; empty for a paper without identifiers.

        `s2:SHA`, else `doi:`, `arxiv:`, `zenodo:`, else the first known identifier.
        """
        ids = self.ids
        if ids.s2 is not None:  # nearly every paper; a long list asks for some hundred thousand of these names
            return f"s2:{ids.s2}"
        for scheme in ("doi", "arxiv", "zenodo"):
            if (value := getattr(ids, scheme)) is not None:
                return f"{scheme}:{value}"
        return next((f"{scheme}:{value}" for scheme, value in ids.items()), "")


OA_STATUSES = ("gold", "hybrid", "bronze", "green", "diamond", "closed")
"""What Unpaywall calls the kinds of open access; its `oa_status`."""


def access_status(paper: Paper) -> str:
    """Returns the open-access status of a paper: one of OA_STATUSES, `copy`, `open`, or empty if it is not known.
    The window, the command line and the exported tables all take their word from here.

    Semantic Scholar reports a paper as not open if it knows no address, even for papers on arXiv. A known copy decides
    in that case, and a copy in a repository is green open access. Without a copy the paper is closed only if the status
    `closed` was sent (by Unpaywall, or by Semantic Scholar, which passes Unpaywall's status on), or if the service that
    says so looks for open copies or owns the record.
    """
    oa = paper.oa
    status = (oa.status or "").lower()
    if status in OA_STATUSES and status != "closed":
        return status
    if oa.is_oa and status != "closed":
        return "open"
    if paper.ids.arxiv or paper.ids.pmcid:
        return "green"
    if oa.copies:
        return "copy"  # one service knows no copy, another does
    if oa.is_oa:
        return "open"
    if status == "closed" or (oa.is_oa is False and (UNPAYWALL in paper.sources or paper.sources == (ZENODO,))):
        return "closed"
    return ""


def has_known_copy(paper: Paper) -> bool:
    """Returns True if the open-access status of *paper* says that there is an open copy."""
    return access_status(paper) not in ("", "closed")


def is_same_paper(paper: Paper, other: Paper) -> bool:
    """Returns True if they are one paper; one list may know fewer identifiers of it than another."""
    if paper.id == other.id:
        return bool(paper.id) or paper.title == other.title
    return any(getattr(other.ids, scheme) == value for scheme, value in paper.ids.items() if scheme != "zenodo_concept")


def can_request_from_s2(paper: Paper) -> bool:
    """Returns True if *paper* has an identifier that Semantic Scholar accepts."""
    return any(getattr(paper.ids, scheme) is not None for scheme in S2_REQUEST_SCHEMES)


def find_same(paper: Paper, papers: Iterable[Paper]) -> Paper | None:
    """Returns the one of *papers* that is *paper*: the one with its `id`, else one with another identifier of it."""
    papers = tuple(papers)
    same_id = next((one for one in papers if one.id == paper.id), None)
    return same_id or next((one for one in papers if is_same_paper(paper, one)), None)
