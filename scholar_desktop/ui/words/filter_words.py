"""The texts of filters: their names, the text of a chip, and which services apply them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.filters import Filters, services_applying, split_values
from scholar_desktop.domain.source import SEARCH_SOURCES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.words.wording import listed, number, source_title

if TYPE_CHECKING:
    from scholar_desktop.domain.search.query import FilterEffect

_TITLES = {
    by.YEARS: Message("Years"),
    by.FIELD: Message("Field of study"),
    by.VENUE: Message("Venue"),
    by.TYPE: Message("Type"),
    by.OPEN_ACCESS: Message("Open-access PDF"),
    by.MIN_CITATIONS: Message("Citations"),
    by.DATES: Message("Exact dates"),
    by.IS_OA: Message("Unpaywall status"),
    by.RECORD_TYPE: Message("Zenodo type"),
    by.ACCESS_RIGHT: Message("Access right"),
    by.COMMUNITY: Message("Community"),
    by.FILE_TYPE: Message("File type"),
    by.LANGUAGE: Message("Language"),
    by.SUBJECT: Message("Subject"),
    by.WORDS: Message("Search operators"),
}

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


def filter_value_words(name: str, value: str, label: str | None = None) -> str:
    """Return the word for a *value* of the filter *name*: 'Case report' for `case-report`. label: what the service
    calls a value that is not known here."""
    if name == by.RECORD_TYPE:
        from scholar_desktop.ui.words.record_words import record_type_words  # not for the first paint

        return record_type_words(value, label)
    if name == by.TYPE and value.startswith("-"):
        return gettext("not {value}", value=filter_value_words(name, value[1:], label))
    known = _VALUES.get(name, {}).get(value)
    return shown(known) if known is not None else label or value


def filter_title(name: str) -> str:
    """Return the name of a filter: 'Field of study'; a name that an earlier version stored as it is."""
    return shown(_TITLES.get(name, name))


def years_words(filters: Filters) -> str:
    """Return '2015 – 2024', 'from 2015', 'to 2024', '2020'; empty if no years are set."""
    first, last = filters.year_from, filters.year_to
    if first is not None and last is not None:
        return str(first) if first == last else f"{first} – {last}"
    if first is not None:
        return gettext("from {date}", date=str(first))
    return gettext("to {date}", date=str(last)) if last is not None else ""


def dates_words(dates: str | None) -> str:
    """Return '2016-03 – 2020', 'from 2020-03-01', 'to 2015'; empty if none are set."""
    first, colon, last = (dates or "").partition(":")
    if not colon:
        return first
    if first and last:
        return f"{first} – {last}"
    return gettext("from {date}", date=first) if first else gettext("to {date}", date=last)


def value_words(filters: Filters, name: str) -> str:
    """Return the text of the chip of the filter *name*; empty if it is not set."""
    if name not in filters.names():
        return ""
    value = str(getattr(filters, name, None))
    match name:
        case by.YEARS:
            return years_words(filters)
        case by.DATES:
            return dates_words(filters.dates)
        case by.OPEN_ACCESS:
            return filter_title(name)
        case by.MIN_CITATIONS:
            least = filters.min_citations or 0
            return ngettext("≥ {count} citation", "≥ {count} citations", least, count=number(least))
        case by.IS_OA:
            return gettext("Open (Unpaywall)") if filters.is_oa else gettext("Closed (Unpaywall)")
        case by.FIELD | by.VENUE | by.TYPE:
            return _several(name, split_values(value))
        case by.RECORD_TYPE:
            return gettext("Zenodo: {value}", value=filter_value_words(name, value))
        case by.ACCESS_RIGHT:
            return gettext("Access: {value}", value=filter_value_words(name, value))
        case by.COMMUNITY:
            return gettext("Community: {value}", value=value)
        case by.SUBJECT:
            return gettext("Subject: {value}", value=value)
        case by.FILE_TYPE:
            return gettext("Files: {value}", value=value)
        case _:
            return gettext("Language: {value}", value=value)


def _several(name: str, values: tuple[str, ...]) -> str:
    count = len(values)
    if count == 1:
        return filter_value_words(name, values[0])
    if name == by.FIELD:
        return ngettext("{count} field", "{count} fields", count)
    if name == by.VENUE:
        return ngettext("{count} venue", "{count} venues", count)
    return ngettext("{count} type", "{count} types", count)


def filter_scope_words(name: str) -> str:
    """Return which services apply the filter, and what happens to the rows of the others. A list that is loaded
    completely is filtered without a request, so this is about the next search."""
    if name == by.TYPE:
        return gettext(
            "In a new search, Semantic Scholar and Zenodo filter by type. They name types differently, so all results "
            "are checked again on your computer."
        )
    services = listed([source_title(source) for source in services_applying(name)])
    if len(services_applying(name)) == len(SEARCH_SOURCES):
        return gettext("In a new search, all services apply this filter. Loaded results are filtered on your computer.")
    if name in (by.COMMUNITY, by.LANGUAGE):
        return gettext(
            "In a new search, applied by {services}; the other services don't have this filter and are not searched.",
            services=services,
        )
    if name == by.SUBJECT:
        return gettext(
            "In a new search, Zenodo filters by keyword. Results from other services are kept if a field of study has "
            "this name."
        )
    if name in (by.RECORD_TYPE, by.ACCESS_RIGHT, by.FILE_TYPE):
        return gettext(
            "In a new search, applied by {services}. Other results are filtered on your computer; services without "
            "this information are not searched.",
            services=services,
        )
    return gettext(
        "In a new search, applied by {services}. Loaded results, and those of other services, are filtered on your "
        "computer.",
        services=services,
    )


def filter_effect_words(one: FilterEffect) -> str:
    """Return what a filter did in the search that is shown: 'Sent to Zenodo. 12 results removed on your computer.'"""
    services = listed([source_title(source) for source in one.sent])
    facts = [
        gettext("Sent to {services}.", services=services)
        if services
        else gettext("Not sent to any service in this search.")
    ]
    if one.here:
        facts.append(
            ngettext(
                "{count} result removed on your computer.",
                "{count} results removed on your computer.",
                one.here,
                count=number(one.here),
            )
        )
    return " ".join(facts)


def remove_words(filters: Filters, name: str, papers: int | None = None) -> str:
    """Return the label of a button or link that removes a filter: 'Remove “2015 – 2024”'. papers: how many are found
    without it."""
    words = value_words(filters, name) or filter_title(name)
    if not papers:
        return gettext("Remove “{filter}”", filter=words)
    return ngettext(
        "Remove “{filter}” ({count} paper)",
        "Remove “{filter}” ({count} papers)",
        papers,
        filter=words,
        count=number(papers),
    )


def return_words(one: FilterEffect) -> str:
    """Return how many of the results that a filter removes appear without it, where other filters are set, too: 'They
    appear if you remove this filter.'; empty if it removes nothing."""
    if not one.here:
        return ""
    if not one.alone:
        return gettext("Other filters remove them, too.")
    if one.alone == one.here:
        return ngettext("It appears if you remove this filter.", "They appear if you remove this filter.", one.here)
    return ngettext(
        "{count} of them appears if you remove this filter; other filters remove the others, too.",
        "{count} of them appear if you remove this filter; other filters remove the others, too.",
        one.alone,
        count=number(one.alone),
    )
