"""Adds and removes the tags of papers, renames, merges and deletes tags, and sets their colours and keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.library import MOST_TAG_KEYS, Changes, Tag, is_colour
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library.database.write_session import Inverse, Operation, WriteSession
from scholar_desktop.library.operations.paper_ops import describe_rows, name_placing, place_paper
from scholar_desktop.library.tables import paper_rows

MOST_LETTERS = 80


def set_tag(writer: WriteSession, keys: Sequence[str], name: str, on: bool) -> Changes:
    """Adds the tag *name* to the papers, or removes it. Papers that need no change are not touched.

    Tags are compared without case; a tag is spelled as it was first.
    """
    name = clean_tag(name)
    with writer.operation() as operation:
        name = known_tag(operation.connection, name) or name
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


def add_and_tag(writer: WriteSession, papers: Sequence[Paper], name: str) -> Changes:
    """Adds the tag *name* to *papers*, and adds those that are not in the library: one operation, which one undo
    reverts."""
    name = clean_tag(name)
    with writer.operation() as operation:
        connection = operation.connection
        name = known_tag(connection, name) or name
        rows = list(dict.fromkeys(place_paper(operation, paper) for paper in papers))
        tagged = [row for row in rows if name and _set(operation, paper_rows.key_of(connection, row), name, True)]
        operation.inverse.tags = [(paper_rows.key_of(connection, row), name, False) for row in tagged]
        named = describe_rows(connection, tagged)
        if new := len(set(paper_rows.rows_of(connection, operation.inverse.withdraw)).intersection(tagged)):
            operation.label = (
                Message("add and tag {papers} “{tag}”", papers=named, tag=name)
                if new == len(tagged)
                else Message("tag {papers} “{tag}”, adding {count}", papers=named, tag=name, count=new)
            )
        elif tagged:
            operation.label = Message.counted(
                "tag {count} paper “{tag}”", "tag {count} papers “{tag}”", len(tagged), tag=name
            )
        name_placing(operation)
    return operation.changes()


def rename_tag(writer: WriteSession, name: str, new: str) -> Changes:
    """Renames a tag on all its papers. A tag that has the new name already gets the papers of both.

    Raises:
        UsageError: no paper has the tag, or the new name is empty.
    """
    new = clean_tag(new)
    with writer.operation() as operation:
        connection = operation.connection
        old = _existing(connection, name)
        if not new:
            raise UsageError(
                Message("A tag needs a name."), hint=Message("Type a name, such as methods."), subject=LIBRARY
            )
        target = known_tag(connection, new)
        is_merged = target is not None and target != old and bool(_papers(connection, target))
        if target is None or target == old:
            target = new  # also a name that differs in upper and lower case only
        if target == old:
            return operation.changes()
        colour, number = _look(connection, old)
        keys = _papers(connection, old)
        for key in keys:
            if _set(operation, key, target, True):
                operation.inverse.tags.append((key, target, False))
        for key in keys:
            _set(operation, key, old, False)
            operation.inverse.tags.append((key, old, True))
        connection.execute("INSERT OR IGNORE INTO tags (name) VALUES (?)", (target,))
        _set_look(operation, old, None, None)
        if (colour, number) != (None, None) and _look(connection, target) == (None, None):
            _set_look(operation, target, colour, number)
        if is_merged:
            operation.label = Message("merge the tag “{tag}” into “{name}”", tag=old, name=target)
        else:
            operation.label = Message("rename the tag “{tag}” to “{name}”", tag=old, name=target)
    return operation.changes()


def delete_tag(writer: WriteSession, name: str) -> Changes:
    """Removes a tag from all its papers, with its colour. Raises UsageError if there is no such tag."""
    with writer.operation() as operation:
        connection = operation.connection
        old = _existing(connection, name)
        for key in _papers(connection, old):
            _set(operation, key, old, False)
            operation.inverse.tags.append((key, old, True))
        _set_look(operation, old, None, None)
        operation.label = Message("delete the tag “{tag}”", tag=old)
    return operation.changes()


def set_tag_look(writer: WriteSession, name: str, colour: str | None, number: int | None) -> Changes:
    """Sets the colour of a tag (`#RRGGBB` or None) and the key that sets it (1 to 9, or None). Another tag that has the
    key loses it.

    Raises:
        UsageError: the colour or the key cannot be used.
    """
    name = clean_tag(name)
    if colour is not None and not is_colour(colour):
        raise UsageError(
            Message("“{colour}” is not a colour.", colour=colour), hint=Message("Write it as #1E88E5."), subject=colour
        )
    if number is not None and not 1 <= number <= MOST_TAG_KEYS:
        raise UsageError(Message("A tag can have the keys 1 to 9."), subject=str(number))
    with writer.operation() as operation:
        connection = operation.connection
        name = known_tag(connection, name) or name
        if name:
            connection.execute("INSERT OR IGNORE INTO tags (name) VALUES (?)", (name,))
            if number is not None:
                for other, its_colour in connection.execute(
                    "SELECT name, colour FROM tags WHERE number = ? AND name <> ?", (number, name)
                ).fetchall():
                    _set_look(operation, other, its_colour, None)
            _set_look(operation, name, colour.lower() if colour else None, number)
        if operation.inverse.tag_looks:
            operation.label = Message("change the colour of the tag “{tag}”", tag=name)
    return operation.changes()


def give_looks(operation: Operation, looks: Sequence[tuple[str, str]]) -> None:
    """Gives tags that are in the library and have neither colour nor key the colours of *looks*, and the keys 1 to 9 in
    their order where they are free."""
    connection = operation.connection
    taken = {number for (number,) in connection.execute("SELECT number FROM tags WHERE number IS NOT NULL")}
    for place, (tag, colour) in enumerate(looks, start=1):
        name = known_tag(connection, clean_tag(tag))
        if name is None or not is_colour(colour) or _look(connection, name) != (None, None):
            continue
        number = place if place <= MOST_TAG_KEYS and place not in taken else None
        _set_look(operation, name, colour.lower(), number)
        taken.add(place)


def all_tags(connection: sqlite3.Connection) -> tuple[Tag, ...]:
    """Returns the tags with papers, a colour or a key, sorted by name."""
    found = connection.execute(
        """
        SELECT name,
            (SELECT count(*) FROM paper_tags
                WHERE tag_id = tags.id AND paper_id NOT IN (SELECT paper_id FROM trashed)) AS papers,
            colour, number
        FROM tags WHERE papers > 0 OR colour IS NOT NULL OR number IS NOT NULL
        """
    ).fetchall()
    return tuple(Tag(*row) for row in sorted(found, key=lambda row: (row[0].casefold(), row[0])))


def copy_tag_looks(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copies colours and keys of tags into *target*. A database of an earlier version has none.

    Raises:
        sqlite3.DatabaseError: *source* cannot be read.
    """
    if source.execute("SELECT 1 FROM pragma_table_info('tags') WHERE name = 'colour'").fetchone() is None:
        return
    looks = source.execute(
        "SELECT name, colour, number FROM tags WHERE colour IS NOT NULL OR number IS NOT NULL"
    ).fetchall()
    target.executemany("INSERT OR IGNORE INTO tags (name) VALUES (?)", [(name,) for name, _, _ in looks])
    target.executemany(
        "UPDATE tags SET colour = ?, number = ? WHERE name = ?",
        [(colour, number, name) for name, colour, number in looks],
    )


def known_tag(connection: sqlite3.Connection, name: str) -> str | None:
    """Returns the tag *name* as it is spelled in the library; None if there is none."""
    there = connection.execute("SELECT name FROM tags").fetchall()
    if (name,) in there:
        return name
    return next((other for (other,) in there if other.casefold() == name.casefold()), None)


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


def restore_tags(operation: Operation, inverse: Inverse) -> None:
    """Restores the tags of papers, and colours and keys of tags. Notes in the operation's inverse what was changed."""
    for key, name, had_it in inverse.tags:
        if _set(operation, key, name, had_it):
            operation.inverse.tags.append((key, name, not had_it))
    for name, colour, number in inverse.tag_looks:
        operation.connection.execute("INSERT OR IGNORE INTO tags (name) VALUES (?)", (name,))
        _set_look(operation, name, colour, number)


def clean_tag(name: str) -> str:
    """Returns a tag on one line, without surrounding spaces."""
    return " ".join(name.split())[:MOST_LETTERS]


def _existing(connection: sqlite3.Connection, name: str) -> str:
    found = known_tag(connection, clean_tag(name))
    if found is None:
        raise UsageError(Message("There is no tag “{tag}”.", tag=name), subject=LIBRARY)
    return found


def _papers(connection: sqlite3.Connection, name: str) -> list[str]:
    """Returns the keys of the papers with a tag."""
    return [
        key
        for (key,) in connection.execute(
            """
            SELECT papers.key FROM tags JOIN paper_tags ON paper_tags.tag_id = tags.id
                JOIN papers ON papers.id = paper_tags.paper_id
            WHERE tags.name = ? ORDER BY papers.id
            """,
            (name,),
        )
    ]


def _look(connection: sqlite3.Connection, name: str) -> tuple[str | None, int | None]:
    row = connection.execute("SELECT colour, number FROM tags WHERE name = ?", (name,)).fetchone()
    return (None, None) if row is None else (row[0], row[1])


def _set_look(operation: Operation, name: str, colour: str | None, number: int | None) -> None:
    """Sets colour and key of a tag, and notes those before. The sidecars of its papers have the colour."""
    connection = operation.connection
    before = _look(connection, name)
    if before == (colour, number):
        return
    connection.execute("UPDATE tags SET colour = ?, number = ? WHERE name = ?", (colour, number, name))
    operation.inverse.tag_looks.append((name, *before))
    operation.tables.add("tags")
    if before[0] != colour:
        for key in _papers(connection, name):
            operation.touch(key)


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
