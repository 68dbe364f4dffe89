"""Replaces library.sqlite by a database that was built beside it.

The new database is complete and flushed to the disk before anything is changed. A note in <data>/.library then says
that the replacement has begun; from there on, the next opening completes it. A process that dies at any moment
therefore leaves the old database or the new one.
"""

from __future__ import annotations

import contextlib
import logging
import os
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from scholar_desktop.library.containment import is_plain_name, is_regular_file
from scholar_desktop.library.folders import (
    DATABASE_ENDINGS,
    LibraryFolders,
    free_name,
    sync_folder,
    write_whole,
)

log = logging.getLogger(__name__)

_NOTE = "replacing"
_NEW = "library.new.sqlite"
_KEPT_AS = "library.replaced-"


def new_database(folders: LibraryFolders) -> Path:
    """Returns the path at which a new database is built."""
    return folders.inside(folders.work / _NEW)


def is_missing(folders: LibraryFolders) -> bool:
    """Returns True if there is no database, or an empty file in its place."""
    return not folders.database.exists() or folders.database.stat().st_size == 0


def discard(folders: LibraryFolders) -> None:
    """Deletes a new database that was not completed, and a copy that an earlier version did not put in place."""
    (folders.work / "library.going-back.part").unlink(missing_ok=True)
    for ending in DATABASE_ENDINGS:
        _beside(folders.work / _NEW, ending).unlink(missing_ok=True)


def is_noted(folders: LibraryFolders) -> bool:
    """Returns True if a replacement has begun: the next opening completes it."""
    return is_regular_file(folders.work / _NOTE)


def replace(folders: LibraryFolders, at: Callable[[str], None]) -> None:
    """Puts the new database in place. The old one is kept next to it.

    The caller holds the library alone, and the new database is closed and flushed to the disk.

    Raises:
        OSError: before the note is written, nothing has changed; after it, the next opening completes the replacement.
    """
    name = ""
    if not is_missing(folders):
        today = datetime.now(UTC).strftime("%Y-%m-%d")
        name = free_name(f"{_KEPT_AS}{today}.sqlite", lambda name: os.path.lexists(folders.data / name))
    write_whole(folders.work / _NOTE, name.encode(), uuid.uuid4().hex[:8])
    at("replacement_noted")
    finish(folders, at)


def finish(folders: LibraryFolders, at: Callable[[str], None] = lambda step: None) -> None:
    """Completes a replacement that was noted, or deletes a new database that was not completed. It may be repeated.

    The caller holds the library alone. Raises OSError.
    """
    note, new = folders.work / _NOTE, folders.work / _NEW
    if not is_regular_file(note):
        discard(folders)
        return
    if is_regular_file(new):
        _keep_old(folders, note.read_text("utf-8", "replace"))
        at("set_aside")
        os.replace(new, folders.database)
        sync_folder(folders.data)
        sync_folder(folders.work)
        at("replaced")
    note.unlink()


def _keep_old(folders: LibraryFolders, name: str) -> None:
    """Gives the old database the name under which it is kept; its own name goes to the new one by `os.replace`."""
    kept = folders.data / name if is_plain_name(name) and name.startswith(_KEPT_AS) else None
    if kept is not None and folders.database.exists() and not kept.exists():
        try:
            os.link(folders.database, kept)
        except OSError:  # a file system without hard links
            os.rename(folders.database, kept)
    for ending in DATABASE_ENDINGS[1:]:
        beside = _beside(folders.database, ending)
        if not os.path.lexists(beside):
            continue
        if kept is None:
            beside.unlink()
        else:
            os.replace(beside, _beside(kept, ending))
    with contextlib.suppress(FileNotFoundError):
        sync_folder(folders.data)


def _beside(database: Path, ending: str) -> Path:
    return database.with_name(database.name + ending)
