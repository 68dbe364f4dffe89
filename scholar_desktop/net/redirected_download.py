"""Requests one file and follows its redirects to the response that holds it; makes a Download of that response."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import FILES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.net import file_failures
from scholar_desktop.net.call_log import Call, CallLog
from scholar_desktop.net.connections import Connections, StreamedResponse, TransportError, TransportErrorKind
from scholar_desktop.net.cookies import Cookies
from scholar_desktop.net.download import BulkFile, Download, DownloadProblem, FileSink, IsFinal, Resume, Sniff
from scholar_desktop.net.host_throttle import HostPaused, HostSlot, HostThrottle
from scholar_desktop.net.part_file import unpacked_head
from scholar_desktop.net.redirects import RedirectTrail, is_redirect
from scholar_desktop.net.request_sender import RETRYABLE_ERRORS
from scholar_desktop.net.retry import time_after
from scholar_desktop.net.service import NetSettings
from scholar_desktop.net.transfer_watch import ProgressReporter, SlowTime, content_range, is_packed, number, plain_head

if TYPE_CHECKING:
    import httpx


log = logging.getLogger(__name__)


class RetryableFailure(Exception):
    """A failure after which the request is worth another try.

    wait_s: the time that the host requested; at_once: the Range of the request was the cause, so no wait is needed.
    """

    def __init__(self, problem: DownloadProblem, *, wait_s: float | None = None, at_once: bool = False) -> None:
        super().__init__(problem.reason)
        self.problem = problem
        self.wait_s = wait_s
        self.at_once = at_once


class DownloadJob(msgspec.Struct):
    """One download, over all its tries.

    resume: the validators with which the part may be continued, None to start again; bulk: None for a file that is
    decompressed and, when it fails for good, removed; is_measurement: only the size of the file is requested; packed:
    the content of the part must be decompressed; spent_s: time spent waiting for answers and between tries, which the
    patience of the request limits (the transfer itself is not counted: its speed is checked instead); slow: how long
    the download may bring next to nothing.
    """

    url: str
    part: FileSink
    ask: RequestOptions
    sniff: Sniff
    jar: Cookies
    referer: str | None
    accept: str
    max_bytes: int | None
    resume: Resume | None
    progress: ProgressReporter
    is_final: IsFinal | None
    bulk: BulkFile | None = None
    is_measurement: bool = False
    packed: bool = False
    spent_s: float = 0.0
    slow: SlowTime = msgspec.field(default_factory=lambda: SlowTime(math.inf, 0.0))

    @property
    def patience_s(self) -> float:
        """How much longer the download may wait, in seconds."""
        return self.ask.wait_s - self.spent_s

    @property
    def resume_address(self) -> str:
        """The address under which the part may be continued."""
        return self.url if self.bulk is None else self.bulk.address

    @property
    def is_checked(self) -> bool:
        """Whether the caller compares the file's checksum."""
        return self.bulk is not None and self.bulk.checked

    @property
    def keeps_part(self) -> bool:
        """Whether the received bytes are kept although the download has failed for good."""
        return self.bulk is not None and self.resume is not None and self.part.size > 0

    def wants(self, head: bytes, headers: Mapping[str, str]) -> bool:
        """Return whether these first bytes are those of the wanted kind of file."""
        return self.sniff(head if self.bulk is not None else plain_head(head, headers))

    def report(self, until: datetime | None) -> None:
        """Pass a change of the waiting time on to the caller."""
        if self.ask.on_wait is not None:
            self.ask.on_wait(FILES, until)

    def stalled(self, url: httpx.URL, redirects: tuple[str, ...] = ()) -> DownloadProblem:
        """Return the error for a download whose slow time is used up."""
        reason = file_failures.stalled(url.host, self.slow.limit_s)
        return DownloadProblem(
            Outcome.TIMEOUT, reason, final_url=str(url), redirects=redirects, received=self.part.size
        )

    def count(self) -> None:
        """Count a request that was sent."""
        self.ask.request_counts.of(FILES).requests += 1


class FileResponse(msgspec.Struct):
    """The last response of a chain, its body not read.

    range_start: the first byte that was requested, 0 for the whole file; began: by `time.monotonic`.
    """

    reply: StreamedResponse
    url: httpx.URL
    redirects: tuple[str, ...]
    slot: HostSlot
    range_start: int
    began: float

    @property
    def host(self) -> str:
        return self.url.host

    def problem(self, outcome: Outcome, reason: str, *, received: int) -> DownloadProblem:
        """Return the error for a download that ended with this response."""
        return DownloadProblem(
            outcome,
            reason,
            http_status=self.reply.status,
            final_url=str(self.url),
            redirects=self.redirects,
            received=received,
        )


class FileRequests:
    """Sends the requests for files: at the rate of their hosts, with the cookies of the chain, and without any
    credentials.
    """

    def __init__(
        self,
        connections: Connections,
        settings: NetSettings,
        throttle: HostThrottle,
        log: CallLog,
        is_offline: Callable[[], bool],
    ) -> None:
        self._connections = connections
        self._settings = settings
        self._throttle = throttle
        self._log = log
        self._is_offline = is_offline

    def check(self, job: DownloadJob) -> None:
        """Raise DownloadProblem when the program is offline."""
        if self._is_offline():
            raise DownloadProblem(Outcome.UNREACHABLE, file_failures.OFFLINE, received=job.part.size)

    async def follow(self, job: DownloadJob) -> FileResponse:
        """Return the last response. The caller must close its `reply` and leave its `slot`. Raises RetryableFailure and
        DownloadProblem.
        """
        trail = RedirectTrail()
        slot: HostSlot | None = None
        host = ""
        referer = job.referer
        try:
            url = self._connections.parse(job.url)
            if referer is not None:
                referer = str(self._connections.parse(referer))
            while True:
                if not trail.may_follow(str(url), job.jar.state()):
                    reason = file_failures.redirect_loop(url.host)
                    raise _problem(job, Outcome.REDIRECT_LOOP, reason, url, trail)
                if slot is None or url.host != host or slot.ends_with_request:
                    if slot is not None:
                        slot.leave()
                    host = url.host
                    slot = await self._enter(job, host)
                response = await self._send(job, url, referer, trail, slot)
                job.jar.take(str(url), response.reply.set_cookie)
                if not is_redirect(response.reply.status, response.reply.headers):
                    slot = None  # the response holds the slot now
                    return response
                await response.reply.skip()
                self.note(response, None, 0)
                trail.leave(str(url))
                before, url = url, self._connections.parse(response.reply.headers["location"], base=url)
                if (url.host, url.scheme) != (before.host, before.scheme):
                    referer = None
        except TransportError as transport_error:  # an address that cannot be requested
            _, reason = file_failures.from_transport_error(transport_error, host, 0.0)
            raise DownloadProblem(Outcome.UNAVAILABLE, reason, redirects=tuple(trail.left)) from transport_error
        finally:
            if slot is not None:
                slot.leave()

    async def read(self, job: DownloadJob, response: FileResponse) -> bytes:
        """Return the next piece of the body, empty at its end. Raises RetryableFailure."""
        try:
            # The limit matters only near its end: before that, the timeout of a single read is shorter.
            ends_in_s = job.slow.ends_in_s
            async with asyncio.timeout(max(0.0, ends_in_s) if ends_in_s < self._settings.byte_timeout_s else None):
                piece = await response.reply.read()
            job.slow.add(len(piece))
            return piece
        except TimeoutError:
            raise RetryableFailure(job.stalled(response.url, response.redirects)) from None
        except TransportError as transport_error:
            outcome, reason = file_failures.from_transport_error(
                transport_error, response.host, self._settings.byte_timeout_s
            )
            raise RetryableFailure(response.problem(outcome, reason, received=job.part.size)) from transport_error

    def note(self, response: FileResponse, error: str | None, size: int) -> None:
        """Add the response to the call log."""
        self._note(response.url, response.began, response.reply.status, error, size)

    async def _enter(self, job: DownloadJob, host: str) -> HostSlot:
        job.slow.pause()
        try:
            return await self._throttle.enter(
                host,
                patience_s=job.patience_s,
                check=lambda: self.check(job),
                on_wait=job.report,
                on_turn=job.ask.on_turn or (lambda _why: None),
                rank=job.ask.rank,
                starts=not job.is_measurement,
            )
        except HostPaused as resting:
            raise DownloadProblem(
                resting.outcome,
                file_failures.host_paused(host, resting.until, resting.failures),
                until=resting.until,
                received=job.part.size,
                is_host_paused=True,
            ) from resting
        finally:
            job.slow.start()

    async def _send(
        self, job: DownloadJob, url: httpx.URL, referer: str | None, trail: RedirectTrail, slot: HostSlot
    ) -> FileResponse:
        self.check(job)
        headers = {"Accept": job.accept, "Accept-Encoding": "identity"}
        if referer is not None and not (referer.startswith("https:") and url.scheme == "http"):
            headers["Referer"] = referer
        if (cookie := job.jar.header_for(str(url))) is not None:
            headers["Cookie"] = cookie
        range_start = job.part.size if job.resume is not None else 0
        if job.resume is not None and range_start:
            headers["Range"] = f"bytes={range_start}-"
            if job.resume.validator is not None:
                headers["If-Range"] = job.resume.validator
        elif job.is_measurement:
            headers["Range"] = "bytes=0-0"  # many hosts answer a HEAD wrongly
        began = time.monotonic()
        try:
            # The limit on the whole head: a head that arrives byte by byte never exceeds the timeout of a single wait.
            limit_s = min(self._settings.slow_window_s, max(0.0, job.slow.ends_in_s))
            async with asyncio.timeout(limit_s):
                reply = await self._connections.send(
                    "GET", url, headers, timeout_s=self._settings.byte_timeout_s, on_sent=job.count
                )
        except TimeoutError:
            if job.slow.left_s <= 0:
                self._note(url, began, None, Message("no answer in the time limit of this copy"), 0)
                raise RetryableFailure(job.stalled(url, tuple(trail.left))) from None
            raise self._failed(job, TransportError(TransportErrorKind.TIMEOUT), url, trail, began) from None
        except TransportError as transport_error:
            raise self._failed(job, transport_error, url, trail, began) from transport_error
        finally:
            job.spent_s += time.monotonic() - began
        return FileResponse(reply, url, tuple(trail.left), slot, range_start, began)

    def _failed(
        self, job: DownloadJob, transport_error: TransportError, url: httpx.URL, trail: RedirectTrail, began: float
    ) -> DownloadProblem | RetryableFailure:
        self._note(url, began, None, str(transport_error), 0)
        outcome, reason = file_failures.from_transport_error(transport_error, url.host, self._settings.byte_timeout_s)
        problem = _problem(job, outcome, reason, url, trail)
        return RetryableFailure(problem) if transport_error.kind in RETRYABLE_ERRORS else problem

    def _note(self, url: httpx.URL, began: float, status: int | None, error: str | None, size: int) -> None:
        latency = time.monotonic() - began
        path = f"{url.host}{url.path}"  # the query may be a signature
        log.debug("files GET %s: %s in %.3f s%s", path, status, latency, f" ({error})" if error else "")
        self._log.add(
            Call(
                time=utc_timestamp(time_after(-latency)),
                service=FILES,
                method="GET",
                path=path,
                status=status,
                latency_s=round(latency, 4),
                size=size,
                error=error,
            )
        )


def _problem(job: DownloadJob, outcome: Outcome, reason: str, url: httpx.URL, trail: RedirectTrail) -> DownloadProblem:
    return DownloadProblem(outcome, reason, final_url=str(url), redirects=tuple(trail.left), received=job.part.size)


PAGE_BYTES = 1_000_000
FILE_STATUSES = frozenset({200, 203, 206})


def announced_size(status: int, headers: Mapping[str, str]) -> int | None:
    """Return the size of the whole file, from the response to a request for its first byte; None when it is unknown."""
    if status in (206, 416):
        return content_range(headers.get("content-range", ""))[2]
    return number(headers.get("content-length")) if status in FILE_STATUSES else None


def page_result(response: FileResponse, raw: bytes) -> Download:
    """Return the result for a response that was sent instead of a file."""
    page = unpacked_head(raw, PAGE_BYTES) if is_packed(raw, response.reply.headers) else raw[:PAGE_BYTES]
    return file_result(response, size=len(page), page=page)


def file_result(response: FileResponse, *, size: int, sha256: str | None = None, page: bytes | None = None) -> Download:
    """Return the result for the whole file (*page* None), or for *page*."""
    headers = response.reply.headers
    return Download(
        status=response.reply.status,
        final_url=str(response.url),
        headers=headers,
        bytes=size,
        sha256=sha256,
        complete=page is None,
        page=page,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        redirects=response.redirects,
    )
