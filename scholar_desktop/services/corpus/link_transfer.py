"""Transfers a file of a dataset by its signed link, and renews the link when it has expired."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome, item_outcome
from scholar_desktop.domain.corpus.dataset_download import FetchedFile
from scholar_desktop.domain.errors import AccessRefused, NotFound, ScholarError
from scholar_desktop.domain.source import FILES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.net.client import Download, DownloadProblem, RemoteFileSize
from scholar_desktop.services.corpus.dataset_files import SignedLink, SignedLinks
from scholar_desktop.services.tasks import gather_all

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Client

GZIP = b"\x1f\x8b"
MOST_REFUSALS = 2
"""If this number of consecutive links is refused immediately, the links have not expired: the host refuses access."""
MOST_UNMEASURED = 3
"""After this number of size requests without an answer no more are made."""
_CODES = {
    Outcome.RATE_LIMITED: "rate_limited",
    Outcome.TIMEOUT: "timeout",
    Outcome.TRUNCATED: "bad_answer",
    Outcome.NEEDS_PERSON: "refused",
    Outcome.REFUSED: "refused",
    Outcome.HTML_NOT_PDF: "bad_answer",
    Outcome.UNAVAILABLE: "not_found",
    Outcome.NOT_PDF: "bad_answer",
    Outcome.DISK: "disk",
    Outcome.CANCELLED: "cancelled",
}
"""The error code of each outcome; the code of all others is `unreachable`."""


async def measure_files(
    client: Client,
    links: SignedLinks,
    ask: RequestOptions,
    *,
    at_once: int,
    on_measured: Callable[[int, int], None] | None = None,
) -> dict[str, RemoteFileSize]:
    """Returns what the hosts state about the size of each file of *links*, by name.

    Args:
        at_once: number of requests at the same time.
        on_measured: called with (files whose size was requested, all files).

    Raises:
        SourceErrors: new links were needed, and the request for them failed.
    """
    names = links.names()
    found: dict[str, RemoteFileSize] = {}
    unmeasured = 0

    async def measured(name: str) -> RemoteFileSize:
        nonlocal unmeasured
        link = links.current(name)
        if unmeasured >= MOST_UNMEASURED:
            return RemoteFileSize(0)
        try:
            for _ in range(MOST_REFUSALS):
                if link is None:
                    break
                answer = await client.measure(link.url, ask=ask)
                if not has_expired(answer.status, answer.page):
                    return answer
                link = await links.renewed(name, link)
        except DownloadProblem:
            unmeasured += 1  # the download itself will report the problem
        return RemoteFileSize(0)

    async def measure(queue: Iterable[str]) -> None:
        for name in queue:
            found[name] = await measured(name)
            if on_measured is not None:
                on_measured(len(found), len(names))

    queue = iter(names)
    await gather_all(*(measure(queue) for _ in range(at_once)))
    return found


async def transfer_file(
    links: SignedLinks,
    name: str,
    transfer: Callable[[SignedLink], Awaitable[Download]],
    received: Callable[[], Awaitable[int]],
) -> Download | FetchedFile:
    """Calls *transfer* with links to the file until one brings it.

    Args:
        received: returns how many bytes of the file are here.

    Returns:
        The download of the file, or how the file ended without one.

    Raises:
        SourceError: the request for new links failed.
        Exception: what *transfer* raises, other than DownloadProblem.
    """
    link = links.current(name)
    refused = 0
    while link is not None:
        before = await received()
        try:
            got = await transfer(link)
        except DownloadProblem as problem:
            return ended_file(name, problem.outcome, problem.reason, await received())
        if got.page is None:
            return got
        here = await received()
        if not has_expired(got.status, got.page):
            return _of_page(name, got, here)
        refused = refused + 1 if here <= before else 1
        if refused >= MOST_REFUSALS:
            reason = Message("The host refused the file, even with a new link ({status}).", status=str(got.status))
            return ended_file(name, Outcome.REFUSED, reason, here)
        link = await links.renewed(name, link)
    return ended_file(name, Outcome.UNAVAILABLE, Message("The release no longer lists the file."), await received())


def is_gzip(head: bytes) -> bool:
    """Returns True if *head* is the start of a gzip file."""
    return head.startswith(GZIP)


def is_not_web_page(head: bytes) -> bool:
    """Returns True if *head* can be the start of data, and False for a web page such as a login page of the network."""
    return not head.lstrip()[:5].lower().startswith((b"<!doc", b"<html", b"<?xml"))


def has_expired(status: int, page: bytes) -> bool:
    """Returns True if a new link may work: after 403, and after a 400 of object stores whose token has expired."""
    return status == 403 or (status == 400 and b"xpired" in page)


def _of_page(name: str, got: Download, received: int) -> FetchedFile:
    """Returns the result for an answer that is not the file."""
    if got.status == 401:
        return ended_file(name, Outcome.REFUSED, Message("The host refused the file (401)."), received)
    if got.status >= 300:
        return ended_file(
            name,
            Outcome.UNAVAILABLE,
            Message("The host does not have the file ({status}).", status=str(got.status)),
            received,
        )
    if is_not_web_page(got.page or b""):
        return ended_file(
            name, Outcome.NOT_PDF, Message("The host returned something other than a .gz file."), received
        )
    reason = Message("The host returned a web page. You may need to sign in to this network.")
    return ended_file(name, Outcome.HTML_NOT_PDF, reason, received)


def ended_file(name: str, outcome: Outcome, reason: str, received: int) -> FetchedFile:
    """Returns the result for a file that was not transferred."""
    item = item_outcome((Attempt("", FILES, outcome),)) or ItemOutcome.UNAVAILABLE
    return FetchedFile(name, item, received, code=_CODES.get(outcome, "unreachable"), reason=reason)


def of_error(error: ScholarError) -> ItemOutcome:
    """Returns the outcome of a file for which new links could not be had."""
    if isinstance(error, AccessRefused):
        return ItemOutcome.NEEDS_PERSON
    return ItemOutcome.UNAVAILABLE if isinstance(error, NotFound) else ItemOutcome.TEMPORARY
