"""Writes Zenodo's communities, facets and statistics as JSON (docs/command-line.md). Every key is always present."""

from __future__ import annotations

from typing import Any

from scholar_desktop.domain.stored_field_names import as_stored
from scholar_desktop.domain.zenodo.record import Bucket, Community, Facets, RecordStats

Json = dict[str, Any]


def community_to_json(community: Community) -> Json:
    """Returns the COMMUNITY object, with the community as sent under `all`."""
    return {
        "id": community.id,
        "slug": community.slug,
        "title": community.title,
        "description": community.description,
        "visibility": community.visibility,
        "member_policy": community.member_policy,
        "record_policy": community.record_policy,
        "curation_policy": community.curation_policy,
        "page": community.page,
        "all": community.all,
    }


def facets_to_json(facets: Facets) -> Json:
    """Returns {name: [{key,label,count,inner}]}."""
    return {name: [_bucket_to_json(bucket) for bucket in buckets] for name, buckets in facets.items()}


def stats_to_json(stats: RecordStats) -> Json:
    """Returns {this,all}: the STATS of the version, and of all versions together."""
    return {"this": as_stored(stats.this), "all": as_stored(stats.all)}


def _bucket_to_json(bucket: Bucket) -> Json:
    return {
        "key": bucket.key,
        "label": bucket.label,
        "count": bucket.count,
        "inner": [_bucket_to_json(inner) for inner in bucket.inner],
    }
