"""Counts how many papers of a list have each value of a filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.filters import FIELDS_OF_STUDY
from scholar_desktop.domain.search.paper_filter import RecordFacts, filter_values, papers_failing, record_facts
from scholar_desktop.domain.search.paper_types import TYPE_FILTERS, paper_types
from scholar_desktop.domain.zenodo.record import Bucket, Facets

RECORD_TYPES = (
    "publication", "dataset", "software", "poster", "presentation", "image", "video", "lesson", "physicalobject",
    "workflow", "model", "event", "other",
)  # fmt: skip
"""Zenodo's record types."""
MOST = 40
"""Maximum number of values that are listed for a filter."""

_ZENODO_NAMES = {
    by.ACCESS_RIGHT: ("access_status", "access_right"),
    by.RECORD_TYPE: ("resource_type", "type"),
    by.FILE_TYPE: ("file_type",),
    by.SUBJECT: ("subject", "keywords"),
}
_EVERY = {
    by.FIELD: FIELDS_OF_STUDY,
    by.TYPE: TYPE_FILTERS,
    by.RECORD_TYPE: RECORD_TYPES,
    by.ACCESS_RIGHT: by.ACCESS,
}


def value_counts(name: str, papers: Sequence[Paper], facets: Facets) -> tuple[Bucket, ...]:
    """Returns the values of the filter *name* with the number of *papers* that have each, highest first.

    For filters on data that only Zenodo has, the counts of records are Zenodo's own (*facets*), which cover all records
    it found, and the papers of other services that the filter keeps are added. Values without papers come last.
    """
    counts: Counter[str] = Counter()
    labels: dict[str, str | None] = {}
    zenodo = next((facets[key] for key in _ZENODO_NAMES.get(name, ()) if facets.get(key)), ())
    if zenodo:
        for bucket in zenodo:
            _count_bucket(bucket, counts, labels) if name != by.SUBJECT else _count_subject(bucket, counts, labels)
    else:
        for told, number in Counter(_paper_values(name, papers)).items():
            counts.update(dict.fromkeys(told, number))
    for value in _EVERY.get(name, ()):
        counts.setdefault(value, 0)
    if name in _ZENODO_NAMES:
        _add_other_papers(name, papers, counts)
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0].lower()))
    return tuple(Bucket(key=key, label=labels.get(key), count=count) for key, count in ordered[:MOST])


def _add_other_papers(name: str, papers: Sequence[Paper], counts: Counter[str]) -> None:
    """Adds the number of *papers* that are no records of Zenodo and pass the filter *name* with each value."""
    others = Counter(filter_values(name, [paper for paper in papers if record_facts(paper) is None]))
    facts, numbers = list(others), list(others.values())
    for value in counts:
        fails = papers_failing(facts, by.NO_FILTERS.replaced(**{name: value}), name)
        counts[value] += sum(number for number, is_out in zip(numbers, fails, strict=True) if not is_out)


def year_counts(papers: Iterable[Paper]) -> tuple[tuple[int, int], ...]:
    """Returns (year, number of papers), oldest year first."""
    return tuple(sorted(Counter(paper.year for paper in papers if paper.year is not None).items()))


def _count_bucket(bucket: Bucket, counts: Counter[str], labels: dict[str, str | None]) -> None:
    key = bucket.key.replace("::", "-") if "::" not in bucket.key else bucket.key.rpartition("::")[2]
    counts[key] += bucket.count or 0
    labels[key] = bucket.label
    for inner in bucket.inner:
        inner_key = inner.key.rpartition("::")[2]
        inner_key = inner_key if inner_key.startswith(f"{key}-") else f"{key}-{inner_key}"
        counts[inner_key] += inner.count or 0
        labels[inner_key] = f"{bucket.label or key}: {inner.label or inner.key}"


def _count_subject(bucket: Bucket, counts: Counter[str], labels: dict[str, str | None]) -> None:
    """Counts a keyword, or a vocabulary and the terms in it; each is used as a filter by its unchanged key."""
    for each in (bucket, *bucket.inner):
        counts[each.key] += each.count or 0
        labels[each.key] = each.label


def _paper_values(name: str, papers: Sequence[Paper]) -> Iterable[tuple[str, ...]]:
    """Yields the values of each of *papers* for the filter *name*. Many papers have equal values, which are then
    counted together."""
    match name:
        case by.FIELD:
            return (paper.fields for paper in papers)
        case by.VENUE:
            # the filter separates several venues by commas, so a name with a comma cannot be used
            return ((venue,) if (venue := paper.venue) and "," not in venue else () for paper in papers)
        case by.TYPE:
            return map(paper_types, papers)
        case _:
            records = filter(None, map(record_facts, papers))
            return (tuple(_record_values(name, record)) for record in records)


def _record_values(name: str, record: RecordFacts) -> Iterable[str]:
    match name:
        case by.RECORD_TYPE:
            return filter(None, (record.type, f"{record.type}-{record.subtype}" if record.subtype else None))
        case by.ACCESS_RIGHT:
            return filter(None, (record.access,))
        case by.COMMUNITY:
            return record.communities
        case by.FILE_TYPE:
            return record.file_types
        case by.LANGUAGE:
            return filter(None, (record.language,))
        case by.SUBJECT:
            return record.subjects
        case _:
            return ()
