"""The library as the writer thread uses it: one connection, and atomic operations with their undo entries."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from scholar_desktop.domain.library import Changes, LibraryProblem
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import stored_text
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.formats.cite_keys import base_key
from scholar_desktop.library.database.file_move_journal import MoveJournal, recover
from scholar_desktop.library.database.many_rows import insert_rows
from scholar_desktop.library.database.session_locks import LongChange, Session, is_long_change
from scholar_desktop.library.folders import LibraryFolders

log = logging.getLogger(__name__)

LONG_CHANGE = 200
"""Number of papers from which on other processes are told to wait for the end of a change."""
TOUCHED_KEPT = 20_000
"""Number of rows kept in `touched`. A process that has missed more than these treats all papers as changed."""

TOLD_TABLES = frozenset(("tags", "views", "apart", "not_duplicates", "saved_searches", "follows"))
"""The tables of rows that belong to no paper, which a process treats as changed if it has missed too much."""
_COLLECTION, _TABLE = "collection", "table"
"""Before the name of what was changed in `touched`, with a colon. The key of a paper has no colon."""


class Snapshot(msgspec.Struct, frozen=True, rename=stored("rows")):
    """All rows of one paper: {table: [{column: value}]}."""

    rows: dict[str, list[dict[str, str | int | None]]]


class TableRow(msgspec.Struct, frozen=True, rename=stored("table name values")):
    """A row that does not belong to a paper.

    name: the columns that identify it; values: all columns, None if there was no row.
    """

    table: str
    name: dict[str, str | int | None]
    values: dict[str, str | int | None] | None


class CollectionRow(msgspec.Struct, frozen=True, rename=stored("key parent name position note")):
    """A collection before a change. parent: None at the top level."""

    key: int
    parent: int | None
    name: str
    position: int
    note: str = ""


class DetachedFile(msgspec.Struct, frozen=True, rename=stored("row place")):
    """A file that undo took from its paper.

    row: its row of the table `files`; place: where it is in the trash, in the form of `LibraryFolders.relative`.
    """

    row: dict[str, str | int | None]
    place: str


class Inverse(
    msgspec.Struct,
    rename=stored(
        "withdraw detach moves restore stars to_read tags plain new_collections collections members notes drop attach "
        "entries trashed reading tag_looks stated"
    ),
):
    """How to undo an operation, or how to redo one that was undone.

    withdraw: keys of the papers that it added; detach: ids of the file rows that it added; moves: (from, to) of the
    files it moved, in the form of `LibraryFolders.relative`; restore: the papers before the operation; stars, to_read:
    {key: value before}; tags: (key, tag, whether the paper had it); plain: rows of no paper before the operation;
    new_collections: ids of the collections that it created, parents first; collections: the collections before the
    operation, parents first; members: (collection, key of the paper, whether the paper was in it); notes: (key, texts
    before); drop: keys of the papers that it restored, whose folders are in `moves`; attach: the files that it took
    from their papers; entries: (key, own fields before, citation key before), the fields as JSON; trashed: {key: since
    when it was in the trash, or None}; reading: {key: reading state before}, which earlier versions wrote as to_read;
    tag_looks: (tag, colour before, key 1 to 9 before); stated: (key, what the services stated before, as JSON).
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
    drop: list[str] = []
    attach: list[DetachedFile] = []
    entries: list[tuple[str, str, str]] = []
    trashed: dict[str, str | None] = {}
    reading: dict[str, str] = {}
    tag_looks: list[tuple[str, str | None, int | None]] = []
    stated: list[tuple[str, str]] = []

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to undo."""
        return not any(getattr(self, field) for field in self.__struct_fields__)


class WriteSession:
    """An open library. All methods run in the thread that opened it."""

    def __init__(
        self,
        folders: LibraryFolders,
        connection: sqlite3.Connection,
        session: Session,
        *,
        now: Callable[[], datetime],
        at: Callable[[str], None],
    ) -> None:
        """Creates the session for an open connection.

        Args:
            at: called with the name of each step after which a crash is possible; tests simulate crashes there.
        """
        self.folders = folders
        self.connection = connection
        self.session = session
        self.at = at
        self.problems: list[LibraryProblem] = []
        self.on_touched: Callable[[int], None] = lambda count: None
        """Called during an operation with the number of papers that it has changed so far. What it raises ends the
        operation, and nothing is changed."""
        self.make_key: Callable[[Paper], str] = base_key
        """Makes the citation key of a new paper, before a letter makes it unique."""
        self.on_step: Callable[[], None] = lambda: None
        """Called when an operation has made an undo entry, and when one was undone or redone."""
        self.done_here: set[int] = set()
        """The numbers of the undo entries that this session has made or redone, and not undone since."""
        self.undone_here: set[int] = set()
        """The numbers of the undo entries that this session has undone, and not redone since."""
        self._now = now
        self._long_change = LongChange(folders)
        self._seen_touched = self.last_touched()
        self._seen_version = self._data_version()

    def now(self) -> str:
        """Returns the current time in ISO 8601, UTC."""
        return utc_timestamp(self._now())

    def clock(self) -> datetime:
        """Returns the current time as a datetime."""
        return self._now()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Opens a transaction that holds the write lock from the start.

        Commits at the end; rolls back after an exception.
        """
        self._begin()
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
        """Opens one change of the library. Rows, file moves and the undo entry are committed together at the end."""
        journal = MoveJournal(self.folders, self.at)
        connection = self.connection
        self._begin()
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
                    journal.take_back()  # before the lock is released
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
            self._long_change.end()
        self.at("committed")
        journal.forget()
        self.at("journal_forgotten")

    def _begin(self) -> None:
        """Takes the write lock. While another process changes many papers, waits for its end, however long."""
        while True:
            is_long = is_long_change(self.folders)
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or not (is_long or is_long_change(self.folders)):
                    raise

    def note_touched(self, count: int) -> None:
        """Called during an operation with the number of papers that it has changed so far."""
        if count == LONG_CHANGE:
            self._long_change.begin()
        self.on_touched(count)

    def others_touched(self) -> Changes | None:
        """Returns what other processes changed since the last call: papers, collections, and other tables.

        Returns None if no other process wrote anything.
        """
        version = self._data_version()
        if version == self._seen_version:
            return None
        self._seen_version = version
        last, first = self._seen_touched, self._first_touched()
        self._seen_touched = self.last_touched()
        if first > last + 1:
            rows = self.connection.execute("SELECT key FROM papers")
            return Changes(papers=frozenset(key for (key,) in rows), tables=TOLD_TABLES)
        rows = self.connection.execute(
            "SELECT DISTINCT paper_key FROM touched WHERE seq > ? AND session <> ?", (last, self.session.id)
        )
        papers, collections, tables = set[str](), set[str](), set[str]()
        for (name,) in rows:
            kind, colon, rest = name.partition(":")
            (papers if not colon else collections if kind == _COLLECTION else tables).add(rest or name)
        return Changes(papers=frozenset(papers), collections=frozenset(collections), tables=frozenset(tables))

    def report(self, problem: LibraryProblem) -> None:
        """Records an inconsistency that was found: writes it to the log and adds it to `problems`."""
        log.info("%s", problem.message)
        self.problems.append(problem)

    def close(self) -> None:
        """Closes the connection and ends the session."""
        self.connection.close()
        self.session.end()

    def _data_version(self) -> int:
        # The value changes when another connection commits, not when this one does.
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def last_touched(self) -> int:
        """Returns the number of the last row of `touched` that there ever was."""
        row = self.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'touched'").fetchone()
        return 0 if row is None else int(row[0])

    def _first_touched(self) -> int:
        return int(self.connection.execute("SELECT ifnull(min(seq), 0) FROM touched").fetchone()[0])


class Operation:
    """One change in progress. Set `label` to give it an undo entry.

    Attributes:
        papers: keys of the papers that it changed.
        files: checksums of the files that it changed.
        tables: names of the other tables that it changed.
        collections: row numbers of the collections that it changed.
        label: the name of the change in the Undo menu; None for a change that cannot be undone.
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
        self._has_dropped_step = False

    @property
    def undo_id(self) -> int:
        """The number of the undo entry, which is also the name of its folder in the trash."""
        if self._undo_id is None:
            made = self.connection.execute(
                "INSERT INTO undo (label, done, inverse) VALUES ('', ?, '{}')", (self.writer.now(),)
            )
            assert made.lastrowid is not None
            self._undo_id = made.lastrowid
        return self._undo_id

    def move(self, moves: Sequence[tuple[Path, Path]], *, can_be_taken_back: bool = True) -> None:
        """Renames files or folders as part of this operation.

        Args:
            moves: pairs of source and target.
            can_be_taken_back: True if undo moves the files back.
        """
        if not moves:
            return
        if not self._journal.is_begun:
            recover(self.connection, self.folders)
            self.connection.execute("INSERT INTO commits (token) VALUES (?)", (self._journal.token,))
        self._journal.move(moves)
        if can_be_taken_back:
            relative = self.folders.relative
            self.inverse.moves += [(relative(old), relative(new)) for old, new in moves]

    def drop_newest_step(self) -> None:
        """Removes the last undo entry, because this operation restores what was before it."""
        (newest,) = self.connection.execute("SELECT max(id) FROM undo").fetchone()
        self.connection.execute("DELETE FROM undo WHERE id = ?", (newest,))
        self.writer.done_here.discard(newest)
        self._has_dropped_step = True

    def note_changed(self, key: str) -> None:
        """Notes that a paper was changed or deleted: listeners are notified."""
        self.papers.add(key)
        self.writer.note_touched(len(self.papers))

    def touch(self, key: str) -> None:
        """Marks a paper as changed: listeners are notified, and its sidecar is written again."""
        self.note_changed(key)
        self.connection.execute("UPDATE papers SET sidecar_due = 1 WHERE key = ?", (key,))

    def write_down(self) -> None:
        """Writes the undo entry, after which nothing can be redone, and the list of changed papers for other processes.

        Called last, before the commit.
        """
        if self.label is not None and not self.inverse.is_empty:
            self.connection.execute(
                "UPDATE undo SET label = ?, inverse = ? WHERE id = ?",
                (stored_text(self.label), msgspec.json.encode(self.inverse).decode(), self.undo_id),
            )
            self.connection.execute("UPDATE undo SET redo = NULL WHERE redo IS NOT NULL")
            self.writer.done_here.add(self.undo_id)
            self.writer.undone_here.clear()
            self.writer.on_step()
        else:
            self.label = None
            if self._undo_id is not None:
                self.connection.execute("DELETE FROM undo WHERE id = ?", (self._undo_id,))
        session = self.writer.session.id
        touched = [
            *self.papers,
            *(f"{_COLLECTION}:{key}" for key in sorted(self.collections)),
            *(f"{_TABLE}:{name}" for name in sorted(self.tables)),
        ]
        rows = [(session, name) for name in touched[-TOUCHED_KEPT:]]
        if left_out := len(touched) - len(rows):  # the numbers show that they are missing
            first = self.writer.last_touched() + left_out + 1
            self.connection.execute("INSERT INTO touched (seq, session, paper_key) VALUES (?, ?, ?)", (first, *rows[0]))
            del rows[0]
        insert_rows(self.connection, "touched", ("session", "paper_key"), rows)
        if touched:
            self.connection.execute(
                "DELETE FROM touched WHERE seq <= (SELECT max(seq) FROM touched) - ?", (TOUCHED_KEPT,)
            )

    def changes(self) -> Changes:
        """Returns what the operation changed, for the listeners."""
        return Changes(
            papers=frozenset(self.papers),
            files=frozenset(self.files),
            collections=frozenset(self.collections),
            tables=frozenset(self.tables),
            label=self.label,
            restored=frozenset(key for key, since in self.inverse.trashed.items() if since is not None),
            has_dropped_step=self._has_dropped_step,
        )
