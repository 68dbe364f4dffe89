"""Rebuilds the database from the folders of the papers.

The new database is built beside the old one, and replaces it when it is complete (`database_swap`). If the rebuild
fails or the process dies, the old database is still in place.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path

from scholar_desktop.domain.library import LibraryProblem
from scholar_desktop.domain.private_files import make_private_file
from scholar_desktop.library.containment import is_plain_name, is_regular_file
from scholar_desktop.library.database import file_move_journal
from scholar_desktop.library.database.migrations import create_all
from scholar_desktop.library.database.session_locks import Session, hold_alone, is_open_anywhere
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.failures import library_locked
from scholar_desktop.library.folders import LibraryFolders, sync_file
from scholar_desktop.library.operations import collection_ops, tag_ops
from scholar_desktop.library.recovery import database_swap, repair
from scholar_desktop.library.tables.user_decision_table import copy_tables

log = logging.getLogger(__name__)

_EARLIER_NOTE = "rebuilding"
"""Left by a rebuild of an earlier version that was interrupted; contains the name of the database before it."""
CACHE_KB = 64_000


def rebuild(folders: LibraryFolders, *, now: Callable[[], datetime], at: Callable[[str], None]) -> list[LibraryProblem]:
    """Replaces the database by a new one, made from the folders. The old one is kept next to it.

    Returns:
        What was found in the folders.

    Raises:
        LibraryLocked: a process has the library open.
        Exception: the errors that `failures.translate_errors` converts; the old database is unchanged.
    """
    folders.make()
    with hold_alone(folders), ExitStack() as at_end:
        if is_open_anywhere(folders):
            raise library_locked(folders.data)
        session = Session(folders)
        at_end.callback(session.end)
        return build(folders, session, now=now, at=at)


def build(
    folders: LibraryFolders,
    session: Session,
    *,
    now: Callable[[], datetime],
    at: Callable[[str], None],
    old: Path | None = None,
) -> list[LibraryProblem]:
    """Builds a new database and puts it in place. The caller holds the library alone.

    Args:
        old: the database from which what no folder contains is copied; None for the current one.

    Returns:
        What was found in the folders.
    """
    database_swap.discard(folders)
    path = database_swap.new_database(folders)
    if old is None and not database_swap.is_missing(folders):
        old = folders.database
    try:
        make_private_file(path)
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
            # The file is discarded if anything fails, so it needs no journal on the disk, and is flushed once.
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
            connection.execute("BEGIN")
            create_all(connection)
            connection.execute("COMMIT")
            writer = WriteSession(folders, connection, session, now=now, at=at)
            _fill(writer, old)
        sync_file(path)
        at("built")
        database_swap.replace(folders, at)
    except BaseException:
        if not database_swap.is_noted(folders):
            database_swap.discard(folders)
        raise
    (folders.work / _EARLIER_NOTE).unlink(missing_ok=True)
    return writer.problems


def is_due(folders: LibraryFolders) -> bool:
    """Returns True if there are folders of papers and no database, or an earlier version left a rebuild half done."""
    if is_regular_file(folders.work / _EARLIER_NOTE):
        return True
    return database_swap.is_missing(folders) and any(repair.paper_folders(folders))


def database_before(folders: LibraryFolders) -> Path | None:
    """Returns the database that a rebuild of an earlier version has renamed; None if there is none."""
    note = folders.work / _EARLIER_NOTE
    if not is_regular_file(note):
        return None
    name = note.read_text("utf-8", "replace")
    path = folders.data / name
    return path if is_plain_name(name) and is_regular_file(path) else None


def _fill(writer: WriteSession, old: Path | None) -> None:
    """Fills the new database from the folders, and from *old* with what no folder contains."""
    if old is not None:
        _copy(old, writer, _copy_commits, "the finished operations")  # not translated: it is in the log
    if file_move_journal.has_leftovers(writer.folders):
        repair.finish_moves(writer)
    repair.import_folders(writer)
    writer.at("imported")
    if old is not None:
        _copy(old, writer, _copy_queue, "the download queue")  # not translated: it is in the log
        _copy(old, writer, copy_tables, "the decisions of the user")  # not translated: it is in the log
        _copy(old, writer, collection_ops.copy_collections, "the collections")  # not translated: it is in the log
        _copy(old, writer, tag_ops.copy_tag_looks, "the colours of tags")  # not translated: it is in the log


def _copy(
    old: Path, writer: WriteSession, copy: Callable[[sqlite3.Connection, sqlite3.Connection], None], what: str
) -> None:
    """Runs *copy* from the database *old*; what cannot be read there is left out."""
    with writer.transaction() as target:
        target.execute("SAVEPOINT copying")
        try:
            with closing(sqlite3.connect(old)) as source:
                copy(source, target)
        except sqlite3.DatabaseError as error:
            if not target.in_transaction or error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
                raise
            target.execute("ROLLBACK TO copying")
            log.info("%s of the old database cannot be read: %s", what, error)
        target.execute("RELEASE copying")


def _copy_commits(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    target.executemany("INSERT OR IGNORE INTO commits VALUES (?)", source.execute("SELECT token FROM commits"))


def _copy_queue(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    found = source.execute("SELECT key, asked_as, state, position, run, item FROM downloads").fetchall()
    tried = source.execute("SELECT download_key, run, number, at, attempt FROM attempts ORDER BY id").fetchall()
    target.executemany("INSERT OR IGNORE INTO downloads VALUES (?, ?, ?, ?, ?, ?)", found)
    target.executemany(
        "INSERT OR IGNORE INTO attempts (download_key, run, number, at, attempt) VALUES (?, ?, ?, ?, ?)", tried
    )
