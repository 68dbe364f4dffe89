"""Files of many gigabytes: kept as they are sent, continued over another link, measured by their first byte."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.client import BulkFile, Client, Cookies, Download, DownloadProblem, Resume
from scholar_desktop.net.part_file import find_resume, notes_path
from tests.net.clients import a_client
from tests.support.http_server import ReceivedRequest, Wire

ROWS = gzip.compress(random.Random(3).randbytes(200_000), mtime=0)
ETAG = '"rows-1"'


def is_gzip(head: bytes) -> bool:
    return head.startswith(b"\x1f\x8b")


async def fetch(client: Client, url: str, part: Path, **more: Any) -> Download:
    asked = {
        "ask": RequestOptions(),
        "sniff": is_gzip,
        "jar": Cookies(),
        "bulk": BulkFile(url.partition("?")[0]),
        **more,
    }
    return await client.download(url, part, **asked)


def rows(request: ReceivedRequest, wire: Wire, **headers: str) -> None:
    """The file, with ranges, by If-Range, as object stores send it."""
    names = {"Content-Type": "binary/octet-stream", "ETag": ETAG, **headers}
    wanted = request.headers.get("range")
    if wanted is None or request.headers.get("if-range", ETAG) != ETAG:
        wire.send(ROWS, headers=names)
        return
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    start, stop = int(first), int(last or len(ROWS) - 1) + 1
    wire.send(ROWS[start:stop], 206, names | {"Content-Range": f"bytes {start}-{stop - 1}/{len(ROWS)}"})


def cut_at(size: int) -> Any:
    def handler(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": str(len(ROWS)), "ETag": ETAG})
        wire.raw(ROWS[:size])
        wire.close()

    return handler


def expired(request: ReceivedRequest, wire: Wire) -> None:
    wire.send("<Error><Message>Request has expired</Message></Error>", 403, {"Content-Type": "application/xml"})


def by_signature(**answers: Any) -> Any:
    """What is answered to `?signature=NAME`."""
    return lambda request, wire: answers[request.query.removeprefix("signature=")](request, wire)


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
async def test_a_packed_file_stays_packed(serve: Any, tmp_path: Path, headers: dict[str, str]) -> None:
    server = serve(lambda request, wire: rows(request, wire, **headers))
    async with a_client() as client:
        got = await fetch(client, server.url + "/x.gz", tmp_path / "x.part")
    assert (tmp_path / "x.part").read_bytes() == ROWS
    assert (got.bytes, got.sha256) == (len(ROWS), hashlib.sha256(ROWS).hexdigest())


async def test_another_link_to_the_same_file_goes_on_where_the_first_ended(serve: Any, tmp_path: Path) -> None:
    server = serve(by_signature(one=cut_at(90_000), two=expired, three=rows))
    part = tmp_path / "x.part"
    link, bulk = f"{server.url}/x.gz?signature=", BulkFile(server.url + "/x.gz")
    async with a_client(tries=1) as client:
        with pytest.raises(DownloadProblem) as cut:
            await fetch(client, link + "one", part, bulk=bulk)
        assert (cut.value.outcome, cut.value.received) == (Outcome.TRUNCATED, 90_000)
        assert "signature" not in notes_path(part).read_text()
        refused = await fetch(client, link + "two", part, bulk=bulk, resume=find_resume(part))
        assert (refused.status, refused.complete) == (403, False)
        assert b"expired" in (refused.page or b"")
        got = await fetch(client, link + "three", part, bulk=bulk, resume=find_resume(part))
    assert got.complete
    assert part.read_bytes() == ROWS
    assert [request.headers.get("range") for request in server.received] == [None, "bytes=90000-", "bytes=90000-"]


async def test_a_part_of_another_file_is_not_gone_on_with(serve: Any, tmp_path: Path) -> None:
    server = serve(rows)
    part = tmp_path / "x.part"
    part.write_bytes(ROWS[:1000])
    async with a_client() as client:
        await fetch(client, server.url + "/x.gz", part, resume=Resume(server.url + "/y.gz", ETAG))
    assert part.read_bytes() == ROWS
    assert "range" not in server.received[0].headers


async def test_the_host_is_not_rested_from_after_a_link_has_expired(serve: Any, tmp_path: Path) -> None:
    server = serve(by_signature(old=expired, new=rows))
    async with a_client(host_delay=3600.0, host_connections=1) as client:
        refused = await fetch(client, server.url + "/x.gz?signature=old", tmp_path / "x.part")
        assert refused.status == 403
        again = await client.measure(server.url + "/x.gz?signature=new", ask=RequestOptions(wait_s=1))
        assert (again.status, again.size) == (206, len(ROWS))


async def test_sizes_are_asked_for_without_the_pause_between_downloads(serve: Any) -> None:
    server = serve(by_signature(old=expired, new=rows))
    async with a_client(host_delay=3600.0, host_connections=1) as client:
        first = await client.measure(server.url + "/x.gz?signature=old", ask=RequestOptions(wait_s=1))
        again = await client.measure(server.url + "/x.gz?signature=new", ask=RequestOptions(wait_s=1))
    assert (first.status, first.size) == (403, None)
    assert b"Request has expired" in first.page
    assert (again.status, again.size) == (206, len(ROWS))


async def test_what_came_before_the_disk_was_full_stays(serve: Any, tmp_path: Path) -> None:
    server = serve(rows)
    part = tmp_path / "x.part"
    part.write_bytes(ROWS[:5000])
    notes_path(part).write_text(json.dumps({"url": server.url + "/x.gz", "etag": ETAG}))
    async with a_client() as client:
        with files_of_at_most(60_000), pytest.raises(DownloadProblem) as full:
            await fetch(client, server.url + "/x.gz", part, resume=find_resume(part))
        assert full.value.outcome is Outcome.DISK
        assert part.read_bytes() == ROWS[:60_000]
        await fetch(client, server.url + "/x.gz", part, resume=find_resume(part))
    assert part.read_bytes() == ROWS
    assert server.received[-1].headers["range"] == "bytes=60000-"


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system writes no byte of a file beyond *size*, as on a disk that is full there."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# --- its size


@pytest.mark.parametrize(
    ("answer", "size"),
    [
        (rows, len(ROWS)),
        (lambda request, wire: wire.send(ROWS), len(ROWS)),  # knows no ranges
        (lambda request, wire: wire.send(b"", 416, {"Content-Range": "bytes */0"}), 0),
        (lambda request, wire: wire.send(b"x", 206, {"Content-Range": "bytes 0-0/*"}), None),
        (lambda request, wire: wire.send("gone", 404), None),
        (lambda request, wire: wire.redirect("/x.gz?again") if not request.query else rows(request, wire), len(ROWS)),
    ],
)
async def test_the_size_of_a_file_is_told_by_its_first_byte(serve: Any, answer: Any, size: int | None) -> None:
    server, ask, log = serve(answer), RequestOptions(), CallLog()
    async with a_client(log=log) as client:
        assert (await client.measure(server.url + "/x.gz", ask=ask)).size == size
    assert all(request.headers["range"] == "bytes=0-0" for request in server.received)
    assert ask.request_counts.of("files").requests == len(server.received) == len(log.calls("files"))


async def test_a_stream_without_length_has_no_size(serve: Any) -> None:
    def stream(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Type": "binary/octet-stream"})
        wire.raw(ROWS[:50_000])
        wire.close()

    async with a_client() as client:
        assert (await client.measure(serve(stream).url, ask=RequestOptions())).size is None


async def test_measuring_does_not_read_the_file(serve: Any) -> None:
    def endless(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {"Content-Length": str(50_000_000_000)})
        wire.raw(ROWS)
        wire.hang()

    async with a_client() as client:
        assert (await client.measure(serve(endless).url, ask=RequestOptions())).size == 50_000_000_000


async def test_a_host_that_cannot_be_reached_is_a_problem(serve: Any) -> None:
    server = serve(rows)
    url = server.url
    server.stop()
    async with a_client() as client:
        with pytest.raises(DownloadProblem) as problem:
            await client.measure(url, ask=RequestOptions())
    assert problem.value.outcome is Outcome.UNREACHABLE
