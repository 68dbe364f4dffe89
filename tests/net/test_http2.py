"""HTTP/2 is used where a server offers it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.net.clients import a_client, a_service, get
from tests.net.test_connections import TLS, at_home
from tests.net.test_download import PDF, fetch

h2_config = pytest.importorskip("h2.config")
h2_connection = pytest.importorskip("h2.connection")
h2_events = pytest.importorskip("h2.events")

Answer = Callable[[Any, int, str], None]


class Http2Server:
    """Answers every request with *answer(connection, stream, path)*; one connection at a time."""

    def __init__(self, answer: Answer) -> None:
        self.paths: list[str] = []
        self._answer = answer
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(TLS / "server.pem")
        self._context.set_alpn_protocols(["h2"])
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, name="test-http2")
        self._thread.start()

    @property
    def url(self) -> str:
        return f"https://service.example:{self._listener.getsockname()[1]}"

    def stop(self) -> None:
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(30)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                plain, _ = self._listener.accept()
                self._open.append(plain)
                with contextlib.suppress(OSError), self._context.wrap_socket(plain, server_side=True) as connection:
                    self._talk(connection)

    def _talk(self, connection: ssl.SSLSocket) -> None:
        http = h2_connection.H2Connection(h2_config.H2Configuration(client_side=False, header_encoding="utf-8"))
        http.initiate_connection()
        connection.sendall(http.data_to_send())
        while data := connection.recv(65536):
            for event in http.receive_data(data):
                if isinstance(event, h2_events.RequestReceived):
                    path = dict(event.headers)[":path"]
                    self.paths.append(path)
                    self._answer(http, event.stream_id, path)
            connection.sendall(http.data_to_send())
            if http.state_machine.state is h2_connection.ConnectionState.CLOSED:
                return


@pytest.fixture
def serve_http2(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], Http2Server]]:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    servers: list[Http2Server] = []

    def start(answer: Answer) -> Http2Server:
        servers.append(Http2Server(answer))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


HERE = {"service_hosts": ("service.example",), "resolve": at_home}


def send(http: Any, stream: int, body: bytes, kind: str = "application/json", length: int | None = None) -> None:
    fields = [
        (":status", "200"),
        ("content-type", kind),
        ("content-length", str(len(body) if length is None else length)),
    ]
    http.send_headers(stream, fields)
    for at in range(0, len(body), 16_000):
        http.send_data(stream, body[at : at + 16_000])
    http.end_stream(stream)


async def test_questions_share_one_connection(serve_http2: Any) -> None:
    server = serve_http2(lambda http, stream, path: send(http, stream, f'"{path}"'.encode()))
    async with a_client(**HERE) as client:
        answers = [await get(client, a_service(server.url), path) for path in ("/1", "/2", "/3")]
    assert [answer.json() for answer in answers] == ["/1", "/2", "/3"]


async def test_a_stream_that_is_reset_is_asked_again(serve_http2: Any) -> None:
    def answer(http: Any, stream: int, path: str) -> None:
        if len(server.paths) < 3:
            http.reset_stream(stream, error_code=2)
        else:
            send(http, stream, b"[]")

    server = serve_http2(answer)
    async with a_client(**HERE) as client:
        assert (await get(client, a_service(server.url))).json() == []
    assert len(server.paths) == 3


async def test_a_body_that_is_reset_half_way_is_asked_again(serve_http2: Any) -> None:
    def answer(http: Any, stream: int, path: str) -> None:
        if len(server.paths) == 1:
            http.send_headers(stream, [(":status", "200"), ("content-type", "application/json")])
            http.send_data(stream, b"[1, 2")
            http.reset_stream(stream, error_code=2)
        else:
            send(http, stream, b"[]")

    server = serve_http2(answer)
    async with a_client(**HERE) as client:
        assert (await get(client, a_service(server.url))).json() == []
    assert len(server.paths) == 2


async def test_a_server_that_says_goodbye_is_asked_again(serve_http2: Any) -> None:
    def answer(http: Any, stream: int, path: str) -> None:
        if len(server.paths) == 1:
            http.close_connection(error_code=0, last_stream_id=0)
        else:
            send(http, stream, b"[]")

    server = serve_http2(answer)
    async with a_client(**HERE) as client:
        assert (await get(client, a_service(server.url))).json() == []


async def test_a_file_and_a_page_arrive(serve_http2: Any, tmp_path: Path) -> None:
    small = PDF[:50_000] + PDF[-10:]

    def answer(http: Any, stream: int, path: str) -> None:
        send(http, stream, small if path == "/x.pdf" else b"<html>" * 5000, "application/pdf")

    server = serve_http2(answer)
    async with a_client(**HERE) as client:
        got = await fetch(client, server.url + "/x.pdf", tmp_path / "x.part")
        page = await fetch(client, server.url + "/page", tmp_path / "y.part")
    assert (tmp_path / "x.part").read_bytes() == small
    assert (got.complete, page.page) == (True, b"<html>" * 5000)
