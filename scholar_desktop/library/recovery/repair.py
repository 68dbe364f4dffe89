"""Repairs the library after a crash or manual changes in its folder, and imports papers from their folders."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scholar_desktop.domain.library import LibraryProblem
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.library import sidecars
from scholar_desktop.library.containment import is_regular_file
from scholar_desktop.library.database import file_move_journal
from scholar_desktop.library.database.session_locks import session_of
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.folders import SIDECAR, LibraryFolders, is_partial_write
from scholar_desktop.library.operations import collection_ops
from scholar_desktop.library.operations.file_ops import INCOMING
from scholar_desktop.library.paper_identity import ROW, find_all, find_by_names
from scholar_desktop.library.tables import paper_rows

LONGEST_SHOWN = 120
"""Length of a name in a message, in characters."""


def finish_moves(writer: WriteSession) -> None:
    """Reverses the file moves of operations that were interrupted before their commit."""

    def report_refused(place: str) -> None:
        message = Message(
            "An unfinished move was not undone because it leads out of the library folder: {path}.", path=place
        )
        writer.report(LibraryProblem(message, str(writer.folders.work)))

    with writer.transaction() as connection:
        for path in file_move_journal.recover(connection, writer.folders, report_refused):
            writer.report(
                LibraryProblem(
                    Message("An unfinished move of {file} was undone.", file=Path(path).name), path, None, True
                )
            )


def repair_papers(writer: WriteSession, dead: tuple[Path, ...]) -> None:
    """Compares rows and folders after an unclean end. dead: the session files of the processes that ended so."""
    for path in dead:
        (writer.folders.work / f"{INCOMING}-{session_of(path)}").unlink(missing_ok=True)
    with writer.transaction() as connection:
        _drop_rows_without_file(writer, connection)
        _adopt_files_without_row(writer, connection)
    import_folders(writer)


def import_folders(writer: WriteSession) -> int:
    """Adds every paper whose folder has a sidecar but no row. Returns their number."""
    count = 0
    with writer.transaction() as connection:
        known = {folder for (folder,) in connection.execute("SELECT folder_fold FROM papers")}
        for link in _links_in(writer.folders):
            writer.report(
                LibraryProblem(
                    Message("{file} is a link and was not added.", file=shorten(link.name, LONGEST_SHOWN)), str(link)
                )
            )
        for folder in sorted(paper_folders(writer.folders)):
            if fold_file_name(folder) not in known:
                with _reported(writer, connection, folder):
                    count += _import_folder(writer, connection, folder)
    if count:
        writer.report(
            LibraryProblem(
                Message.counted(
                    "{count} paper in the papers folder was not in the database and has been added.",
                    "{count} papers in the papers folder were not in the database and have been added.",
                    count,
                ),
                str(writer.folders.papers),
                None,
                True,
            )
        )
    return count


def _import_folder(writer: WriteSession, connection: sqlite3.Connection, folder: str) -> bool:
    path = writer.folders.papers / folder / SIDECAR
    if path.is_symlink() or writer.folders.is_outside(folder):  # on Windows the folder may be a junction
        writer.report(
            LibraryProblem(
                Message("{file} in {folder} is a link and was not read.", file=SIDECAR, folder=folder), str(path)
            )
        )
        return False
    if not path.is_file():
        _move_to_trash(writer, folder)
        return False
    try:
        sidecar = sidecars.read(writer.folders, folder)
    except ValueError as error:
        writer.report(
            LibraryProblem(
                Message("{file} in {folder} cannot be read: {reason}.", file=SIDECAR, folder=folder, reason=str(error)),
                str(path),
            )
        )
        return False
    # two papers that the user split share identifiers: the second has names of its own
    own = [name for name in sidecar.names if name[0] == ROW]
    twin = next(iter(find_by_names(connection, own).values() if own else find_all(connection, sidecar.paper.ids)), None)
    if twin is not None:
        kept = paper_rows.folder_of(connection, twin)
        writer.report(
            LibraryProblem(
                Message(
                    "The paper in the folder {folder} is already in your library, in the folder {other}.",
                    folder=folder,
                    other=kept,
                ),
                str(path),
            )
        )
        return False
    key = sidecar.key if sidecar.key and paper_rows.row_of(connection, sidecar.key) is None else None
    paper_id = paper_rows.insert(
        connection,
        writer.folders,
        sidecar.paper,
        added=sidecar.added or writer.now(),
        key=key,
        starred=sidecar.starred,
        reading=sidecar.reading,
        folder=folder,
        cite_key=sidecar.cite_key,
        own=sidecar.own,
        trashed=sidecar.trashed,
    )
    connection.executemany(
        "INSERT OR IGNORE INTO ids (scheme, value, paper_id) VALUES (?, ?, ?)",
        [(scheme, value, paper_id) for scheme, value in sidecar.names if scheme and value],
    )
    for entry in sidecar.files:
        _import_file(writer, connection, paper_id, folder, entry)
    _import_tags_and_notes(writer, connection, paper_id, sidecar)
    _adopt_in(writer, connection, paper_id, folder)
    return True


def _import_file(
    writer: WriteSession, connection: sqlite3.Connection, paper_id: int, folder: str, entry: sidecars.FileEntry
) -> None:
    if entry.name != os.path.basename(entry.name) or entry.name in ("", ".", "..", SIDECAR):
        return
    path = writer.folders.papers / folder / entry.name
    key = paper_rows.key_of(connection, paper_id)
    if not is_regular_file(path):
        writer.report(
            LibraryProblem(
                Message("The file {file} is missing.", file=shorten(entry.name, LONGEST_SHOWN)), str(path), key
            )
        )
        return
    size = path.stat().st_size
    sha256 = entry.sha256
    if not sha256 or size != entry.bytes:
        sha256 = checksum(path)
        writer.report(
            LibraryProblem(
                Message("The file {file} differs from the one in {sidecar}.", file=entry.name, sidecar=SIDECAR),
                str(path),
                key,
                True,
            )
        )
    connection.execute(
        """
        INSERT OR IGNORE INTO files
            (paper_id, name, sha256, bytes, version, license, source_url, retrieved, source, review, checked_with)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            paper_id,
            entry.name,
            sha256,
            size,
            entry.version,
            entry.license,
            entry.source_url,
            entry.retrieved,
            entry.source,
            entry.review or None,
            (entry.checked_with or None) if sha256 == entry.sha256 else None,
        ),
    )


def _import_tags_and_notes(
    writer: WriteSession, connection: sqlite3.Connection, paper_id: int, sidecar: sidecars.Sidecar
) -> None:
    for path in sidecar.collections:
        if (collection := collection_ops.ensure_collection(connection, path)) is not None:
            connection.execute(
                "INSERT OR IGNORE INTO paper_collections (collection_id, paper_id) VALUES (?, ?)",
                (collection, paper_id),
            )
    for tag in filter(None, sidecar.tags):
        connection.execute("INSERT OR IGNORE INTO tags (name) VALUES (?)", (tag,))
        connection.execute("INSERT OR IGNORE INTO paper_tags SELECT id, ? FROM tags WHERE name = ?", (paper_id, tag))
    for tag, colour in sidecar.tag_colours:
        connection.execute("UPDATE tags SET colour = ? WHERE name = ? AND colour IS NULL", (colour, tag))
    for note in sidecar.notes:
        connection.execute(
            "INSERT INTO notes (paper_id, text, written) VALUES (?, ?, ?)", (paper_id, note, writer.now())
        )


def _drop_rows_without_file(writer: WriteSession, connection: sqlite3.Connection) -> None:
    files = connection.execute(
        "SELECT files.id, paper_id, key, folder, name FROM files JOIN papers ON papers.id = paper_id"
    ).fetchall()
    if not any(paper_folders(writer.folders)):
        return  # the whole folder is missing (another disk, a cloud folder not synchronised yet): no loss to report
    for file_id, paper_id, key, folder, name in files:
        path = writer.folders.papers / folder / name
        if writer.folders.find_file(folder, name) is None:
            connection.execute("DELETE FROM files WHERE id = ?", (file_id,))
            connection.execute("UPDATE papers SET sidecar_due = 1 WHERE id = ?", (paper_id,))
            writer.report(
                LibraryProblem(
                    Message(
                        "The file {file} is missing. Its paper stays without it.", file=shorten(name, LONGEST_SHOWN)
                    ),
                    str(path),
                    key,
                    True,
                )
            )


def _adopt_files_without_row(writer: WriteSession, connection: sqlite3.Connection) -> None:
    for paper_id, folder in connection.execute("SELECT id, folder FROM papers").fetchall():
        with _reported(writer, connection, folder):
            _adopt_in(writer, connection, paper_id, folder)


@contextmanager
def _reported(writer: WriteSession, connection: sqlite3.Connection, folder: str) -> Iterator[None]:
    """Runs the body in a savepoint. If something in this folder makes it fail, the folder is reported and skipped.

    Raises:
        sqlite3.Error, OSError: the disk or the database fails, which is no fault of the folder.
    """
    connection.execute("SAVEPOINT folder")
    try:
        yield
    except Exception as error:  # a folder may contain anything
        if not connection.in_transaction or concerns_disk(error):
            raise
        connection.execute("ROLLBACK TO folder")
        place = str(writer.folders.papers / folder)
        writer.report(
            LibraryProblem(
                Message(
                    "The folder {folder} was skipped: {reason}.",
                    folder=shorten(folder, LONGEST_SHOWN),
                    reason=_reason(error),
                ),
                place,
            )
        )
    connection.execute("RELEASE folder")


def concerns_disk(error: Exception) -> bool:
    """Returns True if *error* comes from the disk or the database, so that every folder would fail."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in _DISK_CODES
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG)


_DISK_CODES = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, OverflowError):
        return Message("a number in its {file} is too large", file=SIDECAR)
    return str(error) or type(error).__name__


def _adopt_in(writer: WriteSession, connection: sqlite3.Connection, paper_id: int, folder: str) -> None:
    """Adds PDFs found in a paper's folder as files of the paper, and deletes temporary files of interrupted writes."""
    place = writer.folders.find_folder(folder)
    if place is None:
        connection.execute("UPDATE papers SET sidecar_due = 1 WHERE id = ?", (paper_id,))
        return
    if writer.folders.find_file(folder, SIDECAR) is None:
        connection.execute("UPDATE papers SET sidecar_due = 1 WHERE id = ?", (paper_id,))
    names = {name for (name,) in connection.execute("SELECT name FROM files WHERE paper_id = ?", (paper_id,))}
    for path in sorted(place.iterdir()):
        if is_partial_write(path):
            path.unlink(missing_ok=True)
        elif path.suffix.lower() == ".pdf" and path.name not in names and _is_text(path.name):
            if not is_regular_file(path):
                message = Message("{file} is a link or not a file, and was not added.", file=path.name)
                writer.report(LibraryProblem(message, str(path), paper_rows.key_of(connection, paper_id)))
                continue
            _adopt(writer, connection, paper_id, path)


def _adopt(writer: WriteSession, connection: sqlite3.Connection, paper_id: int, path: Path) -> None:
    key = paper_rows.key_of(connection, paper_id)
    try:
        sha256 = checksum(path)
    except OSError as error:
        writer.report(
            LibraryProblem(
                Message("{file} cannot be read: {reason}.", file=path.name, reason=_reason(error)), str(path), key
            )
        )
        return
    kept = connection.execute("SELECT name FROM files WHERE sha256 = ?", (sha256,)).fetchone()
    if kept is not None:
        writer.report(
            LibraryProblem(
                Message("{file} is the same file as {other}, which is in your library.", file=path.name, other=kept[0]),
                str(path),
                key,
            )
        )
        return
    connection.execute(
        "INSERT INTO files (paper_id, name, sha256, bytes, retrieved) VALUES (?, ?, ?, ?, ?)",
        (paper_id, path.name, sha256, path.stat().st_size, writer.now()),
    )
    connection.execute("UPDATE papers SET sidecar_due = 1 WHERE id = ?", (paper_id,))
    writer.report(
        LibraryProblem(
            Message("The file {file} was found in the folder of its paper and has been added.", file=path.name),
            str(path),
            key,
            True,
        )
    )


def _move_to_trash(writer: WriteSession, folder: str) -> None:
    """Handles a folder without paper and sidecar: deletes it if it is empty, otherwise reports it and leaves it."""
    place = writer.folders.of(folder)
    for path in place.iterdir():
        if is_partial_write(path):
            path.unlink(missing_ok=True)
    if any(place.iterdir()):
        writer.report(
            LibraryProblem(
                Message(
                    "The folder {folder} does not belong to any paper and has no {file}.", folder=folder, file=SIDECAR
                ),
                str(place),
            )
        )
    else:
        place.rmdir()


def paper_folders(folders: LibraryFolders) -> list[str]:
    """Returns the names of the folders below papers/. Links are not followed."""
    with os.scandir(folders.papers) as entries:
        return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False) and _is_text(entry.name)]


def _links_in(folders: LibraryFolders) -> list[Path]:
    with os.scandir(folders.papers) as entries:
        return sorted(Path(entry.path) for entry in entries if entry.is_symlink())


def _is_text(name: str) -> bool:
    """Returns True if a file name is valid text.

    Linux allows names that are not; the names of this program always are.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def checksum(path: Path) -> str:
    """Returns the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
