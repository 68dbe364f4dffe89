"""The HTTP client of the program: requests to services and downloads of files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.thread_imports import IMPORT_LOCK
from scholar_desktop.net.auth import Auth
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.cookies import Cookies
from scholar_desktop.net.download import (
    BulkFile,
    Download,
    DownloadProblem,
    FileSink,
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
    from scholar_desktop.net.dns_lookup import Resolver
    from scholar_desktop.net.http_stack import HttpStack

__all__ = [
    "Answer",
    "Auth",
    "BulkFile",
    "Client",
    "Cookies",
    "Download",
    "DownloadProblem",
    "FileSink",
    "NetSettings",
    "RemoteFileSize",
    "Resume",
    "Service",
]

Params = Sequence[tuple[str, str]]
JSON = "application/json"
PDF = "application/pdf,*/*;q=0.8"
_READABLE = ",:/@*"
"""Not percent-encoded in a query value, which RFC 3986, 3.4 allows: it keeps lists of fields readable in logs."""
_DOTS = re.compile(r"(?<=/)\.{1,2}(?=/|$)")
"""Path segments that would be resolved as "up" or "here"; in an identifier they are ordinary characters."""


class Client:
    """Sends requests to services and downloads files.

    Created once; its constructor does nothing slow and uses no network. The client belongs to the event loop in which
    it is first used, and closes the store that it was given.

    Args:
        resolve: looks up the addresses of a host (`net.dns_lookup`); None for the system's resolver.
    """

    def __init__(
        self, settings: NetSettings, answers: AnswerStore, log: CallLog, *, resolve: Resolver | None = None
    ) -> None:
        self._settings = settings
        self._answers = answers
        self._log = log
        self._resolve = resolve
        self._offline = settings.offline
        self.offline_count = int(settings.offline)
        """How many times requests were stopped: work during which it changed may have failed for that reason alone."""
        self._in_flight = 0
        self._stack: HttpStack | None = None

    @property
    def in_flight(self) -> int:
        """The number of requests and downloads that have not ended."""
        return self._in_flight

    @property
    def offline(self) -> bool:
        """Whether requests are stopped."""
        return self._offline

    def set_offline(self, offline: bool) -> None:
        """Stop or resume sending requests. Requests that are already sent are completed; waiting
        ones end with Offline.
        """
        self.offline_count += offline and not self._offline
        self._offline = offline
        if self._stack is not None:
            self._stack.requests.nudge()

    async def warm(self) -> None:
        """Load, in threads, everything that is slow about the first request. Otherwise the first request loads it."""
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
        """Send a request to *service*, or return the stored answer.

        Identical requests that are in flight at the same time are sent once. Offline, a stored answer of any age is
        used.

        Args:
            path: already percent-encoded.
            params: not percent-encoded.
            body: JSON.
            accept: where this is JSON, the body of the answer is checked to be complete JSON.
            ask: the options of this request; with its `refresh` no stored answer is used.
            lifetime_s: how old a stored answer may be.
            missing_lifetime_s: the same for a 404 or 410. None where a 404 is not a valid answer, because the request
                names nothing that could be missing (a search): then it raises BadAnswer and is not stored.
            kept_s: how long the answer is kept for later requests with a longer *lifetime_s*; None: no longer than
                *lifetime_s*.
            keep: False for an answer that is of no use later and must not be stored (signed links).

        Raises:
            NotFound: 404, 410.
            BadRequest: 400, 422, other 4xx.
            AccessRefused: 401, 403, 451.
            RateLimited: 429, 503.
            Unreachable: DNS, connect, reset, other 5xx.
            TimedOut: no complete answer within the service's time.
            BadAnswer: a truncated answer, HTML, or anything else that was not expected.
            TooBig: the answer is larger than the limit.
            Offline: the program is offline and has no stored answer.
            Exception: what the service's `auth` raises.
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
        """Return the last good answer to this request, of any age, or None. Sends nothing and counts nothing."""
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
        slow_s: float | None = None,
    ) -> Download:
        """Download *url* into *part*, at the rate that its host allows.

        An answer that is neither a file nor worth another try (202, a 3xx without a usable target, 4xx other than 429)
        is returned with its `page`: the caller decides whether it is a challenge page, a login page or a missing file.
        *part* is continued when *resume* fits (`find_resume(part)`), otherwise it is started again; after a temporary
        failure the received bytes are kept.

        Args:
            sniff: called once with the first 1024 bytes (unpacked); False stops the download, and up to 1 MB is
                returned as `page`.
            max_bytes: None for no limit.
            on_progress: called with (received, total or None) at most ten times a second, and at the end.
            is_final: called with (status, headers, page) of a 429 or 5xx; True means that it is not tried again.
            bulk: how a file of many gigabytes is handled, None for other files.
            slow_s: how many seconds, over all tries together, the download may bring less than the minimum rate; None
                for no such limit.

        Raises:
            DownloadProblem: the download failed. Nothing else is raised but CancelledError.
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
                slow_s=slow_s,
            )

    async def stream(
        self,
        url: str,
        sink: FileSink,
        *,
        ask: RequestOptions,
        sniff: Sniff,
        bulk: BulkFile,
        resume: Resume | None = None,
        on_progress: OnProgress | None = None,
    ) -> Download:
        """Download *url* into *sink* as it is sent. The arguments, the result and the errors are those of `download`.

        A cut transfer is continued at the byte where it ended if the host sends validators; else *sink* begins again.
        What *sink* raises, other than OSError, ends the download and is raised here.
        """
        with self._count_in_flight():
            stack = await self._load_stack()
            return await stack.files.stream(
                url, sink, ask=ask, sniff=sniff, bulk=bulk, resume=resume, on_progress=on_progress
            )

    async def measure(self, url: str, *, ask: RequestOptions) -> RemoteFileSize:
        """Request the first byte of the file at *url* to learn its size; one request, without the delay between
        downloads.

        Raises:
            DownloadProblem: there was no answer. Nothing else is raised but CancelledError.
        """
        with self._count_in_flight():
            stack = await self._load_stack()
            return await stack.files.measure(url, ask=ask)

    async def has_network(self) -> bool:
        """Return whether any of the services accepts a connection; nothing is sent. True where this cannot be
        determined.
        """
        from scholar_desktop.net.connectivity_check import reaches_any

        return await reaches_any(self._settings.service_urls, self._settings.host_map)

    def wake_hosts(self) -> None:
        """End the cooldown of hosts after failures: the network is back, or the user wants it. A pause that a host
        has asked for remains.
        """
        if self._stack is not None:
            self._stack.files.throttle.forget_failures()

    async def aclose(self) -> None:
        """Close connections and stores. The tasks that use the client must be cancelled before."""
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
    """Import, in a thread, what `_load_stack` needs."""
    with IMPORT_LOCK:
        import scholar_desktop.net.http_stack  # noqa: F401


def _encoded_dots(segment: re.Match[str]) -> str:
    return segment[0].replace(".", "%2E")


def _api_request(
    service: Service, path: str, params: Params, method: str, body: bytes | None, accept: str
) -> ApiRequest:
    query = "&".join(f"{quote(name, safe=_READABLE)}={quote(value, safe=_READABLE)}" for name, value in params)
    url = service.base_url.rstrip("/") + _DOTS.sub(_encoded_dots, path) + (f"?{query}" if query else "")
    return ApiRequest(method, url, accept, body)
