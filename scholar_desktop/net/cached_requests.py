"""Answers requests from the store where that suffices, shares one exchange between identical requests, and sends the
rest.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import msgspec

from scholar_desktop.domain.errors import NotFound, Offline, SourceError
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.net import failures
from scholar_desktop.net.auth import Auth
from scholar_desktop.net.call_log import Call, CallLog
from scholar_desktop.net.connections import Connections
from scholar_desktop.net.failures import MISSING
from scholar_desktop.net.http_cache import AnswerStore, ApiRequest, StoredAnswer
from scholar_desktop.net.in_flight_request import InFlight
from scholar_desktop.net.request_sender import RawResponse, RequestSender
from scholar_desktop.net.service import Answer, NetSettings, Service

_Key = tuple[Callable[[], Awaitable[Auth]], bytes]
"""Identical requests have the same key: how they authenticate, and their `ApiRequest.key`."""


class CachePolicy(msgspec.Struct, frozen=True):
    """How long an answer may be used, in seconds, and whether it is stored; see `Client.ask`."""

    lifetime_s: float
    missing_lifetime_s: float | None
    keep: bool

    def lifetime_of(self, status: int) -> float:
        """Return the lifetime of an answer with *status*, in seconds."""
        return (self.missing_lifetime_s or 0.0) if status in MISSING else self.lifetime_s


class CachedRequests:
    """Answers requests to services; see `Client.ask`."""

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
        self._sender = RequestSender(connections, settings, log, self._check)
        self._in_flight: dict[_Key, InFlight] = {}

    async def ask(
        self,
        service: Service,
        api_request: ApiRequest,
        ask: RequestOptions,
        *,
        lifetime_s: float,
        missing_lifetime_s: float | None,
        kept_s: float | None = None,
        keep: bool = True,
    ) -> Answer:
        """See `Client.ask`."""
        stored = await self._answers.get(api_request) if keep else None
        is_miss = stored is not None and stored.status in MISSING
        if is_miss and missing_lifetime_s is None:
            stored = None  # stored by an earlier version of the program
        if stored is None and ask.stored_only:
            raise failures.not_stored(service.name)
        if stored is None:
            self._check(service)
        else:
            lifetime = (missing_lifetime_s or 0.0) if is_miss else lifetime_s
            serves = not ask.refresh and not (is_miss and ask.again) and stored.is_fresh(lifetime)
            if self._is_offline() or ask.stored_only or serves:
                return self._from_store(service, api_request, stored, ask)
        counts = ask.request_counts.of(service.name)
        policy = CachePolicy(kept_s or lifetime_s, missing_lifetime_s, keep)
        key = (service.auth, api_request.key)  # a key that is being tested shares no answer with the present key
        try:
            if (shared := await self._shared_answer(key, ask)) is not None:
                counts.note_received(shared.retrieved)
                return shared
            with self._registered(key, service, ask) as in_flight:
                known = (None, None) if stored is None else (stored.etag, stored.last_modified)
                response = await self._sender.ask(api_request, in_flight, known)
                in_flight.answer = answer = await self._accept(service, api_request, response, stored, policy)
            counts.note_received(answer.retrieved)
            return answer
        except Offline:  # the program went offline after the request was made
            if stored is None:
                raise
            return self._from_store(service, api_request, stored, ask)

    async def stored(self, service: Service, api_request: ApiRequest) -> Answer | None:
        """See `Client.stored`."""
        stored = await self._answers.get(api_request)
        if stored is None or stored.status in MISSING:
            return None
        return self._stored(service, api_request, stored)

    def nudge(self) -> None:
        """Make all waiting requests check again whether they may still be sent."""
        for in_flight in tuple(self._in_flight.values()):
            if in_flight.service.budget is not None:
                in_flight.service.budget.nudge()

    def _check(self, service: Service) -> None:
        if self._is_offline():
            raise failures.offline(service.name)

    async def _shared_answer(self, key: _Key, ask: RequestOptions) -> Answer | None:
        """Wait for an identical request that is in flight, and return its answer; None if there is none, or if it was
        cancelled.

        Raises:
            SourceError: the request failed.
        """
        while (in_flight := self._in_flight.get(key)) is not None:
            in_flight.join(ask)
            try:
                await in_flight.ended.wait()
            finally:
                in_flight.leave(ask)
            if in_flight.answer is not None:
                return in_flight.answer
            if in_flight.error is not None:
                raise in_flight.error
        return None

    @contextmanager
    def _registered(self, key: _Key, service: Service, ask: RequestOptions) -> Iterator[InFlight]:
        """Register a request while it is in flight, so that identical ones share its answer or its error."""
        in_flight = self._in_flight[key] = InFlight(service, ask, check=lambda: self._check(service))
        try:
            yield in_flight
        except SourceError as error:
            in_flight.error = error
            raise
        finally:
            del self._in_flight[key]
            in_flight.ended.set()

    async def _accept(
        self,
        service: Service,
        api_request: ApiRequest,
        response: RawResponse,
        stored: StoredAnswer | None,
        policy: CachePolicy,
    ) -> Answer:
        """Store *response* as *policy* says, and return its answer.

        Raises:
            NotFound: 404, 410.
            BadAnswer: one of these where it is not a valid answer.
        """
        retrieved = current_timestamp()
        if response.status == 304:
            assert stored is not None  # only a stored answer is requested conditionally
            await self._answers.renew(api_request, retrieved=retrieved, lifetime_s=policy.lifetime_of(stored.status))
            status, headers, body = stored.status, stored.headers, stored.body
        else:
            status, headers, body = response.status, response.headers, response.body
            if status in MISSING and policy.missing_lifetime_s is None:
                raise failures.missing_endpoint(service.name, status)
            if policy.keep:
                await self._answers.put(
                    api_request,
                    status=status,
                    headers=headers,
                    body=body,
                    retrieved=retrieved,
                    lifetime_s=policy.lifetime_of(status),
                )
        if status in MISSING:
            raise failures.from_status(service.name, status, headers, body, auth=response.auth)
        return self._answer(service, api_request, status, headers, body, retrieved, cached=False)

    def _from_store(
        self, service: Service, api_request: ApiRequest, stored: StoredAnswer, ask: RequestOptions
    ) -> Answer:
        counts = ask.request_counts.of(service.name)
        counts.cached += 1
        counts.note_received(stored.retrieved)
        self._log.add(
            Call(
                time=current_timestamp(),
                service=service.name,
                method=api_request.method,
                path="/" + api_request.url.partition("//")[2].partition("/")[2],
                status=stored.status,
                size=len(stored.body),
                stored=True,
            )
        )
        if stored.status in MISSING:
            missing = failures.from_status(service.name, stored.status, stored.headers, stored.body, auth=Auth())
            if isinstance(missing, NotFound):
                missing.retrieved = stored.retrieved
            raise missing
        return self._stored(service, api_request, stored)

    def _stored(self, service: Service, api_request: ApiRequest, stored: StoredAnswer) -> Answer:
        return self._answer(
            service, api_request, stored.status, stored.headers, stored.body, stored.retrieved, cached=True
        )

    def _answer(
        self,
        service: Service,
        api_request: ApiRequest,
        status: int,
        headers: dict[str, str],
        body: bytes,
        retrieved: str,
        *,
        cached: bool,
    ) -> Answer:
        kind = headers.get("content-type", "")
        forget = functools.partial(self._answers.forget, api_request)
        return Answer(status, body, kind, headers, retrieved, cached, api_request.url, service.name, forget)
