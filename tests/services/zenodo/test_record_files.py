"""Files of a Zenodo record on their way into the library: any kind, checked, gone on with, each once."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from scholar_desktop.domain.attempt import ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadState, is_wrong_checksum
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import Phase, SourceReport
from scholar_desktop.domain.zenodo.record import RecordPlan
from scholar_desktop.services.web.part_files import part_path
from tests.support.fake_web import FakeWeb, Reply, Request, page

if TYPE_CHECKING:
    from scholar_desktop.app import Composition
    from scholar_desktop.domain.download import DownloadItem
    from tests.support.fake_web_fixtures import Started

TABLE = b"a;b\n" + b"1;2\n" * 50_000
PACKED = gzip.compress(b"packed " * 20_000, mtime=0)
LICENCE = b"Do what you like.\n"


def md5(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()


def add(world: FakeWeb, number: str, files: dict[str, bytes], *, wrong: tuple[str, ...] = (), **more: Any) -> None:
    """A record with right checksums, except for the files named in *wrong*."""
    sums = {name: md5(b"other" if name in wrong else content) for name, content in files.items()}
    world.add_record(number, f"Data set {number} of looms", files, md5=sums)
    world.zenodo[number] |= more
    for file in world.zenodo[number]["files"]:
        file["links"]["self"] = f"https://{place(number, file['key'])}"
        world.web[place(number, file["key"])] = Reply(200, files[file["key"]])


def place(number: str, name: str) -> str:
    return f"zenodo.org/api/records/{number}/files/{quote(name, safe='')}/content"


async def get(backend: Composition, record: str, *names: str, **more: Any) -> list[DownloadItem]:
    return await backend.services.record_files.get(record, names, ask=RequestOptions(), **more)


def outcomes(items: list[DownloadItem]) -> list[tuple[str, str | None]]:
    return [(item.key, item.outcome and item.outcome.value) for item in items]


def content_of(item: DownloadItem) -> bytes:
    assert item.path is not None
    return Path(item.path).read_bytes()


async def test_a_cancelled_run_lets_go_of_its_claims_also_when_the_program_ends_meanwhile(
    world: FakeWeb, started: Started
) -> None:
    add(world, "500", {"table.csv": TABLE})
    world.web[place("500", "table.csv")] = Reply(200, TABLE, hang=100_000)
    coming, disk_is_free = asyncio.Event(), threading.Event()

    def came_along(item: DownloadItem) -> None:
        if item.received:
            coming.set()

    async with started() as backend:
        running = asyncio.ensure_future(get(backend, "500", on_item=came_along))
        await coming.wait()
        for _ in range(2):
            backend.services.record_files._pool.submit(disk_is_free.wait)
        running.cancel()
        await asyncio.wait([running], timeout=0.3)  # it waits for a thread
        running.cancel()
        disk_is_free.set()
        with pytest.raises(asyncio.CancelledError):
            await running
        left = {path.suffix for path in (backend.settings.data_dir / "downloads").iterdir()}
    assert ".lock" not in left


async def test_all_files_of_a_record_are_kept_with_its_paper(world: FakeWeb, started: Started) -> None:
    add(world, "500", {"table.csv": TABLE, "all.tar.gz": PACKED, "empty.txt": b""})
    reports: list[SourceReport] = []
    plans: list[RecordPlan] = []
    seen: list[tuple[str, DownloadState]] = []
    async with started() as backend:
        items = await get(
            backend,
            "500",
            on_plan=plans.append,
            on_item=lambda item: seen.append((item.key, item.state)),
            on_reports=reports.extend,
        )
        assert outcomes(items) == [("table.csv", "saved"), ("all.tar.gz", "saved"), ("empty.txt", "saved")]
        assert [content_of(item) for item in items] == [TABLE, PACKED, b""], "a packed file stays packed"
        kept = await backend.services.library.find("zenodo:500")
        assert await backend.services.library.verify() == ()
    assert kept is not None
    assert {file.name for file in kept.files} == {"table.csv", "all.tar.gz", "empty.txt"}
    assert kept.paper.title == "Data set 500 of looms"
    file = next(one for one in kept.files if one.name == "table.csv")
    assert (file.source_url, file.bytes) == (f"https://{place('500', 'table.csv')}", len(TABLE))
    assert file.sha256 == hashlib.sha256(TABLE).hexdigest()
    attempt = items[0].attempts[0]
    assert (attempt.outcome, attempt.source, attempt.bytes) == (Outcome.SAVED, "zenodo", len(TABLE))
    assert [(report.name, report.phase, report.requests) for report in reports] == [("zenodo", Phase.OK, 1)]
    (plan,) = plans
    assert (plan.to_fetch, plan.unsized, plan.kept) == (len(TABLE) + len(PACKED), 0, frozenset())
    assert plan.free is not None
    first_run = seen.index(("table.csv", DownloadState.RUNNING))
    assert seen.index(("table.csv", DownloadState.DONE)) > first_run


async def test_what_is_kept_already_costs_no_request(world: FakeWeb, started: Started) -> None:
    add(world, "500", {"table.csv": TABLE, "b.txt": b"b"})
    async with started() as backend:
        await get(backend, "500")
    world.requests.clear()
    async with started() as backend:
        for name in ("500", "zenodo:500", "10.5281/zenodo.500"):
            items = await get(backend, name)
            assert outcomes(items) == [("table.csv", "saved"), ("b.txt", "saved")]
            assert all(item.attempts == () for item in items)
        some = await get(backend, "500", "b.txt")
        assert (outcomes(some), content_of(some[0])) == ([("b.txt", "saved")], b"b")
    assert world.requests == []


async def test_only_what_is_missing_is_fetched(world: FakeWeb, started: Started) -> None:
    add(world, "500", {"a.csv": TABLE, "b.txt": b"b"})
    plans: list[RecordPlan] = []
    async with started() as backend:
        await get(backend, "500", "b.txt")
        world.requests.clear()
        items = await get(backend, "500", on_plan=plans.append)
    assert outcomes(items) == [("a.csv", "saved"), ("b.txt", "saved")]
    assert world.web_requests() == [place("500", "a.csv")]
    assert (plans[0].kept, plans[0].to_fetch) == (frozenset({"b.txt"}), len(TABLE))


async def test_names_are_taken_as_they_stand_in_any_case_and_as_patterns(world: FakeWeb, started: Started) -> None:
    add(world, "500", {"A.csv": b"1", "b.CSV": b"2", "c [1].txt": b"3"})
    async with started() as backend:
        assert outcomes(await get(backend, "500", "a.CSV")) == [("A.csv", "saved")]
        assert outcomes(await get(backend, "500", "*.csv")) == [("A.csv", "saved"), ("b.CSV", "saved")]
        (bracket,) = await get(backend, "500", "c [1].txt")
        assert bracket.path is not None
        assert Path(bracket.path).name == "c (1).txt", "names are made safe for other programs"
        mixed = await get(backend, "500", "A.csv", "nothing.bin")
    assert outcomes(mixed) == [("A.csv", "saved"), ("nothing.bin", "not_found")]
    assert "A.csv, b.CSV, c [1].txt" in mixed[1].reason


async def test_a_wrong_checksum_is_no_file(world: FakeWeb, started: Started, tmp_path: Path) -> None:
    add(world, "500", {"table.csv": TABLE, "good.txt": b"good"}, wrong=("table.csv",))
    async with started() as backend:
        items = await get(backend, "500")
        kept = await backend.services.library.find("zenodo:500")
    assert outcomes(items) == [("table.csv", "temporary"), ("good.txt", "saved")]
    assert items[0].attempts[0].outcome is Outcome.TRUNCATED
    assert "its md5 differs from Zenodo's" in items[0].reason
    assert is_wrong_checksum(items[0].reason)
    assert kept is not None
    assert [file.name for file in kept.files] == ["good.txt"]
    assert not list((tmp_path / "profile" / "data" / "downloads").glob("*.part"))
    assert world.web_requests().count(place("500", "table.csv")) == 1


async def test_a_part_of_a_run_that_was_cut_short_is_gone_on_with(
    world: FakeWeb, started: Started, tmp_path: Path
) -> None:
    """Zenodo gives neither ETag nor date with a file: its length and its checksum will do."""
    add(world, "500", {"table.csv": TABLE})
    url = f"https://{place('500', 'table.csv')}"
    world.web[place("500", "table.csv")] = Reply(200, TABLE, ranges=True)
    data = tmp_path / "profile" / "data"
    part = part_path(data, url)
    part.parent.mkdir(parents=True)
    part.write_bytes(TABLE[:120_000])
    part.with_name(f"{part.name}.json").write_text(json.dumps({"url": url, "total": len(TABLE)}))
    plans: list[RecordPlan] = []
    async with started() as backend:
        (item,) = await get(backend, "500", on_plan=plans.append)
        assert content_of(item) == TABLE
    assert plans[0].to_fetch == len(TABLE) - 120_000
    asked = [request for request in world.requests if request.url == place("500", "table.csv")]
    assert [request.headers.get("range") for request in asked] == ["bytes=120000-"]


async def test_a_part_of_something_else_is_fetched_once_more_from_its_beginning(
    world: FakeWeb, started: Started, tmp_path: Path
) -> None:
    add(world, "500", {"table.csv": TABLE})
    url = f"https://{place('500', 'table.csv')}"
    world.web[place("500", "table.csv")] = Reply(200, TABLE, ranges=True)
    part = part_path(tmp_path / "profile" / "data", url)
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 120_000)
    part.with_name(f"{part.name}.json").write_text(json.dumps({"url": url, "total": len(TABLE)}))
    async with started() as backend:
        (item,) = await get(backend, "500")
        assert content_of(item) == TABLE
    asked = [request for request in world.requests if request.url == place("500", "table.csv")]
    assert [request.headers.get("range") for request in asked] == ["bytes=120000-", None]


async def test_a_file_that_breaks_off_is_gone_on_with_at_once(world: FakeWeb, started: Started) -> None:
    add(world, "500", {"table.csv": TABLE})
    replies = [Reply(200, TABLE, cut=90_000), Reply(200, TABLE, ranges=True)]

    def answer(_request: Request) -> Reply:
        return replies.pop(0)

    world.web[place("500", "table.csv")] = answer
    async with started() as backend:
        (item,) = await get(backend, "500")
        assert (item.outcome, content_of(item)) == (ItemOutcome.SAVED, TABLE)


async def test_the_same_bytes_are_kept_for_every_record_that_has_them(world: FakeWeb, started: Started) -> None:
    """Every second record has the same licence text."""
    add(world, "500", {"LICENSE": LICENCE, "COPYING": LICENCE})
    add(world, "600", {"LICENSE": LICENCE})
    async with started() as backend:
        first, second = await get(backend, "500"), await get(backend, "600")
        assert outcomes(first) == [("LICENSE", "saved"), ("COPYING", "saved")]
        assert outcomes(second) == [("LICENSE", "saved")]
        paths = {item.path for item in (*first, *second)}
        assert len(paths) == 3
        assert await backend.services.library.verify() == ()


async def test_two_versions_of_a_file_lie_side_by_side(world: FakeWeb, started: Started) -> None:
    add(world, "501", {"data.csv": b"old", "same.txt": b"same"}, conceptrecid="500")
    add(world, "502", {"data.csv": b"new", "same.txt": b"same"}, conceptrecid="500")
    async with started() as backend:
        await get(backend, "501")
        world.requests.clear()
        newer = await get(backend, "502")
        assert [content_of(item) for item in newer] == [b"new", b"same"]
        assert newer[0].path is not None
        assert Path(newer[0].path).name == "data (2).csv"
        kept = await backend.services.library.find("zenodo:502")
        again = await get(backend, "501", "data.csv")
        assert content_of(again[0]) == b"old"
    assert kept is not None
    assert sorted(file.name for file in kept.files) == ["data (2).csv", "data.csv", "same.txt"]
    assert world.web_requests() == [place("502", "data.csv")], "the same bytes are not fetched twice"


async def test_names_from_outside_choose_no_place(world: FakeWeb, started: Started, tmp_path: Path) -> None:
    names = {"../../evil.sh": b"1", "paper.json": b"{}", "CON.txt": b"3", "a/b.txt": b"4"}
    add(world, "500", names)
    async with started() as backend:
        items = await get(backend, "500")
        assert {item.outcome for item in items} == {ItemOutcome.SAVED}
        folders = {Path(item.path or "").parent for item in items}
        sidecar = json.loads((next(iter(folders)) / "paper.json").read_text())
    assert len(folders) == 1
    assert next(iter(folders)).is_relative_to(tmp_path / "profile" / "data" / "papers")
    assert sidecar["title"] == "Data set 500 of looms", "the library's own file is not touched"
    assert {Path(item.path or "").name for item in items} == {"evil.sh", "paper (2).json", "_CON.txt", "b.txt"}


async def test_a_web_page_is_not_the_file(world: FakeWeb, started: Started) -> None:
    add(world, "500", {"table.csv": TABLE, "report.html": b"<!doctype html><p>real</p>"})
    world.web[place("500", "table.csv")] = page("<title>Sign in to the network</title>")
    async with started() as backend:
        items = await get(backend, "500")
    assert outcomes(items) == [("table.csv", "needs_person"), ("report.html", "saved")]


@pytest.mark.parametrize(
    ("reply", "outcome", "item"),
    [
        (Reply(404, b"{}", {"Content-Type": "application/json"}), Outcome.UNAVAILABLE, "unavailable"),
        (Reply(403, b"{}", {"Content-Type": "application/json"}), Outcome.REFUSED, "needs_person"),
        (Reply(429, b"{}", {"Retry-After": "900"}), Outcome.RATE_LIMITED, "temporary"),
        (Reply(500, b""), Outcome.UNREACHABLE, "temporary"),
        (Reply(reset=True), Outcome.UNREACHABLE, "temporary"),
        (
            Reply(302, b"", {"Location": "https://zenodo.org/api/records/500/files/a/content"}),
            Outcome.REDIRECT_LOOP,
            "unavailable",
        ),
    ],
)
async def test_each_end_is_what_it_is(
    world: FakeWeb, started: Started, reply: Reply, outcome: Outcome, item: str
) -> None:
    add(world, "500", {"a": b"1"})
    world.web[place("500", "a")] = reply
    async with started() as backend:
        (got,) = await get(backend, "500")
    assert (got.attempts[0].outcome, got.outcome and got.outcome.value) == (outcome, item)
    assert got.reason.endswith(".")


async def test_a_record_that_is_closed_unknown_or_cannot_be_asked_for(world: FakeWeb, started: Started) -> None:
    add(world, "500", {})
    world.zenodo["500"]["metadata"]["access_right"] = "restricted"
    reports: list[SourceReport] = []
    async with started() as backend:
        (closed,) = await get(backend, "500")
        (named,) = await get(backend, "500", "x.csv")
        (unknown,) = await get(backend, "99", on_reports=reports.extend)
        world.down.add("zenodo")
        (down,) = await get(backend, "501", on_reports=reports.extend)
    assert (closed.outcome, closed.attempts) == (ItemOutcome.CLOSED, ())
    assert "restricted" in closed.reason
    assert outcomes([named]) == [("x.csv", "closed")]
    assert (unknown.outcome, unknown.reason) == (ItemOutcome.NOT_FOUND, "Zenodo has no record 99.")
    assert down.outcome is ItemOutcome.TEMPORARY
    assert [(report.phase, report.error and report.error.code) for report in reports] == [
        (Phase.OK, None),
        (Phase.FAILED, "unreachable"),
    ]


async def test_offline_nothing_is_asked(world: FakeWeb, started: Started) -> None:
    add(world, "500", {"a": b"1"})
    async with started(OFFLINE="1") as backend:
        (item,) = await get(backend, "500")
    assert item.outcome is ItemOutcome.TEMPORARY
    assert world.requests == []


async def test_a_disk_without_room_is_told_before_anything_is_fetched(
    world: FakeWeb, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(world, "500", {"table.csv": TABLE})
    usage = shutil._ntuple_diskusage(10**9, 10**9 - 1000, 1000)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    async with started() as backend:
        (item,) = await get(backend, "500")
    assert (item.outcome, item.attempts) == (ItemOutcome.DISK, ())
    assert "200.0 kB needed, 1.0 kB free" in item.reason
    assert world.web_requests() == []


async def test_copies_go_to_a_folder_too(world: FakeWeb, started: Started, tmp_path: Path) -> None:
    add(world, "500", {"table.csv": TABLE, "b.txt": b"b"})
    target = tmp_path / "out" / "deep"
    async with started() as backend:
        first = await get(backend, "500", to=target)
        world.requests.clear()
        second = await get(backend, "500", "b.txt", to=target)
        other = await get(backend, "500", "b.txt", to=tmp_path / "elsewhere")
    assert [item.path for item in first] == [str(target / "table.csv"), str(target / "b.txt")]
    assert [item.path for item in second] == [str(target / "b.txt")], "the same copy again"
    assert content_of(other[0]) == b"b"
    assert world.web_requests() == []
    assert sorted(path.name for path in target.iterdir()) == ["b.txt", "table.csv"]


async def test_a_folder_that_cannot_be_used_is_said_first(world: FakeWeb, started: Started, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    async with started() as backend:
        with pytest.raises(DiskError, match="cannot be used"):
            await get(backend, "500", to=tmp_path / "file" / "below")
    assert world.requests == []


async def test_all_files_come_as_one_archive_when_that_is_asked_for(world: FakeWeb, started: Started) -> None:
    add(world, "500", {"a": b"1"})
    address = "/api/records/500/files-archive"
    answer: Callable[[Request], Reply] = world.answer

    def with_archive(request: Request) -> Reply:
        return Reply(200, b"PK\x03\x04zip") if request.path == address else answer(request)

    world.answer = with_archive  # type: ignore[method-assign]
    async with started() as backend:
        (item,) = await get(backend, "500", archive=True)
        assert (item.key, content_of(item)) == ("zenodo-500.zip", b"PK\x03\x04zip")
        assert item.attempts[0].outcome is Outcome.CANNOT_CHECK, "nobody gives its checksum"
        (again,) = await get(backend, "500", archive=True)
        assert (again.attempts, again.path) == ((), item.path)
        add(world, "501", {"a": b"1"})
        world.zenodo["501"]["files"][0]["size"] = 400_000_000
        with pytest.raises(UsageError, match=r"Zenodo makes ZIP files of up to 300\.0 MB"):
            await get(backend, "501", archive=True)


async def test_the_paper_itself_is_kept_before_its_supplements(world: FakeWeb, started: Started) -> None:
    from tests.support.drawn_pdfs import draw_paper

    paper = draw_paper("Data set 500 of looms", ["Ada Lovelace"])
    add(world, "500", {"a-supplement.pdf": b"%PDF-1.4 supplement", "main.pdf": paper})
    async with started(DOWNLOADS="1") as backend:
        items = await get(backend, "500")
        kept = await backend.services.library.find("zenodo:500")
    assert outcomes(items) == [("a-supplement.pdf", "saved"), ("main.pdf", "saved")]
    assert kept is not None
    assert kept.pdf is not None
    assert Path(kept.pdf).name == "main.pdf"


async def test_a_file_without_an_address_is_asked_for_at_its_own(world: FakeWeb, started: Started) -> None:
    add(world, "500", {"a b.csv": b"1"})
    del world.zenodo["500"]["files"][0]["links"]
    answer: Callable[[Request], Reply] = world.answer

    def with_file(request: Request) -> Reply:
        return Reply(200, b"1") if request.path.endswith("/files/a%20b.csv/content") else answer(request)

    world.answer = with_file  # type: ignore[method-assign]
    async with started() as backend:
        (item,) = await get(backend, "500")
    assert item.outcome is ItemOutcome.SAVED


async def test_a_library_that_cannot_be_written_ends_the_run(world: FakeWeb, started: Started, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    add(world, "500", {"a": b"1"})
    data = tmp_path / "profile" / "data"
    data.mkdir(parents=True)
    data.chmod(0o500)
    try:
        async with started() as backend:
            with pytest.raises(DiskError):
                await get(backend, "500")
    finally:
        data.chmod(0o700)
