"""Looking over the whole library: is everything there, and is it what it was. Changes nothing."""

from __future__ import annotations

import sqlite3

from scholar_desktop.domain.library import KeptPaper, LibraryProblem
from scholar_desktop.library import journal, rows, sidecars
from scholar_desktop.library.folders import SIDECAR, Folders, is_passing
from scholar_desktop.library.repair import checksum

AT_ONCE = 200


def verify(connection: sqlite3.Connection, folders: Folders) -> tuple[LibraryProblem, ...]:
    """What is wrong with the database, the files and the sidecars; reads every file. *connection* must be its own."""
    problems = _of_database(connection)
    known: set[str] = set()
    last = 0
    while batch := connection.execute(
        "SELECT id, folder FROM papers WHERE id > ? ORDER BY id LIMIT ?", (last, AT_ONCE)
    ).fetchall():
        last = batch[-1][0]
        known.update(folder for _, folder in batch)
        for (paper_id, folder), kept in zip(
            batch, rows.load(connection, folders, [paper_id for paper_id, _ in batch]), strict=True
        ):
            problems += _of_files(connection, folders, paper_id, folder, kept)
            problems += _of_sidecar(folders, folder, kept)
    problems += _of_strangers(folders, known)
    if journal.has_leftovers(folders):
        problems.append(LibraryProblem("An operation that moved files was cut off.", str(folders.work)))
    return tuple(problems)


def _of_database(connection: sqlite3.Connection) -> list[LibraryProblem]:
    problems = [
        LibraryProblem(f"The database is damaged: {said}.")
        for (said,) in connection.execute("PRAGMA integrity_check")
        if said != "ok"
    ]
    problems += [
        LibraryProblem(f"A row of {table} belongs to nothing in {parent}.")
        for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]
    for index, searched in (("papers_fts", "papers"), ("pages_fts", "text of the PDFs")):
        try:
            # rank 1: against the rows that it is of, not only the index in itself.
            connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            problems.append(LibraryProblem(f"The search index does not agree with the {searched}."))
    return problems


def _of_files(
    connection: sqlite3.Connection, folders: Folders, paper_id: int, folder: str, kept: KeptPaper
) -> list[LibraryProblem]:
    problems = []
    there = {file.name for file in kept.files}
    names = {name for (name,) in connection.execute("SELECT name FROM files WHERE paper_id = ?", (paper_id,))}
    for name in sorted(names - there):
        problems.append(LibraryProblem(f"The file {name} is gone.", str(folders.file(folder, name)), kept.key))
    for file in kept.files:
        if checksum(folders.file(folder, file.name)) != file.sha256:
            problems.append(LibraryProblem(f"The file {file.name} is not what was kept.", file.path, kept.key))
    if folders.of(folder).is_dir():
        for path in sorted(folders.of(folder).iterdir()):
            if is_passing(path):
                problems.append(
                    LibraryProblem(f"{path.name} was left by a write that was cut off.", str(path), kept.key)
                )
            elif path.suffix.lower() == ".pdf" and path.name not in names:
                problems.append(
                    LibraryProblem(f"The database does not know the file {path.name}.", str(path), kept.key)
                )
    return problems


def _of_sidecar(folders: Folders, folder: str, kept: KeptPaper) -> list[LibraryProblem]:
    path = folders.sidecar(folder)
    if not path.is_file():
        return [LibraryProblem(f"The folder {folder} has no {SIDECAR}.", str(path), kept.key)]
    try:
        written = sidecars.read(folders, folder)
    except ValueError as error:
        return [LibraryProblem(f"The {SIDECAR} of {folder} cannot be read: {error}.", str(path), kept.key)]
    if written.key != kept.key or written.paper != kept.paper:
        return [LibraryProblem(f"The {SIDECAR} of {folder} is not what the database has.", str(path), kept.key)]
    return []


def _of_strangers(folders: Folders, known: set[str]) -> list[LibraryProblem]:
    return [
        LibraryProblem(f"The folder {path.name} belongs to no paper of the library.", str(path))
        for path in sorted(folders.papers.iterdir())
        if path.is_dir() and path.name not in known
    ]
