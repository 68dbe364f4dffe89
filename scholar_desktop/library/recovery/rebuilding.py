"""Rebuilds the database from the folders of the papers.

A marker file in <data>/.library exists from the start to the end of a rebuild. If a rebuild is interrupted, the next
opening finds the marker and continues.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from scholar_desktop.library.database.session_locks import is_open_anywhere
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.failures import library_locked
from scholar_desktop.library.folders import LibraryFolders, free_name, sync_folder, write_whole
from scholar_desktop.library.operations import collection_ops
from scholar_desktop.library.tables.user_decision_table import copy_tables

log = logging.getLogger(__name__)

SET_ASIDE_SUFFIX = ("-wal", "-shm")
"""The files that SQLite keeps next to a database."""
_NOTE = "rebuilding"


def set_aside(folders: LibraryFolders) -> Path | None:
    """Renames the database, so that the next opening creates a new one from the folders.

    Returns:
        The new path of the old database; None if there was none.

    Raises:
        LibraryLocked: a process has the library open.
    """
    if is_open_anywhere(folders):
        raise library_locked(folders.data)
    if not folders.database.exists():
        return None
    return rename_aside(folders, note=_NOTE)


def rename_aside(folders: LibraryFolders, *, note: str | None = None) -> Path | None:
    """Renames the database to the name under which the old one is kept.

    Args:
        note: name of a marker file to write first, which contains the new name.

    Returns:
        The new path; None if there is no database.
    """
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
    """Returns True if the database was set aside and its own data has not been copied to the new one yet."""
    return (folders.work / _NOTE).exists()


def finish(writer: WriteSession) -> None:
    """Copies from the old database what no folder of a paper contains.

    This is the download queue, manual splits, saved searches, and collections without papers. It may be repeated.
    """
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
    """Copies the download queue of the database *old*, as far as it can be read."""
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
    """Copies the user's decisions that belong to no paper, as far as they can be read."""
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
