"""Authors and Zenodo records that the user follows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.zenodo.record import Record, Stats

AUTHOR, RECORD = "author", "record"
"""The kinds of followed items, as the library stores them."""


class FollowedItem(msgspec.Struct, frozen=True):
    """An author or a record that the user follows.

    kind: AUTHOR or RECORD; key: the author's id, or the number of the record's concept (the record's own number if it
    has no concept); since: when the user began to follow it (ISO 8601, UTC); details: what was known at that time.
    """

    kind: str
    key: str
    title: str
    since: str
    details: dict[str, Any] = {}


class UsageCounts(msgspec.Struct, frozen=True, rename=stored("at views downloads unique_views unique_downloads")):
    """Views and downloads of all versions of a record together. at: when they were read (ISO 8601, UTC)."""

    at: str
    views: int | None = None
    downloads: int | None = None
    unique_views: int | None = None
    unique_downloads: int | None = None


def usage_counts(stats: Stats, at: str) -> UsageCounts:
    """Returns the usage counts of a record's statistics, read at time *at*."""
    return UsageCounts(at, stats.views, stats.downloads, stats.unique_views, stats.unique_downloads)


def record_key(record: Record) -> str:
    """Returns the key by which a record is followed: its concept, which covers all versions, else its own number."""
    return record.concept_id or record.id


def thin_out(numbers: Iterable[UsageCounts], most: int) -> tuple[UsageCounts, ...]:
    """Returns *numbers* in order of time, with only the last of each day.

    While there are more than *most*, every second one of the older half is removed.
    """
    by_day = {one.at[:10]: one for one in sorted(numbers, key=lambda one: one.at)}
    kept = list(by_day.values())
    while len(kept) > most:
        half = len(kept) // 2
        kept = kept[:half:2] + kept[half:]
    return tuple(kept)
