"""The way to one file: from the address that was asked for, over its redirects, to the answer that has the bytes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.request_options import Ask
from scholar_desktop.domain.source import FILES
from scholar_desktop.net import file_failures
from scholar_desktop.net.call_log import Call, CallLog
from scholar_desktop.net.connections import Broken, Connections, Reply, Trouble
from scholar_desktop.net.cookies import Cookies
from scholar_desktop.net.download import Bulk, DownloadProblem, IsFinal, Resume, Sniff
from scholar_desktop.net.host_throttle import HostPace, HostPlace, Resting
from scholar_desktop.net.part_file import PartFile
from scholar_desktop.net.redirects import Trail, is_redirect
from scholar_desktop.net.retry import after
from scholar_desktop.net.sending import AGAIN, stamp
from scholar_desktop.net.service import NetSettings
from scholar_desktop.net.transfer_watch import Progress, plain_head

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)


class TryAgain(Exception):
    """Worth another try. wait_s: what the host asked for; at_once: our own Range was to blame."""

    def __init__(self, problem: DownloadProblem, *, wait_s: float | None = None, at_once: bool = False) -> None:
        super().__init__(problem.reason)
        self.problem = problem
        self.wait_s = wait_s
        self.at_once = at_once


class Job(msgspec.Struct):
    """One file on its way, over all its tries.

    resume: by what the part may be continued, None to begin anew; bulk: None for a file that is unpacked and, when it
    fails for good, forgotten; measures: only its size is wanted; packed: what is in the part must be unpacked;
    spent_s: waited for answers and between tries, which the asker's patience limits (the transfer itself is not
    counted: its speed is watched instead).
    """

    url: str
    part: PartFile
    ask: Ask
    sniff: Sniff
    jar: Cookies
    referer: str | None
    accept: str
    max_bytes: int | None
    resume: Resume | None
    progress: Progress
    is_final: IsFinal | None
    bulk: Bulk | None = None
    measures: bool = False
    packed: bool = False
    spent_s: float = 0.0

    @property
    def patience_s(self) -> float:
        return self.ask.wait_s - self.spent_s

    @property
    def noted_as(self) -> str:
        """The address under which the part may be continued."""
        return self.url if self.bulk is None else self.bulk.address

    @property
    def is_checked(self) -> bool:
        """Whether the caller looks at the file's checksum."""
        return self.bulk is not None and self.bulk.checked

    @property
    def keeps_part(self) -> bool:
        """Whether what has come stays although the download has failed for good."""
        return self.bulk is not None and self.resume is not None and self.part.size > 0

    def wants(self, head: bytes, headers: Mapping[str, str]) -> bool:
        """Whether these first bytes are those of the wanted kind of file."""
        return self.sniff(head if self.bulk is not None else plain_head(head, headers))

    def report(self, until: datetime | None) -> None:
        if self.ask.on_wait is not None:
            self.ask.on_wait(FILES, until)

    def count(self) -> None:
        """A request was sent."""
        self.ask.tally.of(FILES).requests += 1


class Landed(msgspec.Struct):
    """The last answer of a chain, its body not read.

    ranged_from: the byte from which it was asked for, 0 for all; began: by `time.monotonic`.
    """

    reply: Reply
    url: httpx.URL
    redirects: tuple[str, ...]
    place: HostPlace
    ranged_from: int
    began: float

    @property
    def host(self) -> str:
        return self.url.host

    def problem(self, outcome: Outcome, reason: str, *, received: int) -> DownloadProblem:
        return DownloadProblem(
            outcome,
            reason,
            http_status=self.reply.status,
            final_url=str(self.url),
            redirects=self.redirects,
            received=received,
        )


class FileChains:
    """Sends the requests for files: at their hosts' pace, with the cookies of the chain, and without any secret."""

    def __init__(
        self,
        connections: Connections,
        settings: NetSettings,
        pace: HostPace,
        log: CallLog,
        is_offline: Callable[[], bool],
    ) -> None:
        self._connections = connections
        self._settings = settings
        self._pace = pace
        self._log = log
        self._is_offline = is_offline

    def check(self, job: Job) -> None:
        """Nothing new is asked offline."""
        if self._is_offline():
            raise DownloadProblem(Outcome.UNREACHABLE, file_failures.OFFLINE, received=job.part.size)

    async def land(self, job: Job) -> Landed:
        """The last answer; close its reply and leave its place. Raises TryAgain and DownloadProblem."""
        trail = Trail()
        place: HostPlace | None = None
        host = ""
        referer = job.referer
        try:
            url = self._connections.parse(job.url)
            if referer is not None:
                referer = str(self._connections.parse(referer))
            while True:
                if not trail.goes_on(str(url), job.jar.state()):
                    reason = file_failures.loop(url.host)
                    raise _problem(job, Outcome.REDIRECT_LOOP, reason, url, trail)
                if place is None or url.host != host or place.ends_with_request:
                    if place is not None:
                        place.leave()
                    host = url.host
                    place = await self._enter(job, host)
                landed = await self._send(job, url, referer, trail, place)
                job.jar.take(str(url), landed.reply.set_cookie)
                if not is_redirect(landed.reply.status, landed.reply.headers):
                    place = None  # goes on with the answer
                    return landed
                await landed.reply.skip()
                self.note(landed, None, 0)
                trail.leave(str(url))
                before, url = url, self._connections.parse(landed.reply.headers["location"], base=url)
                if (url.host, url.scheme) != (before.host, before.scheme):
                    referer = None
        except Broken as broken:  # an address that cannot be asked
            _, reason = file_failures.of_trouble(broken, host, 0.0)
            raise DownloadProblem(Outcome.UNAVAILABLE, reason, redirects=tuple(trail.left)) from broken
        finally:
            if place is not None:
                place.leave()

    async def read(self, job: Job, landed: Landed) -> bytes:
        """The next piece of the body, empty at its end. Raises TryAgain."""
        try:
            return await landed.reply.read()
        except Broken as broken:
            outcome, reason = file_failures.of_trouble(broken, landed.host, self._settings.byte_timeout_s)
            raise TryAgain(landed.problem(outcome, reason, received=job.part.size)) from broken

    def note(self, landed: Landed, error: str | None, size: int) -> None:
        """A line for the call log."""
        self._note(landed.url, landed.began, landed.reply.status, error, size)

    async def _enter(self, job: Job, host: str) -> HostPlace:
        try:
            return await self._pace.enter(
                host,
                patience_s=job.patience_s,
                check=lambda: self.check(job),
                on_wait=job.report,
                on_turn=job.ask.on_turn or (lambda _why: None),
                rank=job.ask.rank,
                starts=not job.measures,
            )
        except Resting as resting:
            raise DownloadProblem(
                resting.outcome,
                file_failures.resting(host, resting.until, resting.failures),
                until=resting.until,
                received=job.part.size,
                rests=True,
            ) from resting

    async def _send(self, job: Job, url: httpx.URL, referer: str | None, trail: Trail, place: HostPlace) -> Landed:
        self.check(job)
        headers = {"Accept": job.accept, "Accept-Encoding": "identity"}
        if referer is not None and not (referer.startswith("https:") and url.scheme == "http"):
            headers["Referer"] = referer
        if (cookie := job.jar.header_for(str(url))) is not None:
            headers["Cookie"] = cookie
        ranged_from = job.part.size if job.resume is not None else 0
        if job.resume is not None and ranged_from:
            headers["Range"] = f"bytes={ranged_from}-"
            if job.resume.validator is not None:
                headers["If-Range"] = job.resume.validator
        elif job.measures:
            headers["Range"] = "bytes=0-0"  # a HEAD is answered wrongly by many hosts
        began = time.monotonic()
        try:
            # The limit on the whole head: one that drips in never times out by itself.
            async with asyncio.timeout(self._settings.slow_window_s):
                reply = await self._connections.send(
                    "GET", url, headers, timeout_s=self._settings.byte_timeout_s, on_sent=job.count
                )
        except TimeoutError:
            raise self._failed(job, Broken(Trouble.TIMEOUT), url, trail, began) from None
        except Broken as broken:
            raise self._failed(job, broken, url, trail, began) from broken
        finally:
            job.spent_s += time.monotonic() - began
        return Landed(reply, url, tuple(trail.left), place, ranged_from, began)

    def _failed(
        self, job: Job, broken: Broken, url: httpx.URL, trail: Trail, began: float
    ) -> DownloadProblem | TryAgain:
        self._note(url, began, None, str(broken), 0)
        outcome, reason = file_failures.of_trouble(broken, url.host, self._settings.byte_timeout_s)
        problem = _problem(job, outcome, reason, url, trail)
        return TryAgain(problem) if broken.trouble in AGAIN else problem

    def _note(self, url: httpx.URL, began: float, status: int | None, error: str | None, size: int) -> None:
        latency = time.monotonic() - began
        path = f"{url.host}{url.path}"  # the query may be a signature
        log.debug("files GET %s: %s in %.3f s%s", path, status, latency, f" ({error})" if error else "")
        self._log.add(
            Call(
                time=stamp(after(-latency)),
                service=FILES,
                method="GET",
                path=path,
                status=status,
                latency_s=round(latency, 4),
                size=size,
                error=error,
            )
        )


def _problem(job: Job, outcome: Outcome, reason: str, url: httpx.URL, trail: Trail) -> DownloadProblem:
    return DownloadProblem(outcome, reason, final_url=str(url), redirects=tuple(trail.left), received=job.part.size)
