"""Fetches one address of the ladder, and says what came: a file, a page, or why there is none."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.pdf.whole import file_kind, looks_like_html, starts_as_pdf
from scholar_desktop.services.web import challenge_pages, landing_page, pdf_locators
from scholar_desktop.services.web.challenge_pages import BlockKind, BlockPage, display_host
from scholar_desktop.services.web.landing_page import LandingPage

if TYPE_CHECKING:
    from scholar_desktop.net.client import BulkFile, Client, DownloadProblem
    from scholar_desktop.net.cookies import Cookies

REFUSALS = frozenset({401, 403})
LIMITS = frozenset({429, 503})
_FINAL = {402: "wants to be paid", 451: "may not give the file, for legal reasons"}

OnFileProgress = Callable[[int, int | None], None]


class AddressResponse(msgspec.Struct, frozen=True):
    """What came from one address.

    outcome: why there is no file (then `reason` says it in a sentence); None for a whole file (`part`, `sha256`) and
    for a page that may lead on (`page`). bytes: received; seconds: from the question to the end;
    until: when the host lets itself be asked again (ISO 8601, UTC), None when nobody said.
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
        """The host that answered, as it is named to a person."""
        return display_host(self.final_url or self.url)


class AddressFetcher:
    """Streams files into `.part` files by the program's client, and reads the pages that come instead.

    Args:
        pool: reads pages (up to 1 MB of HTML) out of the loop's way.
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
    ) -> AddressResponse:
        """Ask *url*; a file that a former try left at *part* is gone on with. Never raises but for cancellation.

        sniff: whether the first bytes are those of the wanted kind of file; accept: None for a PDF's; bulk: how a file
        is dealt with that is no PDF.
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
            )
        except DownloadProblem as error:
            problem = error
            fetched = await self._read(lambda: _response_for_error(url, problem))
        else:
            if answer.complete:  # with status 416 too: all of it was there
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
    """Whether asking again is of no use, since a person is needed."""
    block = challenge_pages.recognise_block_page(status, headers, "", page)
    return block is not None and block.kind is not BlockKind.RATE


def _response_for_error(url: str, problem: DownloadProblem) -> AddressResponse:
    """No answer, or a server in trouble: its page may still be a challenge."""
    final = problem.final_url or url
    if problem.page is not None:
        block = challenge_pages.recognise_block_page(problem.http_status, problem.headers, final, problem.page)
        if block is not None:
            return _blocked_response(url, problem.http_status, final, block, len(problem.page))
    return AddressResponse(
        url,
        outcome=problem.outcome,
        reason=problem.reason,
        http_status=problem.http_status,
        final_url=problem.final_url,
        bytes=problem.received,
        until=problem.until.strftime("%Y-%m-%dT%H:%M:%SZ") if problem.until is not None else None,
    )


def _response_for_status(url: str, status: int, headers: Mapping[str, str], final: str, page: bytes) -> AddressResponse:
    """An answer that is no file: what its status and its text mean."""
    block = challenge_pages.recognise_block_page(status, headers, final, page)
    if block is not None:
        return _blocked_response(url, status, final, block, len(page))
    host = display_host(final)

    def because(outcome: Outcome, reason: str) -> AddressResponse:
        return AddressResponse(url, outcome, reason, http_status=status, final_url=final, bytes=len(page))

    if status == 401:
        return because(Outcome.REFUSED, f"{host} wants a login (login, 401).")
    if status in REFUSALS:
        return because(Outcome.REFUSED, f"{host} refused to give the file (rule, {status}).")
    if status in LIMITS:
        return because(Outcome.RATE_LIMITED, f"{host} asks for fewer requests (rate, {status}).")
    if status >= 500:
        return because(Outcome.UNREACHABLE, f"{host} is in trouble ({status}).")
    if status in (404, 410):
        return because(Outcome.UNAVAILABLE, f"The file is not there any more at {host} (gone, {status}).")
    if status in _FINAL:
        return because(Outcome.UNAVAILABLE, f"{host} {_FINAL[status]} ({status}).")
    if status >= 300:
        return because(Outcome.UNAVAILABLE, f"{host} did not give the file ({status}).")
    if (listed := pdf_locators.read_lookup(url, page)) is not None:
        return AddressResponse(url, http_status=status, final_url=final, bytes=len(page), page=listed)
    if not page:
        return because(Outcome.NOT_PDF, f"{host} sent an empty file.")
    if not looks_like_html(page):
        return because(Outcome.NOT_PDF, f"{host} sent {file_kind(page) or 'something that is no PDF'}, not a PDF.")
    return AddressResponse(
        url, http_status=status, final_url=final, bytes=len(page), page=landing_page.read_landing_page(page, final)
    )


def _blocked_response(url: str, status: int | None, final: str, block: BlockPage, size: int) -> AddressResponse:
    host = display_host(final)
    outcome = Outcome.NEEDS_PERSON
    if block.kind is BlockKind.RATE:
        outcome = Outcome.RATE_LIMITED
    elif block.kind is BlockKind.RULE and status in REFUSALS:
        outcome = Outcome.REFUSED
    told = block.kind.value if status is None else f"{block.kind.value}, {status}"
    return AddressResponse(
        url,
        outcome=outcome,
        reason=f"{host} {challenge_pages.BLOCK_WORDS[block.kind]} ({told}).",
        http_status=status,
        final_url=final,
        bytes=size,
    )
