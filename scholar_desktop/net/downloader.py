"""Downloads one file: up to four tries, continued with Range requests, with checks of length, size limit and speed."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from scholar_desktop.domain.attempt import Outcome, is_retryable_outcome
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.web_address import hostname_of
from scholar_desktop.net import file_failures
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.connections import Connections
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
from scholar_desktop.net.host_throttle import HostThrottle
from scholar_desktop.net.part_file import GZIP_MAGIC, CorruptArchive, PartFile, UnpackedTooBig
from scholar_desktop.net.redirected_download import (
    FILE_STATUSES,
    PAGE_BYTES,
    DownloadJob,
    FileRequests,
    FileResponse,
    RetryableFailure,
    announced_size,
    file_result,
    page_result,
)
from scholar_desktop.net.retry import RATE_LIMIT_STATUSES, back_off_s, is_temporary, pause, retry_after_s, time_after
from scholar_desktop.net.service import NetSettings
from scholar_desktop.net.transfer_watch import (
    HEAD_BYTES,
    ProgressReporter,
    SlowTime,
    SpeedCheck,
    content_range,
    is_challenge,
    number,
    validators,
)

REFUSED_PAUSE_DELAYS = 5
"""After a 403, nothing is requested from the host for this many of its delays."""
MAX_HOST_PAUSE_S = 3600.0
WRITERS = 2


class Downloader:
    """Downloads files for the client; created once."""

    def __init__(
        self, connections: Connections, settings: NetSettings, log: CallLog, is_offline: Callable[[], bool]
    ) -> None:
        self._connections = connections
        self._settings = settings
        self._is_offline = is_offline
        self.throttle = HostThrottle(
            delay_s=settings.host_delay, connections=settings.host_connections, at_once=settings.downloads
        )
        self._requests = FileRequests(connections, settings, self.throttle, log, is_offline)
        self._pool: ThreadPoolExecutor | None = None

    async def fetch(
        self,
        url: str,
        part: Path,
        *,
        ask: RequestOptions,
        sniff: Sniff,
        jar: Cookies,
        referer: str | None,
        accept: str,
        max_bytes: int | None,
        resume: Resume | None,
        on_progress: OnProgress | None,
        is_final: IsFinal | None,
        bulk: BulkFile | None,
        slow_s: float | None,
    ) -> Download:
        """See `Client.download`. When it has ended, for any reason, no thread touches *part* any more."""
        file = PartFile(part, self._writers())
        progress = ProgressReporter(on_progress)
        job = DownloadJob(url, file, ask, sniff, jar, referer, accept, max_bytes, resume, progress, is_final, bulk)
        job.slow = SlowTime(math.inf if slow_s is None else slow_s, self._settings.slow_rate)
        return await self._run(job)

    async def stream(
        self,
        url: str,
        sink: FileSink,
        *,
        ask: RequestOptions,
        sniff: Sniff,
        bulk: BulkFile,
        resume: Resume | None,
        on_progress: OnProgress | None,
    ) -> Download:
        """See `Client.stream`."""
        progress = ProgressReporter(on_progress)
        job = DownloadJob(url, sink, ask, sniff, Cookies(), None, "*/*", None, resume, progress, None, bulk)
        job.slow = SlowTime(math.inf, self._settings.slow_rate)
        return await self._run(job)

    async def _run(self, job: DownloadJob) -> Download:
        file, resume = job.part, job.resume
        if resume is not None and (
            resume.url != job.resume_address or (resume.validator is None and not job.is_checked)
        ):
            job.resume = None
        try:
            got = await self._tries(job)
            self.throttle.answered(hostname_of(got.final_url))
            return got
        except OSError as error:
            if not job.keeps_part:
                await _forget(file)
            raise DownloadProblem(Outcome.DISK, file_failures.disk_error(file.path, error)) from error
        except DownloadProblem as problem:
            self._count_failure(job.url, problem)
            if (not is_retryable_outcome(problem.outcome) and not job.keeps_part) or job.resume is None:
                await _forget(file)  # the part cannot be continued
                problem.received = 0
            else:
                with contextlib.suppress(OSError):
                    await file.flush()
            raise
        finally:
            await file.close()  # also when cancelled: the caller may then remove or reuse the part

    async def measure(self, url: str, *, ask: RequestOptions) -> RemoteFileSize:
        """See `Client.measure`."""
        nowhere = PartFile(Path(), self._writers())
        job = DownloadJob(
            url,
            nowhere,
            ask,
            bool,
            Cookies(),
            None,
            "*/*",
            None,
            None,
            ProgressReporter(None),
            None,
            is_measurement=True,
        )
        self._requests.check(job)
        await self._connections.ready()
        try:
            response = await self._requests.follow(job)
        except RetryableFailure as again:
            raise again.problem from again
        page = b""
        try:
            if response.reply.status not in (*FILE_STATUSES, 416):
                with contextlib.suppress(RetryableFailure):
                    page = await self._read_to(job, response, b"", HEAD_BYTES)
            headers = response.reply.headers
            size = announced_size(response.reply.status, headers)
            return RemoteFileSize(response.reply.status, size, page, headers.get("etag"))
        finally:
            self._requests.note(response, None, 0)
            response.slot.leave()
            await response.reply.skip()

    def _count_failure(self, url: str, problem: DownloadProblem) -> None:
        """Count a temporary failure of the host; after several in a row the host has a cooldown."""
        if not is_retryable_outcome(problem.outcome):
            return
        host = hostname_of(problem.final_url or url)
        if host and not problem.is_host_paused and not self._is_offline():
            self.throttle.failed(host, problem.outcome)

    async def aclose(self) -> None:
        """Wait for pending writes."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.wrap_future(pool.submit(int))
            pool.shutdown()

    async def _tries(self, job: DownloadJob) -> Download:
        self._requests.check(job)
        await self._connections.ready()
        await self._begin(job)
        tried = 0
        while True:
            tried += 1
            try:
                return await self._try(job)
            except RetryableFailure as again:
                problem = again.problem
                wait = 0.0 if again.at_once else again.wait_s or back_off_s(tried, self._settings.retry_wait)
            problem.received = job.part.size
            if tried >= self._settings.tries or wait > job.patience_s or wait >= job.slow.left_s:
                raise problem
            if job.resume is None and job.part.size:
                await job.part.begin()
            await self._wait(job, wait)

    async def _begin(self, job: DownloadJob) -> None:
        """Continue the existing part, or empty it."""
        if job.resume is not None:
            head = await job.part.continue_from()
            fits = job.resume.total is None or job.part.size <= job.resume.total
            if head and fits and job.wants(head, {}):
                job.packed = job.bulk is None and head.startswith(GZIP_MAGIC)
                return
            job.resume = None
        await job.part.begin()

    async def _wait(self, job: DownloadJob, seconds: float) -> None:
        began = time.monotonic()
        job.report(time_after(seconds))
        try:
            await pause(seconds, lambda: self._requests.check(job), time.monotonic)
        finally:
            job.spent_s += time.monotonic() - began
            job.report(None)

    async def _try(self, job: DownloadJob) -> Download:
        """Send one request and follow its redirects. Raises RetryableFailure, DownloadProblem, OSError."""
        response = await self._requests.follow(job)
        size_before = job.part.size
        error: str | None = None
        try:
            return await self._receive(job, response)
        except (DownloadProblem, RetryableFailure) as failed:
            error = str(failed)
            raise
        finally:
            self._requests.note(response, error, max(0, job.part.size - size_before))
            response.slot.leave()
            await response.reply.aclose()

    async def _receive(self, job: DownloadJob, response: FileResponse) -> Download:
        """Handle the last response: a file, a page, or a reason to try again."""
        reply = response.reply
        if reply.status == 416 and response.range_start:
            return await self._past_the_end(job, response)
        if is_temporary(reply.status):
            return await self._in_trouble(job, response)
        if reply.status not in FILE_STATUSES:
            if reply.status == 403 and job.bulk is None:
                self.throttle.pause(response.host, REFUSED_PAUSE_DELAYS * self.throttle.delay_s(response.host))
            return await self._page(job, response, b"")
        size = await self._length(job, response)
        if not job.part.size:
            head = await self._read_to(job, response, b"", HEAD_BYTES)
            if not job.wants(head, reply.headers):
                return await self._page(job, response, head)
            coding = reply.headers.get("content-encoding", "identity").strip().lower()
            coded = (job.bulk is None or job.is_checked) and coding not in ("", "identity")
            job.packed = coded or (job.bulk is None and head.startswith(GZIP_MAGIC))
            job.resume = (
                None if coded else validators(job.resume_address, reply.headers, size, or_length=job.is_checked)
            )
            if job.resume is not None:
                await job.part.note(job.resume)
            self._check_limit(job, response, head)
            await job.part.add(head)
        await self._body(job, response, size)
        if size is not None and job.part.size < size:
            reason = file_failures.truncated(response.host, job.part.size, size)
            raise RetryableFailure(self._problem(job, response, Outcome.TRUNCATED, reason))
        return await self._whole(job, response)

    async def _length(self, job: DownloadJob, response: FileResponse) -> int | None:
        """Return the size of the whole file, None when it is unknown.

        Also checks whether the response continues the part, whether the file is within the limit, and whether it fits
        on the disk.
        """
        reply, part = response.reply, job.part
        size = number(reply.headers.get("content-length"))
        if reply.status == 206:
            first, last, total = content_range(reply.headers.get("content-range", ""))
            if first != response.range_start or not _same_length(job.resume, total):
                raise self._other_range(job, response)
            size = total if total is not None else None if last is None else last + 1
        elif part.size:
            await part.begin()  # the file has changed, or the host ignores ranges: the response is the whole file
        if job.max_bytes is not None and size is not None and size > job.max_bytes:
            raise self._too_big(job, response)
        if size is not None and (missing := size - part.size) > await part.free_bytes():
            raise DownloadProblem(Outcome.DISK, file_failures.disk_full(part.path, missing))
        return size

    async def _body(self, job: DownloadJob, response: FileResponse, size: int | None) -> None:
        """Write the rest of the body into the part."""
        speed = self._speed()
        job.progress.report(job.part.size, size)
        while piece := await self._requests.read(job, response):
            self._check_limit(job, response, piece)
            await job.part.add(piece)
            job.progress.report(job.part.size, size)
            if speed.too_slow(len(piece)):
                raise self._too_slow(job, response)
        await job.part.flush()
        job.progress.end(job.part.size, size)

    def _check_limit(self, job: DownloadJob, response: FileResponse, piece: bytes) -> None:
        if job.max_bytes is not None and job.part.size + len(piece) > job.max_bytes:
            raise self._too_big(job, response)

    async def _read_to(self, job: DownloadJob, response: FileResponse, begun: bytes, least: int) -> bytes:
        """Return *begun* and what follows, up to at least *least* bytes or the end."""
        pieces, size = [begun], len(begun)
        speed = self._speed()
        while size < least and (piece := await self._requests.read(job, response)):
            pieces.append(piece)
            size += len(piece)
            if speed.too_slow(len(piece)):
                raise self._too_slow(job, response)
        return b"".join(pieces)

    async def _page(self, job: DownloadJob, response: FileResponse, begun: bytes) -> Download:
        """Return what was sent instead of a file; nothing of it is kept on disk."""
        raw = await self._read_to(job, response, begun, PAGE_BYTES)
        if job.keeps_part:
            await job.part.flush()
        else:
            await job.part.forget()
        return page_result(response, raw)

    async def _in_trouble(self, job: DownloadJob, response: FileResponse) -> Download:
        """Handle 429 and 5xx: try again, unless the response is a challenge page."""
        reply = response.reply
        try:
            raw = await self._read_to(job, response, b"", PAGE_BYTES)
        except RetryableFailure:
            raw = b""
        answer = page_result(response, raw)
        final = job.is_final is not None and job.is_final(reply.status, reply.headers, answer.page or b"")
        if final or is_challenge(reply.headers):
            if not job.keeps_part:
                await job.part.forget()
            return answer
        server_wait_s = retry_after_s(reply.status, reply.headers, datetime.now(UTC))
        limited = reply.status in RATE_LIMIT_STATUSES
        if limited:
            self.throttle.pause(response.host, min(server_wait_s or self._settings.retry_wait, MAX_HOST_PAUSE_S))
        until = None if server_wait_s is None else time_after(server_wait_s)
        outcome = Outcome.RATE_LIMITED if limited else Outcome.UNREACHABLE
        problem = DownloadProblem(
            outcome,
            file_failures.from_status(response.host, reply.status, until),
            http_status=reply.status,
            final_url=str(response.url),
            until=until,
            page=answer.page,
            headers=reply.headers,
            redirects=response.redirects,
        )
        raise RetryableFailure(problem, wait_s=server_wait_s)

    async def _past_the_end(self, job: DownloadJob, response: FileResponse) -> Download:
        """Handle 416: the part is already complete, or it belongs to another file than the host has now."""
        _, _, total = content_range(response.reply.headers.get("content-range", ""))
        if total is None or total != job.part.size:
            raise self._other_range(job, response)
        job.progress.end(total, total)
        return await self._whole(job, response)

    async def _whole(self, job: DownloadJob, response: FileResponse) -> Download:
        if job.packed:
            try:
                await job.part.unpack(job.max_bytes)
            except UnpackedTooBig:
                raise self._too_big(job, response) from None
            except CorruptArchive as corrupt:
                job.resume = None
                reason = file_failures.truncated(response.host, job.part.size, None)
                raise RetryableFailure(self._problem(job, response, Outcome.TRUNCATED, reason)) from corrupt
        sha256 = await job.part.finish(as_sent=not job.packed)
        await job.part.mark(str(response.url), job.referer)
        return file_result(response, size=job.part.size, sha256=sha256)

    def _other_range(self, job: DownloadJob, response: FileResponse) -> RetryableFailure:
        """Start again at once, without a Range."""
        job.resume = None
        problem = self._problem(job, response, Outcome.TRUNCATED, file_failures.wrong_range(response.host))
        return RetryableFailure(problem, at_once=True)

    def _too_slow(self, job: DownloadJob, response: FileResponse) -> RetryableFailure:
        return RetryableFailure(self._problem(job, response, Outcome.TIMEOUT, file_failures.too_slow(response.host)))

    def _too_big(self, job: DownloadJob, response: FileResponse) -> DownloadProblem:
        return self._problem(job, response, Outcome.TOO_BIG, file_failures.too_big(response.host, job.max_bytes or 0))

    @staticmethod
    def _problem(job: DownloadJob, response: FileResponse, outcome: Outcome, reason: str) -> DownloadProblem:
        return response.problem(outcome, reason, received=job.part.size)

    def _writers(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="net-files")
        return self._pool

    def _speed(self) -> SpeedCheck:
        return SpeedCheck(self._settings.slow_rate, self._settings.slow_window_s)


def _same_length(resume: Resume | None, total: int | None) -> bool:
    """Return whether a file that is identified only by its length still has that length."""
    return resume is None or resume.validator is not None or total == resume.total


async def _forget(file: FileSink) -> None:
    with contextlib.suppress(OSError):
        await file.forget()
