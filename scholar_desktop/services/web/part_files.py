"""Part files: unfinished downloads in <data>/downloads.

Each is locked by one worker. They are kept for two weeks, so that the next attempt can resume them.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from pathlib import Path

from scholar_desktop.domain.file_locks import lock_file, unlock_file
from scholar_desktop.domain.private_files import make_private_folder
from scholar_desktop.library.containment import contained, is_contained, is_regular_file
from scholar_desktop.net.part_file import forget_part, notes_path
from scholar_desktop.services.web.url_rules import normalise_url

PART = ".part"
_LOCK = ".lock"
NOTES = ".json"
"""Suffix of the file next to a part file that holds what is needed to resume it (`net.part_file`)."""
KEPT_S = 14 * 86_400.0
"""A part file is not resumed more than two weeks after its last byte: signed links and files have changed by then."""


def parts_folder(data_dir: Path) -> Path:
    """Returns the folder of the part files, on the library's file system: a finished file enters it by one rename."""
    return data_dir / "downloads"


def part_path(data_dir: Path, url: str) -> Path:
    """Returns the part file for *url*. The name depends only on the address, so that a later run finds the file.

    Raises OutsideLibrary (an OSError) if a link there leads out of the library folder.
    """
    return _in_folder(data_dir, _part_name(url))


def _in_folder(data_dir: Path, name: str) -> Path:
    return contained(data_dir, parts_folder(data_dir) / name)


def _part_name(url: str) -> str:
    return f"{hashlib.sha256(normalise_url(url).encode()).hexdigest()[:32]}{PART}"


class LockedPartFile:
    """A part file that is locked against other processes until `release`, or until the process ends in any way.

    Two processes may download the same address (the window, and a command at the same time); the second gets another
    part file. Raises OSError if nothing can be written.

    A part file, or a file next to it, that leads out of the library folder is left alone, and another name is taken.
    """

    def __init__(self, data_dir: Path, url: str) -> None:
        make_private_folder(contained(data_dir, parts_folder(data_dir)))
        first = parts_folder(data_dir) / _part_name(url)
        number = 1
        while True:
            self.path = first if number == 1 else first.with_name(f"{first.stem}-{number}{PART}")
            self._lock = self.path.with_name(f"{self.path.name}{_LOCK}")
            beside = (self.path, self._lock, notes_path(self.path))
            handle = lock_file(self._lock) if all(is_contained(data_dir, one) for one in beside) else None
            if handle is not None:
                self._handle: int | None = handle
                return
            number += 1

    def release(self) -> None:
        """Unlocks the part file. Removes its notes if the file was moved away; otherwise it is kept for resuming."""
        if self._handle is not None:
            if not self.path.exists():
                self.path.with_name(f"{self.path.name}{NOTES}").unlink(missing_ok=True)
            unlock_file(self._lock, self._handle)
            self._handle = None


def remove_parts(data_dir: Path, url: str) -> None:
    """Removes the part files of *url* and their notes. Raises OSError.

    A locked part file is kept: another process, or another item of the queue with the same address, is downloading it.
    """
    first = parts_folder(data_dir) / _part_name(url)
    if not is_contained(data_dir, first.parent):
        return
    for part in (first, *first.parent.glob(f"{first.stem}-*{PART}")):
        if not is_contained(data_dir, part.with_name(f"{part.name}{_LOCK}")):
            continue
        if not part.exists() and not notes_path(part).exists():
            continue
        lock = part.with_name(f"{part.name}{_LOCK}")
        if (handle := lock_file(lock)) is not None:
            try:
                forget_part(part)
            finally:
                unlock_file(lock, handle)


def delete_old_parts(folder: Path, *, now: float | None = None) -> int:
    """Removes outdated files in *folder*, and lock files of processes that have ended.

    Args:
        now: seconds since 1970, for tests; None for the current time.

    Returns:
        How many files were removed.
    """
    limit = (time.time() if now is None else now) - KEPT_S
    gone = 0
    if not is_contained(folder.parent, folder.name) or not folder.is_dir():
        return gone
    for file in folder.iterdir():
        if not is_regular_file(file):
            continue  # a link is not followed
        with contextlib.suppress(OSError):  # in use, or already removed
            if file.name.endswith(PART + _LOCK):
                if (handle := lock_file(file)) is not None:
                    unlock_file(file, handle)
                    gone += 1
                continue
            if file.stat().st_mtime < limit:
                file.unlink()
                gone += 1
    return gone
