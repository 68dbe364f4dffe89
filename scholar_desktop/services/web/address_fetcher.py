"""Downloads one candidate address and reports the result: a file, a web page, or the reason why there is neither."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import Attempt, Outcome
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.pdf.file_signature import file_kind, looks_like_html, starts_as_pdf
from scholar_desktop.services.web import challenge_pages, landing_page, pdf_locators
from scholar_desktop.services.web.challenge_pages import ChallengeKind, ChallengePage, display_host
from scholar_desktop.services.web.landing_page import LandingPage

if TYPE_CHECKING:
    from scholar_desktop.net.client import BulkFile, Client, DownloadProblem
    from scholar_desktop.net.cookies import Cookies

REFUSALS = frozenset({401, 403})
LIMITS = frozenset({429, 503})

OnFileProgress = Callable[[int, int | None], None]


class AddressResponse(msgspec.Struct, frozen=True):
    """The result of requesting one address.

    outcome: why there is no file (`reason` then explains it in a sentence); None for a complete file (`part`,
    `sha256`) and for a web page that may link to the PDF (`page`); bytes: how many were received; seconds: from the
    start of the request to its end; until: when the host accepts requests again (ISO 8601, UTC), None if it did not
    state a time.
    """

    url: str
    outcome: Outcome | None = None
    reason: str = ""
    http_status: int | None = None
    final_url: str | None = None
    bytes: int = 0
    sha256: str | None = None
    seconds: float = 0.0
    part: Path | None = None
    page: LandingPage | None = None
    until: str | None = None

    @property
    def host(self) -> str:
        """The host that answered, as shown to the user."""
        return display_host(self.final_url or self.url)

    def attempt(self, source: str, outcome: Outcome, reason: str) -> Attempt:
        """Returns this request as an attempt with *outcome*; source: who named the address."""
        return Attempt(
            url=self.url,
            source=source,
            outcome=outcome,
            http_status=self.http_status,
            final_url=self.final_url,
            bytes=self.bytes,
            sha256=None if outcome is Outcome.TRUNCATED else self.sha256,
            seconds=self.seconds,
            reason=reason,
            until=self.until,
        )


class AddressFetcher:
    """Downloads files into `.part` files with the program's HTTP client, and parses web pages that arrive instead.

    Args:
        client: the HTTP client of the program.
        pool: parses pages (up to 1 MB of HTML), so that the event loop is not blocked.
        clock: monotonic time in seconds.
    """

    def __init__(
        self, client: Client, pool: ThreadPoolExecutor, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._pool = pool
        self._clock = clock

    async def fetch(
        self,
        url: str,
        part: Path,
        *,
        ask: RequestOptions,
        jar: Cookies,
        referer: str | None = None,
        max_bytes: int | None = None,
        on_progress: OnFileProgress | None = None,
        sniff: Callable[[bytes], bool] = starts_as_pdf,
        accept: str | None = None,
        bulk: BulkFile | None = None,
        slow_s: float | None = None,
    ) -> AddressResponse:
        """Downloads *url*, and resumes the unfinished file at *part* if there is one.

        Raises nothing except asyncio.CancelledError: errors are reported in the response.

        Args:
            sniff: returns True if the first bytes belong to a file of the wanted kind.
            accept: the Accept header; None for that of a PDF.
            bulk: how to download a file that is not a PDF.
            slow_s: how many seconds the download may bring next to nothing, over all tries; None for no such limit.
        """
        from scholar_desktop.net.client import PDF, DownloadProblem
        from scholar_desktop.net.part_file import find_resume

        began = self._clock()
        try:
            answer = await self._client.download(
                url,
                part,
                ask=ask,
                sniff=sniff,
                jar=jar,
                referer=referer,
                accept=accept or PDF,
                max_bytes=max_bytes,
                resume=find_resume(part, or_length=bulk is not None and bulk.checked),
                on_progress=on_progress,
                is_final=_needs_person,
                bulk=bulk,
                slow_s=slow_s,
            )
        except DownloadProblem as error:
            problem = error
            fetched = await self._read(lambda: _response_for_error(url, problem))
        else:
            if answer.complete:  # also with status 416: the part file was complete already
                fetched = AddressResponse(
                    url,
                    http_status=answer.status,
                    final_url=answer.final_url,
                    bytes=answer.bytes,
                    sha256=answer.sha256,
                    part=part,
                )
            else:
                page = answer.page or b""
                fetched = await self._read(
                    lambda: _response_for_status(url, answer.status, answer.headers, answer.final_url, page)
                )
        return msgspec.structs.replace(fetched, seconds=round(self._clock() - began, 3))

    async def _read(self, work: Callable[[], AddressResponse]) -> AddressResponse:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


def _needs_person(status: int, headers: Mapping[str, str], page: bytes) -> bool:
    """Returns True if repeating the request is useless because a person is needed."""
    block = challenge_pages.recognise_challenge_page(status, headers, "", page)
    return block is not None and block.kind is not ChallengeKind.RATE


def _response_for_error(url: str, problem: DownloadProblem) -> AddressResponse:
    """Returns the response for a request without an answer or with a server error; its page may be a challenge."""
    final = problem.final_url or url
    if problem.page is not None:
        block = challenge_pages.recognise_challenge_page(problem.http_status, problem.headers, final, problem.page)
        if block is not None:
            return _blocked_response(url, problem.http_status, final, block, len(problem.page))
    return AddressResponse(
        url,
        outcome=problem.outcome,
        reason=problem.reason,
        http_status=problem.http_status,
        final_url=problem.final_url,
        bytes=problem.received,
        until=utc_timestamp(problem.until) if problem.until is not None else None,
    )


def _response_for_status(url: str, status: int, headers: Mapping[str, str], final: str, page: bytes) -> AddressResponse:
    """Returns the response for an answer that is not a file, judged by its status and its text."""
    block = challenge_pages.recognise_challenge_page(status, headers, final, page)
    if block is not None:
        return _blocked_response(url, status, final, block, len(page))
    host = display_host(final)

    def because(outcome: Outcome, reason: str) -> AddressResponse:
        return AddressResponse(url, outcome, reason, http_status=status, final_url=final, bytes=len(page))

    if status == 401:
        return because(Outcome.REFUSED, Message("{host} requires you to sign in (401).", host=host))
    if status in REFUSALS:
        return because(Outcome.REFUSED, Message("{host} refused access ({status}).", host=host, status=status))
    if status in LIMITS:
        reason = Message("{host} accepts no more requests for now ({status}).", host=host, status=status)
        if status == 429:
            reason = Message("{host} accepts no more requests for now: too many requests.", host=host)
        return because(Outcome.RATE_LIMITED, reason)
    if status >= 500:
        return because(
            Outcome.UNREACHABLE, Message("{host} has an internal error ({status}).", host=host, status=status)
        )
    if status in (404, 410):
        return because(
            Outcome.UNAVAILABLE, Message("{host} no longer has the file ({status}).", host=host, status=status)
        )
    if status == 402:
        return because(Outcome.UNAVAILABLE, Message("{host} requires payment (402).", host=host))
    if status == 451:
        return because(
            Outcome.UNAVAILABLE, Message("{host} may not share the file for legal reasons (451).", host=host)
        )
    if status >= 300:
        return because(
            Outcome.UNAVAILABLE, Message("{host} did not send the file ({status}).", host=host, status=status)
        )
    if (listed := pdf_locators.read_lookup(url, page)) is not None:
        return AddressResponse(url, http_status=status, final_url=final, bytes=len(page), page=listed)
    if not page:
        return because(Outcome.NOT_PDF, Message("{host} sent an empty file.", host=host))
    if not looks_like_html(page):
        kind = file_kind(page)
        if kind is None:
            return because(Outcome.NOT_PDF, Message("{host} sent a file that is not a PDF.", host=host))
        return because(Outcome.NOT_PDF, Message("{host} sent a file that is not a PDF ({kind}).", host=host, kind=kind))
    return AddressResponse(
        url, http_status=status, final_url=final, bytes=len(page), page=landing_page.read_landing_page(page, final)
    )


def _blocked_response(url: str, status: int | None, final: str, block: ChallengePage, size: int) -> AddressResponse:
    host = display_host(final)
    outcome = Outcome.NEEDS_PERSON
    if block.kind is ChallengeKind.RATE:
        outcome = Outcome.RATE_LIMITED
    elif block.kind is ChallengeKind.RULE and status in REFUSALS:
        outcome = Outcome.REFUSED
    return AddressResponse(
        url,
        outcome=outcome,
        reason=_block_reason(block.kind, host),
        http_status=status,
        final_url=final,
        bytes=size,
    )


def _block_reason(kind: ChallengeKind, host: str) -> Message:
    match kind:
        case ChallengeKind.CHALLENGE:
            return Message("{host} checks that you are human: open it in the browser.", host=host)
        case ChallengeKind.LOGIN:
            return Message("{host} requires you to sign in: open it in the browser.", host=host)
        case ChallengeKind.COOKIES:
            return Message("{host} requires cookies: open it in the browser.", host=host)
        case ChallengeKind.RULE:
            return Message("{host} blocks programs: open it in the browser.", host=host)
        case ChallengeKind.RATE:
            return Message("{host} accepts no more requests for now.", host=host)
