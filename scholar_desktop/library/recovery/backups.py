"""Daily copies of the database in <data>/backups: library-2026-11-20.sqlite.

A copy is made in a separate thread when the library is opened on a later day than that of the last copy and has changed
since. The last seven copies are kept, and before those the newest of each of four weeks. A copy contains what no folder
of a paper has (undo entries, the download queue) as well as what the folders have, but not the text of the PDFs, which
is long and can be read again from the files. `restoring.py` restores a copy.
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

from scholar_desktop.domain.private_files import make_private_file, make_private_folder
from scholar_desktop.library.containment import is_contained, is_regular_file
from scholar_desktop.library.database.migrations import create_all
from scholar_desktop.library.database.worker_thread import ConnectionThread
from scholar_desktop.library.folders import LibraryFolders, sync_file, sync_folder

log = logging.getLogger(__name__)

DAYS, WEEKS = 7, 4
LEAST_FREE = 2
"""The free disk space that a copy requires, as a multiple of the size of the database."""
_LEFT_OUT = frozenset({"commits", "touched", "file_texts", "page_texts", "facts_due", "index_due"})
_STEPS = 2_000
"""Number of SQLite virtual machine steps between two checks whether the copy was cancelled."""


class Backups:
    """Makes the daily copy when it is due, and deletes copies that are too old."""

    def __init__(self, folders: LibraryFolders) -> None:
        self._folders = folders
        self._worker: ConnectionThread[_NoConnection] = ConnectionThread("library-backup", _NoConnection)
        self._unwanted = threading.Event()
        self._copying: asyncio.Future[None] | None = None

    @property
    def pending(self) -> int:
        """Number of copies that are waiting or being made."""
        return self._worker.pending

    def start(self, today: date) -> None:
        """Makes a copy if one is due. Errors are only logged, as they do not affect the library."""
        self._copying = self._worker.start(lambda _: _copy_if_due(self._folders, today, self._unwanted))

    async def settled(self) -> None:
        """Waits for a running copy."""
        await self._worker.between(lambda: None)

    async def aclose(self, limit_s: float) -> None:
        """Waits up to *limit_s* seconds for a running copy, then cancels it."""
        if self._copying is not None:
            await asyncio.wait([self._copying], timeout=limit_s)
        self._unwanted.set()
        await self._worker.aclose()


class _NoConnection:
    """The resource of the copying thread. ConnectionThread requires one, but a copy opens its own connections."""

    def close(self) -> None:
        """Does nothing."""


def is_due(folders: LibraryFolders, today: date) -> bool:
    """Returns True if there is a library that has changed since its last copy, and no copy of *today*."""
    known = copies_by_day(folders)
    if today in known or not any(folders.papers.iterdir()):
        return False
    last = max((path.stat().st_mtime for path in known.values()), default=0.0)
    beside = folders.database.with_name(folders.database.name + "-wal")
    waiting = beside.stat().st_size if beside.exists() else 0
    return waiting > 0 or folders.database.stat().st_mtime > last


def copy_database(folders: LibraryFolders, today: date, unwanted: threading.Event) -> Path:
    """Copies the database in its current state.

    Args:
        unwanted: set to cancel the copy.

    Raises:
        sqlite3.Error, OSError: the copy failed; no partial file is left.
    """
    make_private_folder(folders.backups)
    whole = folders.backups / f"library-{today.isoformat()}.sqlite"
    passing = whole.with_suffix(".part")
    for ending in ("", "-journal"):
        passing.with_name(passing.name + ending).unlink(missing_ok=True)
    make_private_file(passing)
    try:
        with contextlib.closing(sqlite3.connect(passing.as_uri(), uri=True, isolation_level=None)) as connection:
            connection.set_progress_handler(unwanted.is_set, _STEPS)
            connection.execute("PRAGMA synchronous = OFF")  # the finished copy is flushed to the disk at the end
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
    """Deletes the copies that are too old."""
    known = copies_by_day(folders)
    for day in known.keys() - days_to_keep(known):
        known[day].unlink(missing_ok=True)


def days_to_keep(days: Iterable[date]) -> set[date]:
    """Returns the last seven of *days*, and of earlier days the newest of each of the last four weeks with a copy."""
    newest_first = sorted(days, reverse=True)
    kept, earlier = newest_first[:DAYS], newest_first[DAYS:]
    by_week: dict[tuple[int, int], date] = {}
    for day in earlier:
        by_week.setdefault(day.isocalendar()[:2], day)
    return {*kept, *list(by_week.values())[:WEEKS]}


def copies_by_day(folders: LibraryFolders) -> dict[date, Path]:
    """Returns the existing copies by their day."""
    found = {}
    if is_contained(folders.data, folders.backups) and folders.backups.is_dir():
        for path in filter(is_regular_file, folders.backups.glob("library-*.sqlite")):
            with contextlib.suppress(ValueError):  # a file of another program or of the user
                found[date.fromisoformat(path.stem.removeprefix("library-"))] = path
    return found


def _fill(connection: sqlite3.Connection) -> None:
    """Creates the schema, and copies all tables except those with temporary data or text of the PDFs."""
    create_all(connection)
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
    # the triggers on `papers` and `entries` have noted every paper as due
    connection.execute("DELETE FROM main.facts_due")
    connection.execute(
        """
        INSERT INTO main.facts_due SELECT paper_id FROM kept.facts_due
            UNION SELECT papers.id FROM kept.index_due JOIN kept.papers ON papers.id BETWEEN first_id AND last_id
        """
    )
    # the triggers on `files` have counted the PDFs twice
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
