"""A Zenodo record with its files and versions, the forms in which Zenodo gives it, and communities that collect
records."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from scholar_desktop.domain.paper import Author
from scholar_desktop.domain.stored_names import stored


class RecordFile(msgspec.Struct, frozen=True, rename=stored("name size checksum type url")):
    """size in bytes; checksum with its kind (`md5:<hex>`); type: the ending, lower case, no dot; url: the bytes."""

    name: str
    size: int | None = None
    checksum: str | None = None
    type: str | None = None
    url: str | None = None


class Stats(msgspec.Struct, frozen=True, rename=stored("views downloads unique_views unique_downloads")):
    views: int | None = None
    downloads: int | None = None
    unique_views: int | None = None
    unique_downloads: int | None = None


class RecordStats(msgspec.Struct, frozen=True):
    this: Stats = Stats()
    all: Stats = Stats()


class Record(msgspec.Struct, frozen=True):
    """access: open, embargoed, restricted, closed, metadata-only; description: plain text without HTML;
    related: as Zenodo sends them; `all`: the record as sent."""

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
    description: str | None = None
    keywords: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    related: tuple[dict[str, Any], ...] = ()
    files: tuple[RecordFile, ...] = ()
    stats: RecordStats = RecordStats()
    all: dict[str, Any] = {}


class Bucket(msgspec.Struct, frozen=True, rename=stored("key label count inner")):
    """One value that a list could be narrowed to. count: how many of the list have it; label: as Zenodo says it, None
    where it does not (until 2023); inner: the subtypes of a type."""

    key: str
    label: str | None = None
    count: int | None = None
    inner: tuple[Bucket, ...] = ()


Facets = dict[str, tuple[Bucket, ...]]
"""By the name of the facet, as Zenodo names it: `access_status`, `resource_type`, `subject`, `file_type` (until 2023
`access_right`, `type`, `keywords`); of communities `type`, `funder`, `organization`."""


class Community(msgspec.Struct, frozen=True):
    """Somebody's collection of records.

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
    """The PDFs, the likeliest to be the work itself first: supplements and the like last, else the largest first (the
    order in the record means nothing)."""
    pdfs = [file for file in files if file.type == "pdf" and file.url is not None]
    return sorted(pdfs, key=lambda file: (bool(_NOT_THE_PAPER.search(file.name)), -(file.size or 0)))


class RecordPlan(msgspec.Struct, frozen=True):
    """record: None when it was not found or could not be asked for; files: those that were asked for, as the record
    lists them; kept: names of those that the library has already; to_fetch: bytes that are to come, as far as the
    record says; unsized: how many files it gives no size for; free: bytes that are free where the library lies."""

    record: Record | None = None
    files: tuple[RecordFile, ...] = ()
    kept: frozenset[str] = frozenset()
    to_fetch: int = 0
    unsized: int = 0
    free: int | None = None


class RecordForm(enum.StrEnum):
    JSON = "json"
    NATIVE = "native"
    BIBTEX = "bibtex"
    CSL = "csl"
    DATACITE_JSON = "datacite-json"
    DATACITE_XML = "datacite-xml"
    DUBLIN_CORE = "dublin-core"
    MARC_XML = "marcxml"


class FormInfo(msgspec.Struct, frozen=True):
    """title: for a person; ending: of a file that holds it; accept: how it is asked for."""

    title: str
    ending: str
    accept: str


FORMS: dict[RecordForm, FormInfo] = {
    RecordForm.JSON: FormInfo("Zenodo's JSON", "json", "application/json"),
    RecordForm.NATIVE: FormInfo("InvenioRDM JSON", "json", "application/vnd.inveniordm.v1+json"),
    RecordForm.BIBTEX: FormInfo("BibTeX by Zenodo", "bib", "application/x-bibtex"),
    RecordForm.CSL: FormInfo("CSL JSON", "json", "application/vnd.citationstyles.csl+json"),
    RecordForm.DATACITE_JSON: FormInfo("DataCite JSON", "json", "application/vnd.datacite.datacite+json"),
    RecordForm.DATACITE_XML: FormInfo("DataCite XML", "xml", "application/vnd.datacite.datacite+xml"),
    RecordForm.DUBLIN_CORE: FormInfo("Dublin Core", "xml", "application/x-dc+xml"),
    RecordForm.MARC_XML: FormInfo("MARCXML", "xml", "application/marcxml+xml"),
}
