"""What goes wrong with a service, in sentences for a person, as the errors of `domain.errors`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from scholar_desktop.domain.errors import (
    BadAnswer,
    BadRequest,
    NotFound,
    Offline,
    RateLimited,
    Refused,
    SourceError,
    TimedOut,
    TooBig,
    Unreachable,
)
from scholar_desktop.domain.source import TITLES
from scholar_desktop.net.auth import Auth, scrub
from scholar_desktop.net.connections import PROXY_AWAY, Broken, Trouble
from scholar_desktop.net.service import NO_JSON

MISSING = frozenset({404, 410})
_LONGEST_WORDS = 300
_CHECK_NETWORK = "Check the network connection, then try again."
_LATER = "Try again later."
_CHANGED = "Try again later. If it stays so, the service has changed: look for a newer version of this program."
_IN_BETWEEN = "Something in this network may answer in its place: open a web page in the browser to see."


def title(service: str) -> str:
    return TITLES.get(service, service)


def of_status(
    service: str,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    auth: Auth,
    until: datetime | None = None,
) -> SourceError:
    """The error that an answer of *status* (not 2xx) is. *until*: when a limited service may be asked again."""
    name = title(service)
    words = scrub(words_of(headers, body), auth)
    said = f": {words}" if words and not _only_repeats(status, words) else ""
    if status in MISSING:
        return NotFound(f"{name} has no such entry{said}{_stop(said)}", subject=service, status=status)
    if status == 429 or status == 503:
        what = "asks for a pause after too many requests" if status == 429 else "is overloaded at the moment"
        return RateLimited(
            f"{name} {what} (status {status}){said}{_stop(said)}",
            until=until,
            hint=f"Ask again after {clock_text(until)}." if until else _LATER,
            subject=service,
            status=status,
        )
    if status in (401, 403, 451):
        return Refused(
            f"{name} refuses the request (status {status}){said}{_stop(said)}",
            hint=_why_refused(name, headers, is_known=bool(auth)),
            subject=service,
            status=status,
        )
    if status == 408:
        return TimedOut(f"{name} gave up waiting (status 408){said}{_stop(said)}", hint=_LATER, subject=service)
    if status >= 500:
        return Unreachable(
            f"{name} has a fault of its own (status {status}){said}{_stop(said)}",
            hint=_LATER,
            subject=service,
            status=status,
        )
    if status >= 400:
        return BadRequest(
            f"{name} does not take the question (status {status}){said}{_stop(said)}",
            service_message=words,
            hint="What was asked for is not for this service, or the service has changed.",
            subject=service,
            status=status,
        )
    return BadAnswer(
        f"{name} answered with status {status}, which leads nowhere.", hint=_CHANGED, subject=service, status=status
    )


def _why_refused(name: str, headers: Mapping[str, str], *, is_known: bool) -> str:
    """What to look at after a 401, 403 or 451. *is_known*: the service was told who asks."""
    if "html" in headers.get("content-type", ""):
        return _IN_BETWEEN
    return f"Check what is set for {name} in Settings." if is_known else "It may want a key: see Settings."


def _only_repeats(status: int, words: str) -> bool:
    """Whether the service's own words say no more than its status (`Internal Server Error`)."""
    from http import HTTPStatus

    phrase = next((known.phrase.casefold() for known in HTTPStatus if known == status), "")
    text = words.casefold().rstrip(".!")
    return text == phrase or (status == 429 and text.startswith(phrase))


def nothing_there(service: str, status: int) -> BadAnswer:
    """A 404 or 410 to a question that names nothing which could be missing."""
    return BadAnswer(
        f"{title(service)} has nothing at the address of this question (status {status}).",
        hint=_CHANGED,
        subject=service,
        status=status,
    )


def of_trouble(service: str, broken: Broken, host: str, timeout_s: float) -> SourceError:
    """The error for a request that got no answer."""
    name = title(service)
    match broken.trouble:
        case Trouble.TIMEOUT:
            return timed_out(service, timeout_s)
        case Trouble.NAME:
            return Unreachable(
                f"{name} cannot be reached: the name {host} is not found.", hint=_CHECK_NETWORK, subject=service
            )
        case Trouble.CONNECT:
            return Unreachable(
                f"{name} cannot be reached: {host} takes no connection.", hint=_CHECK_NETWORK, subject=service
            )
        case Trouble.PROXY:
            what = "takes no connection" if broken.detail == PROXY_AWAY else "does not let the request through"
            return Unreachable(
                f"{name} cannot be reached: the proxy of this machine {what}.",
                hint="Check the proxy settings of this machine (HTTPS_PROXY).",
                subject=service,
            )
        case Trouble.TLS:
            return Unreachable(
                f"{name} cannot be trusted: the certificate of {host} does not hold ({broken.detail}).",
                hint="Check the clock of this machine; behind a company proxy set SSL_CERT_FILE to its certificate.",
                subject=service,
            )
        case Trouble.RESET:
            return Unreachable(f"{name} broke off the connection.", hint=_LATER, subject=service)
        case Trouble.CUT:
            return BadAnswer(f"The answer of {name} was cut off on its way.", hint=_LATER, subject=service)
        case Trouble.PRIVATE | Trouble.REFUSED | Trouble.ADDRESS:
            return BadAnswer(
                f"{name} leads to an address that is not asked: {broken.detail}.", hint=_IN_BETWEEN, subject=service
            )
        case Trouble.GARBLED:
            return BadAnswer(f"The answer of {name} is not HTTP as it should be.", hint=_IN_BETWEEN, subject=service)


def timed_out(service: str, timeout_s: float) -> TimedOut:
    return TimedOut(f"{title(service)} did not answer within {timeout_s:g} seconds.", hint=_LATER, subject=service)


def offline(service: str) -> Offline:
    return Offline(
        f"The program is offline, and no earlier answer of {title(service)} is kept for this.",
        hint="Go online to ask.",
        subject=service,
    )


def too_big(service: str, limit: int) -> TooBig:
    return TooBig(
        f"The answer of {title(service)} is larger than {limit / 1e6:g} MB and was not read to its end.",
        hint=_CHANGED,
        subject=service,
    )


def html_for_data(service: str, status: int) -> BadAnswer:
    return BadAnswer(
        f"{title(service)} answered with a web page where data was expected.",
        hint="A page to log in to the network may stand in between: open a web page in the browser to see.",
        subject=service,
        status=status,
    )


def not_json(service: str, status: int, body: bytes, *, is_half: bool) -> BadAnswer:
    """*is_half*: it is JSON up to where it ends."""
    name = title(service)
    if not body.strip():
        what = f"{name} sent an empty answer"
    elif is_half:
        what = f"The answer of {name} breaks off in the middle"
    else:
        what = f"{name} answered with something that cannot be read (it is not JSON)"
    return BadAnswer(f"{what}.", hint=_CHANGED, subject=service, status=status)


def paused(service: str, until: datetime) -> RateLimited:
    """The service's pause is longer than the asker waits."""
    return RateLimited(
        f"{title(service)} asks for a pause until {clock_text(until)}, after too many requests.",
        until=until,
        hint=f"Ask again after {clock_text(until)}.",
        subject=service,
    )


def redirect_refused(service: str, why: str) -> BadAnswer:
    return BadAnswer(f"{title(service)} {why}, and that is not followed.", hint=_IN_BETWEEN, subject=service)


def words_of(headers: Mapping[str, str], body: bytes) -> str:
    """What the service says itself, in one line: `error` (the application of Semantic Scholar), `message` (its gateway,
    Unpaywall, Zenodo), the fields of Zenodo's `errors`, its `error_id`. Empty for HTML and for silence."""
    if not body or body.lstrip()[:1] != b"{":
        text = body[: _LONGEST_WORDS * 2].decode("utf-8", "replace")
        return "" if "html" in headers.get("content-type", "html") else _one_line(text)
    try:
        said: Any = msgspec.json.decode(body)
    except NO_JSON:
        return ""
    parts = [said[key] for key in ("error", "message") if isinstance(said.get(key), str)]
    for item in said["errors"] if isinstance(said.get("errors"), list) else ():
        if isinstance(item, dict):
            messages = item.get("messages")
            told = "; ".join(text for text in messages if isinstance(text, str)) if isinstance(messages, list) else ""
            parts.append(f"{item.get('field', '')}: {told}".strip(": "))
    if isinstance(error_id := said.get("error_id"), str):
        parts.append(f"error_id {error_id}")
    return _one_line("; ".join(part for part in parts if part))


def _one_line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_WORDS else text[: _LONGEST_WORDS - 1] + "…"


def _stop(said: str) -> str:
    """The full stop that ends a sentence, unless the service's words end with one."""
    return "" if said.endswith((".", "!", "?", "…")) else "."


def clock_text(moment: datetime) -> str:
    """A moment as a person at this machine reads it: the time, with the date when it is not within a day."""
    local = moment.astimezone()
    far = moment - datetime.now(UTC) > timedelta(hours=20)
    return local.strftime("%Y-%m-%d %H:%M" if far else "%H:%M:%S")
