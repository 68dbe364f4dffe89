"""The journal of file moves: moves that belong to a transaction happen with its commit, or not at all.

Before a file is moved, the move is written to a journal file in <data>/.library, and the transaction inserts the
journal's token into the table `commits`. If the process dies in between, the next process that holds the write lock
recovers: if the token is in the table, the operation was committed and only the journal is deleted; if not, the moves
are reversed. Only the holder of the write lock creates journals, so a journal found under that lock belongs to no
running operation (or to one that has just committed and is about to delete it).
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from scholar_desktop.library.containment import OutsideLibrary, is_regular_file
from scholar_desktop.library.folders import LibraryFolders, sync_folder

log = logging.getLogger(__name__)
_PATTERN = "moves-*.jsonl"


class MoveJournal:
    """The file moves of one operation.

    The caller holds the write lock of the database from the first move to the end.
    """

    def __init__(self, folders: LibraryFolders, at: Callable[[str], None]) -> None:
        self.token = uuid.uuid4().hex
        self._folders = folders
        self._path = folders.work / f"moves-{self.token}.jsonl"
        self._at = at
        self.is_begun = False

    def move(self, moves: Sequence[tuple[Path, Path]]) -> None:
        """Renames files or folders.

        Args:
            moves: pairs of source and target. The target must not exist; its folder is created.

        Raises:
            OutsideLibrary: a source or a target leads out of the library folder; nothing is moved.
            OSError: a file cannot be moved or the journal cannot be written.
        """
        if not moves:
            return
        lines = [json.dumps([self._folders.relative(old), self._folders.relative(new)]) + "\n" for old, new in moves]
        with self._path.open("a", encoding="ascii") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        if not self.is_begun:
            sync_folder(self._path.parent)
            self.is_begun = True
        self._at("journaled")
        for old, new in moves:
            new.parent.mkdir(parents=True, exist_ok=True)
            os.rename(old, new)
        for folder in {new.parent for _, new in moves} | {old.parent for old, _ in moves}:
            if folder.is_dir():
                sync_folder(folder)
        self._at("moved")

    def take_back(self) -> None:
        """Reverses the moves. Raises OSError; the journal then remains and is used at the next opening."""
        if self._path.exists():
            _take_back(self._path, self._folders)
            self._path.unlink()

    def forget(self) -> None:
        """Deletes the journal after the commit. If this fails, the next recovery deletes it."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.info("a finished journal could not be deleted: %s", error)


def has_leftovers(folders: LibraryFolders) -> bool:
    """Returns True if there are journals of other processes; `recover` decides under the write lock what they mean."""
    return bool(_journals(folders))


def _journals(folders: LibraryFolders) -> list[Path]:
    return [path for path in sorted(folders.work.glob(_PATTERN)) if is_regular_file(path)]


def is_interrupted(connection: sqlite3.Connection, folders: LibraryFolders) -> bool:
    """Returns True if an operation was interrupted.

    Reliable under the write lock, as no other operation can be running.
    """
    return any(not _is_committed(connection, path) for path in _journals(folders))


def recover(
    connection: sqlite3.Connection, folders: LibraryFolders, refused: Callable[[str], None] = lambda place: None
) -> list[str]:
    """Completes or reverses the operations of processes that died.

    The caller must hold the write lock and must not have moved a file yet.

    Args:
        refused: called with each path in a journal that leads out of the library folder. Its line is skipped.

    Returns:
        The paths that were moved back, for the log.

    Raises:
        OSError: a file cannot be moved back.
    """
    taken_back: list[str] = []
    for path in _journals(folders):
        if not _is_committed(connection, path):
            taken_back += _take_back(path, folders, refused)
        path.unlink(missing_ok=True)
    connection.execute("DELETE FROM commits")
    return taken_back


def _is_committed(connection: sqlite3.Connection, path: Path) -> bool:
    token = path.stem.removeprefix("moves-")
    return connection.execute("SELECT 1 FROM commits WHERE token = ?", (token,)).fetchone() is not None


def _take_back(path: Path, folders: LibraryFolders, refused: Callable[[str], None] = lambda place: None) -> list[str]:
    taken_back = []
    for line in reversed(path.read_text("ascii", "replace").splitlines()):
        try:
            old, new = (folders.absolute(place) for place in json.loads(line))
        except OutsideLibrary as error:
            log.info("a line of a journal is skipped: %s", error)
            refused(error.filename)
            continue
        except (ValueError, TypeError, RecursionError):
            continue  # the line is incomplete, so its move was never started
        if new.exists() and not old.exists():
            old.parent.mkdir(parents=True, exist_ok=True)
            os.rename(new, old)
            sync_folder(old.parent)
            taken_back.append(str(old))
        if new.parent.parent in (folders.papers, folders.trash):
            with suppress(OSError):  # not empty: the folder existed before
                new.parent.rmdir()
    return taken_back
