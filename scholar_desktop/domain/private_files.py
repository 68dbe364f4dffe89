"""Creates files and folders that only the user of this program may read, on systems that have permissions.

On Windows the folders of a profile inherit the permissions of the user's own folder, and nothing is changed there.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

FILE_MODE, FOLDER_MODE = 0o600, 0o700
_OTHERS = 0o077
NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
"""For `os.open`: fail where a link takes the place of the file. Windows has no such flag."""


def make_private_folder(folder: Path) -> None:
    """Creates *folder* and those of its parents that are missing, for the user alone.

    An existing folder keeps its permissions: the user may have chosen one that is shared on purpose. Raises OSError.
    """
    missing = []
    place = folder
    while not place.exists() and place != place.parent:
        missing.append(place)
        place = place.parent
    for each in reversed(missing):
        with contextlib.suppress(FileExistsError):  # another process was faster
            each.mkdir(FOLDER_MODE)
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder")


def make_private_file(path: Path) -> None:
    """Creates *path* as an empty file for the user alone, or withdraws what others may do with an existing file.

    To be called before SQLite opens a database: SQLite gives its other files (-wal, -shm, -journal) the permissions of
    the database. Never raises: the code that opens the file afterwards reports what is wrong with it.
    """
    with contextlib.suppress(OSError):
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE_MODE))
        except FileExistsError:
            for found in (path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))):
                with contextlib.suppress(FileNotFoundError):
                    _withdraw(found)


def new_file(path: Path, *, is_private: bool = False) -> BinaryIO:
    """Creates *path* and returns it, open for writing. For temporary files beside the file that they replace.

    A file that an interrupted run has left there is removed; a link there is removed too and never followed. Raises
    OSError.

    Args:
        is_private: for the user alone; otherwise with the permissions that the user's system gives to new files.
    """
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, FILE_MODE if is_private else 0o666), "wb")


def replace_file(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Writes *content* to *path* so that a reader finds either the old or the new file, never a part of one.

    The temporary file is beside *path* and has a name that nobody can foresee. Raises OSError.

    Args:
        is_private: see `new_file`.
    """
    part = path.with_name(f".{os.urandom(8).hex()}.part")
    try:
        with new_file(part, is_private=is_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _withdraw(path: Path) -> None:
    if sys.platform == "win32":
        return
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    if stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid() and mode & _OTHERS:
        path.chmod(mode & ~_OTHERS)
