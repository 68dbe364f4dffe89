"""Unpaywall is asked with an address and never without one."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.errors import BadRequest, NoEmail, NotFound, UsageError
from scholar_desktop.net.client import Auth
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.loopback_sources import sources_at

HTML_404 = b"<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"


def an_answer(asked: RecordedRequest | None = None) -> dict[str, Any]:
    return {"doi": "10.5555/x", "is_oa": False, "oa_status": "closed", "oa_locations": []}


async def no_address() -> Auth:
    raise NoEmail("No address is set.", subject="unpaywall")


async def test_a_doi_is_asked_for_with_the_address(loopback: Start) -> None:
    service = loopback(an_answer)
    async with sources_at(service.url) as sources:
        answer = await sources.unpaywall.doi("DOI: 10.5555/A<B>#C", sources.ask)
        again = await sources.unpaywall.doi("10.5555/a<b>#c", sources.ask)
    assert service.asked[0].raw_path == "/v2/10.5555/a%3Cb%3E%23c"
    assert service.asked[0].query == {"email": "reader@university.edu"}
    assert (answer.doi, answer.fields, answer.cached) == ("10.5555/a<b>#c", an_answer(), False)
    assert (again.cached, again.retrieved) == (True, answer.retrieved)
    assert len(service.asked) == 1


async def test_no_doi_leads_out_of_the_service(loopback: Start) -> None:
    service = loopback(lambda asked: Reply(b"", 404))
    async with sources_at(service.url) as sources:
        for doi in ("10.5555/../../../records", "10.5555/./x"):
            with pytest.raises(NotFound):
                await sources.unpaywall.doi(doi, sources.ask)
    assert [asked.raw_path for asked in service.asked] == [
        "/v2/10.5555/%2E%2E/%2E%2E/%2E%2E/records",
        "/v2/10.5555/%2E/x",
    ]


async def test_without_an_address_nothing_is_asked(loopback: Start) -> None:
    service = loopback(an_answer)
    async with sources_at(service.url, no_address) as sources:
        with pytest.raises(NoEmail):
            await sources.unpaywall.doi("10.5555/x", sources.ask)
        with pytest.raises(NoEmail):
            await sources.unpaywall.search("x", sources.ask)
    assert service.asked == []


async def test_what_is_no_doi_is_not_asked_for(loopback: Start) -> None:
    service = loopback(an_answer)
    async with sources_at(service.url) as sources:
        with pytest.raises(UsageError, match="“ldld” is not a DOI"):
            await sources.unpaywall.doi("ldld", sources.ask)
    assert service.asked == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply(HTML_404, 404, {"content-type": "text/html; charset=utf-8"}),
        Reply({"error": True, "message": "'x' isn't in Unpaywall."}, 404),
    ],
    ids=["html", "json"],
)
async def test_an_unknown_doi_is_not_found_in_either_form(loopback: Start, reply: Reply) -> None:
    service = loopback(lambda asked: reply)
    async with sources_at(service.url) as sources:
        for _ in range(2):
            with pytest.raises(NotFound, match=r"does not know the DOI 10\.5281/zenodo\.1"):
                await sources.unpaywall.doi("10.5281/zenodo.1", sources.ask)
    assert len(service.asked) == 1


async def test_a_sample_address_is_a_problem_of_the_address(loopback: Start) -> None:
    words = "Please use your own email address in API calls. See http://unpaywall.org/products/api"
    service = loopback(lambda asked: Reply({"HTTP_status_code": 422, "error": True, "message": words}, 422))
    async with sources_at(service.url) as sources:
        with pytest.raises(NoEmail, match="Please use your own email address"):
            await sources.unpaywall.doi("10.5555/x", sources.ask)


async def test_another_refusal_stays_one(loopback: Start) -> None:
    words = "is_oa must be 'true' or 'false'"
    service = loopback(lambda asked: Reply({"HTTP_status_code": 400, "error": True, "message": words}, 400))
    async with sources_at(service.url) as sources:
        with pytest.raises(BadRequest) as caught:
            await sources.unpaywall.search("cell", sources.ask)
    assert caught.value.service_message == words


@pytest.mark.parametrize(
    ("options", "sent"),
    [({}, {}), ({"is_oa": True}, {"is_oa": "true"}), ({"is_oa": False, "page": 2}, {"is_oa": "false", "page": "2"})],
)
async def test_a_search_has_three_kinds_of_openness(
    loopback: Start, options: dict[str, Any], sent: dict[str, str]
) -> None:
    row = {"response": an_answer() | {"title": "T"}, "score": 0.02, "snippet": "<b>T</b>"}
    service = loopback(lambda asked: {"elapsed_seconds": 0.1, "results": [row]})
    async with sources_at(service.url) as sources:
        page = await sources.unpaywall.search("cell  growth", sources.ask, **options)
    assert service.asked[0].path == "/v2/search"
    assert service.asked[0].query == {"query": "cell growth", "email": "reader@university.edu"} | sent
    assert [paper.id for paper in page.papers] == ["doi:10.5555/x"]
    assert (page.page, page.more) == (options.get("page", 1), False)


async def test_a_search_without_words_asks_nothing(loopback: Start) -> None:
    service = loopback(an_answer)
    async with sources_at(service.url) as sources:
        with pytest.raises(UsageError):
            await sources.unpaywall.search("  ", sources.ask)
    assert service.asked == []
