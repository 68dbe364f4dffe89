"""A service on loopback that answers as a test tells it, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class RecordedRequest:
    """One request. raw_path: as it came, still percent-encoded; path: decoded; body: decoded JSON, or None."""

    method: str
    raw_path: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Reply:
    """What is answered: *body* as it is when it is bytes, else as JSON."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class LoopbackService:
    """Answers with `handler(asked)`: a Reply, or a body for 200."""

    def __init__(self, handler: Callable[[RecordedRequest], Any]) -> None:
        self.handler = handler
        self.asked: list[RecordedRequest] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service._answer(self, None)

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", "0"))
                service._answer(self, json.loads(self.rfile.read(length)))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Says nothing: the tests read `asked`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="loopback service")
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def _answer(self, request: BaseHTTPRequestHandler, body: Any) -> None:
        parts = urlsplit(request.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = RecordedRequest(request.command, parts.path, unquote(parts.path), query, headers, body)
        self.asked.append(asked)
        answered = self.handler(asked)
        reply = answered if isinstance(answered, Reply) else Reply(answered)
        sent = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode() + b"\n"
        request.send_response(reply.status)
        for name, value in ({"content-type": "application/json", "connection": "close"} | reply.headers).items():
            request.send_header(name, value)
        request.send_header("content-length", str(len(sent)))
        request.end_headers()
        request.wfile.write(sent)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
