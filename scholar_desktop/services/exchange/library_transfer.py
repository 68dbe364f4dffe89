"""Moves the library to another folder, and makes a library of an archive."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import LibraryLocked, OperationCancelled
from scholar_desktop.domain.text.message import Message

if TYPE_CHECKING:
    from scholar_desktop.domain.library import Changes
    from scholar_desktop.library.recovery.archives import ArchiveCounts as ArchiveCounts  # ui names the type, too
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.program.settings_editor import SettingsEditor

OnBytes = Callable[[int, int], None]  # not translated: a type
"""Called in another thread with the bytes that are done, and all."""


class LibraryTransfer:
    """Each of its tasks is done as a whole or not at all, also if it is cancelled."""

    def __init__(self, library: Library, settings: SettingsEditor) -> None:
        self._library = library
        self._settings = settings

    async def unarchive(self, file: Path, folder: Path, on_progress: OnBytes | None = None) -> ArchiveCounts:
        """Make a library in *folder* of an archive. The program goes on with its own. Raises UsageError and
        DiskError."""
        from scholar_desktop.library.recovery.archives import read_archive

        task = asyncio.current_task()

        def go_on(done: int, total: int) -> None:
            if task is not None and task.cancelling():
                raise OperationCancelled(Message("It was cancelled, and nothing was written."))
            if on_progress is not None:
                on_progress(done, total)

        return await asyncio.to_thread(read_archive, file, folder, go_on)

    async def move(self, folder: Path, on_progress: OnBytes | None = None) -> ArchiveCounts:
        """Copy the library to *folder*, compare every file, and use that folder from the next start on. The old folder
        stays as it is.

        Raises:
            UsageError: the folder is not empty; LibraryLocked: the library changed meanwhile, so the copy lacks
                something, and is deleted again; DiskError.
        """
        changed: list[Changes] = []
        self._library.changed.connect(changed.append)
        try:
            counts = await self._library.imports.copy_to(folder, on_progress)
            await self._library.imports.settle()
        finally:
            self._library.changed.disconnect(changed.append)
        if changed:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            raise LibraryLocked(
                Message("Your library changed while it was copied."),
                hint=Message("Wait until downloads and other work have finished, then move the library again."),
            )
        await self.use(folder)
        return counts

    async def use(self, folder: Path) -> None:
        """Use the library in *folder* from the next start on."""
        await self._settings.set("data_dir", str(folder))
