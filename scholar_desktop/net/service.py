"""What the client is told of itself and of a service, and what it hands back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from scholar_desktop.domain.errors import BadAnswer
from scholar_desktop.domain.request_options import Priority
from scholar_desktop.domain.source import TITLES
from scholar_desktop.net.auth import Auth
from scholar_desktop.net.budget import Budget

THREAD_FROM_BYTES = 100_000
JSON_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises for bytes that are no JSON, no UTF-8, or nested deeper than anybody means."""


class NetSettings(msgspec.Struct, frozen=True):
    """How the client behaves.

    user_agent: `ScholarDesktop/<version> (+<project page>)`; host_map: host (or `*`) to an address or `refuse`;
    service_hosts, service_urls: hosts of the services' addresses, and these; host_delay (seconds), host_connections:
    for downloads, by host; downloads: at once over all hosts, None for any number;
    retry_wait: first back-off in seconds; tries: of one request at most; byte_timeout_s: a download's wait for its next
    byte; slow_rate: bytes a second, fewer than that over slow_window_s is too slow; answer_limit: bytes of a service's
    answer at most.
    """

    user_agent: str
    offline: bool = False
    host_map: dict[str, str] = {}
    service_hosts: tuple[str, ...] = ()
    service_urls: tuple[str, ...] = ()
    host_delay: float = 1.0
    host_connections: int = 2
    downloads: int | None = None
    retry_wait: float = 1.0
    tries: int = 4
    byte_timeout_s: float = 30.0
    slow_window_s: float = 60.0
    slow_rate: float = 1000.0
    answer_limit: int = 50_000_000


class Service(msgspec.Struct, frozen=True):
    """One service as the client sees it.

    name: as in `domain.source`; base_url: scheme://host[:port][/prefix], paths are appended to it; auth: asked before
    each request, never for a stored answer, and what it raises ends the question; budget: None for one without;
    timeout_s: for one answer, last byte included; may_send: asked with the urgency of each request before it leaves,
    and what it raises ends the question; on_sent: told of each request that has left.
    """

    name: str
    base_url: str
    auth: Callable[[], Awaitable[Auth]]
    budget: Budget | None = None
    timeout_s: float = 20.0
    may_send: Callable[[Priority], None] | None = None
    on_sent: Callable[[], None] | None = None


class Answer(msgspec.Struct, frozen=True):
    """A good answer (2xx).

    headers: names in lower case, without cookies; retrieved: when the service gave or last confirmed it (ISO 8601,
    UTC); cached: it came from our own store and nothing was asked; url: without key, token and e-mail; service: its
    name; forget: takes it out of our store, None when it is in none.
    """

    status: int
    body: bytes
    content_type: str
    headers: dict[str, str]
    retrieved: str
    cached: bool
    url: str
    service: str = ""
    forget: Callable[[], Awaitable[None]] | None = None

    def json(self) -> Any:
        """The decoded body. Raises BadAnswer."""
        try:
            return msgspec.json.decode(self.body)
        except JSON_ERRORS as error:
            raise BadAnswer(
                f"The answer of {TITLES.get(self.service, self.service)} cannot be read as JSON ({error}).",
                subject=self.service,
                status=self.status,
            ) from error

    async def read(self, decode: Callable[[Answer], Any]) -> Any:
        """What *decode* makes of this answer; a large one is decoded in a thread, off the UI's. One of which it raises
        BadAnswer is not kept: who asks again asks the service."""
        try:
            if len(self.body) < THREAD_FROM_BYTES:
                return decode(self)
            return await asyncio.to_thread(decode, self)
        except BadAnswer:
            if self.forget is not None:
                await self.forget()
            raise
