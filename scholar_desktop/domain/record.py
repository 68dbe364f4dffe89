"""A Zenodo record: a work with files and versions."""

from __future__ import annotations

from typing import Any

import msgspec

from scholar_desktop.domain.paper import Author


class RecordFile(msgspec.Struct, frozen=True):
    """size in bytes; checksum with its kind (`md5:<hex>`); type: the ending, lower case, no dot; url: the bytes."""

    name: str
    size: int | None = None
    checksum: str | None = None
    type: str | None = None
    url: str | None = None


class Stats(msgspec.Struct, frozen=True):
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
