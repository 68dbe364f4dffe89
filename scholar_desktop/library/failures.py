"""Converts errors of SQLite and of the operating system to the errors that are shown to the user."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from scholar_desktop.domain.errors import (
    DiskError,
    LibraryDamaged,
    LibraryLocked,
    LibraryNewer,
    OperationCancelled,
    ScholarError,
    UsageError,
)
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.library.containment import OutsideLibrary

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


class FileInOtherPaper(UsageError):
    """Raised when a file is attached that the library already has for another paper, `owner`."""

    def __init__(self, owner: KeptPaper) -> None:
        super().__init__(
            f"This file is already in the library as the PDF of “{owner.paper.title}”.",
            hint="Open that paper to see which of the two it belongs to.",
            subject=owner.paper.id or None,
        )
        self.owner = owner


@contextmanager
def translate_errors(data_dir: Path) -> Iterator[None]:
    """Converts errors of SQLite and of the operating system that the body raises.

    An error in our own SQL is not converted.

    Raises:
        DiskError: the disk is full, read-only or failing.
        LibraryLocked: another process holds the library.
        LibraryDamaged: the database is corrupt, or a row has JSON of another shape.
        OperationCancelled: the query was interrupted.
    """
    try:
        yield
    except sqlite3.Error as error:
        known = _of_sqlite(error, data_dir)
        if known is None:
            raise
        raise known from error
    except msgspec.MsgspecError as error:  # JSON in a row that this program did not write
        raise library_damaged(data_dir, f"a row of it cannot be read ({error})") from error
    except OSError as error:
        raise from_os_error(error, data_dir) from error


def _of_sqlite(error: sqlite3.Error, data_dir: Path) -> ScholarError | None:
    # Errors of the sqlite3 module itself (closed connection, wrong parameter) have no code; the low byte is the kind of
    # error.
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return library_locked(data_dir)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return library_damaged(data_dir, str(error))
        case sqlite3.SQLITE_FULL:
            return _full(data_dir)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return _full(data_dir) if _free_bytes(data_dir) == 0 else _read_only(data_dir)
        case sqlite3.SQLITE_IOERR:
            return _full(data_dir) if _free_bytes(data_dir) == 0 else _failing(data_dir, str(error))
        case sqlite3.SQLITE_INTERRUPT:
            return OperationCancelled("The question to the library was given up for a newer one.", subject=LIBRARY)
        case _:
            return None


def from_os_error(error: OSError, data_dir: Path) -> DiskError:
    """Converts *error* to a DiskError whose message names the file and says what to do."""
    if isinstance(error, OutsideLibrary):
        return outside_library(error)
    if error.errno in _FULL:
        return _full(data_dir)
    if error.errno in _READ_ONLY:
        path = Path(error.filename) if isinstance(error.filename, str) else data_dir
        # the user does not know the files in the work folder, so the library folder is named instead
        return _read_only(data_dir if path.is_relative_to(data_dir / ".library") else path)
    where = f" ({error.filename})" if error.filename else ""
    return _failing(data_dir, f"{error.strerror or error}{where}")


def outside_library(error: OutsideLibrary) -> DiskError:
    """Returns the error for a path that leads out of the library folder."""
    return DiskError(
        f"{error.filename} leads out of the library folder. It was not followed.",
        hint="A library keeps everything in its own folder: replace the link there by what it leads to, or remove it.",
        subject=LIBRARY,
    )


def _full(data_dir: Path) -> DiskError:
    free = _free_bytes(data_dir)
    room = "" if free is None else f" {free / 1e6:.0f} MB are free."
    return DiskError(
        f"The disk of the library is full: nothing more can be written to {data_dir}.{room}",
        hint="Free some space, or choose a library folder on another disk in Settings. What is in the library is safe.",
        subject=LIBRARY,
    )


def _read_only(path: Path) -> DiskError:
    return DiskError(
        f"The library cannot be written: {path} is read-only, or belongs to somebody else.",
        hint="Change the permissions of the folder, or choose another library folder in Settings.",
        subject=LIBRARY,
    )


def _failing(data_dir: Path, detail: str) -> DiskError:
    return DiskError(
        f"The disk failed while the library in {data_dir} was used: {detail}.",
        hint="Look whether the disk is connected and the folder is there, then try again.",
        subject=LIBRARY,
    )


def library_locked(data_dir: Path) -> LibraryLocked:
    """Returns the error for a library that another process holds."""
    return LibraryLocked(
        f"The library in {data_dir} is held by another program and did not become free in time.",
        hint="Wait until that program is done, or close it, then try again.",
        subject=LIBRARY,
    )


def library_damaged(data_dir: Path, detail: str) -> LibraryDamaged:
    """Returns the error for a damaged database. detail: what is damaged."""
    return LibraryDamaged(
        f"The library's database, {data_dir / 'library.sqlite'}, is damaged: {detail}. It was left as it is.",
        hint=f"The papers and PDFs still lie in {data_dir / 'papers'}, and the library can be made anew from them: "
        "in the window under Library, or by: scholar-desktop library rebuild",
        subject=LIBRARY,
    )


def library_newer(data_dir: Path, found: int, known: int) -> LibraryNewer:
    """Returns the error for a library of a newer version. found, known: numbers of the formats."""
    return LibraryNewer(
        f"The library in {data_dir} is from a newer version of Scholar Desktop "
        f"(its format is {found}, this version knows {known}). It was not touched.",
        hint="Update Scholar Desktop, or choose another library folder in Settings.",
        subject=LIBRARY,
    )


def full_text_missing() -> DiskError:
    """Returns the error for an SQLite without full-text search."""
    return DiskError(
        f"The library needs full-text search (FTS5), which the SQLite {sqlite3.sqlite_version} of this Python lacks.",
        hint="Use a Python whose sqlite3 has FTS5; those of python.org and of the distributions have it.",
        subject=LIBRARY,
    )


def _free_bytes(folder: Path) -> int | None:
    """Returns the free space for the user at *folder* or its nearest existing parent.

    In bytes; None if it is unknown.
    """
    import shutil

    for place in (folder, *folder.parents):
        try:
            return shutil.disk_usage(place).free
        except OSError:
            continue
    return None
