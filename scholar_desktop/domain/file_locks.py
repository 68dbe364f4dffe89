"""Locks of files between processes, on filelock's lock of an open file (docs/decisions/0002-parts.md).

The operating system releases such a lock when its process ends, however it ends. The file remains then: for some files
of the program this is the sign that a process did not end properly.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from pathlib import Path

from scholar_desktop.domain.private_files import FILE_MODE, NO_LINK

log = logging.getLogger(__name__)


def try_lock(file: int) -> bool:
    """Locks an open file without waiting.

    Returns:
        False if it is locked elsewhere, by another process or through another descriptor of this one.

    Raises:
        OSError: the file system has no locks.
    """
    from filelock import lock_descriptor  # loaded with the first lock, because it takes longer than the rest of net/

    return lock_descriptor(file, blocking=False)


def unlock(file: int) -> None:
    """Releases the lock of an open file. Closing the file does the same. Raises OSError."""
    from filelock import unlock_descriptor

    unlock_descriptor(file)


def lock_or_assume_free(file: int) -> bool:
    """Locks an open file without waiting; on a file system without locks, as some network drives are, it counts as
    free, because other users of the file cannot be detected there.

    Returns:
        False if it is locked elsewhere.
    """
    try:
        return try_lock(file)
    except OSError as error:
        log.info("no file locks in this folder: %s", error)
        return True


def lock_file(path: Path) -> int | None:
    """Locks the file at *path*, creating it if necessary. A link in its place is not followed.

    Returns:
        The open file descriptor, or None if the file is locked by another process or elsewhere in this one.

    Raises:
        OSError: the file cannot be opened.
    """
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK, FILE_MODE)
        if not lock_or_assume_free(file):
            os.close(file)
            return None
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file), os.stat(path)):
                return file
        os.close(file)  # its previous owner has just removed the file: try again


def unlock_file(path: Path, file: int) -> None:
    """Unlocks the file at *path*, and removes it."""
    # Windows cannot delete an open file; elsewhere the name must be removed while the lock is held.
    if sys.platform == "win32":
        os.close(file)
        with contextlib.suppress(OSError):  # another process has opened it meanwhile
            path.unlink()
    else:
        path.unlink(missing_ok=True)
        os.close(file)
