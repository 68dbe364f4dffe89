"""The part file of a download: written and hashed in a thread while the next bytes arrive."""

from __future__ import annotations

import asyncio
import hashlib
import os
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.opened_file import read_file
from scholar_desktop.domain.private_files import make_private_folder, new_file
from scholar_desktop.net.download import Resume
from scholar_desktop.net.threads import run_to_end, wait_until_done
from scholar_desktop.net.web_mark import mark_as_downloaded

T = TypeVar("T")

MOST_NOTES = 1_000_000
"""Maximum size in bytes of the file with the validators of a part file."""
MOST_WAITING = 4_000_000
"""Bytes in memory beyond which the download waits for the disk."""
PIECE = 1_000_000
GZIP_MAGIC = b"\x1f\x8b"


class UnpackedTooBig(Exception):
    """The decompressed file is larger than the limit."""


class CorruptArchive(Exception):
    """The compressed file cannot be decompressed to its end."""


class _WritingStopped(Exception):
    """The task that waited for a long read was cancelled."""


def notes_path(part: Path) -> Path:
    """Return the path of the file with the validators of *part*."""
    return part.with_name(part.name + ".json")


def find_resume(part: Path, *, or_length: bool = False) -> Resume | None:
    """Return the validators with which *part* may be continued.

    None when there is no such file, or nothing shows that the rest would belong to it. With *or_length* the length of
    the whole file is enough: for a file whose checksum is known.
    """
    try:
        if part.stat().st_size == 0 or part.is_symlink():  # a link would lead the rest of the file elsewhere
            return None
        resume = msgspec.json.decode(read_file(notes_path(part), MOST_NOTES), type=Resume)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError, UsageError):
        return None
    return resume if resume.validator is not None or (or_length and resume.total is not None) else None


def forget_part(part: Path) -> None:
    """Remove *part* and the file with its validators. Raises OSError."""
    part.unlink(missing_ok=True)
    notes_path(part).unlink(missing_ok=True)


class PartFile:
    """Appends to one file and computes its sha256.

    Added bytes are written to disk soon, even if the task that adds them ends: a cancelled or killed download continues
    from there. After `close` no thread touches the file. All waiting methods but `close` raise OSError.

    Attributes:
        size: bytes in the file, including those that are not yet written.
    """

    def __init__(self, path: Path, pool: ThreadPoolExecutor) -> None:
        self.path = path
        self.size = 0
        self._pool = pool
        self._lock = threading.Lock()
        self._pieces: list[bytes] = []
        self._waiting = 0
        self._writer: Future[None] | None = None
        self._stop = threading.Event()
        self._hash = hashlib.sha256()

    async def begin(self) -> None:
        """Empty the file, or create it."""
        await self.flush()

        def work() -> None:
            make_private_folder(self.path.parent)
            notes_path(self.path).unlink(missing_ok=True)
            new_file(self.path).close()

        await self._run(work)
        self.size = 0
        self._hash = hashlib.sha256()

    async def continue_from(self) -> bytes:
        """Continue at the end of the existing file. Returns its first 1024 bytes, empty when there is no file."""
        await self.flush()

        def work() -> tuple[bytes, int]:
            head, size = b"", 0
            with self.path.open("rb") as file:
                while piece := file.read(PIECE):
                    if self._stop.is_set():
                        raise _WritingStopped
                    head = head or piece[:1024]
                    size += len(piece)
                    digest.update(piece)
            return head, size

        digest = hashlib.sha256()
        try:
            head, self.size = await self._run(work)
        except FileNotFoundError:
            return b""
        self._hash = digest
        return head

    async def add(self, piece: bytes) -> None:
        """Append *piece*; waits only while the disk is far behind."""
        with self._lock:
            self._pieces.append(piece)
            self._waiting += len(piece)
            behind = self._waiting > MOST_WAITING
            if self._writer is None:
                self._writer = self._pool.submit(self._write)
            failed = self._writer.done()
        self.size += len(piece)
        if behind or failed:
            await self.flush()

    async def note(self, resume: Resume) -> None:
        """Store the validators with which the file may be continued."""
        await self._run(lambda: _write_notes(self.path, resume))

    async def finish(self, *, as_sent: bool) -> str:
        """Finish the complete file. Returns its sha256 in hex.

        as_sent: the file was not decompressed, so its validators still fit: they are kept until the file is moved, so
        that after a crash it is not downloaded again.
        """
        await self.flush()
        if not as_sent:
            await self._run(lambda: notes_path(self.path).unlink(missing_ok=True))
        return self._hash.hexdigest()

    async def mark(self, url: str, referrer: str | None) -> None:
        """Mark the file as downloaded from *url*, if its file system can store that."""
        await self._run(lambda: mark_as_downloaded(self.path, url, referrer))

    async def forget(self) -> None:
        """Remove the file."""
        await self.flush()
        await self._run(lambda: forget_part(self.path))
        self.size = 0

    async def free_bytes(self) -> int:
        """Return the free space of the disk with the file."""
        import shutil

        return await self._run(lambda: shutil.disk_usage(self.path.parent).free)

    async def unpack(self, limit: int | None) -> None:
        """Replace the gzip or zlib file by its decompressed content. Raises UnpackedTooBig, CorruptArchive."""
        await self.flush()
        self.size, self._hash = await self._run(lambda: _unpack(self.path, limit, self._stop))

    async def close(self) -> None:
        """Wait until the added bytes are written, or cannot be written, and no thread has the file open.

        Raises:
            CancelledError: after that, if the task was cancelled meanwhile.
        """
        if (writer := self._writer) is not None:
            await wait_until_done(writer)

    def _write(self) -> None:
        """Append until no bytes wait; runs in a thread."""
        while True:
            with self.path.open("ab") as file:
                while data := self._take():
                    file.write(data)
                    file.flush()
                    self._hash.update(data)
            with self._lock:  # the file is closed: after this thread has reported its end, no other waits for it
                if not self._pieces:
                    self._writer = None
                    return

    def _take(self) -> bytes:
        """Return the bytes that wait to be written; empty when there are none."""
        with self._lock:
            pieces, self._pieces, self._waiting = self._pieces, [], 0
        return b"".join(pieces)

    async def flush(self) -> None:
        """Wait until everything that was added is in the file."""
        while (writer := self._writer) is not None:
            try:
                # Shielded: the cancellation of the task must not lose bytes that have arrived.
                await asyncio.shield(asyncio.wrap_future(writer))
            finally:
                if writer.done() and self._writer is writer:
                    self._writer = None

    async def _run(self, work: Callable[[], T]) -> T:
        return await run_to_end(self._pool, work, stop=self._stop)


def _write_notes(part: Path, resume: Resume) -> None:
    with new_file(notes_path(part)) as file:
        file.write(msgspec.json.encode(resume))


def unpacked_head(raw: bytes, limit: int) -> bytes:
    """Return the beginning of the decompressed *raw*, at most *limit* bytes; *raw* itself when it is not compressed."""
    try:
        return zlib.decompressobj(wbits=47).decompress(raw, limit)
    except zlib.error:
        return raw[:limit]


def _unpack(path: Path, limit: int | None, stop: threading.Event) -> tuple[int, hashlib._Hash]:
    digest, size = hashlib.sha256(), 0
    unpacked = path.with_name(path.name + ".unpacked")
    stream = zlib.decompressobj(wbits=47)
    try:
        with path.open("rb") as packed, new_file(unpacked) as out:
            data = packed.read(PIECE)
            while data:
                piece = stream.decompress(data, PIECE)
                size += len(piece)
                if limit is not None and size > limit:
                    raise UnpackedTooBig
                if stop.is_set():
                    raise _WritingStopped
                out.write(piece)
                digest.update(piece)
                data = stream.unconsumed_tail or (b"" if stream.eof else packed.read(PIECE))
        if not stream.eof:
            raise CorruptArchive("the packed file ends early")
        os.replace(unpacked, path)
    except zlib.error as error:
        raise CorruptArchive(str(error)) from error
    finally:
        unpacked.unlink(missing_ok=True)
    return size, digest
