"""A loopback server that answers searches as the three services do, from works that a test gives it and may change."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ZENODO_PAGE, UNPAYWALL_PAGE, BULK_PAGE = 25, 50, 1000


@dataclass(frozen=True)
class Work:
    """A work as the services list it. services: those that have it; words: the searches that find it."""

    number: int
    title: str
    words: frozenset[str]
    services: frozenset[str]
    doi: str | None = None
    year: int = 2020
    date: str = "2020-06-01"
    author: str = "Ada Example"
    zenodo: int | None = None
    record_type: str = "publication"
    ids: dict[str, str] = field(default_factory=dict)
    citations: int = 0

    @property
    def s2(self) -> str:
        return f"{self.number:040x}"


class SearchServer:
    """Serves `works`, which may be replaced between requests.

    Attributes:
        asked: the path and the parameters of each request.
        hold: called with the path before an answer is sent; may block.
    """

    def __init__(self, works: Iterable[Work] = ()) -> None:
        self.works: list[Work] = list(works)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.hold: Callable[[str], object] = lambda _path: None
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer(b"")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            def _answer(self, body: bytes) -> None:
                parts = urlsplit(self.path)
                path, query = unquote(parts.path), dict(parse_qsl(parts.query))
                server.asked.append((path, query))
                server.hold(path)
                status, answer = server.answer(path, query, body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                with contextlib.suppress(OSError):  # the program has stopped waiting
                    self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # What is where

    def found(self, service: str, words: str) -> list[Work]:
        """Return the works of *service* that the search *words* finds, in the order of the service."""
        wanted = words.casefold().strip().strip('"')
        return [
            work
            for work in self.works
            if service in work.services and (wanted in work.words or wanted == work.title.casefold())
        ]

    def answer(self, path: str, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        """Return status and body of one request."""
        if path.startswith("/graph/v1/paper/search/bulk"):
            return 200, self._bulk(query)
        if path.startswith("/graph/v1/paper/search"):
            return 200, self._relevance(query)
        if path.startswith("/graph/v1/paper/batch"):
            names = json.loads(body)["ids"]
            return 200, [self._s2(work) if (work := self._by_name(name)) else None for name in names]
        if path.startswith("/graph/v1/paper/"):
            name, _, below = path.removeprefix("/graph/v1/paper/").partition("/cit")
            name, _, references = name.partition("/references")
            work = self._by_name(name)
            if work is None:
                return 404, {"error": f"Paper with id {name} not found"}
            if below or references or path.endswith("/references"):
                return 200, {"offset": 0, "data": []}
            return 200, self._s2(work)
        if path.startswith("/v2/search"):
            return 200, self._titles(query)
        if path.startswith("/v2/"):
            work = next(
                (w for w in self.works if w.doi == path.removeprefix("/v2/") and "unpaywall" in w.services), None
            )
            return (200, self._unpaywall(work)) if work else (404, {"error": True, "message": "not found"})
        if path == "/api/records":
            return 200, self._records(query)
        if path.startswith("/api/records/"):
            number = path.split("/")[3]
            work = next((w for w in self.works if str(w.zenodo) == number and "zenodo" in w.services), None)
            return (200, self._record(work)) if work else (404, {"status": 404, "message": "not found"})
        return 404, {"error": "not found"}

    def _by_name(self, name: str) -> Work | None:
        value = name.partition(":")[2] or name
        for work in self.works:
            if "s2" in work.services and value.casefold() in (work.s2, work.doi, *work.ids.values()):
                return work
        return None

    # As Semantic Scholar sends it

    def _s2(self, work: Work) -> dict[str, Any]:
        names = {"DOI": work.doi, "ArXiv": work.ids.get("arxiv")}
        return {
            "paperId": work.s2,
            "corpusId": work.number,
            "externalIds": {name: value for name, value in names.items() if value},
            "title": work.title,
            "year": work.year,
            "publicationDate": work.date,
            "authors": [{"authorId": str(work.number), "name": work.author}],
            "citationCount": work.citations,
            "isOpenAccess": False,
        }

    def _relevance(self, query: dict[str, str]) -> dict[str, Any]:
        works, offset = self.found("s2", query["query"]), int(query.get("offset", 0))
        limit = int(query.get("limit", 100))
        page = works[offset : offset + limit]
        answer: dict[str, Any] = {"total": len(works), "offset": offset, "data": [self._s2(work) for work in page]}
        if offset + limit < len(works):
            answer["next"] = offset + limit
        return answer

    def _bulk(self, query: dict[str, str]) -> dict[str, Any]:
        works = self.found("s2", query.get("query", ""))
        if query.get("sort", "").startswith("publicationDate"):
            works = sorted(works, key=lambda work: work.date, reverse=query["sort"].endswith("desc"))
        start = int(query.get("token", 0))
        answer: dict[str, Any] = {
            "total": len(works),
            "token": str(start + BULK_PAGE) if start + BULK_PAGE < len(works) else None,
            "data": [self._s2(work) for work in works[start : start + BULK_PAGE]],
        }
        return answer

    # As Unpaywall sends it

    def _unpaywall(self, work: Work) -> dict[str, Any]:
        return {
            "doi": work.doi,
            "title": work.title,
            "year": work.year,
            "published_date": work.date,
            "genre": "journal-article",
            "is_oa": False,
            "oa_status": "closed",
            "oa_locations": [],
            "best_oa_location": None,
            "z_authors": [{"given": work.author.split()[0], "family": work.author.split()[-1]}],
        }

    def _titles(self, query: dict[str, str]) -> dict[str, Any]:
        works, page = self.found("unpaywall", query["query"]), int(query.get("page", 1))
        some = works[(page - 1) * UNPAYWALL_PAGE : page * UNPAYWALL_PAGE]
        return {
            "results": [{"response": self._unpaywall(work), "score": 1.0, "snippet": work.title} for work in some],
            "elapsed_seconds": 0.1,
        }

    # As Zenodo sends it

    def _record(self, work: Work) -> dict[str, Any]:
        doi = work.doi if work.doi and "zenodo" in work.doi else f"10.5281/zenodo.{work.zenodo}"
        return {
            "id": work.zenodo,
            "conceptrecid": str((work.zenodo or 0) + 1_000_000),
            "doi": doi,
            "conceptdoi": f"10.5281/zenodo.{(work.zenodo or 0) + 1_000_000}",
            "metadata": {
                "title": work.title,
                "doi": doi,
                "publication_date": work.date,
                "creators": [{"name": ", ".join(reversed(work.author.split()))}],
                "resource_type": {"type": work.record_type, "subtype": "article", "title": "Journal article"},
                "access_right": "open",
            },
            "files": [],
            "links": {"self": f"https://zenodo.org/api/records/{work.zenodo}"},
            "stats": {},
        }

    def _records(self, query: dict[str, str]) -> dict[str, Any]:
        works = self.found("zenodo", query.get("q", ""))
        if query.get("sort") in ("newest", "mostrecent"):
            works = sorted(works, key=lambda work: work.date, reverse=True)
        page, size = int(query.get("page", 1)), int(query.get("size", ZENODO_PAGE))
        some = works[(page - 1) * size : page * size]
        links = {"next": "next"} if page * size < len(works) else {}
        hits = {"hits": [self._record(work) for work in some], "total": len(works)}
        return {"hits": hits, "links": links, "aggregations": {}}
