"""Checks the whole library: whether all files exist and are unchanged. Changes nothing.

Other threads and processes may change the library during the check. Every problem is therefore checked again under the
write lock, when no operation can be in progress.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

from scholar_desktop.domain.library import KeptPaper, LibraryProblem
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library import sidecars
from scholar_desktop.library.database import file_move_journal
from scholar_desktop.library.folders import SIDECAR, LibraryFolders, is_partial_write
from scholar_desktop.library.recovery.repair import checksum
from scholar_desktop.library.shared_folders import conflict_copies
from scholar_desktop.library.tables import paper_rows, word_index

AT_ONCE = 200


def verify(connection: sqlite3.Connection, folders: LibraryFolders) -> tuple[LibraryProblem, ...]:
    """Returns the problems of the database, the files and the sidecars. Reads every file.

    Args:
        connection: a connection that nothing else uses.
    """
    problems = _check_database(connection)
    last = 0
    while batch := [
        paper_id
        for (paper_id,) in connection.execute("SELECT id FROM papers WHERE id > ? ORDER BY id LIMIT ?", (last, AT_ONCE))
    ]:
        last = batch[-1]
        kept = paper_rows.load(connection, folders, batch)
        known = dict(zip(batch, kept, strict=True)) if len(kept) == len(batch) else {}
        for paper_id in batch:
            found = _check_paper(connection, folders, paper_id, known.get(paper_id))
            problems += _confirm(connection, found, partial(_check_paper, connection, folders, paper_id))
    problems += [
        LibraryProblem(
            Message("{file} is a conflict copy of the database from another computer.", file=copy.name), str(copy)
        )
        for copy in conflict_copies(folders)
    ]
    for look in (_check_unknown_files, _check_moves):
        problems += _confirm(connection, look(connection, folders), partial(look, connection, folders))
    return tuple(problems)


def _confirm(
    connection: sqlite3.Connection, found: list[LibraryProblem], look: Callable[[], list[LibraryProblem]]
) -> list[LibraryProblem]:
    """Returns those of *found* that *look* still finds while the write lock is held."""
    if not found:
        return []
    connection.execute("BEGIN IMMEDIATE")
    try:
        return look()
    finally:
        connection.execute("ROLLBACK")


def _check_paper(
    connection: sqlite3.Connection, folders: LibraryFolders, paper_id: int, kept: KeptPaper | None = None
) -> list[LibraryProblem]:
    """Returns the problems of one paper. kept: the paper, if it has been loaded already."""
    row = connection.execute("SELECT folder, sidecar_due FROM papers WHERE id = ?", (paper_id,)).fetchone()
    kept = kept or paper_rows.load_one(connection, folders, paper_id)
    if row is None or kept is None:
        return []  # the paper was removed just now
    folder, is_due = row
    problems = _check_files(connection, folders, paper_id, folder, kept)
    # a sidecar that is due is about to be written
    return problems if is_due else problems + _check_sidecar(folders, folder, kept)


_INDEX_PROBLEMS = (
    ("papers_fts", Message("The search index differs from the papers.")),
    ("pages_fts", Message("The search index differs from the text of the PDFs.")),
    ("notes_fts", Message("The search index differs from the notes.")),
    ("entries_fts", Message("The search index differs from the entries.")),
)


def _check_database(connection: sqlite3.Connection) -> list[LibraryProblem]:
    problems = [
        LibraryProblem(Message("The database is damaged: {reason}.", reason=said))
        for (said,) in connection.execute("PRAGMA integrity_check")
        if said != "ok"
    ]
    problems += [
        LibraryProblem(
            Message("A row of the table {table} refers to a missing row of {parent}.", table=table, parent=parent)
        )
        for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]
    if connection.execute("PRAGMA query_only").fetchone()[0]:
        return problems  # SQLite treats the check of an index as a write, and this disk is read-only
    is_index_due = word_index.is_due(connection)
    for index, problem in _INDEX_PROBLEMS:
        if is_index_due and index in word_index.INDEXES:
            continue  # it lacks papers of an import, as it should
        try:
            # rank 1: compare the index with its rows, instead of checking only its internal structure
            connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            problems.append(LibraryProblem(problem))
    return problems


def _check_files(
    connection: sqlite3.Connection, folders: LibraryFolders, paper_id: int, folder: str, kept: KeptPaper
) -> list[LibraryProblem]:
    problems = []
    there = {file.name for file in kept.files}
    names = {name for (name,) in connection.execute("SELECT name FROM files WHERE paper_id = ?", (paper_id,))}
    for name in sorted(names - there):
        if folders.is_outside(folder, name):
            problems.append(_outside(folders, os.path.join(folder, name), kept.key))
        else:
            problems.append(
                LibraryProblem(
                    Message("The file {file} is missing.", file=name), str(folders.file(folder, name)), kept.key
                )
            )
    for file in kept.files:
        try:
            if checksum(Path(file.path)) != file.sha256:
                problems.append(
                    LibraryProblem(Message("The file {file} was changed.", file=file.name), file.path, kept.key)
                )
        except OSError as error:
            text = Message(
                "The file {file} cannot be read: {reason}.", file=file.name, reason=error.strerror or str(error)
            )
            problems.append(LibraryProblem(text, file.path, kept.key))
    if (place := folders.find_folder(folder)) is not None:
        for path in _inside(place):
            if is_partial_write(path):
                problems.append(
                    LibraryProblem(
                        Message("{file} was left by an interrupted write.", file=path.name), str(path), kept.key
                    )
                )
            elif path.suffix.lower() == ".pdf" and path.name not in names:
                problems.append(
                    LibraryProblem(
                        Message("The file {file} is not in the database.", file=path.name), str(path), kept.key
                    )
                )
    return problems


def _check_sidecar(folders: LibraryFolders, folder: str, kept: KeptPaper) -> list[LibraryProblem]:
    if folders.is_outside(folder, SIDECAR):
        return [_outside(folders, os.path.join(folder, SIDECAR), kept.key)]
    path = folders.sidecar(folder)
    if not path.is_file():
        return [
            LibraryProblem(
                Message("The folder {folder} has no {file}.", folder=folder, file=SIDECAR), str(path), kept.key
            )
        ]
    try:
        written = sidecars.read(folders, folder)
    except (OSError, ValueError) as error:
        return [
            LibraryProblem(
                Message("{file} in {folder} cannot be read: {reason}.", file=SIDECAR, folder=folder, reason=str(error)),
                str(path),
                kept.key,
            )
        ]
    if written.key != kept.key or paper_rows.shown_paper(written.paper, written.own, kept.cite_key) != kept.paper:
        return [
            LibraryProblem(
                Message("{file} in {folder} differs from the database.", file=SIDECAR, folder=folder),
                str(path),
                kept.key,
            )
        ]
    return []


def _outside(folders: LibraryFolders, name: str, key: str) -> LibraryProblem:
    return LibraryProblem(
        Message("{path} leads out of the library folder and was ignored.", path=name), str(folders.papers), key
    )


def _check_unknown_files(connection: sqlite3.Connection, folders: LibraryFolders) -> list[LibraryProblem]:
    known = {folder for (folder,) in connection.execute("SELECT folder FROM papers")}
    return [
        LibraryProblem(Message("The folder {folder} does not belong to any paper.", folder=path.name), str(path))
        for path in _inside(folders.papers)
        if path.name not in known and (path.is_symlink() or path.is_dir())
    ]


def _check_moves(connection: sqlite3.Connection, folders: LibraryFolders) -> list[LibraryProblem]:
    if file_move_journal.is_interrupted(connection, folders):
        return [LibraryProblem(Message("An operation that moved files was interrupted."), str(folders.work))]
    return []


def _inside(folder: Path) -> list[Path]:
    """Returns the contents of *folder*; nothing if it was removed just now."""
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []
