"""Sends one request to a service until it is answered: budget, retries, redirects, and the check that the answer is
complete.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import SourceError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.net import failures
from scholar_desktop.net.auth import Auth, holds_secret, origin, with_params, without_secrets
from scholar_desktop.net.budget import CredentialsChanged, ServicePaused, Slot
from scholar_desktop.net.call_log import Call, CallLog
from scholar_desktop.net.connections import Connections, StreamedResponse, TransportError, TransportErrorKind
from scholar_desktop.net.failures import MISSING
from scholar_desktop.net.http_cache import ApiRequest
from scholar_desktop.net.in_flight_request import InFlight
from scholar_desktop.net.redirects import RedirectTrail, is_redirect, next_method
from scholar_desktop.net.retry import RATE_LIMIT_STATUSES, back_off_s, is_temporary, pause, retry_after_s, time_after
from scholar_desktop.net.service import JSON_ERRORS, NetSettings, Service
from scholar_desktop.net.unpacking import ACCEPTED, Unpacker

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

RETRYABLE_ERRORS = frozenset({TransportErrorKind.RESET, TransportErrorKind.CUT, TransportErrorKind.TIMEOUT})
LONGEST_PAUSE_S = 86_400.0
"""A service that requests a longer pause gets the next request after this time; each message names this end."""
_TRUNCATED = "truncated"

_PAUSE = Message("the service's pause")
_RETRY = Message("another try")
_AND_TURN: dict[str, Message] = {
    "": Message("its turn"),
    _PAUSE: Message("the service's pause and its turn"),
    _RETRY: Message("another try and its turn"),
}
"""Why a request waited that also waited for its turn, by why it waited before."""


class RawResponse(msgspec.Struct, frozen=True):
    """The last response of a chain.

    `auth` holds the credentials that were sent, so that they can be removed from error texts.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    auth: Auth


class RequestSender:
    """Sends one request, up to four times.

    Args:
        check: called before each request and during each wait; raises when the program is offline.
    """

    def __init__(
        self, connections: Connections, settings: NetSettings, log: CallLog, check: Callable[[Service], None]
    ) -> None:
        self._connections = connections
        self._settings = settings
        self._log = log
        self._check = check

    async def ask(
        self, api_request: ApiRequest, in_flight: InFlight, known: tuple[str | None, str | None]
    ) -> RawResponse:
        """Send the request until there is a complete answer with 2xx, 304, 404 or 410.

        Args:
            known: the ETag and Last-Modified of a stored answer; a 304 means that it is still valid.

        Raises:
            SourceError: for every other answer, and when there is none.
        """
        service = in_flight.service
        tried = 0
        waited: tuple[float, str] = (0.0, "")
        while True:
            tried += 1
            error, again, server_wait_s, until = None, False, None, None
            try:
                response = await self._follow_redirects(api_request, in_flight, known, waited)
            except CredentialsChanged:
                tried -= 1
                continue
            except ServicePaused as slowed:
                raise failures.service_paused(service.name, slowed.until) from slowed
            except TransportError as transport_error:
                host = origin(service.base_url)[1]
                error = failures.from_transport_error(
                    service.name, transport_error, host, min(service.timeout_s, in_flight.max_wait_s)
                )
                again = transport_error.kind in RETRYABLE_ERRORS
            else:
                confirmed = response.status == 304 and known != (None, None)
                if response.status < 300 or confirmed or response.status in MISSING:
                    return response
                again = is_temporary(response.status)
                server_wait_s = retry_after_s(response.status, response.headers, datetime.now(UTC))
                if server_wait_s is not None:
                    server_wait_s = min(server_wait_s, LONGEST_PAUSE_S)
                    until = time_after(server_wait_s)
                error = failures.from_status(
                    service.name,
                    response.status,
                    response.headers,
                    response.body,
                    auth=response.auth,
                    until=until,
                )
            wait = server_wait_s or back_off_s(tried, self._settings.retry_wait)
            if error.status in RATE_LIMIT_STATUSES:
                if not in_flight.ticket.takes_turn:
                    raise error
                if service.budget is not None:
                    service.budget.slowed_until(until or time_after(wait))
            if not again or tried >= self._settings.tries or wait > in_flight.patience_s:
                raise error
            await self._wait(in_flight, wait)
            waited = (wait, _PAUSE if error.status in RATE_LIMIT_STATUSES else _RETRY)

    async def _wait(self, in_flight: InFlight, seconds: float) -> None:
        began = time.monotonic()
        in_flight.report(time_after(seconds))
        try:
            await pause(seconds, lambda: self._check(in_flight.service), time.monotonic)
        finally:
            in_flight.spent_s += time.monotonic() - began
            in_flight.report(None)

    async def _follow_redirects(
        self,
        api_request: ApiRequest,
        in_flight: InFlight,
        known: tuple[str | None, str | None],
        waited: tuple[float, str],
    ) -> RawResponse:
        """Make one try: send the request and follow its redirects."""
        service = in_flight.service
        self._check(service)
        auth = await service.auth()
        if not in_flight.ticket.takes_turn:
            auth = Auth({}, auth.params)  # with the key, it would take the turn of the user's next request
        in_flight.ticket.has_key = bool(auth.headers)
        await self._connections.ready()
        home = origin(service.base_url)
        url = self._connections.parse(api_request.url)
        method, body = api_request.method, api_request.body
        trail, ours = RedirectTrail(), True
        while True:
            if not trail.may_follow(str(url)):
                raise failures.redirect_loop(service.name)
            # Credentials go only to the service's own scheme, host and port; never again once the chain has left it.
            ours = ours and origin(str(url)) == home
            headers = {"Accept": api_request.accept, "Accept-Encoding": ACCEPTED}
            if body is not None:
                headers["Content-Type"] = "application/json"
            if ours:
                headers |= auth.headers
                headers |= _conditional_headers(known)
            async with self._in_turn(_Request(method, url, waited), in_flight, ours=ours) as call:
                reply = await self._connections.send(
                    method,
                    self._connections.parse(with_params(str(url), auth.params if ours else {})),
                    headers,
                    body=body,
                    timeout_s=service.timeout_s,
                    on_sent=call.sent,
                )
                try:
                    content = await self._read(service, reply, call)
                finally:
                    await reply.aclose()
                if reply.status < 300:
                    _check_whole(service, reply, content, api_request.accept)
            if not is_redirect(reply.status, reply.headers):
                return RawResponse(reply.status, reply.headers, content, auth)
            trail.leave(str(url))
            url = self._redirect_target(service, url, reply.headers["location"], auth, home)
            method = next_method(reply.status, method)
            body = body if method == api_request.method else None
            waited = (0.0, "")

    def _redirect_target(
        self, service: Service, url: httpx.URL, location: str, auth: Auth, home: tuple[str, str, int | None]
    ) -> httpx.URL:
        target = self._connections.parse(location, base=url)
        clean = self._connections.parse(without_secrets(str(target), auth))
        if url.scheme == "https" and clean.scheme == "http":
            raise failures.redirect_unencrypted(service.name)
        if origin(str(clean)) != home and holds_secret(str(clean), auth):
            raise failures.redirect_with_secret(service.name)
        return clean

    @contextlib.asynccontextmanager
    async def _in_turn(self, request: _Request, in_flight: InFlight, *, ours: bool) -> AsyncIterator[_CallNote]:
        """Wait until the request may be sent, and limit and log the time until its answer is read.

        Args:
            ours: whether it goes to the service itself; requests to other hosts do not count in its budget.
        """
        service = in_flight.service
        in_flight.ticket.patience_s = in_flight.patience_s + in_flight.ticket.paused_s
        queued = time.monotonic()
        async with contextlib.AsyncExitStack() as stack:
            slot = None
            if ours and service.budget is not None:
                slot = await stack.enter_async_context(service.budget.slot(in_flight.ticket))
            self._check(service)
            if ours and service.may_send is not None:
                service.may_send(in_flight.ticket.priority)
            in_queue = time.monotonic() - queued
            call = _CallNote(self._log, request, in_flight, slot, in_queue, ours=ours)
            try:
                async with asyncio.timeout(max(0.001, min(service.timeout_s, in_flight.patience_s))):
                    yield call
            except TimeoutError:
                call.failed(Message("no answer in time"))
                raise TransportError(TransportErrorKind.TIMEOUT) from None
            except TransportError as transport_error:
                call.failed(str(transport_error))
                raise
            except SourceError as error:
                call.failed(error.message)
                raise
            finally:
                in_flight.spent_s += time.monotonic() - queued - in_queue
                call.end()

    async def _read(self, service: Service, reply: StreamedResponse, call: _CallNote) -> bytes:
        call.status = reply.status
        call.left, call.of = (_number(reply.headers.get(name)) for name in _QUOTA)
        unpacker = Unpacker(reply.headers.get("content-encoding", ""))
        pieces: list[bytes] = []
        size = 0
        while data := await reply.read():
            call.size += len(data)
            for piece in unpacker.feed(data):
                pieces.append(piece)
                size += len(piece)
                if size > self._settings.answer_limit:
                    raise failures.too_big(service.name, self._settings.answer_limit)
        unpacker.end()
        return b"".join(pieces)


_QUOTA = ("x-ratelimit-remaining", "x-ratelimit-limit")


class _Request(msgspec.Struct, frozen=True):
    """One request as the call log shows it.

    waited: seconds, and the reason, of the wait before it.
    """

    method: str
    url: httpx.URL
    waited: tuple[float, str]


class _CallNote:
    """Counts one request when it is sent, and collects the data of its entry in the call log."""

    def __init__(
        self, log: CallLog, request: _Request, in_flight: InFlight, slot: Slot | None, in_queue_s: float, *, ours: bool
    ) -> None:
        self.status: int | None = None
        self.size = 0
        self.left: int | None = None
        self.of: int | None = None
        self._error: str | None = None
        self._log = log
        self._service = in_flight.service
        self._in_flight = in_flight
        self._slot = slot
        self._ours = ours
        self._request = request
        self._in_queue_s = in_queue_s
        self._began = time.monotonic()
        self._time = datetime.now(UTC)

    def sent(self) -> None:
        """Count the request, which has been sent; one that found no connection does not count."""
        self._in_flight.count()
        if self._ours and self._service.on_sent is not None:
            self._service.on_sent()
        if self._slot is not None:
            self._slot.sent()

    def failed(self, error: str) -> None:
        self._error = error

    def end(self) -> None:
        before_s, why = self._request.waited
        if self._in_queue_s >= 0.05:
            why = _AND_TURN[why]
        url = self._request.url
        path = url.raw_path.decode("ascii")
        if origin(str(url)) != origin(self._service.base_url):
            path = f"{url.host}{url.path}"
        call = Call(
            time=utc_timestamp(self._time),
            service=self._service.name,
            method=self._request.method,
            path=path,
            status=self.status,
            latency_s=round(time.monotonic() - self._began, 4),
            size=self.size,
            waited_s=round(before_s + self._in_queue_s, 3) if why else 0.0,
            waited_for=why,
            error=self._error,
            left=self.left,
            of=self.of,
        )
        log.debug(
            "%s %s %s: %s in %.3f s%s",
            call.service,
            call.method,
            call.path,
            call.status,
            call.latency_s,
            f" ({call.error})" if call.error else "",
        )
        self._log.add(call)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() and len(text) < 12 else None


def _conditional_headers(known: tuple[str | None, str | None]) -> dict[str, str]:
    etag, last_modified = known
    headers = {}
    if etag is not None:
        headers["If-None-Match"] = etag
    if last_modified is not None:
        headers["If-Modified-Since"] = last_modified
    return headers


def _check_whole(service: Service, reply: StreamedResponse, body: bytes, accept: str) -> None:
    """Raise TransportError for a truncated body, and BadAnswer for one of another type than was requested."""
    looks_html = "html" in reply.headers.get("content-type", "") or body.lstrip()[:1] == b"<"
    if "json" not in accept:
        if looks_html and "html" not in accept and "xml" not in accept:
            raise failures.html_for_data(service.name, reply.status)
        return
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except JSON_ERRORS as error:
        if looks_html:
            raise failures.html_for_data(service.name, reply.status) from error
        is_half = _TRUNCATED in str(error)
        framed = reply.http2 or "content-length" in reply.headers or "transfer-encoding" in reply.headers
        if not framed and (not body or is_half):
            # Without a length, the end of the connection is the end of the body, even if the connection was lost.
            raise TransportError(TransportErrorKind.CUT, "the JSON ends early") from error
        raise failures.not_json(service.name, reply.status, body, is_half=is_half) from error
