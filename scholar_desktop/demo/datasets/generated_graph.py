"""The Graph API for the papers of generated releases: batch, citations, references and authors, from the newest lines.

It answers only while the Datasets API serves a folder of releases, so that the rows that a diff does not bring can be
looked up as at the service.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from isal import igzip
from starlette.requests import Request
from starlette.routing import Match, Route
from starlette.types import Scope

from scholar_desktop.demo.corpus.people import FIELDS as AUTHOR_FIELDS
from scholar_desktop.demo.datasets.release_sources import ReleaseFolder
from scholar_desktop.demo.semantic_scholar.papers import RequestedFields
from scholar_desktop.demo.semantic_scholar.requests import (
    ApiError,
    date_span,
    ids_in,
    page,
    window,
    with_api_errors,
)

_COUNTS = {"citationCount": "citationcount", "referenceCount": "referencecount", "year": "year", "venue": "venue"}
_DAY_ONE = "01-01"


class GeneratedGraphApi:
    """The endpoints; they match only while there is a folder of releases."""

    def routes(self) -> list[Route]:
        return [
            _WhileGenerated("/graph/v1/paper/batch", with_api_errors(_papers), methods=["POST"]),
            _WhileGenerated("/graph/v1/author/batch", with_api_errors(_authors), methods=["POST"]),
            _WhileGenerated("/graph/v1/paper/{id}/citations", with_api_errors(_citations), methods=["GET"]),
            _WhileGenerated("/graph/v1/paper/{id}/references", with_api_errors(_references), methods=["GET"]),
        ]


class _WhileGenerated(Route):
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        control = scope.get("demo.control")
        if control is None or control.config.releases is None:
            return Match.NONE, {}
        return super().matches(scope)


class _Keys(msgspec.Struct, gc=False):
    """The keys of the rows of all datasets that are used here."""

    corpusid: int | None = None
    authorid: str | None = None
    url: str | None = None
    citingcorpusid: int | None = None
    citedcorpusid: int | None = None


class _Rows:
    """The rows of the newest release in a folder. Lines are decoded when they are needed: a million takes long."""

    def __init__(self, folder: Path) -> None:
        release = folder / ReleaseFolder(folder).releases()[-1]
        self.papers = _Lines()
        self.by_sha: dict[str, int] = {}
        for keys, line in _keyed(release / "papers"):
            self.papers[keys.corpusid] = line
            self.by_sha[(keys.url or "").rpartition("/")[2]] = keys.corpusid or 0
        self.abstracts = _Lines((keys.corpusid, line) for keys, line in _keyed(release / "abstracts"))
        self.tldrs = _Lines((keys.corpusid, line) for keys, line in _keyed(release / "tldrs"))
        self.authors = _Lines((keys.authorid, line) for keys, line in _keyed(release / "authors"))
        self.cited_by: dict[int, list[bytes]] = {}
        self.citing: dict[int, list[bytes]] = {}
        for keys, line in _keyed(release / "citations"):
            self.citing.setdefault(keys.citingcorpusid or 0, []).append(line)
            if keys.citedcorpusid is not None:
                self.cited_by.setdefault(keys.citedcorpusid, []).append(line)

    def find(self, text: str) -> dict[str, Any] | None:
        """Returns the row of the paper with this id, a CorpusId or a sha."""
        found = re.fullmatch(r"corpusid:(\d+)", text.lower())
        key = int(found[1]) if found else self.by_sha.get(text.lower())
        return self.papers.row(key) if key is not None else None

    def paper(self, row: dict[str, Any], fields: RequestedFields) -> dict[str, Any]:
        """Returns the requested fields of a paper."""
        key = row["corpusid"]
        abstract, tldr = self.abstracts.row(key), self.tldrs.row(key)
        ids = {name: value for name, value in row["externalids"].items() if value is not None}
        known: dict[str, Any] = {
            "corpusId": key,
            "externalIds": ids | {"CorpusId": key},
            "title": row["title"],
            "abstract": abstract["abstract"] if abstract is not None else None,
            "tldr": {"model": tldr["model"], "text": tldr["text"]} if tldr is not None else None,
            "publicationDate": row["publicationdate"],
            "authors": [{"authorId": each["authorId"], "name": each["name"]} for each in row["authors"]],
            "isOpenAccess": row["isopenaccess"],
            **{name: row[column] for name, column in _COUNTS.items()},
        }
        sent = {name: known[name] for name in fields.paper if name in known}
        return {"paperId": row["url"].rpartition("/")[2], **sent}


async def _papers(request: Request) -> Any:
    rows = await _rows(request)
    fields = RequestedFields(request.query_params.get("fields"), "batch").also("title")
    found = [rows.find(text) for text in await ids_in(request, 500, "paper")]
    if not any(found):
        raise ApiError(400, "No valid paper ids given")
    return [rows.paper(row, fields) if row is not None else None for row in found]


async def _authors(request: Request) -> Any:
    rows = await _rows(request)
    names = {"paperCount": "papercount", "citationCount": "citationcount", "hIndex": "hindex"}
    found = [rows.authors.row(text) for text in await ids_in(request, 1000, "author")]
    return [
        row
        and {
            "authorId": row["authorid"],
            **{name: row.get(names.get(name, name)) for name in AUTHOR_FIELDS if name != "authorId"},
        }
        for row in found
    ]


async def _citations(request: Request) -> Any:
    return await _edges(request, "cited_by", "citingcorpusid", "citingPaper")


async def _references(request: Request) -> Any:
    return await _edges(request, "citing", "citedcorpusid", "citedPaper")


async def _edges(request: Request, table: str, other: str, side: str) -> Any:
    rows = await _rows(request)
    text = request.path_params["id"]
    paper = rows.find(text)
    if paper is None:
        raise ApiError(404, f"Paper with id {text} not found")
    offset, limit = window(request, default=100, most=1000)
    if offset + limit >= 10_000:
        raise ApiError(400, "offset + limit must be < 10000")
    fields = RequestedFields(request.query_params.get("fields"), "edge")
    found = [msgspec.json.decode(line) for line in getattr(rows, table).get(paper["corpusid"], [])]
    date = request.query_params.get("publicationDateOrYear")
    if date:
        span = date_span(date)
        found = [row for row in found if (day := _day(rows.papers.row(row[other]))) and span.holds(day)]
    found = sorted(found, key=lambda row: _day(rows.papers.row(row[other])), reverse=True)
    sent = [_edge(rows, row, other, side, fields) for row in found[offset : offset + limit]]
    return page(offset, limit, len(found), sent)


def _edge(rows: _Rows, row: dict[str, Any], other: str, side: str, fields: RequestedFields) -> dict[str, Any]:
    paper = rows.papers.row(row[other])
    intents = row["intents"] or []
    known = {
        "contexts": row["contexts"] or [],
        "intents": sorted({name for each in intents for name in each or ()}),
        "contextsWithIntent": [
            {"context": context, "intents": each or []}
            for context, each in zip(row["contexts"] or [], intents, strict=False)
        ],
        "isInfluential": row["isinfluential"],
    }
    nobody = {"paperId": None, "title": f"Unmatched reference {row['citationid']}"}
    return {name: known[name] for name in fields.edge} | {side: rows.paper(paper, fields) if paper else nobody}


def _day(paper: dict[str, Any] | None) -> str:
    """Returns the day of a paper, 1 January if only the year is known; empty for none."""
    if paper is None or paper["year"] is None:
        return ""
    return paper["publicationdate"] or f"{paper['year']}-{_DAY_ONE}"


async def _rows(request: Request) -> _Rows:
    folder = Path(request.scope["demo.control"].config.releases)
    return await asyncio.to_thread(_rows_of, folder, (folder / "truth.json").stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _rows_of(folder: Path, _changed: int) -> _Rows:
    return _Rows(folder)


class _Lines(dict[Any, bytes]):
    """Lines by their keys."""

    def row(self, key: object) -> dict[str, Any] | None:
        """Returns the row with *key*, or None."""
        line = self.get(key)
        found: dict[str, Any] | None = msgspec.json.decode(line) if line is not None else None
        return found


def _keyed(folder: Path) -> Iterator[tuple[_Keys, bytes]]:
    """Yields each line of a dataset, with its keys."""
    decode = msgspec.json.Decoder(_Keys).decode
    for file in sorted(folder.glob("*.gz")):
        with igzip.open(file) as lines:
            for line in lines.read().splitlines():
                yield decode(line), line
