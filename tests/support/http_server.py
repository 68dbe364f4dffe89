"""A loopback HTTP server that can misbehave: it resets, cuts, drips, floods, and says what it was asked."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

LINE = "\r\n"


@dataclass
class ReceivedRequest:
    """One request as it arrived. headers: names in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]


@dataclass
class Wire:
    """The server's end of one connection."""

    socket: socket.socket
    stopping: threading.Event = field(default_factory=threading.Event)
    keep: bool = True

    def head(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        lines = [f"HTTP/1.1 {status} Told", *(f"{name}: {value}" for name, value in (headers or {}).items())]
        self.raw((LINE.join(lines) + LINE * 2).encode("latin-1"))

    def send(self, body: bytes | str = b"", status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """A whole answer, JSON unless the headers say otherwise."""
        data = body.encode() if isinstance(body, str) else body
        defaults = {"Content-Type": "application/json", "Content-Length": str(len(data))}
        self.head(status, defaults | dict(headers or {}))
        self.raw(data)

    def redirect(self, location: str, status: int = 302, headers: Mapping[str, str] | None = None) -> None:
        self.send(b"", status, {"Location": location, **(headers or {})})

    def raw(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self.socket.sendall(data)

    def close(self) -> None:
        """End of the body: a clean close."""
        self.keep = False

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.keep = False

    def drip(self, data: bytes, every_s: float) -> None:
        """A byte at a time, until the test is over."""
        for number in data:
            self.raw(bytes([number]))
            if self.stopping.wait(every_s):
                return

    def hang(self) -> None:
        """Say nothing until the test is over."""
        self.stopping.wait(60)
        self.keep = False


Handler = Callable[[ReceivedRequest, Wire], None]


class Server:
    """Serves *handler* on 127.0.0.1, a thread a connection, until `stop`."""

    def __init__(self, handler: Handler, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.received: list[ReceivedRequest] = []
        self.connections = 0
        self._handler = handler
        self.tls = tls
        self._stopping = threading.Event()
        self._asked = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", port))
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept, name="test-server")]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def targets(self) -> list[str]:
        return [request.target for request in self.received]

    async def was_asked(self) -> None:
        """Until the first request is here."""
        await asyncio.to_thread(self._asked.wait, 60)

    def stop(self) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(30)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._open.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), name="test-connection")
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        connection = plain
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(plain, server_side=True)
            stream = connection.makefile("rb")
            wire = Wire(connection, self._stopping)
            while wire.keep and (request := _read(stream)) is not None:
                self.received.append(request)
                self._asked.set()
                self._handler(request, wire)
        except OSError:
            pass  # the client went away, as it may
        finally:
            with contextlib.suppress(NameError, UnboundLocalError, OSError):
                stream.close()
            connection.close()
            self._open.discard(plain)


def _read(stream: object) -> ReceivedRequest | None:
    line = stream.readline()  # type: ignore[attr-defined]
    if not line:
        return None
    method, target, _ = line.decode("latin-1").split(" ", 2)
    headers: dict[str, str] = {}
    while (line := stream.readline().decode("latin-1").strip()) != "":  # type: ignore[attr-defined]
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))  # type: ignore[attr-defined]
    return ReceivedRequest(method, target, headers, body)
