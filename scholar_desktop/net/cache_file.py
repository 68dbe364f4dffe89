"""A SQLite file in the cache folder, used from one thread of its own. Its contents can be lost without harm."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from scholar_desktop.domain.private_files import make_private_file, make_private_folder

if TYPE_CHECKING:
    import sqlite3

log = logging.getLogger(__name__)
T = TypeVar("T")

BUSY_S = 2.0
OPEN_TRIES, OPEN_AGAIN_S = 40, 0.05
_BUSY, _CORRUPT, _NOT_A_DATABASE = 5, 11, 26
"""SQLite's result codes SQLITE_BUSY, SQLITE_CORRUPT and SQLITE_NOTADB."""


class CacheFile:
    """A SQLite file that is opened at first use.

    A damaged file is moved aside and replaced by an empty one. If the file cannot be written (full disk, read-only
    folder), this is logged once, and the program continues without it.

    Args:
        path: None keeps everything in memory.
        schema: statements that create the tables.
        version: version of the schema; a file of another version is emptied.
        on_open: called with each new connection, in the file's thread.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        name: str,
        schema: str,
        version: int,
        on_open: Callable[[sqlite3.Connection], None] = lambda _connection: None,
    ) -> None:
        self._path = path
        self._name = name
        self._schema = schema
        self._version = version
        self._on_open = on_open
        self._thread: ThreadPoolExecutor | None = None
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        self._is_logged = False

    async def run(self, work: Callable[[sqlite3.Connection], T], default: T) -> T:
        """Run *work* in one transaction, in the file's thread.

        *work* is completed even if the waiting task is cancelled meanwhile, so that data already received is stored.

        Returns:
            What *work* returns, or *default* when the file cannot be used.
        """
        if self._closed:
            return default
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"net-{self._name}")
        return await asyncio.shield(asyncio.wrap_future(self._thread.submit(self._do, work, default)))

    async def aclose(self) -> None:
        """Wait for pending work and close the file. May be called twice."""
        self._closed = True
        thread, self._thread = self._thread, None
        if thread is not None:
            await asyncio.wrap_future(thread.submit(self._close))
            thread.shutdown()

    def _do(self, work: Callable[[sqlite3.Connection], T], default: T) -> T:
        import sqlite3

        for again in (True, False):
            try:
                connection = self._open()
                with connection:
                    return work(connection)
            except sqlite3.OperationalError as error:
                self._log_once(str(error))
                return default
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF not in (_CORRUPT, _NOT_A_DATABASE) or not again:
                    raise
                self._move_aside(str(error))
            except OSError as error:
                self._log_once(error.strerror or str(error))
                return default
        return default

    def _open(self) -> sqlite3.Connection:
        import sqlite3

        if self._connection is None:
            if self._path is not None:
                make_private_folder(self._path.parent)
            for left in range(OPEN_TRIES - 1, -1, -1):
                try:
                    self._connection = self._connect()
                    break
                except sqlite3.OperationalError as error:
                    # Another process is opening the file. SQLite waits for most locks, but not for this one.
                    if error.sqlite_errorcode & 0xFF != _BUSY or not left:
                        raise
                    time.sleep(OPEN_AGAIN_S)
        assert self._connection is not None
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        import sqlite3

        if self._path is not None:
            make_private_file(self._path)
        connection = sqlite3.connect(self._path or ":memory:", timeout=BUSY_S, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            if not self._is_current(connection):
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    self._make_tables(connection)
            self._on_open(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _is_current(self, connection: sqlite3.Connection) -> bool:
        return bool(connection.execute("PRAGMA user_version").fetchone() == (self._version,))

    def _make_tables(self, connection: sqlite3.Connection) -> None:
        if self._is_current(connection):
            return  # another process has created them meanwhile
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for (table,) in tables.fetchall():
            connection.execute(f'DROP TABLE "{table}"')
        for statement in self._schema.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {self._version}")

    def _move_aside(self, why: str) -> None:
        """Rename the damaged file (only the last one is kept), and start with an empty one."""
        self._close()
        assert self._path is not None
        aside = self._path.with_name(f"{self._path.stem}.damaged{self._path.suffix}")
        log.warning("%s is damaged (%s): kept as %s, and begun anew", self._path.name, why, aside.name)
        self._path.replace(aside)
        for ending in ("-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def _close(self) -> None:
        import sqlite3

        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _log_once(self, why: str) -> None:
        # not translated: it is in the log
        (log.debug if self._is_logged else log.warning)("the %s store cannot be used: %s", self._name, why)
        self._is_logged = True
