"""Temporary copies of PDFs for other programs.

A program may move a dropped file or write into it, so the library's own file is never passed on.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.private_files import make_private_folder
from scholar_desktop.formats.file_names import safe_name

log = logging.getLogger(__name__)

KEPT_S = 24 * 3600.0
"""How long a staged copy is kept, in seconds, as a program may take its time."""
COPIED_BYTES = 64_000_000
"""Number of bytes that are copied for one drag; further files are hard-linked, because a drag must start at once."""


class StagingFolder:
    """Staged copies, each in its own folder below *folder*, which need not exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stage(self, files: Sequence[Path]) -> list[Path]:
        """Copies *files* under names that reference managers accept (no `[ ] %`).

        Unchanged copies of earlier calls are reused.

        Returns:
            The paths of the copies.

        Raises:
            DiskError: a file cannot be copied.
        """
        staged = []
        copied = 0
        for file in files:
            try:
                known = file.stat()
                place = self._place(file, known)
                if not _is_as(place, known):
                    copied += known.st_size
                    _put(file, place, as_copy=copied <= COPIED_BYTES)
                os.utime(place.parent)
            except OSError as error:
                raise DiskError(
                    f"A copy of {file.name} for the other program could not be made: {error.strerror or error}.",
                    hint="See whether the disk is full, and whether the PDF is still in the library's folder.",
                    subject=str(file),
                ) from error
            staged.append(place)
        return staged

    def tidy(self, *, older_than_s: float = KEPT_S) -> int:
        """Deletes copies that were staged earlier than *older_than_s* seconds ago, as far as possible.

        Returns their number.
        """
        removed = 0
        with contextlib.suppress(OSError):
            for place in list(self._folder.iterdir()):
                if time.time() - place.stat().st_mtime > older_than_s:
                    shutil.rmtree(place, ignore_errors=True)
                    removed += not place.exists()
        return removed

    def _place(self, file: Path, known: os.stat_result) -> Path:
        """Returns the place of the copy, which is the same for the same unchanged file."""
        name = f"{file}\0{known.st_size}\0{known.st_mtime_ns}"
        return self._folder / hashlib.sha256(os.fsencode(name)).hexdigest()[:16] / safe_name(file.name)


def _is_as(place: Path, known: os.stat_result) -> bool:
    """Returns True if *place* has the copy as it was written: no program has moved or changed it."""
    try:
        found = place.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (known.st_size, known.st_mtime_ns)


def _put(file: Path, place: Path, *, as_copy: bool) -> None:
    """Creates the copy at *place* atomically. Raises OSError."""
    make_private_folder(place.parent)
    part = place.with_name(f"{place.name}.part")
    part.unlink(missing_ok=True)
    if as_copy:
        shutil.copy2(file, part)
    else:
        try:
            os.link(file, part)
        except OSError:  # another file system, or a file system without links
            shutil.copy2(file, part)
    os.replace(part, place)
