"""Semantic Scholar's Datasets API in its form of 2026: releases, datasets, diffs, and signed links to their files.

The files have the addresses of the real ones; they are gzip-compressed, with rows in the real format. They are made
from the demo's corpus, or come from the folder of generated releases that `releases` of POST /__config names. A link is
valid for `link_s` seconds (POST /__config also changes this for links already issued); then its host answers 403 as an
object store does. Releases are public, links need a key. Texts that were not recorded from the real service are marked
`made up`.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.datasets.dataset_rows import DatasetRows
from scholar_desktop.demo.datasets.release_sources import (
    DATASETS,
    DELETES,
    HOST,
    RELEASES,
    STAGING,
    UPDATES,
    InventedReleases,
    ReleaseFolder,
    ReleaseSource,
)
from scholar_desktop.demo.semantic_scholar.requests import ApiError, with_api_errors
from scholar_desktop.demo.transfers import bytes_answer

__all__ = ["DATASETS", "HOST", "RELEASES", "DatasetsApi"]

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
        self._invented = InventedReleases(DatasetRows(corpus))
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
        return list(self._source(request).releases())

    def _release(self, request: Request) -> dict[str, Any]:
        source = self._source(request)
        release = _release_of(request.path_params["release"], source)
        return {
            "release_id": release,
            "README": _README,
            "datasets": [_about(name, release, source) for name in source.datasets(release)],
        }

    def _dataset(self, request: Request) -> dict[str, Any]:
        _need_key(request)
        source = self._source(request)
        release = _release_of(request.path_params["release"], source)
        name = _name_of(request, source, release)
        paths = [f"{STAGING}/{release}/{name}/{file}" for file in source.files(release, name, STAGING)]
        return _about(name, release, source) | {"files": [self._signed(request, path) for path in paths]}

    def _diffs(self, request: Request) -> dict[str, Any]:
        _need_key(request)
        source = self._source(request)
        start, end = (_release_of(request.path_params[word], source) for word in ("start", "end"))
        name = _name_of(request, source, end)
        releases = source.releases()
        first, last = releases.index(start), releases.index(end)
        if first > last:
            raise ApiError(400, f"Release {start} is newer than {end}")  # made up
        pairs = [(releases[place], releases[place + 1]) for place in range(first, last)]
        steps = [self._step(request, source, name, *pair) for pair in pairs if source.has_step(*pair)]
        return {"dataset": name, "start_release": start, "end_release": end, "diffs": steps}

    def _step(self, request: Request, source: ReleaseSource, name: str, start: str, end: str) -> dict[str, Any]:
        place = f"{start}-to-{end}"
        links = {
            kind: [self._signed(request, f"{kind}/{place}/{name}/{file}") for file in source.files(place, name, kind)]
            for kind in (UPDATES, DELETES)
        }
        return {
            "from_release": start,
            "to_release": end,
            "update_files": links[UPDATES],
            "delete_files": links[DELETES],
        }

    def _source(self, request: Request) -> ReleaseSource:
        folder = request.scope["demo.control"].config.releases
        return self._invented if folder is None else ReleaseFolder(Path(folder))

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
        # the path is signed, so it is one for which a link was issued
        found = await asyncio.to_thread(self._source(request).content, *path.split("/"))
        if found is None:
            return _refused("NoSuchKey", "The specified key does not exist.", 404)
        data, etag = found
        return bytes_answer(request, data, "binary/octet-stream", etag=etag)


def _in_thread(endpoint: Callable[[Request], Any]) -> Callable[[Request], Awaitable[Response]]:
    """Converts *endpoint* to a route handler.

    It generates the rows in a thread, so that other requests need not wait.
    """

    async def asked(request: Request) -> Any:
        return await asyncio.to_thread(endpoint, request)

    return with_api_errors(asked)


def _about(name: str, release: str, source: ReleaseSource) -> dict[str, Any]:
    about, _ = DATASETS[name]
    return {
        "name": name,
        "description": f"{about}\n{source.amount(release, name)}",
        "README": _DATASET_README.format(name=name, about=about),
    }


def _release_of(text: str, source: ReleaseSource) -> str:
    """Returns the release named *text*. Raises ApiError if it is unknown."""
    releases = source.releases()
    if text == "latest":
        return releases[-1]
    if text not in releases:
        raise ApiError(404, f"Release {text} not found")  # made up
    return text


def _name_of(request: Request, source: ReleaseSource, release: str) -> str:
    """Returns the name of the requested dataset. Raises ApiError if it is unknown."""
    name: str = request.path_params["name"]
    if name not in source.datasets(release):
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


def _refused(code: str, message: str, status: int = 403) -> Response:
    """Returns a refusal in the form of object stores."""
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{escape(code)}</Code>'
        f"<Message>{escape(message)}</Message></Error>"
    )
    return Response(body, status, {"content-type": "application/xml"})
