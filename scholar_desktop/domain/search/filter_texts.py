"""The words for filters and their values, the same on chips, in the search ledger, in its exports and in names."""

from __future__ import annotations

from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.filters import Filters, filter_title, split_values
from scholar_desktop.domain.search.paper_types import EXCLUDED
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.query_parser import with_operator_filters
from scholar_desktop.domain.text.message import Message

_VALUES: dict[str, dict[str, Message]] = {
    by.FIELD: {
        "Agricultural and Food Sciences": Message.in_context("field of study", "Agricultural and Food Sciences"),
        "Art": Message.in_context("field of study", "Art"),
        "Biology": Message.in_context("field of study", "Biology"),
        "Business": Message.in_context("field of study", "Business"),
        "Chemistry": Message.in_context("field of study", "Chemistry"),
        "Computer Science": Message.in_context("field of study", "Computer Science"),
        "Economics": Message.in_context("field of study", "Economics"),
        "Education": Message.in_context("field of study", "Education"),
        "Engineering": Message.in_context("field of study", "Engineering"),
        "Environmental Science": Message.in_context("field of study", "Environmental Science"),
        "Geography": Message.in_context("field of study", "Geography"),
        "Geology": Message.in_context("field of study", "Geology"),
        "History": Message.in_context("field of study", "History"),
        "Law": Message.in_context("field of study", "Law"),
        "Linguistics": Message.in_context("field of study", "Linguistics"),
        "Materials Science": Message.in_context("field of study", "Materials Science"),
        "Mathematics": Message.in_context("field of study", "Mathematics"),
        "Medicine": Message.in_context("field of study", "Medicine"),
        "Philosophy": Message.in_context("field of study", "Philosophy"),
        "Physics": Message.in_context("field of study", "Physics"),
        "Political Science": Message.in_context("field of study", "Political Science"),
        "Psychology": Message.in_context("field of study", "Psychology"),
        "Sociology": Message.in_context("field of study", "Sociology"),
    },
    by.TYPE: {
        "article": Message.in_context("type of paper", "Journal article"),
        "conference": Message.in_context("type of paper", "Conference paper"),
        "review": Message.in_context("type of paper", "Review"),
        "book": Message.in_context("type of paper", "Book"),
        "chapter": Message.in_context("type of paper", "Book chapter"),
        "preprint": Message.in_context("type of paper", "Preprint"),
        "thesis": Message.in_context("type of paper", "Thesis"),
        "report": Message.in_context("type of paper", "Report"),
        "dataset": Message.in_context("type of paper", "Dataset"),
        "software": Message.in_context("type of paper", "Software"),
        "other": Message.in_context("type of paper", "Other"),
        "case-report": Message.in_context("type of paper", "Case report"),
        "clinical-trial": Message.in_context("type of paper", "Clinical trial"),
        "editorial": Message.in_context("type of paper", "Editorial"),
        "letter": Message.in_context("type of paper", "Letter or comment"),
        "meta-analysis": Message.in_context("type of paper", "Meta-analysis"),
        "news": Message.in_context("type of paper", "News"),
        "study": Message.in_context("type of paper", "Study"),
        "none": Message.in_context("type of paper", "No type"),
    },
    by.ACCESS_RIGHT: {
        "open": Message.in_context("access right", "Open"),
        "embargoed": Message.in_context("access right", "Embargoed"),
        "restricted": Message.in_context("access right", "Restricted"),
        "closed": Message.in_context("access right", "Closed"),
        "metadata-only": Message.in_context("access right", "No files"),
    },
}
"""The words for the values of a filter, which are names of the services."""

_RECORD_TYPES = {
    "annotationcollection": Message("Annotation collection"),
    "article": Message("Journal article"),
    "book": Message("Book"),
    "conferencepaper": Message("Conference paper"),
    "conferenceproceeding": Message("Conference proceedings"),
    "datamanagementplan": Message("Data management plan"),
    "datapaper": Message("Data paper"),
    "dataset": Message("Dataset"),
    "deliverable": Message("Deliverable"),
    "drawing": Message("Drawing"),
    "diagram": Message("Diagram"),
    "event": Message("Event"),
    "figure": Message("Figure"),
    "image": Message("Image"),
    "journalarticle": Message("Journal article"),
    "lesson": Message("Lesson"),
    "model": Message("Model"),
    "other": Message("Other"),
    "patent": Message("Patent"),
    "peerreview": Message("Peer review"),
    "photo": Message("Photo"),
    "physicalobject": Message("Physical object"),
    "poster": Message("Poster"),
    "preprint": Message("Preprint"),
    "presentation": Message("Presentation"),
    "proposal": Message("Proposal"),
    "publication": Message("Publication"),
    "report": Message("Report"),
    "section": Message("Book section"),
    "software": Message("Software"),
    "softwaredocumentation": Message("Software documentation"),
    "taxonomictreatment": Message("Taxonomic treatment"),
    "technicalnote": Message("Technical note"),
    "thesis": Message("Thesis"),
    "video": Message("Video"),
    "workflow": Message("Workflow"),
    "workingpaper": Message("Working paper"),
}
"""Zenodo's types; the others are shown as sent."""


def filter_value(name: str, value: str, label: str | None = None) -> str:
    """Returns the word for a *value* of the filter *name*: 'Case report' for `case-report`.

    Args:
        label: what the service calls a value that is not known here.
    """
    if name == by.RECORD_TYPE:
        return record_type(value, label)
    if name == by.TYPE and value.startswith(EXCLUDED):
        return Message("not {value}", value=filter_value(name, value.removeprefix(EXCLUDED), label))
    return _VALUES.get(name, {}).get(value) or label or value


def record_type(sent: str, label: str | None = None) -> str:
    """Returns the word for a type or subtype of Zenodo: 'Journal article' for `publication-journalarticle`.

    Args:
        label: what Zenodo calls a type that is not known here.
    """
    known = _RECORD_TYPES.get(sent) or _RECORD_TYPES.get(sent.partition("-")[2])
    return known or label or " ".join(sent.replace("-", " ").split()).capitalize()


def years_text(filters: Filters) -> str:
    """Returns '2015–2024', 'from 2015', 'to 2024', '2020'; empty if no years are set."""
    first, last = filters.year_from, filters.year_to
    if first is not None and last is not None:
        return str(first) if first == last else f"{first}–{last}"
    if first is not None:
        return Message("from {date}", date=str(first))
    return Message("to {date}", date=str(last)) if last is not None else ""


def dates_text(dates: str | None) -> str:
    """Returns '2016-03 – 2020', 'from 2020-03-01', 'to 2015'; empty if none are set."""
    first, colon, last = (dates or "").partition(":")
    if not colon:
        return first
    if first and last:
        return f"{first} – {last}"
    return Message("from {date}", date=first) if first else Message("to {date}", date=last)


def filter_text(filters: Filters, name: str, *, is_short: bool = False) -> str:
    """Returns the filter *name* in words: '2015–2024', 'Journal article or Review'; empty if it is not set.

    Args:
        is_short: the number of several values in their place, as on a chip: '2 types', 'not 2 types'.
    """
    if name not in filters.names():
        return ""
    value = str(getattr(filters, name, None))
    match name:
        case by.YEARS:
            return years_text(filters)
        case by.DATES:
            return dates_text(filters.dates)
        case by.OPEN_ACCESS:
            return filter_title(name)
        case by.MIN_CITATIONS:
            return Message.counted("≥ {count} citation", "≥ {count} citations", filters.min_citations or 0)
        case by.IS_OA:
            return Message("Open (Unpaywall)") if filters.is_oa else Message("Closed (Unpaywall)")
        case by.FIELD | by.VENUE | by.TYPE:
            values = split_values(value)
            return _either(name, values, is_short=is_short)
        case by.RECORD_TYPE:
            return Message("Zenodo: {value}", value=filter_value(name, value))
        case by.ACCESS_RIGHT:
            return Message("Access: {value}", value=filter_value(name, value))
        case by.COMMUNITY:
            return Message("Community: {value}", value=value)
        case by.SUBJECT:
            return Message("Subject: {value}", value=value)
        case by.FILE_TYPE:
            return Message("Files: {value}", value=value)
        case _:
            return Message("Language: {value}", value=value)


def named_filter_text(filters: Filters, name: str) -> str:
    """Returns the filter *name* in words, with its name where the words do not imply it: 'Years 2015–2024', 'Type:
    Journal article or Review', 'Open-access PDF'; empty if it is not set."""
    text = filter_text(filters, name)
    if text and name in (by.YEARS, by.DATES):
        return Message("{filter} {value}", filter=filter_title(name), value=text)
    if text and name in (by.FIELD, by.VENUE, by.TYPE):
        return Message("{filter}: {value}", filter=filter_title(name), value=text)
    return text


def filter_texts(filters: Filters) -> tuple[str, ...]:
    """Returns the words of each filter that is set, see `named_filter_text`."""
    return tuple(named_filter_text(filters, name) for name in filters.names())


FROM_WORDS = Message("{filter} (from the words)")
"""A filter that `year:` or `venue:` in the words of a search set."""


def filter_texts_by_name(query: Query) -> dict[str, str]:
    """Returns the words of each filter that applies to *query*, also of those that `year:` or `venue:` in its words
    set: {'years': 'Years 2010–2020 (from the words)'}."""
    filters, chosen = with_operator_filters(query).filters, query.filters.names()
    texts = {name: named_filter_text(filters, name) for name in filters.names()}
    return {name: text if name in chosen else FROM_WORDS.filled(filter=text) for name, text in texts.items()}


def describe_filters(filters: Filters) -> str:
    """Returns the filters in English: 'Years from 2019, Type: Journal article'; empty without filters."""
    return ", ".join(filter_texts(filters))


def _number_of(name: str, count: int) -> str:
    if name == by.FIELD:
        return Message.counted("{count} field", "{count} fields", count)
    if name == by.VENUE:
        return Message.counted("{count} venue", "{count} venues", count)
    return Message.counted("{count} type", "{count} types", count)


def _either(name: str, values: tuple[str, ...], *, is_short: bool) -> str:
    """Returns 'Journal article or Review'; 'Journal article, not News or Editorial' if some values are excluded."""
    wanted = [filter_value(name, one) for one in values if not _is_excluded(name, one)]
    unwanted = [filter_value(name, one.removeprefix(EXCLUDED)) for one in values if _is_excluded(name, one)]
    text, other = (
        _number_of(name, len(some)) if is_short and len(some) > 1 else _joined(some) for some in (wanted, unwanted)
    )
    if not unwanted:
        return text
    excluded = Message("not {value}", value=other)
    return Message("{wanted}, {excluded}", wanted=text, excluded=excluded) if text else excluded


def _is_excluded(name: str, value: str) -> bool:
    return name == by.TYPE and value.startswith(EXCLUDED)


def _joined(texts: list[str]) -> str:
    if not texts:
        return ""
    text, *rest = texts
    for one in rest:
        text = Message("{some} or {one}", some=text, one=one)
    return text
