"""Every recorded exchange of Zenodo and Unpaywall has its place: asked by us, fetched as a file, or left out with its
reason. Files go through the road that `zenodo get` takes, and redirects are followed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.errors import AccessRefused, BadAnswer, NotFound
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.zenodo.record import Stats
from scholar_desktop.domain.zenodo.record_query import OLDER_SORTS, SORTS, RecordQuery
from scholar_desktop.formats.record_table import COLUMNS, record_csv, record_rows
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.client import BulkFile, Client, Cookies, NetSettings
from scholar_desktop.net.http_cache import AnswerStore
from scholar_desktop.net.transfer_watch import validators
from scholar_desktop.services.web.address_fetcher import AddressFetcher
from scholar_desktop.sources.unpaywall.parse import parse_doi
from scholar_desktop.sources.zenodo.parse import parse_file, parse_record, parse_search
from scholar_desktop.sources.zenodo.versions import index_of
from tests.fidelity.test_replayed_answers import ERRORS, QUESTIONS
from tests.support.loopback_service import LoopbackService, RecordedRequest, Reply
from tests.support.loopback_sources import sources_at
from tests.support.recorded_exchanges import RETRIEVED, Exchange, Exchanges

WRITES = "it writes to Zenodo, which the program never does; its answer is read all the same"
HEADS = "asked with HEAD, which the program does not use; its headers are read all the same"
REDIRECTS = "it leads on; followed below"
BYTES = "a file; fetched below"


def place_of(exchange: Exchange) -> str:
    """The call that asks it, or why no call does."""
    if exchange.endpoint in QUESTIONS and exchange.status in (200, *ERRORS):
        return exchange.endpoint
    if exchange.endpoint == "zenodo.bytes":
        return BYTES
    if exchange.method == "HEAD":
        return HEADS
    if exchange.status == 308:
        return REDIRECTS
    return WRITES if exchange.method in ("POST", "PUT") else ""


def of(exchanges: Exchanges, place: str) -> list[Exchange]:
    found = [each for each in exchanges if each.name.startswith("zenodo/") and place_of(each) == place]
    assert found
    return found


def test_no_exchange_is_without_its_place(exchanges: Exchanges) -> None:
    theirs = [each for each in exchanges if each.name.startswith(("zenodo/", "unpaywall/"))]
    assert len(theirs) == 174
    assert [each.name for each in theirs if not place_of(each)] == []
    counts = {place: len(of(exchanges, place)) for place in (WRITES, HEADS, REDIRECTS, BYTES)}
    assert counts == {WRITES: 10, HEADS: 2, REDIRECTS: 2, BYTES: 18}
    assert all(place_of(each).startswith("unpaywall.") for each in theirs if each.name.startswith("unpaywall/"))


# -- what no question of ours is about


def test_what_writing_brought_is_understood_too(exchanges: Exchanges) -> None:
    """A deposit has other keys than a record (a bare licence, `filename`), and its checksum no kind."""
    licences = []
    for exchange in of(exchanges, WRITES):
        if exchange.status >= 400:
            with pytest.raises(BadAnswer):
                parse_record(exchange.body)
        elif exchange.path.endswith("/files"):
            file = parse_file(exchange.body)
            assert (file.name, file.size) == (exchange.body["filename"], exchange.body["filesize"])
            assert file.checksum == f"md5:{exchange.body['checksum']}"
            assert file.url == exchange.body["links"]["download"]
        elif exchange.body["metadata"].get("title") or exchange.body["title"]:
            record = parse_record(exchange.body)
            assert record.all == exchange.body
            licences.append(record.license)
    assert any(licences)


async def test_refusals_of_writing_are_what_they_are_to_readers(exchanges: Exchanges) -> None:
    refused = [each for each in of(exchanges, WRITES) if each.status >= 400]
    assert {each.status for each in refused} == {401, 403}
    for exchange in refused:
        service = LoopbackService(lambda _asked, each=exchange: Reply(each.raw, each.status, each.headers))  # type: ignore[misc]
        try:
            async with sources_at(service.url) as sources:
                with pytest.raises(AccessRefused) as caught:
                    await sources.zenodo.record("1", sources.ask)
        finally:
            service.close()
        assert caught.value.status == exchange.status
        assert exchange.body["message"][:60] in caught.value.message


async def test_the_redirects_of_2022_are_followed_with_their_parameters(exchanges: Exchanges) -> None:
    page = next(each for each in exchanges if each.endpoint == "zenodo.search" and each.status == 200)
    for exchange in of(exchanges, REDIRECTS):
        target = urlsplit(exchange.headers["location"])

        def answer(asked: RecordedRequest, where: str = f"{target.path}?{target.query}") -> Reply:
            return Reply(page.body) if asked.path.endswith("/") else Reply(b"", 308, {"location": where})

        service = LoopbackService(answer)
        try:
            async with sources_at(service.url) as sources:
                found = await sources.zenodo.find(RecordQuery("notes:TDWD"), sources.ask)
        finally:
            service.close()
        assert found.records
        assert [asked.path for asked in service.asked] == ["/api/records", "/api/records/"]
        assert "q" in service.asked[1].query


def test_the_headers_of_a_large_file_say_how_it_can_be_resumed(exchanges: Exchanges) -> None:
    large = next(each for each in of(exchanges, HEADS) if each.status == 200)
    size = int(large.headers["content-length"])
    resume = validators("https://zenodo.org/x", large.headers, size)
    assert resume is not None
    assert (resume.last_modified, resume.etag, resume.total) == ("Wed, 29 Oct 2025 22:38:36 GMT", None, 8_749_136_674)


async def test_recorded_files_arrive_as_they_were_sent(exchanges: Exchanges, tmp_path: Path) -> None:
    for number, exchange in enumerate(of(exchanges, BYTES)):
        headers = {name: value for name, value in exchange.headers.items() if name != "content-length"}
        raw = exchange.raw if isinstance(exchange.body, str) else msgspec.json.encode(exchange.body)
        service = LoopbackService(lambda _asked: Reply(raw, exchange.status, headers))  # noqa: B023
        settings = NetSettings("ScholarDesktop/test", service_hosts=("127.0.0.1",), retry_wait=0.001, host_delay=0)
        client = Client(settings, AnswerStore(None), CallLog())
        part = tmp_path / f"{number}.part"
        url = f"{service.url}{exchange.path}"
        try:
            fetcher = AddressFetcher(client, _Here())  # type: ignore[arg-type]
            fetched = await fetcher.fetch(
                url,
                part,
                ask=RequestOptions(),
                jar=Cookies(),
                sniff=lambda _head: True,
                bulk=BulkFile(url, checked=True),
            )
        finally:
            await client.aclose()
            service.close()
        if exchange.status == 404:
            assert fetched.outcome is Outcome.UNAVAILABLE, "an HTML page outside of the API"
            continue
        assert (fetched.outcome, part.read_bytes()) == (None, raw), exchange.name
        if (checksum := exchange.headers.get("oc-checksum")) and "content-length" in exchange.headers:
            whole = len(raw) == int(exchange.headers["content-length"])
            right = hashlib.md5(raw).hexdigest() == checksum.removeprefix("MD5:")
            assert right is whole, "a recording that was cut has another checksum"


class _Here:
    """An executor that does its work at once: the fetcher wants one for the pages that it reads."""

    def submit(self, work: Any, *arguments: Any) -> Any:
        import concurrent.futures

        done: concurrent.futures.Future[Any] = concurrent.futures.Future()
        done.set_result(work(*arguments))
        return done


# -- what all forms have in common


def record_forms(exchanges: Exchanges) -> list[tuple[str, Any]]:
    """(form, record as sent): `today`, `older`, `native`, `deposit`."""
    found = []
    for exchange in exchanges:
        if exchange.status != 200 or exchange.endpoint not in ("zenodo.search", "zenodo.record"):
            continue
        for row in exchange.body["hits"]["hits"] if exchange.endpoint == "zenodo.search" else [exchange.body]:
            if "versions" in row:
                form = "native"
            elif "upload_type" in row["metadata"] or "record_id" in row:
                form = "deposit"
            else:
                form = "today" if isinstance(row.get("swh"), dict) or "recid" in row else "older"
            found.append((form, row))
    return found


def test_every_form_of_a_record_is_there_and_decodes(exchanges: Exchanges) -> None:
    forms = record_forms(exchanges)
    assert {form for form, _ in forms} == {"today", "older", "native", "deposit"}
    for form, row in forms:
        record = parse_record(row)
        assert record.id == str(row["id"])
        assert record.title
        assert record.access
        assert record.all == row
        if form in ("today", "older"):
            assert index_of(record) == row["metadata"]["relations"]["version"][0]["index"]
        if form == "native":
            assert index_of(record) == row["versions"]["index"] - 1


def test_counts_of_today_and_of_old_are_told_apart(exchanges: Exchanges) -> None:
    """Until 2023 `version_*` counted all versions, since then the one."""
    number = 0
    for form, row in record_forms(exchanges):
        sent = row.get("stats")
        if not sent:
            continue
        if form == "older" and sent["version_views"] < sent["views"]:
            continue  # a record of the sandbox that counts against itself: all versions have less than one of them
        number += 1
        record = parse_record(row)
        this, every = ("version_", "") if form == "today" else ("", "version_")
        names = Stats.__struct_fields__
        assert record.stats.this == Stats(*(int(sent[f"{this}{name}"]) for name in names)), record.id
        assert record.stats.all == Stats(*(int(sent[f"{every}{name}"]) for name in names)), record.id
    assert number > 80


def test_facets_of_both_namings_keep_every_bucket(exchanges: Exchanges) -> None:
    names: set[str] = set()
    for exchange in exchanges:
        if exchange.status != 200 or exchange.endpoint != "zenodo.search":
            continue
        page = parse_search(exchange.body, RETRIEVED)
        sent = exchange.body["aggregations"]
        names |= set(page.facets)
        assert set(page.facets) == set(sent)
        for name, buckets in page.facets.items():
            assert [(one.key, one.count, one.label) for one in buckets] == [
                (one["key"], one["doc_count"], one.get("label")) for one in sent[name]["buckets"]
            ]
            inner = [(one.get("inner") or one.get("subtype") or {}).get("buckets", []) for one in sent[name]["buckets"]]
            assert [[each.key for each in one.inner] for one in buckets] == [
                [each["key"] for each in part] for part in inner
            ]
    assert names == {
        *("access_status", "resource_type", "subject", "file_type"),
        *("access_right", "type", "keywords"),
    }


def test_dropped_parameters_show_in_the_recordings(exchanges: Exchanges) -> None:
    """`bounds` had no effect in 2025, and `all_versions` is shown under another name."""
    by_name = {each.name.removeprefix("zenodo/"): each for each in exchanges}

    def dropped(name: str, *asked: str) -> tuple[str, ...]:
        return parse_search(by_name[name].body, RETRIEVED, asked=asked).dropped

    bounds = "frictionless-2025b-catalog_search_by_bounds--200-03.json"
    assert dropped(bounds, "bounds", "page", "size", "type") == ("bounds",)
    versions = "frictionless-2025b-catalog_search_by_all_versions--200-12.json"
    assert dropped(versions, "q", "all_versions") == ()
    assert dropped("frictionless-2022-catalog_search_by_all_versions--200-02.json", "q", "all_versions") == ()


def test_sorts_that_the_recordings_name_are_known(exchanges: Exchanges) -> None:
    from urllib.parse import parse_qsl

    named = {
        dict(parse_qsl(each.query)).get("sort")
        for each in exchanges
        if each.endpoint == "zenodo.search" and each.status == 200
    }
    assert named - {None} <= {*SORTS, *OLDER_SORTS}


def test_links_lead_from_page_to_page_and_end(exchanges: Exchanges) -> None:
    by_name = {each.name.removeprefix("zenodo/"): each for each in exchanges}
    first = parse_search(by_name["unimpeded-2026-search_first_page--200-01.json"].body, RETRIEVED)
    last = parse_search(by_name["unimpeded-2026-search_last_page--200-11.json"].body, RETRIEVED)
    assert first.following is not None
    assert dict(first.following) == {"page": "2", "q": 'title:"unimpeded:"', "size": "25", "sort": "bestmatch"}
    assert (first.total, last.following, last.next) == (272, None, False)


def test_every_record_makes_a_row_of_the_flat_table(exchanges: Exchanges) -> None:
    records = [parse_record(row) for _, row in record_forms(exchanges)]
    rows = record_rows(records)
    assert {tuple(row) for row in rows} == {COLUMNS}
    for row, record in zip(rows, records, strict=True):
        assert row["url"].startswith("https://")
        assert row["authors"] == [creator.name for creator in record.creators]
        assert "<p>" not in (row["abstract"] or "")
        assert (row["download_link"] is None) == (not any(file.url for file in record.files))
    assert sum(row["lang"] is not None for row in rows) > 0
    assert record_csv(records).startswith("doi,url,date,lang,title,source,authors,abstract,keywords,download_link\n")


def test_unpaywall_forms_of_2018_2020_and_today_keep_every_field(exchanges: Exchanges) -> None:
    years: set[str] = set()
    for exchange in exchanges:
        if exchange.endpoint == "unpaywall.doi" and exchange.status == 200:
            answer = parse_doi(exchange.body, exchange.body["doi"], RETRIEVED)
            assert answer.paper.facts[0].fields == exchange.body
            years.add(exchange.name.removeprefix("unpaywall/").partition("--")[0])
    assert {"snapshot2018", "snapshot2020", "papersearch-unpaywall_closed.json"} <= years


async def test_an_unknown_record_of_either_year_is_not_found(exchanges: Exchanges) -> None:
    absent = [each for each in exchanges if each.endpoint == "zenodo.record" and each.status == 404]
    assert {each.body["message"] for each in absent} == {
        "PID does not exist.",
        "The persistent identifier does not exist.",
        "Deposition not found",
    }
    for exchange in absent:
        service = LoopbackService(lambda _asked, each=exchange: Reply(each.raw, 404, each.headers))  # type: ignore[misc]
        try:
            async with sources_at(service.url) as sources:
                with pytest.raises(NotFound):
                    await sources.zenodo.record("None", sources.ask)
        finally:
            service.close()
