"""Where things lie in the library folder, and how files are written so that they are whole or absent."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

from scholar_desktop.formats.file_names import unique_name

SIDECAR = "paper.json"


class LibraryFolders:
    """The places in one library folder.

    library.sqlite; papers/<folder>/ with the files and the sidecar of each paper; trash/<undo id>/ with what can be
    taken back; backups/ with copies of the database by date; .library/ with what belongs to work under way.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data = Path(os.path.abspath(data_dir))
        self.database = self.data / "library.sqlite"
        self.papers = self.data / "papers"
        self.trash = self.data / "trash"
        self.backups = self.data / "backups"
        self.work = self.data / ".library"

    def make(self) -> None:
        """Raises OSError where a folder cannot be made."""
        for folder in (self.data, self.papers, self.work):
            folder.mkdir(parents=True, exist_ok=True)

    def of(self, folder: str) -> Path:
        return self.papers / folder

    def file(self, folder: str, name: str) -> Path:
        return self.papers / folder / name

    def sidecar(self, folder: str) -> Path:
        return self.papers / folder / SIDECAR

    def trash_of(self, undo_id: int) -> Path:
        return self.trash / str(undo_id)

    def relative(self, path: Path) -> str:
        """*path* as it is written down: relative to the library folder, or absolute when it lies outside."""
        return (path.relative_to(self.data) if path.is_relative_to(self.data) else path).as_posix()

    def absolute(self, written: str) -> Path:
        return self.data / written


def fold_file_name(name: str) -> str:
    """Two names with the same answer are one file on some system (case, composed and decomposed letters)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def free_name(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """*wanted*, or with ` (2)`, ` (3)` and so on the first that is not taken."""
    taken: list[str] = []
    while is_taken(name := unique_name(wanted, taken)):
        taken.append(name)
    return name


def is_empty_place(folder: Path) -> bool:
    """Whether nothing stands at *folder*, or an empty folder."""
    if not os.path.lexists(folder):
        return True
    return folder.is_dir() and not any(folder.iterdir())


def write_whole(path: Path, content: bytes, token: str) -> None:
    """Put *content* at *path* so that a crash leaves the old file or the new one. *token* names the passing file."""
    passing = path.with_name(f".{path.name}.{token}.part")
    try:
        with passing.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(passing, path)
    except OSError:
        passing.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def is_partial_write(path: Path) -> bool:
    """Whether *path* is what `write_whole` leaves when it is cut off."""
    return path.name.startswith(".") and path.name.endswith(".part")


def sync_file(path: Path) -> None:
    """Bring a file that somebody else wrote to the disk."""
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Bring the names in *folder* to the disk. Windows has no such call, and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
