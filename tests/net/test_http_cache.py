"""What is kept, for how long, and what survives a damaged file."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.net.http_cache import AnswerStore, ApiRequest, RecordEntry, RecordStore

OLD, NEW = "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"


@asynccontextmanager
async def answers(path: Path | None, **more: Any) -> AsyncIterator[AnswerStore]:
    store = AnswerStore(path, **more)
    try:
        yield store
    finally:
        await store.aclose()


@asynccontextmanager
async def records(path: Path | None, **more: Any) -> AsyncIterator[RecordStore]:
    store = RecordStore(path, **more)
    try:
        yield store
    finally:
        await store.aclose()


def a_question(
    url: str = "http://s/x", *, method: str = "GET", accept: str = "json", body: bytes | None = None
) -> ApiRequest:
    return ApiRequest(method, url, accept, body)


async def put(
    store: AnswerStore, question: ApiRequest, body: bytes = b"{}", lifetime_s: float = 60, status: int = 200
) -> None:
    await store.put(question, status=status, headers={"etag": '"1"'}, body=body, retrieved=NEW, lifetime_s=lifetime_s)


async def test_an_answer_is_found_by_method_address_accept_and_body(tmp_path: Path) -> None:
    questions = [
        a_question(),
        a_question("http://s/y"),
        a_question(method="POST"),
        a_question(accept="native"),
        a_question(method="POST", body=b"1"),
        a_question(method="POST", body=b"2"),
    ]
    async with answers(tmp_path / "answers.sqlite") as store:
        for number, question in enumerate(questions):
            await put(store, question, str(number).encode())
    async with answers(tmp_path / "answers.sqlite") as store:
        found = [await store.get(question) for question in questions]
        assert await store.get(a_question("http://s/z")) is None
    assert [answer.body for answer in found if answer] == [b"0", b"1", b"2", b"3", b"4", b"5"]


async def test_an_answer_is_fresh_for_its_lifetime_and_then_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    async with answers(None) as store:
        await put(store, a_question(), lifetime_s=60)
        stored = await store.get(a_question())
    assert stored is not None
    now = time.time()
    moments = {"now": True, "after its own lifetime": False, "before it was given": False}
    for shift, fresh in zip((0, 61, -3600), moments.values(), strict=True):
        monkeypatch.setattr(time, "time", lambda shift=shift: now + shift)
        assert stored.is_fresh(3600) is fresh
    monkeypatch.setattr(time, "time", lambda: now + 30)
    assert stored.is_fresh(60)
    assert not stored.is_fresh(10)
    assert not stored.is_fresh(0)


async def test_a_confirmed_answer_begins_a_new_lifetime() -> None:
    async with answers(None) as store:
        await put(store, a_question(), b"[1]", lifetime_s=-5)
        await store.renew(a_question(), retrieved="2026-07-01T00:00:00Z", lifetime_s=60)
        stored = await store.get(a_question())
    assert stored is not None
    assert stored.is_fresh(60)
    assert (stored.retrieved, stored.body, stored.etag) == ("2026-07-01T00:00:00Z", b"[1]", '"1"')


async def test_beyond_its_limit_the_oldest_answers_go(tmp_path: Path) -> None:
    async with answers(tmp_path / "answers.sqlite", limit=50_000) as store:
        for number in range(20):
            await put(store, a_question(f"http://s/{number}"), b"x" * 4000)
        left = [number for number in range(20) if await store.get(a_question(f"http://s/{number}")) is not None]
    assert left == list(range(20 - len(left), 20))
    assert 5 <= len(left) <= 10


@pytest.mark.parametrize(
    "damage", [b"this was never a database, but it is long enough" * 100, b"SQLite format 3\0" + b"\xff" * 5000]
)
async def test_a_damaged_file_is_moved_aside_and_begun_anew(tmp_path: Path, damage: bytes, expect_log: Any) -> None:
    expect_log("answers.sqlite is damaged")
    path = tmp_path / "answers.sqlite"
    path.write_bytes(damage)
    async with answers(path) as store:
        await put(store, a_question(), b"[]")
        stored = await store.get(a_question())
    assert stored is not None
    assert (tmp_path / "answers.damaged.sqlite").read_bytes() == damage


async def test_a_file_that_is_damaged_while_in_use_is_begun_anew(tmp_path: Path, expect_log: Any) -> None:
    expect_log("is damaged")
    path = tmp_path / "answers.sqlite"
    async with answers(path) as store:
        for number in range(50):
            await put(store, a_question(f"http://s/{number}"), b"x" * 3000)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xaa" * (len(data) - 4096)
    path.write_bytes(bytes(data))
    async with answers(path) as store:
        assert await store.get(a_question("http://s/1")) is None
        await put(store, a_question("http://s/1"), b"[]")
        assert await store.get(a_question("http://s/1")) is not None


async def test_a_file_of_another_version_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE answers (key); CREATE TABLE other (x); PRAGMA user_version = 99")
    connection.close()
    async with answers(path) as store:
        await put(store, a_question())
        assert await store.get(a_question()) is not None


async def test_a_place_that_cannot_be_written_costs_only_the_memory(tmp_path: Path, expect_log: Any) -> None:
    expect_log("answers store cannot be used")
    (tmp_path / "file").write_text("no folder")
    async with answers(tmp_path / "file" / "answers.sqlite") as store:
        await put(store, a_question())
        assert await store.get(a_question()) is None


async def test_several_processes_use_one_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    async with answers(path) as one, answers(path) as other, answers(path) as third:
        stores = (one, other, third)
        await asyncio.gather(
            *(put(store, a_question(f"http://s/{number}")) for number in range(20) for store in stores)
        )
        found = [await store.get(a_question(f"http://s/{number}")) for number in range(20) for store in stores]
    assert all(found)


async def test_a_closed_store_knows_nothing_and_can_be_closed_again(tmp_path: Path) -> None:
    async with answers(tmp_path / "answers.sqlite") as store:
        await put(store, a_question())
        await store.aclose()
        assert await store.get(a_question()) is None


PAPER = {"paperId": "sha", "title": "Attention", "year": 2017}


async def test_a_record_is_found_by_every_id_that_leads_to_it(tmp_path: Path) -> None:
    async with records(tmp_path / "records.sqlite") as store:
        await store.put_many(
            "s2", [RecordEntry(("sha", "CorpusId:1", "DOI:10.1/x"), PAPER)], fields=["title"], retrieved=NEW
        )
        found = await store.get("s2", ["DOI:10.1/x", "sha", "CorpusId:2"])
        assert await store.get("unpaywall", ["sha"]) == {}
    assert sorted(found) == ["DOI:10.1/x", "sha"]
    record = found["DOI:10.1/x"]
    assert (record.ids, record.body, record.retrieved) == (("sha", "CorpusId:1", "DOI:10.1/x"), PAPER, NEW)


async def test_only_a_record_with_every_field_asked_for_answers() -> None:
    async with records(None) as store:
        await store.put_many("s2", [RecordEntry(("sha",), PAPER)], fields=["title", "year"], retrieved=NEW)
        assert await store.get("s2", ["sha"], fields=["title", "year"])
        assert not await store.get("s2", ["sha"], fields=["title", "abstract"])
        assert await store.get("s2", ["sha"], fields=["title"], newer_than=NEW)
        assert not await store.get("s2", ["sha"], fields=["title"], newer_than="2026-06-02T00:00:00Z")


async def test_the_whole_of_a_record_answers_every_field() -> None:
    async with records(None) as store:
        await store.put_many("unpaywall", [RecordEntry(("10.1/x",), {"doi": "10.1/x"})], fields=["*"], retrieved=NEW)
        assert await store.get("unpaywall", ["10.1/x"], fields=["oa_locations"])


async def test_what_is_said_anew_is_laid_over_what_was_known() -> None:
    async with records(None) as store:
        await store.put_many(
            "s2",
            [RecordEntry(("sha",), {**PAPER, "abstract": "Long."})],
            fields=["title", "year", "abstract"],
            retrieved=OLD,
        )
        await store.put_many(
            "s2",
            [RecordEntry(("sha",), {"paperId": "sha", "title": "Attention!"})],
            fields=["title", "tldr"],
            retrieved=NEW,
        )
        record = (await store.get("s2", ["sha"]))["sha"]
    assert record.body == {"paperId": "sha", "title": "Attention!", "year": 2017, "abstract": "Long."}
    assert record.fields == {"year": OLD, "abstract": OLD, "title": NEW, "tldr": NEW}


async def test_an_older_word_never_replaces_a_newer_one() -> None:
    async with records(None) as store:
        await store.put_many("s2", [RecordEntry(("sha",), {"title": "New"})], fields=["title"], retrieved=NEW)
        await store.put_many(
            "s2", [RecordEntry(("sha",), {"title": "Old", "year": 1999})], fields=["title", "year"], retrieved=OLD
        )
        record = (await store.get("s2", ["sha"]))["sha"]
    assert record.body == {"title": "New", "year": 1999}
    assert record.fields == {"title": NEW, "year": OLD}


async def test_a_value_that_is_replaced_takes_its_sub_fields_along() -> None:
    async with records(None) as store:
        rich = {"authors": [{"name": "A", "hIndex": 3}]}
        await store.put_many("s2", [RecordEntry(("sha",), rich)], fields=["authors", "authors.hIndex"], retrieved=OLD)
        await store.put_many(
            "s2", [RecordEntry(("sha",), {"authors": [{"name": "A"}]})], fields=["authors"], retrieved=NEW
        )
        assert await store.get("s2", ["sha"], fields=["authors"])
        assert not await store.get("s2", ["sha"], fields=["authors.hIndex"])


async def test_an_extra_that_nobody_asked_for_only_fills_a_gap() -> None:
    async with records(None) as store:
        await store.put_many("s2", [RecordEntry(("sha",), {"title": "Asked for"})], fields=["title"], retrieved=OLD)
        await store.put_many(
            "s2",
            [
                RecordEntry(("sha",), {"title": "Extra", "year": 1}),
            ],
            fields=["year"],
            retrieved=NEW,
        )
        record = (await store.get("s2", ["sha"]))["sha"]
    assert record.body == {"title": "Asked for", "year": 1}


async def test_an_id_that_moves_leads_to_the_newest_record_and_the_old_one_stays() -> None:
    async with records(None) as store:
        await store.put_many(
            "s2", [RecordEntry(("preprint", "DOI:10.1/x"), {"title": "Preprint"})], fields=["title"], retrieved=OLD
        )
        await store.put_many(
            "s2", [RecordEntry(("article", "DOI:10.1/x"), {"title": "Article"})], fields=["title"], retrieved=NEW
        )
        found = await store.get("s2", ["preprint", "DOI:10.1/x"])
    assert found["DOI:10.1/x"].body == {"title": "Article"}
    assert found["preprint"].body == {"title": "Preprint"}


async def test_beyond_its_limit_the_oldest_records_go() -> None:
    async with records(None, limit=20_000) as store:
        for number in range(30):
            said = [RecordEntry((str(number), f"doi:{number}"), {"text": "x" * 900})]
            await store.put_many("s2", said, fields=["text"], retrieved=f"2026-01-{number + 1:02}T00:00:00Z")
        found = await store.get("s2", [f"doi:{number}" for number in range(30)])
    assert list(found) == [f"doi:{number}" for number in range(30 - len(found), 30)]
    assert 8 <= len(found) <= 14
