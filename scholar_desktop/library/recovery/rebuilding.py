"""A new database from the papers' folders alone, in the place of the one there is.

A note in <data>/.library says that this was begun, until all is done: who is cut off in between finds it at the next
opening, and goes on.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from scholar_desktop.library.database.sessions import is_open_anywhere
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.failures import library_locked
from scholar_desktop.library.folders import LibraryFolders, free_name, sync_folder, write_whole
from scholar_desktop.library.operations import collection_ops
from scholar_desktop.library.tables.decision_table import copy_tables

log = logging.getLogger(__name__)

SET_ASIDE_SUFFIX = ("-wal", "-shm")
"""What SQLite keeps beside a database."""
_NOTE = "rebuilding"


def set_aside(folders: LibraryFolders) -> Path | None:
    """Rename the database, so that the next opening makes it anew from the folders. Its new name; None for none.

    Raises LibraryLocked while any process has it open.
    """
    if is_open_anywhere(folders):
        raise library_locked(folders.data)
    if not folders.database.exists():
        return None
    return rename_aside(folders, note=_NOTE)


def rename_aside(folders: LibraryFolders, *, note: str | None = None) -> Path | None:
    """Give the database the name under which it is kept beside the next one. None where there is none. note: written
    before, with that name in it."""
    if not folders.database.exists():
        return None
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    name = free_name(f"library.replaced-{today}.sqlite", lambda name: folders.data.joinpath(name).exists())
    old = folders.data / name
    folders.make()
    if note is not None:
        write_whole(folders.work / note, name.encode(), "note")
    os.rename(folders.database, old)
    for ending in SET_ASIDE_SUFFIX:
        beside = folders.database.with_name(folders.database.name + ending)
        if beside.exists():
            os.rename(beside, old.with_name(old.name + ending))
    sync_folder(folders.data)
    return old


def is_begun(folders: LibraryFolders) -> bool:
    """Whether the database was set aside and what it alone had is not taken over yet."""
    return (folders.work / _NOTE).exists()


def finish(writer: WriteSession) -> None:
    """Take over from the database that was set aside what no folder has: the download queue, what was parted, the
    saved searches, and collections without papers. May be done twice."""
    note = writer.folders.work / _NOTE
    try:
        name = note.read_text("ascii")
    except (OSError, ValueError) as error:
        log.info("the note of a rebuild cannot be read: %s", error)
        name = ""
    if name == os.path.basename(name) and (writer.folders.data / name).is_file():
        _copy_queue(writer, writer.folders.data / name)
        _copy_decisions(writer, writer.folders.data / name)
    note.unlink(missing_ok=True)


def _copy_queue(writer: WriteSession, old: Path) -> None:
    """Copy the download queue of the database *old*, as far as it can be read."""
    try:
        source = sqlite3.connect(old)
        try:
            found = source.execute("SELECT key, asked_as, state, position, run, item FROM downloads").fetchall()
            tried = source.execute("SELECT download_key, run, number, at, attempt FROM attempts ORDER BY id").fetchall()
        finally:
            source.close()
    except sqlite3.DatabaseError as error:
        log.info("the download queue of the old database cannot be read: %s", error)
        return
    with writer.transaction() as connection:
        connection.executemany("INSERT OR IGNORE INTO downloads VALUES (?, ?, ?, ?, ?, ?)", found)
        connection.executemany(
            "INSERT OR IGNORE INTO attempts (download_key, run, number, at, attempt) VALUES (?, ?, ?, ?, ?)", tried
        )


def _copy_decisions(writer: WriteSession, old: Path) -> None:
    """Copy what a person has settled beside the papers, as far as it can be read."""
    try:
        source = sqlite3.connect(old)
        try:
            with writer.transaction() as connection:
                copy_tables(source, connection)
                collection_ops.copy_collections(source, connection)
        finally:
            source.close()
    except sqlite3.DatabaseError as error:
        log.info("saved searches and partings of the old database cannot be read: %s", error)
