"""The text in the box is one paper's identifier, or words with operators."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.query_parser import (
    QueryTerm,
    describe_operators,
    describe_search,
    operators,
    parse,
    parse_operators,
    with_operator_filters,
    years_in,
)
from scholar_desktop.domain.search.word_filter import BULK, matches_group, needs_bulk, or_branches, supports_group
from scholar_desktop.sources.semantic_scholar.filters import bulk_words, relevance_words
from scholar_desktop.sources.unpaywall.query_text import title_query
from scholar_desktop.sources.zenodo.query_text import format_query, query_string


def test_words_are_words() -> None:
    query = parse("  attention is\n all\tyou\u200b need ")
    assert query.words == "attention is all you need"
    assert query.identifier is None


def test_an_identifier_is_recognised_and_kept_as_typed() -> None:
    query = parse(" https://doi.org/10.1038/NATURE12373. ")
    assert query.identifier == Identifier(Scheme.DOI, "10.1038/nature12373")
    assert query.words == "https://doi.org/10.1038/NATURE12373."


def test_a_year_and_a_broken_identifier_are_words() -> None:
    assert parse("2019").identifier is None
    assert parse("10.1038").identifier is None
    assert parse("10.1038").words == "10.1038"


@given(st.text(max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    assert parse(text).words == parse(parse(text).words).words


# What the operators become: words, as said in the box, relevance search, bulk search, Unpaywall, Zenodo
MEANT = {
    "graph attention": ("", "graph attention", "graph attention", "graph attention", "graph attention"),
    '"graph attention" networks': (
        "phrase “graph attention”",
        "graph attention networks",
        '"graph attention" networks',
        '"graph attention" networks',
        '"graph attention" AND networks',
    ),
    "cats OR dogs food": (
        "cats or dogs",
        "food",
        "(cats | dogs) food",
        "cats food OR dogs food",
        "(cats OR dogs) AND food",
    ),
    "attention -survey": (
        "without survey",
        "attention",
        "attention -survey",
        "attention -survey",
        "attention AND NOT survey",
    ),
    "attention NOT survey": (
        "without survey",
        "attention",
        "attention -survey",
        "attention -survey",
        "attention AND NOT survey",
    ),
    "attention author:vaswani": (
        "author vaswani",
        "attention vaswani",
        "attention",
        "attention",
        'attention AND creators.name:"vaswani"',
    ),
    'title:"long covid" review': (
        "title “long covid”",
        "long covid review",
        '"long covid" review',
        '"long covid" review',
        'title:"long covid" AND review',
    ),
    "crispr off-target": ("", "crispr off target", 'crispr "off target"', "crispr off-target", "crispr off-target"),
    "cats AND dogs": ("", "cats dogs", "cats dogs", "cats dogs", "cats AND dogs"),
    "(cats OR dogs) AND food": (
        "cats or dogs",
        "food",
        "(cats | dogs) food",
        "cats food OR dogs food",
        "(cats OR dogs) AND food",
    ),
    '"kelp forest"~3': (
        "phrase “kelp forest”",
        "kelp forest",
        '"kelp forest"~3',
        '"kelp forest"',
        '"kelp forest"',
    ),
    "prefix* (a | b)": ("", "prefix* (a | b)", "prefix* (a | b)", "prefix* (a | b)", "prefix a b"),
}


@pytest.mark.parametrize("typed", MEANT)
def test_each_service_is_asked_in_its_own_words(typed: str) -> None:
    shown, relevance, bulk, unpaywall, zenodo = MEANT[typed]
    if typed.startswith("prefix"):
        assert bulk_words(typed) == bulk
        return
    assert describe_operators(typed) == shown
    assert relevance_words(typed) == relevance
    assert bulk_words(typed) == bulk
    assert query_string(Query(typed)) == zenodo
    assert title_query(typed) == unpaywall


def test_years_and_venues_in_the_words_become_filters_of_the_services() -> None:
    query = with_operator_filters(parse("transformers year:2017-2019 venue:NeurIPS"))
    assert query.filters == Filters(year_from=2017, year_to=2019, venue="NeurIPS")
    assert relevance_words(query.words) == "transformers"
    set_already = Query("x year:2019", filters=Filters(year_from=2000))
    assert with_operator_filters(set_already).filters.year_from == 2000, "both must hold, and the words are judged here"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2019", (2019, 2019)),
        ("2015-2020", (2015, 2020)),
        ("2020-2015", (2015, 2020)),
        ("2015-", (2015, None)),
        ("-2020", (None, 2020)),
        (">2015", (2016, None)),
        ("<=2015", (None, 2015)),
        ("soon", None),
        ("-", None),
    ],
)
def test_years_are_read_in_every_form(text: str, years: object) -> None:
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("typed", "fault", "words"),
    [
        ('"graph attention', "quotation mark is not closed", "graph attention"),
        ("OR graph", "nothing before the first OR", "graph"),
        ("graph OR", "nothing after the last OR", "graph"),
        ("graph OR OR attention", "two ORs", "graph attention"),
        ("graph NOT", "nothing after the last NOT", "graph"),
        ("graph year:soon", "not a year", "graph soon"),
        ("-survey", "All words are excluded", "survey"),
        ("graph author:", "nothing after “author:”, so it is searched as a word", "graph author:"),
        ("graph author: ", "nothing after “author:”", "graph author:"),
        ("graph type:dataset", "“type:” is not an operator, so it is searched as a word.", "graph type:dataset"),
        ("graph abstract:cell", "“abstract:” is not an operator of this search", "graph abstract:cell"),
        ("graph journal:Nature", "Use “venue:”.", "graph journal:Nature"),
        ("graph year:2020-2010", "“2020-2010” is searched as the years 2010–2020.", "graph"),
    ],
)
def test_what_is_broken_is_said_and_searched_as_words(typed: str, fault: str, words: str) -> None:
    wanted = parse_operators(typed)
    assert fault in " ".join(wanted.faults)
    assert bool(wanted.faults) is bool(fault)
    assert relevance_words(typed) == words


def test_signs_that_are_no_operators_stay_what_they_are() -> None:
    for typed in (
        "off-target effects",
        "at -5 °C",
        "C++ and C#",
        "title: a subtitle",
        "Q&A",
        "3-SAT",
        "and or not",
        "CD4:CD8 type: cells",
    ):
        assert parse_operators(typed).is_plain, typed
        assert not parse_operators(typed).faults, typed


def test_a_text_with_an_or_is_described_with_all_its_words() -> None:
    assert describe_search("dataset OR software type:dataset") == "dataset or software, type:dataset"
    assert describe_search("wild cats author:Lind") == "author Lind"
    assert describe_search("wild food cats OR dogs author:Lind") == "wild food, cats or dogs, author Lind"


@given(st.text(alphabet='ab"- OR|:authoryear19.()*', max_size=40))
def test_any_mixture_of_operators_can_be_asked_everywhere(text: str) -> None:
    wanted = parse_operators(text)
    assert all(group for group in wanted.groups)
    assert all(any(c.isalnum() for c in term.text) for group in wanted.groups for term in group)
    assert not wanted.groups or any(not term.is_excluded for group in wanted.groups for term in group)
    relevance_words(text), bulk_words(text), title_query(text), describe_operators(text)
    question = query_string(Query(text))
    assert format_query(question) == question, "quotes and brackets are closed"
    for group in operators(Query(text)):
        matches_group(Paper("a paper"), group)


def groups(typed: str) -> list[tuple[QueryTerm, ...]]:
    """Those that are not one plain word."""
    return [group for group in parse_operators(typed).groups if len(group) > 1 or not group[0].is_plain]


PAPER = Paper(
    "Graph Attention Networks",
    authors=(Author("Petar Veličković"), Author("Yoshua Bengio")),
    year=2018,
    venue="International Conference on Learning Representations",
    abstract="We present graph attention networks for surveys.",
)


@pytest.mark.parametrize(
    ("typed", "stays"),
    [
        ('"graph attention"', True),
        ('"attention graph"', False),
        ("cats OR networks", True),
        ("cats OR dogs", False),
        ("graph -survey", False),
        ("graph -title:survey", True),
        ("author:velickovic", True),
        ('author:"Petar Veličković"', True),
        ("author:hinton OR author:bengio", True),
        ("graph -author:bengio", False),
        ("venue:ICLR", True),
        ("venue:ICML", False),
        ("year:2017-2019", True),
        ("year:>2018", False),
        ("graph -year:2018", False),
    ],
)
def test_what_no_service_can_say_is_judged_by_the_papers_facts(typed: str, stays: bool) -> None:
    assert all(matches_group(PAPER, group) for group in groups(typed)) is stays


def test_it_is_known_who_can_say_what() -> None:
    phrase, either, without = (groups(text)[0] for text in ('"a b"', "a OR b", "a -b"))
    author = groups("author:x")[0]
    assert not any(supports_group("s2", group) for group in (phrase, either, without, author))
    assert all(supports_group(BULK, group) for group in (phrase, either, without))
    assert all(supports_group("unpaywall", group) for group in (phrase, either, without))
    assert all(supports_group("zenodo", group) for group in (phrase, either, without, author))
    assert supports_group("s2", groups("venue:ICML OR venue:ICLR")[0])


def test_only_an_or_of_words_needs_the_bulk_search() -> None:
    assert needs_bulk(parse("moss OR fern"))
    assert not needs_bulk(parse("title:moss"))
    assert not needs_bulk(parse('"growth of mosses"'))


def test_an_or_of_authors_becomes_one_text_for_each_as_it_would_be_typed() -> None:
    texts = or_branches(parse('author:"Ada Lind" OR author:Holm moss'))
    assert texts == ('author:"Ada Lind" moss', "author:Holm moss")
