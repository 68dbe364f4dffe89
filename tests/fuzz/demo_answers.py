"""Answers of the demo services as exchanges, for a clone that has no recorded answers of the real services."""

from __future__ import annotations

import asyncio
import functools
from typing import Any
from urllib.parse import unquote

import httpx

from scholar_desktop.demo.app import build_app
from scholar_desktop.demo.control import DemoConfig
from scholar_desktop.sources.semantic_scholar.fields import AUTHOR_FIELDS, CITATION_FIELDS, PAPER_FIELDS, WITHOUT_TLDR
from tests.support.recorded_exchanges import Exchange, Exchanges, endpoint_of

ATTENTION = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"
TURING = "2262347"
PAPER, AUTHOR = "/graph/v1/paper", "/graph/v1/author"
RECOMMENDED, DATASETS = "/recommendations/v1/papers", "/datasets/v1"
_PAPER = {"fields": ",".join(PAPER_FIELDS)}
_AUTHOR = {"fields": ",".join(AUTHOR_FIELDS)}
_EDGES = {"fields": ",".join(CITATION_FIELDS), "limit": "5"}
_EMAIL = {"email": "ada@lovelace.uni.edu"}

Question = tuple[str, dict[str, str], Any]
"""Path, parameters, and the body of a POST or None."""


def questions() -> list[Question]:
    """One question or more for each endpoint, among them some that are refused."""
    both = {"positivePaperIds": [ATTENTION], "negativePaperIds": []}
    return [
        (f"{PAPER}/search", {"query": "attention", "limit": "5", **_PAPER}, None),
        (f"{PAPER}/batch", _PAPER, {"ids": [ATTENTION, "ACL:N18-1202"]}),
        (f"{PAPER}/search/bulk", {"query": "attention", "fields": ",".join(WITHOUT_TLDR)}, None),
        (f"{PAPER}/search/match", {"query": "attention is all you need", **_PAPER}, None),
        (f"{PAPER}/autocomplete", {"query": "attention"}, None),
        (f"{PAPER}/{ATTENTION}/citations", _EDGES, None),
        (f"{PAPER}/{ATTENTION}/references", _EDGES, None),
        (f"{PAPER}/{ATTENTION}/authors", _AUTHOR, None),
        (f"{PAPER}/{ATTENTION}", _PAPER, None),
        (f"{AUTHOR}/search", {"query": "turing", **_AUTHOR}, None),
        (f"{AUTHOR}/batch", _AUTHOR, {"ids": [TURING]}),
        (f"{AUTHOR}/{TURING}/papers", {**_PAPER, "fields": "title,year,authors"}, None),
        (f"{AUTHOR}/{TURING}", _AUTHOR, None),
        ("/graph/v1/snippet/search", {"query": "attention"}, None),
        (f"{RECOMMENDED}/forpaper/{ATTENTION}", {"fields": "title,year,authors,externalIds"}, None),
        (f"{RECOMMENDED}/", {"fields": "title,year,authors,externalIds"}, both),
        (f"{DATASETS}/release/", {}, None),
        (f"{DATASETS}/release/latest", {}, None),
        ("/v2/10.1038/s41579-022-00846-2", _EMAIL, None),
        ("/v2/search", {"query": "attention", **_EMAIL}, None),
        ("/api/records", {"q": "data", "size": "3"}, None),
        ("/api/communities", {"q": "", "size": "3"}, None),
        # refused
        (f"{PAPER}/0", {}, None),
        (f"{PAPER}/search", {"query": "attention", "fields": "nonsense"}, None),
        ("/v2/10.9999/none", _EMAIL, None),
        ("/v2/10.1038/s41579-022-00846-2", {}, None),
        ("/api/records/1", {}, None),
        ("/api/records", {"size": "100000"}, None),
    ]


@functools.cache
def load() -> Exchanges:
    """Every answer. Asked once in a process."""
    return asyncio.run(_asked())


async def _asked() -> Exchanges:
    found = Exchanges()
    transport = httpx.ASGITransport(build_app(DemoConfig()))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as client:

        async def ask(path: str, parameters: dict[str, str], body: Any) -> Any:
            method = "GET" if body is None else "POST"
            headers = {"x-api-key": "demo-key"} if path.startswith(DATASETS) else {}
            answer = await client.request(method, path, params=parameters, json=body, headers=headers)
            is_json = "json" in answer.headers.get("content-type", "")
            sent = answer.json() if is_json else answer.text
            plain = unquote(path)
            found.append(
                Exchange(
                    name=f"demo {path}",
                    endpoint=endpoint_of(method, plain, sent),
                    method=method,
                    path=plain,
                    query=answer.url.query.decode(),
                    request_body=body,
                    status=answer.status_code,
                    headers=dict(answer.headers),
                    body=sent,
                )
            )
            return sent

        for question in questions():
            sent = await ask(*question)
            if question[0] == "/api/records" and "hits" in sent:
                record = sent["hits"]["hits"][0]["id"]
                await ask(f"/api/records/{record}", {}, None)
                files = await ask(f"/api/records/{record}/files", {}, None)
                await ask(f"/api/records/{record}/files/{files['entries'][0]['key']}", {}, None)
            if question[0] == "/api/communities":
                await ask(f"/api/communities/{sent['hits']['hits'][0]['id']}", {}, None)
            if question[0] == f"{DATASETS}/release/":
                await ask(f"{DATASETS}/diffs/{sent[-2]}/to/{sent[-1]}/papers", {}, None)
    return found
