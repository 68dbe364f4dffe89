"""The unfinished files in <data>/downloads: one worker each, kept for the next try, but not for ever."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
from pathlib import Path

from scholar_desktop.net.part_file import forget_part, notes_path
from scholar_desktop.services.web.url_rules import normalise_url

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PART = ".part"
_LOCK = ".lock"
NOTES = ".json"
"""Beside a part lies by what it may be continued (`net.part_file`)."""
KEPT_S = 14 * 86_400.0
"""Two weeks after its last byte a part is not gone on with any more: signed links and files have changed by then."""


def parts_folder(data_dir: Path) -> Path:
    """On the library's own file system, so that a whole file enters it by one rename."""
    return data_dir / "downloads"


def part_path(data_dir: Path, url: str) -> Path:
    """Where the bytes of *url* gather. The name comes from the address alone, so that a later run finds them."""
    return parts_folder(data_dir) / f"{hashlib.sha256(normalise_url(url).encode()).hexdigest()[:32]}{PART}"


class LockedPartFile:
    """A part file that no other process touches until `release`. The claim ends with the process, however it ends.

    Two processes may want one address (a window, and a command beside it); the second gets a file of its own.
    Raises OSError where nothing can be written.
    """

    def __init__(self, data_dir: Path, url: str) -> None:
        first = part_path(data_dir, url)
        first.parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            self.path = first if number == 1 else first.with_name(f"{first.stem}-{number}{PART}")
            self._lock = self.path.with_name(f"{self.path.name}{_LOCK}")
            handle = lock_file(self._lock)
            if handle is not None:
                self._handle: int | None = handle
                return
            number += 1

    def release(self) -> None:
        """The file has gone where it belongs (then its notes go too), or waits for the next try."""
        if self._handle is not None:
            if not self.path.exists():
                self.path.with_name(f"{self.path.name}{NOTES}").unlink(missing_ok=True)
            unlock_file(self._lock, self._handle)
            self._handle = None


def remove_parts(data_dir: Path, url: str) -> None:
    """Remove what has come of the file at *url*, with its notes. Raises OSError.

    A part that somebody has claimed stays: another process, or another row of the queue with the same address, gets the
    file.
    """
    first = part_path(data_dir, url)
    for part in (first, *first.parent.glob(f"{first.stem}-*{PART}")):
        if not part.exists() and not notes_path(part).exists():
            continue
        lock = part.with_name(f"{part.name}{_LOCK}")
        if (handle := lock_file(lock)) is not None:
            try:
                forget_part(part)
            finally:
                unlock_file(lock, handle)


def lock_file(path: Path) -> int | None:
    """The locked file at *path*, or None while another process (or another claim of this one) holds it."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            os.close(handle)
            return None
        except OSError:  # a file system without locks: then nobody can be told apart
            return handle
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), os.stat(path)):
                return handle
        os.close(handle)  # its last holder removed it in this moment


def unlock_file(path: Path, handle: int) -> None:
    """Let go of the locked file at *path*, and remove it."""
    # Windows deletes no open file; elsewhere the name must go while the lock is held.
    if sys.platform == "win32":
        os.close(handle)
        with contextlib.suppress(OSError):  # another process has opened it since
            path.unlink()
    else:
        path.unlink(missing_ok=True)
        os.close(handle)


def delete_old_parts(folder: Path, *, now: float | None = None) -> int:
    """Remove what is too old in *folder*, and the claims of processes that are no more; how many files went. now:
    seconds since 1970, for tests."""
    limit = (time.time() if now is None else now) - KEPT_S
    gone = 0
    if not folder.is_dir():
        return gone
    for file in folder.iterdir():
        with contextlib.suppress(OSError):  # in use, or gone already
            if file.name.endswith(PART + _LOCK):
                if (handle := lock_file(file)) is not None:
                    unlock_file(file, handle)
                    gone += 1
                continue
            if file.is_file() and file.stat().st_mtime < limit:
                file.unlink()
                gone += 1
    return gone
