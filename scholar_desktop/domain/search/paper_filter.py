"""Decides whether a paper passes a filter, from the facts known about it. An unknown fact does not pass."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper, access_status, has_known_copy
from scholar_desktop.domain.search import venues
from scholar_desktop.domain.search import word_filter as words
from scholar_desktop.domain.search.filters import Filters, matching_paper_types, split_values
from scholar_desktop.domain.search.paper_types import EXCLUDED, paper_types
from scholar_desktop.domain.source import ZENODO


class RecordFacts(msgspec.Struct, frozen=True):
    """What Zenodo says about a paper that is a record.

    file_types: file name extensions in lower case; subjects: including keywords.
    """

    type: str | None = None
    subtype: str | None = None
    access: str | None = None
    communities: tuple[str, ...] = ()
    language: str | None = None
    file_types: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


def record_facts(paper: Paper) -> RecordFacts | None:
    """Returns the facts of the record; None if the paper is not a record (or its facts are not loaded)."""
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
    """Returns the record's own keywords, and its subjects from a vocabulary (`term` or, in the native form,
    `subject`)."""
    named = [_dict(item) for item in _list(metadata.get("subjects"))]
    told = [*_list(metadata.get("keywords")), *(item.get("subject") or item.get("term") for item in named)]
    return tuple(dict.fromkeys(text for one in told if (text := _text(one)) is not None))


class FilterRule(NamedTuple):
    """How a filter decides.

    fact: returns the value of a paper that the decision depends on; passes: returns True if a paper with that value
    passes. Many papers have equal values; each value is decided once.
    """

    fact: Callable[[Paper], Hashable]
    passes: Callable[[Any, Filters], bool]


def filter_values(name: str, papers: Sequence[Paper]) -> list[Hashable]:
    """Returns the value of each of *papers* that the filter *name* depends on."""
    return list(map(_RULES[name].fact, papers))


def papers_failing(facts: Sequence[Hashable], filters: Filters, name: str) -> list[bool]:
    """Returns, for each of the *facts* (from `filter_values`), True if the filter *name* excludes the paper."""
    is_kept = _RULES[name].passes
    verdicts = {fact: not is_kept(fact, filters) for fact in set(facts)}
    return [verdicts[fact] for fact in facts]


def passes_filter(paper: Paper, filters: Filters, name: str) -> bool:
    """Returns True if *paper* passes the filter *name* of *filters*, which must be set."""
    rule = _RULES[name]
    return rule.passes(rule.fact(paper), filters)


def fails_operators(paper: Paper, groups: Collection[words.TermGroup], given_by: Collection[str]) -> bool:
    """Returns True if an operator in the search text excludes *paper*.

    given_by: the services (or BULK) that returned it and that received the search text in their own syntax.
    """
    return any(
        not any(words.supports_group(source, group) for source in given_by) and not words.matches_group(paper, group)
        for group in groups
    )


def _in_years(year: int | None, filters: Filters) -> bool:
    if year is None:
        return False
    return (filters.year_from is None or year >= filters.year_from) and (
        filters.year_to is None or year <= filters.year_to
    )


def _day(paper: Paper) -> str | None:
    """Returns the day by which Semantic Scholar filters: a paper without a day counts as 1 January of its year."""
    return paper.date or (f"{paper.year}-01-01" if paper.year is not None else None)


def _in_dates(day: str | None, filters: Filters) -> bool:
    """Returns True if the day is in the range, whose end is inclusive whether it is a day, a month or a year."""
    start, colon, end = (part.strip() for part in (filters.dates or "").partition(":"))
    end = end if colon else start
    return day is not None and day >= start and (not end or day[: len(end)] <= end)


def _in_venue(venue: str | None, filters: Filters) -> bool:
    return venues.matches_venue(filters.venue or "", venue)


def _of_field(fields: tuple[str, ...], filters: Filters) -> bool:
    wanted = _folded(filters.field)
    return any(field.casefold() in wanted for field in fields)


def _of_type(types: tuple[str, ...], filters: Filters) -> bool:
    wanted = _folded(filters.type)
    excluded = {name.removeprefix(EXCLUDED) for name in wanted if name.startswith(EXCLUDED)}
    return excluded.isdisjoint(types) and (len(excluded) == len(wanted) or not wanted.isdisjoint(types))


def _is_cited(citations: int | None, filters: Filters) -> bool:
    return (citations or 0) >= (filters.min_citations or 0)


def has_other_files_only(paper: Paper) -> bool:
    """Returns True for a record of Zenodo that consists of other files than PDFs."""
    if paper.oa.copies or paper.ids.arxiv:
        return False
    return is_data_record(paper) or record_facts(paper) is not None


def is_data_record(paper: Paper) -> bool:
    """Returns True for a record of Zenodo that is data or software: a PDF among its files is no article, but describes
    the others."""
    if paper.ids.zenodo is None or paper.type not in ("dataset", "software") or paper.ids.arxiv:
        return False
    return all(copy.source == ZENODO for copy in paper.oa.copies)


def is_of_files(paper: Paper, item: DownloadItem | None) -> bool:
    """Returns True for a record of Zenodo that is downloaded as its files, not as a PDF: data, software, and records
    that have no PDF, which may show only when they are tried.

    Args:
        item: the download of the paper, if there is one.
    """
    if paper.ids.zenodo is None:
        return False
    if item is not None and (item.outcome is ItemOutcome.NO_PDF or item.is_record):
        return True
    return is_data_record(paper) or has_other_files_only(paper)


def own_pdf(kept: KeptPaper | None) -> str | None:
    """Returns the path of the PDF of *kept*; None without one, and for data and software, whose PDF is only one of
    their files."""
    return None if kept is None or is_data_record(kept.paper) else kept.pdf


def has_open_pdf(paper: Paper) -> bool:
    """Returns True if any source knows an open copy of *paper*, or it is at arXiv: its row then offers the PDF. A
    record of data or software has no PDF of its own, see `is_data_record`."""
    is_open = bool(paper.oa.is_oa or paper.oa.copies or paper.ids.arxiv)
    return is_open and not has_other_files_only(paper) and not is_data_record(paper)


def _known_access(paper: Paper) -> str | None:
    """Returns `open` or `closed` as the row of the paper says it; None if it is not known."""
    return "open" if has_known_copy(paper) else access_status(paper) or None


def _is_oa(access: str | None, filters: Filters) -> bool:
    return access == ("open" if filters.is_oa else "closed")


def _of_record_type(told: tuple[RecordFacts | None, str | None], filters: Filters) -> bool:
    wanted, (record, type_) = filters.record_type or "", told
    if record is None:
        return type_ in matching_paper_types(wanted)
    kind, _, subtype = wanted.partition("-")
    return record.type == kind and (not subtype or record.subtype == subtype)


def _has_access(told: tuple[RecordFacts | None, str | None], filters: Filters) -> bool:
    record, access = told
    return (access if record is None else record.access) == filters.access


def _in_community(record: RecordFacts | None, filters: Filters) -> bool:
    return record is not None and filters.community in record.communities


def _has_file_type(told: tuple[RecordFacts | None, bool], filters: Filters) -> bool:
    wanted, (record, has_pdf) = (filters.file_type or "").lower().removeprefix("."), told
    return wanted == "pdf" and has_pdf if record is None else wanted in record.file_types


def _in_language(record: RecordFacts | None, filters: Filters) -> bool:
    return record is not None and record.language == (filters.language or "").lower()


def _on_subject(told: tuple[RecordFacts | None, tuple[str, ...]], filters: Filters) -> bool:
    """Returns True if the record has the keyword, or another paper the field of study, with this name."""
    wanted, (record, fields) = (filters.subject or "").rpartition("::")[2].casefold(), told
    return any(one.casefold() == wanted for one in (fields if record is None else (*record.subjects, *fields)))


_RULES = {
    "years": FilterRule(attrgetter("year"), _in_years),
    "dates": FilterRule(_day, _in_dates),
    "venue": FilterRule(attrgetter("venue"), _in_venue),
    "field": FilterRule(attrgetter("fields"), _of_field),
    "type": FilterRule(paper_types, _of_type),
    "min_citations": FilterRule(attrgetter("counts.citations"), _is_cited),
    "open_access": FilterRule(has_open_pdf, lambda has_pdf, _: has_pdf),
    "is_oa": FilterRule(_known_access, _is_oa),
    "record_type": FilterRule(lambda paper: (record_facts(paper), paper.type), _of_record_type),
    "access": FilterRule(lambda paper: (record_facts(paper), _known_access(paper)), _has_access),
    "community": FilterRule(record_facts, _in_community),
    "file_type": FilterRule(
        lambda paper: (record_facts(paper), any(copy.pdf_url for copy in paper.oa.copies)), _has_file_type
    ),
    "language": FilterRule(record_facts, _in_language),
    "subject": FilterRule(lambda paper: (record_facts(paper), paper.fields), _on_subject),
}


@lru_cache(maxsize=64)
def _folded(values: str | None) -> frozenset[str]:
    return frozenset(value.casefold() for value in split_values(values))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
