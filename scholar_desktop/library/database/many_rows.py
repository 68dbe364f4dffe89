"""Writes many rows with one statement.

A statement that fires a trigger begins a savepoint, and at each savepoint FTS5 writes the words that it has collected
into its index. With one statement for each row, the index gets a segment for each row, and merges them: that was half
of the time of an import.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

MOST_VALUES = 2_000
"""Values of one statement: longer ones take SQLite three times as long to parse."""
MOST_INDEXED_VALUES = 20_000
"""Values of one statement into a table whose words are indexed. SQLite takes 32,766."""


CACHE_KB = 64_000
"""Of a large change: pages that do not fit are written more than once."""
_SETTINGS = {"cache_size": -CACHE_KB, "wal_autocheckpoint": 0}


@contextmanager
def many_pages(connection: sqlite3.Connection) -> Iterator[None]:
    """Prepares the connection for a change of many pages. The next change moves them from the log into the database,
    which every change does that finds a long log."""
    before = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _SETTINGS}
    for name, value in _SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        for name, value in before.items():
            connection.execute(f"PRAGMA {name} = {value}")


def insert_rows(
    connection: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    or_ignore: bool = False,
    replaces: str = "",
    at_once: int = MOST_VALUES,
) -> None:
    """Inserts *rows* into *table*.

    Args:
        columns: the names of their values, in this order.
        or_ignore: leave out a row that is there already.
        replaces: the column by which a row that is there is found, whose other columns are then replaced.
        at_once: how many values one statement has.
    """
    begin = f"INSERT {'OR IGNORE ' if or_ignore else ''}INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608
    end = ""
    if replaces:
        changes = (f"{column} = excluded.{column}" for column in columns if column != replaces)
        end = f" ON CONFLICT ({replaces}) DO UPDATE SET {', '.join(changes)}"
    one = f"({', '.join('?' * len(columns))})"
    most = at_once // len(columns)
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        connection.execute(f"{begin}{', '.join([one] * len(part))}{end}", [value for row in part for value in row])
