"""The library as its writer thread sees it: one connection, and operations that happen whole or not at all."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from scholar_desktop.domain.library import Changes, LibraryProblem
from scholar_desktop.domain.stored_names import stored
from scholar_desktop.library.database.journal import MoveJournal, recover
from scholar_desktop.library.database.sessions import Session
from scholar_desktop.library.folders import LibraryFolders

log = logging.getLogger(__name__)

TOUCHED_KEPT = 20_000
"""So many rows of `touched` are kept; a process that has slept through more of them takes all papers as touched."""


class Snapshot(msgspec.Struct, frozen=True, rename=stored("rows")):
    """Every row of one paper: {table: [{column: value}]}."""

    rows: dict[str, list[dict[str, str | int | None]]]


class TableRow(msgspec.Struct, frozen=True, rename=stored("table name values")):
    """A row that belongs to no paper. name: the columns that name it; values: all of its columns, None for no row."""

    table: str
    name: dict[str, str | int | None]
    values: dict[str, str | int | None] | None


class CollectionRow(msgspec.Struct, frozen=True, rename=stored("key parent name position")):
    """A collection as it was. parent: None at the top."""

    key: int
    parent: int | None
    name: str
    position: int


class Inverse(
    msgspec.Struct,
    rename=stored("withdraw detach moves restore stars to_read tags plain new_collections collections members notes"),
):
    """How an operation is taken back, in this order.

    withdraw: keys of papers that it added; detach: ids of file rows that it added; moves: (from, to) of what it moved,
    as `LibraryFolders.relative` writes it; restore: papers as they were; stars, to_read: {key: so before}; tags:
    (key, tag,
    had it); plain: rows of no paper as they were; new_collections: rows that it made, each after the one above it;
    collections: as they were, in the same order; members: (collection, key of the paper, was in it);
    notes: (key, texts before).
    """

    withdraw: list[str] = []
    detach: list[int] = []
    moves: list[tuple[str, str]] = []
    restore: list[Snapshot] = []
    stars: dict[str, bool] = {}
    to_read: dict[str, bool] = {}
    tags: list[tuple[str, str, bool]] = []
    plain: list[TableRow] = []
    new_collections: list[int] = []
    collections: list[CollectionRow] = []
    members: list[tuple[int, str, bool]] = []
    notes: list[tuple[str, list[str]]] = []

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, field) for field in self.__struct_fields__)


class WriteSession:
    """An open library. Everything here runs in the thread that opened it."""

    def __init__(
        self,
        folders: LibraryFolders,
        connection: sqlite3.Connection,
        session: Session,
        *,
        now: Callable[[], datetime],
        at: Callable[[str], None],
    ) -> None:
        """at: called with the name of each step that a crash may follow; tests crash there."""
        self.folders = folders
        self.connection = connection
        self.session = session
        self.at = at
        self.problems: list[LibraryProblem] = []
        self._now = now
        self._seen_touched = self._last_touched()
        self._seen_version = self._data_version()

    def now(self) -> str:
        """ISO 8601, UTC."""
        return iso_time(self._now())

    def clock(self) -> datetime:
        return self._now()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The write lock, from the first statement on; a commit at the end, nothing at all after an exception."""
        self.connection.execute("BEGIN IMMEDIATE")
        committed = False
        try:
            yield self.connection
            self.connection.execute("COMMIT")
            committed = True
        finally:
            if not committed and self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    @contextmanager
    def operation(self) -> Iterator[Operation]:
        """One change of the library. Rows, file moves and the undo entry are committed together at the end."""
        journal = MoveJournal(self.folders, self.at)
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        is_done = False
        try:
            operation = Operation(self, connection, journal)
            yield operation
            operation.write_down()
            self.at("before_commit")
            connection.execute("COMMIT")
            is_done = True
        finally:
            if not is_done:
                try:
                    journal.take_back()  # before the lock goes
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
        self.at("committed")
        journal.forget()
        self.at("journal_forgotten")

    def others_touched(self) -> frozenset[str] | None:
        """Keys of the papers that other processes touched since the last call; None when nobody wrote anything."""
        version = self._data_version()
        if version == self._seen_version:
            return None
        self._seen_version = version
        last, first = self._seen_touched, self._first_touched()
        self._seen_touched = self._last_touched()
        if first > last + 1:
            rows = self.connection.execute("SELECT key FROM papers")
        else:
            rows = self.connection.execute(
                "SELECT DISTINCT paper_key FROM touched WHERE seq > ? AND session <> ?", (last, self.session.id)
            )
        return frozenset(key for (key,) in rows)

    def report(self, problem: LibraryProblem) -> None:
        """Something was found that was not as it should be: for the log, and for whoever asks for the problems."""
        log.info("%s", problem.message)
        self.problems.append(problem)

    def close(self) -> None:
        """Close the library in order."""
        self.connection.close()
        self.session.end()

    def _data_version(self) -> int:
        # Changes when another connection commits, not when this one does.
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def _last_touched(self) -> int:
        row = self.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'touched'").fetchone()
        return 0 if row is None else int(row[0])

    def _first_touched(self) -> int:
        return int(self.connection.execute("SELECT ifnull(min(seq), 0) FROM touched").fetchone()[0])


class Operation:
    """What one change has done so far. `papers`, `files`, `tables`, `collections`: keys, checksums, names and row
    numbers that it touched.

    Set `label` to make it one that a person can take back.
    """

    def __init__(self, writer: WriteSession, connection: sqlite3.Connection, journal: MoveJournal) -> None:
        self.writer = writer
        self.folders = writer.folders
        self.connection = connection
        self.papers: set[str] = set()
        self.files: set[str] = set()
        self.tables: set[str] = set()
        self.collections: set[str] = set()
        self.inverse = Inverse()
        self.label: str | None = None
        self._journal = journal
        self._undo_id: int | None = None

    @property
    def undo_id(self) -> int:
        """The number of its undo entry, and so of its folder in the trash."""
        if self._undo_id is None:
            made = self.connection.execute(
                "INSERT INTO undo (label, done, inverse) VALUES ('', ?, '{}')", (self.writer.now(),)
            )
            assert made.lastrowid is not None
            self._undo_id = made.lastrowid
        return self._undo_id

    def move(self, moves: Sequence[tuple[Path, Path]], *, can_be_taken_back: bool = True) -> None:
        """Rename files or folders as part of this operation; with *can_be_taken_back*, undo moves them back."""
        if not moves:
            return
        if not self._journal.is_begun:
            recover(self.connection, self.folders)
            self.connection.execute("INSERT INTO commits (token) VALUES (?)", (self._journal.token,))
        self._journal.move(moves)
        if can_be_taken_back:
            relative = self.folders.relative
            self.inverse.moves += [(relative(old), relative(new)) for old, new in moves]

    def touch(self, key: str) -> None:
        """The paper has changed: listeners hear of it, and its sidecar is written again."""
        self.papers.add(key)
        self.connection.execute("UPDATE papers SET sidecar_due = 1 WHERE key = ?", (key,))

    def write_down(self) -> None:
        """Write the undo entry and what others may want to know. The last thing before the commit."""
        if self.label is not None and not self.inverse.is_empty:
            self.connection.execute(
                "UPDATE undo SET label = ?, inverse = ? WHERE id = ?",
                (self.label, msgspec.json.encode(self.inverse).decode(), self.undo_id),
            )
        else:
            self.label = None
            if self._undo_id is not None:
                self.connection.execute("DELETE FROM undo WHERE id = ?", (self._undo_id,))
        session = self.writer.session.id
        self.connection.executemany(
            "INSERT INTO touched (session, paper_key) VALUES (?, ?)", [(session, key) for key in sorted(self.papers)]
        )
        if self.papers:
            self.connection.execute(
                "DELETE FROM touched WHERE seq <= (SELECT max(seq) FROM touched) - ?", (TOUCHED_KEPT,)
            )

    def changes(self) -> Changes:
        return Changes(
            papers=frozenset(self.papers),
            files=frozenset(self.files),
            collections=frozenset(self.collections),
            tables=frozenset(self.tables),
            label=self.label,
        )


def iso_time(moment: datetime) -> str:
    """*moment* as it is written down, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
