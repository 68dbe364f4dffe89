"""Restores a copy of the database by date, and the papers that the copy contains from the trash.

A marker file in <data>/.library exists from the start to the end of a restore. If it is interrupted, the next opening
finds the marker and continues. Papers added after the copy remain, because their folders exist and are imported.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from scholar_desktop.domain.library import LibraryBackup, LibraryProblem
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library.containment import is_regular_file
from scholar_desktop.library.database.session_locks import hold_alone, is_open_anywhere
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.failures import library_damaged, library_locked
from scholar_desktop.library.folders import SIDECAR, LibraryFolders, sync_file, write_whole
from scholar_desktop.library.recovery import backups, database_swap, repair

_NOTE = "going-back"


def copies(folders: LibraryFolders) -> list[LibraryBackup]:
    """Returns the existing copies, newest first."""
    return [
        LibraryBackup(day.isoformat(), str(path), path.stat().st_size, _papers_in(path))
        for day, path in sorted(backups.copies_by_day(folders).items(), reverse=True)
    ]


def put_in_place(folders: LibraryFolders, day: date, *, at: Callable[[str], None] = lambda step: None) -> None:
    """Replaces the database by the copy of *day*. The old database is kept next to it.

    Raises:
        LibraryLocked: a process has the library open.
        LibraryDamaged: the copy cannot be read.
    """
    folders.make()
    with hold_alone(folders):
        if is_open_anywhere(folders):
            raise library_locked(folders.data)
        copy = backups.copies_by_day(folders)[day]
        if _papers_in(copy) is None:
            raise library_damaged(folders.data, Message("the copy {file} cannot be read", file=copy.name))
        database_swap.discard(folders)
        new = database_swap.new_database(folders)
        try:
            shutil.copyfile(copy, new)
            sync_file(new)
            # Written first: without the replacement, what the note requires changes nothing.
            write_whole(folders.work / _NOTE, copy.name.encode(), uuid.uuid4().hex[:8])
            database_swap.replace(folders, at)
        except OSError:
            if not database_swap.is_noted(folders):
                database_swap.discard(folders)
                (folders.work / _NOTE).unlink(missing_ok=True)
            raise


def is_begun(folders: LibraryFolders) -> bool:
    """Returns True if a copy was put in place but its papers were not restored from the trash yet."""
    return is_regular_file(folders.work / _NOTE)


def finish(writer: WriteSession) -> None:
    """Restores the papers of the copy from the trash, and imports papers that were added later. It may be repeated."""
    folders = writer.folders
    with writer.transaction() as connection:
        # Later operations used undo numbers that this database would assign again; their folders are in the trash.
        last = max((int(folder.name) for folder in _trash(folders) if folder.name.isdecimal()), default=0)
        connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'undo', 0 "
            "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'undo')"
        )
        connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'undo'", (last,))
        for key, folder in connection.execute("SELECT key, folder FROM papers").fetchall():
            if folders.find_folder(folder) is None and not folders.is_outside(folder):
                _bring_back_folder(writer, key, folder)
        for key, folder, name, sha256 in connection.execute(
            "SELECT key, folder, name, sha256 FROM files JOIN papers ON papers.id = paper_id"
        ).fetchall():
            if folders.find_file(folder, name) is None and not folders.is_outside(folder, name):
                _bring_back_file(writer, key, folder, name, sha256)
        connection.execute("UPDATE papers SET sidecar_due = 1")
    repair.repair_papers(writer, ())
    (folders.work / _NOTE).unlink(missing_ok=True)


def _bring_back_folder(writer: WriteSession, key: str, folder: str) -> None:
    """Restores the newest folder in the trash that belongs to this paper."""
    for number in _trash(writer.folders):
        for place in sorted(number.glob(f"{glob.escape(folder)}*")):
            sidecar = place / SIDECAR
            if (
                not place.is_symlink()
                and is_regular_file(sidecar)
                and f'"{key}"' in sidecar.read_text("utf-8", "replace")
            ):
                os.rename(place, writer.folders.of(folder))
                writer.report(
                    LibraryProblem(Message("{file} was restored from the trash.", file=folder), str(place), key, True)
                )
                return


def _bring_back_file(writer: WriteSession, key: str, folder: str, name: str, sha256: str) -> None:
    for number in _trash(writer.folders):
        place = number / name
        if is_regular_file(place) and repair.checksum(place) == sha256:
            writer.folders.of(folder).mkdir(exist_ok=True)
            os.rename(place, writer.folders.file(folder, name))
            writer.report(
                LibraryProblem(Message("{file} was restored from the trash.", file=name), str(place), key, True)
            )
            return


def _trash(folders: LibraryFolders) -> Iterator[Path]:
    """Yields the folders in the trash, newest first."""
    if folders.trash.is_dir():
        real = [path for path in folders.trash.iterdir() if not path.is_symlink()]
        yield from sorted(real, key=lambda path: path.stat().st_mtime, reverse=True)


def _papers_in(copy: Path) -> int | None:
    """Returns the number of papers in a copy; None if it cannot be read."""
    try:
        with contextlib.closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM papers").fetchone()[0])
    except sqlite3.Error:
        return None
