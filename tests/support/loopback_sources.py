"""The sources, asking a loopback service through the real client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.client import Auth, Client, NetSettings, Service
from scholar_desktop.net.http_cache import AnswerStore
from scholar_desktop.sources.s2_datasets.api import S2Datasets
from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
from scholar_desktop.sources.unpaywall.api import Unpaywall
from scholar_desktop.sources.zenodo.api import Zenodo


async def nobody() -> Auth:
    return Auth()


async def a_reader() -> Auth:
    return Auth(params={"email": "reader@university.edu"})


class Sources:
    """All of them at one address, with one way of asking."""

    def __init__(self, url: str, unpaywall_auth: Callable[[], Awaitable[Auth]]) -> None:
        settings = NetSettings(user_agent="ScholarDesktop/test", service_hosts=("127.0.0.1",), retry_wait=0.001)
        self.client = Client(settings, AnswerStore(None), CallLog())
        self.s2 = SemanticScholar(self.client, Service("s2", url, nobody))
        self.datasets = S2Datasets(self.client, Service("datasets", url, nobody))
        self.unpaywall = Unpaywall(self.client, Service("unpaywall", url, unpaywall_auth))
        self.zenodo = Zenodo(self.client, Service("zenodo", url, nobody))
        self.ask = RequestOptions(wait_s=0.5)


@asynccontextmanager
async def sources_at(url: str, unpaywall_auth: Callable[[], Awaitable[Auth]] = a_reader) -> AsyncIterator[Sources]:
    """The sources at *url*, closed at the end."""
    sources = Sources(url, unpaywall_auth)
    try:
        yield sources
    finally:
        await sources.client.aclose()
