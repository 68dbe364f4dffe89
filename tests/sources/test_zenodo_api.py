"""Zenodo is asked within its limits, and its silent refusals are noticed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from scholar_desktop.domain.errors import AccessRefused, NotFound, RateLimited, Unreachable, UsageError
from scholar_desktop.domain.search.query import Filters, Query
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.loopback_sources import sources_at

GONE = {"status": 404, "message": "The persistent identifier does not exist."}


def a_record(number: int = 12, concept: int = 11) -> dict[str, Any]:
    return {
        "id": number,
        "conceptrecid": str(concept),
        "doi": f"10.5281/zenodo.{number}",
        "metadata": {"title": f"Record {number}", "access_right": "open", "creators": []},
        "files": [],
    }


def a_page(asked: RecordedRequest, *records: dict[str, Any], dropped: tuple[str, ...] = ()) -> dict[str, Any]:
    query = {name: value for name, value in asked.query.items() if name not in dropped} | {"sort": "bestmatch"}
    links = {"self": f"https://zenodo.org/api/records?{urlencode(query)}"}
    return {"hits": {"hits": list(records), "total": 40}, "links": links | {"next": links["self"]}}


async def test_a_search_sends_words_page_and_filters(loopback: Start) -> None:
    service = loopback(lambda asked: a_page(asked, a_record()))
    query = Query("title: moths?", filters=Filters(year_from=2016, type="thesis", open_access=True))
    async with sources_at(service.url) as sources:
        page = await sources.zenodo.search(query, sources.ask, page=2, sort="newest")
    assert service.asked[0].path == "/api/records"
    assert service.asked[0].query == {
        "q": "(title moths) AND publication_date:[2016-01-01 TO *}",
        "page": "2",
        "size": "25",
        "sort": "newest",
        "type": "publication",
        "subtype": "thesis",
        "access_status": "open",
        "file_type": "pdf",
    }
    assert (page.total, page.next, page.dropped, page.skipped) == (40, True, (), 0)
    assert [record.id for record in page.records] == ["12"]
    assert [paper.id for paper in page.papers] == ["doi:10.5281/zenodo.12"]


async def test_parameters_that_the_service_drops_are_named(loopback: Start) -> None:
    service = loopback(lambda asked: a_page(asked, dropped=("file_type", "subtype")))
    query = Query("moths", filters=Filters(type="thesis", open_access=True))
    async with sources_at(service.url) as sources:
        page = await sources.zenodo.search(query, sources.ask)
    assert page.dropped == ("subtype", "file_type")


async def test_no_more_rows_are_asked_for_than_anybody_may(loopback: Start) -> None:
    service = loopback(a_page)
    async with sources_at(service.url) as sources:
        await sources.zenodo.search(Query("x"), sources.ask, size=1000)
        await sources.zenodo.search(Query("x"), sources.ask, size=0)
        with pytest.raises(UsageError):
            await sources.zenodo.search(Query("?!"), sources.ask)
    assert [asked.query["size"] for asked in service.asked] == ["100", "1"]


async def test_a_record_is_found_by_its_number(loopback: Start) -> None:
    service = loopback(lambda asked: a_record())
    async with sources_at(service.url) as sources:
        record = await sources.zenodo.record("zenodo:12", sources.ask)
        paper = await sources.zenodo.paper("12", sources.ask)
    assert [asked.path for asked in service.asked] == ["/api/records/12"]
    assert (record.id, paper.ids.zenodo, paper.facts[0].fields) == ("12", "12", a_record())


async def test_a_concept_leads_to_its_newest_version_by_redirect(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if asked.path == "/api/records/11":
            return Reply(b"", 302, {"location": "/api/records/12"})
        return a_record()

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        assert (await sources.zenodo.record("11", sources.ask)).id == "12"


async def test_a_concept_that_answers_404_is_searched_for(loopback: Start) -> None:
    service = loopback(lambda asked: a_page(asked, a_record()) if "q" in asked.query else Reply(GONE, 404))
    async with sources_at(service.url) as sources:
        assert (await sources.zenodo.record("11", sources.ask)).id == "12"
    assert service.asked[1].query == {"q": "conceptrecid:11", "size": "1", "sort": "newest"}


async def test_a_record_of_another_work_is_no_answer(loopback: Start) -> None:
    service = loopback(lambda asked: a_page(asked, a_record(99, 98)) if "q" in asked.query else Reply(GONE, 404))
    async with sources_at(service.url) as sources:
        with pytest.raises(NotFound, match="has no record 11"):
            await sources.zenodo.record("11", sources.ask)


async def test_a_deleted_record_is_gone_and_not_searched_for(loopback: Start) -> None:
    service = loopback(lambda asked: Reply({"status": 410, "message": "Record deleted", "tombstone": {}}, 410))
    async with sources_at(service.url) as sources:
        with pytest.raises(NotFound, match="was deleted"):
            await sources.zenodo.record("12", sources.ask)
    assert len(service.asked) == 1


async def test_what_is_no_number_is_asked_for_as_it_is_and_not_searched_for(loopback: Start) -> None:
    service = loopback(lambda asked: Reply(GONE, 404))
    async with sources_at(service.url) as sources:
        with pytest.raises(NotFound):
            await sources.zenodo.record("../communities?x", sources.ask)
    assert [asked.raw_path for asked in service.asked] == ["/api/records/..%2Fcommunities%3Fx"]


async def test_files_come_with_the_addresses_of_their_bytes(loopback: Start) -> None:
    links = {"self": "https://z.example/about", "content": "https://z.example/bytes"}
    entry = {"key": "a.pdf", "size": 3, "checksum": "md5:00", "links": links}
    service = loopback(lambda asked: {"enabled": True, "entries": [entry]})
    async with sources_at(service.url) as sources:
        files = await sources.zenodo.files("12", sources.ask)
    assert service.asked[0].path == "/api/records/12/files"
    assert [(file.name, file.url, file.type) for file in files] == [("a.pdf", "https://z.example/bytes", "pdf")]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply({"status": 403, "message": "Permission denied."}, 403), AccessRefused),
        (Reply({"status": 404, "message": "no"}, 404), NotFound),
        (Reply({"message": "30 per 1 minute", "status": 429}, 429, {"retry-after": "20"}), RateLimited),
        (Reply({"error_id": "c6ab", "message": "internal error", "status": 500}, 500), Unreachable),
        (Reply(b"<html>504</html>", 504, {"content-type": "text/html"}), Unreachable),
    ],
)
async def test_each_refusal_is_what_it_is(loopback: Start, reply: Reply, error: type[Exception]) -> None:
    service = loopback(lambda asked: reply if "12" in asked.path else {"hits": {"hits": [], "total": 0}})
    async with sources_at(service.url) as sources:
        with pytest.raises(error):
            await sources.zenodo.files("12", sources.ask)


async def test_retry_after_on_a_good_answer_is_not_minded(loopback: Start) -> None:
    service = loopback(lambda asked: Reply(a_record(), 200, {"retry-after": "60", "x-ratelimit-remaining": "0"}))
    async with sources_at(service.url) as sources:
        await sources.zenodo.record("12", sources.ask)
        await sources.zenodo.record("13", sources.ask)
    assert len(service.asked) == 2
