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
from scholar_desktop.net.auth import Auth, scrub
from scholar_desktop.net.connections import PROXY_UNREACHABLE, TransportError, TransportErrorKind
from scholar_desktop.net.service import JSON_ERRORS

MISSING = frozenset({404, 410})
_LONGEST_WORDS = 300
_CHECK_NETWORK = "Check the network connection, then try again."
_LATER = "Try again later."
_CHANGED = "Try again later. If it stays so, the service has changed: look for a newer version of this program."
_INTERMEDIARY = "Something in this network may answer in its place: open a web page in the browser to see."


class _Secret(msgspec.Struct, frozen=True):
    """The key or token of a service.

    name: its name in the keyring and for the command `keys set`; refused_by: the statuses that mean that it is invalid.
    """

    kind: str
    title: str
    name: str
    variable: str
    refused_by: frozenset[int]

    @property
    def hint(self) -> str:
        """What to check and where to change it."""
        return (
            f"The {self.title} may be mistyped, expired or without this right. Change it in Settings, or by: "
            f"scholar-desktop keys set {self.name}. If the variable {self.variable} is set, it comes first."
        )


_S2_KEY = _Secret(
    "key",
    "Semantic Scholar key",
    "semantic_scholar",
    "SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY",
    frozenset({401, 403}),
)
_SECRETS = {
    S2: _S2_KEY,
    DATASETS: _S2_KEY,
    # a valid token gets 403 for what its owner may not see
    ZENODO: _Secret("token", "Zenodo token", "zenodo", "SCHOLAR_DESKTOP_ZENODO_TOKEN", frozenset({401})),
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

    until: when a service that limits requests may be asked again.
    """
    name = title(service)
    words = scrub(service_message(headers, body), auth)
    reported = f": {words}" if words and not _repeats_status(status, words) else ""
    if status in MISSING:
        return NotFound(f"{name} has no such entry{reported}{_full_stop(reported)}", subject=service, status=status)
    if status == 429 or status == 503:
        what = "asks for a pause after too many requests" if status == 429 else "is overloaded at the moment"
        return RateLimited(
            f"{name} {what} (status {status}){reported}{_full_stop(reported)}",
            until=until,
            hint=f"Ask again after {clock_text(until)}." if until else _LATER,
            subject=service,
            status=status,
        )
    if status in (401, 403, 451):
        secret = _SECRETS.get(service) if auth.headers and "html" not in headers.get("content-type", "") else None
        what = "refuses the request"
        if secret is not None and status in secret.refused_by:
            what = f"does not accept the {secret.kind} that is set"
        return AccessRefused(
            f"{name} {what} (status {status}){reported}{_full_stop(reported)}",
            hint=secret.hint if secret is not None else _why_refused(name, headers, is_known=bool(auth)),
            subject=service,
            status=status,
        )
    if status == 408:
        return TimedOut(
            f"{name} gave up waiting (status 408){reported}{_full_stop(reported)}", hint=_LATER, subject=service
        )
    if status >= 500:
        return Unreachable(
            f"{name} has a fault of its own (status {status}){reported}{_full_stop(reported)}",
            hint=_LATER,
            subject=service,
            status=status,
        )
    if status >= 400:
        return BadRequest(
            f"{name} does not take the question (status {status}){reported}{_full_stop(reported)}",
            service_message=words,
            hint="What was asked for is not for this service, or the service has changed.",
            subject=service,
            status=status,
        )
    return BadAnswer(
        f"{name} answered with status {status}, which leads nowhere.", hint=_CHANGED, subject=service, status=status
    )


def _why_refused(name: str, headers: Mapping[str, str], *, is_known: bool) -> str:
    """Return what to check after a 401, 403 or 451. *is_known*: the request contained a key, token or e-mail."""
    if "html" in headers.get("content-type", ""):
        return _INTERMEDIARY
    return f"Check what is set for {name} in Settings." if is_known else "It may want a key: see Settings."


def _repeats_status(status: int, words: str) -> bool:
    """Return whether the service's message only repeats its status (`Internal Server Error`)."""
    from http import HTTPStatus

    phrase = next((known.phrase.casefold() for known in HTTPStatus if known == status), "")
    text = words.casefold().rstrip(".!")
    return text == phrase or (status == 429 and text.startswith(phrase))


def missing_endpoint(service: str, status: int) -> BadAnswer:
    """Return the error for a 404 or 410 to a request that names nothing which could be missing."""
    return BadAnswer(
        f"{title(service)} has nothing at the address of this question (status {status}).",
        hint=_CHANGED,
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
                f"{name} cannot be reached: the name {host} is not found.", hint=_CHECK_NETWORK, subject=service
            )
        case TransportErrorKind.CONNECT:
            return Unreachable(
                f"{name} cannot be reached: {host} takes no connection.", hint=_CHECK_NETWORK, subject=service
            )
        case TransportErrorKind.PROXY:
            what = (
                "takes no connection"
                if transport_error.detail == PROXY_UNREACHABLE
                else "does not let the request through"
            )
            return Unreachable(
                f"{name} cannot be reached: the proxy of this machine {what}.",
                hint="Check the proxy settings of this machine (HTTPS_PROXY).",
                subject=service,
            )
        case TransportErrorKind.TLS:
            return Unreachable(
                f"{name} cannot be trusted: the certificate of {host} does not hold ({transport_error.detail}).",
                hint="Check the clock of this machine; behind a company proxy set SSL_CERT_FILE to its certificate.",
                subject=service,
            )
        case TransportErrorKind.RESET:
            return Unreachable(f"{name} broke off the connection.", hint=_LATER, subject=service)
        case TransportErrorKind.CUT:
            return BadAnswer(f"The answer of {name} was cut off on its way.", hint=_LATER, subject=service)
        case TransportErrorKind.PRIVATE | TransportErrorKind.REFUSED | TransportErrorKind.ADDRESS:
            return BadAnswer(
                f"{name} leads to an address that is not asked: {transport_error.detail}.",
                hint=_INTERMEDIARY,
                subject=service,
            )
        case TransportErrorKind.GARBLED:
            return BadAnswer(f"The answer of {name} is not HTTP as it should be.", hint=_INTERMEDIARY, subject=service)


def timed_out(service: str, timeout_s: float) -> TimedOut:
    """Return the error for a service that did not answer in time."""
    return TimedOut(f"{title(service)} did not answer within {timeout_s:g} seconds.", hint=_LATER, subject=service)


def offline(service: str) -> Offline:
    """Return the error for a request without a stored answer while the program is offline."""
    return Offline(
        f"The program is offline, and no earlier answer of {title(service)} is kept for this.",
        hint="Go online to ask.",
        subject=service,
    )


def too_big(service: str, limit: int) -> TooBig:
    """Return the error for an answer of more than *limit* bytes."""
    return TooBig(
        f"The answer of {title(service)} is larger than {limit / 1e6:g} MB and was not read to its end.",
        hint=_CHANGED,
        subject=service,
    )


def html_for_data(service: str, status: int) -> BadAnswer:
    """Return the error for a web page in place of data."""
    return BadAnswer(
        f"{title(service)} answered with a web page where data was expected.",
        hint="A page to log in to the network may stand in between: open a web page in the browser to see.",
        subject=service,
        status=status,
    )


def not_json(service: str, status: int, body: bytes, *, is_half: bool) -> BadAnswer:
    """Return the error for a body that is not JSON. *is_half*: it is valid JSON up to where it ends."""
    name = title(service)
    if not body.strip():
        what = f"{name} sent an empty answer"
    elif is_half:
        what = f"The answer of {name} breaks off in the middle"
    else:
        what = f"{name} answered with something that cannot be read (it is not JSON)"
    return BadAnswer(f"{what}.", hint=_CHANGED, subject=service, status=status)


def service_paused(service: str, until: datetime) -> RateLimited:
    """Return the error for a pause of the service that is longer than the request can wait."""
    return RateLimited(
        f"{title(service)} asks for a pause until {clock_text(until)}, after too many requests.",
        until=until,
        hint=f"Ask again after {clock_text(until)}.",
        subject=service,
    )


def redirect_refused(service: str, why: str) -> BadAnswer:
    """Return the error for a redirect that is not followed. *why*: the rest of a sentence that begins with the
    service's name.
    """
    return BadAnswer(f"{title(service)} {why}, and that is not followed.", hint=_INTERMEDIARY, subject=service)


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
    return text if len(text) <= _LONGEST_WORDS else text[: _LONGEST_WORDS - 1] + "…"


def _full_stop(reported: str) -> str:
    """Return the full stop of a sentence, empty if the service's message already ends with one."""
    return "" if reported.endswith((".", "!", "?", "…")) else "."


def clock_text(moment: datetime) -> str:
    """Return a moment in local time: the time, with the date when it is more than a day away."""
    local = moment.astimezone()
    far = moment - datetime.now(UTC) > timedelta(hours=20)
    return local.strftime("%Y-%m-%d %H:%M" if far else "%H:%M:%S")
