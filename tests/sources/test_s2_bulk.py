"""Semantic Scholar's bulk search is asked in its own syntax, call after call."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.errors import BadAnswer, BadRequest, Unreachable, UsageError
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.sources.semantic_scholar.bulk import sort_of
from scholar_desktop.sources.semantic_scholar.fields import NARROW_FIELDS, WITHOUT_TLDR
from scholar_desktop.sources.semantic_scholar.parse_lists import parse_bulk
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.loopback_sources import sources_at
from tests.support.s2_bodies import NOW, TOO_LARGE, TOO_LATE, a_paper


@pytest.mark.parametrize(
    ("sent", "token"), [({"token": None}, None), ({}, None), ({"token": "T"}, "T"), ({"token": ""}, None)]
)
def test_a_token_of_null_and_none_at_all_are_both_the_end(sent: dict[str, Any], token: str | None) -> None:
    page = parse_bulk({"total": 2889, "data": [a_paper(), {}], **sent}, NOW)
    assert (page.token, page.total, len(page.papers), page.skipped) == (token, 2889, 1, 1)


def test_no_hit_is_an_empty_page() -> None:
    assert parse_bulk({"total": 0, "token": None, "data": []}, NOW).papers == ()


@pytest.mark.parametrize("body", [None, [], {"error": "x"}, {"data": {}}, {"total": 1, "data": "x"}])
def test_another_shape_is_a_bad_answer(body: object) -> None:
    with pytest.raises(BadAnswer):
        parse_bulk(body, NOW)


@pytest.mark.parametrize(
    ("sort", "sent"),
    [
        ("relevance", None),
        ("title", None),
        ("year", "publicationDate:desc"),
        ("citations", "citationCount:desc"),
        ("paperId", "paperId"),
        ("citationCount:asc", "citationCount:asc"),
        ("citationCount:up", None),
    ],
)
def test_sorts_are_sent_by_the_names_of_the_service(sort: str, sent: str | None) -> None:
    assert sort_of(sort) == sent


async def test_words_go_as_typed_with_all_filters(loopback: Start) -> None:
    service = loopback(lambda asked: {"total": 1, "token": "T", "data": [a_paper()]})
    filters = Filters(2016, None, "Nature,Science", "Biology", "review", 5, open_access=True, dates="2016-03:2020")
    query = Query('"fish ladder"~3 + (trout | salm*)  -sea', filters=filters, sort="citations")
    async with sources_at(service.url) as sources:
        page = await sources.s2.bulk.page(query, sources.ask)
        await sources.s2.bulk.page(query, sources.ask, token=page.token, sort="paperId:asc")
    first, second = (asked.query for asked in service.asked)
    assert service.asked[0].path == "/graph/v1/paper/search/bulk"
    assert first == {
        "query": '"fish ladder"~3 (trout | salm*) -sea',
        "sort": "citationCount:desc",
        "fields": ",".join(WITHOUT_TLDR),
        "year": "2016-",
        "publicationDateOrYear": "2016-03:2020",
        "venue": "Nature,Science",
        "fieldsOfStudy": "Biology",
        "publicationTypes": "Review",
        "minCitationCount": "5",
        "openAccessPdf": "",
    }
    assert second == first | {"token": "T", "sort": "paperId:asc"}
    assert page.fields == WITHOUT_TLDR


async def test_filters_may_stand_alone_but_not_nothing(loopback: Start) -> None:
    service = loopback(lambda asked: {"total": 0, "token": None, "data": []})
    async with sources_at(service.url) as sources:
        await sources.s2.bulk.page(Query(" ", filters=Filters(2020, 2020)), sources.ask)
        with pytest.raises(UsageError):
            await sources.s2.bulk.page(Query(" "), sources.ask)
    assert [asked.query.get("query") for asked in service.asked] == [None]


@pytest.mark.parametrize("refusal", [Reply(TOO_LARGE, 400), Reply(TOO_LATE, 504)])
async def test_a_call_that_is_too_much_is_asked_with_fewer_fields(loopback: Start, refusal: Reply) -> None:
    def answer(asked: RecordedRequest) -> Any:
        return refusal if "abstract" in asked.query["fields"] else {"total": 1, "token": None, "data": [a_paper()]}

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        page = await sources.s2.bulk.page(Query("x"), sources.ask)
        with pytest.raises(type_of(refusal)):
            await sources.s2.bulk.page(Query("x"), sources.ask, fields=["abstract"])
    assert page.fields == NARROW_FIELDS
    assert len(page.papers) == 1


def type_of(refusal: Reply) -> type[Exception]:
    return BadRequest if refusal.status == 400 else Unreachable
