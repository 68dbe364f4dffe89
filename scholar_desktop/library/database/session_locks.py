"""Which processes have the library open, and which ended without closing it.

Each process that opens the library keeps one file in <data>/.library locked. The operating system releases the lock
when the process ends, however it ends; the file is deleted only when the library is closed. A session file that another
process can lock therefore belongs to a process that did not close the library.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scholar_desktop.domain.file_locks import lock_file, lock_or_assume_free, unlock_file
from scholar_desktop.library.containment import is_regular_file
from scholar_desktop.library.failures import library_locked
from scholar_desktop.library.folders import LibraryFolders

_PATTERN = "session-*.lock"
_ALONE = "replacing.lock"
_LONG_CHANGE = "long-change.lock"


class Session:
    """One opening of the library. `id` identifies it; `end` must be called on closing, from any thread."""

    def __init__(self, folders: LibraryFolders) -> None:
        """Raises OSError if the session file cannot be created."""
        self.id = ""
        self._folders = folders
        self._path: Path | None = None
        self._handle: int | None = None
        while self._handle is None:
            self.id = uuid.uuid4().hex[:12]
            self._path = folders.work / f"session-{self.id}.lock"
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            if lock_or_assume_free(handle) and self._path.exists():
                self._handle = handle
            else:  # another process that is opening the library treated the new file as left over
                os.close(handle)
                self._path.unlink(missing_ok=True)

    def dead(self) -> tuple[Path, ...]:
        """Returns the session files of processes that ended without closing the library."""
        return tuple(
            path for path in sorted(self._folders.work.glob(_PATTERN)) if path != self._path and _is_dead(path)
        )

    def remove_dead(self, dead: tuple[Path, ...]) -> None:
        """Deletes the session files *dead*, after what those sessions left behind was repaired."""
        for path in dead:
            if _is_dead(path):
                path.unlink(missing_ok=True)

    def end(self) -> None:
        """Marks the session as closed: deletes its file and releases the lock."""
        if self._handle is None or self._path is None:
            return
        unlock_file(self._path, self._handle)
        self._handle = None


@contextmanager
def hold_alone(folders: LibraryFolders) -> Iterator[None]:
    """Holds the library while its database is replaced. Each opening takes this lock for a moment.

    Raises:
        LibraryLocked: another process holds it.
        OSError: the lock file cannot be created.
    """
    path = folders.inside(folders.work / _ALONE)
    handle = lock_file(path)
    if handle is None:
        raise library_locked(folders.data)
    try:
        yield
    finally:
        unlock_file(path, handle)


def is_open_anywhere(folders: LibraryFolders) -> bool:
    """Returns True if any process has the library open."""
    return any(not _is_dead(path) for path in folders.work.glob(_PATTERN))


class LongChange:
    """Tells other processes that a change of many papers is being written, so that they wait for its end."""

    def __init__(self, folders: LibraryFolders) -> None:
        self._path = folders.work / _LONG_CHANGE
        self._handle: int | None = None

    def begin(self) -> None:
        """May be called again during the same change."""
        if self._handle is None:
            with suppress(OSError):  # others then wait as long as for any other change
                self._handle = lock_file(self._path)

    def end(self) -> None:
        """Does nothing if no change has begun."""
        if self._handle is not None:
            unlock_file(self._path, self._handle)
            self._handle = None


def is_long_change(folders: LibraryFolders) -> bool:
    """Returns True while any process writes a change of many papers."""
    path = folders.work / _LONG_CHANGE
    return path.exists() and not _is_dead(path)


def session_of(path: Path) -> str:
    """Returns the id of the session whose file is *path*."""
    return path.stem.removeprefix("session-")


def _is_dead(path: Path) -> bool:
    if not is_regular_file(path):
        return False  # no session of this program
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False  # the session was closed just now
    try:
        return lock_or_assume_free(handle)
    finally:
        os.close(handle)
