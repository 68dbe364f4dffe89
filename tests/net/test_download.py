"""Fetching files: whole, cut, resumed, redirected, refused, and what each failure is called."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import os
import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.client import Client, Cookies, Download, DownloadProblem, Resume
from scholar_desktop.net.downloader import WRITERS
from scholar_desktop.net.part_file import PartFile, find_resume
from tests.net.clients import a_client
from tests.support.http_server import ReceivedRequest, Wire

PDF = b"%PDF-1.7\n" + random.Random(7).randbytes(300_000) + b"\n%%EOF\n"
ETAG = {"ETag": '"v1"'}


def is_pdf(head: bytes) -> bool:
    return b"%PDF-" in head[:1024]


async def fetch(client: Client, url: str, part: Path, **more: Any) -> Download:
    return await client.download(url, part, **{"ask": RequestOptions(), "sniff": is_pdf, "jar": Cookies(), **more})


async def fails(client: Client, url: str, part: Path, **more: Any) -> DownloadProblem:
    with pytest.raises(DownloadProblem) as caught:
        await fetch(client, url, part, **more)
    assert caught.value.reason.endswith(".")
    return caught.value


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def pdf(request: ReceivedRequest, wire: Wire, body: bytes = PDF, **headers: str) -> None:
    """The file, with ranges, by If-Range."""
    names = {"Content-Type": "application/pdf", **ETAG, **headers}
    wanted = request.headers.get("range")
    if wanted is None or request.headers.get("if-range") != names["ETag"]:
        wire.send(body, headers=names)
        return
    first = int(wanted.removeprefix("bytes=").rstrip("-"))
    if first >= len(body):
        wire.send(b"", 416, {"Content-Range": f"bytes */{len(body)}"})
    else:
        names["Content-Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
        wire.send(body[first:], 206, names)


def cut_at(size: int, **headers: str) -> Any:
    """The whole length promised, *size* bytes sent."""

    def handler(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": str(len(PDF)), **ETAG, **headers})
        wire.raw(PDF[:size])
        wire.close()

    return handler


class Script:
    """Answers in turn, the last one again and again."""

    def __init__(self, *steps: Any) -> None:
        self._steps = list(steps)

    def __call__(self, request: ReceivedRequest, wire: Wire) -> None:
        step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        step(request, wire)


def status(code: int, body: str = "", **headers: str) -> Any:
    names = {"Content-Type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return lambda request, wire: wire.send(body, code, names)


def ranges(received: list[ReceivedRequest]) -> list[str | None]:
    return [request.headers.get("range") for request in received]


async def test_a_file_arrives_whole_with_its_sha256(serve: Any, tmp_path: Path) -> None:
    server, ask, log = serve(pdf), RequestOptions(), CallLog()
    progress: list[tuple[int, int | None]] = []
    part = tmp_path / "new folder" / "x.part"
    async with a_client(log=log) as client:
        got = await fetch(
            client,
            server.url + "/x.pdf?X-Signature=abc",
            part,
            ask=ask,
            referer="http://journal.example/article",
            on_progress=lambda received, total: progress.append((received, total)),
        )
    assert part.read_bytes() == PDF
    assert (got.status, got.complete, got.page, got.bytes) == (200, True, None, len(PDF))
    assert got.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (got.etag, got.redirects, got.final_url) == ('"v1"', (), server.url + "/x.pdf?X-Signature=abc")
    assert progress[-1] == (len(PDF), len(PDF))
    request = server.received[0]
    assert request.headers["accept-encoding"] == "identity"
    assert request.headers["accept"] == "application/pdf,*/*;q=0.8"
    assert request.headers["referer"] == "http://journal.example/article"
    assert not {"range", "cookie", "if-range"} & request.headers.keys()
    assert ask.request_counts.of("files").requests == 1
    assert [(call.path, call.status, call.size) for call in log.calls("files")] == [("127.0.0.1/x.pdf", 200, len(PDF))]
    assert kept(part.parent) == ["x.part", "x.part.json"], "a crash before it is moved costs one question, not the file"


async def test_a_cut_file_is_continued_where_it_stopped(serve: Any, tmp_path: Path) -> None:
    server, ask = serve(Script(cut_at(100_000), pdf)), RequestOptions()
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part", ask=ask)
    assert (tmp_path / "x.part").read_bytes() == PDF
    assert got.sha256 == hashlib.sha256(PDF).hexdigest()
    assert ranges(server.received) == [None, "bytes=100000-"]
    assert server.received[1].headers["if-range"] == '"v1"'
    assert ask.request_counts.of("files").requests == 2


async def test_a_reset_in_the_middle_is_continued(serve: Any, tmp_path: Path) -> None:
    def resets(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": str(len(PDF)), **ETAG})
        wire.raw(PDF[:50_000])
        wire.stopping.wait(0.05)
        wire.reset()

    server = serve(Script(resets, pdf))
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert got.complete
    assert (tmp_path / "x.part").read_bytes() == PDF


@pytest.mark.parametrize("headers", [{"ETag": 'W/"weak"'}, {"ETag": ""}])
async def test_without_a_strong_validator_a_cut_file_begins_anew(serve: Any, tmp_path: Path, headers: Any) -> None:
    server = serve(Script(cut_at(100_000, **headers), pdf))
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert got.complete
    assert (tmp_path / "x.part").read_bytes() == PDF
    assert ranges(server.received) == [None, None]


async def test_the_date_of_the_file_is_a_validator_too(serve: Any, tmp_path: Path) -> None:
    date = {"ETag": 'W/"weak"', "Last-Modified": "Fri, 20 Nov 2026 12:00:00 GMT"}
    server = serve(Script(cut_at(1000 * 9, **date), pdf))
    async with a_client() as client:
        await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert server.received[1].headers["if-range"] == date["Last-Modified"]
    assert (tmp_path / "x.part").read_bytes() == PDF


async def test_a_file_that_is_cut_every_time_is_truncated_and_its_part_stays(serve: Any, tmp_path: Path) -> None:
    def stingy(request: ReceivedRequest, wire: Wire) -> None:
        first = int((request.headers.get("range") or "bytes=0-").removeprefix("bytes=").rstrip("-"))
        headers = {"Content-Length": str(len(PDF) - first), **ETAG}
        if first:
            headers["Content-Range"] = f"bytes {first}-{len(PDF) - 1}/{len(PDF)}"
        wire.head(206 if first else 200, headers)
        wire.raw(PDF[first : first + 30_000])
        wire.close()

    server, part = serve(stingy), tmp_path / "x.part"
    async with a_client() as client:
        problem = await fails(client, server.url + "/x", part)
        assert problem.outcome is Outcome.TRUNCATED
        assert problem.received == 120_000
        assert problem.http_status == 206
        assert len(server.received) == 4
        # The next run goes on from there.
        resume = find_resume(part)
        assert resume == Resume(server.url + "/x", '"v1"', None, len(PDF))
        await fails(client, server.url + "/x", part, resume=resume)
        await fetch(client, server.url + "/x", part, resume=find_resume(part))
    assert part.read_bytes() == PDF
    assert ranges(server.received)[:5] == [None, *(f"bytes={at}-" for at in (30_000, 60_000, 90_000, 120_000))]


def begun(part: Path, url: str, size: int = 100_000, body: bytes = PDF, etag: str | None = '"v1"') -> Resume:
    part.write_bytes(body[:size])
    note = {"url": url, "etag": etag, "last_modified": None, "total": len(PDF)}
    part.with_name(part.name + ".json").write_text(json.dumps(note))
    resume = find_resume(part)
    assert resume is not None
    return resume


async def test_a_part_of_an_earlier_run_is_continued(serve: Any, tmp_path: Path) -> None:
    server, part = serve(pdf), tmp_path / "x.part"
    resume = begun(part, server.url + "/x")
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", part, resume=resume)
    assert ranges(server.received) == ["bytes=100000-"]
    assert part.read_bytes() == PDF
    assert (got.status, got.sha256) == (206, hashlib.sha256(PDF).hexdigest())


async def test_a_range_that_ends_before_the_file_does_is_not_the_whole_file(serve: Any, tmp_path: Path) -> None:
    def some_more(request: ReceivedRequest, wire: Wire) -> None:
        names = {"Content-Type": "application/pdf", **ETAG}
        names["Content-Range"] = f"bytes 100000-149999/{len(PDF)}"
        wire.send(PDF[100_000:150_000], 206, names)

    server, part = serve(Script(some_more, pdf)), tmp_path / "x.part"
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", part, resume=begun(part, server.url + "/x"))
    assert ranges(server.received) == ["bytes=100000-", "bytes=150000-"]
    assert part.read_bytes() == PDF
    assert got.sha256 == hashlib.sha256(PDF).hexdigest()


async def test_a_part_that_is_whole_already_costs_one_question(serve: Any, tmp_path: Path) -> None:
    server, part = serve(pdf), tmp_path / "x.part"
    resume = begun(part, server.url + "/x", len(PDF))
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", part, resume=resume)
    assert ranges(server.received) == [f"bytes={len(PDF)}-"]
    assert (got.complete, got.sha256) == (True, hashlib.sha256(PDF).hexdigest())


async def test_a_file_that_has_changed_begins_anew(serve: Any, tmp_path: Path) -> None:
    server, part = serve(pdf), tmp_path / "x.part"
    resume = begun(part, server.url + "/x", body=b"%PDF-1.4 another file" * 10_000, etag='"v0"')
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", part, resume=resume)
    assert (len(server.received), got.status) == (1, 200)
    assert part.read_bytes() == PDF
    assert got.sha256 == hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize("content_range", ["bytes 5-300014/300015", "", "nonsense", "bytes */300015"])
async def test_another_part_than_asked_for_begins_anew(serve: Any, tmp_path: Path, content_range: str) -> None:
    def other(request: ReceivedRequest, wire: Wire) -> None:
        wire.send(PDF[5:], 206, {"Content-Range": content_range, **ETAG})

    server, part = serve(Script(other, pdf)), tmp_path / "x.part"
    resume = begun(part, server.url + "/x")
    async with a_client() as client:
        await fetch(client, server.url + "/x", part, resume=resume)
    assert ranges(server.received) == ["bytes=100000-", None]
    assert part.read_bytes() == PDF


async def test_a_range_past_the_end_of_a_shorter_file_begins_anew(serve: Any, tmp_path: Path) -> None:
    short = PDF[:50_000]
    server, part = serve(lambda request, wire: pdf(request, wire, short)), tmp_path / "x.part"
    resume = begun(part, server.url + "/x")
    async with a_client() as client:
        await fetch(client, server.url + "/x", part, resume=resume)
    assert ranges(server.received) == ["bytes=100000-", None]
    assert part.read_bytes() == short


@pytest.mark.parametrize("notes", ["", "{", '{"url": "http://x/"}', "[]"])
async def test_a_part_without_validators_is_not_continued(tmp_path: Path, notes: str) -> None:
    part = tmp_path / "x.part"
    part.write_bytes(PDF[:1000])
    assert find_resume(part) is None
    part.with_name("x.part.json").write_text(notes)
    assert find_resume(part) is None


async def test_a_part_of_another_address_or_kind_begins_anew(serve: Any, tmp_path: Path) -> None:
    server, part = serve(pdf), tmp_path / "x.part"
    resume = begun(part, server.url + "/other")
    async with a_client() as client:
        await fetch(client, server.url + "/x", part, resume=resume)
        assert part.read_bytes() == PDF
        resume = begun(part, server.url + "/x", body=b"<html>" * 50_000)
        await fetch(client, server.url + "/x", part, resume=resume)
    assert part.read_bytes() == PDF
    assert ranges(server.received) == [None, None]


async def test_a_page_instead_of_the_file_comes_back_and_nothing_is_kept(serve: Any, tmp_path: Path) -> None:
    page = "<!doctype html><meta name=citation_pdf_url content=/real.pdf>" + "x" * 3000
    server = serve(status(200, page, Content_Type="application/pdf"))
    async with a_client() as client:
        got = await fetch(client, server.url + "/x.pdf", tmp_path / "x.part")
    assert (got.status, got.complete, got.sha256) == (200, False, None)
    assert got.page == page.encode()
    assert kept(tmp_path) == []


async def test_of_an_endless_page_a_megabyte_is_read(serve: Any, tmp_path: Path) -> None:
    def endless(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Connection": "close", "Content-Type": "text/html"})
        for _ in range(400):
            wire.raw(b"<p>" * 5000)
        wire.close()

    server = serve(endless)
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert got.page is not None
    assert len(got.page) == 1_000_000


@pytest.mark.parametrize("code", [202, 204, 304, 400, 401, 402, 403, 404, 405, 406, 408, 410, 416, 418, 451])
async def test_a_final_status_comes_back_with_its_page_after_one_request(serve: Any, tmp_path: Path, code: int) -> None:
    body = "" if code in (204, 304) else "<title>Access Denied</title>"
    server = serve(status(code, body, X_Kind="a"))
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert (got.status, got.page, got.complete) == (code, body.encode(), False)
    assert got.headers["x-kind"] == "a"
    assert len(server.received) == 1
    assert kept(tmp_path) == []


async def test_an_empty_file_is_a_page_of_nothing(serve: Any, tmp_path: Path) -> None:
    server = serve(status(200, ""))
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert (got.page, got.complete) == (b"", False)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (429, Outcome.RATE_LIMITED),
        (503, Outcome.RATE_LIMITED),
        (500, Outcome.UNREACHABLE),
        (502, Outcome.UNREACHABLE),
        (520, Outcome.UNREACHABLE),
    ],
)
async def test_a_host_in_trouble_is_tried_four_times(serve: Any, tmp_path: Path, code: int, outcome: Outcome) -> None:
    server = serve(status(code, "<p>busy", X_Why="load"))
    async with a_client() as client:
        problem = await fails(client, server.url + "/x", tmp_path / "x.part")
    assert (problem.outcome, problem.http_status) == (outcome, code)
    assert (problem.page, problem.headers["x-why"]) == (b"<p>busy", "load")
    assert problem.final_url == server.url + "/x"
    assert len(server.received) == 4
    assert kept(tmp_path) == []


async def test_a_host_in_passing_trouble_gives_the_file_in_the_end(serve: Any, tmp_path: Path) -> None:
    server = serve(Script(status(503, "", Retry_After="0.05"), status(500), lambda request, wire: wire.reset(), pdf))
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert got.complete
    assert len(server.received) == 4


@pytest.mark.parametrize("code", [403, 429, 503, 200])
async def test_a_challenge_is_for_a_person_whatever_its_status(serve: Any, tmp_path: Path, code: int) -> None:
    server = serve(status(code, "<title>Just a moment...</title>", cf_mitigated="challenge"))
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert (got.status, got.page) == (code, b"<title>Just a moment...</title>")
    assert len(server.received) == 1


async def test_the_caller_may_know_a_page_for_a_person(serve: Any, tmp_path: Path) -> None:
    server = serve(status(503, "<title>Client Challenge</title>"))
    asked: list[tuple[int, bytes]] = []

    def is_final(code: int, headers: dict[str, str], page: bytes) -> bool:
        asked.append((code, page))
        return b"Client Challenge" in page

    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part", is_final=is_final)
    assert (got.status, len(server.received)) == (503, 1)
    assert asked == [(503, b"<title>Client Challenge</title>")]


async def test_a_pause_beyond_the_patience_ends_at_once_and_holds_for_the_whole_host(
    serve: Any, tmp_path: Path
) -> None:
    server = serve(status(429, "", Retry_After="90"))
    async with a_client() as client:
        problem = await fails(client, server.url + "/x", tmp_path / "x.part", ask=RequestOptions(wait_s=60))
        second = await fails(client, server.url + "/y", tmp_path / "y.part", ask=RequestOptions(wait_s=60))
    for told in (problem, second):
        assert told.outcome is Outcome.RATE_LIMITED
        assert told.until is not None
        assert abs((told.until - datetime.now(UTC)) - timedelta(seconds=90)) < timedelta(seconds=5)
    assert len(server.received) == 1


async def test_waiting_is_reported_for_the_files(serve: Any, tmp_path: Path) -> None:
    server = serve(Script(status(429, "", Retry_After="0.05"), pdf))
    told: list[tuple[str, datetime | None]] = []
    ask = RequestOptions(on_wait=lambda source, until: told.append((source, until)))
    async with a_client() as client:
        await fetch(client, server.url + "/x", tmp_path / "x.part", ask=ask)
    assert [(source, until is None) for source, until in told] == [("files", False), ("files", True)]


async def test_a_host_that_sends_nothing_times_out(serve: Any, tmp_path: Path) -> None:
    server = serve(lambda request, wire: wire.hang())
    async with a_client(byte_timeout_s=0.3) as client:
        problem = await fails(client, server.url + "/x", tmp_path / "x.part")
    assert problem.outcome is Outcome.TIMEOUT
    assert "sent nothing for 0.3 seconds" in problem.reason
    assert len(server.received) == 4


async def test_a_host_that_stops_in_the_middle_times_out_and_is_continued(serve: Any, tmp_path: Path) -> None:
    def stops(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": str(len(PDF)), **ETAG})
        wire.raw(PDF[:70_000])
        wire.hang()

    server = serve(Script(stops, pdf))
    async with a_client(byte_timeout_s=0.5) as client:
        await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert ranges(server.received) == [None, "bytes=70000-"]
    assert (tmp_path / "x.part").read_bytes() == PDF


async def test_a_file_that_drips_is_too_slow(serve: Any, tmp_path: Path) -> None:
    def drips(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": str(len(PDF)), **ETAG})
        wire.raw(PDF[:2000])
        wire.drip(PDF[2000:], 0.01)
        wire.close()

    server = serve(Script(drips, pdf))
    async with a_client(slow_window_s=0.5, slow_rate=20_000) as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert got.complete
    assert len(server.received) == 2
    assert (tmp_path / "x.part").read_bytes() == PDF


async def test_a_download_that_stalls_ends_when_its_slow_time_is_used_up_over_all_tries(
    serve: Any, tmp_path: Path
) -> None:
    def stops(request: ReceivedRequest, wire: Wire) -> None:
        start = int(request.headers.get("range", "bytes=2000-")[6:-1])
        wire.head(206 if "range" in request.headers else 200, headers_of(start, "range" in request.headers))
        wire.raw(PDF[:2000] if "range" not in request.headers else PDF[start : start + 10])
        wire.hang()

    def headers_of(start: int, is_rest: bool) -> dict[str, str]:
        if not is_rest:
            return {"Content-Length": str(len(PDF)), **ETAG}
        range_sent = f"bytes {start}-{len(PDF) - 1}/{len(PDF)}"
        return {"Content-Length": str(len(PDF) - start), "Content-Range": range_sent, **ETAG}

    server = serve(stops)
    async with a_client(byte_timeout_s=0.5, tries=1000) as client:
        problem = await fails(client, server.url + "/x", tmp_path / "x.part", slow_s=1.8)
    assert problem.outcome is Outcome.TIMEOUT
    assert "1.8 seconds" in problem.reason
    assert problem.received > 2000, "what came is kept for a later retry"
    assert 2 <= len(server.received) < 10


async def test_a_download_that_drips_ends_when_its_slow_time_is_used_up(serve: Any, tmp_path: Path) -> None:
    def drips(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": str(len(PDF)), **ETAG})
        wire.drip(PDF, 0.01)

    server = serve(drips)
    async with a_client() as client:
        problem = await fails(client, server.url + "/x", tmp_path / "x.part", slow_s=0.5)
    assert problem.outcome is Outcome.TIMEOUT
    assert len(server.received) == 1


async def test_a_head_that_drips_times_out(serve: Any, tmp_path: Path) -> None:
    server = serve(Script(lambda request, wire: wire.drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100, 0.01), pdf))
    async with a_client(slow_window_s=0.5, slow_rate=0) as client:
        await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert len(server.received) == 2


async def test_what_has_arrived_is_on_the_disk_when_the_host_falls_silent(serve: Any, tmp_path: Path) -> None:
    def stops(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": str(len(PDF)), **ETAG})
        wire.raw(PDF[:70_000])
        wire.hang()

    server, part = serve(stops), tmp_path / "x.part"
    async with a_client() as client:
        fetching = asyncio.ensure_future(fetch(client, server.url + "/x", part))
        while not part.exists() or part.stat().st_size < 70_000:  # noqa: ASYNC110  (the disk tells nobody)
            await asyncio.sleep(0.002)
        # As if the program were killed here: everything is there to go on.
        assert find_resume(part) == Resume(server.url + "/x", '"v1"', None, len(PDF))
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching
        assert client.in_flight == 0
    assert part.read_bytes() == PDF[:70_000]


async def test_a_cancelled_download_ends_when_no_thread_writes_its_file_any_more(serve: Any, tmp_path: Path) -> None:
    disk_is_free = threading.Event()

    def to_a_busy_disk(request: ReceivedRequest, wire: Wire) -> None:
        for _ in range(WRITERS):
            writers.submit(disk_is_free.wait)
        wire.head(200, {"Connection": "close"})  # no length and no validator: only the bytes are for the disk
        wire.raw(PDF[:70_000])
        wire.hang()

    server, part, received = serve(to_a_busy_disk), tmp_path / "x.part", asyncio.Event()
    left: list[bytes] = []

    def clean_up(_ended: asyncio.Future[Download]) -> None:
        left.append(part.read_bytes())
        part.unlink()

    async with a_client() as client:
        writers = (await client._load_stack()).files._writers()
        arriving = fetch(client, server.url + "/x", part, on_progress=lambda _received, _size: received.set())
        fetching = asyncio.ensure_future(arriving)
        fetching.add_done_callback(clean_up)
        await received.wait()
        fetching.cancel()
        await asyncio.wait([fetching], timeout=0.3)  # it waits for the disk
        fetching.cancel()  # the program ends while it does
        disk_is_free.set()
        with pytest.raises(asyncio.CancelledError):
            await fetching
    assert PDF.startswith(left[0])
    assert len(left[0]) >= 1024
    assert kept(tmp_path) == []  # nobody has made it again


@pytest.mark.parametrize("named", [True, False])
async def test_a_file_over_the_limit_is_too_big_with_or_without_its_length(
    serve: Any, tmp_path: Path, named: bool
) -> None:
    def big(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": str(len(PDF))} if named else {"Connection": "close"})
        wire.raw(PDF)
        wire.close()

    server = serve(big)
    async with a_client() as client:
        problem = await fails(client, server.url + "/x", tmp_path / "x.part", max_bytes=100_000)
        assert (problem.outcome, problem.received) == (Outcome.TOO_BIG, 0)
        assert kept(tmp_path) == []
        await fetch(client, server.url + "/x", tmp_path / "x.part", max_bytes=len(PDF))
    assert len(server.received) == 2


@pytest.mark.parametrize("encoding", [{}, {"Content-Encoding": "gzip"}])
async def test_a_packed_pdf_is_unpacked(serve: Any, tmp_path: Path, encoding: dict[str, str]) -> None:
    server = serve(lambda request, wire: wire.send(gzip.compress(PDF), headers={**ETAG, **encoding}))
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert (tmp_path / "x.part").read_bytes() == PDF
    assert (got.sha256, got.bytes) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert kept(tmp_path) == ["x.part"]


async def test_a_packed_pdf_is_unpacked_also_when_it_came_in_two_parts(serve: Any, tmp_path: Path) -> None:
    packed = gzip.compress(PDF)

    def half(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": str(len(packed)), **ETAG})
        wire.raw(packed[:100_000])
        wire.close()

    server, part = serve(Script(half, lambda request, wire: pdf(request, wire, packed))), tmp_path / "x.part"
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", part)
        assert ranges(server.received) == [None, "bytes=100000-"]
        assert got.sha256 == hashlib.sha256(PDF).hexdigest()
        resume = begun(part, server.url + "/x", 50_000, packed)
        await fetch(client, server.url + "/x", part, resume=resume)
    assert part.read_bytes() == PDF
    assert ranges(server.received)[2] == "bytes=50000-"


async def test_a_packed_page_comes_back_readable(serve: Any, tmp_path: Path) -> None:
    page = b"<title>Log in</title>" * 100
    server = serve(lambda request, wire: wire.send(gzip.compress(page), headers={"Content-Encoding": "gzip"}))
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert got.page == page


async def test_a_bomb_is_too_big(serve: Any, tmp_path: Path) -> None:
    bomb = gzip.compress(b"%PDF-1.7" + b"\0" * 20_000_000)
    server = serve(lambda request, wire: wire.send(bomb))
    async with a_client() as client:
        problem = await fails(client, server.url + "/x", tmp_path / "x.part", max_bytes=1_000_000)
    assert problem.outcome is Outcome.TOO_BIG
    assert kept(tmp_path) == []


async def test_a_packed_file_that_is_cut_is_truncated(serve: Any, tmp_path: Path) -> None:
    server = serve(lambda request, wire: wire.send(gzip.compress(PDF)[:-5000]))
    async with a_client() as client:
        problem = await fails(client, server.url + "/x", tmp_path / "x.part")
    assert problem.outcome is Outcome.TRUNCATED
    assert len(server.received) == 4
    assert kept(tmp_path) == []


async def test_redirects_lead_to_the_file_and_are_told(serve: Any, tmp_path: Path) -> None:
    cdn = serve(pdf)

    def answer(request: ReceivedRequest, wire: Wire) -> None:
        if request.path == "/doi/10.1/x":
            wire.redirect("../../article?id=1", 301)
        else:
            wire.redirect(cdn.url + "/x.pdf", 307)

    server, ask = serve(answer), RequestOptions()
    async with a_client() as client:
        got = await fetch(
            client, server.url + "/doi/10.1/x", tmp_path / "x.part", ask=ask, referer="http://landing.example/"
        )
    assert got.redirects == (server.url + "/doi/10.1/x", server.url + "/article?id=1")
    assert got.final_url == cdn.url + "/x.pdf"
    assert ask.request_counts.of("files").requests == 3
    assert server.connections == 1


async def test_a_site_that_sets_a_cookie_and_sends_back_is_followed(serve: Any, tmp_path: Path) -> None:
    def answer(request: ReceivedRequest, wire: Wire) -> None:
        if request.headers.get("cookie") == "ok=1":
            pdf(request, wire)
        else:
            wire.redirect("/x", headers={"Set-Cookie": "ok=1; Path=/"})

    server = serve(answer)
    async with a_client() as client:
        got = await fetch(client, server.url + "/x", tmp_path / "x.part")
        assert got.complete
        assert len(server.received) == 2
        await fetch(client, server.url + "/x", tmp_path / "x.part")
    assert "cookie" not in server.received[2].headers


async def test_a_jar_serves_the_landing_page_and_its_link(serve: Any, tmp_path: Path) -> None:
    def answer(request: ReceivedRequest, wire: Wire) -> None:
        if request.path == "/landing":
            wire.send("<html>", headers={"Set-Cookie": "seen=1", "Content-Type": "text/html"})
        else:
            pdf(request, wire)

    server, jar = serve(answer), Cookies()
    async with a_client() as client:
        await fetch(client, server.url + "/landing", tmp_path / "x.part", jar=jar)
        await fetch(client, server.url + "/x.pdf", tmp_path / "x.part", jar=jar)
    assert server.received[1].headers["cookie"] == "seen=1"


@pytest.mark.parametrize("cookie", [{}, {"Set-Cookie": "same=1"}])
async def test_a_circle_is_a_redirect_loop(serve: Any, tmp_path: Path, cookie: dict[str, str]) -> None:
    server = serve(lambda request, wire: wire.redirect("/b" if request.path == "/a" else "/a", headers=cookie))
    async with a_client() as client:
        problem = await fails(client, server.url + "/a", tmp_path / "x.part")
    assert problem.outcome is Outcome.REDIRECT_LOOP
    assert len(server.received) <= 4


async def test_more_than_ten_redirects_are_a_loop(serve: Any, tmp_path: Path) -> None:
    server = serve(lambda request, wire: wire.redirect(f"/{len(server.received)}"))
    async with a_client() as client:
        problem = await fails(client, server.url + "/0", tmp_path / "x.part")
    assert problem.outcome is Outcome.REDIRECT_LOOP
    assert len(server.received) == 11
    assert len(problem.redirects) == 11


@pytest.mark.parametrize(
    "location",
    [
        *("ftp://files.example/x.pdf", "file:///etc/passwd", "javascript:x", "http://[x/", "http://a b/"),
        *("http://a.example:99999/x", "http://a.example:-1/", "http://a.example:0/", "http://a.example:8e1/"),
        *("http://xn--a/", "http://[v1.x]/", "http://a.example\\@b.example/", "//a.example\\x/"),
        "http://a.example/" + "x" * 66_000,
    ],
    ids=lambda location: location[:40],
)
async def test_an_address_that_is_no_web_address_is_unavailable(serve: Any, tmp_path: Path, location: str) -> None:
    server = serve(lambda request, wire: wire.redirect(location))
    async with a_client() as client:
        problem = await fails(client, server.url + "/x", tmp_path / "x.part")
        assert problem.outcome is Outcome.UNAVAILABLE
        assert problem.redirects == (server.url + "/x",)
        assert (await fails(client, location, tmp_path / "x.part")).outcome is Outcome.UNAVAILABLE
    assert len(server.received) == 1


@pytest.mark.parametrize("location", [b"/\xe4x", b"\xc3(", b"?\xff\xfe"])
async def test_a_location_in_another_encoding_is_requested(serve: Any, tmp_path: Path, location: bytes) -> None:
    def answer(request: ReceivedRequest, wire: Wire) -> None:
        if request.target == "/x":
            wire.raw(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n")
        else:
            wire.send("not here", 404, {"Content-Type": "text/plain"})

    server = serve(answer)
    async with a_client() as client:
        assert (await fetch(client, server.url + "/x", tmp_path / "x.part")).status == 404
    assert server.received[-1].target.isascii()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.2", "127.1", "2130706434", "0x7f000002", "[::1]", "[::ffff:127.0.0.2]", "localhost", "10.0.0.1", "0"],
)
async def test_no_spelling_leads_into_the_private_network(serve: Any, tmp_path: Path, host: str) -> None:
    server = serve(lambda request, wire: wire.redirect(f"http://{host}:{server.port}/inside"))
    async with a_client() as client:
        direct = await fails(client, f"http://{host}:{server.port}/x", tmp_path / "x.part")
        redirected = await fails(client, server.url + "/x", tmp_path / "x.part")
    assert [direct.outcome, redirected.outcome] == [Outcome.PRIVATE_ADDRESS] * 2
    assert len(server.received) == 1


async def test_a_public_name_of_a_private_address_is_not_fetched(serve: Any, tmp_path: Path) -> None:
    server = serve(pdf)

    async def inside(host: str) -> list[str]:
        return ["127.0.0.1"]

    async with a_client(resolve=inside) as client:
        problem = await fails(client, f"http://innocent.example:{server.port}/x", tmp_path / "x.part")
    assert problem.outcome is Outcome.PRIVATE_ADDRESS
    assert server.received == []


async def test_the_host_map_sends_elsewhere_and_keeps_path_query_and_name(serve: Any, tmp_path: Path) -> None:
    server = serve(pdf)
    asked: list[str] = []

    async def nowhere(host: str) -> list[str]:
        asked.append(host)
        return []

    async with a_client(host_map={"arxiv.org": server.url}, service_hosts=(), resolve=nowhere) as client:
        got = await fetch(client, "https://arxiv.org/pdf/2004.05150v2?download=1", tmp_path / "x.part")
        assert (await fails(client, server.url + "/x", tmp_path / "y.part")).outcome is Outcome.PRIVATE_ADDRESS
    assert got.final_url == "https://arxiv.org/pdf/2004.05150v2?download=1"
    assert server.targets == ["/pdf/2004.05150v2?download=1"]
    assert server.received[0].headers["host"] == "arxiv.org"
    assert asked == []


async def test_redirect_targets_go_through_the_host_map_too(serve: Any, tmp_path: Path) -> None:
    def answer(request: ReceivedRequest, wire: Wire) -> None:
        if request.headers["host"] == "doi.org":
            wire.redirect("https://journal.example:8443/x.pdf", headers={"Set-Cookie": "doi=1"})
        else:
            pdf(request, wire)

    server = serve(answer)
    async with a_client(host_map={"*": server.url}, service_hosts=()) as client:
        got = await fetch(client, "https://doi.org/10.5555/x", tmp_path / "x.part")
    assert got.final_url == "https://journal.example:8443/x.pdf"
    assert [request.headers["host"] for request in server.received] == ["doi.org", "journal.example:8443"]
    assert "cookie" not in server.received[1].headers


async def test_a_refused_host_is_blocked_without_a_request(serve: Any, tmp_path: Path) -> None:
    server, ask = serve(lambda request, wire: wire.redirect("https://elsewhere.example/x")), RequestOptions()
    async with a_client(host_map={"*": "refuse"}) as client:
        direct = await fails(client, "https://elsewhere.example/x", tmp_path / "x.part", ask=ask)
        assert ask.request_counts.of("files").requests == 0
        redirected = await fails(client, server.url + "/x", tmp_path / "x.part", ask=ask)
        assert ask.request_counts.of("files").requests == 1
    assert [direct.outcome, redirected.outcome] == [Outcome.BLOCKED] * 2
    assert redirected.final_url == "https://elsewhere.example/x"


async def test_limits_count_the_host_that_was_asked_for(serve: Any, tmp_path: Path) -> None:
    here = {"a.example": 0, "b.example": 0}
    most = dict(here)

    def slow(request: ReceivedRequest, wire: Wire) -> None:
        host = request.headers["host"]
        here[host] += 1
        most[host] = max(most[host], here[host])
        wire.stopping.wait(0.03)
        here[host] -= 1
        pdf(request, wire)

    server = serve(slow)
    async with a_client(host_map={"*": server.url}, host_connections=2) as client:
        await asyncio.gather(
            *(
                fetch(client, f"https://{host}/{number}", tmp_path / f"{host}{number}")
                for host in here
                for number in range(4)
            )
        )
    assert most == {"a.example": 2, "b.example": 2}


async def test_nobody_there_is_unreachable_at_once(serve: Any, tmp_path: Path) -> None:
    server, log = serve(pdf), CallLog()
    url, ask = server.url + "/x", RequestOptions()
    server.stop()
    async with a_client(log=log) as client:
        problem = await fails(client, url, tmp_path / "x.part", ask=ask)
    assert problem.outcome is Outcome.UNREACHABLE
    assert len(log.calls("files")) == 1
    assert ask.request_counts.of("files").requests == 0, "nothing was sent"


async def test_a_name_that_is_not_found_is_unreachable_at_once(tmp_path: Path) -> None:
    from scholar_desktop.net.dns_lookup import NoSuchName

    async def nothing(host: str) -> list[str]:
        raise NoSuchName(host)

    async with a_client(resolve=nothing) as client:
        problem = await fails(client, "https://nowhere.example/x", tmp_path / "x.part")
    assert problem.outcome is Outcome.UNREACHABLE
    assert "nowhere.example" in problem.reason


async def test_offline_nothing_is_fetched(serve: Any, tmp_path: Path) -> None:
    server = serve(pdf)
    async with a_client(offline=True) as client:
        problem = await fails(client, server.url + "/x", tmp_path / "x.part")
    assert problem.outcome is Outcome.UNREACHABLE
    assert "offline" in problem.reason
    assert server.received == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
async def test_a_full_disk_is_said(serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, part = serve(pdf), tmp_path / "x.part"
    begin = PartFile.begin

    async def begin_on_full_disk(file: PartFile) -> None:
        await begin(file)
        part.unlink()
        part.symlink_to("/dev/full")

    monkeypatch.setattr(PartFile, "begin", begin_on_full_disk)
    async with a_client() as client:
        problem = await fails(client, server.url + "/x", part)
    assert problem.outcome is Outcome.DISK
    assert "is full" in problem.reason


@pytest.mark.parametrize("is_noted", [False, True])
async def test_a_link_in_the_place_of_a_part_is_not_followed(serve: Any, tmp_path: Path, is_noted: bool) -> None:
    server, part, others = serve(pdf), tmp_path / "x.part", tmp_path / "others"
    others.write_bytes(b"%PDF-1.7 theirs")
    part.symlink_to(others)
    if is_noted:
        notes = {"url": server.url + "/x", "etag": '"v1"', "total": len(PDF)}
        (tmp_path / "x.part.json").write_text(json.dumps(notes))
    async with a_client() as client:
        await fetch(client, server.url + "/x", part, resume=find_resume(part))
    assert others.read_bytes() == b"%PDF-1.7 theirs"
    assert part.read_bytes() == PDF


async def test_a_file_larger_than_the_free_room_is_not_begun(serve: Any, tmp_path: Path) -> None:
    def huge(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": str(10**18)})
        wire.raw(PDF)
        wire.close()

    server = serve(huge)
    async with a_client() as client:
        problem = await fails(client, server.url + "/x", tmp_path / "x.part")
    assert problem.outcome is Outcome.DISK
    assert kept(tmp_path) == []


async def test_a_place_that_cannot_be_written_is_said_before_anything_is_asked(serve: Any, tmp_path: Path) -> None:
    server = serve(pdf)
    (tmp_path / "file").write_text("no folder")
    async with a_client() as client:
        problem = await fails(client, server.url + "/x", tmp_path / "file" / "x.part")
    assert problem.outcome is Outcome.DISK
    assert server.received == []


async def test_user_and_password_of_an_address_are_not_sent(serve: Any, tmp_path: Path) -> None:
    server = serve(pdf)
    async with a_client() as client:
        got = await fetch(client, f"http://user:word@127.0.0.1:{server.port}/x#page=2", tmp_path / "x.part")
    assert "authorization" not in server.received[0].headers
    assert got.final_url == server.url + "/x"
