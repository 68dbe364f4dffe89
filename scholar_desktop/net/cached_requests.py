"""Questions to services: from the store where that will do, once where several ask the same, else by an exchange."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import msgspec

from scholar_desktop.domain.errors import Offline, SourceError
from scholar_desktop.domain.request_options import Ask
from scholar_desktop.net import failures
from scholar_desktop.net.auth import Auth
from scholar_desktop.net.call_log import Call, CallLog
from scholar_desktop.net.connections import Connections
from scholar_desktop.net.failures import MISSING
from scholar_desktop.net.http_cache import AnswerStore, Question, StoredAnswer
from scholar_desktop.net.in_flight import Flight
from scholar_desktop.net.sending import Exchange, stamp
from scholar_desktop.net.service import Answer, NetSettings, Service


class Keeping(msgspec.Struct, frozen=True):
    """For how long an answer may serve, in seconds; see `Client.ask`."""

    lifetime_s: float
    missing_lifetime_s: float | None
    keep: bool

    def lifetime_of(self, status: int) -> float:
        return (self.missing_lifetime_s or 0.0) if status in MISSING else self.lifetime_s


class Questions:
    """See `Client.ask`."""

    def __init__(
        self,
        connections: Connections,
        settings: NetSettings,
        answers: AnswerStore,
        log: CallLog,
        is_offline: Callable[[], bool],
    ) -> None:
        self._answers = answers
        self._log = log
        self._is_offline = is_offline
        self._exchange = Exchange(connections, settings, log, self._check)
        self._flights: dict[tuple[Callable[[], Awaitable[Auth]], bytes], Flight] = {}

    async def ask(
        self,
        service: Service,
        question: Question,
        ask: Ask,
        *,
        lifetime_s: float,
        missing_lifetime_s: float | None,
        kept_s: float | None = None,
        keep: bool = True,
    ) -> Answer:
        stored = await self._answers.get(question) if keep else None
        is_miss = stored is not None and stored.status in MISSING
        if is_miss and missing_lifetime_s is None:
            stored = None  # as an earlier version kept it
        if stored is None:
            self._check(service)
        else:
            lifetime = (missing_lifetime_s or 0.0) if is_miss else lifetime_s
            serves = not ask.refresh and not (is_miss and ask.again) and stored.is_fresh(lifetime)
            if self._is_offline() or serves:
                return self._from_store(service, question, stored, ask)
        try:
            keeping = Keeping(kept_s or lifetime_s, missing_lifetime_s, keep)
            return await self._shared(service, question, ask, stored, keeping)
        except Offline:  # since it was asked
            if stored is None:
                raise
            return self._from_store(service, question, stored, ask)

    async def stored(self, service: Service, question: Question) -> Answer | None:
        """See `Client.stored`."""
        stored = await self._answers.get(question)
        if stored is None or stored.status in MISSING:
            return None
        return self._stored(service, question, stored)

    def nudge(self) -> None:
        """Whoever waits looks again whether it may still ask."""
        for flight in tuple(self._flights.values()):
            if flight.service.budget is not None:
                flight.service.budget.nudge()

    def _check(self, service: Service) -> None:
        if self._is_offline():
            raise failures.offline(service.name)

    async def _shared(
        self,
        service: Service,
        question: Question,
        ask: Ask,
        stored: StoredAnswer | None,
        keeping: Keeping,
    ) -> Answer:
        """The answer of whoever asks this already; else ask, and let the others have it."""
        key = (service.auth, question.key)  # a key that is being tried asks for itself
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
            flight.answer = await self._asked(service, question, flight, stored, keeping)
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
        keeping: Keeping,
    ) -> Answer:
        known = (None, None) if stored is None else (stored.etag, stored.last_modified)
        heard = await self._exchange.ask(question, flight, known)
        retrieved = stamp(datetime.now(UTC))
        if heard.status == 304:
            assert stored is not None  # nothing else is asked with conditions
            await self._answers.renew(question, retrieved=retrieved, lifetime_s=keeping.lifetime_of(stored.status))
            status, headers, body = stored.status, stored.headers, stored.body
        else:
            status, headers, body = heard.status, heard.headers, heard.body
            if status in MISSING and keeping.missing_lifetime_s is None:
                raise failures.nothing_there(service.name, status)
            if keeping.keep:
                await self._answers.put(
                    question,
                    status=status,
                    headers=headers,
                    body=body,
                    retrieved=retrieved,
                    lifetime_s=keeping.lifetime_of(status),
                )
        if status in MISSING:
            raise failures.of_status(service.name, status, headers, body, auth=heard.auth)
        return self._answer(service, question, status, headers, body, retrieved, cached=False)

    def _from_store(self, service: Service, question: Question, stored: StoredAnswer, ask: Ask) -> Answer:
        ask.tally.of(service.name).cached += 1
        self._log.add(
            Call(
                time=stamp(datetime.now(UTC)),
                service=service.name,
                method=question.method,
                path="/" + question.url.partition("//")[2].partition("/")[2],
                status=stored.status,
                size=len(stored.body),
                stored=True,
            )
        )
        if stored.status in MISSING:
            raise failures.of_status(service.name, stored.status, stored.headers, stored.body, auth=Auth())
        return self._stored(service, question, stored)

    def _stored(self, service: Service, question: Question, stored: StoredAnswer) -> Answer:
        return self._answer(
            service, question, stored.status, stored.headers, stored.body, stored.retrieved, cached=True
        )

    def _answer(
        self,
        service: Service,
        question: Question,
        status: int,
        headers: dict[str, str],
        body: bytes,
        retrieved: str,
        *,
        cached: bool,
    ) -> Answer:
        kind = headers.get("content-type", "")
        forget = functools.partial(self._answers.forget, question)
        return Answer(status, body, kind, headers, retrieved, cached, question.url, service.name, forget)
