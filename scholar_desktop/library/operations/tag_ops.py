"""Adds and removes the tags of papers."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library.database.write_session import Operation, WriteSession
from scholar_desktop.library.tables import paper_rows

MOST_LETTERS = 80


def set_tag(writer: WriteSession, keys: Sequence[str], name: str, on: bool) -> Changes:
    """Adds the tag *name* to the papers, or removes it. Papers that need no change are not touched.

    Tags are compared without case; a tag is spelled as it was first.
    """
    name = clean_tag(name)
    with writer.operation() as operation:
        there = operation.connection.execute("SELECT name FROM tags").fetchall()
        if (name,) not in there:
            name = next((other for (other,) in there if other.casefold() == name.casefold()), name)
        changed = [key for key in keys if name and _set(operation, key, name, on)]
        if changed:
            operation.inverse.tags = [(key, name, not on) for key in changed]
            if on:
                operation.label = Message.counted(
                    "tag {count} paper “{tag}”", "tag {count} papers “{tag}”", len(changed), tag=name
                )
            else:
                operation.label = Message.counted(
                    "remove the tag “{tag}” from {count} paper",
                    "remove the tag “{tag}” from {count} papers",
                    len(changed),
                    tag=name,
                )
    return operation.changes()


def tag_counts(connection: sqlite3.Connection) -> tuple[tuple[str, int], ...]:
    """Returns the tags in use, sorted by name, each with its number of papers."""
    found = connection.execute(
        """
        SELECT name,
            (SELECT count(*) FROM paper_tags
                WHERE tag_id = tags.id AND paper_id NOT IN (SELECT paper_id FROM trashed)) AS papers
        FROM tags WHERE papers > 0
        """
    ).fetchall()
    return tuple(sorted(found, key=lambda row: (row[0].casefold(), row[0])))


def restore_tags(operation: Operation, before: Sequence[tuple[str, str, bool]]) -> None:
    """Restores the tags in *before*: (key of a paper, tag, whether the paper had it). Notes in the operation's inverse
    what was changed."""
    for key, name, had_it in before:
        if _set(operation, key, name, had_it):
            operation.inverse.tags.append((key, name, not had_it))


def clean_tag(name: str) -> str:
    """Returns a tag on one line, without surrounding spaces."""
    return " ".join(name.split())[:MOST_LETTERS]


def _set(operation: Operation, key: str, name: str, on: bool) -> bool:
    connection = operation.connection
    paper_id = paper_rows.row_of(connection, key)
    if paper_id is None:
        return False
    if on:
        connection.execute("INSERT OR IGNORE INTO tags (name) VALUES (?)", (name,))
        done = connection.execute(
            "INSERT OR IGNORE INTO paper_tags SELECT id, ? FROM tags WHERE name = ?",
            (paper_id, name),
        )
    else:
        done = connection.execute(
            "DELETE FROM paper_tags WHERE paper_id = ? AND tag_id = (SELECT id FROM tags WHERE name = ?)",
            (paper_id, name),
        )
    if done.rowcount > 0:
        operation.touch(key)
        return True
    return False
