"""The ledger says of a filter that a service received it if, and only if, the request to that service had it.

What a request had is read from the requests that the demo services received, not from the code that builds them.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.search.search_ledger import LedgerRun, filters_here, filters_not_sent, filters_sent
from tests.support.demo_fixture import Demo

MakeBackend = Callable[..., Composition]
Requests = dict[str, list[tuple[str, str]]]
SERVICES = ("s2", "unpaywall", "zenodo")
WORDS = "turing machine"
S2_TYPES = (
    *("article", "conference", "review", "book", "chapter", "dataset", "case-report", "clinical-trial", "editorial"),
    *("letter", "meta-analysis", "news", "study"),
)
ZENODO_TYPES = ("article", "conference", "book", "chapter", "preprint", "thesis", "report", "dataset", "software")

SINGLE = [
    Filters(year_from=1990),
    Filters(year_to=2020),
    Filters(year_from=1990, year_to=2020),
    Filters(year_from=2017, year_to=2017),
    Filters(dates="1990-03:2020"),
    Filters(dates=":2020-01-31"),
    Filters(field="Computer Science"),
    Filters(field="Computer Science,Mathematics"),
    Filters(venue="Nature"),
    Filters(venue="Nature,NeurIPS"),
    *(Filters(type=value) for value in dict.fromkeys((*S2_TYPES, *ZENODO_TYPES, "other", "none"))),
    Filters(type="article,conference"),
    Filters(type="article,thesis"),
    Filters(type="article,none"),
    Filters(type="thesis,report"),
    Filters(type="-article"),
    Filters(type="-thesis"),
    Filters(type="-none"),
    Filters(type="-article,-thesis"),
    Filters(open_access=True),
    Filters(min_citations=0),
    Filters(min_citations=10),
    Filters(is_oa=True),
    Filters(is_oa=False),
    Filters(record_type="publication"),
    Filters(record_type="publication-article"),
    Filters(record_type="dataset"),
    Filters(record_type="poster"),
    *(Filters(access=value) for value in ("open", "embargoed", "restricted", "closed", "metadata-only")),
    Filters(community="biosyslit"),
    Filters(file_type="pdf"),
    Filters(file_type="csv"),
    Filters(language="eng"),
    Filters(subject="Computer Science"),
    Filters(subject="moths"),
]
SEVERAL = [
    (Filters(open_access=True, is_oa=True), {"open_access": SERVICES, "is_oa": ("unpaywall",)}),
    (Filters(open_access=True, is_oa=False), {"open_access": ("s2", "zenodo"), "is_oa": ("unpaywall",)}),
    (Filters(type="article", record_type="dataset"), {"type": ("s2",), "record_type": ("zenodo",)}),
    (Filters(type="none", year_from=1990), {"type": (), "years": ("s2", "zenodo")}),
    (Filters(open_access=True, file_type="pdf"), {"open_access": SERVICES, "file_type": ("zenodo",)}),
    (Filters(open_access=True, file_type="csv"), {"open_access": (), "file_type": ("zenodo",)}),
    (Filters(open_access=True, access="open"), {"open_access": SERVICES, "access": ("zenodo",)}),
    (Filters(year_from=1990, language="eng"), {"years": ("zenodo",), "language": ("zenodo",)}),
]
"""Filters which share a parameter, or of which one keeps services from being searched, and who receives each."""
BY_WORDS = [
    ("turing year:2010-2020", "years", {"s2": ("year", "2010-2020"), "zenodo": ("q", "2010-01-01 TO 2020-12-31")}),
    ('turing venue:"Nature"', "venue", {"s2": ("venue", "Nature")}),
]


def _requests(demo: Demo) -> Requests:
    """Return the parameters of the last search request that each service received."""
    found: Requests = {}
    for request in demo.stats()["requests"]:
        if request["service"] in SERVICES and {"q", "query"} & dict(parse_qsl(request["query"])).keys():
            found[request["service"]] = sorted(parse_qsl(request["query"], keep_blank_values=True))
    return found


async def _searched(backend: Composition, demo: Demo, query: Query) -> tuple[LedgerRun, SearchResult, Requests]:
    demo.reset()
    result = await backend.services.search.run(query, lambda _result: None, RequestOptions(refresh=True))
    return (await backend.services.search_ledger.runs())[0], result, _requests(demo)


def _claims(run: LedgerRun, name: str) -> set[str]:
    return {source for source in SERVICES if name in filters_sent(run, source)}


async def _assert_claims(backend: Composition, demo: Demo, plain: Requests, filters: Filters) -> None:
    run, result, with_filter = await _searched(backend, demo, Query(WORDS, filters=filters))
    (name,) = filters.names()
    received = {service for service in with_filter if with_filter[service] != plain[service]}
    assert _claims(run, name) == received, filters
    assert {one.name: set(one.sent) for one in result.effects} == {name: received}, filters
    for service in with_filter.keys() - received:
        assert name in filters_here(run, service), f"{filters}: the results of {service} were filtered here"


@pytest.mark.parametrize("part", range(4))
async def test_a_filter_is_said_to_be_sent_to_the_services_whose_request_had_it(
    make_backend: MakeBackend, demo: Demo, part: int
) -> None:
    backend = make_backend()
    try:
        _, _, plain = await _searched(backend, demo, Query(WORDS))
        assert plain.keys() == set(SERVICES)
        for filters in SINGLE[part::4]:
            await _assert_claims(backend, demo, plain, filters)
    finally:
        await backend.aclose()


@pytest.mark.parametrize(("filters", "expected"), SEVERAL)
async def test_filters_that_share_a_parameter_are_said_to_be_sent_where_the_request_had_them(
    make_backend: MakeBackend, demo: Demo, filters: Filters, expected: dict[str, tuple[str, ...]]
) -> None:
    backend = make_backend()
    try:
        run, result, _ = await _searched(backend, demo, Query(WORDS, filters=filters))
        assert {name: _claims(run, name) for name in expected} == {name: set(of) for name, of in expected.items()}
        assert {one.name: set(one.sent) for one in result.effects} == {name: set(of) for name, of in expected.items()}
    finally:
        await backend.aclose()


@pytest.mark.parametrize(("words", "name", "expected"), BY_WORDS)
async def test_a_filter_in_the_words_is_said_to_be_sent_where_the_request_had_it(
    make_backend: MakeBackend, demo: Demo, words: str, name: str, expected: dict[str, tuple[str, str]]
) -> None:
    backend = make_backend()
    try:
        run, _, requests = await _searched(backend, demo, Query(words))
        assert _claims(run, name) == expected.keys()
        for service, (parameter, text) in expected.items():
            assert any(key == parameter and text in value for key, value in requests[service])
    finally:
        await backend.aclose()


async def test_an_unsent_value_is_no_reason_to_load_everything_when_a_search_is_run_again(
    make_backend: MakeBackend, demo: Demo
) -> None:
    backend = make_backend()
    try:
        run, result, _ = await _searched(backend, demo, Query(WORDS, filters=Filters(type="none")))
        assert not result.more
        assert (result.filters_here, filters_not_sent(run)) == ((), ())
    finally:
        await backend.aclose()


async def test_a_filter_that_unpaywall_did_not_get_is_applied_to_its_results(
    make_backend: MakeBackend, demo: Demo
) -> None:
    backend = make_backend()
    try:
        _, result, _ = await _searched(
            backend, demo, Query("attention", filters=Filters(open_access=True, is_oa=False))
        )
        assert not [paper.title for paper in result.papers if paper.sources == ("unpaywall",)]
    finally:
        await backend.aclose()
