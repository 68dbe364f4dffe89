"""What comes into the library and goes out of it as a whole: imports of files, archives, copies."""

from __future__ import annotations

import asyncio
import shutil
import time
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from scholar_desktop.domain.errors import OperationCancelled
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.operations import import_ops
from scholar_desktop.library.operations.import_ops import ImportBatch, ImportedRow
from scholar_desktop.library.recovery import archives
from scholar_desktop.library.recovery.archives import ArchiveCounts

_STAGED = "import"
"""Start of the name of a folder with copies of linked files, in <data>/.library."""
_LEFT_AFTER_S = 86_400
"""A folder that is older was left by a process that ended in an import."""


class _Change(Protocol):
    def __call__(self, job: Callable[[WriteSession], Changes], *, to_end: bool = False) -> Awaitable[Changes]: ...


class Imports:
    """Takes entries in, and writes archives and copies. Raises the errors of LibraryStore.

    Args:
        do: runs a function in the writer thread, which opens the library; change: runs an operation there.
    """

    def __init__(
        self, folders: LibraryFolders, do: Callable[[Callable[[WriteSession], None]], Awaitable[None]], change: _Change
    ) -> None:
        self._folders = folders
        self._do = do
        self._change = change

    async def staging_folder(self) -> Path:
        """Creates a folder for copies of linked files, from which they are moved. The caller deletes it."""
        place = self._folders.work / f"{_STAGED}-{uuid.uuid4().hex[:12]}"

        def make(_writer: WriteSession) -> None:
            for old in self._folders.work.glob(f"{_STAGED}-*"):
                if old.is_dir() and not old.is_symlink() and time.time() - old.stat().st_mtime > _LEFT_AFTER_S:
                    shutil.rmtree(old, ignore_errors=True)
            place.mkdir()

        await self._do(make)
        return place

    async def take(
        self, batch: ImportBatch, *, dry_run: bool = False, on_progress: Callable[[int], None] = lambda done: None
    ) -> list[ImportedRow]:
        """Adds the entries of a file, all or none, and returns what became of each. If the calling task is cancelled,
        nothing is changed.

        Args:
            dry_run: change nothing.
            on_progress: called in the writer thread with the number of entries that are done.
        """
        outcome, check = list[ImportedRow](), _cancellation(Message("The import was cancelled."))

        def go_on(done: int) -> None:
            check()
            on_progress(done)

        operation = partial(import_ops.import_entries, batch=batch, outcome=outcome, go_on=go_on, dry_run=dry_run)
        await self._change(operation, to_end=True)
        return outcome

    async def archive(self, target: Path, on_progress: archives.GoOn | None = None) -> ArchiveCounts:
        """Writes the whole library to one file. If the calling task is cancelled, nothing is written.

        Raises UsageError, and DiskError if it cannot be written.

        Args:
            on_progress: called in the writer thread with the bytes that are done, and all.
        """
        return await self._whole(archives.write_archive, target, on_progress)

    async def copy_to(self, folder: Path, on_progress: archives.GoOn | None = None) -> ArchiveCounts:
        """Copies the whole library to another folder and compares the copies. If the calling task is cancelled, no copy
        is left. Raises UsageError and DiskError.

        Args:
            on_progress: as of `archive`.
        """
        return await self._whole(archives.copy_library, folder, on_progress)

    async def settle(self) -> None:
        """Wait for the changes that waited for the work before."""
        await self._do(lambda writer: None)

    async def _whole(
        self,
        work: Callable[[WriteSession, Path, archives.GoOn], ArchiveCounts],
        place: Path,
        on_progress: archives.GoOn | None,
    ) -> ArchiveCounts:
        found: list[ArchiveCounts] = []
        check = _cancellation(Message("It was cancelled, and nothing was written."))

        def go_on(done: int, total: int) -> None:
            check()
            if on_progress is not None:
                on_progress(done, total)

        await self._do(lambda writer: found.append(work(writer, place, go_on)))
        return found[0]


def _cancellation(message: str) -> Callable[[], None]:
    """Return a function that raises OperationCancelled with *message* once the calling task is being cancelled."""
    task = asyncio.current_task()

    def check() -> None:
        if task is not None and task.cancelling():
            raise OperationCancelled(message, subject=LIBRARY)

    return check
