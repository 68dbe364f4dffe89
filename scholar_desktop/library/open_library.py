"""Opens library.sqlite: checks that it is a library and undamaged, and migrates it to the current format."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from datetime import datetime

from scholar_desktop.domain.errors import LibraryLocked
from scholar_desktop.domain.library import LibraryProblem
from scholar_desktop.domain.private_files import make_private_file
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library.containment import OutsideLibrary
from scholar_desktop.library.database import file_move_journal, journal_mode
from scholar_desktop.library.database.migrations import APPLICATION_ID, MIGRATIONS, Migration, apply, create_all
from scholar_desktop.library.database.session_locks import Session, hold_alone
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.failures import library_damaged, library_newer
from scholar_desktop.library.folders import DATABASE_ENDINGS, LibraryFolders, sync_file, sync_folder
from scholar_desktop.library.recovery import database_swap, rebuilding, repair, restoring

CACHE_KB = 16_000


def open_for_writing(
    folders: LibraryFolders,
    *,
    busy_s: float,
    now: Callable[[], datetime],
    at: Callable[[str], None],
    migrations: Sequence[Migration] = MIGRATIONS,
) -> WriteSession:
    """Opens the library for writing.

    Creates it or migrates it if necessary, and repairs what a crash left behind.

    Args:
        busy_s: how long to wait for another process that holds the library, in seconds.

    Raises:
        LibraryNewer, LibraryDamaged: the file is left unchanged.
        Exception: the errors that `failures.translate_errors` converts.
    """
    folders.refuse_links()
    _refuse_foreign(folders, len(migrations))
    folders.make()
    with ExitStack() as on_failure:  # everything is closed again if a step fails
        session = Session(folders)
        on_failure.callback(session.end)
        found = _complete_replacement(folders, session, busy_s=busy_s, now=now, at=at)
        dead = session.dead()
        connection = connect(folders, busy_s)
        on_failure.callback(connection.close)
        if dead:
            _check(connection, folders)
        _migrate(connection, folders, migrations)
        writer = WriteSession(folders, connection, session, now=now, at=at)
        if file_move_journal.has_leftovers(folders):
            repair.finish_moves(writer)
        writer.problems += found
        if not _ever_had_papers(connection):
            repair.import_folders(writer)  # also after a rebuild of an earlier version that failed
        if restoring.is_begun(folders):
            restoring.finish(writer)
        if dead:
            repair.repair_papers(writer, dead)
            session.remove_dead(dead)
        on_failure.pop_all()
    return writer


def _complete_replacement(
    folders: LibraryFolders,
    session: Session,
    *,
    busy_s: float,
    now: Callable[[], datetime],
    at: Callable[[str], None],
) -> list[LibraryProblem]:
    """Completes a replacement of the database that was interrupted, and builds a database from the folders if there is
    none. Returns what was found in the folders.

    While another process replaces the database, waits up to *busy_s* seconds. The session of this process exists
    already, so that the other process refuses to begin after this check.

    Raises:
        LibraryLocked: the other process did not finish in time.
    """
    give_up = time.monotonic() + busy_s
    while True:
        try:
            with hold_alone(folders):
                database_swap.finish(folders)
                if rebuilding.is_due(folders):
                    return rebuilding.build(folders, session, now=now, at=at, old=rebuilding.database_before(folders))
                return []
        except LibraryLocked:
            if time.monotonic() > give_up:
                raise
            time.sleep(journal_mode.LOCK_RETRY_S)


def _ever_had_papers(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_sequence WHERE name = 'papers'").fetchone() is not None


def connect(folders: LibraryFolders, busy_s: float) -> sqlite3.Connection:
    """Returns a connection for one thread.

    Waits up to *busy_s* seconds for other processes. Creates the file if there is none.
    """
    make_private_file(folders.database)
    connection = journal_mode.connect(folders.database, busy_s)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def is_readable(folders: LibraryFolders) -> bool:
    """Returns True if the database can be read where no file can be written in its folder.

    The contents of its WAL are not read in that case.
    """
    try:
        folders.refuse_links()
    except OutsideLibrary:
        return False
    if not folders.database.is_file():
        return False
    try:
        with closing(connect_to_read(folders, 0, is_frozen=True)) as connection:
            connection.execute("SELECT 1 FROM papers LIMIT 1").fetchone()
            return bool(_pragma(connection, "user_version") == len(MIGRATIONS))
    except sqlite3.Error:
        return False


def connect_to_read(folders: LibraryFolders, busy_s: float, *, is_frozen: bool = False) -> sqlite3.Connection:
    """Returns a read-only connection to a library that is already open.

    Args:
        is_frozen: True if no process can write to the file, so that SQLite may treat it as immutable.
    """
    # mode=rw never creates a file; WAL needs to write files in the folder
    address = folders.database.as_uri() + ("?mode=ro&immutable=1" if is_frozen else "?mode=rw")
    if not is_frozen and not journal_mode.is_in_wal(folders.database):
        busy_s *= journal_mode.WAIT_WITHOUT_WAL
    connection = sqlite3.connect(address, uri=True, timeout=busy_s, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_to_empty() -> sqlite3.Connection:
    """Returns a read-only connection to an empty library in memory, for a library that is not created yet."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        create_all(connection)
        connection.execute("PRAGMA query_only = ON")
    except Exception:
        connection.close()
        raise
    return connection


def _refuse_foreign(folders: LibraryFolders, known: int) -> None:
    """Refuses the database of another program or of a newer version, without locking or writing anything."""
    if not folders.database.is_file() or folders.database.stat().st_size == 0:
        return
    address = folders.database.as_uri() + "?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            version = _pragma(connection, "user_version")
            application = _pragma(connection, "application_id")
    except sqlite3.DatabaseError:
        return  # without its WAL the file may be incomplete (a full disk cut the checkpoint); opening it finds out
    if application not in (0, APPLICATION_ID):
        raise library_damaged(folders.data, Message("it is the database of another program"))
    if version > known:
        raise library_newer(folders.data, version, known)


def _check(connection: sqlite3.Connection, folders: LibraryFolders) -> None:
    """Checks the database after an unclean end. Raises LibraryDamaged with the first problem that SQLite reports."""
    (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise library_damaged(folders.data, str(said).strip().splitlines()[-1])


def _migrate(connection: sqlite3.Connection, folders: LibraryFolders, migrations: Sequence[Migration]) -> None:
    """Migrates the schema to the current version, one transaction per migration."""
    found = version = _pragma(connection, "user_version")
    while version < len(migrations):
        if version > 0 and version == found:
            _copy_before(connection, folders, version)
        connection.execute("BEGIN IMMEDIATE")
        is_done = False
        try:
            version = _pragma(connection, "user_version")  # another process may have migrated it meanwhile
            if version < len(migrations):
                if version == 0:
                    _refuse_tables(connection, folders)
                apply(connection, migrations[version])
                version += 1
                connection.execute(f"PRAGMA user_version = {version}")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("COMMIT")
            is_done = True
        finally:
            if not is_done and connection.in_transaction:
                connection.execute("ROLLBACK")
    if version > len(migrations):
        raise library_newer(folders.data, version, len(migrations))


def _refuse_tables(connection: sqlite3.Connection, folders: LibraryFolders) -> None:
    if connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is not None:
        raise library_damaged(folders.data, Message("it is the database of another program"))


def _copy_before(connection: sqlite3.Connection, folders: LibraryFolders, version: int) -> None:
    """Keeps a copy of the database of the earlier version in the library folder."""
    copy = folders.database.with_name(f"library.version-{version}.sqlite")
    passing = copy.with_suffix(".part")
    for ending in DATABASE_ENDINGS:
        passing.with_name(passing.name + ending).unlink(missing_ok=True)
    make_private_file(passing)
    with closing(sqlite3.connect(passing)) as target:
        connection.backup(target)
    sync_file(passing)
    os.replace(passing, copy)
    sync_folder(copy.parent)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
