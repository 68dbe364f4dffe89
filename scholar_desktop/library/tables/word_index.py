"""Adds the papers of a large import to the index of words (`papers_fts`, `entries_fts`) after the import.

The table `index_due` has their row numbers; the triggers of the schema leave these papers alone. A search for words
waits for them, so nothing that is in the library is missing from its answer.
"""

from __future__ import annotations

import sqlite3

from scholar_desktop.library.database.write_session import WriteSession

INDEXES = ("papers_fts", "entries_fts")
BATCH = 5000
"""Papers that are added in one transaction."""
_LAST_ROW = 2**63 - 1
_ADD = (
    """
    INSERT INTO papers_fts (rowid, title, authors, year, venue)
        SELECT id, title, authors, year, venue FROM papers WHERE id BETWEEN ? AND ? ORDER BY id
    """,
    """
    INSERT INTO entries_fts (rowid, words)
        SELECT paper_id, words FROM entries WHERE paper_id BETWEEN ? AND ? ORDER BY paper_id
    """,
    """
    INSERT INTO facts_due (paper_id)
        SELECT id FROM papers WHERE id BETWEEN ? AND ? AND id NOT IN (SELECT paper_id FROM facts_due) ORDER BY id
    """,
)


def is_due(connection: sqlite3.Connection) -> bool:
    """Returns True if the index of words lacks papers."""
    return connection.execute("SELECT 1 FROM index_due LIMIT 1").fetchone() is not None


def add_later(connection: sqlite3.Connection, first: int) -> None:
    """Leaves all papers out of the index that this transaction adds from the row *first* on. `add_later_until` must
    follow."""
    connection.execute("INSERT INTO index_due (first_id, last_id) VALUES (?, ?)", (first, _LAST_ROW))


def add_later_until(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Says which row is the last one of those that began with *first*; smaller than *first* if there are none."""
    if last < first:
        connection.execute("DELETE FROM index_due WHERE first_id = ?", (first,))
    else:
        connection.execute("UPDATE index_due SET last_id = ? WHERE first_id = ?", (last, first))


def fill_due(writer: WriteSession, limit: int = BATCH) -> bool:
    """Adds a batch of papers to the index, and makes their facts due. Returns True if it lacks more papers."""
    if not is_due(writer.connection):
        return False
    with writer.transaction() as connection:
        found = connection.execute("SELECT first_id, last_id FROM index_due ORDER BY first_id LIMIT 1").fetchone()
        if found is None:  # another process has added them meanwhile
            return False
        first, last = found
        (end,) = connection.execute(
            "SELECT max(id) FROM (SELECT id FROM papers WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)",
            (first, last, limit),
        ).fetchone()
        if end is not None:
            for statement in _ADD:
                connection.execute(statement, (first, end))
        if end is None or end >= last:
            connection.execute("DELETE FROM index_due WHERE first_id = ?", (first,))
        else:
            connection.execute("UPDATE index_due SET first_id = ? WHERE first_id = ?", (end + 1, first))
        writer.at("word index")
    return is_due(writer.connection)
