"""Undoes operations, newest first, and redoes them, across restarts and processes; deletes undo entries that are too
old."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from pathlib import Path, PurePath

import msgspec

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.library import NOT_MARKED, TO_READ, Changes, LibraryProblem
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message, restored
from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.formats.file_names import folder_name
from scholar_desktop.library.containment import OutsideLibrary
from scholar_desktop.library.database.write_session import (
    DetachedFile,
    Inverse,
    Operation,
    Snapshot,
    WriteSession,
)
from scholar_desktop.library.folders import LibraryFolders, free_name, is_empty_place
from scholar_desktop.library.operations import collection_ops, entry_ops, note_ops, refresh_ops, tag_ops
from scholar_desktop.library.operations.paper_ops import (
    delete_papers,
    delete_row,
    fold_into,
    free_file_name,
    free_path,
    quote_title,
    remember_rows,
    set_reading,
)
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.snapshots import insert_row, snapshot_key, take_snapshot
from scholar_desktop.library.tables.snapshots import restore_papers as put_papers_back
from scholar_desktop.library.tables.user_decision_table import restore_rows

UNDO_DAYS = 30
UNDO_ENTRIES = 200
"""Undo entries beyond either limit are deleted, with their files in the trash."""


def label(connection: sqlite3.Connection) -> str | None:
    """Returns the name of the change that `undo` would undo; None if there is none."""
    row = _newest(connection)
    return None if row is None else restored(row[1])


def redo_label(connection: sqlite3.Connection) -> str | None:
    """Returns the name of the change that `redo` would make again; None if there is none."""
    row = _last_undone(connection)
    return None if row is None else restored(row[1])


def are_next_older(connection: sqlite3.Connection, writer: WriteSession | None) -> tuple[bool, bool]:
    """Returns whether there is a change that `undo` would undo, and one that `redo` would make again, but not with
    *only_here*. writer: the session of the caller; None before it has one."""
    done, undone = _newest(connection), _last_undone(connection)
    return (
        done is not None and (writer is None or done[0] not in writer.done_here),
        undone is not None and (writer is None or undone[0] not in writer.undone_here),
    )


def undo(writer: WriteSession, *, only_here: bool = False) -> Changes | None:
    """Undoes the newest operation that has not been undone yet. Returns None if there is none, or with *only_here* if
    *writer* has neither made nor redone it.

    Files that a download has saved since, which are no undo entry, stay with their papers.

    Raises:
        UsageError: a download has changed the papers since so that this cannot be undone; nothing is changed.
    """
    with writer.operation() as operation:
        row = _newest(operation.connection)
        if row is None or (only_here and row[0] not in writer.done_here):
            return None
        undo_id, _, written = row
        inverse = msgspec.json.decode(written, type=Inverse)
        for step in _STEPS:
            step(operation, inverse, undo_id)
        operation.connection.execute(
            "UPDATE undo SET undone = ?, redo = ? WHERE id = ?",
            (writer.now(), None if operation.inverse.is_empty else _encode(operation.inverse), undo_id),
        )
    writer.done_here.discard(undo_id)
    writer.undone_here.add(undo_id)
    writer.on_step()
    return operation.changes()


def redo(writer: WriteSession, *, only_here: bool = False) -> Changes | None:
    """Makes the operation again that was undone last. Returns None if there is none, if the library was changed since,
    or with *only_here* if *writer* has not undone it. Raises UsageError as `undo` does."""
    with writer.operation() as operation:
        row = _last_undone(operation.connection)
        if row is None or (only_here and row[0] not in writer.undone_here):
            return None
        undo_id, _, written = row
        inverse = msgspec.json.decode(written, type=Inverse)
        for step in reversed(_STEPS):
            step(operation, inverse, undo_id)
        operation.connection.execute(
            "UPDATE undo SET undone = NULL, redo = NULL, inverse = ? WHERE id = ?",
            (_encode(operation.inverse), undo_id),
        )
    writer.undone_here.discard(undo_id)
    writer.done_here.add(undo_id)
    writer.on_step()
    return operation.changes()


def forget_undone(writer: WriteSession) -> None:
    """Ends what can be made again, after something that is no operation of the library."""
    if _last_undone(writer.connection) is None:
        return
    with writer.transaction() as connection:
        connection.execute("UPDATE undo SET redo = NULL WHERE redo IS NOT NULL")
    writer.undone_here.clear()


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


def _last_undone(connection: sqlite3.Connection) -> tuple[int, str, str] | None:
    row: tuple[int, str, str] | None = connection.execute(
        "SELECT id, label, redo FROM undo WHERE redo IS NOT NULL ORDER BY id LIMIT 1"
    ).fetchone()
    return row


def _encode(inverse: Inverse) -> str:
    return msgspec.json.encode(inverse).decode()


def _change_papers(operation: Operation, inverse: Inverse, undo_id: int) -> None:
    """Removes and restores papers and their files."""
    trash = operation.folders.trash_of(undo_id)
    _withdraw(operation, inverse, trash)
    dropped = _drop(operation, inverse)
    _restore(operation, inverse)
    _attach(operation, inverse)
    _empty_folders(operation, dropped, trash)


def _withdraw(operation: Operation, inverse: Inverse, trash: Path) -> None:
    """Moves what the operation added to *trash*."""
    connection, folders = operation.connection, operation.folders
    gone = paper_rows.rows_of(connection, inverse.withdraw)
    operation.inverse.restore += [take_snapshot(connection, paper_id) for paper_id in gone]
    delete_papers(operation, gone, trash)
    moves = []
    for file_id in inverse.detach:
        found = connection.execute("SELECT * FROM files WHERE id = ?", (file_id,))
        row = found.fetchone()
        if row is None:
            continue  # was removed with its paper
        values = dict(zip((description[0] for description in found.description), row, strict=True))
        paper_id, name = int(values["paper_id"]), str(values["name"])
        path = folders.find_file(paper_rows.folder_of(connection, paper_id), name)
        if path is not None:
            place = free_path(trash / name)
            moves.append((path, place))
            operation.inverse.attach.append(DetachedFile(values, folders.relative(place)))
        connection.execute("DELETE FROM files WHERE id = ?", (file_id,))
        operation.files.add(str(values["sha256"]))
        operation.touch(paper_rows.key_of(connection, paper_id))
    operation.move(moves, can_be_taken_back=False)


def _drop(operation: Operation, inverse: Inverse) -> list[str]:
    """Deletes the rows of the papers that undo restored. Returns the names of their folders."""
    connection = operation.connection
    dropped = []
    known = _file_marks(inverse.restore)
    for paper_id in paper_rows.rows_of(connection, inverse.drop):
        if inverse.restore and _files_since(take_snapshot(connection, paper_id), known):
            raise UsageError(
                Message(
                    "A PDF of {title} was saved since, so the papers cannot be merged this way again.",
                    title=quote_title(paper_rows.title_of(connection, paper_id)),
                ),
                hint=Message("Nothing was changed. Merge them under “Duplicates”."),
                subject=LIBRARY,
            )
        operation.inverse.restore.append(take_snapshot(connection, paper_id))
        dropped.append(paper_rows.folder_of(connection, paper_id))
        delete_row(operation, paper_id)
    return dropped


def _empty_folders(operation: Operation, dropped: Iterable[str], trash: Path) -> None:
    """Moves the folders of dropped papers to *trash* that are still there: the operation had moved none."""
    folders = operation.folders
    taken = "SELECT 1 FROM papers WHERE folder_fold = ?"
    for folder in dropped:
        place = folders.find_folder(folder)
        if place is not None and operation.connection.execute(taken, (fold_file_name(folder),)).fetchone() is None:
            operation.move([(place, free_path(trash / folder))])


def _restore(operation: Operation, inverse: Inverse) -> None:
    """Restores rows and files. Files that a paper got since stay with it; a paper that a download added again is
    merged into the restored one."""
    connection, folders = operation.connection, operation.folders
    replaced: list[Snapshot] = []
    added_again: list[tuple[str, int]] = []
    restored_keys = {snapshot_key(snapshot) for snapshot in inverse.restore}
    for snapshot in inverse.restore:
        key = snapshot_key(snapshot)
        if (there := paper_rows.row_of(connection, key)) is None:
            operation.inverse.drop.append(key)
            other = _row_with_all_ids(connection, snapshot)
            if other is not None and paper_rows.key_of(connection, other) not in restored_keys:
                added_again.append((key, other))
        else:
            replaced.append(take_snapshot(connection, there))
            connection.execute("DELETE FROM papers WHERE id = ?", (there,))
    operation.inverse.restore += replaced
    new_names = dict(_new_folder(connection, folders, snapshot, inverse) for snapshot in inverse.restore)
    moves = [
        (folders.absolute(new), _renamed(folders, old, new_names))
        for old, new in reversed(inverse.moves)
        if _is_inside(operation, old, new)
    ]
    operation.move(_that_exist(moves))
    snapshots = [
        Snapshot({**snapshot.rows, "papers": [{**paper, "folder": folder, "folder_fold": fold_file_name(folder)}]})
        for snapshot in inverse.restore
        for paper in snapshot.rows["papers"]
        for folder in (new_names[str(paper["folder"])],)
    ]
    restored = put_papers_back(connection, snapshots)
    known = _file_marks(inverse.restore)
    for snapshot in replaced:
        for row in _files_since(snapshot, known):
            insert_row(connection, "files", row)
    for paper_id in restored:
        operation.touch(paper_rows.key_of(connection, paper_id))
        _drop_lost_files(operation, paper_id)
    for key, other in added_again:
        if (stays := paper_rows.row_of(connection, key)) is not None:
            remember_rows(operation, (other,))
            fold_into(operation, stays, other)


def _row_with_all_ids(connection: sqlite3.Connection, snapshot: Snapshot) -> int | None:
    """Returns the row of the paper that has every identifier of the one in *snapshot*; None if there is none."""
    find = "SELECT paper_id FROM ids WHERE scheme = ? AND value = ?"
    owners = {connection.execute(find, (row["scheme"], row["value"])).fetchone() for row in snapshot.rows["ids"]}
    owner = owners.pop() if len(owners) == 1 else None
    return None if owner is None else int(owner[0])


def _files_since(snapshot: Snapshot, known: Collection[str | int | None]) -> list[dict[str, str | int | None]]:
    """Returns the files of a paper that are not among the *known* ids and checksums."""
    return [row for row in snapshot.rows["files"] if row["id"] not in known and row["sha256"] not in known]


def _file_marks(snapshots: Iterable[Snapshot]) -> set[str | int | None]:
    """Returns the ids and the checksums of the files of papers."""
    rows = [row for snapshot in snapshots for row in snapshot.rows["files"]]
    return {row[mark] for row in rows for mark in ("id", "sha256")}


def _attach(operation: Operation, inverse: Inverse) -> None:
    """Moves files from the trash to their papers."""
    connection, folders = operation.connection, operation.folders
    for file in inverse.attach:
        paper_id, name = int(file.row["paper_id"] or 0), str(file.row["name"])
        paper = connection.execute("SELECT key FROM papers WHERE id = ?", (paper_id,)).fetchone()
        if paper is None or not _is_inside(operation, file.place):
            continue
        place = folders.absolute(file.place)
        if not place.is_file():
            _report_lost_file(operation, name, paper_rows.folder_of(connection, paper_id), paper[0])
            continue
        folder = paper_rows.writable_folder(operation.writer, paper_id)
        name = free_file_name(connection, folders, paper_id, name)
        operation.move([(place, folders.file(folder, name))], can_be_taken_back=False)
        file_id = insert_row(connection, "files", {**file.row, "name": name})
        operation.inverse.detach.append(file_id)
        operation.files.add(str(file.row["sha256"]))
        operation.touch(paper[0])


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


def _is_inside(operation: Operation, *places: str) -> bool:
    """Returns True if the ends of a move of an undo entry are in the library folder; otherwise reports the move."""
    try:
        for place in places:
            operation.folders.absolute(place)
    except OutsideLibrary as error:
        operation.writer.report(
            LibraryProblem(
                Message(
                    "A file was not moved back because its place is outside the library folder: {path}.",
                    path=str(error.filename),
                )
            )
        )
        return False
    return True


def _renamed(folders: LibraryFolders, written: str, new_names: dict[str, str]) -> Path:
    """Returns the path *written* of the undo entry, in the folder that the paper gets now, or a free one in the
    trash."""
    path = folders.absolute(written)
    if not path.is_relative_to(folders.papers):
        return free_path(path)
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
            _report_lost_file(operation, name, folder, key)


def _report_lost_file(operation: Operation, name: str, folder: str, key: str) -> None:
    folders = operation.folders
    if folders.is_outside(folder, name):
        message = Message(
            "The file {file} leads out of the library folder. Its paper was restored without it.", file=name
        )
    else:
        message = Message("The file {file} was no longer in the trash. Its paper was restored without it.", file=name)
    operation.writer.report(LibraryProblem(message, str(folders.papers / folder), key, True))


def _set_marks(operation: Operation, inverse: Inverse) -> None:
    """Restores stars and the marks of papers to read."""
    connection = operation.connection
    for key, starred in inverse.stars.items():
        found = connection.execute("SELECT starred FROM papers WHERE key = ?", (key,)).fetchone()
        if found is not None:
            operation.inverse.stars[key] = bool(found[0])
            connection.execute("UPDATE papers SET starred = ? WHERE key = ?", (int(starred), key))
            operation.touch(key)
    earlier = {key: TO_READ if wanted else NOT_MARKED for key, wanted in inverse.to_read.items()}
    for key, state in (earlier | inverse.reading).items():
        paper_id = paper_rows.row_of(connection, key)
        if paper_id is not None:
            set_reading(operation, paper_id, state)


_STEPS: tuple[Callable[[Operation, Inverse, int], None], ...] = (
    _change_papers,
    lambda operation, inverse, _: _set_marks(operation, inverse),
    lambda operation, inverse, _: tag_ops.restore_tags(operation, inverse),
    lambda operation, inverse, _: refresh_ops.restore_stated(operation, inverse),
    lambda operation, inverse, _: entry_ops.restore_entries(operation, inverse),
    lambda operation, inverse, _: note_ops.restore_notes(operation, inverse.notes),
    lambda operation, inverse, _: restore_rows(operation, inverse.plain),
    lambda operation, inverse, _: collection_ops.restore_collections(operation, inverse),
)
"""The steps of an undo, in their order; a redo goes through them backwards. Each notes its own inverse."""
