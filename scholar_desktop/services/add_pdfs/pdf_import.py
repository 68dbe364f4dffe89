"""Imports the user's own PDFs: copies each into the library as the PDF of its paper. Files are never moved."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.library import HAND, KeptPaper
from scholar_desktop.domain.opened_file import open_file, too_large
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.private_files import make_private_folder, new_file
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.formats.file_names import pdf_name
from scholar_desktop.library.containment import contained
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.net.web_mark import copy_mark
from scholar_desktop.pdf.file_signature import HEAD, file_kind, starts_as_pdf
from scholar_desktop.services.add_pdfs.pdf_identification import IdentifiedPdf
from scholar_desktop.services.library.attached_file import paper_of_file
from scholar_desktop.services.open_access.pdf_check import (
    QUARANTINE_OUTCOMES,
    KeptPdf,
    PdfChecker,
    PdfImportResult,
    PdfVerdict,
    other_owner_reason,
)
from scholar_desktop.services.web.part_files import PART, parts_folder

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore

T = TypeVar("T")

MOST_FILES = 2_000
"""How many PDFs are imported at once, including those in subfolders."""
MOST_BYTES = 4_000_000_000
"""Maximum size in bytes of a PDF that is imported."""
KEEPABLE = frozenset({Outcome.SAVED, Outcome.CANNOT_CHECK})
_INSISTED = Message("You added this PDF although it may not be the right one. {reason}")


class PdfImport:
    """Adds the user's PDFs to the library, after the same check as for downloaded files.

    Args:
        checker: decides whether a file is the PDF of its paper.
        store: the library.
        pool: the thread that copies files.
        now: the current time.
    """

    def __init__(
        self,
        checker: PdfChecker,
        store: LibraryStore,
        pool: ThreadPoolExecutor,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._checker = checker
        self._store = store
        self._pool = pool
        self._now = now

    async def attach(
        self, paper: Paper, file: Path, *, source_url: str | None = None, insist: bool = False
    ) -> PdfImportResult:
        """Copies *file* into the library as a PDF of *paper*, if the check says that it is one.

        Args:
            source_url: the page from which it was downloaded; None for a file that the user had already.
            insist: the user says that it is the paper, so a doubtful result of the check is overridden.

        Raises:
            UsageError: *file* is not a PDF.
            DiskError: The file cannot be copied. The library's errors are raised as well.
        """
        from scholar_desktop.library.failures import FileInOtherPaper

        staged = parts_folder(self._store.data_dir) / f"own-{uuid.uuid4().hex}{PART}"
        try:
            sha256 = await run_to_end(self._pool, partial(_stage, file, staged))
            # before the check, whose doubts the user may override: a file belongs to one paper
            owner = await self._store.other_with_sha256(sha256, paper)
            if owner is not None:
                return _of_other(owner)
            checked = await self._checker.check(staged, paper, sha256=None)
            if checked.outcome not in KEEPABLE and not (insist and checked.outcome in QUARANTINE_OUTCOMES):
                return PdfImportResult(False, checked)
            try:
                changes = await self._store.attach(
                    paper,
                    staged,
                    name=pdf_name(paper),
                    sha256=sha256,
                    source_url=source_url,
                    retrieved=utc_timestamp(self._now()),
                    source=HAND,
                    review=None if checked.outcome in KEEPABLE else _INSISTED.filled(reason=checked.reason),
                )
            except FileInOtherPaper as error:
                return _of_other(error.owner)
        finally:
            await run_to_end(self._pool, partial(staged.unlink, missing_ok=True), even_if_cancelled=True)
        kept = await paper_of_file(self._store, changes, paper)
        pdf = None
        if kept is not None:
            of_file = (one for one in kept.files if one.sha256 == sha256)
            pdf = next((KeptPdf(kept.key, sha256, one.path) for one in of_file), None)
        return PdfImportResult(True, checked, pdf, restored=bool(changes.restored))

    async def pdfs_in(self, paths: Sequence[Path]) -> tuple[Path, ...]:
        """Returns the PDFs among *paths* and in the folders among them, recognised by name.

        Links to folders are not followed.
        """
        return await self._in_thread(partial(_pdfs_in, tuple(paths)))

    async def add(self, chosen: Iterable[tuple[IdentifiedPdf, Paper]]) -> list[tuple[IdentifiedPdf, PdfImportResult]]:
        """Adds the files to the library, each as the paper that the user confirmed.

        An error of one file becomes the reason in its result.
        """
        taken: list[tuple[IdentifiedPdf, PdfImportResult]] = []
        for one, paper in chosen:
            try:
                taken.append((one, await self.attach(paper, one.path, insist=True)))
            except (UsageError, DiskError) as error:
                taken.append((one, PdfImportResult(False, PdfVerdict(Outcome.DISK, error.message))))
        return taken

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


def _of_other(owner: KeptPaper) -> PdfImportResult:
    """Returns the result for a file that the library has as the PDF of *owner*."""
    reason = other_owner_reason(owner)
    return PdfImportResult(False, PdfVerdict(Outcome.TRUNCATED, reason), owner=owner)


def _stage(file: Path, target: Path) -> str:
    """Copies *file* to *target*, which is on the library's disk. Returns its SHA-256.

    Raises UsageError when it is not a PDF or too large, DiskError when it cannot be copied.
    """
    try:
        with open_file(file) as source:
            head = source.read(HEAD)
            if not head:
                raise UsageError(Message("{file} is empty.", file=file.name), subject=file.name)
            if not starts_as_pdf(head):
                kind = file_kind(head)
                raise UsageError(
                    Message("{file} is not a PDF.", file=file.name)
                    if kind is None
                    else Message("{file} is not a PDF ({kind}).", file=file.name, kind=kind),
                    subject=file.name,
                )
            if os.fstat(source.fileno()).st_size > MOST_BYTES:
                raise too_large(file.name, MOST_BYTES)
            source.seek(0)
            make_private_folder(contained(target.parent.parent, target.parent.name))
            with new_file(target) as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
            copy_mark(file, target)  # a browser has marked what it saved
        with target.open("rb") as copy:
            return hashlib.file_digest(copy, "sha256").hexdigest()
    except OSError as error:
        raise DiskError(
            Message("{file} could not be copied: {reason}.", file=file.name, reason=error.strerror or str(error)),
            subject=file.name,
        ) from error


def _pdfs_in(paths: Sequence[Path]) -> tuple[Path, ...]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders.sort()
                found += [Path(folder) / name for name in sorted(names) if _is_pdf_name(name)]
                if len(found) > MOST_FILES:
                    break
        elif path.is_file() and _is_pdf_name(path.name):
            found.append(path)
    return tuple(dict.fromkeys(found))[:MOST_FILES]


def _is_pdf_name(name: str) -> bool:
    return name.lower().endswith(".pdf") and not name.startswith(".")
