"""Semantic Scholar's Datasets API in its form of 2026: releases, datasets, diffs, and signed links to their files.

The files have the addresses of the real ones; they are small, gzip-compressed, with rows in the real format. A link is
valid for `link_s` seconds (POST /__config also changes this for links already issued); then its host answers 403 as an
object store does. Releases are public, links need a key. Texts that were not recorded from the real service are marked
`made up`.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import hmac
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.datasets.dataset_rows import DatasetRows
from scholar_desktop.demo.semantic_scholar.requests import ApiError, with_api_errors
from scholar_desktop.demo.transfers import bytes_answer, strong_etag

HOST = "ai2-s2ag.s3.amazonaws.com"
RELEASES = (
    "2026-06-02", "2026-06-09", "2026-06-16", "2026-06-30", "2026-07-07", "2026-07-14", "2026-07-21", "2026-07-28",
    "2026-08-04", "2026-08-11", "2026-08-18",
)  # fmt: skip
"""The releases, oldest first, about a week apart."""
DATASETS = {
    "abstracts": ("Paper abstract text, where available.", 2),
    "authors": ("The core attributes of an author (name, affiliation, paper count, etc.).", 2),
    "citations": ("Instances where the bibliography of one paper mentions another paper.", 3),
    "embeddings-specter_v1": ("A dense vector embedding representing the contents of the paper.", 1),
    "embeddings-specter_v2": ("A dense vector embedding, generated with SPECTER2.", 1),
    "paper-ids": ("Mapping from sha-based ID to paper corpus ID.", 2),
    "papers": ("The core attributes of a paper (title, authors, date, etc.).", 3),
    "publication-venues": ("Details about the venues in which papers are published.", 1),
    "s2orc": ("Full-body paper text parsed from open-access PDFs.", 1),
    "s2orc_v2": ("Full-body paper text parsed from open-access PDFs, with sentences.", 1),
    "tldrs": ("A short natural-language summary of the contents of a paper.", 1),
}
"""By name: the description of the dataset, and its number of files."""
_README = """Demonstration datasets of Scholar Desktop

The rows are those of the demo's own corpus, in the forms of the real datasets: real bibliographic facts, invented
texts, links and counts.

LICENSE and ATTRIBUTION

See the README of each dataset."""
_DATASET_README = """Demonstration datasets of Scholar Desktop

The "{name}" dataset: {about}

LICENSE
The real collection is licensed under ODC-BY. (https://opendatacommons.org/licenses/by/1.0/) These rows are invented by
the demo and stand for it.

By downloading the real data you acknowledge that you have read and agreed to all the terms in that license.

ATTRIBUTION
When using the real data in a product or service, cite The Semantic Scholar Open Data Platform (arXiv:2301.10140)."""


class DatasetsApi:
    """The endpoints of the Datasets API."""

    def __init__(self, corpus: DemoCorpus) -> None:
        self._rows = DatasetRows(corpus)
        self._secret = hashlib.sha256(f"demo links {corpus.seed}".encode()).digest()

    def routes(self) -> list[Route]:
        root = "/datasets/v1"
        return [
            Route(f"{root}/release", _in_thread(self._releases), methods=["GET"]),
            Route(f"{root}/release/", _in_thread(self._releases), methods=["GET"]),
            Route(f"{root}/release/{{release}}", _in_thread(self._release), methods=["GET"]),
            Route(f"{root}/release/{{release}}/dataset/{{name}}", _in_thread(self._dataset), methods=["GET"]),
            Route(f"{root}/diffs/{{start}}/to/{{end}}/{{name}}", _in_thread(self._diffs), methods=["GET"]),
            Route(f"/web/{HOST}/{{path:path}}", self._file, methods=["GET", "HEAD"]),
        ]

    # --- endpoints, each in a thread

    def _releases(self, request: Request) -> list[str]:
        return list(RELEASES)

    def _release(self, request: Request) -> dict[str, Any]:
        release = _release_of(request.path_params["release"])
        return {
            "release_id": release,
            "README": _README,
            "datasets": [self._about(name, release) for name in DATASETS],
        }

    def _dataset(self, request: Request) -> dict[str, Any]:
        _need_key(request)
        release, name = _release_of(request.path_params["release"]), _name_of(request)
        paths = [f"staging/{release}/{name}/{_file_name(release, name, n)}" for n in range(DATASETS[name][1])]
        return self._about(name, release) | {"files": [self._signed(request, path) for path in paths]}

    def _diffs(self, request: Request) -> dict[str, Any]:
        _need_key(request)
        start, end = _release_of(request.path_params["start"]), _release_of(request.path_params["end"])
        name = _name_of(request)
        first, last = RELEASES.index(start), RELEASES.index(end)
        if first > last:
            raise ApiError(400, f"Release {start} is newer than {end}")  # made up
        steps = [self._step(request, name, RELEASES[place], RELEASES[place + 1]) for place in range(first, last)]
        return {"dataset": name, "start_release": start, "end_release": end, "diffs": steps}

    def _about(self, name: str, release: str) -> dict[str, Any]:
        about, files = DATASETS[name]
        count = len(self._rows.lines(name, _age(release)))
        return {
            "name": name,
            "description": f"{about}\n{count} records in {files} small files.",
            "README": _DATASET_README.format(name=name, about=about),
        }

    def _step(self, request: Request, name: str, start: str, end: str) -> dict[str, Any]:
        updates, deletes = self._rows.changes(name, _age(start))
        place, file = f"{start}-to-{end}/{name}", f"{end.replace('-', '')}_1.gz"
        return {
            "from_release": start,
            "to_release": end,
            "update_files": [self._signed(request, f"updates/{place}/{file}")] if updates else [],
            "delete_files": [self._signed(request, f"deletes/{place}/{file}")] if deletes else [],
        }

    # --- files

    def _signed(self, request: Request, path: str) -> str:
        """Returns a link with the time of its creation; the signature covers the time and the path."""
        token = base64.urlsafe_b64encode(str(time.time_ns()).encode()).decode()
        query = {
            "AWSAccessKeyId": "ASIADEMODEMODEMO",
            "Signature": self._signature(path, token),
            "x-amz-security-token": token,
            "Expires": str(int(time.time() + _link_s(request))),
        }
        return f"https://{HOST}/{quote(path)}?{urlencode(query)}"

    def _signature(self, path: str, token: str) -> str:
        digest = hmac.new(self._secret, f"{path}\n{token}".encode(), hashlib.sha1).digest()
        return base64.b64encode(digest).decode()

    async def _file(self, request: Request) -> Response:
        path = request.path_params["path"]
        token = request.query_params.get("x-amz-security-token", "")
        given = request.query_params.get("Signature", "")
        if not hmac.compare_digest(given.encode(), self._signature(path, token).encode()):
            return _refused("AccessDenied" if not token else "SignatureDoesNotMatch", "Access Denied")
        age_s = (time.time_ns() - int(base64.urlsafe_b64decode(token))) / 1e9
        if age_s >= _link_s(request):
            return _refused("AccessDenied", "Request has expired")
        data = await asyncio.to_thread(self._content, path)
        return bytes_answer(request, data, "binary/octet-stream", etag=strong_etag(data))

    def _content(self, path: str) -> bytes:
        """Returns the file at *path*. The path is signed, so it is one for which a link was issued."""
        kind, place, name, file = path.split("/")
        if kind == "staging":
            lines = [line for _, line in self._rows.lines(name, _age(place))]
            count = DATASETS[name][1]
            number = next(n for n in range(count) if _file_name(place, name, n) == file)
            lines = lines[number::count]
        else:
            updates, deletes = self._rows.changes(name, _age(place.partition("-to-")[0]))
            lines = updates if kind == "updates" else deletes
        return gzip.compress(b"".join(line + b"\n" for line in lines), mtime=0)


def _in_thread(endpoint: Callable[[Request], Any]) -> Callable[[Request], Awaitable[Response]]:
    """Converts *endpoint* to a route handler.

    It generates the rows in a thread, so that other requests need not wait.
    """

    async def asked(request: Request) -> Any:
        return await asyncio.to_thread(endpoint, request)

    return with_api_errors(asked)


def _age(release: str) -> int:
    """Returns the number of newer releases."""
    return len(RELEASES) - 1 - RELEASES.index(release)


def _file_name(release: str, dataset: str, number: int) -> str:
    """Returns a name in the form that query engines give to files: `<date>_<time>_<number>_<id>_<uuid>.gz`."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"https://{HOST}/{release}/{dataset}/{number}")
    return f"{release.replace('-', '')}_063912_{number:05}_demo_{name}.gz"


def _release_of(text: str) -> str:
    """Returns the release named *text*. Raises ApiError if it is unknown."""
    if text == "latest":
        return RELEASES[-1]
    if text not in RELEASES:
        raise ApiError(404, f"Release {text} not found")  # made up
    return text


def _name_of(request: Request) -> str:
    """Returns the name of the requested dataset. Raises ApiError if it is unknown."""
    name: str = request.path_params["name"]
    if name not in DATASETS:
        raise ApiError(404, f"Dataset {name} not found")  # made up
    return name


def _link_s(request: Request) -> float:
    """Returns the number of seconds for which a link is valid."""
    seconds: float = request.scope["demo.control"].config.link_s
    return seconds


def _need_key(request: Request) -> None:
    """Raises ApiError if the request has no valid key."""
    if "x-api-key" not in request.headers:
        raise ApiError(401, "A valid API key is required")


def _refused(code: str, message: str) -> Response:
    """Returns a refusal in the form of object stores."""
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{escape(code)}</Code>'
        f"<Message>{escape(message)}</Message></Error>"
    )
    return Response(body, 403, {"content-type": "application/xml"})
