"""What the window says of a filter: what it removed, and what appears without it."""

from __future__ import annotations

import pytest

from scholar_desktop import translation
from scholar_desktop.domain.search.filters import NO_FILTERS, Filters
from scholar_desktop.domain.search.query import FilterEffect, Query
from scholar_desktop.domain.search.saved_search import LONGEST_NAME
from scholar_desktop.ui.words.filter_words import (
    counted_values_words,
    named_filter_words,
    return_words,
    search_name,
    value_words,
)


@pytest.mark.parametrize(
    ("here", "alone", "words"),
    [
        (0, 0, ""),
        (1, 1, "It appears if you remove this filter."),
        (3, 3, "They appear if you remove this filter."),
        (1, 0, "Other filters remove it, too."),
        (3, 0, "Other filters remove them, too."),
        (3, 1, "1 of them appears if you remove this filter; other filters remove the others, too."),
    ],
)
def test_what_a_filter_removed_appears_without_it_unless_others_remove_it(here: int, alone: int, words: str) -> None:
    assert return_words(FilterEffect("open_access", here=here, alone=alone)) == words


FROM_2015 = Filters(year_from=2015, year_to=2020)
TYPES = Filters(type="article,review,-news")
MANY = Filters(year_from=2015, field="Medicine,Biology", venue="Nature,Science", type="article,review", subject="kelp")


@pytest.mark.parametrize(
    ("words", "filters", "name"),
    [
        ("memory", NO_FILTERS, "memory"),
        ("memory", FROM_2015.replaced(open_access=True), "memory, 2015–2020, Open-access PDF"),
        ("memory", TYPES, "memory, Journal article or Review, not News"),
        ("memory", MANY, "memory, from 2015, 2 fields, 2 venues, 2 types, Subject: kelp"),
        ("a" * 90, FROM_2015, "a" * 63 + "…, 2015–2020"),
        ("", FROM_2015, ""),
    ],
)
def test_the_name_of_a_search_has_its_filters(words: str, filters: Filters, name: str) -> None:
    assert search_name(Query(words, filters=filters)) == name
    assert len(name) <= LONGEST_NAME


def test_no_two_searches_get_the_same_name() -> None:
    assert search_name(Query("Memory"), ["memory", "sleep"]) == "Memory (2)"
    assert search_name(Query("memory"), ["memory", "memory (2)"]) == "memory (3)"
    assert len(search_name(Query("a " * 90), [search_name(Query("a " * 90))])) <= LONGEST_NAME


def test_a_chip_counts_several_values_that_a_sentence_names() -> None:
    assert value_words(TYPES, "type") == "2 types, not News"
    assert counted_values_words(TYPES, "type") == named_filter_words(TYPES, "type")
    assert counted_values_words(FROM_2015, "years") == ""
    assert named_filter_words(TYPES, "type") == "Type: Journal article or Review, not News"
    assert named_filter_words(FROM_2015, "years") == "Years 2015–2020"
    assert named_filter_words(FROM_2015, "type") == ""


@pytest.mark.parametrize(
    ("sent", "words", "german", "named"),
    [
        ("-dataset", "Not Dataset", "Nicht Datensatz", ""),
        ("-dataset,-none", "Not 2 types", "Nicht 2 Typen", "Type: not Dataset or No type"),
        ("dataset", "Dataset", "Datensatz", ""),
        ("dataset,none", "2 types", "2 Typen", "Type: Dataset or No type"),
    ],
)
def test_a_chip_says_that_types_are_excluded(sent: str, words: str, german: str, named: str) -> None:
    filters = Filters(type=sent)
    assert value_words(filters, "type") == words
    translation.set_language("de")
    try:
        assert value_words(filters, "type") == german
    finally:
        translation.set_language("en")
    assert counted_values_words(filters, "type") == named
