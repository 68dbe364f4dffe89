"""A Datasets API and the host of its files, on loopback, with files that can be cut, stopped and refused."""

from __future__ import annotations

import gzip
import json
import random
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scholar_desktop.domain.corpus.dataset_download import DownloadPlan, FetchedFile
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.client import Auth, Client, NetSettings, Service
from scholar_desktop.net.http_cache import AnswerStore
from scholar_desktop.services.corpus.corpus_files import CorpusFiles
from scholar_desktop.sources.s2_datasets.api import S2Datasets
from tests.support.http_server import ReceivedRequest, Server, Wire

RELEASE = "2025-08-19"
KEY = "the-key-of-a-reader"
NAMES = ("20250822_0_a.gz", "20250822_1_b.gz", "20250822_2_c.gz")


def packed_bytes(seed: int, size: int = 200_000) -> bytes:
    return gzip.compress(random.Random(seed).randbytes(size), mtime=0)


Behaviour = Callable[[ReceivedRequest, Wire, bytes], None]


def whole(request: ReceivedRequest, wire: Wire, body: bytes) -> None:
    """As an object store sends it."""
    names = {"Content-Type": "binary/octet-stream", "ETag": '"1"'}
    wanted = request.headers.get("range")
    if wanted is None or request.headers.get("if-range", '"1"') != '"1"':
        wire.send(body, headers=names)
        return
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    start, stop = int(first), int(last or len(body) - 1) + 1
    if start >= len(body):
        wire.send(b"", 416, {"Content-Range": f"bytes */{len(body)}"})
        return
    wire.send(body[start:stop], 206, names | {"Content-Range": f"bytes {start}-{stop - 1}/{len(body)}"})


def is_measuring(request: ReceivedRequest) -> bool:
    return request.headers.get("range") == "bytes=0-0"


@dataclass
class FakeDatasets:
    """files: by name; behaviours: by name, for what is not sent whole (sizes are told all the same); valid_from: links
    given out before that question for them are refused; links_refused: the answer to the next question for links."""

    files: dict[str, bytes] = field(default_factory=lambda: {name: packed_bytes(n) for n, name in enumerate(NAMES)})
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    given: int = 0
    valid_from: int = 0
    links_refused: int | None = None
    link_names: list[str] | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.api = Server(self._answer)
        self.host = Server(self._send)

    def close(self) -> None:
        self.host.stop()
        self.api.stop()

    def expire(self) -> None:
        """No link that is out works any more."""
        self.valid_from = self.given + 1

    @property
    def asked_for_links(self) -> int:
        return sum("/dataset/" in request.path for request in self.api.received)

    def asked(self, name: str) -> list[str | None]:
        """The ranges in which the file was asked for, without the questions for its size."""
        return [
            request.headers.get("range")
            for request in self.host.received
            if request.path == f"/staging/{name}" and not is_measuring(request)
        ]

    def _answer(self, request: ReceivedRequest, wire: Wire) -> None:
        body: Any
        about = {"name": "papers", "description": "Papers. 3 files.", "README": "LICENSE\nODC-BY 1.0"}
        if request.path.endswith(("/release/latest", f"/release/{RELEASE}")):
            body = {"release_id": RELEASE, "README": "Terms of all", "datasets": [about]}
        elif request.path.endswith(f"/release/{RELEASE}/dataset/papers"):
            if request.headers.get("x-api-key") != KEY or self.links_refused:
                wire.send('{"error": "A valid API key is required"}', self.links_refused or 401)
                return
            self.given += 1
            names = self.link_names if self.link_names is not None else list(self.files)
            links = [f"{self.host.url}/staging/{name}?Signature=SIGNED{self.given}" for name in names]
            body = about | {"files": links}
        else:
            wire.send('{"error": "not found"}', 404)
            return
        wire.send(json.dumps(body))

    def _send(self, request: ReceivedRequest, wire: Wire) -> None:
        name = request.path.removeprefix("/staging/")
        if int(request.query.removeprefix("Signature=SIGNED")) < self.valid_from:
            refusal = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
            wire.send(refusal, 403, {"Content-Type": "application/xml"})
        elif name in self.behaviours and not is_measuring(request):
            self.behaviours[name](request, wire, self.files[name])
        else:
            whole(request, wire, self.files[name])

    # --- behaviours

    def cut_then_expire(self, size: int) -> Behaviour:
        """The first time *size* bytes come, and then every link that is out is refused."""

        def behave(request: ReceivedRequest, wire: Wire, body: bytes) -> None:
            if "range" in request.headers:
                whole(request, wire, body)
                return
            wire.head(200, {"Content-Length": str(len(body)), "ETag": '"1"'})
            self.expire()
            wire.raw(body[:size])
            wire.close()

        return behave

    def stop_at(self, size: int) -> Behaviour:
        """*size* bytes, and then nothing; `stopped` is set when they are out."""

        def behave(request: ReceivedRequest, wire: Wire, body: bytes) -> None:
            wire.head(200, {"Content-Length": str(len(body)), "ETag": '"1"'})
            wire.raw(body[:size])
            self.stopped.set()
            wire.hang()

        return behave


@dataclass
class DatasetDownloadRun:
    """The service at work on a world. plans, files: what it has told."""

    service: CorpusFiles
    client: Client
    log: CallLog
    ask: RequestOptions
    folder: Path
    plans: list[DownloadPlan] = field(default_factory=list)
    files: list[FetchedFile] = field(default_factory=list)

    async def download(self, **more: Any) -> dict[str, FetchedFile]:
        """The papers of the newest release; how each file ended, by name."""
        asked = {"ask": self.ask, "on_plan": self.plans.append, "on_file": self.files.append, **more}
        ended = await self.service.download("papers", "latest", self.folder, **asked)
        return {file.name: file for file in ended}

    def there(self) -> dict[str, bytes]:
        """The files in the folder."""
        return {file.name: file.read_bytes() for file in self.folder.iterdir()} if self.folder.is_dir() else {}


@asynccontextmanager
async def dataset_download(
    world: FakeDatasets, folder: Path, *, key: str | None = KEY, at_once: int = 2, **settings: Any
) -> AsyncIterator[DatasetDownloadRun]:
    async def auth() -> Auth:
        return Auth(headers={"x-api-key": key}) if key else Auth()

    chosen = {"retry_wait": 0.001, "host_delay": 0.0, "tries": 2, **settings}
    log = CallLog()
    client = Client(
        NetSettings(user_agent="ScholarDesktop/test", service_hosts=("127.0.0.1",), **chosen), AnswerStore(None), log
    )
    source = S2Datasets(client, Service("datasets", world.api.url, auth))
    try:
        yield DatasetDownloadRun(
            CorpusFiles(source, client, folder, at_once=at_once), client, log, RequestOptions(wait_s=5), folder
        )
    finally:
        await client.aclose()
