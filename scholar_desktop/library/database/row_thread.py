"""Writes rows in a thread of its own, while the thread of the library prepares the next ones.

SQLite lets other threads of Python run during a statement, and a statement with many rows takes long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from scholar_desktop.library.database.many_rows import insert_rows


class RowsOfTable(NamedTuple):
    """Rows to insert, as the arguments of `insert_rows`."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    or_ignore: bool


class RowThread:
    """Inserts rows one after another. Only one thread may use the connection at a time: call `wait` before you do."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[None] | None = None

    def insert(self, tables: Sequence[RowsOfTable]) -> None:
        """Begins to insert rows, after those that were given before. Raises what these raised."""
        self.wait()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "library-rows")
        self._running = self._pool.submit(self._insert, tables)

    def wait(self) -> None:
        """Waits until all rows are inserted. Raises what SQLite raised."""
        running, self._running = self._running, None
        if running is not None:
            running.result()

    def close(self) -> None:
        """Waits for the rows, and ends the thread. Never raises: the operation fails for a reason of its own."""
        if self._pool is not None:
            self._pool.shutdown()

    def _insert(self, tables: Sequence[RowsOfTable]) -> None:
        for table, columns, rows, or_ignore in tables:
            insert_rows(self._connection, table, columns, rows, or_ignore=or_ignore)
