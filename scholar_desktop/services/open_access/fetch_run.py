"""Tries the candidates of one paper, best first, until one is in the library, and records an attempt for each."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from scholar_desktop.domain.attempt import Attempt, Outcome
from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.formats.file_names import pdf_name
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.net.web_mark import copy_mark
from scholar_desktop.services.open_access.candidates import (
    BY_IDENTIFIER,
    LANDING_PAGE,
    PdfCandidates,
    fetch_url,
    is_reported_closed,
    only_names_copies,
)
from scholar_desktop.services.open_access.pdf_check import QUARANTINE_OUTCOMES, PdfChecker, PdfVerdict
from scholar_desktop.services.open_access.quarantine import Quarantine
from scholar_desktop.services.web.address_fetcher import AddressFetcher, AddressResponse
from scholar_desktop.services.web.landing_page import LandingPage, other_paper_named
from scholar_desktop.services.web.part_files import PART, LockedPartFile, part_path
from scholar_desktop.services.web.pdf_locators import is_lookup, is_search_index
from scholar_desktop.services.web.url_rules import europe_pmc_pdf, is_web, normalise_url, pmcid_in
from scholar_desktop.services.web.visited_urls import NOT_FINAL, VisitedUrl, VisitedUrls

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.net.cookies import Cookies

log = logging.getLogger(__name__)
T = TypeVar("T")

MAX_PAGE_DEPTH = 2
"""A page may link to a viewer, and the viewer to the file. Links are not followed further, since pages that link to
pages form circles."""
MAX_PAGE_REDIRECTS = 5
LANDING_WAIT_S = 30.0
"""How many seconds the landing page of a copy may bring next to nothing, after the copy itself did not come."""
FINAL_OUTCOMES = frozenset({Outcome.SAVED, Outcome.CANNOT_CHECK, Outcome.DISK, Outcome.CANCELLED})
"""After these outcomes no other copy is tried: the PDF is saved, or another copy would not fare better."""


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


class FetchResult(msgspec.Struct, frozen=True):
    """The result of a run.

    kept: the paper in the library, or None; quarantined: the file in the quarantine that the user must decide about, or
    None.
    """

    attempts: tuple[Attempt, ...]
    kept: KeptPaper | None = None
    quarantined: Path | None = None


class PdfFetchRun:
    """Downloads and checks the candidates of papers.

    Part files are in <data>/downloads, on the library's file system.
    """

    def __init__(
        self,
        fetcher: AddressFetcher,
        checker: PdfChecker,
        quarantine: Quarantine,
        library: LibraryStore,
        pool: ThreadPoolExecutor,
        *,
        max_bytes: int,
        copy_wait_s: float = 90.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Creates the run.

        Args:
            max_bytes: the largest PDF to download; files of Zenodo, which are requested by name, have no limit.
            copy_wait_s: how many seconds one copy may bring less than 1 kB a second, over all its tries.
            pool: the threads that move files.
            now: the current time.
        """
        self._fetcher = fetcher
        self._checker = checker
        self._quarantine = quarantine
        self._library = library
        self._pool = pool
        self._max_bytes = max_bytes
        self._copy_wait_s = copy_wait_s
        self._now = now

    async def fetch(
        self,
        candidates: PdfCandidates,
        *,
        ask: RequestOptions,
        asked: VisitedUrls,
        listener: ProgressListener,
        before: Sequence[Attempt] = (),
        late: Collection[str] = (),
    ) -> FetchResult:
        """Tries the copies of *candidates* in order. Raises the library's errors.

        Args:
            asked: the addresses requested earlier in this run, with their answers.
            listener: receives the progress.
            before: attempts of the same run before a crash; they are not repeated.
            late: addresses that failed temporarily in an earlier run; they are tried after the others.
        """
        fetch = _PaperFetch(self, candidates, ask, asked, listener, before, late)
        await fetch.run()
        paper, attempts = candidates.paper, fetch.attempts
        waiting = await self._in_thread(lambda: self._quarantine.waiting(paper, attempts))
        return FetchResult(attempts, fetch.kept, waiting[0] if waiting and fetch.kept is None else None)

    async def fetch_candidate(
        self, fetch: _PaperFetch, candidate: _Candidate, entry: VisitedUrl, jar: Cookies
    ) -> tuple[Attempt | None, AddressResponse]:
        """Requests the address of *candidate*, or uses the answer from earlier in the run.

        Returns:
            The attempt and the answer. The attempt is None for a page that may link to the PDF: it has not ended yet.
        """
        claim: LockedPartFile | None = None
        try:
            if entry.fetched is None:
                fetch.listener.address_asked(candidate.url)
                claim = LockedPartFile(self._library.data_dir, candidate.url)
                fetched = await self._download(fetch, candidate, claim.path, jar)
                entry.record_answer(fetched)
                entry.file = fetched.part
            else:
                fetched = msgspec.structs.replace(entry.fetched, url=candidate.url, seconds=0.0)
            if fetched.outcome is not None:
                return _attempt(candidate, fetched, fetched.outcome, fetched.reason), fetched
            if fetched.page is not None:
                return None, fetched
            return await self._check_and_store(fetch, candidate, fetched, entry), fetched
        except OSError as error:
            fetched = AddressResponse(
                candidate.url, Outcome.DISK, f"Nothing can be written: {error.strerror or error}."
            )
            return _attempt(candidate, fetched, Outcome.DISK, fetched.reason), fetched
        except asyncio.CancelledError:
            if claim is not None and entry.file == claim.path:
                # The part file may be removed now, so another worker that waits for this address must request it again.
                entry.fetched = entry.file = None
            raise
        finally:
            if claim is not None:
                claim.release()

    async def _download(self, fetch: _PaperFetch, candidate: _Candidate, part: Path, jar: Cookies) -> AddressResponse:
        return await self._fetcher.fetch(
            candidate.url,
            part,
            ask=fetch.ask,
            jar=jar,
            referer=candidate.referer,
            max_bytes=None if candidate.copy.source == "zenodo" else self._max_bytes,
            on_progress=fetch.listener.progressed,
            slow_s=min(LANDING_WAIT_S, self._copy_wait_s) if candidate.after_stall else self._copy_wait_s,
        )

    async def _check_and_store(
        self, fetch: _PaperFetch, candidate: _Candidate, fetched: AddressResponse, entry: VisitedUrl
    ) -> Attempt:
        """Checks the downloaded file, and moves it into the library or the quarantine, or deletes it."""
        file = entry.file
        if file is None:
            return _attempt(candidate, fetched, Outcome.UNREACHABLE, "The file is not there any more.")
        try:
            verdict = await self._checker.check(
                file,
                fetch.candidates.paper,
                sha256=fetched.sha256,
                checksum=fetch.candidates.checksums.get(candidate.url),
            )
            if verdict.is_good:
                verdict = await self._keep(fetch, candidate, fetched, file, verdict, entry)
            if not verdict.is_good:
                await self._quarantine_or_delete(fetch.candidates.paper, file, fetched, verdict, entry)
        except (OSError, DiskError) as error:
            message = error.message if isinstance(error, DiskError) else f"{error.strerror or error}."
            return _attempt(candidate, fetched, Outcome.DISK, f"The PDF could not be kept: {message}")
        return _attempt(candidate, fetched, verdict.outcome, _sentence(fetched, verdict))

    async def _quarantine_or_delete(
        self, paper: Paper, file: Path, fetched: AddressResponse, verdict: PdfVerdict, entry: VisitedUrl
    ) -> None:
        """Moves a file that may be another paper into the quarantine, and deletes one that is not a PDF."""
        fresh = file.suffix == PART
        sha256 = fetched.sha256
        if verdict.outcome in QUARANTINE_OUTCOMES and sha256 is not None:
            waits = await self._in_thread(lambda: self._quarantine.take(file, paper, sha256, keep=not fresh))
            entry.file = waits if fresh else file
        elif fresh:
            entry.record_answer(_as_failed(fetched, verdict))
            entry.file = None
            await self._in_thread(lambda: file.unlink(missing_ok=True))

    async def _keep(
        self,
        fetch: _PaperFetch,
        candidate: _Candidate,
        fetched: AddressResponse,
        file: Path,
        verdict: PdfVerdict,
        entry: VisitedUrl,
    ) -> PdfVerdict:
        """Moves the checked *file* into the library, in one step."""
        from scholar_desktop.library.failures import FileInOtherPaper

        paper = fetch.candidates.paper
        staged = file
        if file.suffix != PART:  # the file is in the quarantine for another paper: this one gets a copy
            staged = part_path(self._library.data_dir, f"{candidate.url}#{paper.id}")
        try:
            if staged is not file:
                await self._in_thread(lambda: _copy_file(file, staged))
            changes = await self._library.attach(
                paper,
                staged,
                name=pdf_name(paper),
                sha256=fetched.sha256 or "",
                version=candidate.copy.version,
                license=candidate.copy.license,
                source_url=candidate.url,
                retrieved=self.stamp(),
                source=candidate.source,
            )
        except FileInOtherPaper as error:
            return PdfVerdict(Outcome.QUARANTINED, error.message, verdict.score)
        finally:
            if staged is not file:
                staged.unlink(missing_ok=True)
        key = next(iter(changes.papers), None)  # no change if the library had the same file already
        fetch.kept = await (self._library.get(key) if key is not None else self._library.find(paper.id))
        if fetch.kept is not None and fetch.kept.pdf is not None:
            entry.file = Path(fetch.kept.pdf)
        return verdict

    def stamp(self) -> str:
        """Returns the current time (ISO 8601, UTC)."""
        return utc_timestamp(self._now())

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await run_to_end(self._pool, work)


class _Candidate(msgspec.Struct, frozen=True):
    """One address to try: that of *copy*, or one found on a page for it.

    depth: how many pages led to it; after_stall: it is the landing page of a copy whose file did not come in its time,
    or a link on that page.
    """

    url: str
    source: str
    copy: Copy
    referer: str | None = None
    depth: int = 0
    after_stall: bool = False


class _PaperFetch:
    """The state of fetching one paper."""

    def __init__(
        self,
        fetch_run: PdfFetchRun,
        candidates: PdfCandidates,
        ask: RequestOptions,
        asked: VisitedUrls,
        listener: ProgressListener,
        before: Sequence[Attempt],
        late: Collection[str],
    ) -> None:
        self.fetch_run = fetch_run
        self.candidates = candidates
        self.ask = ask
        self.asked = asked
        self.listener = listener
        self.kept: KeptPaper | None = None
        self._unanswered: Attempt | None = None
        self._attempts = [attempt for attempt in before if attempt.outcome not in NOT_FINAL]
        self._tried = {normalise_url(attempt.url) for attempt in self._attempts}
        self._late = {normalise_url(url) for url in late}

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        return tuple(self._attempts)

    async def run(self) -> None:
        copies = sorted(
            enumerate(self.candidates.copies), key=lambda place: normalise_url(fetch_url(place[1])) in self._late
        )
        for index, copy in copies:
            self.listener.copy_tried(index)
            await self._try_copy(copy)
            if self._attempts and self._attempts[-1].outcome in FINAL_OUTCOMES:
                return
        only_guessed = self.candidates.last_resort or not self._attempts
        paper = self.candidates.paper
        may_be_open = paper.oa.is_oa or not is_reported_closed(paper)
        if only_guessed and self._unanswered is not None and may_be_open:
            # No service says that the paper is closed, and a lookup that could know where it is open did not answer. It
            # is recorded as an attempt, because a later download may succeed.
            self._attempts.insert(0, msgspec.structs.replace(self._unanswered, at=self.fetch_run.stamp()))
            await self.listener.attempted(tuple(self._attempts))

    async def _try_copy(self, copy: Copy) -> None:
        """Tries the address of *copy*, and the addresses that pages on the way link to."""
        from scholar_desktop.net.cookies import Cookies

        jar = Cookies()
        queue = deque([_Candidate(fetch_url(copy), copy.source, copy)])
        while queue:
            candidate = queue.popleft()
            place = normalise_url(candidate.url)
            if place in self._tried or not is_web(candidate.url):
                continue
            self._tried.add(place)
            attempt, links = await self._try_candidate(candidate, jar)
            queue.extendleft(reversed(links))
            if attempt is None or (candidate.depth == 0 and self._is_empty_lookup(candidate, attempt)):
                continue
            self._attempts.append(msgspec.structs.replace(attempt, at=self.fetch_run.stamp()))
            await self.listener.attempted(tuple(self._attempts))
            if attempt.outcome in FINAL_OUTCOMES:
                return
            page = copy.landing_url
            if attempt.outcome is Outcome.TIMEOUT and not candidate.after_stall and page and pmcid_in(page) is None:
                queue.append(_Candidate(page, LANDING_PAGE, copy, after_stall=True))

    def _is_empty_lookup(self, candidate: _Candidate, attempt: Attempt) -> bool:
        """Returns True if *candidate* was only a lookup, and found no copy: then no attempt is recorded."""
        copy = candidate.copy
        if is_search_index(candidate.url) and attempt.outcome not in FINAL_OUTCOMES:
            log.info("no copy by way of %s: %s", candidate.source, attempt.outcome.value)
            if attempt.outcome not in _NO_PDF_OUTCOMES:
                self._unanswered = self._unanswered or attempt
            return True
        # With last_resort, no service says that the copies to which the identifiers lead are open.
        may_tell = copy.source in BY_IDENTIFIER if self.candidates.last_resort else only_names_copies(copy)
        return may_tell and attempt.outcome in _NO_PDF_OUTCOMES

    async def _try_candidate(self, candidate: _Candidate, jar: Cookies) -> tuple[Attempt | None, list[_Candidate]]:
        """Tries one address, and follows the redirects of pages.

        Returns:
            The attempt and no candidates; or, for a page that names the PDF, None and the candidates to try next.
        """
        current_url, jumps = candidate.url, 0
        while True:
            entry = self.asked.of(current_url)
            async with entry.lock:
                attempt, fetched = await self.fetch_run.fetch_candidate(
                    self, msgspec.structs.replace(candidate, url=current_url), entry, jar
                )
            if attempt is not None or fetched.page is None:
                return attempt and msgspec.structs.replace(attempt, url=candidate.url), []
            page = fetched.page
            links = self._links(candidate, fetched, page)
            if links or page.jump is None or jumps >= MAX_PAGE_REDIRECTS or normalise_url(page.jump) in self._tried:
                break
            current_url, jumps = page.jump, jumps + 1
            self._tried.add(normalise_url(current_url))
        if links:
            return None, links
        return _attempt(candidate, fetched, Outcome.HTML_NOT_PDF, self._no_pdf_reason(candidate, fetched, page)), []

    def _links(self, candidate: _Candidate, fetched: AddressResponse, page: LandingPage) -> list[_Candidate]:
        """Returns the addresses that *page* names and that were not tried yet."""
        if candidate.depth >= MAX_PAGE_DEPTH or other_paper_named(page, self.candidates.paper) is not None:
            return []
        links = [europe_pmc_pdf(pmcid) if (pmcid := pmcid_in(link)) is not None else link for link in page.links]
        looked_up = is_lookup(candidate.url)
        copy = candidate.copy
        if page.license is not None and copy.license is None:
            copy = msgspec.structs.replace(copy, license=page.license)
        return [
            _Candidate(
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

    def _no_pdf_reason(self, candidate: _Candidate, fetched: AddressResponse, page: LandingPage) -> str:
        other = other_paper_named(page, self.candidates.paper)
        if other is not None:
            return f"{fetched.host} sent the page of another paper: {_short(other)}."
        if page.links and candidate.depth < MAX_PAGE_DEPTH:
            return f"{fetched.host} sent a web page, and it names only what was tried already."
        if is_lookup(candidate.url):
            return f"{fetched.host} names no PDF of this paper."
        return f"{fetched.host} sent a web page instead of a PDF, and it names none."


def _attempt(candidate: _Candidate, fetched: AddressResponse, outcome: Outcome, reason: str) -> Attempt:
    return Attempt(
        url=candidate.url,
        source=candidate.source,
        outcome=outcome,
        http_status=fetched.http_status,
        final_url=fetched.final_url,
        bytes=fetched.bytes,
        sha256=None if outcome is Outcome.TRUNCATED else fetched.sha256,
        seconds=fetched.seconds,
        reason=reason,
        until=fetched.until,
    )


def _as_failed(fetched: AddressResponse, verdict: PdfVerdict) -> AddressResponse:
    """Returns *fetched* with the outcome of the check, to be remembered for any paper that has this address."""
    return msgspec.structs.replace(fetched, outcome=verdict.outcome, reason=_sentence(fetched, verdict), part=None)


def _sentence(fetched: AddressResponse, verdict: PdfVerdict) -> str:
    if verdict.outcome is Outcome.SAVED:
        return f"Saved from {fetched.host}. {verdict.reason}"
    if verdict.outcome is Outcome.CANNOT_CHECK:
        return f"Saved from {fetched.host}, unchecked: {verdict.reason}"
    if verdict.outcome in QUARANTINE_OUTCOMES:
        return f"The PDF from {fetched.host} does not look like the paper asked for. {verdict.reason}"
    return f"The PDF from {fetched.host} is not kept. {verdict.reason}"


def _copy_file(file: Path, target: Path) -> None:
    import shutil

    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copyfile(file, target)
    copy_mark(file, target)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"
