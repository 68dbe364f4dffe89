"""Tries the candidates of one paper, best first, until one is in the library, and records an attempt for each."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from scholar_desktop.domain.attempt import FINAL_OUTCOMES, Attempt, Lookup, Outcome
from scholar_desktop.domain.errors import PaperRemoved
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Copy
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.web_address import host_of
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.services.open_access.candidates import (
    BY_IDENTIFIER,
    LANDING_PAGE,
    CandidateUrl,
    PdfCandidates,
    fetch_url,
    is_reported_closed,
    only_names_copies,
)
from scholar_desktop.services.open_access.pdf_storage import PdfStorage
from scholar_desktop.services.tasks import CancelGuard
from scholar_desktop.services.web.address_fetcher import AddressFetcher, AddressResponse
from scholar_desktop.services.web.landing_page import LandingPage, other_paper_named
from scholar_desktop.services.web.part_files import LockedPartFile
from scholar_desktop.services.web.pdf_locators import is_lookup, is_search_index
from scholar_desktop.services.web.url_rules import europe_pmc_pdf, is_web, normalise_url, pmcid_in
from scholar_desktop.services.web.visited_urls import NOT_FINAL, VisitedUrl, VisitedUrls

if TYPE_CHECKING:
    from scholar_desktop.net.cookies import Cookies

log = logging.getLogger(__name__)

MAX_PAGE_DEPTH = 2
"""A page may link to a viewer, and the viewer to the file. Links are not followed further, since pages that link to
pages form circles."""
MAX_PAGE_REDIRECTS = 5
LANDING_WAIT_S = 30.0
"""How many seconds the landing page of a copy may bring next to nothing, after the copy itself did not come."""
_NO_PDF_OUTCOMES = frozenset({Outcome.UNAVAILABLE, Outcome.HTML_NOT_PDF, Outcome.NOT_PDF, Outcome.BLOCKED})
"""Outcomes of a lookup that knows no PDF, or that may not be requested."""


class ProgressListener(Protocol):
    """Receives the progress of one paper."""

    def copy_tried(self, index: int) -> None:
        """The copy at *index* of the candidates is tried from now on."""

    def address_asked(self, url: str) -> None:
        """The download of *url* begins: the copy itself, or a link on its page."""

    def progressed(self, received: int, size: int | None) -> None:
        """*received* bytes of the current file have arrived; size: the total, None when the host does not state it."""

    async def attempted(self, attempts: tuple[Attempt, ...]) -> None:
        """Another attempt has ended. *attempts* are all attempts so far, to be saved."""

    def looked_up(self, lookups: tuple[Lookup, ...]) -> None:
        """Another page or service was asked for addresses. *lookups* are all of this run so far."""


class FetchResult(msgspec.Struct, frozen=True):
    """The result of a run.

    kept: the paper in the library, or None; quarantined: the file in the quarantine that the user must decide about, or
    None; lookups: the requests that were no attempts.
    """

    attempts: tuple[Attempt, ...]
    kept: KeptPaper | None = None
    quarantined: Path | None = None
    lookups: tuple[Lookup, ...] = ()


class FetchLimits(msgspec.Struct, frozen=True):
    """What a copy may cost.

    max_bytes: the largest PDF to download; files of Zenodo, which are requested by name, have no limit; copy_wait_s:
    how many seconds one copy may bring less than 1 kB a second, over all its tries.
    """

    max_bytes: int
    copy_wait_s: float = 90.0


class PdfFetchRun:
    """Downloads the candidates of one paper until one is in the library.

    Args:
        candidates: the paper and its copies.
        ask: how the addresses are requested.
        asked: the addresses requested earlier for any paper, with their answers.
        listener: receives the progress.
        before: attempts of the same run before a crash; they are not repeated.
        late: addresses that failed temporarily in an earlier run; they are tried after the others.
        is_step: returns True if the saved PDF is an undo entry, see `LibraryStore.attach`; kept_as: see there.
        guard: held from when the library receives the PDF; released only if the PDF was not saved.
    """

    def __init__(
        self,
        fetcher: AddressFetcher,
        storage: PdfStorage,
        limits: FetchLimits,
        candidates: PdfCandidates,
        *,
        ask: RequestOptions,
        asked: VisitedUrls,
        listener: ProgressListener,
        before: Sequence[Attempt] = (),
        late: Collection[str] = (),
        is_step: Callable[[], bool] | None = None,
        kept_as: Callable[[], str | None] | None = None,
        guard: CancelGuard | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._storage = storage
        self._limits = limits
        self._candidates = candidates
        self._ask = ask
        self._asked = asked
        self._listener = listener
        self._is_step = is_step
        self._kept_as = kept_as
        self._guard = guard or CancelGuard()
        self._kept: KeptPaper | None = None
        self._unanswered: Attempt | None = None
        self._lookups: list[Lookup] = []
        self._attempts = [attempt for attempt in before if attempt.outcome not in NOT_FINAL]
        self._tried = {normalise_url(attempt.url) for attempt in self._attempts}
        self._late = {normalise_url(url) for url in late}

    async def run(self) -> FetchResult:
        """Tries the copies in order. Raises the library's errors."""
        copies = sorted(
            enumerate(self._candidates.copies), key=lambda place: normalise_url(fetch_url(place[1])) in self._late
        )
        for index, copy in copies:
            self._listener.copy_tried(index)
            await self._try_copy(copy)
            if self._attempts and self._attempts[-1].outcome in FINAL_OUTCOMES:
                break
        else:
            await self._add_unanswered()
        attempts = tuple(self._attempts)
        waiting = await self._storage.quarantined(self._candidates.paper, attempts)
        lookups = tuple(self._lookups)
        return FetchResult(attempts, self._kept, waiting if self._kept is None else None, lookups)

    async def _add_unanswered(self) -> None:
        """Adds the attempt at a lookup that did not answer, if the paper may be open by it."""
        only_guessed = self._candidates.last_resort or not self._attempts
        paper = self._candidates.paper
        may_be_open = paper.oa.is_oa or not is_reported_closed(paper)
        if only_guessed and self._unanswered is not None and may_be_open:
            # No service says that the paper is closed, and a lookup that could know where it is open did not answer. It
            # is recorded as an attempt, because a later download may succeed.
            self._attempts.insert(0, msgspec.structs.replace(self._unanswered, at=current_timestamp()))
            await self._listener.attempted(tuple(self._attempts))

    async def _try_copy(self, copy: Copy) -> None:
        """Tries the address of *copy*, and the addresses that pages on the way link to."""
        from scholar_desktop.net.cookies import Cookies

        jar = Cookies()
        queue = deque([CandidateUrl(fetch_url(copy), copy.source, copy)])
        while queue:
            candidate = queue.popleft()
            place = normalise_url(candidate.url)
            if place in self._tried or not is_web(candidate.url):
                continue
            self._tried.add(place)
            attempt, links = await self._try_candidate(candidate, jar)
            queue.extendleft(reversed(links))
            if attempt is None:
                self._note_lookup(candidate, _found_words(candidate.url, len(links)), len(links))
                continue
            if candidate.depth == 0 and self._is_empty_lookup(candidate, attempt):
                self._note_lookup(candidate, attempt.reason)
                continue
            self._attempts.append(msgspec.structs.replace(attempt, at=current_timestamp()))
            await self._listener.attempted(tuple(self._attempts))
            if attempt.outcome in FINAL_OUTCOMES:
                return
            page = copy.landing_url
            if attempt.outcome is Outcome.TIMEOUT and not candidate.after_stall and page and pmcid_in(page) is None:
                queue.append(CandidateUrl(page, LANDING_PAGE, copy, after_stall=True))

    def _note_lookup(self, candidate: CandidateUrl, reason: str, found: int = 0) -> None:
        self._lookups.append(Lookup(candidate.url, candidate.source, found, reason, current_timestamp()))
        self._listener.looked_up(tuple(self._lookups))

    async def _try_candidate(self, candidate: CandidateUrl, jar: Cookies) -> tuple[Attempt | None, list[CandidateUrl]]:
        """Tries one address, and follows the redirects of pages.

        Returns:
            The attempt and no candidates; or, for a page that names the PDF, None and the candidates to try next.
        """
        current_url, jumps = candidate.url, 0
        while True:
            entry = self._asked.of(current_url)
            async with entry.lock:
                attempt, fetched = await self._request(msgspec.structs.replace(candidate, url=current_url), entry, jar)
            if attempt is not None or fetched.page is None:
                return attempt and msgspec.structs.replace(attempt, url=candidate.url), []
            page = fetched.page
            links = self._links(candidate, fetched, page)
            if links or page.jump is None or jumps >= MAX_PAGE_REDIRECTS or normalise_url(page.jump) in self._tried:
                break
            current_url, jumps = page.jump, jumps + 1
            self._tried.add(normalise_url(current_url))
        if links or self._only_repeats(candidate, page):
            return None, links
        reason = self._no_pdf_reason(candidate, fetched, page)
        fetched = msgspec.structs.replace(fetched, url=candidate.url)
        return fetched.attempt(candidate.source, Outcome.HTML_NOT_PDF, reason), []

    async def _request(
        self, candidate: CandidateUrl, entry: VisitedUrl, jar: Cookies
    ) -> tuple[Attempt | None, AddressResponse]:
        """Requests the address of *candidate*, or uses the answer from earlier in the run.

        Returns:
            The attempt and the answer. The attempt is None for a page that may link to the PDF: it has not ended yet.
        """
        claim: LockedPartFile | None = None
        limits = self._limits
        try:
            if entry.fetched is None:
                self._listener.address_asked(candidate.url)
                claim = self._storage.lock_part_file(candidate.url)
                fetched = await self._fetcher.fetch(
                    candidate.url,
                    claim.path,
                    ask=self._ask,
                    jar=jar,
                    referer=candidate.referer,
                    max_bytes=None if candidate.copy.source == "zenodo" else limits.max_bytes,
                    on_progress=self._listener.progressed,
                    slow_s=min(LANDING_WAIT_S, limits.copy_wait_s) if candidate.after_stall else limits.copy_wait_s,
                )
                entry.record_answer(fetched)
            else:
                fetched = msgspec.structs.replace(entry.fetched, url=candidate.url, seconds=0.0)
            if fetched.outcome is not None:
                return fetched.attempt(candidate.source, fetched.outcome, fetched.reason), fetched
            if fetched.page is not None:
                return None, fetched
            checksum = self._candidates.checksums.get(candidate.url)
            stored = await self._storage.store(
                self._candidates.paper,
                candidate,
                fetched,
                entry,
                checksum=checksum,
                is_step=self._is_step,
                kept_as=self._kept_as,
                on_keep=self._guard.hold,
            )
            self._kept = stored.kept
            if stored.kept is None:
                self._guard.release()
            return fetched.attempt(candidate.source, stored.outcome, stored.reason), fetched
        except OSError as error:
            fetched = AddressResponse(
                candidate.url,
                Outcome.DISK,
                Message("The file could not be saved: {reason}.", reason=error.strerror or str(error)),
            )
            return fetched.attempt(candidate.source, Outcome.DISK, fetched.reason), fetched
        except (asyncio.CancelledError, PaperRemoved):
            if claim is not None and entry.file == claim.path:
                # The part file may be removed now, so another worker that waits for this address must request it again.
                entry.forget_answer()
            raise
        finally:
            if claim is not None:
                claim.release()

    def _is_empty_lookup(self, candidate: CandidateUrl, attempt: Attempt) -> bool:
        """Returns True if *candidate* was only a lookup, and found no copy: then no attempt is recorded."""
        copy = candidate.copy
        if is_search_index(candidate.url) and attempt.outcome not in FINAL_OUTCOMES:
            log.info("no copy by way of %s: %s", candidate.source, attempt.outcome.value)
            if attempt.outcome not in _NO_PDF_OUTCOMES:
                self._unanswered = self._unanswered or attempt
            return True
        # With last_resort, no service says that the copies to which the identifiers lead are open.
        # A page that was tried in vain is an attempt, unlike a lookup.
        is_lookup_only = only_names_copies(copy) and copy.source != LANDING_PAGE
        may_tell = copy.source in BY_IDENTIFIER if self._candidates.last_resort else is_lookup_only
        return may_tell and attempt.outcome in _NO_PDF_OUTCOMES

    def _links(self, candidate: CandidateUrl, fetched: AddressResponse, page: LandingPage) -> list[CandidateUrl]:
        """Returns the addresses that *page* names and that were not tried yet."""
        if candidate.depth >= MAX_PAGE_DEPTH or other_paper_named(page, self._candidates.paper) is not None:
            return []
        links = [europe_pmc_pdf(pmcid) if (pmcid := pmcid_in(link)) is not None else link for link in page.links]
        looked_up = is_lookup(candidate.url)
        copy = candidate.copy
        if page.license is not None and copy.license is None:
            copy = msgspec.structs.replace(copy, license=page.license)
        return [
            CandidateUrl(
                link,
                copy.source if looked_up else LANDING_PAGE,
                copy,
                referer=None if looked_up else fetched.final_url,
                depth=candidate.depth + 1,
                after_stall=candidate.after_stall,
            )
            for link in links
            if normalise_url(link) not in self._tried
        ]

    def _only_repeats(self, candidate: CandidateUrl, page: LandingPage) -> bool:
        """Returns True for the paper's own page that links only to what was tried: its links are the attempts."""
        is_own_page = candidate.depth == 0 and candidate.copy.source == LANDING_PAGE and not candidate.after_stall
        return (
            is_own_page
            and not self._candidates.last_resort
            and bool(page.links)
            and other_paper_named(page, self._candidates.paper) is None
        )

    def _no_pdf_reason(self, candidate: CandidateUrl, fetched: AddressResponse, page: LandingPage) -> str:
        other = other_paper_named(page, self._candidates.paper)
        if other is not None:
            return Message(
                "{host} sent the page of another paper: “{title}”.",
                host=fetched.host,
                title=shorten(" ".join(other.split()), 80),
            )
        if page.links and candidate.depth < MAX_PAGE_DEPTH:
            return Message("{host} returned a web page that only links to what was already tried.", host=fetched.host)
        if is_lookup(candidate.url):
            return Message("{host} lists no PDF of this paper.", host=fetched.host)
        return Message("{host} returned a web page without a PDF link.", host=fetched.host)


def _found_words(url: str, count: int) -> str:
    """Returns what came of a page or service that named *count* addresses which were not tried before."""
    host = host_of(url) or url
    if not count:
        return Message("{host} names only addresses that were already tried.", host=host)
    return Message.counted(
        "{host} names {count} address to try.", "{host} names {count} addresses to try.", count, host=host
    )
