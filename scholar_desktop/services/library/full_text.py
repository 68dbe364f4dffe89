"""Reads the text of the library's PDFs for full-text search: new files and those that were not read before."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import DiskError, OperationCancelled, ScholarError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.library import Changes, KeptFile, ReadText, TextCounts
from scholar_desktop.domain.text.message import Message

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.pdf.page_texts import PageTextReader
    from scholar_desktop.services.tasks import TaskScope

log = logging.getLogger(__name__)

BATCH_SIZE = 100
"""Number of unread files that are requested from the database at once."""
MAX_PAUSE_S = 1.0
REPORT_INTERVAL_S = 0.5
MAX_VIEWER_BYTES = 256_000_000
"""Maximum size in bytes of a PDF shown in the window. It is held in memory, so that the content shown is the content
that was checked."""


class FullText:
    """Reads one file at a time in a process of low priority, and pauses after each file for as long as reading it took,
    at most LONGEST_REST_S.

    If it is cancelled, only complete files are stored, and reading continues at the next start.

    Attributes:
        changed: emits how many PDFs can be searched by their text, at most twice a second and when all are read.
    """

    def __init__(self, store: LibraryStore, reader: PageTextReader, scope: TaskScope) -> None:
        """Create the service; `listen` starts the background work.

        Args:
            scope: owns the background tasks.
        """
        self.changed: Event[TextCounts] = Event("full_text.changed")
        self._store = store
        self._reader = reader
        self._scope = scope
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf-text")
        self._one_file = asyncio.Lock()
        self._is_listening = False
        self._is_wanted = False
        self._is_running = False
        self._told = 0.0

    def listen(self) -> None:
        """Start to read all unread PDFs, and from now on new ones, in the background."""
        if not self._is_listening:
            self._is_listening = True
            self._store.changed.connect(self._on_library_changed)
            self._go_on()

    async def counts(self) -> TextCounts:
        """Return how many PDFs can be searched by their text, and how many are not read yet."""
        return await self._store.text_counts() if self._store.data_dir.exists() else TextCounts()

    async def catch_up(self, *, limit_s: float | None = None) -> TextCounts:
        """Read all unread PDFs without pauses, for at most *limit_s* seconds, and return the counts afterwards."""
        give_up = None if limit_s is None else time.monotonic() + limit_s
        if self._store.data_dir.exists():
            await self._read_all(give_up=give_up, is_in_background=False)
        return await self.counts()

    async def look_at(self, file: KeptFile) -> ReadText:
        """Return the result of reading a PDF of the library, without its text: above all whether it could be opened and
        read safely (`is_sound`). The PDF is read now if it was not read before.

        Raises:
            DiskError: the file is missing, or PDFs cannot be read on this machine.
            ScholarError: an error of the library.
        """
        known = await self._store.what_was_read(file.sha256)
        if known is not None:
            return known
        try:
            async with self._one_file:
                read = await self._look(Path(file.path))
        except RuntimeError as error:
            raise DiskError(
                Message("PDFs cannot be read on this computer: {reason}.", reason=str(error)), subject=file.name
            ) from error
        await self._rest()
        if read is None:
            raise DiskError(
                Message("The file {path} no longer exists.", path=file.path),
                hint=Message("Get the PDF again."),
                subject=file.name,
            )
        try:
            await self._store.keep_text(file.sha256, read)
        except ScholarError as error:  # a library that cannot be written to can still be read
            log.info("the text of %s is not kept: %s", file.name, error.message)
        return msgspec.structs.replace(read, texts=())

    async def content(self, file: KeptFile) -> bytes:
        """Return the content of a PDF of the library, for display in this process. It is exactly what was stored and
        checked: the content of a modified file is not returned.

        Raises:
            DiskError: the file is missing, modified, or larger than 256 MB.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, _content, file)

    async def aclose(self) -> None:
        """Stop the background work, the reading process and its thread."""
        if self._is_listening:
            self._store.changed.disconnect(self._on_library_changed)
            self._is_listening = False
        await self._scope.aclose()
        await asyncio.to_thread(self._reader.close)  # first, because the thread may be waiting for its process
        await asyncio.to_thread(self._pool.shutdown)

    def _on_library_changed(self, changes: Changes) -> None:
        if changes.files:
            self._go_on()

    def _go_on(self) -> None:
        self._is_wanted = True
        if not self._is_running:
            self._is_running = self._scope.start(self._work(), name="read the text of the PDFs") is not None

    async def _work(self) -> None:
        try:
            while self._is_wanted:
                self._is_wanted = False
                if self._store.data_dir.exists():
                    await self._read_all(give_up=None, is_in_background=True)
        finally:
            self._is_running = False

    async def _read_all(self, *, give_up: float | None, is_in_background: bool) -> None:
        """Read all unread PDFs once. A library that cannot be written to ends the loop; nothing is lost."""
        last, count = 0, 0
        try:
            while unread := await self._store.unread(after=last, limit=BATCH_SIZE):
                for file in unread:
                    last = file.row
                    if give_up is not None and time.monotonic() > give_up:
                        return
                    began = time.monotonic()
                    async with self._one_file:
                        count += await self._read(file.sha256, Path(file.path)) is not None
                    if is_in_background:
                        await self._tell()
                        await asyncio.sleep(min(MAX_PAUSE_S, time.monotonic() - began))
        except ScholarError as error:
            log.info("the text of the PDFs is not read for now: %s", error.message)
        except RuntimeError as error:
            log.warning("the text of the PDFs cannot be read: %s", error)
        if count:
            await self._rest()
            if is_in_background:
                await self._tell(is_end=True)

    async def _read(self, sha256: str, path: Path) -> ReadText | None:
        """Read and store the text of one file; None if the file does not exist."""
        read = await self._look(path)
        if read is not None:
            await self._store.keep_text(sha256, read)
        return read

    async def _look(self, path: Path) -> ReadText | None:
        read = await asyncio.get_running_loop().run_in_executor(self._pool, self._read_in_thread, path)
        if read is not None and read.problem is not None:
            log.info("%s: %s", path.name, read.problem)
        return read

    def _read_in_thread(self, path: Path) -> ReadText | None:
        from scholar_desktop.library.tables.page_texts import prepare_text
        from scholar_desktop.pdf.page_texts import ReadingStopped

        if not path.is_file():
            return None
        try:
            read = self._reader.read(path)
        except ReadingStopped as error:
            raise OperationCancelled(Message("Reading the PDF was stopped."), subject=path.name) from error
        return msgspec.structs.replace(read, texts=tuple(map(prepare_text, read.texts)))

    async def _rest(self) -> None:
        """Stop the reading process, because there is nothing left to read."""
        if not self._one_file.locked():
            await asyncio.get_running_loop().run_in_executor(self._pool, self._reader.close)

    async def _tell(self, *, is_end: bool = False) -> None:
        now = time.monotonic()
        if is_end or now - self._told >= REPORT_INTERVAL_S:
            self._told = now
            self.changed.emit(await self._store.text_counts())


def _content(file: KeptFile) -> bytes:
    path = Path(file.path)
    outside = Message("Open it in your PDF app.")
    try:
        if path.stat().st_size > MAX_VIEWER_BYTES:
            raise DiskError(
                Message("{name} is too large to show here.", name=file.name), hint=outside, subject=file.name
            )
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DiskError(
            Message("Could not read {name}: {reason}.", name=file.name, reason=reason),
            hint=Message("Get the PDF again."),
            subject=file.name,
        ) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        changed = Message("{file} has changed since it was saved, so it is not shown here.", file=file.name)
        raise DiskError(changed, hint=outside, subject=file.name)
    return content
