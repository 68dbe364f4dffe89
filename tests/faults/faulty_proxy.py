"""What stands before the demo services in the tests of faults: it hands every request on, until it is told to fail."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.support.http_server import ReceivedRequest, Server, Wire

FaultHandler = Callable[[ReceivedRequest, Wire], None]
"""One fault: what is done in place of an answer."""

_HOP = ("connection", "transfer-encoding", "keep-alive", "content-length", "date", "server")


class FaultyProxy:
    """A service on loopback that is sound or broken, as the test says.

    url: where the program is to ask; asked: every request that came, broken or not. keeps_hosts: a request for another
    host than this one is handed on for that host.
    """

    def __init__(
        self, behind: str, tls: ssl.SSLContext | None = None, port: int = 0, *, keeps_hosts: bool = False
    ) -> None:
        self._behind = urlsplit(behind)
        self._keeps_hosts = keeps_hosts
        self._fault: FaultHandler | None = None
        self._where: tuple[str, ...] = ()
        self.server = Server(self._answer, tls, port)

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def host_map(self) -> dict[str, str]:
        """The map that sends every host here."""
        return {"*": self.url}

    @property
    def asked(self) -> list[ReceivedRequest]:
        return self.server.received

    def break_down(self, play: FaultHandler, *where: str) -> None:
        """Answer by *play* from now on, whatever has one of *where* in its path; without any, everything."""
        self._fault, self._where = play, tuple(part for part in where if part)

    def mend(self) -> None:
        """Answer as the demo services do."""
        self._fault = None

    def stop(self) -> None:
        self.server.stop()

    def _answer(self, request: ReceivedRequest, wire: Wire) -> None:
        fault = self._fault
        if fault is not None and (not self._where or any(part in request.path for part in self._where)):
            fault(request, wire)
        else:
            self.pass_on(request, wire)

    def pass_on(self, request: ReceivedRequest, wire: Wire) -> None:
        """The demo's own answer."""
        status, headers, body = self.whole(request)
        wire.send(body, status, headers)

    def whole(self, request: ReceivedRequest) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body that the demo gives."""
        connection = http.client.HTTPConnection(self._behind.hostname or "", self._behind.port, timeout=60)
        try:
            headers = {name: value for name, value in request.headers.items() if name not in (*_HOP, "host")}
            host = request.headers.get("host", "")
            if self._keeps_hosts and host != urlsplit(self.url).netloc:
                headers["host"] = host
            connection.request(request.method, request.target, request.body or None, headers)
            answer = connection.getresponse()
            sent = {name: value for name, value in answer.getheaders() if name.lower() not in _HOP}
            return answer.status, sent, answer.read()
        finally:
            connection.close()
