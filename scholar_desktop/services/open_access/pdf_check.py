"""Is what arrived the paper: whole, with the right checksum, openable, with the right text, and not another's file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.paper import Paper
from scholar_desktop.pdf.report import PdfReport, Verdict
from scholar_desktop.pdf.whole import ends_as_pdf
from scholar_desktop.services.web.files import matches_checksum

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.pdf.inspect import PdfReader

T = TypeVar("T")

QUARANTINE_OUTCOMES = frozenset({Outcome.WRONG_ARTICLE, Outcome.QUARANTINED})
"""Such a file waits in the quarantine for a person's word."""


class PdfVerdict(msgspec.Struct, frozen=True):
    """outcome: SAVED or CANNOT_CHECK for a file to keep; reason: what was found, in sentences; score: of the title."""

    outcome: Outcome
    reason: str
    score: float = 0.0

    @property
    def is_good(self) -> bool:
        return self.outcome in (Outcome.SAVED, Outcome.CANNOT_CHECK)


class PdfImportResult(msgspec.Struct, frozen=True):
    """What became of one file. kept: it is in the library now; path: where, else None; checked: what the check said;
    can_insist: a person's word is enough to keep it all the same."""

    kept: bool
    checked: PdfVerdict
    path: str | None = None

    @property
    def can_keep_anyway(self) -> bool:
        return not self.kept and self.checked.outcome in QUARANTINE_OUTCOMES


class PdfChecker:
    """Checks files before they may enter the library.

    Args:
        pool: one thread, in which the reader waits for its process.
    """

    def __init__(self, reader: PdfReader, library: LibraryStore, pool: ThreadPoolExecutor) -> None:
        self._reader = reader
        self._library = library
        self._pool = pool

    async def check(self, file: Path, paper: Paper, *, sha256: str | None, checksum: str | None = None) -> PdfVerdict:
        """What *file* is, measured against *paper* and against *checksum* (`md5:<hex>`), where its place gives one.

        Raises OSError when the file cannot be read, and the library's errors.
        """
        problem = await self._in_thread(lambda: _incomplete_reason(file, checksum))
        if problem is not None:
            return PdfVerdict(Outcome.TRUNCATED, problem)
        report = await self._in_thread(lambda: self._reader.inspect(file, expected=paper))
        checked = _verdict_of(report)
        if sha256 is not None and checked.outcome is not Outcome.WRONG_ARTICLE:
            owner = await self._library.file_with_sha256(sha256)
            if owner is not None and not _share_identifier(owner.paper, paper):
                return PdfVerdict(
                    Outcome.QUARANTINED,
                    f"It is the very file that the library keeps for another paper, '{owner.paper.title}'.",
                    checked.score,
                )
        return checked

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


def _incomplete_reason(file: Path, checksum: str | None) -> str | None:
    """Why the file is not whole, or None."""
    if not ends_as_pdf(file):
        return "The file breaks off before its end."
    if checksum is not None and not matches_checksum(file, checksum):
        return f"The file arrived whole, but its {checksum.partition(':')[0]} is not the one that its place gives."
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


def _share_identifier(one: Paper, other: Paper) -> bool:
    """Whether two papers share an identifier."""
    return not set(one.ids.items()).isdisjoint(other.ids.items())
