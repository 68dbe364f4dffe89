"""Outcomes and sentences for the user for what went wrong with a file."""

from __future__ import annotations

import errno
from datetime import datetime
from pathlib import Path

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.net.connections import PROXY_UNREACHABLE, TransportError, TransportErrorKind
from scholar_desktop.net.failures import clock_text

OFFLINE = "The program is offline, so nothing is fetched."


def from_transport_error(transport_error: TransportError, host: str, timeout_s: float) -> tuple[Outcome, str]:
    """Return the outcome and the sentence for a request that got no answer, or only a part of it."""
    match transport_error.kind:
        case TransportErrorKind.ADDRESS:
            return Outcome.UNAVAILABLE, f"The link cannot be followed: {transport_error.detail}."
        case TransportErrorKind.NAME:
            return Outcome.UNREACHABLE, f"{host} cannot be reached: its name is not found."
        case TransportErrorKind.CONNECT:
            return Outcome.UNREACHABLE, f"{host} cannot be reached: it takes no connection."
        case TransportErrorKind.PROXY:
            what = "takes no connection" if transport_error.detail == PROXY_UNREACHABLE else "does not let it through"
            return Outcome.UNREACHABLE, f"{host} cannot be reached: the proxy of this machine {what}."
        case TransportErrorKind.TLS:
            return Outcome.TLS, f"{host} cannot be trusted: its certificate does not hold ({transport_error.detail})."
        case TransportErrorKind.RESET:
            return Outcome.UNREACHABLE, f"{host} broke off the connection."
        case TransportErrorKind.CUT:
            return Outcome.TRUNCATED, f"{host} broke off before the file was whole."
        case TransportErrorKind.TIMEOUT:
            return Outcome.TIMEOUT, f"{host} sent nothing for {timeout_s:g} seconds."
        case TransportErrorKind.GARBLED:
            return Outcome.UNREACHABLE, f"{host} answered with something that is not HTTP."
        case TransportErrorKind.PRIVATE:
            return Outcome.PRIVATE_ADDRESS, f"The link leads into a private network ({host}), where nothing is fetched."
        case TransportErrorKind.REFUSED:
            return Outcome.BLOCKED, f"The host map of this program refuses {host}."


def from_status(host: str, status: int, until: datetime | None) -> str:
    """Return the sentence for a 429 or 5xx."""
    if status == 429:
        what = f"{host} asks for a pause after too many requests (status 429)"
    elif status == 503:
        what = f"{host} is overloaded at the moment (status 503)"
    else:
        what = f"{host} has a fault of its own (status {status})"
    return f"{what}, until {clock_text(until)}." if until is not None else f"{what}."


def host_paused(host: str, until: datetime, failures: int = 0) -> str:
    """Return the sentence for a host with a pause.

    failures: how many in a row led to it, 0 for a pause that the host itself asked for.
    """
    if failures:
        return f"{host} rests until {clock_text(until)} after {failures:,} failures."
    return f"{host} asked for a pause until {clock_text(until)}."


def redirect_loop(host: str) -> str:
    """Return the sentence for redirects that form a loop."""
    return f"{host} sends in a circle from one address to the next."


def too_slow(host: str) -> str:
    """Return the sentence for a download below the minimum rate."""
    return f"{host} sends too slowly."


def stalled(host: str, limit_s: float) -> str:
    """Return the sentence for a download that was slow for the whole time that one copy has."""
    return f"{host} sent next to nothing for {limit_s:g} seconds, over all tries together."


def truncated(host: str, received: int, size: int | None) -> str:
    """Return the sentence for an incomplete file. *size*: of the whole file in bytes, None when it is unknown."""
    if size is None:
        return f"The file from {host} is not whole."
    return f"The file from {host} is not whole: {received:,} of {size:,} bytes came."


def wrong_range(host: str) -> str:
    """Return the sentence for a response with another range than was requested."""
    return f"{host} sent another part of the file than was asked for."


def too_big(host: str, limit: int) -> str:
    """Return the sentence for a file of more than *limit* bytes."""
    size = f"{limit // 2**20}" if limit % 2**20 == 0 else f"{limit / 1e6:.3g}"
    return f"The file at {host} is larger than the limit of {size} MB."


def disk_full(part: Path, size: int) -> str:
    """Return the sentence for a disk without space for *size* more bytes."""
    return f"The disk that holds {part.parent} has no room for {size / 1e6:.1f} MB more."


def disk_error(part: Path, error: OSError) -> str:
    """Return the sentence for an error of the file system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {part.parent} is full."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Nothing may be written to {part.parent}."
    return f"{part.name} cannot be written: {error.strerror or error}."
