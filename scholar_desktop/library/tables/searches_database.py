"""The database of searches, separate from the library: the search ledger, the open reference lists, and the last
manuscript that was checked.

It is a separate file (docs/decisions/0023), so that writing to it never waits for the library, and so that clearing it
removes the data completely: the copies of the library by date do not contain it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.private_files import make_private_file, make_private_folder
from scholar_desktop.library.containment import contained
from scholar_desktop.library.database import journal_mode
from scholar_desktop.library.database.worker_thread import ConnectionThread
from scholar_desktop.library.folders import DATABASE_ENDINGS
from scholar_desktop.library.tables.ledger_table import LedgerTable
from scholar_desktop.library.tables.list_table import ListTable
from scholar_desktop.library.tables.manuscript_table import ManuscriptTable

T = TypeVar("T")

NAME = "searches.sqlite"
BUSY_S = 5.0
_SCHEMA = (
    # sources: JSON of [SourceCount]; run: JSON of LedgerRun; found: the papers found, packed (ledger_table).
    """
    CREATE TABLE IF NOT EXISTS runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        started TEXT NOT NULL,
        words TEXT NOT NULL,
        run TEXT NOT NULL,
        found BLOB
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS lists (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        head TEXT NOT NULL,
        closed INTEGER NOT NULL DEFAULT 0
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS list_lines (
        list_id INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        line TEXT NOT NULL,
        PRIMARY KEY (list_id, number)
    ) WITHOUT ROWID
    """,
    # the text that the lines were read from, so that the user can edit it as a whole
    """
    CREATE TABLE IF NOT EXISTS list_texts (
        list_id INTEGER PRIMARY KEY REFERENCES lists (id) ON DELETE CASCADE,
        text TEXT NOT NULL
    )
    """,
    # the manuscripts that were checked last. checked: JSON of CheckedManuscript; accepted: JSON of the places of the
    # references whose corrections the user accepted.
    """
    CREATE TABLE IF NOT EXISTS manuscripts (
        path TEXT PRIMARY KEY,
        checked TEXT NOT NULL,
        accepted TEXT NOT NULL
    )
    """,
    # declined: JSON of the places of the references of such a manuscript that the user keeps as they are written.
    """
    CREATE TABLE IF NOT EXISTS manuscripts_declined (
        path TEXT PRIMARY KEY REFERENCES manuscripts (path) ON DELETE CASCADE,
        declined TEXT NOT NULL
    ) WITHOUT ROWID
    """,
)
VERSION = 1


class SearchesDatabase:
    """One thread with one connection. The file is opened at the first call. Raises DiskError."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / NAME
        self._worker: ConnectionThread[sqlite3.Connection] = ConnectionThread("searches", self._open)
        self.ledger = LedgerTable(self.do)
        self.lists = ListTable(self.do)
        self.manuscripts = ManuscriptTable(self.do)

    @property
    def exists(self) -> bool:
        """True if the file exists or is being created."""
        return self.pending > 0 or self._path.exists()

    @property
    def pending(self) -> int:
        """Number of running queries and changes."""
        return self._worker.pending

    async def do(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Runs *job* in a transaction, to its end even if the caller is cancelled."""
        return await asyncio.shield(self.start(job))

    def start(self, job: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
        """Like `do`, for callers that do not wait. Needs a running loop."""

        def run(connection: sqlite3.Connection) -> T:
            try:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    answer = job(connection)
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
            except (sqlite3.Error, OSError) as error:
                raise self._failed(error) from error
            return answer

        return self._worker.start(run)

    async def shrink(self) -> None:
        """Shrinks the file after data was cleared, so that none of it remains in the file."""

        def run(connection: sqlite3.Connection) -> None:
            try:
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise self._failed(error) from error

        await asyncio.shield(self._worker.start(run))

    async def aclose(self) -> None:
        """Completes waiting jobs and closes the file."""
        await self._worker.aclose()

    def _open(self) -> sqlite3.Connection:
        try:
            make_private_folder(self._path.parent)
            for ending in DATABASE_ENDINGS:
                contained(self._path.parent, self._path.name + ending)
            return self._connect()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise self._failed(error) from error
            # The file contains no papers: a damaged one is renamed, and a new one created.
            self._path.replace(self._path.with_suffix(".broken.sqlite"))
            return self._connect()
        except OSError as error:
            raise self._failed(error) from error

    def _connect(self) -> sqlite3.Connection:
        make_private_file(self._path)
        connection = journal_mode.connect(self._path, BUSY_S)
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            for statement in _SCHEMA:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _failed(self, error: Exception) -> DiskError:
        return DiskError(
            f"The file of searches, {self._path.name}, cannot be used: {error}.",
            hint="See whether the disk is full or the folder is read-only. Searches go on without it.",
            subject=str(self._path),
        )
