"""Copies of PDFs for other programs to take: what is dropped may be moved or written into by who gets it, so the
library's own file is never handed over."""

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
from scholar_desktop.formats.file_names import safe_name

log = logging.getLogger(__name__)

KEPT_S = 24 * 3600.0
"""So long a staged copy stays for a program that takes its time."""
COPIED_BYTES = 64_000_000
"""So much is copied at once; of more, the rest is hard-linked, because a drag must begin at once."""


class StagingFolder:
    """Staged copies, each in a folder of its own below *folder*, which need not exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stage(self, files: Sequence[Path]) -> list[Path]:
        """A copy of each of *files*, with a name that reference managers take (no `[ ] %`). One that was staged before
        and is as it was is taken again. Raises DiskError."""
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
        """Remove what was staged longer ago; how many copies that were. What cannot be removed is left."""
        removed = 0
        with contextlib.suppress(OSError):
            for place in list(self._folder.iterdir()):
                if time.time() - place.stat().st_mtime > older_than_s:
                    shutil.rmtree(place, ignore_errors=True)
                    removed += not place.exists()
        return removed

    def _place(self, file: Path, known: os.stat_result) -> Path:
        """The same for the same file as long as it does not change."""
        name = f"{file}\0{known.st_size}\0{known.st_mtime_ns}"
        return self._folder / hashlib.sha256(os.fsencode(name)).hexdigest()[:16] / safe_name(file.name)


def _is_as(place: Path, known: os.stat_result) -> bool:
    """Whether *place* holds what was put there: nobody has moved it, or written into it."""
    try:
        found = place.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (known.st_size, known.st_mtime_ns)


def _put(file: Path, place: Path, *, as_copy: bool) -> None:
    """Put *file* at *place*, whole or not at all. Raises OSError."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}.part")
    part.unlink(missing_ok=True)
    if as_copy:
        shutil.copy2(file, part)
    else:
        try:
            os.link(file, part)
        except OSError:  # another file system, or one without links
            shutil.copy2(file, part)
    os.replace(part, place)
