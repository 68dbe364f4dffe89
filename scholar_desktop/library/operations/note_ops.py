"""The note of a paper: plain text that the user writes about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library.database.write_session import Inverse, Operation, WriteSession
from scholar_desktop.library.operations.paper_ops import name_placing, place_paper, quote_title
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.split_papers import rows_by_ids

LONGEST = 200_000
"""The longest note, in characters."""
EDIT_SESSION = timedelta(minutes=15)
"""Changes to a note within this time are one undo entry, as the note is saved at each pause while the user types."""


def set_note(writer: WriteSession, paper: Paper, text: str) -> Changes:
    """Replaces the note of *paper*, which is added to the library if necessary; an empty text deletes the note.

    Several notes, which a sidecar may contain, are replaced by this one.
    """
    text = text.strip("\n")[:LONGEST]
    with writer.operation() as operation:
        connection = operation.connection
        if not text.strip() and not rows_by_ids(connection, paper):
            return operation.changes()  # a paper outside the library has no note to delete
        paper_id = place_paper(operation, paper)
        key, before = paper_rows.key_of(connection, paper_id), _texts(connection, paper_id)
        if list(before) != ([text] if text.strip() else []):
            write_notes(operation, paper_id, [text])
            edited = _continued_edit(writer, connection, key)
            if edited is not None and not operation.inverse.withdraw:
                # the entry of the edit already contains the text before it
                if edited == Inverse(notes=[(key, _texts(connection, paper_id))]):
                    operation.drop_newest_step()
            else:
                operation.inverse.notes = [(key, before)]
                (title,) = connection.execute("SELECT title FROM papers WHERE id = ?", (paper_id,)).fetchone()
                operation.label = (
                    Message("add {title} with a note", title=quote_title(title))
                    if operation.inverse.withdraw
                    else Message("edit the note on {title}", title=quote_title(title))
                )
        name_placing(operation)
    return operation.changes()


def write_notes(operation: Operation, paper_id: int, texts: Sequence[str]) -> None:
    """Replaces the notes of a paper by *texts*; blank texts are omitted."""
    connection = operation.connection
    connection.execute("DELETE FROM notes WHERE paper_id = ?", (paper_id,))
    connection.executemany(
        "INSERT INTO notes (paper_id, text, written) VALUES (?, ?, ?)",
        [(paper_id, text, operation.writer.now()) for text in texts if text.strip()],
    )
    operation.touch(paper_rows.key_of(connection, paper_id))


def restore_notes(operation: Operation, before: Sequence[tuple[str, list[str]]]) -> None:
    """Restores the notes in *before*: pairs of the key of a paper and its texts. Notes in the operation's inverse the
    texts that were there."""
    for key, texts in before:
        paper_id = paper_rows.row_of(operation.connection, key)
        if paper_id is not None:
            operation.inverse.notes.append((key, _texts(operation.connection, paper_id)))
            write_notes(operation, paper_id, texts)


def _texts(connection: sqlite3.Connection, paper_id: int) -> list[str]:
    found = connection.execute("SELECT text FROM notes WHERE paper_id = ? ORDER BY id", (paper_id,))
    return [text for (text,) in found]


def _continued_edit(writer: WriteSession, connection: sqlite3.Connection, key: str) -> Inverse | None:
    """Returns how to undo the last undoable change, if that was a change to the same note within EDIT_SESSION."""
    newest = newest_within(writer, connection, EDIT_SESSION)
    return newest if newest is not None and [one for one, _ in newest.notes] == [key] else None


def newest_within(writer: WriteSession, connection: sqlite3.Connection, time: timedelta) -> Inverse | None:
    """Returns how to undo the last change, if it was made within *time* and not undone since."""
    newest = connection.execute("SELECT done, undone, inverse FROM undo ORDER BY id DESC LIMIT 1").fetchone()
    if newest is None or newest[1] is not None or writer.clock() - datetime.fromisoformat(newest[0]) >= time:
        return None
    return msgspec.json.decode(newest[2], type=Inverse)
