"""What a person has settled and that belongs to no paper: rows that were parted, searches that are saved, people and
records that are followed. Each change is an operation that can be taken back, like those of the papers."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from scholar_desktop.domain.library import Changes
from scholar_desktop.library.database.worker_thread import RunJob
from scholar_desktop.library.database.write_session import Operation, TableRow, WriteSession

T = TypeVar("T")
Value = str | int | None

TABLES = {"apart": ("one", "other"), "saved_searches": ("key",), "follows": ("kind", "key")}
"""Each with the columns that name a row. Names of tables and columns come from here and the schema alone."""


class DecisionTable:
    """The rows of one of TABLES. Raises what the library raises.

    Args:
        look_up: runs a question beside the writer; change: runs an operation in the writer's thread.
    """

    def __init__(
        self, table: str, look_up: RunJob, change: Callable[[Callable[[WriteSession], Changes]], Awaitable[Changes]]
    ) -> None:
        self._table = table
        self._look_up = look_up
        self._change = change

    async def all(self) -> list[dict[str, Value]]:
        """Every row, as it came."""

        def job(connection: sqlite3.Connection) -> list[dict[str, Value]]:
            found = connection.execute(f"SELECT * FROM {self._table}")  # noqa: S608
            names = [description[0] for description in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

        return await self._look_up(job)

    async def put(self, rows: Sequence[Mapping[str, Value]], label: str | None) -> Changes:
        """Write *rows* over those of the same name. label: how the menu names taking it back; None: nothing to take
        back."""
        return await self._write([TableRow(self._table, dict(self._name(row)), dict(row)) for row in rows], label)

    async def drop(self, rows: Sequence[Mapping[str, Value]], label: str | None) -> Changes:
        """Take away the rows that have these names."""
        return await self._write([TableRow(self._table, dict(self._name(row)), None) for row in rows], label)

    def _name(self, row: Mapping[str, Value]) -> dict[str, Value]:
        return {column: row[column] for column in TABLES[self._table]}

    async def _write(self, wanted: Sequence[TableRow], label: str | None) -> Changes:
        def job(writer: WriteSession) -> Changes:
            with writer.operation() as operation:
                for row in wanted:
                    if (before := _replace(operation.connection, row)).values != row.values:
                        operation.inverse.plain.insert(0, before)
                        operation.tables.add(row.table)
                operation.label = label
            return operation.changes()

        return await self._change(job)


def restore_rows(operation: Operation, rows: Sequence[TableRow]) -> None:
    """Make the rows what they were."""
    for row in rows:
        _replace(operation.connection, row)
        operation.tables.add(row.table)


def copy_tables(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy what *source* has of all the tables, and when each watched thing was looked up with what was new; one of an
    earlier version has fewer. Raises sqlite3.DatabaseError."""
    there = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in (name for name in (*TABLES, "watched", "watch_news") if name in there):
        found = source.execute(f"SELECT * FROM {table}")  # noqa: S608
        names = [description[0] for description in found.description]
        marks = ", ".join("?" * len(names))
        target.executemany(
            f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608
            found.fetchall(),
        )


def _replace(connection: sqlite3.Connection, row: TableRow) -> TableRow:
    """Put *row* in the place of the one of its name (none where it has no values); what was there before."""
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
