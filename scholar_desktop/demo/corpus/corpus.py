"""All data of the demo services, loaded from corpus.json at the first request."""

from __future__ import annotations

import re
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from scholar_desktop.demo.corpus.citation_links import CitationLinks
from scholar_desktop.demo.corpus.corpus_file import Address, CorpusFile, Deposit, Work
from scholar_desktop.demo.corpus.invented_papers import PaperGenerator
from scholar_desktop.demo.corpus.invented_text import TextGenerator
from scholar_desktop.demo.corpus.people import DemoAuthors
from scholar_desktop.demo.corpus.subject_papers import subject_papers

FILE = Path(str(files("scholar_desktop.demo.corpus") / "corpus.json"))
_S2_PREFIXES = {
    "doi": "DOI",
    "arxiv": "ArXiv",
    "mag": "MAG",
    "acl": "ACL",
    "pmid": "PubMed",
    "pmcid": "PubMedCentral",
    "dblp": "DBLP",
}
_URL_FORMS = (  # the hosts of a `URL:` id, and the kind of identifier inside the address
    (re.compile(r"semanticscholar\.org/(?:paper/|p/)(?:[^/]*/)?([0-9a-f]{40})"), ""),
    (re.compile(r"arxiv\.org/(?:abs|pdf)/(.+?)(?:v\d+)?(?:\.pdf)?$"), "ArXiv"),
    (re.compile(r"(?:aclweb\.org/anthology|aclanthology\.org)/([A-Za-z0-9.\-]+?)(?:\.pdf|/)?$"), "ACL"),
    (re.compile(r"acm\.org/doi/(?:abs/|pdf/|full/)?(10\..+)$"), "DOI"),
    (re.compile(r"biorxiv\.org/content/(?:biorxiv/early/[\d/]+/)?(10\.[^v]+?)(?:v\d+.*)?$"), "DOI"),
)


class DemoCorpus:
    """The papers, records, authors and addresses of the demo.

    Args:
        seed: changes the invented data (links, names, sentences), never the real data.
    """

    def __init__(self, seed: int = 0, file: Path = FILE) -> None:
        self.seed = seed
        self._file = file

    @cached_property
    def data(self) -> CorpusFile:
        """The contents of corpus.json."""
        data = msgspec.json.decode(self._file.read_bytes(), type=CorpusFile)
        for number, work in enumerate(data.papers):
            work.number = number
        return data

    @property
    def papers(self) -> list[Work]:
        """The real papers."""
        return self.data.papers

    @cached_property
    def listed(self) -> list[Work]:
        """The papers that searches can find: the real ones, and the invented ones of the subjects."""
        return [*self.papers, *subject_papers(self.writer, len(self.papers))]

    @cached_property
    def scholar(self) -> list[Work]:
        """The listed papers that Semantic Scholar has."""
        return [work for work in self.listed if work.s2]

    @cached_property
    def venues(self) -> dict[str, dict[str, Any]]:
        return {venue["id"]: venue for venue in self.data.venues}

    @cached_property
    def writer(self) -> TextGenerator:
        """The generator of texts."""
        return TextGenerator(self.seed)

    @cached_property
    def generator(self) -> PaperGenerator:
        """The generator of papers."""
        return PaperGenerator(self.listed, self.writer, self.seed)

    @cached_property
    def links(self) -> CitationLinks:
        """The citations between the papers."""
        return CitationLinks(self.scholar, self.generator, self.writer, self.seed)

    @cached_property
    def people(self) -> DemoAuthors:
        """The authors of the papers."""
        return DemoAuthors(self.scholar, self.generator, self.writer)

    # --- papers by identifier

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Work]:
        found: dict[tuple[str, str], Work] = {}
        for work in self.listed:
            for scheme, value in work.external_ids.items():
                found.setdefault((scheme, str(value).lower()), work)
            for sha in (work.s2, *work.aliases):
                if sha:
                    found[("", sha)] = work
        return found

    def scholarly(self, text: str) -> Work | None:
        """Returns the paper that Semantic Scholar has for the id *text*; None if it is unknown.

        Every spelling of an id that the service accepts is accepted.
        """
        scheme, value = self._scheme_of(text.strip())
        if scheme is None:
            return None
        if scheme == "CorpusId" and value.isdigit():
            found = self._by_id.get((scheme, value)) or self.generator.by_corpus_id(int(value))
        elif scheme == "":
            found = self._by_id.get((scheme, value)) or self.generator.by_sha(value)
        else:
            found = self._by_id.get((scheme, value))
            if found is None and scheme == "DOI":
                found = self.generator.by_doi(value)
        return found if found is not None and found.s2 else None

    def _scheme_of(self, text: str) -> tuple[str | None, str]:
        prefix, colon, rest = text.partition(":")
        lowered = text.lower()
        if colon and prefix.lower() == "url":
            for form, scheme in _URL_FORMS:
                if match := form.search(unquote(rest)):
                    return scheme, match.group(1).lower()
            return None, ""
        if colon and prefix.lower() == "corpusid":
            return "CorpusId", rest.strip()
        if colon and prefix.lower() in _S2_PREFIXES:
            scheme = _S2_PREFIXES[prefix.lower()]
            value = rest.strip().lower()
            return scheme, re.sub(r"v\d+$", "", value) if scheme == "ArXiv" else value
        if re.fullmatch(r"[0-9a-f]{40}", lowered):
            return "", lowered
        if lowered.startswith("10."):
            return "DOI", lowered
        return None, ""

    def by_doi(self, doi: str) -> Work | None:
        """Returns the paper with a DOI (in lower case), including invented papers."""
        return self._by_id.get(("DOI", doi)) or self.generator.by_doi(doi)

    def by_arxiv(self, arxiv: str) -> Work | None:
        """Returns the paper with an arXiv ID."""
        return self._by_id.get(("ArXiv", arxiv.lower()))

    def by_pmc(self, number: str) -> Work | None:
        """Returns the paper with a PMC number."""
        return self._by_id.get(("PubMedCentral", number)) or self._by_pmc_address.get(number)

    @cached_property
    def _by_pmc_address(self) -> dict[str, Work]:
        """Papers whose PMC number is known only from an address."""
        found: dict[str, Work] = {}
        for work in self.papers:
            urls = [copy.url for copy in work.copies] + [work.oa.url]
            for url in urls:
                if match := re.search(
                    r"(?:europepmc\.org/articles/|ncbi\.nlm\.nih\.gov/pmc/articles/)(?:pmc)?(\d+)", url, re.I
                ):
                    found.setdefault(match.group(1), work)
        return found

    # --- records and addresses

    @cached_property
    def records(self) -> dict[int, Deposit]:
        """The Zenodo records by id."""
        return {record.id: record for record in self.data.records}

    @cached_property
    def families(self) -> dict[int, list[Deposit]]:
        """All versions of a record by its concept id, newest first."""
        found: dict[int, list[Deposit]] = {}
        for record in sorted(self.data.records, key=lambda each: -each.id):
            found.setdefault(record.concept, []).append(record)
        return found

    @cached_property
    def web(self) -> dict[str, Address]:
        """The web addresses by `address_key`."""
        return {address_key(address.url): address for address in self.data.web}


def address_key(url: str) -> str:
    """Returns the form of *url* for comparing: host in lower case, path and query decoded, no scheme."""
    parts = urlsplit(url)
    query = f"?{unquote(parts.query)}" if parts.query else ""
    return f"{(parts.hostname or '').lower()}{unquote(parts.path) or '/'}{query}"
