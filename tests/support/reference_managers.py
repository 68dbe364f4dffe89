"""Servers that stand in for Zotero's connector and JabRef's HTTP server, written after docs/services.md."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ZOTERO_HEADERS = {"X-Zotero-Version": "7.0.15", "X-Zotero-Connector-API-Version": "3"}


class StandIn:
    """A server on loopback. `answer` gets method, path, query, headers and body, and returns status and body."""

    headers: dict[str, str] = {}

    def answer(
        self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
    ) -> tuple[int, Any]:
        raise NotImplementedError

    @contextmanager
    def running(self) -> Iterator[str]:
        """The address of the server while it runs."""
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def handle_request_of(self, method: str) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers.get("content-length", "0")))
                status, sent = stand_in.answer(method, parts.path, query, headers, body)
                content = sent.encode() if isinstance(sent, str) else json.dumps(sent).encode()
                self.send_response(status)
                for name, value in stand_in.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_GET(self) -> None:
                self.handle_request_of("GET")

            def do_POST(self) -> None:
                self.handle_request_of("POST")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="stand-in")
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class ZoteroStandIn(StandIn):
    """Zotero.

    items: what it has, each {"bibtex", "session", "target", "files": the content of the attached files}; local_api:
    whether its local API is on; selected: the id of the collection that is selected; on_import: called before each
    import.
    """

    headers = ZOTERO_HEADERS
    targets = (
        {"id": "L1", "name": "My Library", "filesEditable": True, "level": 0},
        {"id": "C3", "name": "Thesis", "filesEditable": True, "level": 1},
        {"id": "C23", "name": "Heads", "filesEditable": True, "level": 2},
        {"id": "C24", "name": "Other", "filesEditable": True, "level": 1},
        {"id": "C25", "name": "Heads", "filesEditable": True, "level": 2},
    )

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.local_api = False
        self.editable = True
        self.selected = "C24"
        self.on_import: Callable[[], None] = lambda: None

    def answer(
        self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
    ) -> tuple[int, Any]:
        if headers.get("user-agent", "").startswith("Mozilla/") or "origin" in headers:
            return 403, "Request not allowed"
        if "x-zotero-connector-api-version" in headers:
            return 412, "Version mismatch"
        if headers.get("host", "").rpartition(":")[0] not in ("127.0.0.1", "[::1]", "localhost"):
            return 400, "Invalid Host header"
        if method == "POST" and "content-length" not in headers:
            return 400, "Content-length not provided"
        kind = headers.get("content-type", "").partition(";")[0]
        if (method, path) == ("GET", "/connector/ping"):
            return 200, "<!DOCTYPE html><html><body>Zotero is running</body></html>"
        if (method, path) == ("POST", "/connector/getSelectedCollection") and kind == "application/json":
            if json.loads(body) != {}:
                return 400, "Bad Request"
            chosen = next(one for one in self.targets if one["id"] == self.selected)
            return 200, {"libraryID": 1, "libraryName": "My Library", "id": 24, "name": chosen["name"]} | {
                "editable": self.editable,
                "filesEditable": bool(chosen["filesEditable"]),
                "targets": list(self.targets),
            }
        if (method, path) == ("POST", "/connector/import"):
            if kind != "text/plain":  # it decides how Zotero reads the body
                return 400, "Bad Request"
            return self._import(query.get("session", ""), body.decode())
        if (method, path) == ("POST", "/connector/updateSession") and kind == "application/json":
            return self._update(json.loads(body))
        if method == "GET" and path == "/api/users/0/items/top":
            if not self.local_api:
                return 403, "Local API is not enabled"
            return 200, [self._as_json(one) for one in self.items if self._matches(one, query)]
        return 404, "No endpoint found"

    def _import(self, session: str, text: str) -> tuple[int, Any]:
        self.on_import()
        if not re.search(r"^@\w+\{", text, re.MULTILINE):
            return 400, "null"
        if not self.editable:
            return 500, {"libraryEditable": False}
        if session in [one["session"] for one in self.items]:
            return 409, {"error": "SESSION_EXISTS"}
        paths = re.findall(r"^  file +\= \{([^:]*):(.*):application/pdf\}", text, re.MULTILINE)
        files = [(title, Path(path.replace("\\:", ":")).read_bytes()) for title, path in paths]
        self.items.append({"bibtex": text, "session": session, "target": self.selected, "files": files})
        return 201, [{"itemType": "book"}]

    def _update(self, sent: dict[str, Any]) -> tuple[int, Any]:
        found = [one for one in self.items if one["session"] == sent.get("sessionID")]
        if not found:
            return 400, {"error": "SESSION_NOT_FOUND"}
        if sent["target"] not in [one["id"] for one in self.targets]:
            return 400, {"error": "COLLECTION_NOT_FOUND"}
        found[0]["target"] = sent["target"]
        return 200, {}

    def _field(self, item: dict[str, Any], name: str) -> str:
        found = re.search(rf"^  {name} +\= \{{(.*)\}},?$", item["bibtex"], re.MULTILINE)
        return "" if found is None else re.sub(r"\\emph|[{}]", "", found[1])

    def _as_json(self, item: dict[str, Any]) -> dict[str, Any]:
        names = {"title": "title", "DOI": "doi", "date": "year"}
        return {"key": "AAAA1111", "data": {name: self._field(item, field) for name, field in names.items()}}

    def _matches(self, item: dict[str, Any], query: dict[str, str]) -> bool:
        fields = ["title", "author", "year"] + (["doi"] if query.get("qmode") == "everything" else [])
        text = " ".join(self._field(item, name) for name in fields).lower()
        return all(word in text for word in query["q"].lower().split())


class JabRefStandIn(StandIn):
    """JabRef. entries: the BibTeX that it took; is_open: whether a library is open."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self.is_open = True

    def answer(
        self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
    ) -> tuple[int, Any]:
        if method == "GET" and path == "/":
            return 200, "JabRef HTTP API"
        kind = headers.get("content-type", "").partition(";")[0]
        if (method, path, kind) == ("POST", "/libraries/current/entries", "application/x-bibtex") and self.is_open:
            self.entries.append(body.decode())
            return 204, ""
        return 404, ""
