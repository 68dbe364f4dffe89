"""The 13 publication types of Semantic Scholar can be asked for, and a paper has every type that it was given."""

from __future__ import annotations

import pytest

from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.filters import add_filters, filters_of
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.paper import PAPER_TYPES, Facts, Paper
from scholar_desktop.domain.search.facet_counts import value_counts
from scholar_desktop.domain.search.filters import TYPE, Filters
from scholar_desktop.domain.search.paper_filter import passes_filter, record_facts
from scholar_desktop.domain.search.paper_types import PUBLICATION_TYPES, TYPE_FILTERS, paper_types
from scholar_desktop.sources.semantic_scholar.filters import filter_parameters

SENT = [
    *("Review", "JournalArticle", "CaseReport", "ClinicalTrial", "Conference", "Dataset", "Editorial"),
    *("LettersAndComments", "MetaAnalysis", "News", "Study", "Book", "BookSection"),
]


def tagged(type_: str | None, *tags: str) -> Paper:
    return Paper("T", type=type_, facts=(Facts("s2", "2026-11-20T08:00:00Z", {"publicationTypes": list(tags)}),))


def test_all_13_types_of_semantic_scholar_can_be_asked_for():
    assert sorted(PUBLICATION_TYPES.values()) == sorted(SENT)
    for name, tag in PUBLICATION_TYPES.items():
        assert ("publicationTypes", tag) in filter_parameters(Filters(type=name))
        assert passes_filter(tagged(None, tag), Filters(type=name), TYPE)
    assert set(PAPER_TYPES) < set(TYPE_FILTERS)


def test_a_review_in_a_journal_is_both_a_review_and_an_article():
    both = tagged("review", "JournalArticle", "Review")
    assert set(paper_types(both)) == {"review", "article"}
    assert passes_filter(both, Filters(type="article"), TYPE)
    assert passes_filter(both, Filters(type="review"), TYPE)
    assert not passes_filter(both, Filters(type="dataset,book"), TYPE)
    assert not passes_filter(tagged("preprint", "JournalArticle"), Filters(type="article"), TYPE)


def test_papers_without_a_type_are_counted_and_types_can_be_excluded():
    bare, news, both = tagged(None), tagged(None, "News"), tagged("review", "JournalArticle", "Review")
    assert {bucket.key: bucket.count for bucket in value_counts(TYPE, [bare, bare, news], {})}["none"] == 2
    passing = {
        "none": [bare],
        "none,news": [bare, news],
        "-news": [bare, both],
        "-none": [news, both],
        "-article,-news": [bare],
        "review,-news": [both],
        "review,-article": [],
    }
    for value, papers in passing.items():
        assert [p for p in (bare, news, both) if passes_filter(p, Filters(type=value), TYPE)] == papers, value
        if "-" in value or "none" in value:
            assert filter_parameters(Filters(type=value)) == [], "the service would leave out other papers"
    assert parse("--type=-news,none").type == "-news,none"


def parse(*words: str) -> Filters:
    parser = Parser("search", "")
    add_filters(parser)
    return filters_of(parser.parse_args(words))


def test_a_repeated_type_adds():
    assert parse("--type", "article", "--type", "review,book", "--type", "book").type == "article,review,book"
    assert parse("--type", "clinical-trial").type == "clinical-trial"
    assert parse().type is None


def test_an_unknown_type_is_refused():
    with pytest.raises(UsageError, match="is not a paper type"):
        parse("--type", "poem")


def test_a_type_that_no_paper_has_is_counted_as_0():
    counts = {bucket.key: bucket.count for bucket in value_counts(TYPE, [tagged("article")], {})}
    assert counts["article"] == 1
    assert counts["thesis"] == 0


def test_the_types_of_a_records_files_are_the_ends_of_their_names():
    files = [{"key": "README"}, {"key": "table.CSV"}, {}, {"key": "other.csv"}]
    facts = record_facts(Paper("T", facts=(Facts("zenodo", "2026-11-20T08:00:00Z", {"files": files}),)))
    assert facts is not None
    assert facts.file_types == ("csv",)
