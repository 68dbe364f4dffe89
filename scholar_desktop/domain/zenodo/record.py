"""A Zenodo record (a work with files and versions), communities that collect records, and the counts beside a list."""

from __future__ import annotations

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
