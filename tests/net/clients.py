"""Clients and services for the tests of this folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.net.budget import Budget
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.client import Answer, Auth, Client, NetSettings, Service
from scholar_desktop.net.dns_lookup import Resolver
from scholar_desktop.net.http_cache import AnswerStore
from tests.support.http_server import Server

QUICK = {"retry_wait": 0.005, "host_delay": 0.0}


@asynccontextmanager
async def a_client(
    *, store: Path | None = None, log: CallLog | None = None, resolve: Resolver | None = None, **settings: Any
) -> AsyncIterator[Client]:
    """A client that may ask loopback, and waits milliseconds before another try."""
    fields = {"user_agent": "ScholarDesktop/test", "service_hosts": ("127.0.0.1",), **QUICK, **settings}
    client = Client(NetSettings(**fields), AnswerStore(store), log or CallLog(), resolve=resolve)
    try:
        yield client
    finally:
        await client.aclose()


def a_service(
    server: Server | str,
    *,
    name: str = "s2",
    headers: dict[str, str] | None = None,
    params: dict[str, str] | None = None,
    budget: Budget | None = None,
    timeout_s: float = 5.0,
) -> Service:
    async def auth() -> Auth:
        return Auth(headers or {}, params or {})

    return Service(name, server if isinstance(server, str) else server.url, auth, budget, timeout_s)


async def get(client: Client, service: Service, path: str = "/thing", **more: Any) -> Answer:
    return await client.ask(service, path, **{"ask": RequestOptions(), "lifetime_s": 60.0, **more})
