"""Every recorded exchange of ours once more, over HTTP through the client and the sources: answers and refusals."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest

from scholar_desktop.domain.errors import (
    AccessRefused,
    BadRequest,
    NoEmail,
    NotFound,
    RateLimited,
    ScholarError,
    Unreachable,
)
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, parse
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from tests.support.loopback_service import LoopbackService, RecordedRequest, Reply
from tests.support.loopback_sources import Sources, sources_at
from tests.support.recorded_exchanges import Exchange

ERRORS: dict[int, type[ScholarError]] = {
    400: BadRequest,
    401: AccessRefused,
    403: AccessRefused,
    404: NotFound,
    422: NoEmail,
    429: RateLimited,
    500: Unreachable,
    504: Unreachable,
}
SHORT_S, LONG_S = 2.0, 30.0
SHA = Identifier(Scheme.S2, "0" * 40)

Question = Callable[[Sources, Exchange], Awaitable[Any]]


def identifier_in(exchange: Exchange) -> Identifier:
    """The paper that the recorded path names; any other where it is none of ours (`0`)."""
    found = re.search(r"/(?:for)?paper/(.+?)(?:/citations|/references|/authors)?$", exchange.path)
    return (parse(found[1]) if found else None) or SHA


def asked_ids(exchange: Exchange) -> list[str]:
    sent = exchange.request_body
    return [str(item) for item in sent["ids"]] if isinstance(sent, dict) and "ids" in sent else ["10.5555/a"]


def author_in(exchange: Exchange) -> str:
    """The author that the recorded path names."""
    return exchange.path.removeprefix("/graph/v1/author/").partition("/")[0]


def title_in(exchange: Exchange) -> str:
    """The title that was looked for."""
    return dict(parse_qsl(exchange.query))["query"]


QUESTIONS: dict[str, Question] = {
    "s2.paper": lambda sources, exchange: sources.s2.paper(identifier_in(exchange), sources.ask),
    "s2.search": lambda sources, exchange: sources.s2.search(Query("words"), sources.ask),
    "s2.batch": lambda sources, exchange: sources.s2.batch(asked_ids(exchange), sources.ask),
    "s2.citations": lambda sources, exchange: sources.s2.citations(identifier_in(exchange), sources.ask),
    "s2.references": lambda sources, exchange: sources.s2.references(identifier_in(exchange), sources.ask),
    "s2.bulk": lambda sources, exchange: sources.s2.bulk.page(Query("words"), sources.ask),
    "s2.match": lambda sources, exchange: sources.s2.titles.match(title_in(exchange), sources.ask),
    "s2.complete": lambda sources, exchange: sources.s2.titles.complete("semanti", sources.ask),
    "s2.paper_authors": lambda sources, exchange: sources.s2.authors.of_paper(identifier_in(exchange), sources.ask),
    "s2.author": lambda sources, exchange: sources.s2.authors.author(author_in(exchange), sources.ask),
    "s2.author_papers": lambda sources, exchange: sources.s2.authors.papers(author_in(exchange), sources.ask),
    "s2.author_search": lambda sources, exchange: sources.s2.authors.search("turing", sources.ask),
    "s2.author_batch": lambda sources, exchange: sources.s2.authors.batch(asked_ids(exchange), sources.ask),
    "s2.snippets": lambda sources, exchange: sources.s2.snippets.search("words", sources.ask),
    "s2.similar": lambda sources, exchange: sources.s2.recommendations.for_paper(identifier_in(exchange), sources.ask),
    "s2.similar_lists": lambda sources, exchange: sources.s2.recommendations.for_lists([SHA], [], sources.ask),
    "datasets.releases": lambda sources, exchange: sources.datasets.releases(sources.ask),
    "datasets.release": lambda sources, exchange: sources.datasets.release("2025-08-19", sources.ask),
    "datasets.dataset": lambda sources, exchange: sources.datasets.dataset("abstracts", "2026-08-18", sources.ask),
    "datasets.diffs": lambda sources, exchange: sources.datasets.diffs("papers", "2024-10-08", "latest", sources.ask),
    "unpaywall.doi": lambda sources, exchange: sources.unpaywall.doi("10.5555/x", sources.ask),
    "unpaywall.search": lambda sources, exchange: sources.unpaywall.search("words", sources.ask),
    "zenodo.search": lambda sources, exchange: sources.zenodo.search(Query("words"), sources.ask),
    "zenodo.record": lambda sources, exchange: sources.zenodo.record("1", sources.ask),
    "zenodo.files": lambda sources, exchange: sources.zenodo.files("1", sources.ask),
    "zenodo.file": lambda sources, exchange: sources.zenodo.file("1", "article.pdf", sources.ask),
    "zenodo.communities": lambda sources, exchange: sources.zenodo.communities("words", sources.ask),
    "zenodo.community": lambda sources, exchange: sources.zenodo.community("lexibank", sources.ask),
}


@pytest.mark.parametrize("endpoint", sorted(QUESTIONS))
async def test_every_recorded_exchange_is_answered_or_refused_as_it_was(
    exchanges: list[Exchange], endpoint: str
) -> None:
    current: list[Exchange] = []

    def replay(asked: RecordedRequest) -> Reply:
        if asked.query.get("q", "").startswith("conceptrecid:"):
            return Reply({"hits": {"hits": [], "total": 0}})  # asked when a record is not there: it is no concept
        return Reply(current[-1].raw, current[-1].status, current[-1].headers)

    service = LoopbackService(replay)
    try:
        async with sources_at(service.url) as sources:
            for exchange in exchanges:
                if exchange.endpoint == endpoint and exchange.status in (200, *ERRORS):
                    current.append(exchange)
                    # One question stands for all recorded ones: nothing is to come from the store. A pause that is
                    # asked for is not waited for, while an answer may take its time.
                    sources.ask = RequestOptions(refresh=True, wait_s=LONG_S if exchange.status < 429 else SHORT_S)
                    await check(sources, exchange)
    finally:
        service.close()
    assert current


def test_every_exchange_of_semantic_scholar_is_one_that_we_ask(exchanges: list[Exchange]) -> None:
    theirs = [each for each in exchanges if each.name.startswith(("semantic_scholar/", "recommendations/"))]
    assert len(theirs) == 130
    assert [each.name for each in theirs if each.endpoint not in QUESTIONS] == []
    assert all(each.status in (200, *ERRORS) for each in theirs)


async def check(sources: Sources, exchange: Exchange) -> None:
    """Ask, and compare how it ends with the recorded status."""
    question = QUESTIONS[exchange.endpoint]
    past_the_end = exchange.status == 400 and "not available" in str(exchange.body)
    no_such_title = exchange.status == 404 and exchange.endpoint == "s2.match"
    if exchange.status == 200 or past_the_end or no_such_title:
        answer = await question(sources, exchange)
        assert answer is not None, exchange.name
        return
    with pytest.raises(ERRORS[exchange.status]) as caught:
        await question(sources, exchange)
    assert caught.value.subject == exchange.endpoint.partition(".")[0], exchange.name
    assert caught.value.message.endswith((".", "…", "”")), exchange.name


def test_what_was_asked_in_the_recordings_is_what_we_ask(exchanges: list[Exchange]) -> None:
    """The names of our parameters are those that the services answered to."""
    recorded: dict[str, set[str]] = {}
    for exchange in exchanges:
        if exchange.status == 200:
            names = {name for name, _ in parse_qsl(exchange.query, keep_blank_values=True)}
            recorded.setdefault(exchange.endpoint, set()).update(names)
    assert {"query", "fields", "offset", "limit"} <= recorded["s2.search"]
    assert {"fields", "offset", "limit"} <= recorded["s2.citations"] & recorded["s2.references"]
    assert "fields" in recorded["s2.paper"] & recorded["s2.batch"]
    assert {"email"} <= recorded["unpaywall.doi"]
    assert {"query", "email"} <= recorded["unpaywall.search"]
    assert {"q", "page", "size", "sort", "type"} <= recorded["zenodo.search"]
