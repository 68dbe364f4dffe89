"""Lets one process at a time change the offline corpus."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from scholar_desktop.corpus.corpus_folder import CorpusFolder
from scholar_desktop.domain.errors import CorpusLocked, DiskError
from scholar_desktop.domain.file_locks import lock_file, unlock_file
from scholar_desktop.domain.text.message import Message

LOCK = ".corpus.lock"
"""The file in the folder of the corpus that is locked while a process changes it."""


@contextlib.asynccontextmanager
async def claimed(folder: CorpusFolder) -> AsyncIterator[None]:
    """While inside, no other process fetches, builds, updates or deletes the corpus.

    Raises:
        CorpusLocked: another process does.
        DiskError: the folder cannot be used.
    """

    def claim() -> int | None:
        folder.path.mkdir(parents=True, exist_ok=True)
        return lock_file(folder.path / LOCK)

    try:
        handle = await asyncio.to_thread(claim)
    except OSError as error:
        raise DiskError(
            Message(
                "The folder {path} cannot be used: {reason}.",
                path=str(folder.path),
                reason=error.strerror or str(error),
            )
        ) from error
    if handle is None:
        raise CorpusLocked(
            Message("Another process is changing the corpus."), hint=Message("Wait until it has finished.")
        )
    try:
        yield
    finally:
        unlock_file(folder.path / LOCK, handle)
