"""The texts of filters: their names, the text of a chip, and which services apply them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING

from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.filters import NO_FILTERS, Filters, services_applying
from scholar_desktop.domain.source import SEARCH_SOURCES
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.words.wording import listed, number, source_title

if TYPE_CHECKING:
    from scholar_desktop.domain.search.query import FilterEffect, Query

MOST_NAME = 75
"""Characters that the name of a search has at most, without the number that tells it from another one."""
LEAST_WORDS = 20
"""Characters of the words of a search that its name keeps, however many filters it has."""


def filter_value_words(name: str, value: str, label: str | None = None) -> str:
    """Return the word for a *value* of the filter *name*: 'Case report' for `case-report`. label: what the service
    calls a value that is not known here."""
    from scholar_desktop.domain.search.filter_texts import filter_value  # not for the first paint

    return shown(filter_value(name, value, label))


def filter_title(name: str) -> str:
    """Return the name of a filter: 'Field of study'; a name that an earlier version stored as it is."""
    return shown(by.filter_title(name))


def years_words(filters: Filters) -> str:
    """Return '2015–2024', 'from 2015', 'to 2024', '2020'; empty if no years are set."""
    from scholar_desktop.domain.search.filter_texts import years_text  # not for the first paint

    return shown(years_text(filters))


def value_words(filters: Filters, name: str) -> str:
    """Return the text of the chip of the filter *name*: '2 types', 'Not Dataset'; empty if it is not set."""
    if name not in filters.names():
        return ""
    from scholar_desktop.domain.search.filter_texts import filter_text  # not for the first paint

    words = shown(filter_text(filters, name, is_short=True))
    return f"{words[:1].upper()}{words[1:]}" if name == by.TYPE else words


def counted_values_words(filters: Filters, name: str) -> str:
    """Return the filter *name* with all its values, 'Type: not Dataset or No type', if its chip has their number in
    their place; else empty."""
    from scholar_desktop.domain.search.filter_texts import filter_text  # not for the first paint

    is_counted = filter_text(filters, name, is_short=True) != filter_text(filters, name)
    return named_filter_words(filters, name) if is_counted else ""


def named_filter_words(filters: Filters, name: str) -> str:
    """Return the filter *name* as a sentence names it: 'Years 2015–2024', 'Type: Journal article or Review'; empty if
    it is not set."""
    from scholar_desktop.domain.search.filter_texts import named_filter_text  # not for the first paint

    return shown(named_filter_text(filters, name))


def narrowing_filter_words(query: Query, name: str) -> str:
    """Return the filter *name*, which narrowed the list of *query*, with its values. The filter WORDS is named by the
    operators in the words that were searched."""
    from scholar_desktop.domain.search.filter_texts import filter_texts_by_name  # not for the first paint
    from scholar_desktop.domain.search.query_parser import describe_operators

    if name == by.WORDS:
        return f"{filter_title(name)}: {shown(describe_operators(query.words))}"
    return shown(filter_texts_by_name(query).get(name, "")) or filter_title(name)


def search_name(query: Query, taken: Iterable[str] = ()) -> str:
    """Return the name of a search with its filters: 'memory, 2015–2020, Open-access PDF'; empty if it has no words.

    taken: the names of other searches, which it must not have.
    """
    from scholar_desktop.domain.search.filter_texts import filter_text  # not for the first paint
    from scholar_desktop.domain.search.search_ledger import describe_words

    words, filters = describe_words(query), query.filters
    texts = [shown(filter_text(filters, name)) for name in filters.names()]
    if len(", ".join((words, *texts))) > MOST_NAME:
        texts = [shown(filter_text(filters, name, is_short=True)) for name in filters.names()]
        room = MOST_NAME - len(", ".join(("", *texts)))
        words = shorten(words, max(LEAST_WORDS, room))
    name = shorten(", ".join((words, *texts)), MOST_NAME) if words else ""
    others = {one.casefold() for one in taken}
    numbers = (f"{name} ({number})" for number in itertools.count(2))
    return name if name.casefold() not in others else next(one for one in numbers if one.casefold() not in others)


def filter_scope_words(name: str, filters: Filters = NO_FILTERS) -> str:
    """Return which services apply the filter, and what happens to the rows of the others. A list that is loaded
    completely is filtered without a request, so this is about the next search.

    filters: those of the next search; if they have the filter, this is about its value.
    """
    is_set, receiving = name in filters.names(), services_applying(name)
    if is_set:
        from scholar_desktop.domain.search.sent_filters import services_receiving  # not for the first paint

        receiving = services_receiving(filters, name)
    services = listed([source_title(source) for source in receiving])
    if not receiving:
        return gettext("No service can filter by this choice, so the loaded results are filtered on your computer.")
    if name == by.TYPE and not is_set:
        return gettext(
            "In a new search, Semantic Scholar and Zenodo filter by the types that they have. They name types "
            "differently, so all results are checked again on your computer."
        )
    if name == by.TYPE:
        return gettext(
            "In a new search, applied by {services}. Services name types differently, so all results are checked again "
            "on your computer.",
            services=services,
        )
    if len(receiving) == len(SEARCH_SOURCES):
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


def remove_words(filters: Filters, name: str, papers: int | None = None, *, is_least: bool = False) -> str:
    """Return the label of a button or link that removes a filter: 'Remove “2015 – 2024”'. papers: how many are found
    without it; is_least: the services may find more."""
    words = value_words(filters, name) or filter_title(name)
    if not papers:
        return gettext("Remove “{filter}”", filter=words)
    if is_least:
        return ngettext(
            "Remove “{filter}” (at least {count} paper)",
            "Remove “{filter}” (at least {count} papers)",
            papers,
            filter=words,
            count=number(papers),
        )
    return ngettext(
        "Remove “{filter}” ({count} paper)",
        "Remove “{filter}” ({count} papers)",
        papers,
        filter=words,
        count=number(papers),
    )


def papers_without_words(papers: int | None, *, known: bool, is_least: bool) -> str:
    """Return how many papers a search finds without a filter; empty if that is not known.

    Args:
        papers: their number; None or 0 if there are none, or they were not counted.
        known: they were counted.
        is_least: the services may find more.
    """
    if not papers:
        return gettext("no papers without it either") if known else ""
    if is_least:
        return ngettext(
            "at least {count} paper without it", "at least {count} papers without it", papers, count=number(papers)
        )
    return ngettext("{count} paper without it", "{count} papers without it", papers, count=number(papers))


def return_words(one: FilterEffect) -> str:
    """Return how many of the results that a filter removes appear without it, where other filters are set, too: 'They
    appear if you remove this filter.'; empty if it removes nothing."""
    if not one.here:
        return ""
    if not one.alone:
        return ngettext("Other filters remove it, too.", "Other filters remove them, too.", one.here)
    if one.alone == one.here:
        return ngettext("It appears if you remove this filter.", "They appear if you remove this filter.", one.here)
    return ngettext(
        "{count} of them appears if you remove this filter; other filters remove the others, too.",
        "{count} of them appear if you remove this filter; other filters remove the others, too.",
        one.alone,
        count=number(one.alone),
    )
