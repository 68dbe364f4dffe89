"""Brackets in the search text mean the same to every service and on this computer."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scholar_desktop.demo.semantic_scholar.bulk_query import SearchDocument
from scholar_desktop.demo.semantic_scholar.bulk_query import parse as parse_bulk
from scholar_desktop.demo.zenodo.query_language import RecordDocument
from scholar_desktop.demo.zenodo.query_language import parse as parse_zenodo
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.query_parser import (
    MAX_GROUPS,
    operators,
    parse_operators,
    with_operator_filters,
)
from scholar_desktop.domain.search.word_filter import (
    BULK,
    is_or_left_out,
    matches_group,
    needs_bulk,
    or_branches,
    supports_group,
)
from scholar_desktop.sources.semantic_scholar.filters import bulk_words, relevance_words
from scholar_desktop.sources.unpaywall.query_text import title_query
from scholar_desktop.sources.zenodo.query_text import query_string

WORDS = ("cat", "dog", "fish")
YEARS = (1990, 2010, 2020)
PAPERS = [
    Paper(" ".join(("about", *(word for word, has in zip(WORDS, flags, strict=True) if has))), year=year)
    for flags in product((False, True), repeat=len(WORDS))
    for year in YEARS
]

Tree = tuple
_terms = st.one_of(st.tuples(st.just("word"), st.sampled_from(WORDS)), st.just(("year", "2000-2015")))
trees = st.recursive(
    _terms,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("not"), inner),
    ),
    max_leaves=5,
)


def text_of(tree: Tree) -> str:
    """The tree as a person types it, with each inner expression in brackets."""
    kind, inner = tree
    match kind:
        case "word":
            return inner
        case "year":
            return f"year:{inner}"
        case "not":
            return f"-{text_of(inner)}" if inner[0] in ("word", "year") else f"NOT ({text_of(inner)})"
    parts = [text_of(one) if one[0] in ("word", "year", "not") else f"({text_of(one)})" for one in inner]
    return f" {'OR' if kind == 'or' else 'AND'} ".join(parts)


def holds(tree: Tree, paper: Paper) -> bool:
    """The truth, computed from the tree alone."""
    kind, inner = tree
    match kind:
        case "word":
            return inner in paper.title.split()
        case "year":
            return 2000 <= (paper.year or 0) <= 2015
        case "not":
            return not holds(inner, paper)
        case "and":
            return all(holds(one, paper) for one in inner)
    return any(holds(one, paper) for one in inner)


def unpaywall_finds(sent: str, paper: Paper) -> bool:
    words = paper.title.split()
    return any(
        all((word[1:] not in words) if word.startswith("-") else (word in words) for word in side.split())
        for side in sent.split(" OR ")
    )


def found(source: str, typed: str) -> list[Paper] | None:
    """The papers that a list of *source* shows for *typed*: what the service finds, without those that are excluded on
    this computer. None if the service cannot be searched for it."""
    query = Query(typed)
    asked, groups = with_operator_filters(query), operators(query)
    match source:
        case "bulk":
            sent = bulk_words(typed)
            assert "year" not in sent
            if not sent and not asked.filters.any_set:
                return None
            test = parse_bulk(sent)
            rows = [paper for paper in PAPERS if test(SearchDocument(paper.title))]
        case "zenodo":
            sent = query_string(query)
            if not sent:
                return None
            score = parse_zenodo(sent)
            rows = [paper for paper in PAPERS if score(RecordDocument({"title": [paper.title]})) > 0]
        case "unpaywall":
            sent = title_query(typed)
            assert "year" not in sent
            if not sent:
                return None
            rows = [paper for paper in PAPERS if unpaywall_finds(sent, paper)]
        case _:
            if needs_bulk(query) or not (sent := relevance_words(typed)):
                return None
            assert "year" not in sent
            rows = [paper for paper in PAPERS if all(word in paper.title.split() for word in sent.split())]
    first, last = asked.filters.year_from or 0, asked.filters.year_to or 9999
    return [
        paper
        for paper in rows
        if first <= (paper.year or 0) <= last
        and all(supports_group(source, group) or matches_group(paper, group) for group in groups)
    ]


def wanted(tree: Tree) -> list[Paper]:
    return [paper for paper in PAPERS if holds(tree, paper)]


@settings(max_examples=300, deadline=None)
@given(trees)
@example(("and", [("or", [("word", "cat"), ("word", "dog")]), ("year", "2000-2015")]))
@example(("or", [("and", [("word", "cat"), ("word", "dog")]), ("word", "fish")]))
@example(("and", [("word", "cat"), ("not", ("or", [("word", "dog"), ("word", "fish")]))]))
@example(("or", [("word", "cat"), *[("not", ("or", [("word", "cat"), ("word", "dog")]))] * 2]))
def test_every_tree_finds_what_it_means(tree: Tree) -> None:
    typed = text_of(tree)
    parsed = parse_operators(typed)
    if parsed.faults:
        return  # only excluded words, which are searched as words
    assert len(parsed.groups) <= MAX_GROUPS
    truth = wanted(tree)
    assert [paper for paper in PAPERS if all(matches_group(paper, group) for group in parsed.groups)] == truth, typed
    for source in (BULK, "zenodo", "unpaywall"):
        rows = found(source, typed)
        if rows is not None:
            complete = rows == truth
            # an OR with a side that the service cannot search is applied to what the rest finds, which may be less
            partial = is_or_left_out(Query(typed), source) and all(paper in truth for paper in rows)
            assert complete or partial, (source, typed)


@pytest.mark.parametrize(
    ("typed", "bulk", "relevance", "unpaywall", "zenodo", "filters"),
    [
        (
            "(memory OR attention) -review year:1990-2020",
            "(memory | attention) -review",
            "memory attention",
            "memory -review OR attention -review",
            "(memory OR attention) AND NOT review",
            Filters(year_from=1990, year_to=2020),
        ),
        (
            "year:1990-2020 (sleep | attention) venue:Nature",
            "(sleep | attention)",
            "sleep attention",
            "sleep OR attention",
            "(sleep OR attention)",
            Filters(year_from=1990, year_to=2020, venue="Nature"),
        ),
        (
            "((sleep OR attention) venue:Nature) year:2000",
            "(sleep | attention)",
            "sleep attention",
            "sleep OR attention",
            "(sleep OR attention)",
            Filters(year_from=2000, year_to=2000, venue="Nature"),
        ),
        (
            "(sleep memory) OR (attention memory)",
            "(sleep | attention) memory",
            "memory",
            "sleep memory OR attention memory",
            "(sleep OR attention) AND memory",
            Filters(),
        ),
        (
            "sleep -(review OR survey) year:>=2000 year:<2010",
            "sleep -review -survey",
            "sleep",
            "sleep -review -survey",
            "sleep AND NOT review AND NOT survey",
            Filters(year_from=2000, year_to=2009),
        ),
        ('title:(sleep OR "long covid")', '(sleep | "long covid")', "sleep long covid", 'sleep OR "long covid"',
         '(title:sleep OR title:"long covid")', Filters()),
        ("memory (sleep OR year:1990)", "memory", "memory", "memory", "memory", Filters()),
    ],
)  # fmt: skip
def test_a_filter_is_taken_out_wherever_brackets_are(
    typed: str, bulk: str, relevance: str, unpaywall: str, zenodo: str, filters: Filters
) -> None:
    asked = with_operator_filters(Query(typed))
    assert asked.filters == filters
    assert bulk_words(typed) == bulk
    assert relevance_words(typed) == relevance
    assert title_query(typed) == unpaywall
    assert query_string(Query(typed)) == zenodo
    assert not parse_operators(typed).faults


def test_an_or_with_a_side_that_a_service_cannot_search_is_named() -> None:
    query = Query("memory (sleep OR year:1990)")
    assert all(is_or_left_out(query, source) for source in ("s2", "zenodo", "unpaywall"))
    assert not any(is_or_left_out(query, source) for source in ("corpus", "library"))
    assert not is_or_left_out(Query("memory OR attention"), BULK)


def test_the_sides_of_an_or_are_searched_one_by_one_where_an_author_is_searched() -> None:
    assert or_branches(Query("(author:hinton deep) OR author:bengio")) == (
        "author:hinton deep OR author:bengio",
        "author:bengio",
    )
    assert or_branches(Query("(cats OR dogs) author:smith")) == ("cats author:smith", "dogs author:smith")


@pytest.mark.parametrize(
    "title",
    [
        "Attention (is) all you need",
        "(E)-2-hexenal in plants",
        "f(x) of g(f(x))",
        "1) first 2) second",
        "What now? :)",
        "P(A|B) (an open bracket",
    ],
)
def test_brackets_of_a_title_are_part_of_its_words(title: str) -> None:
    parsed = parse_operators(title)
    assert parsed.is_plain
    assert not parsed.faults
    assert bulk_words(title).replace(chr(34), "").split() == title.replace("(E)-2-", "(E) 2 ").split()


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("(cats OR dogs", "brackets do not match"),
        ("cats OR dogs)", "brackets do not match"),
        (" OR ".join(f"(a{n} b{n})" for n in range(9)), "too many combinations"),
        (" ".join(f"(a{n} OR b{n})" for n in range(201)), "more than 400 brackets"),
    ],
)
def test_brackets_that_have_no_effect_are_named(typed: str, fault: str) -> None:
    parsed = parse_operators(typed)
    assert fault in " ".join(parsed.faults)
    assert parsed.groups
