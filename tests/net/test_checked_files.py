"""Files whose checksum the caller knows: continued by their length alone, kept packed, unpacked from the way."""

from __future__ import annotations

import gzip
import random
from pathlib import Path
from typing import Any

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.net.client import BulkFile, Client, Cookies, Download, Resume
from scholar_desktop.net.part_file import find_resume
from tests.net.clients import a_client
from tests.support.http_server import ReceivedRequest, Wire

TABLE = random.Random(5).randbytes(200_000)


async def fetch(client: Client, url: str, part: Path, **more: Any) -> Download:
    asked = {
        "ask": RequestOptions(),
        "sniff": lambda _head: True,
        "jar": Cookies(),
        "bulk": BulkFile(url, checked=True),
        **more,
    }
    return await client.download(url, part, **asked)


def whole(request: ReceivedRequest, wire: Wire, body: bytes = TABLE, **headers: str) -> None:
    """As Zenodo sends a file: ranges are heard, and there is nothing by which to tell one version from another."""
    wanted = request.headers.get("range")
    if wanted is None:
        wire.send(body, headers={"Content-Type": "application/octet-stream", **headers})
        return
    assert "if-range" not in request.headers
    first = int(wanted.removeprefix("bytes=").rstrip("-"))
    wire.send(body[first:], 206, {"Content-Range": f"bytes {first}-{len(body) - 1}/{len(body)}", **headers})


def cut(request: ReceivedRequest, wire: Wire) -> None:
    wire.head(200, {"Content-Length": str(len(TABLE))})
    wire.raw(TABLE[:70_000])
    wire.close()


def in_turn(*steps: Any) -> Any:
    left = list(steps)
    return lambda request, wire: (left.pop(0) if len(left) > 1 else left[0])(request, wire)


def ranges(server: Any) -> list[str | None]:
    return [request.headers.get("range") for request in server.received]


async def test_a_cut_file_goes_on_though_nothing_but_its_length_tells_it(serve: Any, tmp_path: Path) -> None:
    server = serve(in_turn(cut, whole))
    async with a_client() as client:
        got = await fetch(client, server.url + "/t.bin", tmp_path / "t.part")
    assert (tmp_path / "t.part").read_bytes() == TABLE
    assert got.bytes == len(TABLE)
    assert ranges(server) == [None, "bytes=70000-"]


async def test_a_part_of_an_earlier_run_goes_on(serve: Any, tmp_path: Path) -> None:
    server = serve(whole)
    part, url = tmp_path / "t.part", server.url + "/t.bin"
    part.write_bytes(TABLE[:50_000])
    part.with_name("t.part.json").write_text(f'{{"url": "{url}", "total": {len(TABLE)}}}')
    assert find_resume(part) is None, "for others this is no part to go on with"
    resume = find_resume(part, or_length=True)
    assert resume == Resume(url, total=len(TABLE))
    async with a_client() as client:
        await fetch(client, url, part, resume=resume)
    assert part.read_bytes() == TABLE
    assert ranges(server) == ["bytes=50000-"]


async def test_a_file_of_another_length_begins_anew(serve: Any, tmp_path: Path) -> None:
    other = random.Random(6).randbytes(150_000)
    server = serve(lambda request, wire: whole(request, wire, other))
    part, url = tmp_path / "t.part", server.url + "/t.bin"
    part.write_bytes(TABLE[:50_000])
    async with a_client() as client:
        await fetch(client, url, part, resume=Resume(url, total=len(TABLE)))
    assert part.read_bytes() == other
    assert ranges(server) == ["bytes=50000-", None]


async def test_a_packed_file_stays_packed_and_a_packed_way_is_unpacked(serve: Any, tmp_path: Path) -> None:
    packed = gzip.compress(TABLE, mtime=0)

    def answer(request: ReceivedRequest, wire: Wire) -> None:
        if request.path.endswith(".gz"):
            wire.send(packed)
        else:
            wire.send(packed, headers={"Content-Encoding": "gzip"})

    server = serve(answer)
    async with a_client() as client:
        await fetch(client, server.url + "/t.gz", tmp_path / "a.part")
        got = await fetch(client, server.url + "/t.csv", tmp_path / "b.part")
    assert (tmp_path / "a.part").read_bytes() == packed
    assert (tmp_path / "b.part").read_bytes() == TABLE
    assert got.bytes == len(TABLE)


async def test_an_empty_file_is_a_file(serve: Any, tmp_path: Path) -> None:
    server = serve(lambda request, wire: wire.send(b""))
    async with a_client() as client:
        got = await fetch(client, server.url + "/empty", tmp_path / "e.part")
    assert (got.page, got.bytes, got.complete) == (None, 0, True)
    assert (tmp_path / "e.part").read_bytes() == b""
