"""Creates, renames, moves and deletes collections, and adds papers to them or removes papers.

Each change is one operation with an undo entry. The sidecars of the papers concerned are written again, because they
contain the paths of their collections.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from scholar_desktop.domain.collection import PATH_SEPARATOR, Collection, clean_name, fold_name, path_names
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library.database.write_session import CollectionRow, Inverse, Operation, WriteSession
from scholar_desktop.library.operations.note_ops import EDIT_SESSION, newest_within
from scholar_desktop.library.operations.paper_ops import name_placing, place_paper, quote_title
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.collection_rows import INSIDE, collection_tree

MOST_LEVELS = 12
LONGEST_NOTE = 200_000


def make_collection(writer: WriteSession, path: str) -> Changes:
    """Creates a collection and its missing parents. Does nothing if the collection exists."""
    with writer.operation() as operation:
        key = ensure_path(operation, path)
        if operation.inverse.new_collections:
            operation.label = Message(
                "create the collection “{collection}”", collection=_get_collection(operation.connection, key).title
            )
    return operation.changes()


def rename_collection(writer: WriteSession, key: int, name: str) -> Changes:
    """Renames a collection. Raises UsageError if the name is invalid or another collection on the same level has it."""
    name = _checked_name(name)
    with writer.operation() as operation:
        one = _get_collection(operation.connection, key)
        if name != one.name:
            _refuse_duplicate(operation.connection, one.parent, name, but=key)
            operation.label = Message("rename the collection “{collection}”", collection=one.name)
            _update(operation, key, one.parent, name)
    return operation.changes()


def move_collection(writer: WriteSession, key: int, parent: int | None) -> Changes:
    """Moves a collection, with all collections in it, into *parent*; None for the top level.

    Raises:
        UsageError: the collection cannot be moved there.
    """
    with writer.operation() as operation:
        connection = operation.connection
        one = _get_collection(connection, key)
        if parent is not None and parent in _inside(connection, key):
            raise UsageError(
                Message("“{collection}” cannot be moved into itself or into a collection in it.", collection=one.name),
                hint=Message("Move it elsewhere, or first move the other collection out of it."),
                subject=LIBRARY,
            )
        if parent != one.parent:
            if parent is not None:
                _refuse_too_deep(connection, key, _get_collection(connection, parent))
            _refuse_duplicate(connection, parent, one.name, but=key)
            operation.label = Message("move the collection “{collection}”", collection=one.name)
            _update(operation, key, parent, one.name)
    return operation.changes()


def delete_collection(writer: WriteSession, key: int) -> Changes:
    """Deletes a collection and the collections in it. Its papers stay in the library."""
    with writer.operation() as operation:
        connection = operation.connection
        one = _get_collection(connection, key)
        _delete(operation, key)
        operation.label = Message("delete the collection “{collection}”", collection=one.title)
    return operation.changes()


def set_note(writer: WriteSession, key: int, text: str) -> Changes:
    """Replaces the note on a collection; an empty text deletes it. Changes within a while are one undo entry.

    Raises:
        UsageError: the collection does not exist.
    """
    text = text.strip("\n")[:LONGEST_NOTE] if text.strip() else ""
    with writer.operation() as operation:
        connection = operation.connection
        one = _get_collection(connection, key)
        row = _row(connection, key)
        if row.note != text:
            operation.collections.add(str(key))
            connection.execute("UPDATE collections SET note = ? WHERE id = ?", (text, key))
            edited = _continued_note(writer, connection, row)
            if edited is not None:
                if edited == Inverse(collections=[_row(connection, key)]):
                    operation.drop_newest_step()
            else:
                operation.inverse.collections.append(row)
                operation.label = Message("edit the note on the collection “{collection}”", collection=one.title)
    return operation.changes()


def _continued_note(writer: WriteSession, connection: sqlite3.Connection, row: CollectionRow) -> Inverse | None:
    """Returns how to undo the last undoable change, if it was to the same note a short time ago."""
    newest = newest_within(writer, connection, EDIT_SESSION)
    if newest is None or newest.new_collections or newest.members:
        return None
    is_same = [(one.key, one.parent, one.name) for one in newest.collections] == [(row.key, row.parent, row.name)]
    return newest if is_same else None


def add_papers(writer: WriteSession, papers: Sequence[Paper], path: str) -> Changes:
    """Adds *papers* to the collection *path*.

    The collection is created if it does not exist, and papers that are not in the library yet are added to the library.
    All of this is one operation.
    """
    with writer.operation() as operation:
        connection = operation.connection
        key = ensure_path(operation, path)
        put: list[int] = []
        for paper in papers:
            paper_id = place_paper(operation, paper)
            if set_member(operation, key, paper_id, inside=True):
                put.append(paper_id)
        if put or operation.inverse.new_collections:
            operation.label = _adding_label(operation, put, _get_collection(connection, key).title)
        name_placing(operation)
    return operation.changes()


def _adding_label(operation: Operation, put: Sequence[int], title: str) -> Message:
    """Returns the name of the operation that added the papers *put* to the collection *title*: it says whether undo
    removes the collection, and papers from the library."""
    papers = _describe_papers(operation.connection, put)
    is_new_collection = bool(operation.inverse.new_collections)
    new = len(set(paper_rows.rows_of(operation.connection, operation.inverse.withdraw)).intersection(put))
    if is_new_collection and new:
        return Message(
            "create “{collection}” with {papers}, adding {count} to the library",
            collection=title,
            papers=papers,
            count=new,
        )
    if is_new_collection:
        return Message("create “{collection}” with {papers}", collection=title, papers=papers)
    if new and new == len(put):
        return Message("add {papers} to the library and “{collection}”", papers=papers, collection=title)
    if new:
        return Message(
            "add {papers} to “{collection}”, {count} of them to the library", papers=papers, collection=title, count=new
        )
    return Message("add {papers} to “{collection}”", papers=papers, collection=title)


def add_kept_papers(writer: WriteSession, keys: Sequence[str], path: str) -> Changes:
    """Adds papers of the library to the collection *path*, which is created if it does not exist. Unknown keys are
    ignored."""
    with writer.operation() as operation:
        connection = operation.connection
        key = ensure_path(operation, path)
        papers = paper_rows.rows_of(connection, keys)
        put = [paper_id for paper_id in papers if set_member(operation, key, paper_id, inside=True)]
        if put or operation.inverse.new_collections:
            operation.label = Message(
                "add {papers} to “{collection}”",
                papers=_describe_papers(connection, put),
                collection=_get_collection(connection, key).title,
            )
    return operation.changes()


def remove_papers(writer: WriteSession, keys: Sequence[str], key: int, *, below: bool) -> Changes:
    """Removes papers from a collection. The papers stay in the library.

    Args:
        below: True to remove them from the collections below it too.
    """
    with writer.operation() as operation:
        connection = operation.connection
        one = _get_collection(connection, key)
        inside = _inside(connection, key) if below else [key]
        papers = paper_rows.rows_of(connection, keys)
        # a list, not a generator: set_member must run for each of the collections
        taken = [paper for paper in papers if any([set_member(operation, k, paper, inside=False) for k in inside])]  # noqa: C419
        if taken:
            operation.label = Message(
                "remove {papers} from “{collection}”",
                papers=_describe_papers(connection, taken),
                collection=one.title,
            )
    return operation.changes()


def ensure_collection(connection: sqlite3.Connection, path: str) -> int | None:
    """Returns the row of the collection *path*, and creates it and its parents if they do not exist.

    Used for collections read from sidecars and from another database; creates no undo entry.

    Returns:
        The row number; None for a path without a name.
    """
    parent: int | None = None
    for name in path_names(path)[:MOST_LEVELS]:
        found = _child(connection, parent, name)
        if found is None:
            found = connection.execute(
                "INSERT INTO collections (parent_id, name) VALUES (?, ?)", (parent, name)
            ).lastrowid
        parent = found
    return parent


def copy_collections(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Creates in *target* the collections of *source* that it does not have.

    Sidecars do not name collections without papers.

    Raises:
        sqlite3.DatabaseError: *source* cannot be read.
    """
    has_notes = "note" in [row[1] for row in source.execute("PRAGMA table_info(collections)")]
    for one in collection_tree(source, counted=False):
        key = ensure_collection(target, one.path)
        if has_notes:
            (note,) = source.execute("SELECT note FROM collections WHERE id = ?", (one.key,)).fetchone()
            target.execute("UPDATE collections SET note = ? WHERE id = ? AND note = ''", (note, key))


def restore_collections(operation: Operation, inverse: Inverse) -> None:
    """Restores the collections and their papers as described by *inverse*. Notes in the operation's inverse what they
    were."""
    connection = operation.connection
    for key in inverse.new_collections:
        _delete(operation, key)
    now: dict[int, int] = {}
    for row in inverse.collections:
        parent = None if row.parent is None else now.get(row.parent, row.parent)
        there = _child(connection, parent, row.name)
        if there is not None and there != row.key:
            now[row.key] = there  # it was created from a sidecar meanwhile: both become one collection
        elif _exists(connection, row.key):
            _touch_papers(operation, row.key)
            operation.inverse.collections.append(_row(connection, row.key))
            connection.execute(
                "UPDATE collections SET parent_id = ?, name = ?, position = ?, note = ? WHERE id = ?",
                (parent, row.name, row.position, row.note, row.key),
            )
            _touch_papers(operation, row.key)
        else:
            connection.execute(
                "INSERT INTO collections (id, parent_id, name, position, note) VALUES (?, ?, ?, ?, ?)",
                (row.key, parent, row.name, row.position, row.note),
            )
            operation.inverse.new_collections.append(row.key)
            _touch_papers(operation, row.key)
    for collection, paper, was_in in inverse.members:
        paper_id = paper_rows.row_of(connection, paper)
        key = now.get(collection, collection)
        if paper_id is not None and _exists(connection, key):
            set_member(operation, key, paper_id, inside=was_in)


# Rows of the tables


def ensure_path(operation: Operation, path: str) -> int:
    """Returns the row of the collection *path*, and creates what is missing. Raises UsageError."""
    names = path_names(path)
    if not names:
        raise _name_missing()
    if len(names) > MOST_LEVELS:
        raise _too_deep()
    connection = operation.connection
    parent: int | None = None
    for name in names:
        found = _child(connection, parent, name)
        if found is None:
            found = connection.execute(
                "INSERT INTO collections (parent_id, name) VALUES (?, ?)", (parent, name)
            ).lastrowid
            assert found is not None
            operation.inverse.new_collections.append(found)
            _touch_papers(operation, found)
        parent = found
    assert parent is not None
    return parent


def _child(connection: sqlite3.Connection, parent: int | None, name: str) -> int | None:
    """Returns the collection *name* in *parent*, ignoring case."""
    same = connection.execute(
        "SELECT id FROM collections WHERE ifnull(parent_id, 0) = ifnull(?, 0) AND name = ?", (parent, name)
    ).fetchone()
    if same is not None:
        return int(same[0])
    wanted = fold_name(name)
    beside = connection.execute("SELECT id, name FROM collections WHERE ifnull(parent_id, 0) = ifnull(?, 0)", (parent,))
    return next((int(key) for key, other in beside if fold_name(other) == wanted), None)


def _delete(operation: Operation, key: int) -> None:
    """Deletes a collection and the collections in it; does nothing if it does not exist."""
    connection = operation.connection
    if not _exists(connection, key):
        return
    inside = _inside(connection, key)
    _touch_papers(operation, key)
    marks = ", ".join("?" * len(inside))
    operation.inverse.members += [
        (collection, paper, True)
        for collection, paper in connection.execute(
            "SELECT collection_id, papers.key FROM paper_collections JOIN papers ON papers.id = paper_id "  # noqa: S608
            f"WHERE collection_id IN ({marks}) ORDER BY collection_id, paper_id",
            inside,
        )
    ]
    operation.inverse.collections += [_row(connection, one_inside) for one_inside in inside]
    connection.execute("DELETE FROM collections WHERE id = ?", (key,))


def _update(operation: Operation, key: int, parent: int | None, name: str) -> None:
    _touch_papers(operation, key)
    operation.inverse.collections.append(_row(operation.connection, key))
    operation.connection.execute("UPDATE collections SET parent_id = ?, name = ? WHERE id = ?", (parent, name, key))
    _touch_papers(operation, key)


def set_member(operation: Operation, key: int, paper_id: int, *, inside: bool) -> bool:
    """Adds a paper to a collection or removes it. Returns False if nothing changed."""
    connection = operation.connection
    statement = (
        "INSERT OR IGNORE INTO paper_collections (collection_id, paper_id) VALUES (?, ?)"
        if inside
        else "DELETE FROM paper_collections WHERE collection_id = ? AND paper_id = ?"
    )
    if connection.execute(statement, (key, paper_id)).rowcount <= 0:
        return False
    paper = paper_rows.key_of(connection, paper_id)
    operation.inverse.members.append((key, paper, not inside))
    operation.touch(paper)
    operation.collections.add(str(key))
    return True


def _touch_papers(operation: Operation, key: int) -> None:
    """Marks the papers in the collection and below it as changed, because their sidecars contain its path."""
    connection = operation.connection
    operation.collections.update(str(inside) for inside in _inside(connection, key))
    where = f"id IN (SELECT paper_id FROM paper_collections WHERE collection_id IN ({INSIDE}))"  # noqa: S608
    values = {"collection": key}
    papers = connection.execute(f"SELECT key FROM papers WHERE {where}", values)  # noqa: S608
    operation.papers.update(paper for (paper,) in papers)
    connection.execute(f"UPDATE papers SET sidecar_due = 1 WHERE {where}", values)  # noqa: S608


def _inside(connection: sqlite3.Connection, key: int) -> list[int]:
    """Returns the collection and all collections below it, parents first."""
    return [inside for (inside,) in connection.execute(INSIDE, {"collection": key})]


def _exists(connection: sqlite3.Connection, key: int) -> bool:
    return connection.execute("SELECT 1 FROM collections WHERE id = ?", (key,)).fetchone() is not None


def _row(connection: sqlite3.Connection, key: int) -> CollectionRow:
    found = connection.execute(
        "SELECT id, parent_id, name, position, note FROM collections WHERE id = ?", (key,)
    ).fetchone()
    return CollectionRow(*found)


def _get_collection(connection: sqlite3.Connection, key: int) -> Collection:
    """Returns the collection *key*. Raises UsageError if it does not exist (any more)."""
    one = next((one for one in collection_tree(connection, counted=False) if one.key == key), None)
    if one is None:
        raise UsageError(
            Message("This collection no longer exists."),
            hint=Message("Undo (Ctrl+Z) may restore the collection."),
            subject=LIBRARY,
        )
    return one


def _checked_name(text: str) -> str:
    if PATH_SEPARATOR in text:
        raise UsageError(
            Message("“{name}” has a slash, which separates a collection from its parent.", name=" ".join(text.split())),
            hint=Message("Use a name without a slash."),
            subject=LIBRARY,
        )
    name = clean_name(text)
    if not name:
        raise _name_missing()
    return name


def _refuse_duplicate(connection: sqlite3.Connection, parent: int | None, name: str, *, but: int) -> None:
    there = _child(connection, parent, name)
    if there is not None and there != but:
        raise UsageError(
            Message(
                "There is already a collection “{collection}”.", collection=_get_collection(connection, there).title
            ),
            hint=Message("Use another name. Upper and lower case count as the same."),
            subject=LIBRARY,
        )


def _refuse_too_deep(connection: sqlite3.Connection, key: int, parent: Collection) -> None:
    depths = {one.key: one.depth for one in collection_tree(connection, counted=False)}
    levels = max(depths[inside] for inside in _inside(connection, key)) - depths[key] + 1
    if parent.depth + 1 + levels > MOST_LEVELS:
        raise _too_deep()


def _name_missing() -> UsageError:
    return UsageError(
        Message("A collection needs a name."),
        hint=Message("Type a name, such as Thesis or Thesis / Chapter 2."),
        subject=LIBRARY,
    )


def _too_deep() -> UsageError:
    return UsageError(
        Message("Collections can be nested at most {count} levels deep.", count=MOST_LEVELS),
        hint=Message("Move it to a higher level."),
        subject=LIBRARY,
    )


def _describe_papers(connection: sqlite3.Connection, paper_ids: Sequence[int]) -> str:
    papers = list(dict.fromkeys(paper_ids))
    if len(papers) == 1:
        found = connection.execute("SELECT title FROM papers WHERE id = ?", papers).fetchone()
        if found is not None:
            return quote_title(found[0])
    return Message.counted("{count} paper", "{count} papers", len(papers))
