"""The structures of corpus.json: the papers, records and web addresses of the demo."""

from __future__ import annotations

from typing import Any

import msgspec


class Location(msgspec.Struct, omit_defaults=True):
    """One location of an open copy, with Unpaywall's field names."""

    url: str
    url_for_pdf: str | None = None
    url_for_landing_page: str | None = None
    host_type: str = "repository"
    version: str | None = None
    license: str | None = None
    pmh_id: str | None = None
    endpoint_id: str | None = None
    repository_institution: str | None = None


class DemoJournal(msgspec.Struct):
    """The journal of a paper. Recorded values keep their line breaks and odd volumes."""

    name: str | None = None
    volume: str | None = None
    pages: str | None = None


class OpenCopy(msgspec.Struct, frozen=True):
    """Semantic Scholar's data on an open copy. url is empty if it knows none."""

    url: str = ""
    status: str | None = None
    license: str | None = None


class Work(msgspec.Struct, rename="camel", kw_only=True):
    """One paper.

    s2: its Semantic Scholar ID, empty for a paper that only Unpaywall has. authors: (Semantic Scholar's author id or
    None, name). abstract: "some", "none" (the service has none) or "elided" (withheld by the publisher); the text is
    generated. references_elided: the publisher withholds the reference list. unpaywall: data of a recorded Unpaywall
    answer. number: position in the corpus, -1 for an invented paper that is generated on access; this has `origin`, the
    (number, kind, index) that it is derived from. theme: the name of its theme or subject; empty for a real paper.
    """

    title: str
    s2: str = ""
    aliases: list[str] = []
    corpus_id: int = 0
    external_ids: dict[str, Any] = {}
    venue: str = ""
    venue_id: str = ""
    year: int | None = None
    publication_date: str | None = None
    journal: DemoJournal | None = None
    reference_count: int = 0
    citation_count: int = 0
    influential_citation_count: int = 0
    fields_of_study: list[str] | None = None
    model_fields: list[str] = []
    publication_types: list[str] | None = None
    authors: list[tuple[str | None, str]] = []
    oa: OpenCopy = OpenCopy()
    abstract: str = "some"
    references_elided: bool = False
    unpaywall: dict[str, Any] | None = None
    copies: list[Location] = []
    number: int = -1
    origin: tuple[int, str, int] | None = None
    theme: str = ""

    @property
    def doi(self) -> str | None:
        """The DOI in lower case, or None."""
        doi = self.external_ids.get("DOI")
        return doi.lower() if doi else None

    @property
    def arxiv(self) -> str | None:
        """The arXiv ID, or None."""
        return self.external_ids.get("ArXiv")

    @property
    def key(self) -> str:
        """The key of the random generator: the same for the same paper, whatever the seed."""
        return self.s2 or self.doi or self.title

    @property
    def day(self) -> str:
        """The day to compare by, YYYY-MM-DD; 1 January for a paper without a day, empty for one without a year."""
        return self.publication_date or (f"{self.year}-01-01" if self.year else "")

    @property
    def families(self) -> list[str]:
        """Family names of the authors, in order."""
        return [name.rsplit(" ", 1)[-1].strip("*,") for _, name in self.authors]


class Deposit(msgspec.Struct, kw_only=True):
    """One version of a Zenodo record.

    files: (name, size in bytes as recorded; 0 for a file that the demo generates). paper: DOI or `arXiv:` id of the
    paper whose PDF it contains, or None. license: Zenodo's id in lower case.
    """

    id: int
    concept: int
    doi: str
    title: str
    created: str
    publication_date: str
    access_right: str
    creators: list[dict[str, Any]]
    resource_type: dict[str, str]
    stats: dict[str, int]
    files: list[tuple[str, int]]
    is_last: bool
    concept_doi: str | None = None
    contributors: list[dict[str, Any]] = []
    license: str | None = None
    keywords: list[str] = []
    related_identifiers: list[dict[str, Any]] = []
    communities: list[dict[str, str]] = []
    version: str | None = None
    language: str | None = None
    journal: dict[str, Any] | None = None
    paper: str | None = None


class Address(msgspec.Struct):
    """How a web address behaves. kind: explained in web.py; paper: number in the corpus; to: the target of the link."""

    url: str
    kind: str
    paper: int
    to: str | None = None


class CorpusFile(msgspec.Struct):
    """The contents of corpus.json."""

    note: str
    venues: list[dict[str, Any]]
    papers: list[Work]
    records: list[Deposit]
    web: list[Address]
