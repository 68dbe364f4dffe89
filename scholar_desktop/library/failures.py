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
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library.containment import OutsideLibrary

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


class FileInOtherPaper(UsageError):
    """Raised when a file is attached that the library already has for another paper, `owner`."""

    def __init__(self, owner: KeptPaper) -> None:
        super().__init__(
            Message("Your library already has this file as the PDF of “{title}”.", title=owner.paper.title),
            hint=Message("Open that paper to see which of the two the PDF belongs to."),
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
        raise library_damaged(data_dir, Message("a row cannot be read ({reason})", reason=str(error))) from error
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
            return OperationCancelled(Message("The library query was replaced by a newer one."), subject=LIBRARY)
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
        Message("{path} leads out of the library folder and was ignored.", path=str(error.filename)),
        hint=Message("A library must contain all its files: replace the link with the files themselves, or delete it."),
        subject=LIBRARY,
    )


def _full(data_dir: Path) -> DiskError:
    free = _free_bytes(data_dir)
    return DiskError(
        Message("The disk of the library {folder} is full.", folder=str(data_dir))
        if free is None
        else Message(
            "The disk of the library {folder} is full: {size} MB are free.",
            folder=str(data_dir),
            size=f"{free / 1e6:.0f}",
        ),
        hint=Message(
            "Free up some space, or choose a library folder on another disk in Settings. Your papers are safe."
        ),
        subject=LIBRARY,
    )


def _read_only(path: Path) -> DiskError:
    return DiskError(
        Message("The library cannot be changed: {path} is read-only or belongs to another user.", path=str(path)),
        hint=Message("Change the permissions of the folder, or choose another library folder in Settings."),
        subject=LIBRARY,
    )


def _failing(data_dir: Path, detail: str) -> DiskError:
    return DiskError(
        Message("The library {folder} cannot be read or written: {reason}.", folder=str(data_dir), reason=detail),
        hint=Message("Check that the disk is connected and the folder exists, then try again."),
        subject=LIBRARY,
    )


def library_locked(data_dir: Path) -> LibraryLocked:
    """Returns the error for a library that another process holds."""
    return LibraryLocked(
        Message("The library {folder} is in use by another program.", folder=str(data_dir)),
        hint=Message("Close that program or wait until it has finished, then try again."),
        subject=LIBRARY,
    )


def library_damaged(data_dir: Path, detail: str) -> LibraryDamaged:
    """Returns the error for a damaged database. detail: what is damaged."""
    return LibraryDamaged(
        Message(
            "The library's database {file} is damaged: {reason}. It was not changed.",
            file=str(data_dir / "library.sqlite"),
            reason=detail,
        ),
        hint=Message(
            "Your papers and PDFs are still in {folder}. To rebuild the library from them, use Library in the window, "
            "or run: scholar-desktop library rebuild",
            folder=str(data_dir / "papers"),
        ),
        subject=LIBRARY,
    )


def library_newer(data_dir: Path, found: int, known: int) -> LibraryNewer:
    """Returns the error for a library of a newer version. found, known: numbers of the formats."""
    return LibraryNewer(
        Message(
            "The library {folder} was made by a newer version of Scholar Desktop (format {found}; this version "
            "supports {known}). It was not changed.",
            folder=str(data_dir),
            found=found,
            known=known,
        ),
        hint=Message("Update Scholar Desktop, or choose another library folder in Settings."),
        subject=LIBRARY,
    )


def full_text_missing() -> DiskError:
    """Returns the error for an SQLite without full-text search."""
    return DiskError(
        Message(
            "The library needs full-text search (FTS5), which SQLite {version} of this Python does not have.",
            version=sqlite3.sqlite_version,
        ),
        hint=Message("Use a Python whose sqlite3 has FTS5, such as one from python.org or a Linux distribution."),
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
