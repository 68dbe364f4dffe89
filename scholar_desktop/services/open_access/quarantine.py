"""PDFs that may not be the requested paper: the quarantine folder, their details, and keeping or rejecting them."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, item_outcome
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.page_picture import PagePicture
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.formats.file_names import pdf_name
from scholar_desktop.services.open_access.pdf_check import QUARANTINE_OUTCOMES

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.pdf.comparison import PdfComparison
    from scholar_desktop.pdf.inspect import PdfReader
    from scholar_desktop.pdf.report import PdfReport


REJECTED = "rejected"
KEPT_S = 14 * 86_400.0
"""What was rejected goes after two weeks."""
DIGITS = 12
"""Of the sha256, in the file's name: the same file waits once for a paper, and is found again by its attempt."""


class Quarantine:
    """Files are named after the paper that was asked for. Blocking; raises OSError.

    Args:
        data_dir: the library folder now; it may change while the program runs.
    """

    def __init__(self, data_dir: Callable[[], Path]) -> None:
        self._data_dir = data_dir

    def take(self, file: Path, paper: Paper, sha256: str, *, keep: bool = False) -> Path:
        """Move *file* here (copy it, with *keep*). Returns where it is now."""
        target = self.place_of(paper, sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        if keep:
            passing = target.with_name(f".{target.name}.part")
            shutil.copyfile(file, passing)
            os.replace(passing, target)
        else:
            os.replace(file, target)
        return target

    def move_to_rejected(self, file: Path) -> None:
        """Move a *file* that was rejected out of sight, where it can be brought back from for two weeks."""
        folder = self._data_dir() / "quarantine" / REJECTED
        folder.mkdir(parents=True, exist_ok=True)
        limit = time.time() - KEPT_S
        for old in folder.glob("*.pdf"):
            if old.stat().st_mtime < limit:
                old.unlink(missing_ok=True)
        os.replace(file, folder / file.name)
        os.utime(folder / file.name)

    def bring_back(self, file: Path) -> None:
        """Put a rejected file where it was, at *file*."""
        os.replace(self._data_dir() / "quarantine" / REJECTED / file.name, file)

    def place_of(self, paper: Paper, sha256: str) -> Path:
        """Where the file with *sha256* that came for *paper* waits, if it does."""
        name = pdf_name(paper).removesuffix(".pdf")
        return self._data_dir() / "quarantine" / f"{name} {sha256[:DIGITS]}.pdf"

    def waiting(self, paper: Paper | None, attempts: Iterable[Attempt]) -> list[Path]:
        """The files of these *attempts* that still wait, doubtful ones before wrong ones."""
        found = [
            (attempt.outcome, path)
            for attempt in attempts
            if attempt.outcome in QUARANTINE_OUTCOMES
            and not attempt.rejected
            and attempt.sha256 is not None
            and (path := self._file(paper, attempt.sha256)) is not None
        ]
        # 'quarantined' stands before 'wrong_article' in the alphabet
        return list(dict.fromkeys(path for _, path in sorted(found, key=lambda one: one[0].value)))

    def _file(self, paper: Paper | None, sha256: str) -> Path | None:
        if paper is not None and (place := self.place_of(paper, sha256)).is_file():
            return place
        # The paper may have got a better title since.
        return next(iter(sorted((self._data_dir() / "quarantine").glob(f"* {sha256[:DIGITS]}.pdf"))), None)


T = TypeVar("T")


class QuarantineDecisions:
    """Keeps or removes the files that wait in the quarantine. Args: pool: where files are touched."""

    def __init__(self, quarantine: Quarantine, library: LibraryStore, pool: ThreadPoolExecutor) -> None:
        self._quarantine = quarantine
        self._library = library
        self._pool = pool

    async def keep(self, item: DownloadItem) -> DownloadItem:
        """Move the file that waits for *item* into the library. Raises UsageError when it is gone, and the library's
        errors."""
        file, attempt = await self._waiting(item)
        assert item.paper is not None
        copy = next((copy for copy in item.copies if attempt.url in (copy.pdf_url, copy.url)), None)
        await self._library.attach(
            item.paper,
            file,
            name=pdf_name(item.paper),
            sha256=attempt.sha256 or "",
            version=copy.version if copy is not None else None,
            license=copy.license if copy is not None else None,
            source_url=attempt.url,
            retrieved=attempt.at or None,
            source=attempt.source,
        )
        kept = await self._library.find(item.paper.id)
        return msgspec.structs.replace(
            item,
            outcome=ItemOutcome.SAVED,
            reason="You looked at it and kept it.",
            path=kept.pdf if kept is not None else None,
            quarantined=None,
        )

    async def reject(self, item: DownloadItem) -> DownloadItem:
        """Take away the file that waits for *item* (`restore` brings it back for some days); the next that waits takes
        its place. Raises UsageError when it is gone, DiskError when it cannot be moved."""
        file, attempt = await self._waiting(item)
        await self._move(lambda: self._quarantine.move_to_rejected(file), file)
        attempts = tuple(
            msgspec.structs.replace(one, rejected=True, reason=f"You rejected what it gave. {one.reason}")
            if one.sha256 == attempt.sha256 and not one.rejected
            else one
            for one in item.attempts
        )
        left = await self._in_thread(lambda: self._quarantine.waiting(item.paper, attempts))
        outcome, reason = item.outcome, item.reason
        if not left and outcome is ItemOutcome.NEEDS_PERSON:
            others = [one for one in attempts if not one.rejected]
            outcome = item_outcome(attempts) or ItemOutcome.UNAVAILABLE
            reason = next((one.reason for one in others if item_outcome([one]) is outcome), "")
            reason = f"You rejected the PDF that was found. {reason or 'There is no other copy.'}"
        return msgspec.structs.replace(
            item,
            outcome=outcome,
            reason=reason,
            attempts=attempts,
            quarantined=str(left[0]) if left else None,
        )

    async def restore(self, before: DownloadItem) -> DownloadItem:
        """Bring back the file that was rejected when the row was *before*. Returns that row. Raises DiskError."""
        file = Path(before.quarantined or "")
        await self._move(lambda: self._quarantine.bring_back(file), file)
        return before

    async def drop(self, item: DownloadItem) -> None:
        """Remove all that waits for *item*, which nobody will look at any more."""
        for file in await self._in_thread(lambda: self._quarantine.waiting(item.paper, item.attempts)):
            await self._remove(file)

    async def _waiting(self, item: DownloadItem) -> tuple[Path, Attempt]:
        """The file that waits, and the attempt that brought it."""
        file = Path(item.quarantined or "")
        for attempt in item.attempts:
            digits = (attempt.sha256 or "?")[:DIGITS]
            if (
                attempt.outcome in QUARANTINE_OUTCOMES
                and not attempt.rejected
                and file.stem.endswith(digits)
                and await self._in_thread(file.is_file)
            ):
                return file, attempt
        raise UsageError(f"The doubtful PDF {file.name} is not there any more.", hint="Get it again.", subject=item.key)

    async def _remove(self, file: Path) -> None:
        await self._move(lambda: file.unlink(missing_ok=True), file)

    async def _move(self, work: Callable[[], object], file: Path) -> None:
        try:
            await self._in_thread(work)
        except OSError as error:
            raise DiskError(f"{file} cannot be moved: {error.strerror or error}.", subject=file.name) from error

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


class QuarantinedFile(msgspec.Struct, frozen=True):
    """path: where it waits; attempt: the try that brought it; copy: of which copy, None when the ladder has changed
    since; place: of the copy on the ladder, from 1, of `copies`; picture: None when the page could not be drawn."""

    path: str
    paper: Paper
    attempt: Attempt
    report: PdfReport
    comparison: PdfComparison
    copy: Copy | None = None
    place: int | None = None
    copies: int = 0
    size: int = 0
    picture: PagePicture | None = None


class QuarantineDetails:
    """Args: make_reader: a reader of its own for each look, so that no download waits for a person's."""

    def __init__(self, make_reader: Callable[[], PdfReader]) -> None:
        self._make_reader = make_reader
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look")

    async def look(self, item: DownloadItem, width: int) -> QuarantinedFile:
        """The file that waits for *item*, its first page *width* pixels wide. Raises UsageError when it is gone."""
        attempt = quarantined_attempt(item)
        if item.quarantined is None or item.paper is None or attempt is None:
            raise _missing_error(item)
        paper, path = item.paper, Path(item.quarantined)
        inspected = await asyncio.get_running_loop().run_in_executor(
            self._pool, lambda: self._inspect(path, paper, width)
        )
        if inspected is None:
            raise _missing_error(item)
        report, comparison, picture, size = inspected
        places = {
            url: number
            for number, copy in reversed(list(enumerate(item.copies)))
            for url in (copy.pdf_url, copy.url, copy.landing_url)
            if url
        }
        place = places.get(attempt.url)
        return QuarantinedFile(
            path=str(path),
            paper=paper,
            attempt=attempt,
            report=report,
            comparison=comparison,
            copy=item.copies[place] if place is not None else None,
            place=place + 1 if place is not None else None,
            copies=len(item.copies),
            size=size,
            picture=picture,
        )

    def _inspect(
        self, path: Path, paper: Paper, width: int
    ) -> tuple[PdfReport, PdfComparison, PagePicture | None, int] | None:
        from scholar_desktop.pdf.comparison import compare_pdf
        from scholar_desktop.pdf.first_page import draw_first_page

        if not path.is_file():
            return None
        reader = self._make_reader()
        try:
            report = reader.inspect(path, expected=paper)
        finally:
            reader.close()
        comparison = compare_pdf(paper, report.text_by_page, title=report.title, pages=report.pages)
        return report, comparison, draw_first_page(path, width), path.stat().st_size

    def close(self) -> None:
        """End the thread."""
        self._pool.shutdown()


def quarantined_attempt(item: DownloadItem) -> Attempt | None:
    """The try that brought the file that waits for *item*."""
    stem = Path(item.quarantined or "").stem
    return next(
        (
            one
            for one in item.attempts
            if one.outcome in QUARANTINE_OUTCOMES and one.sha256 is not None and stem.endswith(one.sha256[:DIGITS])
        ),
        None,
    )


def _missing_error(item: DownloadItem) -> UsageError:
    return UsageError("The doubtful PDF is not there any more.", hint="Get it again.", subject=item.key)
