"""What a person decides about a PDF that does not look like the paper asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, item_outcome
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.formats.file_names import pdf_name
from scholar_desktop.services.open_access.pdf_check import QUARANTINE_OUTCOMES
from scholar_desktop.services.open_access.quarantine import DIGITS, Quarantine

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore

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
