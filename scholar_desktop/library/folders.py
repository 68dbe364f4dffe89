"""The layout of the library folder, and functions that write files atomically."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scholar_desktop.domain.private_files import make_private_folder, new_file
from scholar_desktop.formats.file_names import unique_name
from scholar_desktop.library.containment import OutsideLibrary, contained, is_plain_name

SIDECAR = "paper.json"
_FILES_AT_ONCE = 8
DATABASE = "library.sqlite"
DATABASE_ENDINGS = ("", "-wal", "-shm", "-journal")
"""The database and the files that SQLite keeps next to it."""


class LibraryFolders:
    """The paths in a library folder.

    library.sqlite; papers/<folder>/ with the files and the sidecar of each paper; trash/<undo id>/ with what undo can
    restore; backups/ with copies of the database by date; quarantine/ with PDFs that the user has to check; .library/
    with temporary files of running operations.

    Names that come from the folder or the database become paths only here. The methods raise OutsideLibrary for a name
    that leads out of the library folder.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data = Path(os.path.abspath(data_dir))
        self.database = self.data / DATABASE
        self.papers = self.data / "papers"
        self.trash = self.data / "trash"
        self.backups = self.data / "backups"
        self.work = self.data / ".library"
        self.quarantine = self.data / "quarantine"

    def make(self) -> None:
        """Creates the folders. Raises OSError if a folder cannot be created or leads out of the library folder."""
        self.refuse_links()
        for folder in (self.data, self.papers, self.work):
            make_private_folder(folder)

    def refuse_links(self) -> None:
        """Raises OutsideLibrary if the database or one of the folders is a link that leads out of the library."""
        for folder in (self.papers, self.trash, self.backups, self.work):
            self.inside(folder)
        for ending in DATABASE_ENDINGS:
            self.inside(self.database.with_name(self.database.name + ending))

    def inside(self, path: Path) -> Path:
        """Returns *path*, which must be in the library folder."""
        return contained(self.data, path)

    def of(self, folder: str) -> Path:
        """Returns the path of a paper's folder."""
        if not is_plain_name(folder):
            raise OutsideLibrary(os.path.join(self.papers, folder))
        return contained(self.data, "papers", folder)

    def file(self, folder: str, name: str) -> Path:
        """Returns the path of a file of a paper."""
        for part in (folder, name):
            if not is_plain_name(part):
                raise OutsideLibrary(os.path.join(self.papers, folder, name))
        return contained(self.data, "papers", folder, name)

    def sidecar(self, folder: str) -> Path:
        """Returns the path of a paper's sidecar."""
        return self.file(folder, SIDECAR)

    def find_folder(self, folder: str) -> Path | None:
        """Returns the path of a paper's folder; None if it does not exist or leads out of the library."""
        try:
            place = self.of(folder)
            return place if place.is_dir() else None
        except OSError:  # also a name that is too long for the file system
            return None

    def find_file(self, folder: str, name: str) -> Path | None:
        """Returns the path of a file of a paper; None if it does not exist or leads out of the library."""
        try:
            place = self.file(folder, name)
            return place if place.is_file() else None
        except OSError:
            return None

    def is_outside(self, folder: str, name: str | None = None) -> bool:
        """Returns True if this folder of a paper, or this file in it, would be outside the library folder."""
        try:
            self.of(folder) if name is None else self.file(folder, name)
        except OutsideLibrary:
            return True
        return False

    def trash_of(self, undo_id: int) -> Path:
        """Returns the folder in the trash of an undo entry."""
        return contained(self.data, "trash", str(undo_id))

    def relative(self, path: Path) -> str:
        """Returns *path* in its stored form: relative to the library folder."""
        return self.inside(path).relative_to(self.data).as_posix()

    def absolute(self, written: str) -> Path:
        """Returns the path for its stored form, the inverse of `relative`."""
        return contained(self.data, written)


def free_name(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """Returns *wanted*, or the first of ` (2)`, ` (3)` and so on appended to it that is not taken."""
    taken: list[str] = []
    while is_taken(name := unique_name(wanted, taken)):
        taken.append(name)
    return name


def is_empty_place(folder: Path) -> bool:
    """Returns True if *folder* does not exist or is empty."""
    if not os.path.lexists(folder):
        return True
    return folder.is_dir() and not any(folder.iterdir())


def write_whole(path: Path, content: bytes, token: str) -> None:
    """Writes a file atomically: after a crash *path* is either the old or the new file.

    Args:
        token: part of the name of the temporary file.
    """
    passing = path.with_name(f".{path.name}.{token}.part")
    passing.unlink(missing_ok=True)
    try:
        with new_file(passing) as file:  # never through a link of this name
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(passing, path)
    except OSError:
        passing.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_many(files: Sequence[tuple[Path, bytes]], token: str) -> None:
    """Writes files of different folders, each as `write_whole` does, several at once: most of the time is spent waiting
    for the disk."""
    with ThreadPoolExecutor(_FILES_AT_ONCE, "write-many") as pool:
        for written in [pool.submit(write_whole, path, content, token) for path, content in files]:
            written.result()


def is_partial_write(path: Path) -> bool:
    """Returns True if *path* is a temporary file of an interrupted `write_whole`."""
    return path.name.startswith(".") and path.name.endswith(".part")


def sync_file(path: Path) -> None:
    """Flushes a file that was written elsewhere to the disk."""
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Flushes the names in *folder* to the disk. Does nothing on Windows, which has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
