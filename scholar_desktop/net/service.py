"""The settings of the client, the description of a service, and the answer that the client returns."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from scholar_desktop.domain.errors import BadAnswer
from scholar_desktop.domain.request_options import ANSWER_S, TRIES, Priority
from scholar_desktop.domain.source import TITLES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.net.auth import Auth
from scholar_desktop.net.budget import Budget

THREAD_FROM_BYTES = 100_000
JSON_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""The exceptions of decoding bytes that are not JSON, not UTF-8, or nested too deeply."""


class NetSettings(msgspec.Struct, frozen=True):
    """The settings of the client.

    user_agent: `ScholarDesktop/<version> (+<project page>)`; host_map: host (or `*`) to an address or `refuse`;
    service_hosts, service_urls: hosts of the services' addresses, and these addresses; host_delay (seconds),
    host_connections: for downloads, per host; downloads: at the same time over all hosts, None for any number;
    retry_wait: first back-off in seconds; tries: at most, of one request; byte_timeout_s: how long a download waits for
    its next byte; slow_rate: bytes a second; a download below it over slow_window_s is too slow; answer_limit: maximum
    size of a service's answer in bytes.
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
    tries: int = TRIES
    byte_timeout_s: float = 30.0
    slow_window_s: float = 60.0
    slow_rate: float = 1000.0
    answer_limit: int = 50_000_000


class Service(msgspec.Struct, frozen=True):
    """One service as the client sees it.

    name: as in `domain.source`; base_url: scheme://host[:port][/prefix], paths are appended to it; auth: called before
    each request, never for a stored answer; an exception that it raises ends the request; budget: None for a service
    without one; timeout_s: for one answer including its last byte; may_send: called with the priority of each request
    before it is sent; an exception that it raises ends the request; on_sent: called after each request that was sent.
    """

    name: str
    base_url: str
    auth: Callable[[], Awaitable[Auth]]
    budget: Budget | None = None
    timeout_s: float = ANSWER_S
    may_send: Callable[[Priority], None] | None = None
    on_sent: Callable[[], None] | None = None


class Answer(msgspec.Struct, frozen=True):
    """A good answer (2xx).

    headers: names in lower case, without cookies; retrieved: when the service gave or last confirmed it (ISO 8601,
    UTC); cached: it is from the program's own store and nothing was sent; url: without key, token and e-mail; service:
    its name; forget: removes it from the store, None when it is not stored.
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
        """Return the decoded body. Raises BadAnswer."""
        try:
            return msgspec.json.decode(self.body)
        except JSON_ERRORS as error:
            raise BadAnswer(
                Message(
                    "The answer from {service} cannot be read as JSON ({reason}).",
                    service=TITLES.get(self.service, self.service),
                    reason=str(error),
                ),
                subject=self.service,
                status=self.status,
            ) from error

    async def read(self, decode: Callable[[Answer], Any]) -> Any:
        """Return what *decode* returns for this answer; a large answer is decoded in a thread, not on the UI thread.

        An answer for which *decode* raises BadAnswer is removed from the store, so that the next request is sent to the
        service again.
        """
        try:
            if len(self.body) < THREAD_FROM_BYTES:
                return decode(self)
            return await asyncio.to_thread(decode, self)
        except BadAnswer:
            if self.forget is not None:
                await self.forget()
            raise
