"""Staged PDFs for other programs: a second name of the file, which lasts as long as the paper is in the library.

A program may move a dropped file, so the library's own name of it is never passed on. Programs such as KBibTeX and
JabRef keep a link to the very path that was dropped, so that path must not disappear.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.private_files import make_private_folder
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.file_names import safe_name

log = logging.getLogger(__name__)


class StagingFolder:
    """Staged files below *folder*, which need not exist: `folder/<key of the paper>/<version of the file>/<name>`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stage(self, files: Sequence[tuple[str, Path]]) -> list[Path]:
        """Makes *files* available under names that reference managers accept (no `[ ] %`).

        Each is a hard link to the file, or a copy where the file system has no links to it. Unchanged ones of earlier
        calls are reused.

        Args:
            files: the library key of the paper, and its file.

        Returns:
            The staged paths.

        Raises:
            DiskError: a file can be neither linked nor copied.
        """
        staged = []
        for key, file in files:
            try:
                known = file.stat()
                place = self._place(key, file, known)
                if not _is_as(place, known):
                    _put(file, place)
            except OSError as error:
                raise DiskError(
                    Message(
                        "{file} could not be copied for the other program: {reason}.",
                        file=file.name,
                        reason=error.strerror or str(error),
                    ),
                    hint=Message("Check that the disk is not full and that the PDF is still in the library's folder."),
                    subject=str(file),
                ) from error
            staged.append(place)
        return staged

    def keys(self) -> list[str]:
        """Returns the keys of the papers that have staged files."""
        with contextlib.suppress(OSError):
            return sorted(place.name for place in self._folder.iterdir() if place.is_dir())
        return []

    def remove(self, keys: Sequence[str]) -> int:
        """Deletes the staged files of the papers *keys*, as far as possible. Returns how many papers have none now."""
        for key in keys:
            shutil.rmtree(self._folder / key, ignore_errors=True)
        return sum(not (self._folder / key).exists() for key in keys)

    def _place(self, key: str, file: Path, known: os.stat_result) -> Path:
        """Returns the place of the file: the earlier one if the file is unchanged, even if the library has renamed
        it."""
        version = hashlib.sha256(f"{known.st_size}\0{known.st_mtime_ns}".encode()).hexdigest()[:8]
        folder = self._folder / key / version
        with contextlib.suppress(OSError):
            for earlier in folder.iterdir():
                if _is_as(earlier, known):
                    return earlier
        return folder / safe_name(file.name)


def _is_as(place: Path, known: os.stat_result) -> bool:
    """Returns True if *place* has the file as it was staged: no program has moved or changed it."""
    try:
        found = place.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (known.st_size, known.st_mtime_ns)


def _put(file: Path, place: Path) -> None:
    """Creates the link or copy at *place* atomically. Raises OSError."""
    make_private_folder(place.parent)
    part = place.with_name(f"{place.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.link(file, part)
    except OSError as error:  # another file system, or a file system without links
        log.info("%s is copied for other programs, since it cannot be linked: %s", file.name, error)
        shutil.copy2(file, part)
    os.replace(part, place)
