"""How a request leaves and comes back: the one HTTP client of the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from scholar_desktop.domain.asking import Ask
from scholar_desktop.domain.errors import SourceError
from scholar_desktop.net import failures
from scholar_desktop.net.auth import Auth
from scholar_desktop.net.call_log import Call, CallLog
from scholar_desktop.net.connections import Connections
from scholar_desktop.net.cookies import Cookies
from scholar_desktop.net.download import Download, DownloadProblem, IsFinal, OnProgress, Resume, Sniff
from scholar_desktop.net.downloader import Downloader
from scholar_desktop.net.exchange import Exchange, stamp
from scholar_desktop.net.failures import MISSING
from scholar_desktop.net.flight import Flight
from scholar_desktop.net.hosts import Hosts
from scholar_desktop.net.names import Resolver, resolve
from scholar_desktop.net.service import Answer, NetSettings, Service
from scholar_desktop.net.stores import AnswerStore, Question, StoredAnswer

__all__ = ["Answer", "Auth", "Client", "Cookies", "Download", "DownloadProblem", "NetSettings", "Resume", "Service"]

Params = Sequence[tuple[str, str]]
JSON = "application/json"
PDF = "application/pdf,*/*;q=0.8"
_READABLE = ",:/@*"
"""Stay as they are in a query value, which they may (RFC 3986, 3.4): field lists are read in logs."""


class Client:
    """Asks services and fetches files.

    Made once, without network; belongs to the loop in which it is first used, and closes the store it was given.

    Args:
        resolve: looks a host name up, see `net.names`.
    """

    def __init__(
        self, settings: NetSettings, answers: AnswerStore, log: CallLog, *, resolve: Resolver = resolve
    ) -> None:
        self._settings = settings
        self._answers = answers
        self._log = log
        self._offline = settings.offline
        self._in_flight = 0
        self._flights: dict[tuple[str, bytes], Flight] = {}
        hosts = Hosts(settings.host_map, settings.service_hosts)
        self._connections = Connections(hosts, user_agent=settings.user_agent, resolve=resolve)
        self._exchange = Exchange(self._connections, settings, log, self._check)
        self._files = Downloader(self._connections, settings, log, lambda: self._offline)

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
        for flight in tuple(self._flights.values()):
            if flight.service.budget is not None:
                flight.service.budget.nudge()

    async def warm(self) -> None:
        """Import the HTTP library and read the certificates, in a thread. Done by the first request otherwise."""
        await self._connections.warm()

    async def ask(
        self,
        service: Service,
        path: str,
        params: Params = (),
        *,
        method: str = "GET",
        body: bytes | None = None,
        accept: str = JSON,
        ask: Ask,
        lifetime_s: float,
        missing_lifetime_s: float = 3600,
    ) -> Answer:
        """Ask *service*, or take the stored answer if it is not older than *lifetime_s* (a 404 or 410:
        *missing_lifetime_s*) and *ask* wants no fresh one.

        *path* is percent-encoded already, *params* are not; a *body* is JSON. The same question under way is asked
        once. Where JSON is accepted, the body is known to be whole JSON. Offline, a stored answer of any age will do.

        Raises NotFound (404, 410), BadRequest (400, 422, other 4xx), Refused (401, 403, 451), RateLimited (429, 503),
        Unreachable (DNS, connect, reset, other 5xx), TimedOut, BadAnswer (cut, HTML or garbage), TooBig, Offline, and
        whatever the service's `auth` raises.
        """
        question = _question(service, path, params, method, body, accept)
        with self._counted():
            stored = await self._answers.get(question)
            if self._offline and stored is None:
                raise failures.offline(service.name)
            if stored is not None:
                lifetime = missing_lifetime_s if stored.status in MISSING else lifetime_s
                if self._offline or (not ask.refresh and stored.is_fresh(lifetime)):
                    return self._from_store(service, question, stored, ask)
            return await self._shared(service, question, ask, stored, (lifetime_s, missing_lifetime_s))

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
        question = _question(service, path, params, method, body, accept)
        stored = await self._answers.get(question)
        if stored is None or stored.status in MISSING:
            return None
        return _answer(service, question, stored, cached=True)

    async def download(
        self,
        url: str,
        part: Path,
        *,
        ask: Ask,
        sniff: Sniff,
        jar: Cookies,
        referer: str | None = None,
        accept: str = PDF,
        max_bytes: int | None = None,
        resume: Resume | None = None,
        on_progress: OnProgress | None = None,
        is_final: IsFinal | None = None,
    ) -> Download:
        """Fetch *url* into *part*, at the pace that its host is owed.

        *sniff* is asked once with the first 1024 bytes (unpacked): False stops, and up to 1 MB comes back as `page`.
        An answer that is neither a file nor worth another try (202, a 3xx without a way on, 4xx but 408 and 429) comes
        back with its `page` too: whether it is a challenge, a login or just missing is for the caller to tell.
        *is_final* (status, headers, page) may say the same of a 429 or 5xx, which is otherwise tried again.

        *part* is continued when *resume* fits (`find_resume(part)`), else begun anew; what came of it stays when the
        trouble is temporary. *max_bytes*: None for no limit. *on_progress* (received, total or None) is called at most
        ten times a second, and at the end.

        Raises DownloadProblem, and nothing else but CancelledError.
        """
        with self._counted():
            return await self._files.fetch(
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
            )

    async def aclose(self) -> None:
        """Close connections and stores. Cancel the tasks that ask before."""
        await self._files.aclose()
        await self._connections.aclose()
        await self._answers.aclose()

    def _check(self, service: Service) -> None:
        if self._offline:
            raise failures.offline(service.name)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1

    async def _shared(
        self,
        service: Service,
        question: Question,
        ask: Ask,
        stored: StoredAnswer | None,
        lifetimes: tuple[float, float],
    ) -> Answer:
        """The answer of whoever asks this already; else ask, and let the others have it."""
        key = (service.name, question.key)
        while (flight := self._flights.get(key)) is not None:
            flight.join(ask)
            try:
                await flight.over.wait()
            finally:
                flight.leave(ask)
            if flight.answer is not None:
                return flight.answer
            if flight.error is not None:
                raise flight.error
        flight = self._flights[key] = Flight(service, ask, check=lambda: self._check(service))
        try:
            flight.answer = await self._asked(service, question, flight, stored, lifetimes)
        except SourceError as error:
            flight.error = error
            raise
        finally:
            del self._flights[key]
            flight.over.set()
        return flight.answer

    async def _asked(
        self,
        service: Service,
        question: Question,
        flight: Flight,
        stored: StoredAnswer | None,
        lifetimes: tuple[float, float],
    ) -> Answer:
        known = (None, None) if stored is None else (stored.etag, stored.last_modified)
        heard = await self._exchange.ask(question, flight, known)
        retrieved = stamp(datetime.now(UTC))
        if heard.status == 304 and stored is not None:
            lifetime = lifetimes[stored.status in MISSING]
            await self._answers.renew(question, retrieved=retrieved, lifetime_s=lifetime)
            status, headers, body = stored.status, stored.headers, stored.body
        else:
            status, headers, body = heard.status, heard.headers, heard.body
            await self._answers.put(
                question,
                status=status,
                headers=headers,
                body=body,
                retrieved=retrieved,
                lifetime_s=lifetimes[status in MISSING],
            )
        if status in MISSING:
            raise failures.of_status(service.name, status, headers, body, auth=heard.auth)
        return Answer(
            status, body, headers.get("content-type", ""), headers, retrieved, False, question.url, service.name
        )

    def _from_store(self, service: Service, question: Question, stored: StoredAnswer, ask: Ask) -> Answer:
        ask.tally.of(service.name).cached += 1
        self._log.add(
            Call(
                time=stamp(datetime.now(UTC)),
                service=service.name,
                method=question.method,
                path=_path(question.url),
                status=stored.status,
                size=len(stored.body),
                stored=True,
            )
        )
        if stored.status in MISSING:
            raise failures.of_status(service.name, stored.status, stored.headers, stored.body, auth=Auth())
        return _answer(service, question, stored, cached=True)


def _question(service: Service, path: str, params: Params, method: str, body: bytes | None, accept: str) -> Question:
    query = "&".join(f"{quote(name, safe=_READABLE)}={quote(value, safe=_READABLE)}" for name, value in params)
    url = service.base_url.rstrip("/") + path + (f"?{query}" if query else "")
    return Question(method, url, accept, body)


def _path(url: str) -> str:
    """What stands behind the host."""
    return "/" + url.partition("//")[2].partition("/")[2]


def _answer(service: Service, question: Question, stored: StoredAnswer, *, cached: bool) -> Answer:
    content_type = stored.headers.get("content-type", "")
    return Answer(
        stored.status, stored.body, content_type, stored.headers, stored.retrieved, cached, question.url, service.name
    )
