"""The demo services for tests: one server for the whole run, set back before each test that uses it.

conftest.py imports `demo_server` and `demo` from here.
"""

from __future__ import annotations

import gc
import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from scholar_desktop.demo.server import DemoServer


class Demo:
    """The running demo services. url: their address; host_map: the map that sends every host to them."""

    def __init__(self, server: DemoServer) -> None:
        self.url = server.url
        self.host_map = {"*": server.url}

    def reset(self) -> None:
        """Forget counts, faults and configuration."""
        self._post("/__reset", {})

    def config(self, **change: Any) -> None:
        """Change latency, s2_rps, fail, faults and so on: see scholar_desktop/demo/control.py."""
        self._post("/__config", change)

    def stats(self) -> dict[str, Any]:
        """{counts, statuses, peak, paths, hosts, peaks, requests} since the last reset."""
        return self.get("/__stats")

    def get(self, path: str) -> dict[str, Any]:
        """What the services send for *path*, read without the program."""
        with self._open(self.url + path) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def _post(self, path: str, body: dict[str, Any]) -> None:
        self._open(urllib.request.Request(self.url + path, json.dumps(body).encode(), method="POST")).close()

    def _open(self, request: Any) -> Any:
        return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60)


@pytest.fixture(scope="session")
def demo_server() -> Iterator[DemoServer]:
    """Started once; never stopped by a test."""
    # the loop of an earlier test (see `qloop`) must not be collected in the server's thread
    gc.collect()
    with DemoServer() as server:
        yield server


@pytest.fixture
def demo(demo_server: DemoServer) -> Iterator[Demo]:
    """The demo services in their first state."""
    running = Demo(demo_server)
    running.reset()
    yield running
    running.reset()
