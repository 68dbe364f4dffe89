"""The demo services' own answers, given again after a fixed time: what a client adds to that is its own.

Run as a process of its own (`python -m tests.bench.canned LATENCY`), so that it takes no time from who is
measured; it
writes its port to standard output. GET /__latency/S changes the time, GET /__asked how many questions were asked and
the most at once.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scholar_desktop.demo.server import DemoServer


class CannedServer(ThreadingHTTPServer):
    """Asks the demo once for each question, and keeps the answer."""

    daemon_threads = True

    def __init__(self, demo_url: str, latency_s: float) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.demo_url = demo_url
        self.latency_s = latency_s
        self.answers: dict[tuple[str, bytes], tuple[int, str, bytes]] = {}
        self.lock = threading.Lock()
        self.asked = 0

    def answer(self, path: str, body: bytes) -> tuple[int, str, bytes]:
        known = self.answers.get((path, body))
        if known is None:
            request = urllib.request.Request(self.demo_url + path, body or None, {"Content-Type": "application/json"})
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as got:
                known = (got.status, got.headers["Content-Type"], got.read())
            self.answers[(path, body)] = known
        return known


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: CannedServer

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(6, 1, 1)  # TCP_NODELAY: the second packet of an answer waits for nobody

    def do_GET(self) -> None:
        if self.path.startswith("/__latency/"):
            self.server.latency_s = float(self.path.rpartition("/")[2])
            self._send(200, "application/json", b"{}")
        elif self.path == "/__asked":
            asked, self.server.asked = self.server.asked, 0
            self._send(200, "application/json", json.dumps({"asked": asked}).encode())
        else:
            self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _answer(self, body: bytes) -> None:
        began = time.monotonic()
        with self.server.lock:
            self.server.asked += 1
        status, content_type, content = self.server.answer(self.path, body)
        time.sleep(max(0.0, began + self.server.latency_s - time.monotonic()))
        self._send(status, content_type, content)

    def _send(self, status: int, content_type: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
        """Nobody reads along."""


@contextmanager
def canned_server(latency_s: float) -> Iterator[str]:
    """The address of such a server, which ends with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.canned", str(latency_s)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    with DemoServer() as demo:
        server = CannedServer(demo.url, float(sys.argv[1]))
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()
