"""Formats Zenodo's records and communities as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from scholar_desktop.cli.text import plain, table, truncate, width
from scholar_desktop.domain.text.shortening import columns
from scholar_desktop.domain.text.sizes import size_text
from scholar_desktop.domain.zenodo.record import Community, Facets, Record, RecordFile, RecordStats
from scholar_desktop.translation import gettext, ngettext

MOST_BUCKETS = 6


def record_lines(record: Record, number: int | None = None) -> str:
    """Return a record in three lines: title; creators, type, date and access; number and DOI."""
    wide = width()
    lead = f"{number:>4}  " if number is not None else ""
    space = " " * len(lead)
    facts = [_creators(record), _kind(record), record.date or "", record.access or ""]
    if record.version:
        facts.append(gettext("version {version}", version=plain(record.version)))
    named = [f"zenodo:{record.id}", record.doi or ""]
    lines = [
        lead + truncate(plain(record.title), wide - columns(lead)),
        space + truncate(" · ".join(fact for fact in facts if fact), wide - columns(lead)),
        space + " · ".join(name for name in named if name),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def records(found: Iterable[Record], first: int = 1) -> str:
    return "\n".join(record_lines(record, number) for number, record in enumerate(found, start=first))


def whole_record(record: Record) -> str:
    """Return all details of one record."""
    wide = width()
    parts = [record_lines(record)]
    if record.description:
        paragraphs = [plain(part) for part in record.description.split("\n") if part.strip()]
        parts.append("\n".join(textwrap.fill(part, wide) for part in paragraphs) + "\n")
    rows = [
        (gettext("licence"), record.license or ""),
        (gettext("keywords"), ", ".join(record.keywords)),
        (gettext("communities"), ", ".join(record.communities)),
        (gettext("all versions"), record.concept_doi or record.concept_id or ""),
    ]
    if facts := [row for row in rows if row[1]]:
        parts.append(table(facts, wide=10_000))
    if record.files:
        parts.append(files(record.files))
    return "\n".join(parts)


def files(listed: Iterable[RecordFile]) -> str:
    """Return sizes, names, media types and addresses of files; the addresses are not cut, so that they can be
    copied.
    """
    rows = [
        (size_text(file.size) if file.size is not None else "", file.name, file.media_type or "", file.url or "")
        for file in listed
    ]
    return table(rows, wide=10_000)


def stats(counted: RecordStats) -> str:
    names = {
        "views": gettext("views"),
        "downloads": gettext("downloads"),
        "unique_views": gettext("unique views"),
        "unique_downloads": gettext("unique downloads"),
    }
    rows = [
        (title, *(_count(getattr(part, name)) for part in (counted.this, counted.all))) for name, title in names.items()
    ]
    return table(rows, head=("", gettext("this version"), gettext("all versions")))


def communities(found: Iterable[Community]) -> str:
    return table([(community.slug, community.title) for community in found])


def whole_community(community: Community) -> str:
    """Return the community with its policies."""
    wide = width()
    rows = [
        (gettext("name"), community.slug),
        ("id", community.id),
        (gettext("visible to"), community.visibility or ""),
        (gettext("members"), community.member_policy or ""),
        (gettext("records"), community.record_policy or ""),
    ]
    parts = [f"{truncate(plain(community.title), wide)}\n", table([row for row in rows if row[1]], wide=10_000)]
    for head, body in (
        ("", community.description),
        (gettext("Curation policy"), community.curation_policy),
        ("", community.page),
    ):
        if body:
            filled = "\n".join(textwrap.fill(plain(part), wide) for part in body.split("\n") if part.strip())
            parts.append(f"{head}\n{filled}\n" if head else f"{filled}\n")
    return "\n".join(parts)


def facet_lines(facets: Facets) -> list[str]:
    """Return lines such as `resource type: dataset 12, publication 4`, one for each facet that has values."""
    lines = []
    for name, buckets in facets.items():
        values = [f"{plain(bucket.key)} {_count(bucket.count)}".strip() for bucket in buckets[:MOST_BUCKETS]]
        if values:
            more = ", …" if len(buckets) > MOST_BUCKETS else ""
            lines.append(f"{name.replace('_', ' ')}: {', '.join(values)}{more}")
    return lines


def summary(total: int | None, loaded: int) -> str:
    """Return a text such as `25 of 1,204 records.`"""
    if total is None:
        return ngettext("{count} record.", "{count} records.", loaded)
    return ngettext("{loaded} of {count} record.", "{loaded} of {count} records.", total, loaded=loaded)


def community_summary(total: int | None, loaded: int) -> str:
    """Return a text such as `25 of 1,204 communities.`"""
    if total is None:
        return ngettext("{count} community.", "{count} communities.", loaded)
    return ngettext("{loaded} of {count} community.", "{loaded} of {count} communities.", total, loaded=loaded)


def _creators(record: Record, most: int = 3) -> str:
    names = [plain(creator.name) for creator in record.creators]
    return "; ".join(names[:most]) + (f" +{len(names) - most}" if len(names) > most else "")


def _kind(record: Record) -> str:
    return "/".join(part for part in (record.type, record.subtype) if part)


def _count(count: int | None) -> str:
    return "" if count is None else f"{count:,}"
