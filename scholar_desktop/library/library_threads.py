"""The threads of an open library: one that writes and three that read, and what is done after each change."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from scholar_desktop.domain.errors import DiskError, LibraryDamaged, LibraryLocked, ScholarError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.library import Changes, LibraryProblem
from scholar_desktop.domain.paper import Paper
from scholar_desktop.formats.cite_keys import base_key
from scholar_desktop.library import open_library, sidecars
from scholar_desktop.library.database.worker_thread import ConnectionThread, until_done
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.failures import translate_errors
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.operations import undo
from scholar_desktop.library.recovery import backups
from scholar_desktop.library.tables import page_texts, paper_facts, word_index

log = logging.getLogger(__name__)
T = TypeVar("T")
C = TypeVar("C", bound=Changes | None)
Resource = TypeVar("Resource")

BUSY_S = 5.0
"""How long an operation waits for another process that holds the library, in seconds."""
PAUSE_S = 0.05
"""Pause between two batches of sidecars, so that other processes can write; in seconds."""
CLOSE_LIMIT_S = 3.0
"""How long sidecars are written on closing, in seconds, by a process that has changed something; the rest is written
when the library is opened again."""
TURN_S, WRITE_S = 0.1, 0.5
"""How long other processes may write, and then sidecars are written, in turn, in seconds. A process that waits asks
SQLite every 0.1 s, so it would seldom get its turn in a shorter time."""


class JobResult(msgspec.Struct, Generic[T], frozen=True):
    """The result of a job in the writer thread: its return value, its changes, and whether sidecars are due."""

    answer: T
    changes: Changes | None = None
    has_sidecars_due: bool = False


class LibraryThreads:
    """Opens the library at the first call, and runs jobs in its threads.

    Every change is one transaction, which is completed even if the caller is cancelled, and emits `changed` in the
    thread of the event loop.

    Attributes:
        changed: emitted with what an operation, an undo, or another process changed.
        make_key: makes the citation key of a new paper, before a letter makes it unique; called in the writer thread.
        steps: number of changes with an undo entry that were made, undone or redone here since the start.
        is_created_late: where there is no library folder yet, reading finds an empty library and does not create the
            folder; the first change does, and `create`. Off: reading creates it, too.
    """

    def __init__(
        self, data_dir: Path, *, busy_s: float, now: Callable[[], datetime], at: Callable[[str], None]
    ) -> None:
        """at: called in the writer thread with the name of each step at which tests simulate a crash."""
        self.changed: Event[Changes] = Event("library.changed")
        self.make_key: Callable[[Paper], str] = base_key
        self.steps = 0
        self.is_created_late = False
        self._folders = LibraryFolders(data_dir)
        self._busy_s = busy_s
        self._now = now
        self._at = at
        self._writer: ConnectionThread[WriteSession] = ConnectionThread("library-writer", self._open_for_writing)
        self._pages: ConnectionThread[sqlite3.Connection] = ConnectionThread("library-pages", self._open_reader)
        self._texts: ConnectionThread[sqlite3.Connection] = ConnectionThread("library-texts", self._open_reader)
        self._lookups: ConnectionThread[sqlite3.Connection] = ConnectionThread("library-lookups", self._open_reader)
        self._session: WriteSession | None = None
        """That of the writer thread; the others only read which changes it has made."""
        self._is_open = False
        self._is_frozen = False
        self._is_missing = False
        """The readers are connected to an empty library in memory."""
        self._is_tidy = False
        self._is_closing = False
        self._has_changed = False
        self._next_sidecars: asyncio.Handle | None = None
        self._backups = backups.Backups(self._folders)

    @property
    def data_dir(self) -> Path:
        """The library folder, absolute."""
        return self._folders.data

    @property
    def pending(self) -> int:
        """Number of running queries and changes, including sidecars and the daily copy."""
        lanes = (self._writer, self._pages, self._texts, self._lookups)
        return sum(worker.pending for worker in lanes) + (self._next_sidecars is not None) + self._backups.pending

    async def complete_facts(self) -> None:
        """Completes the index of words, and that of fields, which follows each change shortly after. Only after a large
        change, or in a library of an earlier version, is there something to wait for."""
        await self._complete(paper_facts.is_due, paper_facts.fill_due)

    async def complete_words(self) -> None:
        """Completes the index of words. Only after a large import is there something to wait for."""
        await self._complete(word_index.is_due, word_index.fill_due)

    async def _complete(
        self, is_due: Callable[[sqlite3.Connection], bool], fill_due: Callable[[WriteSession], bool]
    ) -> None:
        try:
            if await self._look_up(is_due):
                while await self._write(lambda writer: JobResult(fill_due(writer))):
                    pass
        except (DiskError, LibraryLocked) as error:
            log.info("an index of the library is not complete: %s", error)

    async def _write_sidecars_in_turns(self) -> None:
        """Writes the sidecars that are due, as many as possible within CLOSE_LIMIT_S."""
        ends = time.monotonic() + CLOSE_LIMIT_S
        is_due = True
        while is_due and time.monotonic() < ends:
            is_due = await self._write(lambda writer: JobResult(sidecars.write_all(writer, WRITE_S)))
            await asyncio.sleep(TURN_S if is_due else 0)
        if is_due:
            log.info("sidecars are still due; they are written when the library is opened again")

    async def _replace_database(self, change: Callable[[LibraryFolders], list[LibraryProblem] | None]) -> int:
        """Closes the database, runs *change* to replace it, and opens the new one. Returns its number of papers.

        What *change* found is in `problems` then.
        """
        try:
            await self._write(lambda writer: JobResult(sidecars.write_all(writer)))
        except LibraryDamaged as error:
            log.info("the database is left without its last changes: %s", error)
        for worker in (self._pages, self._texts, self._lookups):
            await worker.between(lambda: None)
        await self._backups.settled()
        self._is_open = False
        found = await self._writer.between(partial(self._in_folders, change))

        def look(writer: WriteSession) -> JobResult[int]:
            writer.problems[:0] = found or []
            keys = frozenset(key for (key,) in writer.connection.execute("SELECT key FROM papers"))
            files = frozenset(sha256 for (sha256,) in writer.connection.execute("SELECT sha256 FROM files"))
            return JobResult(len(keys), Changes(papers=keys, files=files))

        return await self._write(look)

    async def aclose(self) -> None:
        """Completes running work, closes the database, and ends the threads. The object cannot be used afterwards."""
        if self._is_closing:
            return
        self._is_closing = True
        if self._next_sidecars is not None:
            self._next_sidecars.cancel()
            self._next_sidecars = None
        for worker in (self._pages, self._texts, self._lookups):
            await worker.aclose()
        if self._is_open and self._has_changed:
            try:
                await self._write_sidecars_in_turns()
            except ScholarError as error:
                log.warning("some sidecars wait for the next opening: %s", error)
        await self._backups.aclose(CLOSE_LIMIT_S)
        await self._writer.aclose()

    def _open_for_writing(self) -> WriteSession:
        with translate_errors(self._folders.data):
            writer = open_library.open_for_writing(self._folders, busy_s=self._busy_s, now=self._now, at=self._at)
        writer.make_key = lambda paper: self.make_key(paper)
        writer.on_step = self._count_step
        self._session = writer
        return writer

    def _count_step(self) -> None:
        self.steps += 1

    def _open_reader(self) -> sqlite3.Connection:
        with translate_errors(self._folders.data):
            if self._is_missing:
                return open_library.connect_to_empty()
            return open_library.connect_to_read(self._folders, self._busy_s, is_frozen=self._is_frozen)

    def _open_checker(self) -> sqlite3.Connection:
        with translate_errors(self._folders.data):
            return open_library.connect(self._folders, self._busy_s)

    def _in_folders(self, job: Callable[[LibraryFolders], T]) -> T:
        with translate_errors(self._folders.data):
            return job(self._folders)

    def _translated(self, job: Callable[[Resource], T]) -> Callable[[Resource], T]:
        def run(resource: Resource) -> T:
            with translate_errors(self._folders.data):
                return job(resource)

        return run

    async def create(self) -> None:
        """Creates the library folder, which `is_created_late` has put off, if it is not there."""
        self.is_created_late = False
        if not self._folders.data.exists():
            await self._open()

    async def _open(self) -> None:
        """Opens the library in the writer thread, which creates or repairs it, before the readers connect. If nothing
        can be written (a full or read-only disk), the existing database is only read."""
        is_frozen = False
        is_missing = self.is_created_late and not self._is_open and not self._folders.data.exists()
        if not self._is_open and not is_missing:
            try:
                await self._do(lambda writer: None)
            except DiskError:
                is_frozen = await asyncio.to_thread(open_library.is_readable, self._folders)
                if not is_frozen:
                    raise
        if (is_frozen, is_missing) != (self._is_frozen, self._is_missing):
            self._is_frozen, self._is_missing = is_frozen, is_missing
            for worker in (self._pages, self._texts, self._lookups):
                await worker.between(lambda: None)  # they open new connections

    async def _change(self, job: Callable[[WriteSession], C], *, to_end: bool = False) -> C:
        def run(writer: WriteSession) -> JobResult[C]:
            changes = job(writer)
            if changes is not None and len(changes.papers) > sidecars.SIDECARS_PER_BATCH:
                # the rows are shown first; the files of many papers take seconds
                return JobResult(changes, changes, has_sidecars_due=True)
            return JobResult(changes, changes, has_sidecars_due=self._write_sidecars(writer))

        return await self._write(run, to_end=to_end)

    async def _do(self, job: Callable[[WriteSession], None]) -> None:
        def run(writer: WriteSession) -> JobResult[None]:
            job(writer)
            return JobResult(None)

        await self._write(run)

    async def _write(self, job: Callable[[WriteSession], JobResult[T]], *, to_end: bool = False) -> T:
        """Runs *job* to its end even if the task is cancelled. to_end: the task waits for that end."""
        future = self._writer.start(self._translated(job))
        future.add_done_callback(self._on_written)
        try:
            return (await asyncio.shield(future)).answer
        except asyncio.CancelledError:
            if to_end:
                await until_done(future)
            raise

    def _on_written(self, future: asyncio.Future[JobResult[T]]) -> None:
        """Called in the event loop's thread, even if the calling task was cancelled."""
        if future.cancelled() or future.exception() is not None:
            return
        done = future.result()
        self._is_open = True
        if done.changes is not None and not done.changes.is_empty:
            self._has_changed = True
            self.changed.emit(done.changes)
        if self._is_closing:
            return
        if not self._is_tidy:
            self._is_tidy = True
            self._start(self._tidy)
            self._backups.start(self._now().astimezone().date())
        elif done.has_sidecars_due and self._next_sidecars is None:
            self._next_sidecars = asyncio.get_running_loop().call_later(PAUSE_S, self._write_more_sidecars)

    def _start(self, job: Callable[[WriteSession], JobResult[None]]) -> None:
        self._writer.start(self._translated(job)).add_done_callback(self._on_written)

    def _write_more_sidecars(self) -> None:
        self._next_sidecars = None
        self._start(lambda writer: JobResult(None, has_sidecars_due=self._write_sidecars(writer)))

    def _tidy(self, writer: WriteSession) -> JobResult[None]:
        """Runs once after opening, when the first call has returned."""
        undo.forget_old(writer)
        page_texts.delete_unneeded(writer)
        return JobResult(None, has_sidecars_due=self._write_sidecars(writer))

    def _write_sidecars(self, writer: WriteSession) -> bool:
        """Computes the facts of a batch of papers, and then writes a batch of due sidecars; True if more are due. A
        sorted list waits for the facts, nothing for the sidecars. If this fails, the change itself is still saved."""
        try:
            with translate_errors(self._folders.data):
                if paper_facts.fill_due(writer):
                    return True
                return sidecars.is_due(writer.connection) and sidecars.write_due(writer)
        except ScholarError as error:
            log.warning("sidecars could not be written, and will be at the next change: %s", error)
            return False

    async def _look_up_texts(self, job: Callable[[sqlite3.Connection], T]) -> T:
        return await self._read(self._texts, job)

    async def _look_up(self, job: Callable[[sqlite3.Connection], T]) -> T:
        return await self._read(self._lookups, job)

    async def _read(self, worker: ConnectionThread[sqlite3.Connection], job: Callable[[sqlite3.Connection], T]) -> T:
        await self._open()

        def run(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN")  # so that several statements read the same state
            try:
                return job(connection)
            finally:
                connection.execute("ROLLBACK")

        return await worker.ask(self._translated(run), sqlite3.Connection.interrupt)
