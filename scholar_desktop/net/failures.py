"""Makes the errors of `domain.errors` from what went wrong with a service, with sentences for the user."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from scholar_desktop.domain.errors import (
    AccessRefused,
    BadAnswer,
    BadRequest,
    NotFound,
    Offline,
    RateLimited,
    SourceError,
    TimedOut,
    TooBig,
    Unreachable,
)
from scholar_desktop.domain.source import DATASETS, S2, TITLES, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.net.auth import Auth, scrub
from scholar_desktop.net.connections import PROXY_UNREACHABLE, TransportError, TransportErrorKind
from scholar_desktop.net.service import JSON_ERRORS

MISSING = frozenset({404, 410})
_LONGEST_WORDS = 300
_CHECK_NETWORK = Message("Check the network connection, then try again.")
_LATER = Message("Try again later.")
CHANGED = Message(
    "Try again later. If it keeps happening, the service may have changed: check for a newer version of "
    "Scholar Desktop."
)
_INTERMEDIARY = Message("You may need to sign in to this network: open any web page to check.")


class _Secret(msgspec.Struct, frozen=True):
    """The key or token of a service.

    title: as the user sees it; is_token: the service calls it a token, not a key; name: its name in the keyring and for
    the command `keys set`; refused_by: the statuses that mean that it is invalid.
    """

    title: str
    is_token: bool
    name: str
    variable: str
    refused_by: frozenset[int]

    @property
    def hint(self) -> str:
        """What to check and where to change it."""
        return Message(
            "Your {key} may be mistyped, expired, or not allowed to do this. Change it in Settings or with "
            "scholar-desktop keys set {name}. If the variable {variable} is set, it is used instead.",
            key=self.title,
            name=self.name,
            variable=self.variable,
        )


_S2_KEY = _Secret(
    Message("Semantic Scholar key"),
    False,
    "semantic_scholar",
    "SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY",
    frozenset({401, 403}),
)
_SECRETS = {
    S2: _S2_KEY,
    DATASETS: _S2_KEY,
    # a valid token gets 403 for what its owner may not see
    ZENODO: _Secret(Message("Zenodo token"), True, "zenodo", "SCHOLAR_DESKTOP_ZENODO_TOKEN", frozenset({401})),
}


def title(service: str) -> str:
    """Return the name of *service* as the user sees it."""
    return TITLES.get(service, service)


def from_status(
    service: str,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    auth: Auth,
    until: datetime | None = None,
) -> SourceError:
    """Return the error for a response with *status* (not 2xx).

    until: when a service that limits requests accepts requests again.
    """
    name = title(service)
    words = scrub(service_message(headers, body), auth)
    reported = "" if _repeats_status(status, words) else words

    def sentence(problem: Message) -> Message:
        if not reported:
            return problem
        return Message("{problem} Its message: “{words}”", problem=problem, words=reported)

    if status in MISSING:
        return NotFound(sentence(Message("{service} has no such entry.", service=name)), subject=service, status=status)
    if status == 429 or status == 503:
        return RateLimited(
            sentence(
                Message("{service} accepts no more requests for now: too many requests.", service=name)
                if status == 429
                else Message("{service} is overloaded (status {status}).", service=name, status=status)
            ),
            until=until,
            hint=Message("Try again after {time}.", time=clock_text(until)) if until else _LATER,
            subject=service,
            status=status,
        )
    if status in (401, 403, 451):
        secret = _SECRETS.get(service) if auth.headers and "html" not in headers.get("content-type", "") else None
        if secret is None or status not in secret.refused_by:
            problem = Message("{service} refused the request (status {status}).", service=name, status=status)
        elif secret.is_token:
            problem = Message("{service} did not accept your token (status {status}).", service=name, status=status)
        else:
            problem = Message("{service} did not accept your key (status {status}).", service=name, status=status)
        return AccessRefused(
            sentence(problem),
            hint=secret.hint if secret is not None else _why_refused(name, headers, is_known=bool(auth)),
            subject=service,
            status=status,
        )
    if status == 408:
        problem = Message("{service} timed out (status {status}).", service=name, status=status)
        return TimedOut(sentence(problem), hint=_LATER, subject=service)
    if status >= 500:
        problem = Message("{service} has an internal error (status {status}).", service=name, status=status)
        return Unreachable(sentence(problem), hint=_LATER, subject=service, status=status)
    if status >= 400:
        return BadRequest(
            sentence(Message("{service} rejected the request (status {status}).", service=name, status=status)),
            service_message=words,
            hint=Message(
                "The service may not support this request, or it may have changed: check for a newer version of "
                "Scholar Desktop."
            ),
            subject=service,
            status=status,
        )
    return BadAnswer(
        Message("{service} sent an unexpected answer (status {status}).", service=name, status=status),
        hint=CHANGED,
        subject=service,
        status=status,
    )


def _why_refused(name: str, headers: Mapping[str, str], *, is_known: bool) -> str:
    """Return what to check after a 401, 403 or 451. *is_known*: the request contained a key, token or e-mail."""
    if "html" in headers.get("content-type", ""):
        return _INTERMEDIARY
    if is_known:
        return Message("Check the entries for {service} in Settings.", service=name)
    return Message("The service may need a key: see Settings.")


def _repeats_status(status: int, words: str) -> bool:
    """Return whether the service's message only repeats its status (`Internal Server Error`)."""
    from http import HTTPStatus

    phrase = next((known.phrase.casefold() for known in HTTPStatus if known == status), "")
    text = words.casefold().rstrip(".!")
    return text == phrase or (status == 429 and text.startswith(phrase))


def missing_endpoint(service: str, status: int) -> BadAnswer:
    """Return the error for a 404 or 410 to a request that names nothing which could be missing."""
    return BadAnswer(
        Message(
            "{service} no longer answers at this address (status {status}).", service=title(service), status=status
        ),
        hint=CHANGED,
        subject=service,
        status=status,
    )


def from_transport_error(service: str, transport_error: TransportError, host: str, timeout_s: float) -> SourceError:
    """Return the error for a request that got no answer."""
    name = title(service)
    match transport_error.kind:
        case TransportErrorKind.TIMEOUT:
            return timed_out(service, timeout_s)
        case TransportErrorKind.NAME:
            return Unreachable(
                Message("{service} cannot be reached: the host {host} was not found.", service=name, host=host),
                hint=_CHECK_NETWORK,
                subject=service,
            )
        case TransportErrorKind.CONNECT:
            return Unreachable(
                Message("{service} cannot be reached: {host} accepts no connection.", service=name, host=host),
                hint=_CHECK_NETWORK,
                subject=service,
            )
        case TransportErrorKind.PROXY:
            return Unreachable(
                Message("{service} cannot be reached: your proxy accepts no connection.", service=name)
                if transport_error.detail == PROXY_UNREACHABLE
                else Message("{service} cannot be reached: your proxy blocked the request.", service=name),
                hint=Message("Check the proxy settings of this computer (HTTPS_PROXY)."),
                subject=service,
            )
        case TransportErrorKind.TLS:
            return Unreachable(
                Message(
                    "The connection to {service} is not secure: the certificate of {host} is not valid ({reason}).",
                    service=name,
                    host=host,
                    reason=transport_error.detail,
                ),
                hint=Message(
                    "Check the clock of this computer. Behind a company proxy, set SSL_CERT_FILE to its certificate."
                ),
                subject=service,
            )
        case TransportErrorKind.RESET:
            return Unreachable(Message("{service} closed the connection.", service=name), hint=_LATER, subject=service)
        case TransportErrorKind.CUT:
            return BadAnswer(
                Message("The answer from {service} was cut off.", service=name), hint=_LATER, subject=service
            )
        case TransportErrorKind.PRIVATE | TransportErrorKind.REFUSED | TransportErrorKind.ADDRESS:
            return BadAnswer(
                Message(
                    "{service} redirects to an address that is not allowed. {reason}",
                    service=name,
                    reason=transport_error.detail,
                ),
                hint=_INTERMEDIARY,
                subject=service,
            )
        case TransportErrorKind.GARBLED:
            return BadAnswer(
                Message("The answer from {service} is not valid HTTP.", service=name),
                hint=_INTERMEDIARY,
                subject=service,
            )


def timed_out(service: str, timeout_s: float) -> TimedOut:
    """Return the error for a service that did not answer in time."""
    return TimedOut(
        Message("{service} did not answer within {seconds} seconds.", service=title(service), seconds=f"{timeout_s:g}"),
        hint=_LATER,
        subject=service,
    )


def not_stored(service: str) -> Offline:
    """Return the error for a request without a stored answer that must not be sent."""
    return Offline(
        Message("No answer from {service} is saved for this request.", service=title(service)),
        hint=Message("Click “Try again” to load it."),
        subject=service,
    )


def offline(service: str) -> Offline:
    """Return the error for a request without a stored answer while the program is offline."""
    return Offline(
        Message(
            "You are working offline, and no answer from {service} is saved for this request.", service=title(service)
        ),
        hint=Message("Go online and try again."),
        subject=service,
    )


def too_big(service: str, limit: int) -> TooBig:
    """Return the error for an answer of more than *limit* bytes."""
    return TooBig(
        Message("The answer from {service} is larger than {size} MB.", service=title(service), size=f"{limit / 1e6:g}"),
        hint=CHANGED,
        subject=service,
    )


def html_for_data(service: str, status: int) -> BadAnswer:
    """Return the error for a web page in place of data."""
    return BadAnswer(
        Message("{service} sent a web page instead of data.", service=title(service)),
        hint=_INTERMEDIARY,
        subject=service,
        status=status,
    )


def not_json(service: str, status: int, body: bytes, *, is_half: bool) -> BadAnswer:
    """Return the error for a body that is not JSON. *is_half*: it is valid JSON up to where it ends."""
    name = title(service)
    if not body.strip():
        problem = Message("{service} sent an empty answer.", service=name)
    elif is_half:
        problem = Message("{service} sent an incomplete answer.", service=name)
    else:
        problem = Message("{service} sent an answer that is not JSON.", service=name)
    return BadAnswer(problem, hint=CHANGED, subject=service, status=status)


def service_paused(service: str, until: datetime) -> RateLimited:
    """Return the error for a pause of the service that is longer than the request can wait."""
    time = clock_text(until)
    return RateLimited(
        Message("{service} accepts no more requests until {time}.", service=title(service), time=time),
        until=until,
        hint=Message("Try again after {time}.", time=time),
        subject=service,
    )


def redirect_loop(service: str) -> BadAnswer:
    """Return the error for redirects that form a loop."""
    problem = Message("{service} redirects in a circle.", service=title(service))
    return BadAnswer(problem, hint=_INTERMEDIARY, subject=service)


def redirect_unencrypted(service: str) -> BadAnswer:
    """Return the error for a redirect from https to http."""
    problem = Message("{service} redirects to an address without encryption.", service=title(service))
    return BadAnswer(problem, hint=_INTERMEDIARY, subject=service)


def redirect_with_secret(service: str) -> BadAnswer:
    """Return the error for a redirect that would send a key, token or e-mail to another host."""
    problem = Message("{service} redirects to another host with your key or e-mail address.", service=title(service))
    return BadAnswer(problem, hint=_INTERMEDIARY, subject=service)


def service_message(headers: Mapping[str, str], body: bytes) -> str:
    """Return the service's own error message, in one line.

    It is `error` (the application of Semantic Scholar), `message` (its gateway, Unpaywall, Zenodo), or the fields of
    Zenodo's `errors`, with its `error_id`. Empty for HTML and when there is no message.
    """
    if not body or body.lstrip()[:1] != b"{":
        text = body[: _LONGEST_WORDS * 2].decode("utf-8", "replace")
        return "" if "html" in headers.get("content-type", "html") else _one_line(text)
    try:
        reported: Any = msgspec.json.decode(body)
    except JSON_ERRORS:
        return ""
    parts = [reported[key] for key in ("error", "message") if isinstance(reported.get(key), str)]
    for item in reported["errors"] if isinstance(reported.get("errors"), list) else ():
        if isinstance(item, dict):
            messages = item.get("messages")
            joined = "; ".join(text for text in messages if isinstance(text, str)) if isinstance(messages, list) else ""
            parts.append(f"{item.get('field', '')}: {joined}".strip(": "))
    if isinstance(error_id := reported.get("error_id"), str):
        parts.append(f"error_id {error_id}")
    return _one_line("; ".join(part for part in parts if part))


def _one_line(text: str) -> str:
    text = " ".join(text.split())
    return shorten(text, _LONGEST_WORDS)


def clock_text(moment: datetime) -> str:
    """Return a moment in local time: the time, with the date when it is more than a day away."""
    local = moment.astimezone()
    far = moment - datetime.now(UTC) > timedelta(hours=20)
    return local.strftime("%Y-%m-%d %H:%M" if far else "%H:%M:%S")
