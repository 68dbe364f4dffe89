"""The note of a paper: what a person writes about it, plain text."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.paper import Paper
from scholar_desktop.library.database.write_session import Inverse, Operation, WriteSession
from scholar_desktop.library.identity import find_all
from scholar_desktop.library.operations.paper_ops import place_paper, quote_title
from scholar_desktop.library.tables import paper_rows

LONGEST = 200_000
"""Letters of one note."""
EDIT_SESSION = timedelta(minutes=15)
"""A note that is kept while it is typed is one change to take back, not one for each pause."""


def set_note(writer: WriteSession, paper: Paper, text: str) -> Changes:
    """Make *text* the whole note of *paper*, which is kept with it if it is not yet; an empty one takes it away.

    Several notes, as a sidecar may have them, become this one.
    """
    text = text.strip("\n")[:LONGEST]
    with writer.operation() as operation:
        connection = operation.connection
        if not text.strip() and not find_all(connection, paper.ids):
            return operation.changes()  # no note of a paper that is not kept
        paper_id = place_paper(operation, paper)
        key, before = paper_rows.key_of(connection, paper_id), _texts(connection, paper_id)
        if list(before) != ([text] if text.strip() else []):
            write_notes(operation, paper_id, [text])
            if not _continues_edit(writer, connection, key) or operation.inverse.withdraw:
                operation.inverse.notes = [(key, before)]
                (title,) = connection.execute("SELECT title FROM papers WHERE id = ?", (paper_id,)).fetchone()
                operation.label = f"note on {quote_title(title)}"
    return operation.changes()


def write_notes(operation: Operation, paper_id: int, texts: Sequence[str]) -> None:
    """Put *texts* in the place of the notes of a paper; blank ones are none."""
    connection = operation.connection
    connection.execute("DELETE FROM notes WHERE paper_id = ?", (paper_id,))
    connection.executemany(
        "INSERT INTO notes (paper_id, text, written) VALUES (?, ?, ?)",
        [(paper_id, text, operation.writer.now()) for text in texts if text.strip()],
    )
    operation.touch(paper_rows.key_of(connection, paper_id))


def restore_notes(operation: Operation, before: Sequence[tuple[str, list[str]]]) -> None:
    """Make the notes what they were: (key, texts)."""
    for key, texts in before:
        paper_id = paper_rows.row_of(operation.connection, key)
        if paper_id is not None:
            write_notes(operation, paper_id, texts)


def _texts(connection: sqlite3.Connection, paper_id: int) -> list[str]:
    found = connection.execute("SELECT text FROM notes WHERE paper_id = ? ORDER BY id", (paper_id,))
    return [text for (text,) in found]


def _continues_edit(writer: WriteSession, connection: sqlite3.Connection, key: str) -> bool:
    """Whether the last change that can be taken back was to this very note, a moment ago: its undo entry has what the
    note was before."""
    newest = connection.execute("SELECT done, undone, inverse FROM undo ORDER BY id DESC LIMIT 1").fetchone()
    if newest is None or newest[1] is not None:
        return False
    inverse = msgspec.json.decode(newest[2], type=Inverse)
    is_same = [one for one, _ in inverse.notes] == [key]
    return is_same and writer.clock() - datetime.fromisoformat(newest[0]) < EDIT_SESSION
