"""Converts all rows of a paper to plain values for the undo log, and back."""

from __future__ import annotations

import sqlite3

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.library import cite_keys
from scholar_desktop.library.database.write_session import Snapshot

_TABLES = ("ids", "cite_keys", "files", "paper_collections", "paper_tags", "notes", "to_read", "entries", "trashed")


def take_snapshot(connection: sqlite3.Connection, paper_id: int) -> Snapshot:
    """Returns a snapshot of all rows of a paper."""
    rows = {"papers": _rows(connection, "papers", "id", paper_id)}
    for table in _TABLES:
        rows[table] = _rows(connection, table, "paper_id", paper_id)
    return Snapshot(rows)


def restore_papers(connection: sqlite3.Connection, snapshots: list[Snapshot]) -> list[int]:
    """Restores the rows of these papers, replacing their current rows. Returns their row numbers.

    An identifier or citation key that another paper has by now stays with that paper; a paper restored without a
    citation key gets a new one. A paper is restored only into collections that still exist.
    """
    papers = [snapshot.rows["papers"][0] for snapshot in snapshots]
    there = {key for (key,) in connection.execute("SELECT id FROM collections")}
    connection.executemany("DELETE FROM papers WHERE id = ?", [(paper["id"],) for paper in papers])
    for snapshot, paper in zip(snapshots, papers, strict=True):
        # The triggers on `files` count the PDFs again, and the sidecar has to be written again.
        insert_row(connection, "papers", {**paper, "pdfs": 0, "sidecar_due": 1})
        for table in _TABLES:
            for row in snapshot.rows.get(table, []):
                if table == "paper_collections" and row["collection_id"] not in there:
                    continue
                insert_row(connection, table, row, or_ignore=table in ("ids", "cite_keys"))
        paper_id = int(paper["id"] or 0)
        cite_keys.assign_key(connection, paper_id, msgspec.json.decode(str(paper["paper"]), type=Paper))
    return [int(paper["id"] or 0) for paper in papers]


def snapshot_key(snapshot: Snapshot) -> str:
    """Returns the library's own key of the paper in a snapshot."""
    return str(snapshot.rows["papers"][0]["key"])


def _rows(connection: sqlite3.Connection, table: str, column: str, paper_id: int) -> list[dict[str, str | int | None]]:
    # Names of tables and columns come from this file and from the schema, never from outside.
    found = connection.execute(f"SELECT * FROM {table} WHERE {column} = ?", (paper_id,))  # noqa: S608
    names = [description[0] for description in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def insert_row(
    connection: sqlite3.Connection, table: str, row: dict[str, str | int | None], *, or_ignore: bool = False
) -> int:
    """Inserts *row* into *table*, a name of this program. Returns its row number."""
    verb = "INSERT OR IGNORE" if or_ignore else "INSERT"
    marks = ", ".join("?" * len(row))
    made = connection.execute(f"{verb} INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    return int(made.lastrowid or 0)
