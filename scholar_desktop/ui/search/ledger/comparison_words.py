"""The sentences that say how two runs of the search ledger differ, and that one of them was made offline."""

from __future__ import annotations

from collections.abc import Sequence

from scholar_desktop.domain.search import filters as by
from scholar_desktop.domain.search.filter_texts import FROM_WORDS
from scholar_desktop.domain.search.search_ledger import (
    LedgerRun,
    RunComparison,
    describe_words,
    filters_of,
    filters_sent,
    searched_sources,
)
from scholar_desktop.domain.source import CORPUS, LIBRARY, Phase
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.words.filter_words import filter_title
from scholar_desktop.ui.words.wording import listed, source_title

LONGEST_WORDS = 60
"""Characters shown of the words of a run; the tooltip has all."""


def comparison_words(both: RunComparison) -> str:
    """Return how the words and the filters of two runs differ, and which filters only one of them sent to services."""
    first, second = both.first, both.second
    words = [describe_words(run.query) for run in (first, second)]
    filters = [filters_of(run) for run in (first, second)]
    places = _place_words(first, second)
    is_same_filters = first.query.filters == second.query.filters and filters[0] == filters[1]
    sentences = []
    if words[0] != words[1]:
        one, other = (shorten(text, LONGEST_WORDS) or gettext("none") for text in words)
        sentences.append(gettext("The words differ: “{first}” and “{second}”.", first=one, second=other))
    if not is_same_filters:
        if words[0] == words[1]:
            sentences.append(gettext("The words are the same."))
        sentences += [gettext("The filters differ."), *_different_filters(*filters)]
    elif words[0] == words[1]:
        sentences.append(_same_words(has_filters=bool(filters[0]), has_places=bool(places)))
    elif filters[0]:
        sentences.append(gettext("The filters are the same."))
    return " ".join((*sentences, *places, *_different_sources(first, second)))


def _different_sources(first: LedgerRun, second: LedgerRun) -> list[str]:
    """Return the sentence that names the sources that only one of two runs searched; none if both had the same."""
    names = [[one.name for one in run.sources] for run in (first, second)]
    if set(names[0]) == set(names[1]):
        return []
    alone = [
        listed([source_title(name) for name in mine if name not in its])
        for mine, its in ((names[0], names[1]), (names[1], names[0]))
    ]
    if not alone[1]:
        return [gettext("The sources differ: only the first run searched {sources}.", sources=alone[0])]
    if not alone[0]:
        return [gettext("The sources differ: only the second run searched {sources}.", sources=alone[1])]
    return [
        gettext(
            "The sources differ: only the first run searched {first}, only the second {second}.",
            first=alone[0],
            second=alone[1],
        )
    ]


def _different_filters(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return the sentences that name the filters, in words, that only one of two runs has."""
    alone = [[one for one in mine if one not in its] for mine, its in ((first, second), (second, first))]
    chosen = [[shown(one) for one in mine if not _named(one)] for mine in alone]
    by_words = [[_named(one) for one in mine if _named(one)] for mine in alone]
    sentences = []
    if chosen[0]:
        sentences.append(gettext("Only in the first run: {filters}.", filters=", ".join(chosen[0])))
    sentences += [_first_named(one) for one in by_words[0]]
    if chosen[1]:
        sentences.append(gettext("Only in the second run: {filters}.", filters=", ".join(chosen[1])))
    return [*sentences, *(_second_named(one) for one in by_words[1])]


def _named(text: str) -> str:
    """Return the filter that the words of a run named, in words; empty for a filter that was chosen."""
    if not isinstance(text, Message) or text.template != FROM_WORDS.template:
        return ""
    named = text.values["filter"]
    return named if isinstance(named, str) else ""


def _first_named(named: str) -> str:
    years = _years_of(named)
    if years.isdecimal():
        return gettext("The first run was limited to the year {year}, which its words named.", year=years)
    if years:
        return gettext("The first run was limited to the years {years}, which its words named.", years=years)
    return gettext("The words of the first run named this filter: {filter}.", filter=shown(named))


def _second_named(named: str) -> str:
    years = _years_of(named)
    if years.isdecimal():
        return gettext("The second run was limited to the year {year}, which its words named.", year=years)
    if years:
        return gettext("The second run was limited to the years {years}, which its words named.", years=years)
    return gettext("The words of the second run named this filter: {filter}.", filter=shown(named))


def _years_of(named: str) -> str:
    """Return the years that the filter *named* is for, in words; empty for another filter."""
    if not isinstance(named, Message) or named.values.get("filter") != by.filter_title(by.YEARS):
        return ""
    years = named.values["value"]
    return shown(years) if isinstance(years, str) else ""


def offline_words(run: LedgerRun) -> list[str]:
    """Return the sentence that says that *run* was made offline; none for all others."""
    return [gettext("This search was made offline.")] if run.offline else []


def without_services(run: LedgerRun) -> list[str]:
    """Return the sentence that says that *run* searched no service, with what it searched; none for all others."""
    searched = searched_sources(run)
    if not {LIBRARY, CORPUS}.issuperset(searched):
        return []
    if not searched:
        return [gettext("No service was searched.")]
    names = listed([source_title(name) for name in searched])
    return [gettext("No service was searched, only this: {sources}.", sources=names)]


def _same_words(*, has_filters: bool, has_places: bool) -> str:
    """has_places: a filter was not sent to the same services in both runs."""
    if not has_filters:
        return gettext("The words are the same, and no filters were set.")
    if has_places:
        return gettext("The words and the filters are the same, but the filters were not applied in the same places.")
    return gettext("The words and the filters are the same.")


def _place_words(first: LedgerRun, second: LedgerRun) -> list[str]:
    """Return a sentence for each filter of both runs that was not sent to the same services: which ones received it.

    The services that only one run searched are no reason for a sentence: the table has them.
    """
    searched = [{one.name for one in run.sources if one.state != Phase.SKIPPED.value} for run in (first, second)]
    common = searched[0] & searched[1]
    in_both = {one.name for one in second.narrowed}
    sentences = []
    for name in (one.name for one in first.narrowed if one.name in in_both):
        sent = [{source for source in common if name in filters_sent(run, source)} for run in (first, second)]
        if sent[0] != sent[1]:
            sentences.append(_sentence(filter_title(name), _receivers(first, name), _receivers(second, name)))
    return sentences


def _receivers(run: LedgerRun, name: str) -> str:
    """Return the services to which *run* sent the filter *name*; empty if there are none."""
    names = [one.name for one in run.sources if name in filters_sent(run, one.name)]
    return listed([source_title(source) for source in names]) if names else ""


def _sentence(title: str, first: str, second: str) -> str:
    """first, second: the services that received the filter *title* in each run; empty if none did."""
    if not second:
        return gettext(
            "{filter}: in the first run, {services} applied this filter; in the second, only the program applied it, "
            "to the results that it had loaded.",
            filter=title,
            services=first,
        )
    if not first:
        return gettext(
            "{filter}: in the second run, {services} applied this filter; in the first, only the program applied it, "
            "to the results that it had loaded.",
            filter=title,
            services=second,
        )
    return gettext(
        "{filter}: applied by {first} in the first run and by {second} in the second, and by the program to the "
        "results of the other services.",
        filter=title,
        first=first,
        second=second,
    )
