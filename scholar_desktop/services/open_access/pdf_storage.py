"""Checks a downloaded PDF, and moves it into the library or the quarantine, or deletes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.attempt import Attempt, Outcome
from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.formats.file_names import pdf_name
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.net.web_mark import copy_mark
from scholar_desktop.services.library.attached_file import paper_of_file
from scholar_desktop.services.open_access.candidates import CandidateUrl
from scholar_desktop.services.open_access.pdf_check import QUARANTINE_OUTCOMES, PdfChecker, PdfVerdict
from scholar_desktop.services.open_access.quarantine import Quarantine
from scholar_desktop.services.web.address_fetcher import AddressResponse
from scholar_desktop.services.web.part_files import PART, LockedPartFile, part_path
from scholar_desktop.services.web.visited_urls import VisitedUrl

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore

T = TypeVar("T")


class StoredPdf(msgspec.Struct, frozen=True):
    """How storing a file ended; kept: the paper in the library that has the file now, or None."""

    outcome: Outcome
    reason: str
    kept: KeptPaper | None = None


class PdfStorage:
    """The place of downloaded PDFs: a part file first, then the library or the quarantine.

    Part files are in <data>/downloads, on the library's file system.

    Args:
        checker: decides whether a file is the PDF of the paper.
        quarantine: the folder of doubtful files.
        library: receives the good ones.
        pool: the threads that move files.
    """

    def __init__(
        self, checker: PdfChecker, quarantine: Quarantine, library: LibraryStore, pool: ThreadPoolExecutor
    ) -> None:
        self._checker = checker
        self._quarantine = quarantine
        self._library = library
        self._pool = pool

    def lock_part_file(self, url: str) -> LockedPartFile:
        """Returns the part file for *url*, which the caller must release. Raises OSError if nothing can be written."""
        return LockedPartFile(self._library.data_dir, url)

    async def quarantined(self, paper: Paper, attempts: Sequence[Attempt]) -> Path | None:
        """Returns the file of *attempts* in the quarantine that the user must decide about first, or None."""
        waiting = await self._in_thread(lambda: self._quarantine.waiting(paper, attempts))
        return waiting[0] if waiting else None

    async def store(
        self,
        paper: Paper,
        candidate: CandidateUrl,
        fetched: AddressResponse,
        entry: VisitedUrl,
        *,
        checksum: str | None,
        is_step: Callable[[], bool] | None = None,
        kept_as: Callable[[], str | None] | None = None,
        on_keep: Callable[[], None] = lambda: None,
    ) -> StoredPdf:
        """Checks the file of *entry*, and moves it into the library or the quarantine, or deletes it.

        Args:
            fetched: the answer to the request for the file.
            entry: learns the new place of the file, or that there is none any more.
            checksum: the checksum that the host states (`md5:<hex>`), or None.
            is_step: returns True if the new file is an undo entry, see `LibraryStore.attach`; kept_as: see there.
            on_keep: called before the library receives the file.

        Raises:
            PaperRemoved: the paper was removed from the library while its file was downloaded, or just after.
            ScholarError: the library's errors but DiskError, which becomes the outcome DISK.
        """
        file = entry.file
        if file is None:
            return StoredPdf(Outcome.UNREACHABLE, Message("The file no longer exists."))
        kept = None
        try:
            verdict = await self._checker.check(file, paper, sha256=fetched.sha256, checksum=checksum)
            if verdict.is_good:
                on_keep()
                verdict, kept = await self._keep(paper, candidate, fetched, file, verdict, is_step, kept_as)
            if kept is not None and kept.pdf is not None:
                entry.file_moved(Path(kept.pdf))
            if not verdict.is_good:
                await self._quarantine_or_delete(paper, file, fetched, verdict, entry)
        except (OSError, DiskError) as error:
            if isinstance(error, DiskError):
                reason = Message("The PDF could not be saved. {reason}", reason=error.message)
            else:
                reason = Message("The PDF could not be saved: {reason}.", reason=error.strerror or str(error))
            return StoredPdf(Outcome.DISK, reason)
        return StoredPdf(verdict.outcome, _sentence(fetched, verdict), kept)

    async def _quarantine_or_delete(
        self, paper: Paper, file: Path, fetched: AddressResponse, verdict: PdfVerdict, entry: VisitedUrl
    ) -> None:
        """Moves a file that may be another paper into the quarantine, and deletes one that is not a PDF."""
        fresh = file.suffix == PART
        sha256 = fetched.sha256
        if verdict.outcome in QUARANTINE_OUTCOMES and sha256 is not None:
            place = await self._in_thread(lambda: self._quarantine.take(file, paper, sha256, keep=not fresh))
            if fresh:
                entry.file_moved(place)
        elif fresh:
            # remembered for any paper that has this address
            reason = _sentence(fetched, verdict)
            entry.record_answer(msgspec.structs.replace(fetched, outcome=verdict.outcome, reason=reason, part=None))
            await self._in_thread(lambda: file.unlink(missing_ok=True))

    async def _keep(
        self,
        paper: Paper,
        candidate: CandidateUrl,
        fetched: AddressResponse,
        file: Path,
        verdict: PdfVerdict,
        is_step: Callable[[], bool] | None,
        kept_as: Callable[[], str | None] | None,
    ) -> tuple[PdfVerdict, KeptPaper | None]:
        """Moves the checked *file* into the library, in one step. Returns the verdict and the paper in the library."""
        from scholar_desktop.library.failures import FileInOtherPaper

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
                retrieved=current_timestamp(),
                source=candidate.source,
                is_step=is_step,
                kept_as=kept_as,
            )
        except FileInOtherPaper as error:
            is_match = verdict.outcome is Outcome.SAVED
            return PdfVerdict(Outcome.QUARANTINED, error.message, verdict.score, is_match), None
        finally:
            if staged is not file:
                staged.unlink(missing_ok=True)
        return verdict, await paper_of_file(self._library, changes, paper, kept_as)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await run_to_end(self._pool, work)


def _sentence(fetched: AddressResponse, verdict: PdfVerdict) -> str:
    """Returns what became of a PDF."""
    host, reason = fetched.host, verdict.reason
    if verdict.outcome in (Outcome.SAVED, Outcome.CANNOT_CHECK):
        return Message("Saved from {host}. {reason}", host=host, reason=reason)
    if verdict.outcome in QUARANTINE_OUTCOMES and verdict.is_match:
        return Message("The PDF from {host} may be of the same work. {reason}", host=host, reason=reason)
    if verdict.outcome in QUARANTINE_OUTCOMES:
        return Message("The PDF from {host} may be a different paper. {reason}", host=host, reason=reason)
    return Message("The PDF from {host} was not saved. {reason}", host=host, reason=reason)


def _copy_file(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copyfile(file, target)
    copy_mark(file, target)
