"""File moves that belong to a transaction: all of them happen with its commit, or none.

Before a file is moved, the move is written to a file in <data>/.library; the transaction notes the same token in the
table `commits`. When a process dies in between, the next one that holds the write lock looks: token there, so the
operation was committed and only the journal is left to delete; token not there, so the moves are done backwards.
Only the holder of the write lock makes journals, so one found under that lock has no living owner (or one that has
just committed and is about to delete it).
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

from scholar_desktop.library.folders import LibraryFolders, sync_folder

log = logging.getLogger(__name__)
_PATTERN = "moves-*.jsonl"


class MoveJournal:
    """The moves of one operation. Needs the write lock of the database from the first move to the end."""

    def __init__(self, folders: LibraryFolders, at: Callable[[str], None]) -> None:
        self.token = uuid.uuid4().hex
        self._folders = folders
        self._path = folders.work / f"moves-{self.token}.jsonl"
        self._at = at
        self.is_begun = False

    def move(self, moves: Sequence[tuple[Path, Path]]) -> None:
        """Rename each (from, to); `to` must not exist, its folder is made. Raises OSError."""
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
        """Undo the moves. Raises OSError; then the journal stays for the next opening."""
        if self._path.exists():
            _take_back(self._path, self._folders)
            self._path.unlink()

    def forget(self) -> None:
        """The operation is committed, so whoever finds the journal later only deletes it."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.info("a finished journal could not be deleted: %s", error)


def has_leftovers(folders: LibraryFolders) -> bool:
    """Whether somebody left a journal (the write lock decides what it means)."""
    return any(folders.work.glob(_PATTERN))


def is_interrupted(connection: sqlite3.Connection, folders: LibraryFolders) -> bool:
    """Whether an operation died in the middle. Under the write lock that is certain: nobody else is in one."""
    return any(not _is_committed(connection, path) for path in folders.work.glob(_PATTERN))


def recover(connection: sqlite3.Connection, folders: LibraryFolders) -> list[str]:
    """Finish or take back what others left. Call it with the write lock held, before any move of one's own.

    Returns, for the log, what was taken back. Raises OSError.
    """
    taken_back: list[str] = []
    for path in sorted(folders.work.glob(_PATTERN)):
        if not _is_committed(connection, path):
            taken_back += _take_back(path, folders)
        path.unlink(missing_ok=True)
    connection.execute("DELETE FROM commits")
    return taken_back


def _is_committed(connection: sqlite3.Connection, path: Path) -> bool:
    token = path.stem.removeprefix("moves-")
    return connection.execute("SELECT 1 FROM commits WHERE token = ?", (token,)).fetchone() is not None


def _take_back(path: Path, folders: LibraryFolders) -> list[str]:
    taken_back = []
    for line in reversed(path.read_text("ascii").splitlines()):
        try:
            old, new = (folders.absolute(place) for place in json.loads(line))
        except ValueError:
            continue  # cut off while it was written, so its move was not begun
        if new.exists() and not old.exists():
            old.parent.mkdir(parents=True, exist_ok=True)
            os.rename(new, old)
            sync_folder(old.parent)
            taken_back.append(str(old))
        if new.parent.parent in (folders.papers, folders.trash):
            with suppress(OSError):  # not empty: it was there before
                new.parent.rmdir()
    return taken_back
