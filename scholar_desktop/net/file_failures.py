"""Outcomes and sentences for the user for what went wrong with a file."""

from __future__ import annotations

import errno
from datetime import datetime
from pathlib import Path

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.web_address import without_www
from scholar_desktop.net.connections import PROXY_UNREACHABLE, TransportError, TransportErrorKind
from scholar_desktop.net.failures import clock_text

OFFLINE = Message("You are working offline, so nothing is downloaded.")


def from_transport_error(transport_error: TransportError, host: str, timeout_s: float) -> tuple[Outcome, str]:
    """Return the outcome and the sentence for a request that got no answer, or only a part of it."""
    host = without_www(host)
    detail = transport_error.detail
    match transport_error.kind:
        case TransportErrorKind.ADDRESS:
            return Outcome.UNAVAILABLE, Message("The link does not work. {reason}", reason=detail)
        case TransportErrorKind.NAME:
            return Outcome.UNREACHABLE, Message("{host} cannot be reached: no such host was found.", host=host)
        case TransportErrorKind.CONNECT:
            return Outcome.UNREACHABLE, Message("{host} cannot be reached: it accepts no connection.", host=host)
        case TransportErrorKind.PROXY if detail == PROXY_UNREACHABLE:
            return Outcome.UNREACHABLE, Message(
                "{host} cannot be reached: your proxy accepts no connection.", host=host
            )
        case TransportErrorKind.PROXY:
            return Outcome.UNREACHABLE, Message("{host} cannot be reached: your proxy blocked the request.", host=host)
        case TransportErrorKind.TLS:
            return Outcome.TLS, Message(
                "The connection to {host} is not secure: its certificate is not valid ({reason}).",
                host=host,
                reason=detail,
            )
        case TransportErrorKind.RESET:
            return Outcome.UNREACHABLE, Message("{host} closed the connection.", host=host)
        case TransportErrorKind.CUT:
            return Outcome.TRUNCATED, Message("{host} closed the connection before the file was complete.", host=host)
        case TransportErrorKind.TIMEOUT:
            return Outcome.TIMEOUT, Message(
                "{host} sent nothing for {seconds} seconds.", host=host, seconds=f"{timeout_s:g}"
            )
        case TransportErrorKind.GARBLED:
            return Outcome.UNREACHABLE, Message("The answer from {host} is not valid HTTP.", host=host)
        case TransportErrorKind.PRIVATE:
            return Outcome.PRIVATE_ADDRESS, Message(
                "The link leads into a private network ({host}): nothing is downloaded from there.", host=host
            )
        case TransportErrorKind.REFUSED:
            return Outcome.BLOCKED, Message("The host map of Scholar Desktop blocks {host}.", host=host)


def from_status(host: str, status: int, until: datetime | None) -> str:
    """Return the sentence for a 429 or 5xx. It is kept with the download, and stays true after the pause."""
    host = without_www(host)
    time = "" if until is None else clock_text(until)
    if status == 429 and time:
        return Message("{host} asked for a pause until {time}: too many requests.", host=host, time=time)
    if status == 429:
        return Message("{host} accepts no more requests for now: too many requests.", host=host)
    if status == 503 and time:
        return Message("{host} was overloaded (status 503) and asked for a pause until {time}.", host=host, time=time)
    if status == 503:
        return Message("{host} is overloaded (status 503).", host=host)
    if time:
        return Message(
            "{host} had an internal error (status {status}) and asked for a pause until {time}.",
            host=host,
            status=status,
            time=time,
        )
    return Message("{host} has an internal error (status {status}).", host=host, status=status)


def host_paused(host: str, until: datetime, failures: int = 0) -> str:
    """Return the sentence for a host with a pause.

    failures: how many in a row led to it, 0 for a pause that the host itself requested.
    """
    host = without_www(host)
    if failures:
        return Message.counted(
            "Downloads from {host} are paused until {time}, after {count} failure.",
            "Downloads from {host} are paused until {time}, after {count} failures.",
            failures,
            host=host,
            time=clock_text(until),
        )
    return Message("{host} asked for a pause until {time}.", host=host, time=clock_text(until))


def redirect_loop(host: str) -> str:
    """Return the sentence for redirects that form a loop."""
    host = without_www(host)
    return Message("{host} redirects in a circle.", host=host)


def too_slow(host: str) -> str:
    """Return the sentence for a download below the minimum rate."""
    host = without_www(host)
    return Message("{host} sends too slowly.", host=host)


def stalled(host: str, limit_s: float) -> str:
    """Return the sentence for a download that was slow for the whole time that one copy has."""
    host = without_www(host)
    return Message("{host} sent almost nothing for {seconds} seconds in all.", host=host, seconds=f"{limit_s:g}")


def truncated(host: str, received: int, size: int | None) -> str:
    """Return the sentence for an incomplete file. *size*: of the whole file in bytes, None when it is unknown."""
    host = without_www(host)
    if size is None:
        return Message("The file from {host} is incomplete.", host=host)
    return Message(
        "The file from {host} is incomplete: {received} of {size} bytes arrived.",
        host=host,
        received=received,
        size=size,
    )


def wrong_range(host: str) -> str:
    """Return the sentence for a response with another range than was requested."""
    host = without_www(host)
    return Message("{host} sent a different part of the file than requested.", host=host)


def too_big(host: str, limit: int) -> str:
    """Return the sentence for a file of more than *limit* bytes."""
    host = without_www(host)
    size = f"{limit // 2**20}" if limit % 2**20 == 0 else f"{limit / 1e6:.3g}"
    return Message("The file at {host} is larger than the limit of {size} MB.", host=host, size=size)


def disk_full(part: Path, size: int) -> str:
    """Return the sentence for a disk without space for *size* more bytes."""
    return Message(
        "There is not enough space on the disk of {folder}: {size} MB more are needed.",
        folder=str(part.parent),
        size=f"{size / 1e6:.1f}",
    )


def disk_error(part: Path, error: OSError) -> str:
    """Return the sentence for an error of the file system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Message("The disk of {folder} is full.", folder=str(part.parent))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Message("You have no permission to write to {folder}.", folder=str(part.parent))
    return Message("{file} could not be written: {reason}.", file=part.name, reason=error.strerror or str(error))
