"""Decisions of the user that belong to no paper: manual splits, saved searches, followed authors and records, smart
views, papers that are no duplicates, and papers that are not watched.

Each change is an operation with an undo entry, as are the changes to papers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from scholar_desktop.domain.library import Changes
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.database.write_session import Operation, TableRow, WriteSession

T = TypeVar("T")
Value = str | int | None

TABLES = {
    "apart": ("one", "other"),
    "saved_searches": ("key",),
    "follows": ("kind", "key"),
    "views": ("key",),
    "not_duplicates": ("one", "other"),
    "watched": ("kind", "key"),
}
"""The tables, each with the columns of its key. Names of tables and columns in SQL come only from here and the
schema."""


class DecisionTable:
    """The rows of one of TABLES. Raises the errors of LibraryStore.

    Args:
        look_up: runs a query in a reader thread.
        change: runs an operation in the writer thread.
    """

    def __init__(
        self, table: str, look_up: RunJob, change: Callable[[Callable[[WriteSession], Changes]], Awaitable[Changes]]
    ) -> None:
        self._table = table
        self._look_up = look_up
        self._change = change

    async def all(self) -> list[dict[str, Value]]:
        """Returns all rows, in the order of insertion."""

        def job(connection: sqlite3.Connection) -> list[dict[str, Value]]:
            found = connection.execute(f"SELECT * FROM {self._table}")  # noqa: S608
            names = [description[0] for description in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

        return await self._look_up(job)

    async def put(self, rows: Sequence[Mapping[str, Value]], label: str | None) -> Changes:
        """Inserts or replaces *rows*. label: the name of the undo entry; None for no undo entry."""
        return await self._write([TableRow(self._table, dict(self._name(row)), dict(row)) for row in rows], label)

    async def drop(self, rows: Sequence[Mapping[str, Value]], label: str | None) -> Changes:
        """Deletes the rows with the keys of *rows*."""
        return await self._write(self.dropped(rows), label)

    def dropped(self, rows: Sequence[Mapping[str, Value]]) -> list[TableRow]:
        """Returns what `write_rows` gets to delete the rows with the keys of *rows* in an operation of more."""
        return [TableRow(self._table, dict(self._name(row)), None) for row in rows]

    def _name(self, row: Mapping[str, Value]) -> dict[str, Value]:
        return {column: row[column] for column in TABLES[self._table]}

    async def _write(self, wanted: Sequence[TableRow], label: str | None) -> Changes:
        def job(writer: WriteSession) -> Changes:
            with writer.operation() as operation:
                write_rows(operation, wanted)
                operation.label = label
            return operation.changes()

        return await self._change(job)


def write_rows(operation: Operation, rows: Sequence[TableRow]) -> None:
    """Writes the rows that differ from the stored ones, and notes in the operation's inverse what those were."""
    for row in rows:
        if (before := _replace(operation.connection, row)).values != row.values:
            operation.inverse.plain.insert(0, before)
            operation.tables.add(row.table)


def restore_rows(operation: Operation, rows: Sequence[TableRow]) -> None:
    """Restores the rows, and notes in the operation's inverse what they were."""
    for row in rows:
        operation.inverse.plain.insert(0, _replace(operation.connection, row))
        operation.tables.add(row.table)


def copy_tables(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copies the rows of all decision tables and of the watch tables (last lookups and news).

    A database of an earlier version may lack some of the tables.

    Raises:
        sqlite3.DatabaseError: *source* cannot be read.
    """
    there = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in (name for name in (*TABLES, "watch_news") if name in there):
        found = source.execute(f"SELECT * FROM {table}")  # noqa: S608
        names = [description[0] for description in found.description]
        marks = ", ".join("?" * len(names))
        target.executemany(
            f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608
            found.fetchall(),
        )


def _replace(connection: sqlite3.Connection, row: TableRow) -> TableRow:
    """Replaces the row with the same key by *row*, or deletes it if *row* has no values. Returns the row before."""
    where = " AND ".join(f"{column} = ?" for column in row.name)
    found = connection.execute(f"SELECT * FROM {row.table} WHERE {where}", tuple(row.name.values()))  # noqa: S608
    names = [description[0] for description in found.description]
    old = found.fetchone()
    connection.execute(f"DELETE FROM {row.table} WHERE {where}", tuple(row.name.values()))  # noqa: S608
    if row.values is not None:
        marks = ", ".join("?" * len(row.values))
        connection.execute(
            f"INSERT INTO {row.table} ({', '.join(row.values)}) VALUES ({marks})",  # noqa: S608
            tuple(row.values.values()),
        )
    return TableRow(row.table, row.name, None if old is None else dict(zip(names, old, strict=True)))
