"""Faults of a service, one function each, on the wire."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.faults.faulty_proxy import FaultHandler, FaultyProxy
from tests.support.http_server import ReceivedRequest, Wire

Make = Callable[[FaultyProxy], FaultHandler]
"""Makes a fault for the front that plays it."""

JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = "<!doctype html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


def json_error(status: int, words: str = "", **headers: str) -> Make:
    """*status* as the service itself says it, in JSON."""
    body = json.dumps({"error": words} if words else {})
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda front: lambda request, wire: wire.send(body, status, sent)


def html_error(status: int, title: str) -> Make:
    """*status* as a machine in front of the service says it, in HTML."""
    return lambda front: lambda request, wire: wire.send(PAGE.format(title), status, HTML)


def body(content: str | bytes, content_type: str = "application/json") -> Make:
    """A 200 with *content*."""
    return lambda front: lambda request, wire: wire.send(content, 200, {"Content-Type": content_type})


def after_a_date(seconds: float) -> Make:
    """429 that says by a date when to come again."""
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
    return json_error(429, "Too Many Requests", Retry_After=when)


def redirect(location: str) -> Make:
    return lambda front: lambda request, wire: wire.redirect(location.format(front=front.url, path=request.target))


def reset(front: FaultyProxy) -> FaultHandler:
    return lambda request, wire: wire.reset()


def no_answer(front: FaultyProxy) -> FaultHandler:
    return lambda request, wire: wire.hang()


def drip(front: FaultyProxy) -> FaultHandler:
    """A byte now and then: it would take an hour."""

    def play(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {**JSON, "Content-Length": "100000"})
        wire.drip(b" " * 100_000, 0.02)
        wire.close()

    return play


def cut(*, with_length: bool) -> Make:
    """The first half of the demo's own answer."""

    def make(front: FaultyProxy) -> FaultHandler:
        def play(request: ReceivedRequest, wire: Wire) -> None:
            status, headers, content = front.whole(request)
            length = {"Content-Length": str(len(content))} if with_length else {"Connection": "close"}
            wire.head(status, {**headers, **length})
            wire.raw(content[: len(content) // 2])
            wire.close()

        return play

    return make


def flood(front: FaultyProxy) -> FaultHandler:
    """More than anybody reads."""

    def play(request: ReceivedRequest, wire: Wire) -> None:
        wire.head(200, {**JSON, "Connection": "close"})
        for _ in range(60):
            wire.raw(b" " * 1_000_000)
        wire.close()

    return play


def bomb(front: FaultyProxy) -> FaultHandler:
    """The same, packed small."""
    packed = gzip.compress(b" " * 60_000_000, 1)
    return lambda request, wire: wire.send(packed, 200, {"Content-Encoding": "gzip"})


def not_http(front: FaultyProxy) -> FaultHandler:
    def play(request: ReceivedRequest, wire: Wire) -> None:
        wire.raw(b"SSH-2.0-OpenSSH_9.6\r\n")
        wire.close()

    return play


def changed_answer(change: Callable[[Any], object]) -> Make:
    """The demo's own answer with *change* done to it."""

    def make(front: FaultyProxy) -> FaultHandler:
        def play(request: ReceivedRequest, wire: Wire) -> None:
            _, _, content = front.whole(request)
            answer = json.loads(content)
            change(answer)
            wire.send(json.dumps(answer))

        return play

    return make
