"""Counts the requests to the demo services, and applies latency, rate limits and configured faults.

POST /__config takes a JSON object with any of

  latency        seconds before each answer
  s2_rps         requests per second that Semantic Scholar allows, over all its endpoints; null for no limit
  zenodo_rpm     requests per minute that Zenodo allows; null: its headers count, but no request is refused
  pace           seconds between the pieces of a slow answer
  link_s         seconds for which a signed link to a dataset's file is valid, including links already issued
  releases       the folder of generated releases that the Datasets API serves; null: those of the demo's corpus
  fail           {where: status}
  faults         {where: how}

`where` is a path ("/graph/v1/paper/search"), the start of one, a host with or without a path ("arxiv.org/pdf"), or a
service (s2, datasets, unpaywall, zenodo, web); the longest match is used. `how` is a name below or a status, or an
object {"kind": name} or {"status": n} with "times": how often (then the fault is over) and "retry_after": seconds.

  reset      the connection is reset without an answer          hang       no answer, ever
  html       a page of HTML with 200                            garbage    200 and JSON that breaks off
  nonsense   JSON of another shape                              empty      200 and no body
  cut        half the answer, with the length of the whole      slow       the answer in pieces, `pace` apart

GET /__stats: counts by service, statuses, peak (maximum number of simultaneous requests), and paths, hosts, peaks by
host, and requests, the last 2,000: {method, service, host, path, query, status, key (whether one was sent), range}.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.types import Message, Receive, Scope, Send

_PATHS = {
    "s2": ("/graph/v1", "/recommendations/v1"),
    "unpaywall": ("/v2",),
    "zenodo": ("/api",),
    "datasets": ("/datasets/v1",),
    "web": ("/web/",),
}
KINDS = ("reset", "hang", "html", "garbage", "nonsense", "empty", "cut", "slow")
_SLACK = 0.1  # share of the interval by which a request may be early, because clocks differ
_TOO_MANY = (
    "Too Many Requests. Please wait and try again or apply for a key for higher rate limits. "
    "https://www.semanticscholar.org/product/api#api-key-form"
)


class DemoFault(msgspec.Struct):
    """A configured fault.

    kind: one of KINDS, or None for a plain `status`; times: how often it still happens, None for always.
    """

    kind: str | None = None
    status: int | None = None
    times: int | None = None
    retry_after: float | None = None


class DemoConfig(msgspec.Struct, forbid_unknown_fields=True):
    """The settings of the demo; see the description of POST /__config."""

    latency: float = 0.0
    s2_rps: float | None = None
    zenodo_rpm: int | None = None
    pace: float = 0.4
    link_s: float = 3600.0
    releases: str | None = None
    seed: int = 0
    fail: dict[str, int | DemoFault] = {}
    faults: dict[str, str | int | DemoFault] = {}


App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Control:
    """Counts requests and applies faults. Used only from the event loop of the application that owns it."""

    def __init__(self, config: DemoConfig) -> None:
        self._start = config
        self._clock = time.monotonic
        self.reset()

    def reset(self) -> None:
        """Clears counts and faults, and restores the initial configuration."""
        self.config = msgspec.convert(msgspec.to_builtins(self._start), DemoConfig)
        self._counts: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        self._paths: Counter[str] = Counter()
        self._hosts: Counter[str] = Counter()
        self._requests: deque[dict[str, Any]] = deque(maxlen=2000)
        self._now: Counter[str] = Counter()
        self._peaks: Counter[str] = Counter()
        self._last_s2 = float("-inf")
        self._zenodo: deque[float] = deque()
        self.marks: Counter[str] = Counter()

    def configure(self, body: bytes) -> None:
        """Changes the settings named in *body*, a JSON object.

        Raises ValueError without changing anything if it is invalid.
        """
        change = msgspec.json.decode(body, type=dict[str, Any])
        config = msgspec.convert({**msgspec.to_builtins(self.config), **change}, DemoConfig)
        for where, how in config.faults.items():
            fault = _fault(how)
            if fault.kind is not None and fault.kind not in KINDS:
                raise ValueError(f"{where}: no fault is called {fault.kind!r}; there are {', '.join(KINDS)}")
        self.config = config

    def settings(self) -> dict[str, Any]:
        """Returns the current settings as JSON values."""
        found: dict[str, Any] = msgspec.to_builtins(self.config)
        return found

    def stats(self) -> dict[str, Any]:
        """Returns the counts for GET /__stats."""
        return {
            "counts": dict(self._counts),
            "statuses": dict(self._statuses),
            "peak": self._peaks.get("", 0),
            "paths": dict(self._paths),
            "hosts": dict(self._hosts),
            "peaks": {host: peak for host, peak in self._peaks.items() if host},
            "requests": list(self._requests),
        }

    # --- one request

    async def handle(self, scope: Scope, receive: Receive, send: Send, app: App) -> None:
        """Counts a request, and answers it or passes it to *app*."""
        path = scope["path"]
        service = service_of(path)
        if service is None:
            await app(scope, receive, send)
            return
        host = scope["demo.host"]
        note = self._note(scope, service, host)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and note["status"] is None:
                note["status"] = message["status"]
                self._statuses[str(message["status"])] += 1
            await send(message)

        for name in ("", host):
            self._now[name] += 1
            self._peaks[name] = max(self._peaks[name], self._now[name])
        try:
            if self.config.latency:
                await asyncio.sleep(self.config.latency)
            await self._answer(scope, receive, noted, app, service, RawConnection(send, receive))
        finally:
            for name in ("", host):
                self._now[name] -= 1

    def _note(self, scope: Scope, service: str, host: str) -> dict[str, Any]:
        headers = dict(scope["headers"])
        path = scope["path"].removeprefix(f"/web/{host}")
        note = {
            "method": scope["method"],
            "service": service,
            "host": host,
            "path": path,
            "query": scope["query_string"].decode("latin-1"),
            "status": None,
            "key": b"x-api-key" in headers or b"authorization" in headers,
            "range": headers.get(b"range", b"").decode("latin-1") or None,
        }
        self._requests.append(note)
        self._counts[service] += 1
        self._paths[path] += 1
        self._hosts[host] += 1
        return note

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, app: App, service: str, connection: RawConnection
    ) -> None:
        scope = {**scope, "demo.control": self, "demo.line": connection}
        fault = self._take_fault(scope, service)
        if fault is not None and fault.status is not None:
            await _send(send, *_failure(service, fault.status, fault.retry_after))
        elif fault is not None and fault.kind is not None:
            await self._send_fault(fault.kind, scope, receive, send, app, connection)
        elif service in ("s2", "datasets") and not self._s2_may():
            await _send(send, *_failure("s2", 429, None))
        elif service == "zenodo" and not self._zenodo_may():
            await _send(send, *_failure("zenodo", 429, 2))
        else:
            await app(scope, receive, send)

    def _take_fault(self, scope: Scope, service: str) -> DemoFault | None:
        rules = {**self.config.fail, **self.config.faults}
        path, host = scope["path"], scope["demo.host"]
        address = host + path.removeprefix(f"/web/{host}")
        fitting = [where for where in rules if where == service or path.startswith(where) or address.startswith(where)]
        if not fitting:
            return None
        where = max(fitting, key=len)
        fault = _fault(rules[where])
        if fault.times is not None:
            if fault.times <= 0:
                return None
            table: dict[str, Any] = self.config.faults if where in self.config.faults else self.config.fail
            table[where] = msgspec.structs.replace(fault, times=fault.times - 1)
        return fault

    def _s2_may(self) -> bool:
        if not self.config.s2_rps:
            return True
        now = self._clock()
        if now - self._last_s2 < (1 - _SLACK) / self.config.s2_rps:
            return False
        self._last_s2 = now
        return True

    def _zenodo_may(self) -> bool:
        now = self._clock()
        while self._zenodo and self._zenodo[0] < now - 60:
            self._zenodo.popleft()
        if self.config.zenodo_rpm is not None and len(self._zenodo) >= self.config.zenodo_rpm:
            return False
        self._zenodo.append(now)
        return True

    def zenodo_window(self) -> tuple[int, float]:
        """Returns (requests of the last minute, seconds until the oldest of them is no longer counted)."""
        oldest = self._zenodo[0] if self._zenodo else self._clock()
        return len(self._zenodo), max(1.0, 60 - (self._clock() - oldest))

    # --- faults

    async def _send_fault(
        self, kind: str, scope: Scope, receive: Receive, send: Send, app: App, connection: RawConnection
    ) -> None:
        if kind == "reset":
            await connection.reset()
        elif kind == "hang":
            await connection.wait_until_closed()
        elif kind == "html":
            page = b"<!doctype html>\n<html><head><title>Service page</title></head><body>Back soon.</body></html>\n"
            await _send(send, 200, {"content-type": "text/html; charset=utf-8"}, page)
        elif kind == "garbage":
            await _send(send, 200, {"content-type": "application/json"}, b'{"data": [{"title": "half of an ans')
        elif kind == "nonsense":
            await _send(send, 200, {"content-type": "application/json"}, b'{"data": 7, "hits": [], "results": null}')
        elif kind == "empty":
            await _send(send, 200, {"content-type": "application/json"}, b"")
        else:
            start, body = await _whole(scope, receive, app)
            if kind == "cut":
                await send(start)
                await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
                await connection.close()
            else:
                await send_slowly(send, start, body, self.config.pace)


class RawConnection:
    """The connection of one request, below HTTP."""

    def __init__(self, send: Send, receive: Receive) -> None:
        # WORKAROUND(uvicorn 0.54): ASGI has no way to break a connection; `send` is a method of the request cycle,
        # which has the transport.
        self._transport = getattr(getattr(send, "__self__", None), "transport", None)
        self._receive = receive

    async def reset(self) -> None:
        """Resets the connection (RST), and waits until the server has noticed."""
        if self._transport is not None:
            own = self._transport.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()
        await self.wait_until_closed()

    async def close(self) -> None:
        """Closes the connection after the data sent so far, although more was announced."""
        if self._transport is not None:
            self._transport.close()
        await self.wait_until_closed()

    async def wait_until_closed(self) -> None:
        """Waits until the client has disconnected or the server ends."""
        while (await self._receive())["type"] != "http.disconnect":
            pass


async def send_slowly(send: Send, start: Message, body: bytes, pace: float, pieces: int = 8) -> None:
    """Sends an answer in *pieces*, *pace* seconds apart."""
    await send(start)
    size = max(1, -(-len(body) // pieces))
    for place in range(0, len(body), size):
        await send({"type": "http.response.body", "body": body[place : place + size], "more_body": True})
        await asyncio.sleep(pace)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def service_of(path: str) -> str | None:
    """Returns the service that *path* belongs to; None for the demo's own pages."""
    return next((service for service, starts in _PATHS.items() if path.startswith(starts)), None)


def _fault(how: str | int | DemoFault) -> DemoFault:
    if isinstance(how, DemoFault):
        return how
    return DemoFault(status=how) if isinstance(how, int) else DemoFault(kind=how)


async def _whole(scope: Scope, receive: Receive, app: App) -> tuple[Message, bytes]:
    """Returns the answer of *app*: its start message and its whole body."""
    starts: list[Message] = []
    pieces: list[bytes] = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            starts.append(message)
        else:
            pieces.append(message.get("body", b""))

    await app(scope, receive, keep)
    return starts[0], b"".join(pieces)


async def _send(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    fields = {"content-length": str(len(body)), **headers}
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _failure(service: str, status: int, retry_after: float | None) -> tuple[int, dict[str, str], bytes]:
    """Returns an answer with *status* in the form of *service*."""
    headers = {"content-type": "application/json"}
    if retry_after is not None:
        headers["retry-after"] = f"{retry_after:g}"
    body: dict[str, Any]
    if service in ("s2", "datasets"):
        gateway = {403: "Forbidden", 500: "Internal Server Error", 504: "Endpoint request timed out", 429: _TOO_MANY}
        body = {"message": gateway[status]} if status in gateway else {"error": f"Status {status} by configuration"}
        if status == 429:
            body["code"] = "429"
    elif service == "unpaywall" and status not in (404, 500, 502, 503, 504):
        body = {"HTTP_status_code": status, "error": True, "message": f"Status {status} by configuration"}
    elif service == "zenodo" and status not in (502, 503, 504):
        message = "30 per 1 minute" if status == 429 else f"Status {status} by configuration"
        body = {"message": message, "status": status}
        if status == 429:
            headers |= {"retry-after": f"{retry_after or 2:g}", "x-ratelimit-limit": "30", "x-ratelimit-remaining": "0"}
        if status == 500:
            body["error_id"] = "de30de30de30de30de30de30de30de30"
    else:
        headers["content-type"] = "text/html"
        return status, headers, f"<html><body><h1>{status}</h1>\nBy configuration.\n</body></html>\n".encode()
    return status, headers, msgspec.json.encode(body) + b"\n"
