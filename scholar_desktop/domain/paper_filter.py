"""Whether a paper passes a filter, as far as its facts tell. A fact that nobody told does not pass. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from scholar_desktop.domain import venues
from scholar_desktop.domain import word_filter as words
from scholar_desktop.domain.filters import Filters, parts, types_like
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import ZENODO


class RecordFacts(msgspec.Struct, frozen=True):
    """What Zenodo says of a paper that is a record there. file_types: endings, lower case; subjects: keywords, too."""

    type: str | None = None
    subtype: str | None = None
    access: str | None = None
    communities: tuple[str, ...] = ()
    language: str | None = None
    file_types: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


def record_facts(paper: Paper) -> RecordFacts | None:
    """The record's own facts, None for a paper that is no record (or whose facts are not at hand)."""
    sent = next((facts.fields for facts in paper.facts if facts.source == ZENODO), None)
    if sent is None:
        return None
    metadata = _dict(sent.get("metadata"))
    kind = _dict(metadata.get("resource_type"))
    type_, subtype = _text(kind.get("type")), _text(kind.get("subtype"))
    if type_ is None and (native := _text(kind.get("id"))) is not None:
        type_, _, subtype = native.partition("-")
    files = sent.get("files")
    entries = files if isinstance(files, list) else list(_dict(_dict(files).get("entries")).values())
    names = [_text(_dict(entry).get("key")) for entry in entries]
    return RecordFacts(
        type=type_,
        subtype=(subtype or "").removeprefix(f"{type_}-") or None,
        access=_text(metadata.get("access_right")) or _text(_dict(sent.get("access")).get("status")),
        communities=tuple(
            slug for item in _list(metadata.get("communities")) if (slug := _text(_dict(item).get("id")))
        ),
        language=_text(metadata.get("language")),
        file_types=tuple(
            dict.fromkeys(name.rpartition(".")[2].lower() for name in names if name is not None and "." in name)
        ),
        subjects=_subjects(metadata),
    )


def _subjects(metadata: dict[str, Any]) -> tuple[str, ...]:
    """Keywords of its own, and those of a vocabulary (`term` or, in the native form, `subject`)."""
    named = [_dict(item) for item in _list(metadata.get("subjects"))]
    told = [*_list(metadata.get("keywords")), *(item.get("subject") or item.get("term") for item in named)]
    return tuple(dict.fromkeys(text for one in told if (text := _text(one)) is not None))


def failing(papers: Sequence[Paper], filters: Filters, name: str, settled: Sequence[bool] | None = None) -> list[bool]:
    """Which of *papers* the filter *name* keeps out. settled: those that a service gave which applies the filter itself
    are not judged again, for it may know more than it tells."""
    test = _TESTS[name]
    if settled is None:
        return [not test(paper, filters) for paper in papers]
    return [not (done or test(paper, filters)) for paper, done in zip(papers, settled, strict=True)]


def passes(paper: Paper, filters: Filters, name: str) -> bool:
    """Whether *paper* passes the one filter *name* of *filters*, which is set."""
    return _TESTS[name](paper, filters)


def failing_words(paper: Paper, groups: Collection[words.Group], given_by: Collection[str]) -> bool:
    """Whether an operator of the text keeps *paper* out. given_by: services (or BULK) that were asked for the text as
    they understand it."""
    return any(
        not any(words.can_say(source, group) for source in given_by) and not words.fits(paper, group)
        for group in groups
    )


def _in_years(paper: Paper, filters: Filters) -> bool:
    if paper.year is None:
        return False
    return (filters.year_from is None or paper.year >= filters.year_from) and (
        filters.year_to is None or paper.year <= filters.year_to
    )


def _in_dates(paper: Paper, filters: Filters) -> bool:
    """As Semantic Scholar judges: a paper without a day counts as the first of January of its year, and the end of a
    range is inclusive, be it a day, a month or a year."""
    day = paper.date or (f"{paper.year}-01-01" if paper.year is not None else None)
    start, colon, end = (part.strip() for part in (filters.dates or "").partition(":"))
    end = end if colon else start
    return day is not None and day >= start and (not end or day[: len(end)] <= end)


def _in_venue(paper: Paper, filters: Filters) -> bool:
    return venues.is_in(filters.venue or "", paper.venue)


def _of_field(paper: Paper, filters: Filters) -> bool:
    wanted = _folded(filters.field)
    return any(field.casefold() in wanted for field in paper.fields)


def _of_type(paper: Paper, filters: Filters) -> bool:
    return paper.type is not None and paper.type in _folded(filters.type)


def _is_cited(paper: Paper, filters: Filters) -> bool:
    return (paper.counts.citations or 0) >= (filters.min_citations or 0)


def _is_open(paper: Paper, filters: Filters) -> bool:
    return bool(paper.oa.is_oa)


def _is_oa(paper: Paper, filters: Filters) -> bool:
    return paper.oa.is_oa is filters.is_oa


def _of_record_type(paper: Paper, filters: Filters) -> bool:
    wanted = filters.record_type or ""
    if (record := record_facts(paper)) is None:
        return paper.type in types_like(wanted)
    kind, _, subtype = wanted.partition("-")
    return record.type == kind and (not subtype or record.subtype == subtype)


def _has_access(paper: Paper, filters: Filters) -> bool:
    if (record := record_facts(paper)) is None:
        return {"open": paper.oa.is_oa is True, "closed": paper.oa.is_oa is False}.get(filters.access or "", False)
    return record.access == filters.access


def _in_community(paper: Paper, filters: Filters) -> bool:
    return (record := record_facts(paper)) is not None and filters.community in record.communities


def _has_file_type(paper: Paper, filters: Filters) -> bool:
    wanted = (filters.file_type or "").lower().removeprefix(".")
    if (record := record_facts(paper)) is None:
        return wanted == "pdf" and any(copy.pdf_url for copy in paper.oa.copies)
    return wanted in record.file_types


def _in_language(paper: Paper, filters: Filters) -> bool:
    return (record := record_facts(paper)) is not None and record.language == (filters.language or "").lower()


def _on_subject(paper: Paper, filters: Filters) -> bool:
    """A record's keywords; of other papers a field of study of that name."""
    wanted = (filters.subject or "").rpartition("::")[2].casefold()
    record = record_facts(paper)
    told = paper.fields if record is None else (*record.subjects, *paper.fields)
    return any(one.casefold() == wanted for one in told)


_TESTS = {
    "years": _in_years,
    "dates": _in_dates,
    "venue": _in_venue,
    "field": _of_field,
    "type": _of_type,
    "min_citations": _is_cited,
    "open_access": _is_open,
    "is_oa": _is_oa,
    "record_type": _of_record_type,
    "access": _has_access,
    "community": _in_community,
    "file_type": _has_file_type,
    "language": _in_language,
    "subject": _on_subject,
}


@lru_cache(maxsize=64)
def _folded(values: str | None) -> frozenset[str]:
    return frozenset(value.casefold() for value in parts(values))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
