"""Copies of the database by date, in <data>/backups: library-2026-11-20.sqlite.

One is made on the first day after a change on which the library is opened, beside the work and in a thread of its own.
The last seven are kept, and of those before the newest of each of four weeks. They hold what no papers' folder has
(what can be taken back, the download queue) as well as what the folders have, but not the text of the PDFs, which is
long and is read anew from the files. `restoring.py` goes back to one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from scholar_desktop.library.database.migrations import APPLICATION_ID, MIGRATIONS
from scholar_desktop.library.database.worker_thread import ConnectionThread
from scholar_desktop.library.folders import LibraryFolders, sync_file, sync_folder

log = logging.getLogger(__name__)

DAYS, WEEKS = 7, 4
LEAST_FREE = 2
"""So many times the size of the database must be free on the disk."""
_LEFT_OUT = frozenset({"commits", "touched", "file_texts", "page_texts"})
_STEPS = 2_000
"""Of SQLite's machine between two looks whether the copy is still wanted."""


class Backups:
    """Makes the copy of the day, when one is due, and lets go of those that are too old."""

    def __init__(self, folders: LibraryFolders) -> None:
        self._folders = folders
        self._worker: ConnectionThread[_NoConnection] = ConnectionThread("library-backup", _NoConnection)
        self._unwanted = threading.Event()
        self._copying: asyncio.Future[None] | None = None

    @property
    def pending(self) -> int:
        return self._worker.pending

    def start(self, today: date) -> None:
        """Make a copy if one is due. What goes wrong is logged: the library is not the worse for it."""
        self._copying = self._worker.start(lambda _: _copy_if_due(self._folders, today, self._unwanted))

    async def settled(self) -> None:
        """Wait for a copy that is under way."""
        await self._worker.between(lambda: None)

    async def aclose(self, limit_s: float) -> None:
        """Wait so long for a copy that is under way, then give it up."""
        if self._copying is not None:
            await asyncio.wait([self._copying], timeout=limit_s)
        self._unwanted.set()
        await self._worker.aclose()


class _NoConnection:
    """A lane works with something that is opened and closed; a copy opens what it needs itself."""

    def close(self) -> None:
        """There is nothing to close."""


def is_due(folders: LibraryFolders, today: date) -> bool:
    """Whether there is a library to copy, it has changed since its last copy, and there is none of *today*."""
    known = copies_by_day(folders)
    if today in known or not any(folders.papers.iterdir()):
        return False
    last = max((path.stat().st_mtime for path in known.values()), default=0.0)
    beside = folders.database.with_name(folders.database.name + "-wal")
    waiting = beside.stat().st_size if beside.exists() else 0
    return waiting > 0 or folders.database.stat().st_mtime > last


def copy_database(folders: LibraryFolders, today: date, unwanted: threading.Event) -> Path:
    """Copy the database as it is now. Raises sqlite3.Error and OSError; then nothing is left."""
    folders.backups.mkdir(exist_ok=True)
    whole = folders.backups / f"library-{today.isoformat()}.sqlite"
    passing = whole.with_suffix(".part")
    passing.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(passing.as_uri(), uri=True, isolation_level=None)) as connection:
            connection.set_progress_handler(unwanted.is_set, _STEPS)
            connection.execute("PRAGMA synchronous = OFF")  # it is brought to the disk at the end
            connection.execute("ATTACH ? AS kept", (f"{folders.database.as_uri()}?mode=ro",))
            connection.execute("BEGIN")
            _fill(connection)
            connection.execute("COMMIT")
        sync_file(passing)
        os.replace(passing, whole)
        sync_folder(folders.backups)
    finally:
        for ending in ("", "-journal"):
            passing.with_name(passing.name + ending).unlink(missing_ok=True)
    return whole


def delete_old_copies(folders: LibraryFolders) -> None:
    """Delete the copies that are too old."""
    known = copies_by_day(folders)
    for day in known.keys() - days_to_keep(known):
        known[day].unlink(missing_ok=True)


def days_to_keep(days: Iterable[date]) -> set[date]:
    """The last seven of *days*, and of the earlier ones the newest of each of the last four weeks that have any."""
    newest_first = sorted(days, reverse=True)
    kept, earlier = newest_first[:DAYS], newest_first[DAYS:]
    by_week: dict[tuple[int, int], date] = {}
    for day in earlier:
        by_week.setdefault(day.isocalendar()[:2], day)
    return {*kept, *list(by_week.values())[:WEEKS]}


def copies_by_day(folders: LibraryFolders) -> dict[date, Path]:
    """The copies that there are, by their day."""
    found = {}
    if folders.backups.is_dir():
        for path in folders.backups.glob("library-*.sqlite"):
            with contextlib.suppress(ValueError):  # somebody else's file
                found[date.fromisoformat(path.stem.removeprefix("library-"))] = path
    return found


def _fill(connection: sqlite3.Connection) -> None:
    """Make the schema, and copy every table but those that are of the moment or can be read anew."""
    for migration in MIGRATIONS:
        migration(connection)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND name NOT LIKE '%_fts%'"
        )
    ]
    for table in tables:
        if table not in _LEFT_OUT:
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM kept.{table}")  # noqa: S608  our own names
    # the triggers on `files` have counted the PDFs once more
    connection.execute("UPDATE main.papers SET pdfs = (SELECT pdfs FROM kept.papers AS old WHERE old.id = papers.id)")


def _copy_if_due(folders: LibraryFolders, today: date, unwanted: threading.Event) -> None:
    import shutil

    try:
        if not is_due(folders, today):
            return
        size = folders.database.stat().st_size
        if shutil.disk_usage(folders.data).free < LEAST_FREE * size:
            log.info("no copy of the library is made: the disk has little room left")
            return
        copy_database(folders, today, unwanted)
        delete_old_copies(folders)
    except (sqlite3.Error, OSError) as error:
        log.info("no copy of the library was made today: %s", error)
