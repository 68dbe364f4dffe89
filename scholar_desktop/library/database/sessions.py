"""Who has the library open, and who died with it open.

Each process that opens the library keeps one file locked in <data>/.library. The system frees the lock when the
process ends, however it ends; the file is deleted only at an orderly end. So a file that can be locked by somebody
else says: this one did not close the library.
"""

from __future__ import annotations

import logging
import os
import sys
import uuid
from pathlib import Path

from scholar_desktop.library.folders import LibraryFolders

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = logging.getLogger(__name__)
_PATTERN = "session-*.lock"


class Session:
    """One opening of the library. `id` names it; `end` must be called at an orderly end, from any thread."""

    def __init__(self, folders: LibraryFolders) -> None:
        """Raises OSError where the file cannot be made."""
        self.id = ""
        self._folders = folders
        self._path: Path | None = None
        self._handle: int | None = None
        while self._handle is None:
            self.id = uuid.uuid4().hex[:12]
            self._path = folders.work / f"session-{self.id}.lock"
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            if _lock(handle) and self._path.exists():
                self._handle = handle
            else:  # another process that was just opening took the new file for one left behind
                os.close(handle)
                self._path.unlink(missing_ok=True)

    def dead(self) -> tuple[Path, ...]:
        """The files of those that ended without closing the library."""
        return tuple(
            path for path in sorted(self._folders.work.glob(_PATTERN)) if path != self._path and _is_dead(path)
        )

    def remove_dead(self, dead: tuple[Path, ...]) -> None:
        """What *dead* left has been put right."""
        for path in dead:
            if _is_dead(path):
                path.unlink(missing_ok=True)

    def end(self) -> None:
        """Say that the library was closed in order."""
        if self._handle is None or self._path is None:
            return
        # Windows deletes no file that is open, elsewhere the name must go before the lock does.
        if sys.platform == "win32":
            os.close(self._handle)
            self._path.unlink(missing_ok=True)
        else:
            self._path.unlink(missing_ok=True)
            os.close(self._handle)
        self._handle = None


def is_open_anywhere(folders: LibraryFolders) -> bool:
    """Whether some process has the library open now."""
    return any(not _is_dead(path) for path in folders.work.glob(_PATTERN))


def session_of(path: Path) -> str:
    """The id of the session whose file is *path*."""
    return path.stem.removeprefix("session-")


def _is_dead(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False  # closed in this moment
    try:
        return _lock(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Whether the lock was free. A file system without locks counts as free: then each opening checks the library."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except PermissionError:  # what Windows says of a lock that is held
        return False
    except OSError as error:
        log.info("no file locks in this folder: %s", error)
    return True
