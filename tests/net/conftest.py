from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator

import pytest

from tests.support.http_server import Handler, Server


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """`serve(handler)` starts a loopback server, `serve(handler, tls=context)` one with TLS."""
    servers: list[Server] = []

    def start(handler: Handler, tls: ssl.SSLContext | None = None) -> Server:
        servers.append(Server(handler, tls))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()
