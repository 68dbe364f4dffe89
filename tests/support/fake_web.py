"""A small world on loopback: the three services, and every other host of the web, as one server.

It serves what a test puts there and records what it was asked. Loopback HTTP of the real kind: threads and sockets.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit


@dataclass
class Reply:
    """One answer.

    cut: break off after so many bytes of the body (its length is announced all the same); hang: send so many bytes,
    then nothing until `FakeWeb.release`; reset: no answer, the connection is reset; ranges: Range is heard.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    hang: int | None = None
    reset: bool = False
    ranges: bool = False


@dataclass
class Request:
    method: str
    host: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def url(self) -> str:
        return f"{self.host}{self.path}"


def pdf(content: bytes, **more: Any) -> Reply:
    return Reply(200, content, {"Content-Type": "application/pdf", "ETag": '"1"'}, **more)


def page(text: str, status: int = 200, **headers: str) -> Reply:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, f"<!doctype html><html>{text}</html>".encode(), {"Content-Type": "text/html", **sent})


def redirect(target: str, status: int = 302) -> Reply:
    return Reply(status, b"", {"Location": target})


Answerer = Reply | Callable[[Request], Reply]


class FakeWeb:
    """s2, unpaywall, zenodo: what the services know, by id; web: `host/path` to what is there; down: services that
    answer 500; faulty: what a service answers instead, by its name."""

    def __init__(self) -> None:
        self.s2: dict[str, dict[str, Any]] = {}
        self.unpaywall: dict[str, dict[str, Any]] = {}
        self.zenodo: dict[str, dict[str, Any]] = {}
        self.web: dict[str, Answerer] = {}
        self.down: set[str] = set()
        self.faulty: dict[str, Reply] = {}
        self.requests: list[Request] = []
        self.released = threading.Event()
        self.hanging = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def release(self) -> None:
        """Let what hangs end."""
        self.released.set()

    def close(self) -> None:
        self.release()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def asked(self, host: str) -> list[str]:
        """Paths asked of *host*, in order."""
        return [request.path for request in self.requests if request.host == host]

    def web_requests(self) -> list[str]:
        """What was asked of hosts that are no service, in order."""
        return [request.url for request in self.requests if not request.host.startswith("127.")]

    def service_requests(self) -> list[str]:
        return [f"{r.method} {r.path.partition('?')[0]}" for r in self.requests if r.host.startswith("127.")]

    # -- what it knows

    def add_paper(
        self,
        title: str,
        *,
        doi: str,
        copies: list[str] | None = None,
        pages: list[str] | None = None,
        authors: tuple[str, ...] = ("Ada Lovelace", "Grace Hopper"),
        s2_pdf: str | None = None,
        arxiv: str | None = None,
        is_oa: bool | None = None,
    ) -> str:
        """A paper that both services know; copies: addresses of PDFs at Unpaywall, best first; pages: landing pages.
        Returns its DOI."""
        number = len(self.s2) + 1
        external = {"CorpusId": number, "DOI": doi} | ({"ArXiv": arxiv} if arxiv else {})
        paper = {
            "paperId": f"{number:040x}",
            "corpusId": number,
            "externalIds": external,
            "title": title,
            "year": 2020,
            "authors": [{"authorId": str(index), "name": name} for index, name in enumerate(authors)],
            "isOpenAccess": s2_pdf is not None,
            "openAccessPdf": {"url": s2_pdf or "", "status": "GREEN" if s2_pdf else "CLOSED", "license": None},
        }
        for name in (f"DOI:{doi}", f"CorpusId:{number}", paper["paperId"], *([f"ARXIV:{arxiv}"] if arxiv else [])):
            self.s2[str(name).lower()] = paper
        locations = [self._location(url, url, None) for url in copies or ()]
        locations += [self._location(url, None, url) for url in pages or ()]
        for location in locations[:1]:
            location["is_best"] = True
        self.unpaywall[doi] = {
            "doi": doi,
            "doi_url": f"https://doi.org/{doi}",
            "title": title,
            "genre": "journal-article",
            "is_oa": bool(locations) if is_oa is None else is_oa,
            "oa_status": "green" if locations else "closed",
            "oa_locations": locations,
            "best_oa_location": locations[0] if locations else None,
            "year": 2020,
            "z_authors": [{"raw_author_name": name} for name in authors],
        }
        return doi

    def add_record(self, number: str, title: str, files: dict[str, bytes], *, md5: dict[str, str]) -> str:
        """A Zenodo record with its files, whose names are in its links as they are; md5: what it says their checksums
        are. Returns its DOI."""
        doi = f"10.5281/zenodo.{number}"
        listed = [
            {
                "id": name,
                "key": name,
                "size": len(content),
                "checksum": f"md5:{md5[name]}",
                "links": {"self": f"https://zenodo.org/api/records/{number}/files/{name}/content"},
            }
            for name, content in files.items()
        ]
        self.zenodo[number] = {
            "id": int(number),
            "conceptrecid": str(int(number) - 1),
            "doi": doi,
            "title": title,
            "metadata": {
                "title": title,
                "access_right": "open",
                "creators": [{"name": "Lovelace, Ada"}],
                "publication_date": "2020-05-01",
                "resource_type": {"type": "publication", "subtype": "article"},
            },
            "files": listed,
            "links": {},
        }
        for name, content in files.items():
            self.web[f"zenodo.org/api/records/{number}/files/{quote(name)}/content"] = Reply(200, content)
        return doi

    @staticmethod
    def _location(url: str, pdf_url: str | None, landing: str | None) -> dict[str, Any]:
        return {
            "url": url,
            "url_for_pdf": pdf_url,
            "url_for_landing_page": landing,
            "host_type": "repository",
            "version": "acceptedVersion",
            "license": "cc-by",
            "is_best": False,
            "evidence": "deprecated",
        }

    # -- what it answers

    def answer(self, request: Request) -> Reply:
        if not request.host.startswith("127."):
            found = self.web.get(request.url) or self.web.get(request.url.partition("?")[0])
            if found is None:
                return page("<title>Not found</title>", 404)
            return found if isinstance(found, Reply) else found(request)
        path = unquote(urlsplit(request.path).path)
        service = {"/graph": "s2", "/v2/": "unpaywall", "/api": "zenodo"}.get(path[:6].rstrip("/"), "") or {
            "/v2/": "unpaywall",
            "/api": "zenodo",
        }.get(path[:4], "")
        if service in self.faulty:
            return self.faulty[service]
        if service in self.down:
            return page("<title>Service unavailable</title>", 500)
        if service == "s2":
            return self._answer_s2(request, path)
        if service == "unpaywall":
            assert "email" in parse_qs(urlsplit(request.path).query)
            found_doi = self.unpaywall.get(path.removeprefix("/v2/"))
            return _json(found_doi) if found_doi else page("<title>404 Not Found</title>", 404)
        record = re.fullmatch(r"/api/records/(\d+)", path)
        if record and record[1] in self.zenodo:
            return _json(self.zenodo[record[1]])
        if path == "/api/records":
            return _json({"hits": {"hits": [], "total": 0}, "links": {}})
        return _json({"status": 404, "message": "The persistent identifier does not exist."}, 404)

    def _answer_s2(self, request: Request, path: str) -> Reply:
        if path.endswith("/batch"):
            return _json([self.s2.get(name.lower()) for name in json.loads(request.body)["ids"]])
        name = path.removeprefix("/graph/v1/paper/")
        paper = self.s2.get(name.lower())
        return _json(paper) if paper else _json({"error": f"Paper with id {name} not found"}, 404)


def _json(body: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/json"})


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, world: FakeWeb) -> None:
        self.world = world
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def _answer(self) -> None:
        world = self.server.world
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        sent = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, sent["host"].partition(":")[0] if not sent["host"].startswith("127.") else
                          "127.0.0.1", self.path, sent, body)  # fmt: skip
        world.requests.append(request)
        reply = world.answer(request)
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        status, content, headers = self._ranged(reply, sent)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if reply.hang is not None:
            self.wfile.write(content[: reply.hang])
            world.hanging.set()
            world.released.wait(30)
            content = content[reply.hang :]
        elif reply.cut is not None and len(content) > reply.cut:
            self.wfile.write(content[: reply.cut])
            self.close_connection = True
            return
        self.wfile.write(content)

    @staticmethod
    def _ranged(reply: Reply, sent: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        wanted = re.fullmatch(r"bytes=(\d+)-", sent.get("range", ""))
        if not reply.ranges or wanted is None or sent.get("if-range") != reply.headers.get("ETag"):
            return reply.status, reply.body, reply.headers
        start, size = int(wanted[1]), len(reply.body)
        headers = {**reply.headers, "Content-Range": f"bytes {start}-{size - 1}/{size}"}
        return 206, reply.body[start:], headers
