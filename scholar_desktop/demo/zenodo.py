"""Zenodo's REST API as it answers in 2026: records, search, versions, files (api-facts 3).

Imitated with its traps: parameters that nobody knows are dropped without a word (compare `links.self`), 25 rows a page
for guests and 100 with a token, `retry-after` on every answer, facets also without hits, a concept id that redirects,
no ETag on file content. The token of the demo is `demo-token`.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scholar_desktop.demo.corpus import Corpus
from scholar_desktop.demo.press import Press
from scholar_desktop.demo.transfers import bytes_answer
from scholar_desktop.demo.works import Deposit
from scholar_desktop.demo.zenodo_query import BadQuery, Document, parse
from scholar_desktop.demo.zenodo_records import Records, ending_of, is_inline, md5, media_of, type_label

TOKENS = ("demo-token",)
DELETED = 90000900
"""A record that was deleted: 410 with a tombstone."""

_NATIVE = "application/vnd.inveniordm.v1+json"
_ABSENT = "The persistent identifier does not exist."
_SORTS: dict[str, tuple[Callable[[Deposit], Any], bool]] = {  # key, and whether the largest comes first
    "newest": (lambda record: record.created, True),
    "oldest": (lambda record: record.created, False),
    "mostrecent": (lambda record: record.created, True),
    "-mostrecent": (lambda record: record.created, False),
    "updated-desc": (lambda record: record.created, True),
    "updated-asc": (lambda record: record.created, False),
    "version": (lambda record: record.id, True),
    "mostviewed": (lambda record: record.stats.get("version_views", 0), True),
    "mostdownloaded": (lambda record: record.stats.get("version_downloads", 0), True),
    "publication-desc": (lambda record: record.publication_date, True),
    "publication-asc": (lambda record: record.publication_date, False),
    "publication_date": (lambda record: record.publication_date, True),
    "-publication_date": (lambda record: record.publication_date, False),
    "journal-desc": (lambda record: (record.journal or {}).get("title", ""), True),
    "journal-asc": (lambda record: (record.journal or {}).get("title", ""), False),
    "conference-desc": (lambda record: record.id, True),
    "conference-asc": (lambda record: record.id, False),
}


class Zenodo:
    def __init__(self, corpus: Corpus, press: Press) -> None:
        self._corpus = corpus
        self.records = Records(corpus, press)

    def routes(self) -> list[Route]:
        return [
            Route("/api/records", self._search, methods=["GET"]),
            Route("/api/records/", self._search, methods=["GET"]),
            Route("/api/records/{id}", self._record, methods=["GET"]),
            Route("/api/records/{id}/versions", self._versions, methods=["GET"]),
            Route("/api/records/{id}/versions/latest", self._latest, methods=["GET"]),
            Route("/api/records/{id}/files", self._files, methods=["GET"]),
            Route("/api/records/{id}/files/{name:path}", self._file, methods=["GET"]),
        ]

    # --- one record

    async def _record(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        native = _NATIVE in request.headers.get("accept", "")
        extra = {"etag": 'W/"4"', "link": f'<{self.records.default(found)["links"]["self"]}> ; rel="linkset" ; '
                 'type="application/linkset+json"'}  # fmt: skip
        body = self.records.native(found) if native else self.records.default(found)
        return _json(request, body, 200, extra, _NATIVE if native else "application/json")

    def _find(self, request: Request) -> Deposit | Response:
        """The record, or the answer where there is none to show: a concept id redirects to its newest version."""
        if (refusal := _refusal(request)) is not None:
            return refusal
        text = request.path_params["id"]
        number = int(text) if text.isdigit() else -1
        if number in self._corpus.records:
            return self._corpus.records[number]
        if number in self._corpus.families:
            rest = request.scope["path"].split(f"/records/{text}", 1)[1]
            newest = self._corpus.families[number][0].id
            return _json(request, None, 302, {"location": f"/api/records/{newest}{quote(rest)}"})
        if number == DELETED:
            tombstone = {
                "removal_reason": {"id": "retracted", "title": {"en": "Retraction"}},
                "note": "Removed for the demonstration.",
                "removal_date": "2025-03-03T10:00:00.000000+00:00",
                "citation_text": "Demo, D. (2025). A record that is no more. Zenodo.",
                "is_visible": True,
            }
            return _json(request, {"status": 410, "message": "Record deleted", "tombstone": tombstone}, 410)
        return _json(request, {"status": 404, "message": _ABSENT}, 404)

    async def _latest(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        newest = self._corpus.families[found.concept][0]
        return _json(request, None, 302, {"location": f"/api/records/{newest.id}"})

    async def _versions(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        return self._page(request, self._corpus.families[found.concept], {"sort": "version", "allversions": "true"})

    # --- files

    async def _files(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        if found.access_right != "open":
            return _json(request, {"status": 403, "message": "Permission denied."}, 403)
        return _json(request, self.records.entries(found))

    async def _file(self, request: Request) -> Response:
        found = self._find(request)
        if isinstance(found, Response):
            return found
        name: str = request.path_params["name"]
        wants_bytes = name.endswith("/content")
        name = name.removesuffix("/content")
        if found.access_right != "open":
            return _json(request, {"status": 403, "message": "Permission denied."}, 403)
        data = self.records.content(found, name)
        if data is None:
            return _json(request, {"status": 404, "message": "File not found."}, 404)  # made up
        if not wants_bytes:
            entry = next(each for each in self.records.entries(found)["entries"] if each["key"] == name)
            return _json(request, entry)
        return self.content(request, name, data)

    def content(self, request: Request, name: str, data: bytes) -> Response:
        """The bytes as Zenodo sends them: its own checksum header, no ETag; text inline, all else as attachment."""
        headers = {
            **_limits(request, 133),
            "oc-checksum": f"MD5:{md5(data)}",
            "content-disposition": "inline" if is_inline(name) else f"attachment; filename={_ascii(name)}",
        }
        media = media_of(name) if is_inline(name) else "application/octet-stream"
        return bytes_answer(request, data, media, headers=headers)

    # --- search

    @cached_property
    def _documents(self) -> dict[int, Document]:
        return {record.id: self.records.document(record) for record in self._corpus.data.records}

    async def _search(self, request: Request) -> Response:
        if (refusal := _refusal(request)) is not None:
            return refusal
        given = {key: value for key, value in request.query_params.items() if value != ""}
        try:
            score = parse(given.get("q", ""))
        except BadQuery:
            return _json(request, {"status": 400, "message": "The syntax of the search query is invalid."}, 400)
        every = (given.get("all_versions") or given.get("allversions") or "").lower() in ("true", "1")
        scores = {
            record.id: found
            for record in self._corpus.data.records
            if (every or record.is_last) and (found := score(self._documents[record.id]))
        }
        used = {"q": given["q"]} if "q" in given else {}
        if every:
            used["allversions"] = given.get("all_versions") or given["allversions"]
        records = self._filtered([self._corpus.records[id_] for id_ in scores], given, used)
        used["sort"] = given.get("sort", "bestmatch" if "q" in given else "newest")
        if used["sort"] == "bestmatch":
            records.sort(key=lambda record: (-scores[record.id], -record.id))
        elif used["sort"] in _SORTS:
            key, largest_first = _SORTS[used["sort"]]
            records.sort(key=lambda record: record.id, reverse=True)
            records.sort(key=key, reverse=largest_first)
        else:
            return _invalid(request, "sort", f"Invalid sort option '{used['sort']}'.")
        return self._page(request, records, used)

    def _filtered(self, records: list[Deposit], given: dict[str, str], used: dict[str, str]) -> list[Deposit]:
        """Narrow by the parameters that are known, and write those into *used*."""
        known = {each["id"] for record in self._corpus.data.records for each in record.communities} | {"zenodo"}
        kind, _, subtype = given.get("resource_type", "").partition("::")
        tests: dict[str, Callable[[Deposit], bool]] = {
            "type": lambda record: record.resource_type["type"] == given["type"],
            "subtype": lambda record: record.resource_type.get("subtype") == given["subtype"],
            "status": lambda record: given["status"] == "published",
            "access_status": lambda record: record.access_right == given["access_status"],
            "resource_type": lambda record: (
                record.resource_type["type"] == kind
                and (not subtype or f"{kind}-{record.resource_type.get('subtype')}" == subtype)
            ),
            "file_type": lambda record: any(ending_of(name) == given["file_type"] for name, _ in record.files),
            "subject": lambda record: given["subject"] in record.keywords,
            "communities": lambda record: any(each["id"] == given["communities"] for each in record.communities),
        }
        for name, test in tests.items():
            if name not in given or (name == "communities" and given[name] not in known):
                continue
            if name == "subtype" and "type" not in given:
                continue
            used[name] = given[name]
            records = [record for record in records if test(record)]
        return records

    def _page(self, request: Request, records: list[Deposit], used: dict[str, str]) -> Response:
        token = bool(request.headers.get("authorization") or request.query_params.get("access_token"))
        most = 100 if token else 25
        numbers = {}
        for name, fallback in (("page", 1), ("size", 25)):
            text = request.query_params.get(name) or str(fallback)
            if not text.isdigit() or int(text) < 1:
                return _invalid(request, name, "Not a valid integer." if not text.isdigit() else "Invalid value.")
            numbers[name] = int(text)
        page, size = numbers["page"], numbers["size"]
        if size > most:
            hint = "" if token else " Please use authenticated requests to increase the limit to 100."
            return _invalid(request, "size", f"Page size cannot be greater than {most}.{hint}")
        if page * size > 10_000:
            text = "Maximum number of 10000 results have been reached."
            return _json(request, {"status": 400, "message": text}, 400)
        native = _NATIVE in request.headers.get("accept", "")
        shown = records[(page - 1) * size : page * size]
        render = self.records.native if native else self.records.default
        body = {
            "hits": {"hits": [render(record) for record in shown], "total": len(records)},
            "aggregations": facets(records, used),
            "links": _page_links(request, used, page, size, len(records)),
        }
        media = _NATIVE if native else "application/json"
        return _json(request, body, 200, None, media, limit=30)


def facets(records: list[Deposit], used: dict[str, str]) -> dict[str, Any]:
    """The counts beside a result: always all four, without buckets when nothing was found."""

    def buckets(values: Iterable[str], name: str, label: Callable[[str], str]) -> list[dict[str, Any]]:
        counts = Counter(values)
        ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:10]
        return [
            {"key": key, "doc_count": count, "label": label(key), "is_selected": used.get(name) == key}
            for key, count in ordered
        ]

    kinds = buckets((record.resource_type["type"] for record in records), "resource_type", type_label)
    for bucket in kinds:
        of_kind = [record.resource_type for record in records if record.resource_type["type"] == bucket["key"]]
        inner = Counter(each["subtype"] for each in of_kind if each.get("subtype"))
        bucket["inner"] = {
            "buckets": [
                {
                    "key": f"{bucket['key']}-{subtype}",
                    "doc_count": count,
                    "label": type_label(bucket["key"], subtype),
                    "is_selected": used.get("subtype") == subtype,
                }
                for subtype, count in inner.most_common()
            ]
        }
    endings = ({ending_of(name) for name, _ in record.files} for record in records)
    access = (record.access_right for record in records)
    words = (word for record in records for word in record.keywords)
    return {
        "access_status": {"buckets": buckets(access, "access_status", str.capitalize), "label": "Access status"},
        "resource_type": {"buckets": kinds, "label": "Resource types"},
        "subject": {"buckets": buckets(words, "subject", str), "label": "Subjects"},
        "file_type": {
            "buckets": buckets((ending for each in endings for ending in each), "file_type", str.upper),
            "label": "File type",
        },
    }


def _page_links(request: Request, used: dict[str, str], page: int, size: int, total: int) -> dict[str, str]:
    def link(number: int) -> str:
        parameters = {**used, "page": str(number), "size": str(size)}
        query = "&".join(f"{key}={quote(parameters[key], safe=':')}" for key in sorted(parameters))
        return f"https://zenodo.org{request.scope['path'].rstrip('/')}?{query}"

    found = {"self": link(page)}
    if page > 1:
        found = {"prev": link(page - 1), **found}
    return found | ({"next": link(page + 1)} if page * size < total else {})


def _refusal(request: Request) -> Response | None:
    header = request.headers.get("authorization", "")
    token = unquote(header).removeprefix("Bearer ").strip() or request.query_params.get("access_token", "")
    if token and token not in TOKENS:
        return _json(request, {"status": 403, "message": "Permission denied."}, 403)
    return None


def _invalid(request: Request, field: str, message: str) -> Response:
    errors = [{"field": field, "messages": [message]}]
    return _json(request, {"status": 400, "message": "A validation error occurred.", "errors": errors}, 400)


def _limits(request: Request, limit: int) -> dict[str, str]:
    count, seconds = request.scope["demo.control"].zenodo_window()
    return {
        "server": "nginx",
        "x-ratelimit-limit": str(limit),
        "x-ratelimit-remaining": str(max(0, limit - count)),
        "x-ratelimit-reset": str(int(time.time() + seconds) + 1),
        "retry-after": str(int(seconds)),
    }


def _json(
    request: Request,
    body: Any,
    status: int = 200,
    headers: dict[str, str] | None = None,
    media: str = "application/json",
    limit: int = 133,
) -> Response:
    sent = {"content-type": media, **_limits(request, limit), **(headers or {})}
    return Response(b"" if body is None else msgspec.json.encode(body), status, sent)


def _ascii(name: str) -> str:
    return name.rsplit("/", 1)[-1].encode("latin-1", "replace").decode("latin-1")
