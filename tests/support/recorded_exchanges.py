"""The recorded exchanges, each with the endpoint that it belongs to and the parser that reads it."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from scholar_desktop.sources.s2_datasets import parse as datasets
from scholar_desktop.sources.semantic_scholar import parse as s2
from scholar_desktop.sources.semantic_scholar import parse_authors, parse_lists, parse_snippets, parse_titles
from scholar_desktop.sources.unpaywall import parse as unpaywall
from scholar_desktop.sources.zenodo import communities
from scholar_desktop.sources.zenodo import parse as zenodo
from tests.recordings.slim_set import full_or_slim

RETRIEVED = "2026-11-20T08:00:00Z"


@dataclass(frozen=True)
class Exchange:
    """One recorded question and its answer. endpoint: the name of the call (`s2.paper`), `other` for what this version
    does not ask; body: decoded JSON, or text where none came."""

    name: str
    endpoint: str
    method: str
    path: str
    query: str
    request_body: Any
    status: int
    headers: dict[str, str]
    body: Any

    @property
    def is_json(self) -> bool:
        return not isinstance(self.body, str | None)

    @property
    def raw(self) -> bytes:
        """The body as it went over the wire."""
        if isinstance(self.body, str):
            return self.body.encode()
        return b"" if self.body is None else json.dumps(self.body).encode() + b"\n"


_ENDPOINTS = (
    ("s2.search", r"/graph/v1/paper/search"),
    ("s2.batch", r"/graph/v1/paper/batch"),
    ("s2.bulk", r"/graph/v1/paper/search/bulk"),
    ("s2.match", r"/graph/v1/paper/search/match"),
    ("s2.complete", r"/graph/v1/paper/autocomplete"),
    ("s2.citations", r"/graph/v1/paper/.+/citations"),
    ("s2.references", r"/graph/v1/paper/.+/references"),
    ("s2.paper_authors", r"/graph/v1/paper/.+/authors"),
    ("s2.paper", r"/graph/v1/paper/.+"),
    ("s2.author_search", r"/graph/v1/author/search"),
    ("s2.author_batch", r"/graph/v1/author/batch"),
    ("s2.author_papers", r"/graph/v1/author/.+/papers"),
    ("s2.author", r"/graph/v1/author/.+"),
    ("s2.snippets", r"/graph/v1/snippet/search"),
    ("s2.similar", r"/recommendations/v1/papers/forpaper/.+"),
    ("s2.similar_lists", r"/recommendations/v1/papers/"),
    ("datasets.releases", r"/datasets/v1/release/"),
    ("datasets.release", r"/datasets/v1/release/[^/]+"),
    ("datasets.dataset", r"/datasets/v1/release/[^/]+/dataset/[^/]+"),
    ("datasets.diffs", r"/datasets/v1/diffs/[^/]+/to/[^/]+/[^/]+"),
    ("unpaywall.search", r"/v2/search"),
    ("unpaywall.doi", r"/v2/10\..+|/v2/ldld"),
    ("zenodo.search", r"/api/records/?"),
    ("zenodo.files", r"/api/records/[^/]+/files"),
    ("zenodo.file", r"/api/records/[^/]+/files/[^/]+"),
    ("zenodo.record", r"/api/records/[^/]+"),
    ("zenodo.communities", r"/api/communities"),
    ("zenodo.community", r"/api/communities/[^/]+"),
    ("zenodo.bytes", r"/api/files/.+|/records/.+/files/.+|/api/records/[^/]+/files/.+/content"),
)

PARSERS: dict[str, Callable[[Any], Any]] = {
    "s2.search": lambda body: s2.parse_search(body, RETRIEVED),
    "s2.batch": lambda body: _with_nested(s2.parse_batch(body, len(body) if isinstance(body, list) else 0, RETRIEVED)),
    "s2.citations": lambda body: s2.parse_citations(body, RETRIEVED),
    "s2.references": lambda body: s2.parse_citations(body, RETRIEVED),
    "s2.paper": lambda body: s2.parse_paper(body, RETRIEVED),
    "s2.bulk": lambda body: parse_lists.parse_bulk(body, RETRIEVED),
    "s2.match": lambda body: parse_titles.parse_match(body, RETRIEVED),
    "s2.complete": parse_titles.parse_completions,
    "s2.paper_authors": lambda body: parse_authors.parse_authors(body, RETRIEVED),
    "s2.author_search": lambda body: parse_authors.parse_authors(body, RETRIEVED),
    "s2.author_batch": lambda body: parse_authors.parse_author_batch(
        body, len(body) if isinstance(body, list) else 0, RETRIEVED
    ),
    "s2.author_papers": lambda body: parse_lists.parse_author_papers(body, RETRIEVED),
    "s2.author": lambda body: parse_authors.parse_author(body, RETRIEVED),
    "s2.snippets": lambda body: parse_snippets.parse_snippets(body, RETRIEVED),
    "s2.similar": lambda body: parse_lists.parse_recommended(body, RETRIEVED),
    "s2.similar_lists": lambda body: parse_lists.parse_recommended(body, RETRIEVED),
    "datasets.releases": datasets.parse_releases,
    "datasets.release": datasets.parse_release,
    "datasets.diffs": datasets.parse_diffs,
    "unpaywall.doi": lambda body: unpaywall.parse_doi(body, "10.1/x", RETRIEVED),
    "unpaywall.search": lambda body: unpaywall.parse_search(body, RETRIEVED),
    "zenodo.search": lambda body: zenodo.parse_search(body, RETRIEVED),
    "zenodo.record": zenodo.parse_record,
    "zenodo.files": zenodo.parse_files,
    "zenodo.file": zenodo.parse_file,
    "zenodo.communities": lambda body: communities.parse_communities(body, RETRIEVED),
    "zenodo.community": communities.parse_community,
}


def _with_nested(papers: Any) -> Any:
    """*papers* of a batch, once the papers that are nested in them have been read, too."""
    for paper in papers:
        for key in ("references", "citations"):
            if paper is not None:
                parse_lists.parse_nested(paper, key)
    return papers


def endpoint_of(method: str, path: str, body: Any) -> str:
    """The call that the exchange is one of. A deposit is read by the record's parser: it is a record not yet out."""
    if method == "GET" and re.fullmatch(r"/api/deposit/depositions/\d+", path):
        return "zenodo.record"
    wanted = "POST" if path.endswith(("/batch", "/recommendations/v1/papers/")) else "GET"
    if method != wanted:
        return "other"
    return next((name for name, pattern in _ENDPOINTS if re.fullmatch(pattern, path)), "other")


class Exchanges(list[Exchange]):
    """All of them, by name; a failing test does not print them."""

    def __repr__(self) -> str:
        return f"<{len(self)} recorded exchanges>"


def load(folder: Path) -> Exchanges:
    """Every recorded exchange."""
    found = Exchanges()
    for file in sorted(folder.glob("*/*.json")):
        if file.parent.name == "specs":
            continue
        exchange = json.loads(file.read_text("utf-8"))
        request, response = exchange["request"], exchange["response"]
        parts = urlsplit(request["url"])
        path = unquote(parts.path)
        found.append(
            Exchange(
                name=f"{file.parent.name}/{file.name}",
                endpoint=endpoint_of(request["method"], path, response["body"]),
                method=request["method"],
                path=path,
                query=parts.query,
                request_body=request["body"],
                status=response["status"],
                headers=response["headers"],
                body=response["body"],
            )
        )
    return found


@cache
def load_recorded() -> Exchanges:
    """Every exchange of the full set, else of the slim set of the repository."""
    with tempfile.TemporaryDirectory() as folder:
        return load(full_or_slim(Path(folder)))


def good(exchanges: list[Exchange], *endpoints: str) -> list[Exchange]:
    """Those that ended well and belong to one of *endpoints*."""
    return [exchange for exchange in exchanges if exchange.status == 200 and exchange.endpoint in endpoints]
