"""People and records that a person follows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from scholar_desktop.domain.stored_names import stored
from scholar_desktop.domain.zenodo.record import Record, Stats

AUTHOR, RECORD = "author", "record"
"""The kinds, as the library keeps them."""


class FollowedItem(msgspec.Struct, frozen=True):
    """key: of an author the id, of a record the number of its concept (else its own); since: ISO 8601, UTC; details:
    what was known then."""

    kind: str
    key: str
    title: str
    since: str
    details: dict[str, Any] = {}


class UsageCounts(msgspec.Struct, frozen=True, rename=stored("at views downloads unique_views unique_downloads")):
    """How often all versions of a record had been looked at and downloaded. at: ISO 8601, UTC."""

    at: str
    views: int | None = None
    downloads: int | None = None
    unique_views: int | None = None
    unique_downloads: int | None = None


def usage_counts(stats: Stats, at: str) -> UsageCounts:
    return UsageCounts(at, stats.views, stats.downloads, stats.unique_views, stats.unique_downloads)


def record_key(record: Record) -> str:
    """By what a record is followed: the work in all its versions."""
    return record.concept_id or record.id


def thin_out(numbers: Iterable[UsageCounts], most: int) -> tuple[UsageCounts, ...]:
    """*numbers* by their time, the last of each day; of more than *most* every second of the older half goes."""
    by_day = {one.at[:10]: one for one in sorted(numbers, key=lambda one: one.at)}
    kept = list(by_day.values())
    while len(kept) > most:
        half = len(kept) // 2
        kept = kept[:half:2] + kept[half:]
    return tuple(kept)
