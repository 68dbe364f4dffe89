"""Tries the copies of one paper, best first, until one is in the library. Every try leaves its attempt."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from scholar_desktop.domain.attempt import Attempt, Outcome
from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.request_options import Ask
from scholar_desktop.formats.file_names import pdf_name
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.services.open_access.candidates import BY_IDENTIFIER, LANDING, Ladder, address_of, is_quiet
from scholar_desktop.services.open_access.pdf_check import WAITS, Arrivals, Checked
from scholar_desktop.services.open_access.quarantine import Quarantine
from scholar_desktop.services.web.address_fetcher import CopyFetcher, Fetched
from scholar_desktop.services.web.landing_page import LandingPage, other_paper
from scholar_desktop.services.web.part_files import PART, ClaimedPart, part_of
from scholar_desktop.services.web.pdf_locators import is_index, is_lookup
from scholar_desktop.services.web.url_rules import europe_pmc_pdf, is_web, normalise, pmcid_in
from scholar_desktop.services.web.visited_urls import NOT_FINAL, AskedAddress, AskedAddresses

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.net.cookies import Cookies

log = logging.getLogger(__name__)
T = TypeVar("T")

DEEPEST_PAGE = 2
"""A page may lead to a viewer, and that to the file; then it stops: pages that lead to pages go round in circles."""
MOST_JUMPS = 5
STOPS = frozenset({Outcome.SAVED, Outcome.CANNOT_CHECK, Outcome.DISK, Outcome.CANCELLED})
"""After these no other copy is tried: it is there, or no other copy could do better."""


_KNOWS_NONE = frozenset({Outcome.UNAVAILABLE, Outcome.HTML_NOT_PDF, Outcome.NOT_PDF, Outcome.BLOCKED})
"""What a look-up ends with that knows of no PDF, or may not be asked."""


class Watcher(Protocol):
    """Who looks on while a paper is got."""

    def copy_tried(self, index: int) -> None:
        """The copy with that place in the ladder is asked now."""

    def address_asked(self, url: str) -> None:
        """Bytes of the file at *url* gather from now on (of the copy itself, or of a link on its page)."""

    def progressed(self, received: int, size: int | None) -> None:
        """So many bytes of the current file are there; size: of the whole, None when the host does not say."""

    async def attempted(self, attempts: tuple[Attempt, ...]) -> None:
        """Another attempt has ended; all so far are given, to be kept."""


class Climbed(msgspec.Struct, frozen=True):
    """How it ended. kept: the paper in the library, or None; quarantined: the file to look at, if one waits."""

    attempts: tuple[Attempt, ...]
    kept: KeptPaper | None = None
    quarantined: Path | None = None


class Climbing:
    """The way up the ladder. Part files lie in <data>/downloads, on the library's own file system."""

    def __init__(
        self,
        fetcher: CopyFetcher,
        arrivals: Arrivals,
        quarantine: Quarantine,
        library: LibraryStore,
        pool: ThreadPoolExecutor,
        *,
        max_bytes: int,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """max_bytes: of a PDF; Zenodo's files, which are asked for by name, have no limit. pool: moves files."""
        self._fetcher = fetcher
        self._arrivals = arrivals
        self._quarantine = quarantine
        self._library = library
        self._pool = pool
        self._max_bytes = max_bytes
        self._now = now

    async def climb(
        self,
        ladder: Ladder,
        *,
        ask: Ask,
        asked: AskedAddresses,
        watcher: Watcher,
        before: Sequence[Attempt] = (),
    ) -> Climbed:
        """Try the copies of *ladder*. *before*: attempts of the same run that a crash cut short; they are not made
        again. Raises the library's errors."""
        climb = _Climb(self, ladder, ask, asked, watcher, before)
        await climb.run()
        paper, attempts = ladder.paper, climb.attempts
        waiting = await self._in_thread(lambda: self._quarantine.waiting(paper, attempts))
        return Climbed(attempts, climb.kept, waiting[0] if waiting and climb.kept is None else None)

    async def answered(
        self, climb: _Climb, rung: _Rung, entry: AskedAddress, jar: Cookies
    ) -> tuple[Attempt | None, Fetched]:
        """What comes from the address, asked now or remembered from earlier in the run. For a page that may lead on
        there is no attempt yet."""
        claim: ClaimedPart | None = None
        try:
            if entry.fetched is None:
                climb.watcher.address_asked(rung.url)
                claim = ClaimedPart(self._library.data_dir, rung.url)
                fetched = await self._fetched(climb, rung, claim.path, jar)
                entry.learn(fetched)
                entry.file = fetched.part
            else:
                fetched = msgspec.structs.replace(entry.fetched, url=rung.url, seconds=0.0)
            if fetched.outcome is not None:
                return _attempt(rung, fetched, fetched.outcome, fetched.reason), fetched
            if fetched.page is not None:
                return None, fetched
            return await self._judged(climb, rung, fetched, entry), fetched
        except OSError as error:
            fetched = Fetched(rung.url, Outcome.DISK, f"Nothing can be written: {error.strerror or error}.")
            return _attempt(rung, fetched, Outcome.DISK, fetched.reason), fetched
        except asyncio.CancelledError:
            if claim is not None and entry.file == claim.path:
                entry.fetched = entry.file = None  # the part may be removed: who waits for the address asks anew
            raise
        finally:
            if claim is not None:
                claim.release()

    async def _fetched(self, climb: _Climb, rung: _Rung, part: Path, jar: Cookies) -> Fetched:
        return await self._fetcher.fetch(
            rung.url,
            part,
            ask=climb.ask,
            jar=jar,
            referer=rung.referer,
            max_bytes=None if rung.copy.source == "zenodo" else self._max_bytes,
            on_progress=climb.watcher.progressed,
        )

    async def _judged(self, climb: _Climb, rung: _Rung, fetched: Fetched, entry: AskedAddress) -> Attempt:
        """Check the file that came, and put it where it belongs: the library, the quarantine, or nowhere."""
        file = entry.file
        if file is None:
            return _attempt(rung, fetched, Outcome.UNREACHABLE, "The file is not there any more.")
        try:
            checked = await self._arrivals.check(
                file,
                climb.ladder.paper,
                sha256=fetched.sha256,
                checksum=climb.ladder.checksums.get(rung.url),
            )
            if checked.is_good:
                checked = await self._kept(climb, rung, fetched, file, checked, entry)
            if not checked.is_good:
                await self._put_away(climb.ladder.paper, file, fetched, checked, entry)
        except (OSError, DiskError) as error:
            message = error.message if isinstance(error, DiskError) else f"{error.strerror or error}."
            return _attempt(rung, fetched, Outcome.DISK, f"The PDF could not be kept: {message}")
        return _attempt(rung, fetched, checked.outcome, _sentence(fetched, checked))

    async def _put_away(
        self, paper: Paper, file: Path, fetched: Fetched, checked: Checked, entry: AskedAddress
    ) -> None:
        """A file that is not the paper waits for a person's word; one that is no PDF goes."""
        fresh = file.suffix == PART
        sha256 = fetched.sha256
        if checked.outcome in WAITS and sha256 is not None:
            waits = await self._in_thread(lambda: self._quarantine.take(file, paper, sha256, keep=not fresh))
            entry.file = waits if fresh else file
        elif fresh:
            entry.learn(_failed(fetched, checked))
            entry.file = None
            await self._in_thread(lambda: file.unlink(missing_ok=True))

    async def _kept(
        self, climb: _Climb, rung: _Rung, fetched: Fetched, file: Path, checked: Checked, entry: AskedAddress
    ) -> Checked:
        """Move the checked *file* into the library, in one step."""
        from scholar_desktop.library.failures import FileKeptElsewhere

        paper = climb.ladder.paper
        staged = file
        if file.suffix != PART:  # it waits in the quarantine for another paper: this one gets its own
            staged = part_of(self._library.data_dir, f"{rung.url}#{paper.id}")
        try:
            if staged is not file:
                await self._in_thread(lambda: _copied(file, staged))
            changes = await self._library.attach(
                paper,
                staged,
                name=pdf_name(paper),
                sha256=fetched.sha256 or "",
                version=rung.copy.version,
                license=rung.copy.license,
                source_url=rung.url,
                retrieved=self.stamp(),
                source=rung.source,
            )
        except FileKeptElsewhere as error:
            return Checked(Outcome.QUARANTINED, error.message, checked.score)
        finally:
            if staged is not file:
                staged.unlink(missing_ok=True)
        key = next(iter(changes.papers), None)  # the same file again is no change
        climb.kept = await (self._library.get(key) if key is not None else self._library.find(paper.id))
        if climb.kept is not None and climb.kept.pdf is not None:
            entry.file = Path(climb.kept.pdf)
        return checked

    def stamp(self) -> str:
        """Now (ISO 8601, UTC)."""
        return self._now().strftime("%Y-%m-%dT%H:%M:%SZ")

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await run_to_end(self._pool, work)


class _Rung(msgspec.Struct, frozen=True):
    """One address to try: of *copy*, or found on a page for it (depth counts the pages in between)."""

    url: str
    source: str
    copy: Copy
    referer: str | None = None
    depth: int = 0


class _Climb:
    """One paper as far as it has come."""

    def __init__(
        self,
        home: Climbing,
        ladder: Ladder,
        ask: Ask,
        asked: AskedAddresses,
        watcher: Watcher,
        before: Sequence[Attempt],
    ) -> None:
        self.home = home
        self.ladder = ladder
        self.ask = ask
        self.asked = asked
        self.watcher = watcher
        self.kept: KeptPaper | None = None
        self._unanswered: Attempt | None = None
        self._attempts = [attempt for attempt in before if attempt.outcome not in NOT_FINAL]
        self._tried = {normalise(attempt.url) for attempt in self._attempts}

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        return tuple(self._attempts)

    async def run(self) -> None:
        for index, copy in enumerate(self.ladder.copies):
            self.watcher.copy_tried(index)
            await self._copy(copy)
            if self._attempts and self._attempts[-1].outcome in STOPS:
                return
        only_guessed = self.ladder.last_resort or not self._attempts
        if only_guessed and self._unanswered is not None and self.ladder.paper.oa.is_oa:
            # a service calls it open, and who could tell where did not answer: another time it may be had
            self._attempts.insert(0, msgspec.structs.replace(self._unanswered, at=self.home.stamp()))
            await self.watcher.attempted(tuple(self._attempts))

    async def _copy(self, copy: Copy) -> None:
        """The copy's address, and what pages on the way lead to."""
        from scholar_desktop.net.cookies import Cookies

        jar = Cookies()
        rungs = deque([_Rung(address_of(copy), copy.source, copy)])
        while rungs:
            rung = rungs.popleft()
            place = normalise(rung.url)
            if place in self._tried or not is_web(rung.url):
                continue
            self._tried.add(place)
            attempt, links = await self._rung(rung, jar)
            rungs.extendleft(reversed(links))
            if attempt is None or (rung.depth == 0 and self._tells_nothing(rung, attempt)):
                continue
            self._attempts.append(msgspec.structs.replace(attempt, at=self.home.stamp()))
            await self.watcher.attempted(tuple(self._attempts))
            if attempt.outcome in STOPS:
                return

    def _tells_nothing(self, rung: _Rung, attempt: Attempt) -> bool:
        """Whether *rung* only might have told of a copy, and did not: then nothing was tried."""
        copy = rung.copy
        if is_index(rung.url) and attempt.outcome not in STOPS:
            log.info("no copy by way of %s: %s", rung.source, attempt.outcome.value)
            if attempt.outcome not in _KNOWS_NONE:
                self._unanswered = self._unanswered or attempt
            return True
        # At the last resort nobody calls open what lies where the identifiers lead.
        may_tell = copy.source in BY_IDENTIFIER if self.ladder.last_resort else is_quiet(copy)
        return may_tell and attempt.outcome in _KNOWS_NONE

    async def _rung(self, rung: _Rung, jar: Cookies) -> tuple[Attempt | None, list[_Rung]]:
        """The attempt at one address; or, for a page that names the PDF, none, and what to try next."""
        asked_url, jumps = rung.url, 0
        while True:
            entry = self.asked.of(asked_url)
            async with entry.lock:
                attempt, fetched = await self.home.answered(
                    self, msgspec.structs.replace(rung, url=asked_url), entry, jar
                )
            if attempt is not None or fetched.page is None:
                return attempt and msgspec.structs.replace(attempt, url=rung.url), []
            page = fetched.page
            links = self._links(rung, fetched, page)
            if links or page.jump is None or jumps >= MOST_JUMPS or normalise(page.jump) in self._tried:
                break
            asked_url, jumps = page.jump, jumps + 1
            self._tried.add(normalise(asked_url))
        if links:
            return None, links
        return _attempt(rung, fetched, Outcome.HTML_NOT_PDF, self._without_pdf(rung, fetched, page)), []

    def _links(self, rung: _Rung, fetched: Fetched, page: LandingPage) -> list[_Rung]:
        """The addresses that the page names and that were not tried."""
        if rung.depth >= DEEPEST_PAGE or other_paper(page, self.ladder.paper) is not None:
            return []
        links = [europe_pmc_pdf(pmcid) if (pmcid := pmcid_in(link)) is not None else link for link in page.links]
        looked_up = is_lookup(rung.url)
        copy = rung.copy
        if page.license is not None and copy.license is None:
            copy = msgspec.structs.replace(copy, license=page.license)
        return [
            _Rung(
                link,
                copy.source if looked_up else LANDING,
                copy,
                referer=None if looked_up else fetched.final_url,
                depth=rung.depth + 1,
            )
            for link in links
            if normalise(link) not in self._tried
        ]

    def _without_pdf(self, rung: _Rung, fetched: Fetched, page: LandingPage) -> str:
        other = other_paper(page, self.ladder.paper)
        if other is not None:
            return f"{fetched.host} sent the page of another paper: {_short(other)}."
        if page.links and rung.depth < DEEPEST_PAGE:
            return f"{fetched.host} sent a web page, and it names only what was tried already."
        if is_lookup(rung.url):
            return f"{fetched.host} names no PDF of this paper."
        return f"{fetched.host} sent a web page instead of a PDF, and it names none."


def _attempt(rung: _Rung, fetched: Fetched, outcome: Outcome, reason: str) -> Attempt:
    return Attempt(
        url=rung.url,
        source=rung.source,
        outcome=outcome,
        http_status=fetched.http_status,
        final_url=fetched.final_url,
        bytes=fetched.bytes,
        sha256=None if outcome is Outcome.TRUNCATED else fetched.sha256,
        seconds=fetched.seconds,
        reason=reason,
        until=fetched.until,
    )


def _failed(fetched: Fetched, checked: Checked) -> Fetched:
    """The same answer, remembered for what the file proved to be (for whichever paper)."""
    return msgspec.structs.replace(fetched, outcome=checked.outcome, reason=_sentence(fetched, checked), part=None)


def _sentence(fetched: Fetched, checked: Checked) -> str:
    if checked.outcome is Outcome.SAVED:
        return f"Saved from {fetched.host}. {checked.reason}"
    if checked.outcome is Outcome.CANNOT_CHECK:
        return f"Saved from {fetched.host}, unchecked: {checked.reason}"
    if checked.outcome in WAITS:
        return f"The PDF from {fetched.host} does not look like the paper asked for. {checked.reason}"
    return f"The PDF from {fetched.host} is not kept. {checked.reason}"


def _copied(file: Path, target: Path) -> None:
    import shutil

    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"
