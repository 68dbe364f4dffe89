"""Checks a PDF: complete, right checksum, can be opened, text of the right paper, not the file of another paper."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.pdf.file_signature import ends_as_pdf
from scholar_desktop.pdf.report import PdfReport, Verdict
from scholar_desktop.services.web.disk_files import matches_checksum

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.pdf.inspect import PdfReader

T = TypeVar("T")

QUARANTINE_OUTCOMES = frozenset({Outcome.WRONG_ARTICLE, Outcome.QUARANTINED})
"""A file with one of these outcomes is put into the quarantine, where the user decides about it."""


class PdfVerdict(msgspec.Struct, frozen=True):
    """The result of the check.

    outcome: SAVED or CANNOT_CHECK for a file to keep; reason: what was found, in sentences; score: the similarity of
    the title; is_match: the file is that of the paper, though another paper of the library has it already.
    """

    outcome: Outcome
    reason: str
    score: float = 0.0
    is_match: bool = False

    @property
    def is_good(self) -> bool:
        """True if the file may be added to the library."""
        return self.outcome in (Outcome.SAVED, Outcome.CANNOT_CHECK)


class KeptPdf(msgspec.Struct, frozen=True):
    """A file that was imported. key: the library's key of its paper; path: its path in the library."""

    key: str
    sha256: str
    path: str


class PdfImportResult(msgspec.Struct, frozen=True):
    """The result of importing one file.

    kept: it is in the library now; checked: the result of the check; pdf: the file in the library, None if it is not
    kept; owner: the paper of the library that has the file already, which is why it is not kept; restored: its paper
    was in the trash, and was restored with it.
    """

    kept: bool
    checked: PdfVerdict
    pdf: KeptPdf | None = None
    owner: KeptPaper | None = None
    restored: bool = False

    @property
    def can_keep_anyway(self) -> bool:
        """True if the user may keep the file although the check failed."""
        return not self.kept and self.checked.outcome in QUARANTINE_OUTCOMES


class PdfChecker:
    """Checks files before they are added to the library.

    Args:
        reader: reads PDFs in a separate process.
        library: is searched for the same file of another paper.
        pool: one thread, in which the reader waits for its process.
    """

    def __init__(self, reader: PdfReader, library: LibraryStore, pool: ThreadPoolExecutor) -> None:
        self._reader = reader
        self._library = library
        self._pool = pool

    async def check(self, file: Path, paper: Paper, *, sha256: str | None, checksum: str | None = None) -> PdfVerdict:
        """Checks whether *file* is the PDF of *paper*.

        Args:
            sha256: of the file; None skips the search for the same file of another paper.
            checksum: the checksum that the host states (`md5:<hex>`), or None.

        Raises:
            OSError: The file cannot be read. The library's errors are raised as well.
        """
        problem = await self._in_thread(lambda: _incomplete_reason(file, checksum))
        if problem is not None:
            return PdfVerdict(Outcome.TRUNCATED, problem)
        report = await self._in_thread(lambda: self._reader.inspect(file, expected=paper))
        checked = _verdict_of(report)
        if sha256 is not None and checked.outcome is not Outcome.WRONG_ARTICLE:
            owner = await self._library.other_with_sha256(sha256, paper)
            if owner is not None:
                is_match = checked.outcome is Outcome.SAVED
                return PdfVerdict(Outcome.QUARANTINED, other_owner_reason(owner), checked.score, is_match)
        return checked

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


def other_owner_reason(owner: KeptPaper) -> Message:
    """Returns the reason why a file is not saved for a paper: *owner*, another one, has it."""
    if owner.trashed:
        return Message(
            "This file is the PDF of another paper, “{title}”, which was in the trash.", title=owner.paper.title
        )
    title = owner.paper.title
    return Message("Your library already has this file as the PDF of another paper, “{title}”.", title=title)


def _incomplete_reason(file: Path, checksum: str | None) -> str | None:
    """Returns why the file is incomplete or damaged, or None."""
    if not ends_as_pdf(file):
        return Message("The file is incomplete.")
    if checksum is not None and not matches_checksum(file, checksum):
        return Message(
            "The file is damaged: its {algorithm} checksum differs from the one that the host states.",
            algorithm=checksum.partition(":")[0],
        )
    return None


def _verdict_of(report: PdfReport) -> PdfVerdict:
    if report.encrypted:
        return PdfVerdict(Outcome.ENCRYPTED, report.reason)
    if report.reader_failed:
        return PdfVerdict(Outcome.QUARANTINED, report.reason)
    if not report.opens:
        return PdfVerdict(Outcome.NOT_PDF, report.reason)
    outcome = {
        Verdict.RIGHT: Outcome.SAVED,
        Verdict.CANNOT_CHECK: Outcome.CANNOT_CHECK,
        Verdict.DOUBTFUL: Outcome.QUARANTINED,
        Verdict.WRONG: Outcome.WRONG_ARTICLE,
    }[report.verdict]
    return PdfVerdict(outcome, report.reason, report.score)
