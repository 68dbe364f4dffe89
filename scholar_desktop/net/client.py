"""How a request leaves and comes back: the one HTTP client of the program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.net.auth import Auth
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.cookies import Cookies
from scholar_desktop.net.download import (
    BulkFile,
    Download,
    DownloadProblem,
    IsFinal,
    OnProgress,
    RemoteFileSize,
    Resume,
    Sniff,
)
from scholar_desktop.net.http_cache import AnswerStore, ApiRequest
from scholar_desktop.net.service import Answer, NetSettings, Service
from scholar_desktop.net.threads import in_own_thread

if TYPE_CHECKING:
    from scholar_desktop.net.http_stack import HttpStack
    from scholar_desktop.net.name_lookup import Resolver

__all__ = [
    "Answer",
    "Auth",
    "BulkFile",
    "Client",
    "Cookies",
    "Download",
    "DownloadProblem",
    "NetSettings",
    "RemoteFileSize",
    "Resume",
    "Service",
]

Params = Sequence[tuple[str, str]]
JSON = "application/json"
PDF = "application/pdf,*/*;q=0.8"
_READABLE = ",:/@*"
"""Stay as they are in a query value, which they may (RFC 3986, 3.4): field lists are read in logs."""
_DOTS = re.compile(r"(?<=/)\.{1,2}(?=/|$)")
"""Segments that would lead up or nowhere in the path: of an identifier they are a part like any other."""


class Client:
    """Asks services and fetches files.

    Made once, without network and without anything slow; belongs to the loop in which it is first used, and closes the
    store it was given.

    Args:
        resolve: finds a host's addresses (`net.name_lookup`); None for the system's own way.
    """

    def __init__(
        self, settings: NetSettings, answers: AnswerStore, log: CallLog, *, resolve: Resolver | None = None
    ) -> None:
        self._settings = settings
        self._answers = answers
        self._log = log
        self._resolve = resolve
        self._offline = settings.offline
        self._in_flight = 0
        self._stack: HttpStack | None = None

    @property
    def in_flight(self) -> int:
        """Questions and downloads that have not ended."""
        return self._in_flight

    @property
    def offline(self) -> bool:
        return self._offline

    def set_offline(self, offline: bool) -> None:
        """Ask nothing from now on, or again. What is on its way comes in; what waits ends with Offline."""
        self._offline = offline
        if self._stack is not None:
            self._stack.requests.nudge()

    async def warm(self) -> None:
        """Load everything that is slow about the first request, in threads. Done by that request otherwise."""
        stack = await self._load_stack()
        await stack.connections.warm()

    async def ask(
        self,
        service: Service,
        path: str,
        params: Params = (),
        *,
        method: str = "GET",
        body: bytes | None = None,
        accept: str = JSON,
        ask: RequestOptions,
        lifetime_s: float,
        missing_lifetime_s: float | None = 3600,
        kept_s: float | None = None,
        keep: bool = True,
    ) -> Answer:
        """Ask *service*, or take the stored answer if it is not older than *lifetime_s* (a 404 or 410:
        *missing_lifetime_s*) and *ask* wants no fresh one. *missing_lifetime_s*: None where a 404 is no answer, since
        the question names nothing that could be missing (a search): then it is a BadAnswer, and not kept.

        *path* is percent-encoded already, *params* are not; a *body* is JSON. The same question under way is asked
        once. Where JSON is accepted, the body is known to be whole JSON. Offline, a stored answer of any age will do.
        *kept_s*: how long it may serve those who will ask with a longer *lifetime_s*; None: no longer than that.
        *keep*: False for an answer that is no use later and nobody else's business (signed links): no store has it.

        Raises NotFound (404, 410), BadRequest (400, 422, other 4xx), Refused (401, 403, 451), RateLimited (429, 503),
        Unreachable (DNS, connect, reset, other 5xx), TimedOut, BadAnswer (cut, HTML or garbage), TooBig, Offline, and
        whatever the service's `auth` raises.
        """
        api_request = _api_request(service, path, params, method, body, accept)
        with self._count_in_flight():
            stack = await self._load_stack()
            return await stack.requests.ask(
                service,
                api_request,
                ask,
                lifetime_s=lifetime_s,
                missing_lifetime_s=missing_lifetime_s,
                kept_s=kept_s,
                keep=keep,
            )

    async def stored(
        self,
        service: Service,
        path: str,
        params: Params = (),
        accept: str = JSON,
        *,
        method: str = "GET",
        body: bytes | None = None,
    ) -> Answer | None:
        """The last good answer to that question, of any age, or None. Asks nothing, and counts nothing."""
        stack = await self._load_stack()
        return await stack.requests.stored(service, _api_request(service, path, params, method, body, accept))

    async def download(
        self,
        url: str,
        part: Path,
        *,
        ask: RequestOptions,
        sniff: Sniff,
        jar: Cookies,
        referer: str | None = None,
        accept: str = PDF,
        max_bytes: int | None = None,
        resume: Resume | None = None,
        on_progress: OnProgress | None = None,
        is_final: IsFinal | None = None,
        bulk: BulkFile | None = None,
    ) -> Download:
        """Fetch *url* into *part*, at the pace that its host is owed.

        *sniff* is asked once with the first 1024 bytes (unpacked): False stops, and up to 1 MB comes back as `page`.
        An answer that is neither a file nor worth another try (202, a 3xx without a way on, 4xx but 429) comes
        back with its `page` too: whether it is a challenge, a login or just missing is for the caller to tell.
        *is_final* (status, headers, page) may say the same of a 429 or 5xx, which is otherwise tried again.

        *part* is continued when *resume* fits (`find_resume(part)`), else begun anew; what came of it stays when the
        trouble is temporary. *max_bytes*: None for no limit. *on_progress* (received, total or None) is called at most
        ten times a second, and at the end. *bulk*: how a file of many gigabytes is dealt with, None for others.

        Raises DownloadProblem, and nothing else but CancelledError.
        """
        with self._count_in_flight():
            stack = await self._load_stack()
            return await stack.files.fetch(
                url,
                part,
                ask=ask,
                sniff=sniff,
                jar=jar,
                referer=referer,
                accept=accept,
                max_bytes=max_bytes,
                resume=resume,
                on_progress=on_progress,
                is_final=is_final,
                bulk=bulk,
            )

    async def measure(self, url: str, *, ask: RequestOptions) -> RemoteFileSize:
        """Ask how large the file at *url* is, by its first byte alone, once and without the pause between downloads.

        Raises DownloadProblem, and nothing else but CancelledError.
        """
        with self._count_in_flight():
            stack = await self._load_stack()
            return await stack.files.measure(url, ask=ask)

    async def has_network(self) -> bool:
        """Whether any of the services takes a connection; nothing is sent. True where that cannot be told."""
        from scholar_desktop.net.reach import reaches_any

        return await reaches_any(self._settings.service_urls, self._settings.host_map)

    def wake_hosts(self) -> None:
        """Ask hosts again that rest after failures: the network is back, or somebody wants to know. A pause for which a
        host has asked stays."""
        if self._stack is not None:
            self._stack.files.wake_hosts()

    async def aclose(self) -> None:
        """Close connections and stores. Cancel the tasks that ask before."""
        if self._stack is not None:
            await self._stack.aclose()
        await self._answers.aclose()

    async def _load_stack(self) -> HttpStack:
        if self._stack is None:
            await in_own_thread(_import_stack, "net-load")
            from scholar_desktop.net.http_stack import HttpStack

            if self._stack is None:
                self._stack = HttpStack(
                    self._settings, self._answers, self._log, is_offline=lambda: self._offline, look_up=self._resolve
                )
        return self._stack

    @contextmanager
    def _count_in_flight(self) -> Iterator[None]:
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1


def _import_stack() -> None:
    """In a thread: what `_load_stack` needs."""
    import scholar_desktop.net.http_stack  # noqa: F401


def _encoded_dots(segment: re.Match[str]) -> str:
    return segment[0].replace(".", "%2E")


def _api_request(
    service: Service, path: str, params: Params, method: str, body: bytes | None, accept: str
) -> ApiRequest:
    query = "&".join(f"{quote(name, safe=_READABLE)}={quote(value, safe=_READABLE)}" for name, value in params)
    url = service.base_url.rstrip("/") + _DOTS.sub(_encoded_dots, path) + (f"?{query}" if query else "")
    return ApiRequest(method, url, accept, body)
