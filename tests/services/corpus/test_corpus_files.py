"""Downloading a dataset: terms and sizes first, whole files or none, and going on after whatever ended it."""

from __future__ import annotations

import asyncio
import logging
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.corpus.dataset_download import DownloadPlan, DownloadProgress
from scholar_desktop.domain.errors import AccessRefused, BadAnswer, DiskError, NotFound, Offline, UsageError
from scholar_desktop.services.corpus.dataset_download import size_text
from scholar_desktop.services.corpus.dataset_files import DatasetFolder
from tests.support.fake_datasets import KEY, NAMES, RELEASE, FakeDatasets, dataset_download, whole
from tests.support.http_server import ReceivedRequest, Wire

A, B, C = NAMES


@pytest.fixture
def world() -> Iterator[FakeDatasets]:
    world = FakeDatasets()
    yield world
    world.close()


def outcomes(ended: dict[str, Any]) -> list[str]:
    return [file.outcome.value for file in ended.values()]


# --- as it should be


async def test_every_file_is_kept_as_it_was_sent_under_its_local_name(world: FakeDatasets, tmp_path: Path) -> None:
    async with dataset_download(world, tmp_path / "new" / "folder") as it:
        ended = await it.download()
    assert outcomes(ended) == ["saved"] * 3
    assert it.there() == world.files
    for name, file in ended.items():
        assert (file.bytes, file.path) == (len(world.files[name]), str(it.folder / name))
    assert sorted(file.name for file in it.files) == sorted(NAMES)


async def test_terms_and_sizes_are_told_before_the_first_byte(world: FakeDatasets, tmp_path: Path) -> None:
    asked: list[list[str | None]] = []

    def on_plan(plan: DownloadPlan) -> None:
        asked.append([request.headers.get("range") for request in world.host.received])
        assert not tmp_path.joinpath("x").exists()

    async with dataset_download(world, tmp_path / "x") as it:
        await it.download(on_plan=lambda plan: (it.plans.append(plan), on_plan(plan)))
    assert asked == [["bytes=0-0"] * 3]
    [plan] = it.plans
    assert (plan.dataset, plan.release, plan.terms, plan.folder) == (
        "papers", RELEASE, "LICENSE\nODC-BY 1.0", str(tmp_path / "x"),
    )  # fmt: skip
    assert [file.name for file in plan.files] == list(NAMES)
    assert plan.size == plan.missing == sum(map(len, world.files.values()))
    assert (plan.unsized, plan.received, plan.left_over) == (0, 0, 0)
    assert plan.free > plan.size


async def test_whoever_does_not_like_the_plan_downloads_nothing(world: FakeDatasets, tmp_path: Path) -> None:
    class No(Exception):
        """Said by whoever was asked."""

    def refuse(_plan: DownloadPlan) -> None:
        raise No

    async with dataset_download(world, tmp_path / "x") as it:
        with pytest.raises(No):
            await it.download(on_plan=refuse)
    assert it.there() == {}
    assert {request.headers.get("range") for request in world.host.received} == {"bytes=0-0"}


async def test_the_key_goes_to_the_service_and_never_to_the_files(
    world: FakeDatasets, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world.behaviours[A] = world.cut_then_expire(50_000)
    async with dataset_download(world, tmp_path / "x") as it:
        await it.download()
    assert world.api.received
    assert world.host.received
    assert all(request.headers["x-api-key"] == KEY for request in world.api.received)
    for request in world.host.received:
        assert "x-api-key" not in request.headers
        assert KEY not in str(request.headers)
    told = "\n".join(
        [
            caplog.text,
            *(str(call) for service in ("files", "datasets") for call in it.log.calls(service)),
            *(str(file) for file in it.files),
            str(it.plans),
        ]
    )
    assert A in told
    assert "SIGNED" not in told
    assert "Signature" not in told
    assert KEY not in told


async def test_progress_tells_bytes_files_and_the_end(world: FakeDatasets, tmp_path: Path) -> None:
    told: list[DownloadProgress] = []
    async with dataset_download(world, tmp_path) as it:
        await it.download(on_progress=told.append)
    size = sum(map(len, world.files.values()))
    assert told[-1].done == told[-1].files == 3
    assert told[-1].received == told[-1].size == size
    assert [one.received for one in told] == sorted(one.received for one in told)


async def test_two_files_at_once_and_no_more(world: FakeDatasets, tmp_path: Path) -> None:
    lock = threading.Lock()
    now, peak = 0, 0

    def counted(request: ReceivedRequest, wire: Wire, body: bytes) -> None:
        nonlocal now, peak
        with lock:
            now += 1
            peak = max(peak, now)
        wire.stopping.wait(0.05)
        with lock:
            now -= 1
        whole(request, wire, body)

    world.behaviours = dict.fromkeys(NAMES, counted)
    async with dataset_download(world, tmp_path) as it:
        assert outcomes(await it.download()) == ["saved"] * 3
    assert peak == 2


# --- going on


async def test_what_is_whole_is_not_asked_for_again(world: FakeDatasets, tmp_path: Path) -> None:
    async with dataset_download(world, tmp_path) as it:
        await it.download()
        world.host.received.clear()
        ended = await it.download()
    assert outcomes(ended) == ["saved"] * 3
    assert {request.headers.get("range") for request in world.host.received} == {"bytes=0-0"}
    assert it.plans[-1].missing == 0
    assert it.there() == world.files


async def test_links_that_expire_in_the_middle_are_asked_for_anew_once(world: FakeDatasets, tmp_path: Path) -> None:
    world.behaviours[A] = world.cut_then_expire(90_000)
    async with dataset_download(world, tmp_path, at_once=1) as it:
        ended = await it.download()
    assert outcomes(ended) == ["saved"] * 3
    assert it.there() == world.files
    assert world.asked_for_links == 2
    # cut, refused when it went on with the old link, gone on with a new one; the others start with the new one
    assert world.asked(A) == [None, "bytes=90000-", "bytes=90000-"]
    assert world.asked(B) == world.asked(C) == [None]


async def test_links_that_expire_before_the_sizes_are_known(world: FakeDatasets, tmp_path: Path) -> None:
    world.valid_from = 2
    async with dataset_download(world, tmp_path) as it:
        assert outcomes(await it.download()) == ["saved"] * 3
    assert it.plans[0].unsized == 0
    assert world.asked_for_links == 2


async def test_an_expired_token_that_is_said_with_400_counts_too(world: FakeDatasets, tmp_path: Path) -> None:
    def once(request: ReceivedRequest, wire: Wire, body: bytes) -> None:
        if request.query.endswith("SIGNED1"):
            wire.send("<Error><Code>ExpiredToken</Code></Error>", 400, {"Content-Type": "application/xml"})
        else:
            whole(request, wire, body)

    world.behaviours[B] = once
    async with dataset_download(world, tmp_path) as it:
        assert outcomes(await it.download()) == ["saved"] * 3


async def test_a_cancelled_download_goes_on_at_the_byte_where_it_was(world: FakeDatasets, tmp_path: Path) -> None:
    world.behaviours[B] = world.stop_at(120_000)
    async with dataset_download(world, tmp_path) as it:
        running = asyncio.ensure_future(it.download())
        await asyncio.to_thread(world.stopped.wait, 10)
        # the bytes are out, but not yet on the disk
        while (tmp_path / f"{B}.part").stat().st_size < 120_000:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        del world.behaviours[B]
        world.host.received.clear()
        ended = await it.download()
        assert it.plans[-1].received >= 120_000
    assert outcomes(ended) == ["saved"] * 3
    assert world.asked(B) == ["bytes=120000-"]
    assert it.there() == world.files


async def test_a_part_that_is_whole_gets_its_name_without_a_request(world: FakeDatasets, tmp_path: Path) -> None:
    (tmp_path / f"{A}.part").write_bytes(world.files[A])  # killed just before it was given its name
    async with dataset_download(world, tmp_path) as it:
        assert outcomes(await it.download()) == ["saved"] * 3
    assert world.asked(A) == []
    assert it.there() == world.files


async def test_a_part_of_another_release_is_told_of_and_left_alone(world: FakeDatasets, tmp_path: Path) -> None:
    (tmp_path / "20240101_9_z.gz.part").write_bytes(b"old")
    async with dataset_download(world, tmp_path) as it:
        await it.download()
    assert it.plans[0].left_over == 1
    assert it.there() == world.files | {"20240101_9_z.gz.part": b"old"}


async def test_a_host_that_breaks_off_each_time_leaves_a_part_for_the_next_run(
    world: FakeDatasets, tmp_path: Path
) -> None:
    def cut(request: ReceivedRequest, wire: Wire, body: bytes) -> None:
        start = int(request.headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        names = {"ETag": '"1"', "Content-Length": str(len(body) - start)}
        if start:
            wire.head(206, names | {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"})
        else:
            wire.head(200, names)
        wire.raw(body[start : start + 30_000])
        wire.close()

    world.behaviours[B] = cut
    async with dataset_download(world, tmp_path) as it:
        ended = await it.download()
        assert outcomes(ended) == ["saved", "temporary", "saved"]
        assert (ended[B].bytes, ended[B].path, ended[B].code) == (60_000, None, "bad_answer")
        assert ended[B].reason.endswith(".")
        del world.behaviours[B]
        assert outcomes(await it.download()) == ["saved"] * 3
    assert world.asked(B) == [None, "bytes=30000-", "bytes=60000-"]


# --- lengths


async def test_a_file_whose_size_nobody_says_is_kept(world: FakeDatasets, tmp_path: Path) -> None:
    def stream(request: ReceivedRequest, wire: Wire, body: bytes) -> None:
        wire.head(200, {"Content-Type": "binary/octet-stream", "Transfer-Encoding": "chunked"})
        wire.raw(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))

    class Silent(FakeDatasets):
        def _send(self, request: ReceivedRequest, wire: Wire) -> None:
            stream(request, wire, self.files[request.path.removeprefix("/staging/")])

    silent = Silent()
    try:
        async with dataset_download(silent, tmp_path) as it:
            ended = await it.download()
            assert it.plans[0].unsized == 3
            assert it.plans[0].size == 0
        assert outcomes(ended) == ["saved"] * 3
        assert it.there() == silent.files
    finally:
        silent.close()


async def test_a_file_of_another_length_than_was_said_is_not_kept(world: FakeDatasets, tmp_path: Path) -> None:
    world.behaviours[B] = lambda request, wire, body: wire.send(body[:-7], headers={"ETag": '"1"'})
    async with dataset_download(world, tmp_path) as it:
        ended = await it.download()
    assert outcomes(ended) == ["saved", "temporary", "saved"]
    assert (ended[B].bytes, ended[B].path) == (0, None)
    assert "not kept" in ended[B].reason
    assert sorted(it.there()) == [A, C]


async def test_another_file_of_the_same_name_is_kept_under_another_name(world: FakeDatasets, tmp_path: Path) -> None:
    others = {A: b"of another dataset", f"{A}.earlier-1": b"of a third"}
    for name, content in others.items():
        (tmp_path / name).write_bytes(content)
    async with dataset_download(world, tmp_path) as it:
        ended = await it.download()
    assert outcomes(ended) == ["saved"] * 3
    assert f"{A}.earlier-2" in ended[A].reason
    assert it.there() == world.files | {f"{A}.earlier-1": others[f"{A}.earlier-1"], f"{A}.earlier-2": others[A]}


# --- the disk


async def test_too_little_room_is_said_before_the_first_byte(world: FakeDatasets, tmp_path: Path) -> None:
    class Huge(FakeDatasets):
        def _send(self, request: ReceivedRequest, wire: Wire) -> None:
            size = 900_000_000_000_000
            wire.send(b"\x1f", 206, {"Content-Range": f"bytes 0-0/{size}"})

    huge = Huge()
    try:
        async with dataset_download(huge, tmp_path / "x") as it:
            with pytest.raises(DiskError) as full:
                await it.download()
        assert "2,700.0 TB needed" in full.value.message
        assert full.value.hint
        assert len(it.plans) == 1
        assert it.there() == {}
        assert {request.headers.get("range") for request in huge.host.received} == {"bytes=0-0"}
    finally:
        huge.close()


async def test_a_disk_that_fills_stops_all_and_what_came_is_gone_on_with(world: FakeDatasets, tmp_path: Path) -> None:
    async with dataset_download(world, tmp_path, at_once=1) as it:
        with files_of_at_most(150_000):
            ended = await it.download()
        assert outcomes(ended) == ["disk"] * 3
        assert {file.code for file in ended.values()} == {"disk"}
        assert world.asked(B) == world.asked(C) == []
        assert it.there()[f"{A}.part"] == world.files[A][:150_000]
        assert outcomes(await it.download()) == ["saved"] * 3
    assert world.asked(A) == [None, "bytes=150000-"]
    assert it.there() == world.files


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system writes no byte of a file beyond *size*, as on a disk that is full there."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_folder_that_is_a_file_is_said(world: FakeDatasets, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("no folder")
    async with dataset_download(world, tmp_path / "x") as it:
        with pytest.raises(DiskError) as refused:
            await it.download()
    assert "cannot be used" in refused.value.message


async def test_a_second_download_keeps_out_of_the_folder_of_the_first(world: FakeDatasets, tmp_path: Path) -> None:
    first = DatasetFolder(tmp_path)
    first.claim()
    async with dataset_download(world, tmp_path) as it:
        with pytest.raises(DiskError) as refused:
            await it.download()
        assert "Another download" in refused.value.message
        first.release()
        assert outcomes(await it.download()) == ["saved"] * 3
    assert it.there() == world.files


# --- refusals


async def test_without_a_key_the_service_says_so_and_nothing_is_made(world: FakeDatasets, tmp_path: Path) -> None:
    async with dataset_download(world, tmp_path / "x", key=None) as it:
        with pytest.raises(AccessRefused) as refused:
            await it.download()
    assert "A valid API key is required" in refused.value.message
    assert "keys set semantic_scholar" in (refused.value.hint or "")
    assert world.host.received == []
    assert not (tmp_path / "x").exists()


async def test_a_host_that_refuses_a_new_link_too_is_not_asked_on_and_on(world: FakeDatasets, tmp_path: Path) -> None:
    def forbidden(request: ReceivedRequest, wire: Wire, body: bytes) -> None:
        wire.send("<Error><Code>AccessDenied</Code></Error>", 403, {"Content-Type": "application/xml"})

    world.behaviours[B] = forbidden
    async with dataset_download(world, tmp_path) as it:
        ended = await it.download()
    assert outcomes(ended) == ["saved", "needs_person", "saved"]
    assert (ended[B].code, ended[B].bytes) == ("refused", 0)
    assert world.asked(B) == [None, None]
    assert world.asked_for_links == 2


async def test_a_key_that_is_taken_away_meanwhile_ends_it_with_the_services_words(
    world: FakeDatasets, tmp_path: Path
) -> None:
    expire = world.cut_then_expire(90_000)

    def cut(request: ReceivedRequest, wire: Wire, body: bytes) -> None:
        world.links_refused = 401
        expire(request, wire, body)

    world.behaviours[A] = cut
    async with dataset_download(world, tmp_path, at_once=1) as it:
        ended = await it.download()
        assert outcomes(ended) == ["needs_person"] * 3
        assert "A valid API key is required" in ended[A].reason
        assert ended[A].bytes == 90_000
        assert world.asked_for_links == 2
        world.links_refused = None
        del world.behaviours[A]
        assert outcomes(await it.download()) == ["saved"] * 3
    assert it.there() == world.files


async def test_a_file_that_is_gone_costs_only_itself(world: FakeDatasets, tmp_path: Path) -> None:
    world.behaviours[B] = lambda request, wire, body: wire.send("no", 404, {"Content-Type": "text/html"})
    async with dataset_download(world, tmp_path) as it:
        ended = await it.download()
    assert outcomes(ended) == ["saved", "unavailable", "saved"]
    assert (ended[B].code, ended[B].reason) == ("not_found", "The host does not have the file (404).")


async def test_a_file_that_new_links_leave_out_is_unavailable(world: FakeDatasets, tmp_path: Path) -> None:
    cut = world.cut_then_expire(90_000)

    def behave(request: ReceivedRequest, wire: Wire, body: bytes) -> None:
        world.link_names = [B, C]
        cut(request, wire, body)

    world.behaviours[A] = behave
    async with dataset_download(world, tmp_path, at_once=1) as it:
        assert outcomes(await it.download()) == ["unavailable", "saved", "saved"]


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        ("<!doctype html><title>Log in to the network</title>", "needs_person"),
        ("plain words", "unavailable"),
        ("", "unavailable"),
    ],
)
async def test_what_is_no_packed_file_is_not_kept(world: FakeDatasets, tmp_path: Path, page: str, outcome: str) -> None:
    world.behaviours[B] = lambda request, wire, body: wire.send(page, headers={"Content-Type": "text/html"})
    async with dataset_download(world, tmp_path) as it:
        ended = await it.download()
    assert outcomes(ended) == ["saved", outcome, "saved"]
    assert sorted(it.there()) == [A, C]


async def test_a_busy_host_is_tried_again_later(world: FakeDatasets, tmp_path: Path) -> None:
    world.behaviours[B] = lambda request, wire, body: wire.send("", 503, {"Retry-After": "3600"})
    async with dataset_download(world, tmp_path) as it:
        ended = await it.download()
    assert ended[B].outcome is ItemOutcome.TEMPORARY
    assert ended[B].code == "rate_limited"


async def test_offline_nothing_is_asked(world: FakeDatasets, tmp_path: Path) -> None:
    async with dataset_download(world, tmp_path) as it:
        it.client.set_offline(True)
        with pytest.raises(Offline):
            await it.download()
    assert world.api.received == []


async def test_what_does_not_exist_is_named(world: FakeDatasets, tmp_path: Path) -> None:
    async with dataset_download(world, tmp_path) as it:
        with pytest.raises(NotFound):
            await it.service.download("novels", "latest", tmp_path, ask=it.ask, on_plan=it.plans.append)
        with pytest.raises(NotFound):
            await it.service.release("1999-01-01", it.ask)


@pytest.mark.parametrize("release", ["", "yesterday", "2025", "../x", "2025-08-19/dataset/papers"])
async def test_what_can_be_no_release_is_not_asked_for(world: FakeDatasets, tmp_path: Path, release: str) -> None:
    async with dataset_download(world, tmp_path) as it:
        for question in (
            it.service.release(release, it.ask),
            it.service.files("papers", release, it.ask),
            it.service.diffs("papers", RELEASE, release, it.ask),
            it.service.diffs("papers", "latest", RELEASE, it.ask),
        ):
            with pytest.raises(UsageError):
                await question
        with pytest.raises(UsageError):
            await it.service.files("../papers", RELEASE, it.ask)
    assert world.api.received == []


# --- names


async def test_a_link_does_not_choose_where_its_file_goes(world: FakeDatasets, tmp_path: Path) -> None:
    body = world.files[A]
    world.files = {"..%2f..%2fescaped.gz": body}
    folder = tmp_path / "deep" / "folder"
    async with dataset_download(world, folder) as it:
        [file] = (await it.download()).values()
    assert file.path == str(folder / "escaped.gz")
    found = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.gz")]  # noqa: ASYNC240
    assert found == ["deep/folder/escaped.gz"]


async def test_two_files_of_one_name_are_a_bad_answer(world: FakeDatasets, tmp_path: Path) -> None:
    world.link_names = [A, B, A]
    async with dataset_download(world, tmp_path) as it:
        with pytest.raises(BadAnswer):
            await it.download()


def test_sizes_are_told_in_units_that_a_person_reads() -> None:
    assert [size_text(size) for size in (0, 999, 45_200, 1_800_000_000, 255e9, 3.2e12)] == [
        "0 bytes", "999 bytes", "45.2 kB", "1.8 GB", "255.0 GB", "3.2 TB",
    ]  # fmt: skip
