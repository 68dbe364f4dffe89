"""Everything that Zenodo lets readers ask: filters, versions, the newest of them, counts, files, communities."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from scholar_desktop.domain.errors import AccessRefused, BadAnswer, BadRequest, NotFound, UsageError
from scholar_desktop.domain.zenodo.record import Bucket, Stats
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.sources.zenodo.pages import facets_of, page_limit_in
from tests.sources.conftest import Start
from tests.support.loopback_service import RecordedRequest, Reply
from tests.support.loopback_sources import sources_at

GONE = {"status": 404, "message": "The persistent identifier does not exist."}
NATIVE = "application/vnd.inveniordm.v1+json"


def a_record(number: int = 12, concept: int = 11, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "conceptrecid": str(concept),
        "doi": f"10.5281/zenodo.{number}",
        "metadata": {"title": f"Record {number}", "access_right": "open", "creators": []},
        "files": [],
    } | more


def a_version(number: int, index: int) -> dict[str, Any]:
    metadata = {"title": f"Record {number}", "relations": {"version": [{"index": index}]}}
    return a_record(number, metadata=metadata)


def a_page(asked: RecordedRequest, *rows: dict[str, Any], more: bool = False, **body: Any) -> dict[str, Any]:
    query = dict(asked.query) | {"sort": asked.query.get("sort", "newest")}
    links = {"self": f"https://zenodo.org{asked.path}?{urlencode(query)}"}
    if more:
        following = query | {"page": str(int(query.get("page", "1")) + 1)}
        links["next"] = f"https://zenodo.org{asked.path}?{urlencode(following)}"
    return {"hits": {"hits": list(rows), "total": len(rows)}, "links": links} | body


def a_community(slug: str = "lexibank") -> dict[str, Any]:
    return {
        "id": "8b166a49-0700-467b-a5bd-e824e45beb88",
        "slug": slug,
        "metadata": {"title": slug.title(), "curation_policy": "<p>See <a href='x'>there</a></p>\r\n", "page": ""},
        "access": {"visibility": "public", "member_policy": "open", "record_policy": "closed"},
    }


async def test_every_filter_is_a_parameter_or_stands_in_the_query(loopback: Start) -> None:
    service = loopback(a_page)
    query = RecordQuery(
        words="moths",
        type="publication",
        subtype="thesis",
        access="open",
        community="biosyslit",
        file_type=".PDF",
        language="deu",
        subject="Lepidoptera",
        date_from="2016",
        date_to="2020-02",
        status="published",
        sort="mostviewed",
        all_versions=True,
    )
    async with sources_at(service.url) as sources:
        page = await sources.zenodo.find(query, sources.ask, page=3, size=10)
    assert service.asked[0].query == {
        "q": "(moths) AND publication_date:[2016-01-01 TO 2020-02-29] AND language:deu",
        "sort": "mostviewed",
        "all_versions": "true",
        "communities": "biosyslit",
        "type": "publication",
        "subtype": "thesis",
        "access_status": "open",
        "file_type": "pdf",
        "subject": "Lepidoptera",
        "status": "published",
        "page": "3",
        "size": "10",
    }
    assert page.dropped == ()


async def test_a_native_type_is_taken_apart(loopback: Start) -> None:
    service = loopback(a_page)
    async with sources_at(service.url) as sources:
        await sources.zenodo.find(RecordQuery(type="publication-article"), sources.ask)
    assert service.asked[0].query == {"type": "publication", "subtype": "article", "page": "1", "size": "25"}


@pytest.mark.parametrize(
    "query",
    [
        RecordQuery("x", subtype="article"),
        RecordQuery("x", access="shut"),
        RecordQuery("x", sort="fame"),
        RecordQuery(sort="bestmatch", type="dataset"),
        RecordQuery("x", date_from="last year"),
        RecordQuery("x", language="German"),
        RecordQuery('title:"open'),
        RecordQuery("(a OR b", as_written=True),
        RecordQuery("a) OR b", as_written=True),
    ],
)
async def test_what_the_service_would_drop_or_refuse_is_not_asked(loopback: Start, query: RecordQuery) -> None:
    service = loopback(a_page)
    async with sources_at(service.url) as sources:
        with pytest.raises(UsageError) as caught:
            await sources.zenodo.find(query, sources.ask)
    assert caught.value.hint
    assert service.asked == []


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ("moths of Peru", "moths of Peru"),
        ("title: moths?", "title moths"),
        ('creators.name:"Ong, Dily"', 'creators.name:"Ong, Dily"'),
        ("doi:10.5281/zenodo.1", 'doi:"10.5281/zenodo.1"'),
        ("conceptdoi:10.5281/zenodo.1 OR recid:2", 'conceptdoi:"10.5281/zenodo.1" OR recid:2'),
        ("doi:10.5281*zenodo.7078768", "doi:10.5281*zenodo.7078768"),
        ('notes:"TDWD"', 'notes:"TDWD"'),
        ("metadata.version:2 AND NOT keywords:old", "metadata.version:2 AND NOT keywords:old"),
        ("a/b: c", '"a/b" c'),
    ],
)
async def test_fields_are_query_language_and_all_else_is_words(loopback: Start, words: str, sent: str) -> None:
    service = loopback(a_page)
    async with sources_at(service.url) as sources:
        await sources.zenodo.find(RecordQuery(words), sources.ask)
    assert service.asked[0].query["q"] == sent


async def test_sorts_of_today_and_of_old_are_sent(loopback: Start) -> None:
    service = loopback(a_page)
    async with sources_at(service.url) as sources:
        for sort in ("updated-asc", "mostrecent", "-publication_date", "conference_session"):
            await sources.zenodo.find(RecordQuery("x", sort=sort), sources.ask)
    assert [asked.query["sort"] for asked in service.asked] == [
        "updated-asc",
        "mostrecent",
        "-publication_date",
        "conference_session",
    ]


async def test_facets_come_in_both_forms(loopback: Start) -> None:
    inner = {"buckets": [{"key": "publication-thesis", "doc_count": 3, "label": "Thesis", "is_selected": False}]}
    today = {"key": "publication", "doc_count": 5, "label": "Publication", "is_selected": False, "inner": inner}
    older = {"key": "publication", "doc_count": 5, "subtype": {"buckets": [{"key": "thesis", "doc_count": 3}]}}
    forms = {
        "today": {"resource_type": {"buckets": [today], "label": "Resource types"}, "subject": {"buckets": []}},
        "older": {"type": {"buckets": [older], "sum_other_doc_count": 0}},
    }
    service = loopback(lambda asked: a_page(asked, aggregations=forms[asked.query["q"]]))
    async with sources_at(service.url) as sources:
        new = await sources.zenodo.find(RecordQuery("today"), sources.ask)
        old = await sources.zenodo.find(RecordQuery("older"), sources.ask)
    thesis = Bucket("publication-thesis", "Thesis", 3)
    assert new.facets == {"resource_type": (Bucket("publication", "Publication", 5, (thesis,)),), "subject": ()}
    assert old.facets == {"type": (Bucket("publication", None, 5, (Bucket("thesis", None, 3),)),)}


async def test_the_most_rows_of_a_page_are_read_off_the_refusal(loopback: Start) -> None:
    said = "Page size cannot be greater than 25. Please use authenticated requests to increase the limit to 100."
    body = {"status": 400, "message": "A validation error occurred.", "errors": [{"field": "size", "messages": [said]}]}
    service = loopback(lambda asked: Reply(body, 400))
    async with sources_at(service.url) as sources:
        with pytest.raises(BadRequest) as caught:
            await sources.zenodo.find(RecordQuery("x"), sources.ask, size=100)
    assert page_limit_in(caught.value) == 25


# -- one record


async def test_a_record_is_asked_for_in_both_forms(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if asked.headers["accept"] == NATIVE:
            return Reply({"id": "12", "metadata": {"title": "Native"}, "parent": {"id": "11"}}, 200)
        return a_record()

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        own = await sources.zenodo.record("12", sources.ask)
        native = await sources.zenodo.record("12", sources.ask, native=True)
        assert (await sources.zenodo.record("12", sources.ask)).title == "Record 12", "the two are stored apart"
    assert (own.title, native.title, native.concept_id) == ("Record 12", "Native", "11")
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    "name",
    [
        "12",
        "zenodo:12",
        "10.5281/zenodo.12",
        "https://doi.org/10.5281/ZENODO.12",
        "https://zenodo.org/records/12",
        "zenodo.org/record/12/files/a.pdf",
        "https://zenodo.org/api/records/12",
    ],
)
async def test_every_name_of_a_record_leads_to_its_number(loopback: Start, name: str) -> None:
    service = loopback(lambda asked: a_record())
    async with sources_at(service.url) as sources:
        await sources.zenodo.record(name, sources.ask)
    assert [asked.path for asked in service.asked] == ["/api/records/12"]


async def test_the_doi_of_another_publisher_is_searched_for_in_all_versions(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        return a_page(asked, a_record(doi="10.11646/zootaxa.1")) if "q" in asked.query else a_record()

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        record = await sources.zenodo.record("10.11646/ZOOTAXA.1", sources.ask)
        await sources.zenodo.latest("10.11646/zootaxa.1", sources.ask)
        with pytest.raises(NotFound, match="no record with the DOI"):
            await sources.zenodo.record("10.11646/other.2", sources.ask)
    assert record.id == "12"
    assert service.asked[0].query == {
        "q": 'doi:"10.11646/zootaxa.1" OR conceptdoi:"10.11646/zootaxa.1"',
        "sort": "version",
        "all_versions": "true",
        "size": "1",
    }
    assert service.asked[1].path == "/api/records/12/versions/latest"


async def test_the_latest_version_follows_the_service_or_is_searched_for(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if asked.path == "/api/records/12/versions/latest":
            return Reply(b"", 302, {"location": "/api/records/19"})
        if asked.path == "/api/records/19":
            return a_record(19)
        if "q" in asked.query:
            return a_page(asked, a_record(19))
        return Reply(GONE, 404)

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        assert (await sources.zenodo.latest("12", sources.ask)).id == "19"
        assert (await sources.zenodo.latest("11", sources.ask)).id == "19", "a concept that answers 404"
        with pytest.raises(NotFound, match="no record 99"):
            await sources.zenodo.latest("99", sources.ask)
    assert service.asked[3].query["q"] == "conceptrecid:11"


async def test_versions_of_several_pages_come_newest_first(loopback: Start) -> None:
    pages = {"1": [a_version(12, 0), a_version(15, 2)], "2": [a_version(14, 1), a_version(15, 2)]}

    def answer(asked: RecordedRequest) -> Any:
        number = asked.query.get("page", "1")
        return a_page(asked, *pages[number], more=number == "1")

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        versions = await sources.zenodo.versions("12", sources.ask)
    assert [record.id for record in versions] == ["15", "14", "12"]
    assert [asked.path for asked in service.asked] == ["/api/records/12/versions"] * 2
    assert service.asked[1].query == {"page": "2", "size": "25", "sort": "newest"}


async def test_versions_of_a_concept_that_answers_404_are_searched_for(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        return a_page(asked, a_record(12), a_record(99, 98)) if "q" in asked.query else Reply(GONE, 404)

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        versions = await sources.zenodo.versions("11", sources.ask)
        with pytest.raises(NotFound):
            await sources.zenodo.versions("77", sources.ask)
    assert [record.id for record in versions] == ["12"], "a record of another work is no version"
    assert service.asked[1].query == {
        "q": "conceptrecid:11",
        "sort": "version",
        "all_versions": "true",
        "size": "25",
    }


async def test_pages_in_a_circle_are_a_bad_answer(loopback: Start) -> None:
    link = {"next": "https://zenodo.org/api/records/12/versions?page=2&size=25"}
    service = loopback(lambda asked: {"hits": {"hits": [], "total": 1}, "links": link})
    async with sources_at(service.url) as sources:
        with pytest.raises(BadAnswer, match="circle"):
            await sources.zenodo.versions("12", sources.ask)
    assert len(service.asked) == 2


async def test_counts_that_zenodos_own_form_lacks_are_asked_for_natively(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        if asked.headers["accept"] == NATIVE:
            counts = {"views": 5, "downloads": 3, "unique_views": 4, "unique_downloads": 2}
            both = {"this_version": counts, "all_versions": counts | {"views": 9}}
            return {"id": "12", "metadata": {"title": "T"}, "stats": both}
        return a_record()

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        stats = await sources.zenodo.stats("12", sources.ask)
    assert stats.this == Stats(5, 3, 4, 2)
    assert stats.all == Stats(9, 3, 4, 2)
    assert len(service.asked) == 2


async def test_counts_of_both_namings_are_of_the_version_and_of_all(loopback: Start) -> None:
    older = {"views": 2.0, "version_views": 18.0, "unique_views": 2.0, "version_unique_views": 18.0, "volume": 0.0}
    today = {"views": 415, "version_views": 137, "downloads": 27, "version_downloads": 10}
    service = loopback(lambda asked: a_record(stats=older if asked.path.endswith("/1") else today))
    async with sources_at(service.url) as sources:
        before = await sources.zenodo.stats("1", sources.ask)
        now = await sources.zenodo.stats("2", sources.ask)
    assert (before.this.views, before.all.views, before.all.unique_views) == (2, 18, 18)
    assert (now.this.views, now.all.views, now.this.downloads, now.all.downloads) == (137, 415, 10, 27)
    assert len(service.asked) == 2


# -- files


async def test_one_file_and_its_absence(loopback: Start) -> None:
    entry = {"key": "a b.csv", "size": 3, "checksum": "md5:00", "links": {"content": "https://z.example/x"}}

    def answer(asked: RecordedRequest) -> Any:
        return entry if asked.path.endswith("/a b.csv") else Reply({"status": 404, "message": "no"}, 404)

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        file = await sources.zenodo.file("12", "a b.csv", sources.ask)
        with pytest.raises(NotFound, match="record 12 has no file “other”"):
            await sources.zenodo.file("12", "other", sources.ask)
    assert (file.name, file.url) == ("a b.csv", "https://z.example/x")
    assert service.asked[0].raw_path == "/api/records/12/files/a%20b.csv"


async def test_files_of_a_concept_and_closed_files(loopback: Start) -> None:
    file = {"key": "a.csv", "size": 1, "checksum": "md5:00", "links": {"self": "https://z.example/a"}}

    def answer(asked: RecordedRequest) -> Any:
        if "q" in asked.query:
            return a_page(asked, a_record(12, files=[file]))
        if asked.path == "/api/records/13/files":
            return Reply({"status": 403, "message": "Permission denied."}, 403)
        return Reply(GONE, 404)

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        assert [one.name for one in await sources.zenodo.files("11", sources.ask)] == ["a.csv"]
        with pytest.raises(AccessRefused, match="record 13 are restricted"):
            await sources.zenodo.files("13", sources.ask)


async def test_addresses_of_bytes_are_made_with_names_escaped(loopback: Start) -> None:
    service = loopback(a_page)
    async with sources_at(service.url + "/") as sources:
        assert sources.zenodo.content_address("12", "a/b #1.csv") == (
            f"{service.url}/api/records/12/files/a%2Fb%20%231.csv/content"
        )
        assert sources.zenodo.archive_address("12") == f"{service.url}/api/records/12/files-archive"


# -- communities


@pytest.mark.parametrize(
    "keys",
    [
        [{"key": "2024"}, {"key": "2019"}, {"key": "2024"}],
        [{"key": "2024-03-01"}, {"key": "2019-01"}, {"key": "2024-12-31"}],
        [
            {"key": 1704067200000, "key_as_string": "2024-01-01T00:00:00.000Z"},
            {"key": 1546300800000, "key_as_string": "2019"},
            {"key": 1733011200000},
        ],
    ],
)
def test_dates_of_publication_are_counted_by_year(keys: list[dict[str, Any]]) -> None:
    buckets = [bucket | {"doc_count": count} for bucket, count in zip(keys, (3, 2, 1), strict=True)]
    facets = facets_of({"publication_date": {"buckets": [*buckets, {"key": "*", "doc_count": 7}, {"key": "20245"}]}})
    assert facets == {"publication_date": (Bucket("2024", None, 4), Bucket("2019", None, 2))}


async def test_communities_are_listed_with_their_facets(loopback: Start) -> None:
    facets = {"type": {"buckets": [{"key": "event", "doc_count": 2, "label": "Event", "is_selected": False}]}}
    service = loopback(lambda asked: a_page(asked, a_community(), {"id": 12}, aggregations=facets))
    async with sources_at(service.url) as sources:
        page = await sources.zenodo.communities(
            "lexibank: the", sources.ask, sort="oldest", type="event", funder="f", organization="o", page=2, size=5
        )
    assert service.asked[0].path == "/api/communities"
    assert service.asked[0].query == {
        "q": "lexibank the",
        "page": "2",
        "size": "5",
        "sort": "oldest",
        "type": "event",
        "funder": "f",
        "organization": "o",
    }
    assert [community.slug for community in page.communities] == ["lexibank"]
    assert (page.skipped, page.facets, page.dropped) == (1, {"type": (Bucket("event", "Event", 2),)}, ())


async def test_a_community_has_its_policies_as_plain_text(loopback: Start) -> None:
    service = loopback(lambda asked: a_community())
    async with sources_at(service.url) as sources:
        community = await sources.zenodo.community("lexibank", sources.ask)
    assert (community.curation_policy, community.page) == ("See there", None)
    assert (community.visibility, community.member_policy, community.record_policy) == ("public", "open", "closed")
    assert community.all == a_community()


async def test_the_newer_name_of_the_record_policy_is_read(loopback: Start) -> None:
    body = a_community() | {"access": {"record_submission_policy": "members"}}
    service = loopback(lambda asked: body)
    async with sources_at(service.url) as sources:
        assert (await sources.zenodo.community("x", sources.ask)).record_policy == "members"


async def test_an_unknown_community_is_named(loopback: Start) -> None:
    service = loopback(lambda asked: Reply(GONE, 404))
    async with sources_at(service.url) as sources:
        with pytest.raises(NotFound, match="no community “nowhere”"):
            await sources.zenodo.community("nowhere", sources.ask)
        with pytest.raises(NotFound, match="no record 12"):
            await sources.zenodo.communities_of("12", sources.ask)


async def test_a_record_is_no_community_and_a_community_no_record(loopback: Start) -> None:
    service = loopback(lambda asked: a_record() if "communities" in asked.path else a_community())
    async with sources_at(service.url) as sources:
        with pytest.raises(BadAnswer):
            await sources.zenodo.community("x", sources.ask)
        with pytest.raises(BadAnswer):
            await sources.zenodo.record("12", sources.ask)


async def test_records_within_a_community_and_communities_of_a_record(loopback: Start) -> None:
    def answer(asked: RecordedRequest) -> Any:
        return a_page(asked, a_community() if asked.path.endswith("/communities") else a_record())

    service = loopback(answer)
    async with sources_at(service.url) as sources:
        page = await sources.zenodo.find(RecordQuery("x"), sources.ask, community_id="8b166a49")
        held = await sources.zenodo.communities_of("zenodo:12", sources.ask)
    assert [asked.path for asked in service.asked] == [
        "/api/communities/8b166a49/records",
        "/api/records/12/communities",
    ]
    assert (len(page.records), len(held.communities)) == (1, 1)
