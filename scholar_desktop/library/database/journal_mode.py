"""Opens an SQLite database with a write-ahead log (WAL), or with a rollback journal where there is no shared memory.

WAL keeps an index in memory that all processes share. Processes of two machines cannot share it, and some file systems
have no such memory at all (docs/decisions/0031).
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from contextlib import closing
from pathlib import Path

from scholar_desktop.library.folders import DATABASE_ENDINGS
from scholar_desktop.library.shared_folders import network_file_system

LOCK_RETRY_S = 0.02
WAIT_WITHOUT_WAL = 6
"""Without WAL, a reader keeps a writer waiting, and the copy of the day reads for long: waits are longer by this."""
_NO_SHARED_MEMORY = (
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMLOCK,
    sqlite3.SQLITE_IOERR_SHMMAP,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
)


def connect(database: Path, busy_s: float) -> sqlite3.Connection:
    """Returns a connection for writing. Creates the file if there is none.

    The journal mode is stored in the file and holds for all connections.

    Args:
        busy_s: how long to wait for other processes, in seconds; longer with a rollback journal.
    """
    if _may_use_wal(database):
        connection = _open(database, busy_s)
        try:
            if _switch(connection, "WAL", busy_s) == "wal":
                return connection
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in _NO_SHARED_MEMORY:
                connection.close()
                raise
        except sqlite3.Error:
            connection.close()
            raise
        connection.close()
    with closing(_open(database, busy_s)) as connection:
        if is_in_wal(database):
            # alone in the database, SQLite needs no shared memory to leave WAL
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        _switch(connection, "DELETE", busy_s)
    return _open(database, busy_s * WAIT_WITHOUT_WAL)


def _may_use_wal(database: Path) -> bool:
    """Returns True if WAL is to be tried.

    A failed attempt would already have changed the file, which other connections notice. A database with a rollback
    journal is therefore tried only where another file showed that there is shared memory.
    """
    if network_file_system(database.parent) is not None:
        return False
    is_new = not database.exists() or database.stat().st_size == 0
    return is_new or is_in_wal(database) or has_shared_memory(database.parent)


def has_shared_memory(folder: Path) -> bool:
    """Returns True if a database in *folder* can use WAL, which is tried with a file of its own."""
    probe = folder / f".probe-{uuid.uuid4().hex}.sqlite"
    try:
        with closing(_open(probe, 0)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            connection.execute("CREATE TABLE probe (x)")
            return bool(mode == "wal")
    except sqlite3.Error:
        return False
    finally:
        for ending in DATABASE_ENDINGS:
            probe.with_name(probe.name + ending).unlink(missing_ok=True)


def is_in_wal(database: Path) -> bool:
    """Returns True if the header of the database says so. Nothing is locked for that."""
    try:
        with database.open("rb") as file:
            return file.read(20)[18:20] == b"\2\2"
    except FileNotFoundError:
        return False


def _open(database: Path, busy_s: float) -> sqlite3.Connection:
    return sqlite3.connect(database, timeout=busy_s, isolation_level=None, check_same_thread=False)


def _switch(connection: sqlite3.Connection, mode: str, busy_s: float) -> str:
    """Sets the journal mode, and returns the mode in force."""
    # This does not wait for other connections: SQLite returns 'locked' at once.
    give_up = time.monotonic() + busy_s
    while True:
        try:
            return str(connection.execute(f"PRAGMA journal_mode = {mode}").fetchone()[0])
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(LOCK_RETRY_S)
