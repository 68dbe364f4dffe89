"""The quarantine of PDFs that may not be the requested paper: its folder, their details, keeping or rejecting them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, is_retryable_outcome, item_outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState, LinkedVersion
from scholar_desktop.domain.errors import DiskError, ScholarError, UsageError
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.page_picture import PageImage
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.private_files import make_private_folder, new_file
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.formats.file_names import pdf_name
from scholar_desktop.library.containment import contained, contained_name, is_contained
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.net.web_mark import copy_mark
from scholar_desktop.services.open_access.pdf_check import QUARANTINE_OUTCOMES
from scholar_desktop.services.web.visited_urls import NOT_FINAL

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.pdf.comparison import PdfComparison
    from scholar_desktop.pdf.inspect import PdfReader
    from scholar_desktop.pdf.report import PdfReport


REJECTED = "rejected"
KEPT_S = 14 * 86_400.0
"""Rejected files are removed after two weeks."""
_SHA256 = re.compile("[0-9A-Fa-f]+")
_REJECTED = Message("You rejected this PDF. {reason}")
_KEPT = Message("You reviewed this PDF and kept it on {date}. {reason}")
_LINKED = Message("You linked the two papers of this PDF as versions. {reason}")
"""The reason of an attempt whose file was rejected, around the reason that it had before."""
DIGITS = 12
"""How many digits of the SHA-256 are in a file's name. Because of them the same file is stored once for a paper, and is
found by its attempt."""


class Quarantine:
    """The folder of doubtful PDFs. Its files are named after the requested paper.

    The methods block, and raise OSError.

    Args:
        data_dir: returns the current library folder; it may change while the program runs.

    A file that leads out of the library folder counts as absent, and nothing is written through a link.
    """

    def __init__(self, data_dir: Callable[[], Path]) -> None:
        self._data_dir = data_dir

    def take(self, file: Path, paper: Paper, sha256: str, *, keep: bool = False) -> Path:
        """Moves *file* into the quarantine, or copies it if *keep* is True. Returns its path there."""
        target = contained(self._data_dir(), self.place_of(paper, sha256))
        make_private_folder(target.parent)
        if keep:
            passing = target.with_name(f".{target.name}.part")
            with file.open("rb") as source, new_file(passing) as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
            copy_mark(file, passing)
            os.replace(passing, target)
        else:
            os.replace(file, target)
        return target

    def copy_to_keep(self, file: Path) -> Path:
        """Returns the path of a copy of *file*, which the library receives; *file* stays for an undo."""
        copy = self._inside(f".{file.name}.part")
        copy.unlink(missing_ok=True)
        shutil.copyfile(file, copy)
        copy_mark(file, copy)
        return copy

    def move_to_rejected(self, file: Path) -> None:
        """Moves a rejected *file*, or one that the library has now, to a folder from which it can be restored for two
        weeks."""
        folder = self._inside(REJECTED)
        make_private_folder(folder)
        limit = time.time() - KEPT_S
        for old in folder.glob("*.pdf"):
            if old.lstat().st_mtime < limit:
                old.unlink(missing_ok=True)
        os.replace(file, folder / file.name)
        os.utime(folder / file.name)

    def bring_back(self, file: Path) -> None:
        """Moves a rejected or kept file back to *file*, its path before that decision, unless it is there already."""
        target = self._inside(file.name)
        if target.is_file():
            return
        os.replace(self._inside(REJECTED, file.name), target)

    def rejected(self, sha256: str) -> Path | None:
        """Returns the rejected file with *sha256*; None if it was deleted."""
        if not _SHA256.fullmatch(sha256) or not is_contained(self._data_dir(), self._folder(), REJECTED):
            return None
        # not translated: a pattern of file names
        return next(iter(sorted(self._inside(REJECTED).glob(f"* {sha256[:DIGITS]}.pdf"))), None)

    def place_of_rejected(self, file: Path) -> Path:
        """Returns the path of a rejected or kept *file* before that decision."""
        return self._inside(file.name)

    def place_of(self, paper: Paper, sha256: str) -> Path:
        """Returns the path in the quarantine for the file with *sha256* of *paper*, whether or not it exists."""
        name = pdf_name(paper).removesuffix(".pdf")
        return self._folder() / f"{name} {sha256[:DIGITS]}.pdf"

    def _folder(self) -> Path:
        return LibraryFolders(self._data_dir()).quarantine

    def _inside(self, *names: str) -> Path:
        """Returns the path of *names* in the quarantine. Raises OutsideLibrary (an OSError)."""
        return contained(self._data_dir(), self._folder(), *names)

    def find(self, stored: str | None) -> Path | None:
        """Returns the file of the quarantine that an item of the queue names; None if there is none."""
        path = contained_name(self._data_dir(), self._folder(), stored)
        return path if path is not None and path.is_file() else None

    def waiting(self, paper: Paper | None, attempts: Iterable[Attempt]) -> list[Path]:
        """Returns the files of *attempts* that are still in the quarantine, doubtful ones before wrong ones."""
        found = [
            (attempt.outcome, path)
            for attempt in attempts
            if attempt.outcome in QUARANTINE_OUTCOMES
            and not attempt.rejected
            and attempt.sha256 is not None
            and (path := self._file(paper, attempt.sha256)) is not None
        ]
        # sorted by name: 'quarantined' comes before 'wrong_article'
        return list(dict.fromkeys(path for _, path in sorted(found, key=lambda one: one[0].value)))

    def _file(self, paper: Paper | None, sha256: str) -> Path | None:
        if not _SHA256.fullmatch(sha256):
            return None  # it would become part of a path
        if paper is not None and (place := self.find(str(self.place_of(paper, sha256)))) is not None:
            return place
        # The title of the paper, and so the name of the file, may have changed since.
        folder = self._folder()
        if not is_contained(self._data_dir(), folder):
            return None
        # not translated: a pattern of file names
        there = (self.find(str(path)) for path in sorted(folder.glob(f"* {sha256[:DIGITS]}.pdf")))
        return next((path for path in there if path is not None), None)


T = TypeVar("T")


class QuarantineDecisions:
    """Carries out the user's decisions about files in the quarantine.

    Args:
        quarantine: the folder.
        library: receives the files that the user keeps.
        pool: the threads for file operations.
    """

    def __init__(self, quarantine: Quarantine, library: LibraryStore, pool: ThreadPoolExecutor) -> None:
        self._quarantine = quarantine
        self._library = library
        self._pool = pool

    async def keep(self, item: DownloadItem, *, at: str) -> DownloadItem:
        """Adds the quarantined file of *item* to the library. `restore` can undo this for two weeks.

        Args:
            at: when the user kept it (ISO 8601, UTC).

        Raises UsageError when the file does not exist any more, and the library's errors.
        """
        file, attempt = await self._waiting(item)
        assert item.paper is not None
        copy = next((copy for copy in item.copies if attempt.url in (copy.pdf_url, copy.url)), None)
        staged = await self._move(lambda: self._quarantine.copy_to_keep(file), file)
        reason = _KEPT.filled(date=at[:10], reason=attempt.reason)
        try:
            await self._library.attach(
                item.paper,
                staged,
                name=pdf_name(item.paper),
                sha256=attempt.sha256 or "",
                version=copy.version if copy is not None else None,
                license=copy.license if copy is not None else None,
                source_url=attempt.url,
                retrieved=attempt.at or None,
                source=attempt.source,
                review=reason,
            )
        finally:
            staged.unlink(missing_ok=True)
        with contextlib.suppress(DiskError):  # the library has the PDF: the file is left in the quarantine
            await self.put_away(item)
        kept = await self._library.find(item.paper.id)
        return msgspec.structs.replace(
            item,
            outcome=ItemOutcome.SAVED,
            reason=reason,
            path=kept.pdf if kept is not None else None,
            link=msgspec.UNSET,
            quarantined=None,
        )

    async def before_keep(self, items: Iterable[DownloadItem]) -> dict[str, DownloadItem]:
        """Returns, by its key, how each of *items* was before the user kept its quarantined file. Items whose file was
        not kept, or was deleted since, are left out."""
        found = [(item, attempt) for item in items if (attempt := _kept_attempt(item)) is not None]
        if not found:
            return {}

        def find() -> dict[str, str]:
            files = {item.key: self._quarantine.rejected(attempt.sha256 or "") for item, attempt in found}
            return {key: str(self._quarantine.place_of_rejected(file)) for key, file in files.items() if file}

        with contextlib.suppress(OSError):  # what cannot be read cannot be restored
            places = await self._in_thread(find)
            return {
                item.key: msgspec.structs.replace(
                    item,
                    outcome=ItemOutcome.NEEDS_PERSON,
                    reason=attempt.reason,
                    path=None,
                    quarantined=places[item.key],
                )
                for item, attempt in found
                if item.key in places
            }
        return {}

    async def put_away(self, item: DownloadItem) -> None:
        """Takes the quarantined file of *item*, which the library has, out of review. Raises DiskError."""
        file = await self._in_thread(lambda: self._quarantine.find(item.quarantined))
        if file is not None:
            await self._move(lambda: self._quarantine.move_to_rejected(file), file)

    async def reject(
        self, item: DownloadItem, *, at: str = "", linked: LinkedVersion | None = None, path: str | None = None
    ) -> DownloadItem:
        """Rejects the quarantined file of *item*; the next quarantined file of the item takes its place.

        Args:
            at: when the user rejected it (ISO 8601, UTC); empty for another reason.
            linked: the reason is that the paper is linked to this version, which has the file; None for another reason.
            path: the PDF of the linked version.

        `restore` can undo this for two weeks. Raises UsageError when the file does not exist any more, DiskError when
        it cannot be moved.
        """
        file, attempt = await self._waiting(item)
        await self._move(lambda: self._quarantine.move_to_rejected(file), file)

        words = _LINKED if linked is not None else _REJECTED
        attempts = tuple(
            msgspec.structs.replace(one, rejected=True, rejected_at=at, reason=words.filled(reason=one.reason))
            if one.sha256 == attempt.sha256 and not one.rejected
            else one
            for one in item.attempts
        )
        left = await self._in_thread(lambda: self._quarantine.waiting(item.paper, attempts))
        if not left and linked is not None:
            return end_with_version(msgspec.structs.replace(item, attempts=attempts), linked, path)
        outcome, reason = item.outcome, item.reason
        if not left and outcome is ItemOutcome.NEEDS_PERSON:
            others = [one for one in attempts if not one.rejected]
            outcome = item_outcome(attempts) or ItemOutcome.UNAVAILABLE
            reason = next((one.reason for one in others if item_outcome([one]) is outcome), "")
            reason = reason or Message("There is no other copy.")
            reason = Message("You rejected the PDF that was found. {reason}", reason=reason)
        return msgspec.structs.replace(
            item,
            outcome=outcome,
            reason=reason,
            attempts=attempts,
            quarantined=str(left[0]) if left else None,
            link=msgspec.UNSET if linked is None else linked,
        )

    async def restore(self, before: DownloadItem) -> DownloadItem:
        """Restores the file that was rejected or kept when the item was *before*. Returns that. Raises DiskError."""
        file = Path(before.quarantined or "")  # `bring_back` uses only its name
        await self._move(lambda: self._quarantine.bring_back(file), file)
        return before

    async def bring_back(self, item: DownloadItem) -> DownloadItem:
        """Restores the file of *item* that was rejected last. Returns the item with it.

        Raises UsageError if the file does not exist any more, DiskError if it cannot be moved.
        """
        attempt = rejected_attempt(item)
        sha256 = (attempt.sha256 or "") if attempt is not None else ""
        file = await self._in_thread(lambda: self._quarantine.rejected(sha256))
        if attempt is None or file is None:
            raise UsageError(
                Message("The rejected PDF was deleted."), hint=Message("Get the PDF again."), subject=item.key
            )
        await self._move(lambda: self._quarantine.bring_back(file), file)
        attempts = tuple(
            msgspec.structs.replace(one, rejected=False, rejected_at="", reason=_reason_before(one.reason))
            if one.sha256 == attempt.sha256
            else one
            for one in item.attempts
        )
        waiting = await self._in_thread(lambda: self._quarantine.waiting(item.paper, attempts))
        return msgspec.structs.replace(
            item,
            state=DownloadState.DONE,
            outcome=ItemOutcome.NEEDS_PERSON,
            reason=_reason_before(attempt.reason),
            attempts=attempts,
            again=None,
            current=None,
            path=None if item.linked is not None else item.path,
            link=msgspec.UNSET,
            quarantined=str(waiting[0]) if waiting else None,
        )

    async def drop(self, item: DownloadItem) -> None:
        """Removes all quarantined files of *item*, which leaves the queue."""
        for file in await self._in_thread(lambda: self._quarantine.waiting(item.paper, item.attempts)):
            await self._remove(file)

    async def _waiting(self, item: DownloadItem) -> tuple[Path, Attempt]:
        """Returns the quarantined file of *item*, and the attempt that downloaded it."""
        file = await self._in_thread(lambda: self._quarantine.find(item.quarantined))
        for attempt in item.attempts:
            digits = (attempt.sha256 or "?")[:DIGITS]
            if (
                attempt.outcome in QUARANTINE_OUTCOMES
                and not attempt.rejected
                and file is not None
                and file.stem.endswith(digits)
            ):
                return file, attempt
        name = Path(item.quarantined or "").name
        raise UsageError(
            Message("The PDF “{file}” to review no longer exists.", file=name),
            hint=Message("Get the PDF again."),
            subject=item.key,
        )

    async def _remove(self, file: Path) -> None:
        await self._move(lambda: file.unlink(missing_ok=True), file)

    async def _move(self, work: Callable[[], T], file: Path) -> T:
        try:
            return await self._in_thread(work)
        except OSError as error:
            raise DiskError(
                Message("{file} could not be moved: {reason}.", file=str(file), reason=error.strerror or str(error)),
                subject=file.name,
            ) from error

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await run_to_end(self._pool, work)


def rejected_attempt(item: DownloadItem) -> Attempt | None:
    """Returns the attempt of *item* whose file was rejected last, or None."""
    return next((one for one in reversed(item.attempts) if one.rejected and one.sha256), None)


def _kept_attempt(item: DownloadItem) -> Attempt | None:
    """Returns the attempt of *item* whose quarantined file the user kept; None if none was."""
    reason = item.reason
    if item.outcome is not ItemOutcome.SAVED or not isinstance(reason, Message) or reason.template != _KEPT.template:
        return None
    before = reason.values.get("reason")
    doubted = (one for one in item.attempts if one.outcome in QUARANTINE_OUTCOMES and not one.rejected and one.sha256)
    return next((one for one in doubted if one.reason == before), None)


def end_with_version(item: DownloadItem, linked: LinkedVersion, path: str | None) -> DownloadItem:
    """Returns *item*, whose last PDF was rejected, as ended with the PDF of the *linked* version.

    Args:
        path: the PDF of the linked version.
    """
    attempt = rejected_attempt(item)
    attempts = tuple(
        msgspec.structs.replace(one, reason=_LINKED.filled(reason=_reason_before(one.reason)))
        if attempt is not None and one.sha256 == attempt.sha256 and _is_rejection(one.reason)
        else one
        for one in item.attempts
    )
    return msgspec.structs.replace(
        item,
        outcome=ItemOutcome.SAVED,
        reason=Message("The PDF is with the linked version “{title}”.", title=plain(linked.paper.title)),
        attempts=attempts,
        path=path,
        quarantined=None,
        link=linked,
    )


def _is_rejection(reason: str) -> bool:
    return isinstance(reason, Message) and reason.template == _REJECTED.template


def _reason_before(reason: str) -> str:
    """Returns the reason of an attempt before its file was rejected."""
    before = reason.values.get("reason") if isinstance(reason, Message) else None
    return before if isinstance(before, str) else reason


class QuarantinedFile(msgspec.Struct, frozen=True):
    """The details of a quarantined file.

    path: of the file; paper: the requested paper; attempt: the attempt that downloaded it; copy: the copy it came from,
    None when the candidates have changed since; place: the position of the copy among the candidates, from 1, None as
    for `copy`; copies: how many candidates there are; size: in bytes; picture: the first page, None if it could not be
    drawn; owner: the other paper of the library or its trash that has the same file, None if there is none; next_copy:
    another copy can be tried.
    """

    path: str
    paper: Paper
    attempt: Attempt
    report: PdfReport
    comparison: PdfComparison
    copy: Copy | None = None
    place: int | None = None
    copies: int = 0
    size: int = 0
    picture: PageImage | None = None
    owner: KeptPaper | None = None
    next_copy: bool = False

    @property
    def is_match(self) -> bool:
        """True if the text of the file is that of the requested paper."""
        return self.report.verdict == "right"


class QuarantineDetails:
    """Reads the details of quarantined files.

    Args:
        make_reader: makes a separate reader for each file, so that downloads do not wait for this one.
        library: is searched for the same file of another paper.
    """

    def __init__(self, make_reader: Callable[[], PdfReader], library: LibraryStore) -> None:
        self._make_reader = make_reader
        self._library = library
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look")

    async def look(self, item: DownloadItem, width: int) -> QuarantinedFile:
        """Returns the details of the quarantined file of *item*, with its first page *width* pixels wide.

        Raises UsageError when the file does not exist any more.
        """
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
        owner = await self._library.other_with_sha256(attempt.sha256, paper) if attempt.sha256 is not None else None
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
            owner=owner,
            next_copy=has_next_copy(item),
        )

    def _inspect(
        self, path: Path, paper: Paper, width: int
    ) -> tuple[PdfReport, PdfComparison, PageImage | None, int] | None:
        from scholar_desktop.pdf.comparison import compare_pdf
        from scholar_desktop.pdf.first_page import draw_first_page

        if not path.is_file():
            return None
        reader = self._make_reader()
        try:
            report = reader.inspect(path, expected=paper)
        finally:
            reader.close()
        comparison = compare_pdf(
            paper, report.text_by_page, title=report.title, pages=report.pages, headings=report.headings
        )
        try:
            return report, comparison, draw_first_page(path, width), path.stat().st_size
        except FileNotFoundError:  # the user, or an undo, has decided about it meanwhile
            return None

    def close(self) -> None:
        """Ends the thread."""
        self._pool.shutdown()


def quarantined_attempt(item: DownloadItem) -> Attempt | None:
    """Returns the attempt that downloaded the quarantined file of *item*, or None."""
    stem = Path(item.quarantined or "").stem
    return next(
        (
            one
            for one in item.attempts
            if one.outcome in QUARANTINE_OUTCOMES and one.sha256 is not None and stem.endswith(one.sha256[:DIGITS])
        ),
        None,
    )


async def find_files_of_others(items: Iterable[DownloadItem], library: LibraryStore) -> frozenset[str]:
    """Returns the keys of those of *items* whose quarantined file is the PDF of another paper of *library* or its
    trash. They cannot be kept, because a file belongs to one paper."""
    found = set()
    for item in items:
        attempt = quarantined_attempt(item) if item.quarantined is not None else None
        if attempt is None or attempt.sha256 is None or item.paper is None:
            continue
        try:
            if await library.other_with_sha256(attempt.sha256, item.paper) is not None:
                found.add(item.key)
        except ScholarError:  # the list of the library says what is wrong
            break
    return frozenset(found)


def has_next_copy(item: DownloadItem) -> bool:
    """Returns True if *item* has a copy that was not tried yet, or that failed for a reason that may pass."""
    final = {one.url for one in item.attempts if not is_retryable_outcome(one.outcome) and one.outcome not in NOT_FINAL}
    return any(final.isdisjoint((copy.pdf_url, copy.url, copy.landing_url)) for copy in item.copies)


def _missing_error(item: DownloadItem) -> UsageError:
    return UsageError(
        Message("The PDF to review no longer exists."), hint=Message("Get the PDF again."), subject=item.key
    )
