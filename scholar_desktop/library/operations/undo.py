"""Undoes operations, newest first, across restarts and processes; deletes undo entries that are too old."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path, PurePath

import msgspec

from scholar_desktop.domain.library import Changes, LibraryProblem
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.formats.file_names import folder_name
from scholar_desktop.library.containment import OutsideLibrary
from scholar_desktop.library.database.write_session import Inverse, Operation, Snapshot, WriteSession
from scholar_desktop.library.folders import LibraryFolders, fold_file_name, free_name, is_empty_place
from scholar_desktop.library.operations import collection_ops, note_ops, tag_ops
from scholar_desktop.library.operations.paper_ops import delete_papers, free_path, set_to_read
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.snapshots import restore_papers as put_papers_back
from scholar_desktop.library.tables.snapshots import snapshot_key
from scholar_desktop.library.tables.user_decision_table import restore_rows

UNDO_DAYS = 30
UNDO_ENTRIES = 200
"""Undo entries beyond either limit are deleted, with their files in the trash."""


def label(connection: sqlite3.Connection) -> str | None:
    """Returns the name of the change that `undo` would undo; None if there is none."""
    row = _newest(connection)
    return None if row is None else str(row[1])


def undo(writer: WriteSession) -> Changes | None:
    """Undoes the newest operation that has not been undone yet. Returns None if there is none."""
    with writer.operation() as operation:
        row = _newest(operation.connection)
        if row is None:
            return None
        undo_id, _, written = row
        inverse = msgspec.json.decode(written, type=Inverse)
        operation.connection.execute("UPDATE undo SET undone = ? WHERE id = ?", (writer.now(), undo_id))
        _withdraw(operation, inverse, undo_id)
        _restore(operation, inverse)
        _star(operation, inverse)
        tag_ops.restore_tags(operation, inverse.tags)
        note_ops.restore_notes(operation, inverse.notes)
        restore_rows(operation, inverse.plain)
        collection_ops.restore_collections(operation, inverse)
    return operation.changes()


def forget_old(writer: WriteSession) -> None:
    """Deletes undo entries that are too old, and trash that belongs to no entry."""
    import shutil

    oldest = utc_timestamp(writer.clock() - timedelta(days=UNDO_DAYS))
    too_old = "done < ? OR id <= (SELECT max(id) FROM undo) - ?"
    limits = (oldest, UNDO_ENTRIES)
    (is_due,) = writer.connection.execute(f"SELECT EXISTS (SELECT 1 FROM undo WHERE {too_old})", limits).fetchone()  # noqa: S608
    if not is_due and not _stray_trash(writer):
        return
    with writer.transaction() as connection:
        connection.execute(f"DELETE FROM undo WHERE {too_old}", limits)  # noqa: S608
        # Under the write lock, because the number of a failed operation is used again.
        for folder in _stray_trash(writer):
            if folder.is_symlink():
                folder.unlink()
            else:
                shutil.rmtree(folder, ignore_errors=True)


def _stray_trash(writer: WriteSession) -> list[Path]:
    if not writer.folders.trash.is_dir():
        return []
    kept = {str(undo_id) for (undo_id,) in writer.connection.execute("SELECT id FROM undo")}
    return [folder for folder in writer.folders.trash.iterdir() if folder.name not in kept]


def _newest(connection: sqlite3.Connection) -> tuple[int, str, str] | None:
    row: tuple[int, str, str] | None = connection.execute(
        "SELECT id, label, inverse FROM undo WHERE undone IS NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return row


def _withdraw(operation: Operation, inverse: Inverse, undo_id: int) -> None:
    """Moves what the operation added to its folder in the trash."""
    connection, folders = operation.connection, operation.folders
    trash = folders.trash_of(undo_id)
    delete_papers(operation, paper_rows.rows_of(connection, inverse.withdraw), trash, can_be_taken_back=False)
    moves = []
    for file_id in inverse.detach:
        row = connection.execute("SELECT paper_id, name, sha256 FROM files WHERE id = ?", (file_id,)).fetchone()
        if row is None:
            continue  # was removed with its paper
        paper_id, name, sha256 = row
        path = folders.find_file(paper_rows.folder_of(connection, paper_id), name)
        if path is not None:
            moves.append((path, free_path(trash / name)))
        connection.execute("DELETE FROM files WHERE id = ?", (file_id,))
        operation.files.add(sha256)
        operation.touch(paper_rows.key_of(connection, paper_id))
    operation.move(moves, can_be_taken_back=False)


def _restore(operation: Operation, inverse: Inverse) -> None:
    """Restores rows and files."""
    connection, folders = operation.connection, operation.folders
    for snapshot in inverse.restore:
        connection.execute("DELETE FROM papers WHERE key = ?", (snapshot_key(snapshot),))
    new_names = dict(_new_folder(connection, folders, snapshot, inverse) for snapshot in inverse.restore)
    moves = [
        (folders.absolute(new), _renamed(folders, old, new_names))
        for old, new in reversed(inverse.moves)
        if _is_inside(operation, old, new)
    ]
    operation.move([(old, new) for old, new in _that_exist(moves)], can_be_taken_back=False)
    snapshots = [
        Snapshot({**snapshot.rows, "papers": [{**paper, "folder": folder, "folder_fold": fold_file_name(folder)}]})
        for snapshot in inverse.restore
        for paper in snapshot.rows["papers"]
        for folder in (new_names[str(paper["folder"])],)
    ]
    for paper_id in put_papers_back(connection, snapshots):
        operation.touch(paper_rows.key_of(connection, paper_id))
        _drop_lost_files(operation, paper_id)


def _new_folder(
    connection: sqlite3.Connection, folders: LibraryFolders, snapshot: Snapshot, inverse: Inverse
) -> tuple[str, str]:
    """Returns (old folder name, new folder name). They differ only if the old folder is in use by now."""
    folder = wanted = str(snapshot.rows["papers"][0]["folder"])
    if folders.is_outside(folder):
        wanted = folder_name(msgspec.json.decode(str(snapshot.rows["papers"][0]["paper"]), type=Paper))
    left = any(old == folders.relative(folders.of(wanted)) for old, _ in inverse.moves)

    def is_taken(name: str) -> bool:
        known = connection.execute("SELECT 1 FROM papers WHERE folder_fold = ?", (fold_file_name(name),)).fetchone()
        return (
            known is not None
            or folders.is_outside(name)
            or (not is_empty_place(folders.of(name)) and (left or name != folder))
        )

    return folder, free_name(wanted, is_taken)


def _is_inside(operation: Operation, old: str, new: str) -> bool:
    """Returns True if both ends of a move of an undo entry lie in the library folder; otherwise reports the move."""
    try:
        for place in (old, new):
            operation.folders.absolute(place)
    except OutsideLibrary as error:
        operation.writer.report(
            LibraryProblem(
                f"A move in the undo entry leads out of the library folder, and was not made: {error.filename}."
            )
        )
        return False
    return True


def _renamed(folders: LibraryFolders, written: str, new_names: dict[str, str]) -> Path:
    """Returns the path *written* of the undo entry, in the folder that the paper gets now."""
    path = folders.absolute(written)
    if not path.is_relative_to(folders.papers):
        return path
    folder, *rest = path.relative_to(folders.papers).parts
    return folders.inside(folders.papers.joinpath(PurePath(new_names.get(folder, folder), *rest)))


def _that_exist(moves: Iterable[tuple[Path, Path]]) -> list[tuple[Path, Path]]:
    """Returns the moves whose source exists, or will exist after an earlier one of the moves."""
    possible: list[tuple[Path, Path]] = []
    for old, new in moves:
        if old.exists() or any(old.is_relative_to(made) for _, made in possible):
            possible.append((old, new))
    return possible


def _drop_lost_files(operation: Operation, paper_id: int) -> None:
    """Removes files that are no longer in the trash because somebody emptied it: the paper is restored without them."""
    connection, folders = operation.connection, operation.folders
    folder, key = paper_rows.folder_of(connection, paper_id), paper_rows.key_of(connection, paper_id)
    for file_id, name, sha256 in connection.execute(
        "SELECT id, name, sha256 FROM files WHERE paper_id = ?", (paper_id,)
    ).fetchall():
        operation.files.add(sha256)
        if folders.find_file(folder, name) is None:
            connection.execute("DELETE FROM files WHERE id = ?", (file_id,))
            if folders.is_outside(folder, name):
                message = f"The file {name} leads out of the library folder; its paper came back without it."
            else:
                message = f"The file {name} was no longer in the trash; its paper came back without it."
            operation.writer.report(LibraryProblem(message, str(folders.papers / folder), key, True))


def _star(operation: Operation, inverse: Inverse) -> None:
    for key, starred in inverse.stars.items():
        operation.connection.execute("UPDATE papers SET starred = ? WHERE key = ?", (int(starred), key))
        operation.touch(key)
    for key, wanted in inverse.to_read.items():
        if (paper_id := paper_rows.row_of(operation.connection, key)) is not None:
            set_to_read(operation.connection, paper_id, wanted)
            operation.touch(key)
