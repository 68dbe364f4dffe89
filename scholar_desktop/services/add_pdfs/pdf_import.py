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

import msgspec

from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.library import HAND, KeptPaper, StagedPdf
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


class _StagedFile(msgspec.Struct, frozen=True):
    """A copy on the library's disk that can be added. staged: where it is; checked: the result of the check."""

    staged: Path
    paper: Paper
    sha256: str
    checked: PdfVerdict


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

        ready = await self._staged(file, paper, insist=insist)
        if isinstance(ready, PdfImportResult):
            return ready
        try:
            changes = await self._store.attach(
                paper,
                ready.staged,
                name=pdf_name(paper),
                sha256=ready.sha256,
                source_url=source_url,
                retrieved=utc_timestamp(self._now()),
                source=HAND,
                review=_review_of(ready.checked),
            )
        except FileInOtherPaper as error:
            return _of_other(error.owner)
        finally:
            await run_to_end(self._pool, partial(_remove_staged, [ready]), even_if_cancelled=True)
        kept = await paper_of_file(self._store, changes, paper)
        pdf = None
        if kept is not None:
            of_file = (one for one in kept.files if one.sha256 == ready.sha256)
            pdf = next((KeptPdf(kept.key, ready.sha256, one.path) for one in of_file), None)
        return PdfImportResult(True, ready.checked, pdf, restored=bool(changes.restored))

    async def pdfs_in(self, paths: Sequence[Path]) -> tuple[Path, ...]:
        """Returns the PDFs among *paths* and in the folders among them, recognised by name.

        Links to folders are not followed.
        """
        return await self._in_thread(partial(_pdfs_in, tuple(paths)))

    async def add(self, chosen: Iterable[tuple[IdentifiedPdf, Paper]]) -> list[tuple[IdentifiedPdf, PdfImportResult]]:
        """Adds the files to the library, each as the paper that the user confirmed.

        They are one change to the library, which one undo reverts. An error of one file becomes the reason in its
        result.
        """
        files = list(chosen)
        results: list[PdfImportResult | _StagedFile] = []
        try:
            for one, paper in files:
                try:
                    results.append(await self._staged(one.path, paper, insist=True))
                except (UsageError, DiskError) as error:
                    results.append(_failed(error))
            ready = [result for result in results if isinstance(result, _StagedFile)]
            taken = await self._attach_together(ready)
        finally:
            await run_to_end(self._pool, partial(_remove_staged, results), even_if_cancelled=True)
        ends = [taken[result.staged] if isinstance(result, _StagedFile) else result for result in results]
        return [(one, result) for (one, _paper), result in zip(files, ends, strict=True)]

    async def _staged(self, file: Path, paper: Paper, *, insist: bool) -> PdfImportResult | _StagedFile:
        """Copies *file* to the library's disk and checks it. Returns why it is not added, if it is not. Arguments and
        errors: as of `attach`."""
        staged = parts_folder(self._store.data_dir) / f"own-{uuid.uuid4().hex}{PART}"
        is_ready = False
        try:
            sha256 = await run_to_end(self._pool, partial(_stage, file, staged))
            # before the check, whose doubts the user may override: a file belongs to one paper
            if (owner := await self._store.other_with_sha256(sha256, paper)) is not None:
                return _of_other(owner)
            checked = await self._checker.check(staged, paper, sha256=None)
            is_ready = checked.outcome in KEEPABLE or (insist and checked.outcome in QUARANTINE_OUTCOMES)
            return _StagedFile(staged, paper, sha256, checked) if is_ready else PdfImportResult(False, checked)
        finally:
            if not is_ready:
                await run_to_end(self._pool, partial(staged.unlink, missing_ok=True), even_if_cancelled=True)

    async def _attach_together(self, files: Sequence[_StagedFile]) -> dict[Path, PdfImportResult]:
        """Adds *files* as one change. Returns what became of each, by the place where it was staged."""
        if not files:
            return {}
        retrieved = utc_timestamp(self._now())
        pdfs = [
            StagedPdf(one.paper, one.staged, pdf_name(one.paper), one.sha256, retrieved, HAND, _review_of(one.checked))
            for one in files
        ]
        try:
            changes, refused = await self._store.attach_together(pdfs)
        except (UsageError, DiskError) as error:
            return {one.staged: _failed(error) for one in files}
        owners = await self._store.files_with_sha256([one.sha256 for one in files])
        taken: dict[Path, PdfImportResult] = {}
        for one in files:
            kept = owners.get(one.sha256)
            if one.sha256 in refused:
                taken[one.staged] = _of_other(refused[one.sha256])
                continue
            path = next((file.path for file in kept.files if file.sha256 == one.sha256), "") if kept else ""
            pdf = KeptPdf(kept.key, one.sha256, path) if kept is not None else None
            restored = kept is not None and kept.key in changes.restored
            taken[one.staged] = PdfImportResult(True, one.checked, pdf, restored=restored)
        return taken

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


def _review_of(checked: PdfVerdict) -> str | None:
    """Returns what is kept of the doubts about a file that the user adds all the same; None if there are none."""
    return None if checked.outcome in KEEPABLE else _INSISTED.filled(reason=checked.reason)


def _failed(error: UsageError | DiskError) -> PdfImportResult:
    return PdfImportResult(False, PdfVerdict(Outcome.DISK, error.message))


def _remove_staged(results: Iterable[PdfImportResult | _StagedFile]) -> None:
    for result in results:
        if isinstance(result, _StagedFile):
            result.staged.unlink(missing_ok=True)


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
