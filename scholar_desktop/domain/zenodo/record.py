"""Zenodo records with their files and versions, the formats in which Zenodo exports them, and communities."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from scholar_desktop.domain.paper import Author
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message


class RecordFile(msgspec.Struct, frozen=True, rename=stored("name size checksum type url media_type")):
    """A file of a record.

    size: in bytes; checksum: with its algorithm (`md5:<hex>`); type: file name extension, lower case, no dot; url:
    where the file is downloaded from; media_type: as sent (`text/csv`), None where only the record lists the file.
    """

    name: str
    size: int | None = None
    checksum: str | None = None
    type: str | None = None
    url: str | None = None
    media_type: str | None = None


class Stats(msgspec.Struct, frozen=True, rename=stored("views downloads unique_views unique_downloads")):
    """Views and downloads, and the unique ones of each, as Zenodo counts them."""

    views: int | None = None
    downloads: int | None = None
    unique_views: int | None = None
    unique_downloads: int | None = None


class RecordStats(msgspec.Struct, frozen=True):
    """The usage of a record. this: of this version; all: of all versions together."""

    this: Stats = Stats()
    all: Stats = Stats()


class Record(msgspec.Struct, frozen=True):
    """A Zenodo record.

    access: open, embargoed, restricted, closed, metadata-only; description: plain text without HTML; related: as Zenodo
    sends them; affiliations: those of each creator, in the order of creators; `all`: the record as sent.
    """

    id: str
    title: str
    concept_id: str | None = None
    doi: str | None = None
    concept_doi: str | None = None
    version: str | None = None
    date: str | None = None
    type: str | None = None
    subtype: str | None = None
    access: str | None = None
    license: str | None = None
    creators: tuple[Author, ...] = ()
    affiliations: tuple[tuple[str, ...], ...] = ()
    description: str | None = None
    keywords: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    related: tuple[dict[str, Any], ...] = ()
    files: tuple[RecordFile, ...] = ()
    stats: RecordStats = RecordStats()
    all: dict[str, Any] = {}


class Bucket(msgspec.Struct, frozen=True, rename=stored("key label count inner")):
    """One value of a facet.

    count: number of records found that have it; label: Zenodo's label, None if it has none (until 2023); inner: the
    subtypes of a type.
    """

    key: str
    label: str | None = None
    count: int | None = None
    inner: tuple[Bucket, ...] = ()


Facets = dict[str, tuple[Bucket, ...]]
"""Maps Zenodo's name of a facet to its values: `access_status`, `resource_type`, `subject`, `file_type` (until 2023
`access_right`, `type`, `keywords`); for communities `type`, `funder`, `organization`."""


class Community(msgspec.Struct, frozen=True):
    """A curated group of records.

    id: its uuid; slug: its name in addresses; description, curation_policy, page: plain text without HTML; visibility:
    public or restricted; member_policy, record_policy: open or closed, as sent; `all`: the community as sent.
    """

    id: str
    slug: str
    title: str
    description: str | None = None
    visibility: str | None = None
    member_policy: str | None = None
    record_policy: str | None = None
    curation_policy: str | None = None
    page: str | None = None
    all: dict[str, Any] = {}


_NOT_THE_PAPER = re.compile(
    r"supplement|suppl|supinfo|appendix|(?:^|[^a-z])(?:si|toc|readme|coi)(?:[^a-z]|$)|backmatter|frontmatter|"
    r"disclosure|reporting[-_ ]summary|checklist|leaflet|flyer|erratum|cover|permission|preview|poster|slides",
    re.IGNORECASE,
)


def likeliest_pdfs(files: Iterable[RecordFile]) -> list[RecordFile]:
    """Returns the PDFs of *files*, the most likely main file first.

    Supplements and similar files come last; otherwise the largest comes first (the order in the record has no meaning).
    """
    pdfs = [file for file in files if file.type == "pdf" and file.url is not None]
    return sorted(pdfs, key=lambda file: (bool(_NOT_THE_PAPER.search(file.name)), -(file.size or 0)))


class RecordPlan(msgspec.Struct, frozen=True):
    """What a download of a record's files will do.

    record: None if it was not found or the request failed; files: the requested files, in the order of the record;
    kept: names of those that are already in the library; to_fetch: bytes to download, as far as the record states
    sizes; unsized: number of files without a stated size; free: free bytes on the disk of the library.
    """

    record: Record | None = None
    files: tuple[RecordFile, ...] = ()
    kept: frozenset[str] = frozenset()
    to_fetch: int = 0
    unsized: int = 0
    free: int | None = None


class RecordExportFormat(enum.StrEnum):
    """The name of a format in which Zenodo exports records."""

    JSON = "json"
    NATIVE = "native"
    BIBTEX = "bibtex"
    CSL = "csl"
    DATACITE_JSON = "datacite-json"
    DATACITE_XML = "datacite-xml"
    DUBLIN_CORE = "dublin-core"
    MARC_XML = "marcxml"


class RecordExportFormatInfo(msgspec.Struct, frozen=True):
    """A format in which Zenodo exports records.

    title: the text shown to the user; ending: file name extension; accept: the value of the Accept header.
    """

    title: str
    ending: str
    accept: str


FORMS: dict[RecordExportFormat, RecordExportFormatInfo] = {  # not translated: names of formats
    RecordExportFormat.JSON: RecordExportFormatInfo(Message("Zenodo JSON"), "json", "application/json"),
    RecordExportFormat.NATIVE: RecordExportFormatInfo("InvenioRDM JSON", "json", "application/vnd.inveniordm.v1+json"),
    RecordExportFormat.BIBTEX: RecordExportFormatInfo(Message("BibTeX from Zenodo"), "bib", "application/x-bibtex"),
    RecordExportFormat.CSL: RecordExportFormatInfo("CSL JSON", "json", "application/vnd.citationstyles.csl+json"),
    RecordExportFormat.DATACITE_JSON: RecordExportFormatInfo(
        "DataCite JSON", "json", "application/vnd.datacite.datacite+json"
    ),
    RecordExportFormat.DATACITE_XML: RecordExportFormatInfo(
        "DataCite XML", "xml", "application/vnd.datacite.datacite+xml"
    ),
    RecordExportFormat.DUBLIN_CORE: RecordExportFormatInfo("Dublin Core", "xml", "application/x-dc+xml"),
    RecordExportFormat.MARC_XML: RecordExportFormatInfo("MARCXML", "xml", "application/marcxml+xml"),
}
