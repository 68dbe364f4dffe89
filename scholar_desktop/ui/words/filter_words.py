"""The texts of filters: their names, the text of a chip, and which services apply them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.filters import Filters, services_applying, split_values
from scholar_desktop.domain.source import SEARCH_SOURCES
from scholar_desktop.ui.words.wording import number, source_title

if TYPE_CHECKING:
    from scholar_desktop.domain.search.query import FilterEffect

TITLES = {
    by.YEARS: "Years",
    by.FIELD: "Field of study",
    by.VENUE: "Venue",
    by.TYPE: "Type",
    by.OPEN_ACCESS: "Open-access PDF",
    by.MIN_CITATIONS: "Citations",
    by.DATES: "Exact dates",
    by.IS_OA: "Open by Unpaywall",
    by.RECORD_TYPE: "Zenodo type",
    by.ACCESS_RIGHT: "Access right",
    by.COMMUNITY: "Community",
    by.FILE_TYPE: "File type",
    by.LANGUAGE: "Language",
    by.SUBJECT: "Subject",
    by.WORDS: "Operators in the words",
}
_SEVERAL = {by.FIELD: "fields", by.VENUE: "venues", by.TYPE: "types"}


def years_words(filters: Filters) -> str:
    """Return '2015 – 2024', 'from 2015', 'to 2024', '2020'; empty if no years are set."""
    first, last = filters.year_from, filters.year_to
    if first is not None and last is not None:
        return str(first) if first == last else f"{first} – {last}"
    if first is not None:
        return f"from {first}"
    return f"to {last}" if last is not None else ""


def dates_words(dates: str | None) -> str:
    """Return '2016-03 – 2020', 'from 2020-03-01', 'to 2015'; empty if none are set."""
    first, colon, last = (dates or "").partition(":")
    if not colon:
        return first
    if first and last:
        return f"{first} – {last}"
    return f"from {first}" if first else f"to {last}"


def value_words(filters: Filters, name: str) -> str:
    """Return the text of the chip of the filter *name*; empty if it is not set."""
    if name not in filters.names():
        return ""
    value = getattr(filters, name, None)
    match name:
        case by.YEARS:
            return years_words(filters)
        case by.DATES:
            return dates_words(filters.dates)
        case by.OPEN_ACCESS:
            return TITLES[name]
        case by.MIN_CITATIONS:
            return f"≥ {number(filters.min_citations or 0)} cites"
        case by.IS_OA:
            return "Open by Unpaywall" if filters.is_oa else "Closed by Unpaywall"
        case by.FIELD | by.VENUE | by.TYPE:
            values = split_values(value)
            return values[0] if len(values) == 1 else f"{len(values)} {_SEVERAL[name]}"
        case by.RECORD_TYPE:
            return f"Zenodo: {str(value).replace('-', ', ')}"
        case by.ACCESS_RIGHT:
            return f"Access: {value}"
        case by.COMMUNITY:
            return f"Community: {value}"
        case by.SUBJECT:
            return f"Subject: {value}"
        case by.FILE_TYPE:
            return f"Files: {value}"
        case _:
            return f"Language: {value}"


def filter_scope_words(name: str) -> str:
    """Return which services apply the filter, and what happens to the rows of the others."""
    if name == by.TYPE:
        return "Semantic Scholar and Zenodo are asked for it; as their types differ, all are looked at again here."
    titles = [source_title(source) for source in services_applying(name)]
    verb = "filters" if len(titles) == 1 else "filter"
    who = f"{_listed(titles)} {verb} by it"
    if len(titles) == len(SEARCH_SOURCES):
        return f"{who}."
    if name in (by.COMMUNITY, by.LANGUAGE):
        return f"{who}. The others do not know it and are not asked."
    if name == by.SUBJECT:
        return f"{who}, as its keywords are. Of the others only fields of study of that name are known."
    if name in (by.RECORD_TYPE, by.ACCESS_RIGHT, by.FILE_TYPE):
        return f"{who}. The others are filtered here where they know such a thing, and else not asked."
    return f"{who}; the others are filtered here."


def filter_effect_words(one: FilterEffect) -> str:
    """Return what a filter did in the search that is shown: 'sent to Semantic Scholar; 12 filtered here'."""
    sent = f"sent to {_listed([source_title(source) for source in one.sent])}" if one.sent else "asked of nobody"
    return f"{sent}; {number(one.here)} filtered here" if one.here else sent


def remove_words(filters: Filters, name: str) -> str:
    """Return the label of a button or link that removes a filter: 'Drop 2015 – 2024'."""
    return f"Drop {value_words(filters, name) or TITLES[name]}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
